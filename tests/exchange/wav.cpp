// RIFF WAVE files, the one format that the exchange plays and records.
#include "tests/exchange/wav.h"

#include "base/octets.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace exchange {
namespace {

std::uint32_t little(base::Octets octets) {
    std::uint32_t value = 0;
    for (std::size_t i = octets.size(); i-- > 0;)
        value = value << 8 | octets[i];
    return value;
}

void append(std::vector<std::uint8_t>& octets, std::uint32_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        octets.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

void append(std::vector<std::uint8_t>& octets, const char* name) {
    octets.insert(octets.end(), name, name + 4);
}

} // namespace

base::Result<std::vector<std::int16_t>, std::string> read_wav(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return base::fail(fmt::format("{}: {}", path, std::strerror(errno)));
    const std::vector<char> content((std::istreambuf_iterator<char>(file)),
                                    std::istreambuf_iterator<char>());
    base::OctetReader reader(
        {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    const base::Octets head = reader.octets(12);
    if (reader.failed() || std::memcmp(head.data(), "RIFF", 4) != 0 ||
        std::memcmp(head.data() + 8, "WAVE", 4) != 0)
        return base::fail(fmt::format("{}: is not a WAV file", path));
    bool format = false;
    while (reader.left() >= 8) {
        const base::Octets name = reader.octets(4);
        const std::size_t length = little(reader.octets(4));
        base::OctetReader chunk(reader.octets(std::min(length, reader.left())));
        if (std::memcmp(name.data(), "fmt ", 4) == 0) {
            const std::uint32_t kind = little(chunk.octets(2)), channels = little(chunk.octets(2)),
                                rate = little(chunk.octets(4));
            chunk.skip(6);
            if (little(chunk.octets(2)) != 16 || kind != 1 || channels != 1 || rate != 8000 ||
                chunk.failed())
                return base::fail(fmt::format("{}: is not 8 kHz, mono, 16 bit PCM", path));
            format = true;
        } else if (std::memcmp(name.data(), "data", 4) == 0) {
            if (!format)
                break;
            std::vector<std::int16_t> samples;
            samples.reserve(chunk.left() / 2);
            while (chunk.left() >= 2)
                samples.push_back(static_cast<std::int16_t>(little(chunk.octets(2))));
            return samples;
        }
        if (length & 1 && !reader.at_end())
            reader.skip(1);
    }
    return base::fail(fmt::format("{}: has no sound in it", path));
}

base::Result<void, std::string> write_wav(const std::string& path,
                                          const std::vector<std::int16_t>& samples) {
    std::vector<std::uint8_t> octets;
    const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
    octets.reserve(44 + bytes);
    append(octets, "RIFF");
    append(octets, 36 + bytes, 4);
    append(octets, "WAVE");
    append(octets, "fmt ");
    append(octets, 16, 4);
    append(octets, 1, 2);     // PCM
    append(octets, 1, 2);     // channels
    append(octets, 8000, 4);  // rate
    append(octets, 16000, 4); // octets per second
    append(octets, 2, 2);     // octets per frame
    append(octets, 16, 2);    // bits
    append(octets, "data");
    append(octets, bytes, 4);
    for (const std::int16_t sample : samples)
        append(octets, static_cast<std::uint16_t>(sample), 2);
    const std::string beside = path + ".part";
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(octets.data()),
               static_cast<std::streamsize>(octets.size()));
    file.close();
    if (!file || std::rename(beside.c_str(), path.c_str()) != 0)
        return base::fail(fmt::format("{}: {}", path, std::strerror(errno)));
    return {};
}

} // namespace exchange
