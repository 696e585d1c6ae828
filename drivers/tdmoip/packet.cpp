// CESoPSN packets: RFC 5086 §4.2 (order of headers over UDP), §4.3 (control word), §4.4 (fixed RTP
// header).
#include "drivers/tdmoip/packet.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace drivers {
namespace {

constexpr std::uint8_t kL = 0x08, kR = 0x04, kM = 0x03, kMRemoteDefect = 0x02, kMSignalling = 0x03;
constexpr std::uint8_t kVersion = 0xf0; // the four bits that distinguish a control word; always 0
constexpr std::uint8_t kFragment = 0xc0, kLength = 0x3f;
constexpr std::uint8_t kRtpVersion2 = 0x80; // no padding, no extension, no contributing sources
constexpr std::uint8_t kRtpPayloadType = 96;
constexpr std::size_t kRtpOctets = 12;

// LEN: of everything behind the UDP header when below 64, else 0.
constexpr std::uint8_t length_field(std::size_t octets) {
    return octets < 64 ? static_cast<std::uint8_t>(octets) : std::uint8_t{0};
}

constexpr unsigned kTile = 8;

// Where the tile after the one at `slot` begins; `slots` behind the last.
unsigned next_tile(unsigned slot, unsigned slots) {
    return slot + kTile == slots ? slots : std::min(slot + kTile, slots - kTile);
}

// Swaps the octets that `mask` << `shift` selects in `low` with those of `mask` in `high`.
void swap_octets(std::uint64_t& low, std::uint64_t& high, std::uint64_t mask, unsigned shift) {
    const std::uint64_t difference = ((low >> shift) ^ high) & mask;
    high ^= difference;
    low ^= difference << shift;
}

// 8 rows of 8 octets, `from_step` apart, become 8 columns: quarters change places, then quarters of
// quarters (the recursive transposition), each in whole words that stay in registers. In a
// big-endian word the first octet is the uppermost: the rows are then counted from below.
void transpose_tile(const std::uint8_t* from, std::size_t from_step, std::uint8_t* to,
                    std::size_t to_step) {
    constexpr bool kBig = std::endian::native == std::endian::big;
    std::array<std::uint64_t, kTile> row;
#pragma GCC unroll 8
    for (unsigned n = 0; n < kTile; ++n)
        std::memcpy(&row[kBig ? kTile - 1 - n : n], from + n * from_step, kTile);
#pragma GCC unroll 4
    for (unsigned n = 0; n < 4; ++n)
        swap_octets(row[n], row[n + 4], 0x00000000ffffffff, 32);
#pragma GCC unroll 4
    for (unsigned n = 0; n < 4; ++n)
        swap_octets(row[n + n / 2 * 2], row[n + n / 2 * 2 + 2], 0x0000ffff0000ffff, 16);
#pragma GCC unroll 4
    for (unsigned n = 0; n < 4; ++n)
        swap_octets(row[2 * n], row[2 * n + 1], 0x00ff00ff00ff00ff, 8);
#pragma GCC unroll 8
    for (unsigned n = 0; n < kTile; ++n)
        std::memcpy(to + n * to_step, &row[kBig ? kTile - 1 - n : n], kTile);
}

} // namespace

base::Result<Packet, PacketError> parse_packet(base::Octets datagram, const PacketShape& shape) {
    base::OctetReader reader(datagram);
    if (shape.rtp_header) {
        if (reader.u8() != kRtpVersion2)
            return base::fail(datagram.empty() ? PacketError::truncated : PacketError::rtp_header);
        reader.skip(kRtpOctets - 1);
    }
    const std::uint8_t flags = reader.u8();
    const std::uint8_t length = reader.u8();
    Packet packet;
    packet.control.sequence = reader.u16();
    if (reader.failed())
        return base::fail(PacketError::truncated);
    if (flags & kVersion)
        return base::fail(PacketError::not_cesopsn);
    if (length & kFragment)
        return base::fail(PacketError::fragmented);
    if ((length & kLength) != 0 && (length & kLength) != datagram.size())
        return base::fail(PacketError::wrong_length);
    packet.control.local_loss = flags & kL;
    packet.control.remote_loss = flags & kR;
    if (!packet.control.local_loss) {
        if ((flags & kM) == kMSignalling)
            return base::fail(PacketError::signalling);
        packet.control.remote_defect = (flags & kM) == kMRemoteDefect;
    }
    packet.payload = reader.rest();
    const bool absent = packet.payload.empty() && packet.control.local_loss;
    if (!absent && packet.payload.size() != shape.payload_octets())
        return base::fail(PacketError::wrong_length);
    return packet;
}

std::size_t write_header(std::uint8_t* memory, const PacketShape& shape, const ControlWord& control,
                         bool with_payload, std::uint32_t rtp_timestamp, std::uint32_t ssrc) {
    base::OctetWriter writer({memory, shape.header_octets()});
    if (shape.rtp_header) {
        writer.u8(kRtpVersion2);
        writer.u8(kRtpPayloadType);
        writer.u16(control.sequence);
        writer.u32(rtp_timestamp);
        writer.u32(ssrc);
    }
    writer.u8(static_cast<std::uint8_t>(
        (control.local_loss ? kL : 0) | (control.remote_loss ? kR : 0) |
        (control.remote_defect && !control.local_loss ? kMRemoteDefect : 0)));
    writer.u8(length_field(shape.header_octets() + (with_payload ? shape.payload_octets() : 0)));
    writer.u16(control.sequence);
    return writer.size();
}

// A payload is frame after frame, a block timeslot after timeslot: one is the other transposed. It
// is done in tiles of 8 frames by 8 timeslots; where the timeslots are no multiple of 8, the last
// tile overlaps the one before it.

void payload_to_block(base::Octets payload, const PacketShape& shape, Block& block) {
    block.samples = shape.frames;
    if (shape.slots < kTile || shape.frames % kTile != 0) {
        for (unsigned slot = 0; slot < shape.slots; ++slot)
            for (unsigned frame = 0; frame < shape.frames; ++frame)
                block.at(slot + 1)[frame] = payload[frame * shape.slots + slot];
        return;
    }
    for (unsigned slot = 0; slot < shape.slots; slot = next_tile(slot, shape.slots))
        for (unsigned frame = 0; frame < shape.frames; frame += kTile)
            transpose_tile(payload.data() + frame * shape.slots + slot, shape.slots,
                           block.at(slot + 1) + frame, kMaxBlockSamples);
}

void block_to_payload(const Block& block, const PacketShape& shape, std::uint8_t* payload) {
    if (shape.slots < kTile || shape.frames % kTile != 0) {
        for (unsigned slot = 0; slot < shape.slots; ++slot)
            for (unsigned frame = 0; frame < shape.frames; ++frame)
                payload[frame * shape.slots + slot] = block.at(slot + 1)[frame];
        return;
    }
    for (unsigned slot = 0; slot < shape.slots; slot = next_tile(slot, shape.slots))
        for (unsigned frame = 0; frame < shape.frames; frame += kTile)
            transpose_tile(block.at(slot + 1) + frame, kMaxBlockSamples,
                           payload + frame * shape.slots + slot, shape.slots);
}

} // namespace drivers
