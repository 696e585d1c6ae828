// RTCP compound packets (RFC 3550 §6): SR, RR, SDES and BYE, parsed from and written to octets.
#pragma once

#include "base/clock.h"
#include "base/octets.h"
#include "base/result.h"
#include "dsp/rtp/packet.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dsp {

/// 32.32 bits of seconds since 1900 (RFC 3550 §4).
using NtpTime = std::uint64_t;
NtpTime ntp_time(base::WallTime time);
/// The middle 32 bits: seconds and fraction as 16.16.
constexpr std::uint32_t ntp_middle(NtpTime time) {
    return static_cast<std::uint32_t>(time >> 16);
}

/// Sender's part of an SR (§6.4.1).
struct SenderInfo {
    NtpTime ntp = 0;
    std::uint32_t rtp_timestamp = 0; ///< the same instant on the RTP clock
    std::uint32_t packets = 0;
    std::uint32_t octets = 0; ///< payload only
};

/// What a receiver says of one source (§6.4.1).
struct ReportBlock {
    std::uint32_t ssrc = 0;             ///< the source reported on
    std::uint8_t fraction_lost = 0;     ///< of 256, since the last report
    std::int32_t cumulative_lost = 0;   ///< 24 bits signed; negative when duplicates prevail
    std::uint32_t highest_sequence = 0; ///< extended by cycles
    std::uint32_t jitter = 0;           ///< timestamp units
    std::uint32_t last_sr = 0;          ///< ntp_middle of the last SR from the source; 0: none yet
    std::uint32_t delay_since_sr = 0;   ///< 1/65536 s
};

/// What a telephone gateway needs of one compound packet; other packet types are skipped.
struct Rtcp {
    static constexpr unsigned kMaxBlocks = 31;
    std::uint32_t ssrc = 0; ///< of the SR or RR at the front
    std::optional<SenderInfo> sender;
    unsigned blocks = 0;
    std::array<ReportBlock, kMaxBlocks>
        block;              ///< of the first report; those that follow are skipped
    std::string_view cname; ///< of `ssrc`; empty: none. Points into the datagram
    bool bye = false;       ///< `ssrc` leaves (§6.6)
    std::string_view bye_reason;
};

/// Parses and validates a whole compound packet (A.2); nothing of an invalid one is used.
/// Owner: views point into `datagram`.
base::Result<Rtcp, RtpError> parse_rtcp(base::Octets datagram);

/// Writes SR (with `sender`) or RR, then SDES CNAME, then BYE when wanted, as one compound packet.
/// Returns its octets, or an empty span when `memory` is too small (§6.1: a compound is never cut).
base::Octets build_rtcp(std::span<std::uint8_t> memory, std::uint32_t ssrc,
                        const std::optional<SenderInfo>& sender,
                        const std::optional<ReportBlock>& block, std::string_view cname, bool bye);

/// Round trip in 1/65536 s from a report block about us that arrived at `now` (§6.4.1, Figure 2);
/// nothing when it cannot be told (no SR received there yet, or a clock that ran backwards).
std::optional<std::uint32_t> round_trip(std::uint32_t now, std::uint32_t last_sr,
                                        std::uint32_t delay_since_sr);

} // namespace dsp
