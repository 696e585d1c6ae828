// QSIG in SIP bodies: a message of a private network's line beside what the call makes of it; RFC
// 3204 §3.2, ISO/IEC 11572.
//
// The call itself goes on in ISUP. Between two QSIG lines the octets of the QSIG message travel
// with its ISUP image, opaque to the call, so that what has no image (FACILITY elements of
// ISO/IEC 11582, codesets of a manufacturer) is not lost.
#pragma once

#include "base/octets.h"
#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "sipi/body/multipart.h"

#include <optional>
#include <string>
#include <vector>

namespace mapping {

/// More than a segmented message has (ISO/IEC 11572: 8 segments of 260 octets).
inline constexpr std::size_t kMaxQsigOctets = 2080;

/// A QSIG message that came in a body.
///
/// Owner: views into the octets read.
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

/// The same of a whole Q.931 message, such as qsig_body() has made.
std::optional<QsigMessage> qsig_message(base::Octets q931_message);

/// Puts into a message for a QSIG line what the other end's QSIG message of the same meaning (its
/// type, or clearing as well) says beside it: elements of other codesets (ISO/IEC 11572 §13,
/// ECMA-143, of manufacturers), the notification indicator and FACILITY elements (ISO/IEC 11582),
/// each only where `own` has none. What has an image in a call is the mapping's, call reference and
/// B-channel the line's.
///
/// Returns: FACILITY messages for what does not fit into the frame with the rest, to be sent beside
/// it. What fits nowhere stays behind, and has a row.
std::vector<isdn::Message> carry_qsig(base::Octets q931_message, isdn::Message& own, Notes& notes);
/// A FACILITY or NOTIFY that the call itself makes no message of; nothing when it is another
/// message or would be empty.
std::optional<isdn::Message> qsig_alone(base::Octets q931_message, Notes& notes);

/// Whether a part is QSIG that this trunk carries: it asks for it, the version is known.
bool understands_qsig(const sipi::BodyPart& part, const Profile& profile);

} // namespace mapping
