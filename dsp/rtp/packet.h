// RTP data packets (RFC 3550 §5.1): header parsed from and written to octets.
#pragma once

#include "base/octets.h"
#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace dsp {

enum class RtpError : std::uint8_t {
    truncated, ///< shorter than its header, CSRC list or extension says
    version,   ///< not 2
    padding,   ///< the padding count is 0 or larger than what is there (RFC 3550 §5.1, A.1)
    rtcp,      ///< the payload type field holds an RTCP packet type (RFC 5761 §4)
    order, ///< RTCP: the compound does not start with SR or RR, or padding is not in the last (A.2)
};
const char* text(RtpError error);

inline constexpr std::size_t kRtpHeader = 12;

/// One received packet. Owner: the views point into the datagram that was parsed.
struct RtpPacket {
    bool marker = false;
    std::uint8_t payload_type = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;
    base::Octets csrcs;                  ///< 4 octets each, at most 15
    std::uint16_t extension_profile = 0; ///< §5.3.1
    base::Octets extension;              ///< without its 4-octet header
    base::Octets payload;                ///< padding removed; may be empty
};

base::Result<RtpPacket, RtpError> parse_rtp(base::Octets datagram);

/// Writes the fixed header (no CSRC, extension or padding).
inline void write_rtp_header(std::span<std::uint8_t, kRtpHeader> out, bool marker,
                             std::uint8_t payload_type, std::uint16_t sequence,
                             std::uint32_t timestamp, std::uint32_t ssrc) {
    base::OctetWriter writer(out);
    writer.u8(0x80); // version 2
    writer.u8(static_cast<std::uint8_t>((marker ? 0x80U : 0U) | (payload_type & 0x7fU)));
    writer.u16(sequence);
    writer.u32(timestamp);
    writer.u32(ssrc);
}

/// A key press inside RTP (RFC 4733 §2.3).
struct TelephoneEvent {
    std::uint8_t event = 0; ///< 0-9, 10 = *, 11 = #, 12-15 = A-D (§3.2)
    bool end = false;
    std::uint8_t volume = 0;    ///< dBm0, sign dropped
    std::uint16_t duration = 0; ///< timestamp units, so far
};
base::Result<TelephoneEvent, RtpError> parse_telephone_event(base::Octets payload);
std::array<std::uint8_t, 4> build_telephone_event(const TelephoneEvent& event);

} // namespace dsp
