// pcapng blocks (draft-ietf-opsawg-pcapng §4), in this machine's byte order as the format permits.
#include "gateway/observe/pcapng.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace observe::pcapng {
namespace {

constexpr std::uint32_t kSection = 0x0a0d0d0a, kInterface = 1, kStatistics = 5, kPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
// Options: of every block, then of section, interface, packet and statistics.
constexpr std::uint16_t kEnd = 0, kUserApplication = 4, kName = 2, kDescription = 3,
                        kResolution = 9, kFlags = 2, kReceived = 4, kDropped = 5;
constexpr std::uint8_t kNanoseconds = 9;
constexpr std::uint32_t kInbound = 1, kOutbound = 2;

// The pseudo-header of LINKTYPE_LINUX_LAPD.
constexpr std::size_t kPseudoHeader = 16;
constexpr std::uint16_t kToUs = 0, kFromUs = 4;
constexpr std::uint16_t kHardwareLapd = 8445, kProtocolLapd = 0x0030;

// Puts fields at the end of a block; done() gives it its length.
class Block {
  public:
    Block(Bytes& out, std::uint32_t type) : out_(out), start_(out.size()) {
        u32(type);
        u32(0); // the length, when it is known
    }
    void u16(std::uint16_t value) { put(&value, sizeof value); }
    void u32(std::uint32_t value) { put(&value, sizeof value); }
    void u64(std::uint64_t value) { put(&value, sizeof value); }
    // In network order: the pseudo-header's.
    void big16(std::uint16_t value) {
        out_.push_back(static_cast<std::uint8_t>(value >> 8));
        out_.push_back(static_cast<std::uint8_t>(value));
    }
    void octets(base::Octets octets) { out_.insert(out_.end(), octets.begin(), octets.end()); }
    void pad() { out_.resize((out_.size() - start_ + 3) / 4 * 4 + start_); }
    void option(std::uint16_t code, const void* value, std::size_t size) {
        u16(code);
        u16(static_cast<std::uint16_t>(size));
        put(value, size);
        pad();
    }
    void option(std::uint16_t code, std::string_view text) {
        option(code, text.data(), std::min<std::size_t>(text.size(), 0xffff));
    }
    void time(base::WallTime at) {
        const auto count = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
        u32(static_cast<std::uint32_t>(count >> 32));
        u32(static_cast<std::uint32_t>(count));
    }
    void done() {
        u16(kEnd);
        u16(0);
        const auto length = static_cast<std::uint32_t>(out_.size() - start_ + 4);
        u32(length);
        std::memcpy(out_.data() + start_ + 4, &length, sizeof length);
    }

  private:
    void put(const void* value, std::size_t size) {
        const auto* octets = static_cast<const std::uint8_t*>(value);
        out_.insert(out_.end(), octets, octets + size);
    }
    Bytes& out_;
    const std::size_t start_;
};

} // namespace

void put_head(Bytes& out, std::string_view name, std::string_view description,
              std::string_view program) {
    Block section(out, kSection);
    section.u32(kByteOrder);
    section.u16(1); // version 1.0
    section.u16(0);
    section.u64(~std::uint64_t{0}); // the section's length is not said
    section.option(kUserApplication, program);
    section.done();
    Block interface(out, kInterface);
    interface.u16(kLinkType);
    interface.u16(0);
    interface.u32(0); // frames are never cut
    interface.option(kName, name);
    interface.option(kDescription, description);
    interface.option(kResolution, &kNanoseconds, 1);
    interface.done();
}

void put_frame(Bytes& out, const Frame& frame) {
    Block block(out, kPacket);
    block.u32(0); // the only interface
    block.time(frame.at);
    block.u32(static_cast<std::uint32_t>(kPseudoHeader + frame.octets.size()));
    block.u32(
        static_cast<std::uint32_t>(kPseudoHeader + std::max(frame.length, frame.octets.size())));
    block.big16(frame.sent ? kFromUs : kToUs);
    block.big16(kHardwareLapd);
    block.big16(1); // octets of the address, of which the first is the side
    const std::uint8_t address[8] = {static_cast<std::uint8_t>(frame.network_side)};
    block.octets(address);
    block.big16(kProtocolLapd);
    block.octets(frame.octets);
    block.pad();
    const std::uint32_t flags = frame.sent ? kOutbound : kInbound;
    block.option(kFlags, &flags, sizeof flags);
    block.done();
}

void put_statistics(Bytes& out, base::WallTime at, std::uint64_t frames, std::uint64_t dropped) {
    Block block(out, kStatistics);
    block.u32(0);
    block.time(at);
    const std::uint64_t received = frames + dropped;
    block.option(kReceived, &received, sizeof received);
    block.option(kDropped, &dropped, sizeof dropped);
    block.done();
}

} // namespace observe::pcapng
