// CESoPSN packets: RFC 5086 §4.2 (order of headers over UDP), §4.3 (control word), §4.4 (fixed RTP
// header).
#include "drivers/tdmoip/packet.h"

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

void payload_to_block(base::Octets payload, const PacketShape& shape, Block& block) {
    block.samples = shape.frames;
    for (unsigned slot = 0; slot < shape.slots; ++slot) {
        const std::uint8_t* from = payload.data() + slot;
        std::uint8_t* to = block.at(slot + 1);
        for (unsigned frame = 0; frame < shape.frames; ++frame, from += shape.slots)
            to[frame] = *from;
    }
}

void block_to_payload(const Block& block, const PacketShape& shape, std::uint8_t* payload) {
    for (unsigned slot = 0; slot < shape.slots; ++slot) {
        const std::uint8_t* from = block.at(slot + 1);
        std::uint8_t* to = payload + slot;
        for (unsigned frame = 0; frame < shape.frames; ++frame, to += shape.slots)
            *to = from[frame];
    }
}

} // namespace drivers
