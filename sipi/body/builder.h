// Bodies to send: one part as it is, several as multipart/mixed; RFC 2046 §5.1.3, RFC 3204 §4.
#pragma once

#include "base/octets.h"
#include "sipi/session.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sipi {

enum class Handling : std::uint8_t { required, optional };

/// One part to send. Texts are header values; a CR or LF in them becomes a space.
///
/// Owner: views of the caller's, read during the call only.
struct PartToSend {
    std::string_view type;        ///< whole Content-Type: "application/ISUP;version=itu-t92+"
    base::Octets octets;          ///< as they are: SIP needs no transfer encoding (RFC 5621 §3.2)
    std::string_view disposition; ///< whole Content-Disposition; "" says none

    PartToSend() = default;
    PartToSend(std::string_view content_type, base::Octets content,
               std::string_view content_disposition = {})
        : type(content_type), octets(content), disposition(content_disposition) {}
};

/// application/sdp; its default disposition, session, goes without saying (RFC 3261 §20.11).
PartToSend sdp_part(std::string_view sdp);
/// ISUP or QSIG with Content-Disposition: signal;handling= (RFC 3204 §3.1).
PartToSend signal_part(std::string_view type, base::Octets octets, Handling handling);

/// A body ready for Message::set_body().
struct BodyToSend {
    std::string type;        ///< Content-Type of the message
    std::string disposition; ///< Content-Disposition of the message when it is one part, else ""
    std::string octets;

    BodyView view() const { return {type, std::string_view(octets), disposition}; }
};

/// Writes the parts in their order (SDP first is what RFC 3204 §4.1 shows) over what `out` held,
/// whose memory it keeps.
///
/// No part: all empty. One part: that part alone, its disposition for the message. More: a
/// multipart/mixed whose boundary stands in none of the parts. The same parts and seed give the
/// same octets; another seed gives another boundary.
void write_body(std::span<const PartToSend> parts, BodyToSend& out, std::uint64_t seed = 0);

} // namespace sipi
