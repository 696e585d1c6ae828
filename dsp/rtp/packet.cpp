// RTP data packets (RFC 3550 §5.1, checks of A.1) and telephone events (RFC 4733 §2.3).
#include "dsp/rtp/packet.h"

namespace dsp {

const char* text(RtpError error) {
    switch (error) {
    case RtpError::truncated:
        return "truncated";
    case RtpError::version:
        return "not version 2";
    case RtpError::padding:
        return "bad padding";
    case RtpError::rtcp:
        return "RTCP on the RTP port";
    case RtpError::order:
        return "bad order of a compound";
    }
    return "?";
}

base::Result<RtpPacket, RtpError> parse_rtp(base::Octets datagram) {
    base::OctetReader reader(datagram);
    RtpPacket packet;
    const std::uint8_t first = reader.u8();
    const std::uint8_t second = reader.u8();
    packet.sequence = reader.u16();
    packet.timestamp = reader.u32();
    packet.ssrc = reader.u32();
    if (reader.failed())
        return base::fail(RtpError::truncated);
    if (first >> 6 != 2)
        return base::fail(RtpError::version);
    // SR, RR ... of RTCP look like payload types 72-76 with the marker set (A.1: "must not be SR or
    // RR")
    if (second >= 192 && second <= 223)
        return base::fail(RtpError::rtcp);
    packet.marker = second & 0x80U;
    packet.payload_type = second & 0x7fU;
    packet.csrcs = reader.octets((first & 0x0fU) * 4U);
    if (first & 0x10U) {
        packet.extension_profile = reader.u16();
        const std::size_t words = reader.u16();
        packet.extension = reader.octets(words * 4);
    }
    if (reader.failed())
        return base::fail(RtpError::truncated);
    packet.payload = reader.rest();
    if (first & 0x20U) {
        if (packet.payload.empty())
            return base::fail(RtpError::padding);
        const std::size_t padding = packet.payload.back(); // its last octet counts itself
        if (padding == 0 || padding > packet.payload.size())
            return base::fail(RtpError::padding);
        packet.payload = packet.payload.first(packet.payload.size() - padding);
    }
    return packet;
}

base::Result<TelephoneEvent, RtpError> parse_telephone_event(base::Octets payload) {
    base::OctetReader reader(payload);
    TelephoneEvent event;
    event.event = reader.u8();
    const std::uint8_t flags = reader.u8();
    event.end = flags & 0x80U;
    event.volume = flags & 0x3fU;
    event.duration = reader.u16();
    if (reader.failed())
        return base::fail(RtpError::truncated);
    return event;
}

std::array<std::uint8_t, 4> build_telephone_event(const TelephoneEvent& event) {
    return {
        event.event, static_cast<std::uint8_t>((event.end ? 0x80U : 0U) | (event.volume & 0x3fU)),
        static_cast<std::uint8_t>(event.duration >> 8), static_cast<std::uint8_t>(event.duration)};
}

} // namespace dsp
