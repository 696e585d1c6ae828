// SIP messages into ISUP messages: RFC 3398 and Q.1912.5 profiles A and B, as the trunk's profile
// says.
#pragma once

#include "base/result.h"
#include "gateway/mapping/call_traits.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/body/multipart.h"
#include "sipi/message.h"
#include "sipi/sdp.h"
#include "sipi/session.h"

#include <optional>

namespace mapping {

/// Why no IAM can be made of an INVITE.
struct Refusal {
    int status; ///< of the final response
};

/// The session description of a message: nothing when it has none, an error when it does not parse.
using Description = std::optional<sipi::Result<sipi::Sdp>>;
Description description_of(const sipi::Body& body);

/// INVITE into IAM (RFC 3398 §7.2.1.1, Q.1912.5 §6). The called number ends with ST: an INVITE
/// is en bloc. Errors: 404 no telephone number in the Request-URI, 484 none left of it, 416 no sip
/// or tel URI, 488 no media that the ISDN can carry, 483 no hop left. `offer`: of its body.
base::Result<isup::Message, Refusal> iam_from_invite(const sipi::Message& invite,
                                                     const Description& offer,
                                                     const Profile& profile, Notes& notes);
/// The same, which reads the body itself.
base::Result<isup::Message, Refusal> iam_from_invite(const sipi::Message& invite,
                                                     const Profile& profile, Notes& notes);

/// 18x of our INVITE into ACM or (`acm_seen`) CPG; nothing when it says nothing (RFC 3398 §8.2.3,
/// Q.1912.5 §7). `in_band`: media flows from the peer, the response had SDP.
std::optional<isup::Message> isup_from_provisional(const sipi::Message& response, bool acm_seen,
                                                   bool in_band, const Profile& profile,
                                                   Notes& notes, const CallTraits& traits = {});

/// 2xx of our INVITE into ANM, or CON when there was no ACM (RFC 3398 §8.2.4, Q.1912.5 §7).
isup::Message isup_from_answer(const sipi::Message& response, bool acm_seen, const Profile& profile,
                               Notes& notes, const CallTraits& traits = {});

/// The end of a session, by BYE, CANCEL, final response or otherwise, into REL. Reason: Q.850 has
/// precedence.
isup::Message rel_from_sip(const sipi::Ended& ended, const Profile& profile, Notes& notes,
                           const CallTraits& traits = {});

} // namespace mapping
