// HEP version 3: "HEP3", the length of all, then chunks of vendor 0: type, length with these six
// octets, value.
#include "gateway/observe/hep.h"

#include <algorithm>
#include <chrono>

namespace observe {
namespace {

enum class Chunk : std::uint16_t {
    family = 1,
    ip_protocol = 2,
    source_v4 = 3,
    destination_v4 = 4,
    source_v6 = 5,
    destination_v6 = 6,
    source_port = 7,
    destination_port = 8,
    seconds = 9,
    microseconds = 10,
    protocol = 11,
    agent = 12,
    password = 14,
    payload = 15,
    correlation = 17,
};

constexpr std::uint8_t kFamilyV4 = 2, kFamilyV6 = 10; // AF_INET and AF_INET6 of Linux, on the wire
constexpr std::uint8_t kTcp = 6, kUdp = 17;
constexpr std::size_t kChunkHead = 6, kLongestText = 255;

class Writer {
  public:
    explicit Writer(std::vector<std::uint8_t>& out) : out_(out) {
        out_.assign({'H', 'E', 'P', '3', 0, 0});
    }
    void chunk(Chunk type, base::Octets value) {
        head(type, value.size());
        out_.insert(out_.end(), value.begin(), value.end());
    }
    void chunk(Chunk type, std::string_view text) {
        text = text.substr(0, kLongestText);
        chunk(type, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    void chunk8(Chunk type, std::uint8_t value) { chunk(type, {&value, 1}); }
    void chunk16(Chunk type, std::uint16_t value) {
        head(type, 2);
        big16(value);
    }
    void chunk32(Chunk type, std::uint32_t value) {
        head(type, 4);
        big16(static_cast<std::uint16_t>(value >> 16));
        big16(static_cast<std::uint16_t>(value));
    }
    void done() {
        out_[4] = static_cast<std::uint8_t>(out_.size() >> 8);
        out_[5] = static_cast<std::uint8_t>(out_.size());
    }

  private:
    void head(Chunk type, std::size_t value) {
        big16(0); // vendor: none
        big16(static_cast<std::uint16_t>(type));
        big16(static_cast<std::uint16_t>(kChunkHead + value));
    }
    void big16(std::uint16_t value) {
        out_.push_back(static_cast<std::uint8_t>(value >> 8));
        out_.push_back(static_cast<std::uint8_t>(value));
    }
    std::vector<std::uint8_t>& out_;
};

} // namespace

void write_hep(const HepPacket& packet, std::vector<std::uint8_t>& out) {
    const HepAddresses& between = packet.addresses;
    const std::size_t size = between.v6 ? 16 : 4;
    const auto since =
        std::chrono::duration_cast<std::chrono::microseconds>(packet.at.time_since_epoch());
    Writer writer(out);
    writer.chunk8(Chunk::family, between.v6 ? kFamilyV6 : kFamilyV4);
    writer.chunk8(Chunk::ip_protocol, between.datagrams ? kUdp : kTcp);
    writer.chunk(between.v6 ? Chunk::source_v6 : Chunk::source_v4,
                 base::Octets(between.source).first(size));
    writer.chunk(between.v6 ? Chunk::destination_v6 : Chunk::destination_v4,
                 base::Octets(between.destination).first(size));
    writer.chunk16(Chunk::source_port, between.source_port);
    writer.chunk16(Chunk::destination_port, between.destination_port);
    writer.chunk32(Chunk::seconds, static_cast<std::uint32_t>(since.count() / 1'000'000));
    writer.chunk32(Chunk::microseconds, static_cast<std::uint32_t>(since.count() % 1'000'000));
    writer.chunk8(Chunk::protocol, static_cast<std::uint8_t>(packet.protocol));
    writer.chunk32(Chunk::agent, packet.agent);
    if (!packet.password.empty())
        writer.chunk(Chunk::password, packet.password);
    if (!packet.correlation.empty())
        writer.chunk(Chunk::correlation, packet.correlation);
    writer.chunk(Chunk::payload,
                 packet.payload.first(std::min(packet.payload.size(), kHepLargestPayload)));
    writer.done();
}

} // namespace observe
