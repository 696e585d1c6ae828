// Stands in for libFuzzer: hands each file named on the command line, and those in named
// directories, to the fuzz target once, whole and cut at every length.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMostCuts = 512; ///< a longer seed is cut at this many evenly spread lengths

/// In memory of exactly this size, so that the address sanitizer sees a read past the end.
void feed(const std::vector<std::uint8_t>& octets, std::size_t size) {
    const auto exact = std::make_unique<std::uint8_t[]>(size);
    std::copy_n(octets.begin(), size, exact.get());
    LLVMFuzzerTestOneInput(exact.get(), size);
}

void replay(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<std::uint8_t> octets{std::istreambuf_iterator<char>(file), {}};
    const std::size_t step = octets.size() / kMostCuts + 1;
    for (std::size_t size = 0; size < octets.size(); size += step)
        feed(octets, size);
    feed(octets, octets.size());
}

} // namespace

int main(int argc, char** argv) {
    std::size_t files = 0;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) {
            replay(argv[i]);
            ++files;
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
            if (!entry.is_regular_file())
                continue;
            replay(entry.path());
            ++files;
        }
    }
    std::printf("%zu seeds\n", files);
    return files > 0 ? 0 : 1;
}
