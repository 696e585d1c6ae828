// Session descriptions as values, RFC 8866: what audio (or other media) is sent where, in which
// formats.
#pragma once

#include "sipi/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

inline constexpr std::size_t kMaxSdpMedia = 32;       ///< m-lines; more refuse the description
inline constexpr std::size_t kMaxSdpFormats = 64;     ///< formats of one m-line
inline constexpr std::size_t kMaxSdpAttributes = 256; ///< attributes of one level

/// Which way media flows, seen from the sender of the description (RFC 8866 §6.7).
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };

std::string_view text(Direction direction);
/// The same flow seen from the other side: sendonly and recvonly change places.
Direction reversed(Direction direction);
constexpr bool sends(Direction direction) {
    return direction == Direction::sendrecv || direction == Direction::sendonly;
}
constexpr bool receives(Direction direction) {
    return direction == Direction::sendrecv || direction == Direction::recvonly;
}
/// The direction with these two flows.
constexpr Direction direction_of(bool sends, bool receives) {
    return sends ? (receives ? Direction::sendrecv : Direction::sendonly)
                 : (receives ? Direction::recvonly : Direction::inactive);
}

/// Connection or origin address: nettype IN, and an IP address or a host name.
struct SdpAddress {
    bool ipv6 = false;
    std::string address;
    /// "/127" or "/127/3" of a multicast address, with the slash; empty for unicast.
    std::string scope;

    bool is_multicast() const;
    /// 0.0.0.0 or ::, the hold of RFC 2543 (RFC 3264 §8.4).
    bool is_unspecified() const;
    bool operator==(const SdpAddress&) const = default;
};

/// One format of an m-line with what rtpmap and fmtp say of it.
struct SdpFormat {
    std::string name;      ///< as in the m-line: "8", "101"; "t38" for image
    int payload_type = -1; ///< 0-127 for RTP, -1 when the name is no number
    std::string encoding; ///< "PCMA", also for static payload types without rtpmap; "" when unknown
    std::uint32_t clock_rate = 0;
    std::uint8_t channels = 1;
    bool has_rtpmap = false; ///< a=rtpmap was there, or shall be written
    std::string fmtp;        ///< parameters of a=fmtp; empty: none

    /// Same encoding name in any case, clock rate and channels.
    bool same_codec(const SdpFormat& other) const;
    /// This encoding name in any case at 8000 Hz, one channel.
    bool is(std::string_view name_of_encoding) const;
    bool operator==(const SdpFormat&) const = default;
};

struct SdpAttribute {
    std::string name;
    std::string value;
    bool has_value = false;
    bool operator==(const SdpAttribute&) const = default;
};

/// A line kept as it is: i, u, e, p, further c and t, r, z, k.
struct SdpLine {
    char type = 0;
    std::string value;
    bool operator==(const SdpLine&) const = default;
};

struct SdpBandwidth {
    std::string type; ///< "AS", "CT", "TIAS"
    std::uint64_t value = 0;
    bool operator==(const SdpBandwidth&) const = default;
};

/// One m-line and what belongs to it.
struct SdpMedia {
    std::string media;      ///< "audio", "image", "video" ...
    std::uint16_t port = 0; ///< 0: rejected or disabled (RFC 3264 §6)
    std::uint16_t port_count = 1;
    std::string protocol;                 ///< "RTP/AVP", "RTP/SAVP", "udptl"
    std::vector<SdpFormat> formats;       ///< in order of preference
    std::optional<SdpAddress> connection; ///< own c-line; see Sdp::connection_of()
    std::vector<SdpBandwidth> bandwidths;
    std::optional<Direction> direction; ///< own a-line; see Sdp::direction_of()
    std::uint16_t ptime = 0;            ///< ms, 0: none
    std::uint16_t maxptime = 0;         ///< ms, 0: none
    std::uint16_t rtcp_port = 0;        ///< a=rtcp (RFC 3605); 0: none, then RTP port + 1
    std::optional<SdpAddress> rtcp_address;
    bool rtcp_mux = false;                ///< a=rtcp-mux (RFC 5761)
    std::vector<SdpAttribute> attributes; ///< all others, in order
    std::vector<SdpLine> lines;           ///< i, k, and further c-lines

    bool is_rtp() const {
        return protocol.starts_with("RTP/") || protocol.starts_with("UDP/TLS/RTP/");
    }
    const SdpFormat* format(int payload_type) const;
    /// Value of an attribute that stands in `attributes`; nullptr when absent.
    const SdpAttribute* attribute(std::string_view name) const;
    bool operator==(const SdpMedia&) const = default;
};

struct SdpOrigin {
    std::string username = "-";
    std::string session_id = "0"; ///< digits
    std::uint64_t version = 0;
    SdpAddress address;
    bool operator==(const SdpOrigin&) const = default;
};

/// A whole session description: a value that parses, prints, copies and compares.
///
/// Typed attributes are printed after the formats they belong to; unknown ones keep their order.
struct Sdp {
    SdpOrigin origin;
    std::string name = "-"; ///< s-line
    std::optional<SdpAddress> connection;
    std::vector<SdpBandwidth> bandwidths;
    std::uint64_t start = 0; ///< first t-line
    std::uint64_t stop = 0;
    std::optional<Direction> direction;
    std::vector<SdpAttribute> attributes;
    std::vector<SdpLine> lines; ///< i, u, e, p; further t, r, z, k
    std::vector<SdpMedia> media;

    /// Errors: bad_sdp..., nothing half parsed. Lone LF as line end, lines out of their order
    /// within a level and a missing s or t line are accepted; unknown line types are not (RFC 8866
    /// §5). A known attribute whose value is malformed is kept as an unknown one.
    static Result<Sdp> parse(std::string_view text);
    /// Appends the description with CRLF line ends.
    void print(std::string& out) const;
    std::string to_string() const;

    /// The c-line that counts for a media: its own or that of the session; nullptr without either.
    const SdpAddress* connection_of(const SdpMedia& media) const;
    /// Own, session's, or sendrecv; an unspecified address (old hold) takes away "receives".
    Direction direction_of(const SdpMedia& media) const;
    const SdpAttribute* attribute(std::string_view name) const;

    bool operator==(const Sdp&) const = default;
};

/// A static payload type of RFC 3551 Table 4 and 5: encoding, clock rate, channels; nullptr when
/// dynamic.
struct StaticPayload {
    std::uint8_t payload_type;
    std::string_view encoding;
    std::uint32_t clock_rate;
    std::uint8_t channels;
};
const StaticPayload* static_payload(int payload_type);

/// A format to offer: name and rtpmap filled in.
SdpFormat make_format(int payload_type, std::string_view encoding, std::uint32_t clock_rate = 8000,
                      std::string_view fmtp = {});

} // namespace sipi
