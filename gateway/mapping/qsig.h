// QSIG in SIP bodies: a message of a private network's line beside what the call makes of it; RFC
// 3204 §3.2, ISO/IEC 11572.
//
// The call itself goes on in ISUP. Between two QSIG lines the octets of the QSIG message travel
// with its ISUP image, opaque to the call, so that what has no image (FACILITY elements of
// ISO/IEC 11582, codesets of a manufacturer) is not lost.
#pragma once

#include "base/octets.h"
#include "gateway/mapping/profile.h"
#include "sipi/body/multipart.h"

#include <optional>
#include <string>

namespace mapping {

/// More than a segmented message has (ISO/IEC 11572: 8 segments of 260 octets).
inline constexpr std::size_t kMaxQsigOctets = 2080;

/// A QSIG message that came in a body.
///
/// Owner: views into the body's part.
struct QsigMessage {
    std::uint8_t type = 0; ///< isdn::MessageType, or one that concerns no call
    /// Behind the call reference, which belonged to the other line: this one puts its own.
    base::Octets elements;
};

/// A whole Q.931 message, protocol discriminator first, as what a body holds. Nothing when it is
/// none, is of no call (dummy or global call reference) or is too long.
std::optional<std::string> qsig_body(base::Octets q931_message);
/// Nothing when the part's version is none of ours or its octets are no message of a call.
std::optional<QsigMessage> qsig_message(const sipi::BodyPart& part);

/// Whether a part is QSIG that this trunk carries: it asks for it, the version is known.
bool understands_qsig(const sipi::BodyPart& part, const Profile& profile);

} // namespace mapping
