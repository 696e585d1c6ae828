// ISUP in SIP bodies: octets into a message that the call may have, and back; RFC 3204, RFC 3372,
// Q.1912.5 profile C, judged by Q.764 §2.9.5.
#pragma once

#include "gateway/mapping/carriage.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/error.h"
#include "isup/message.h"
#include "sipi/body/builder.h"
#include "sipi/body/multipart.h"
#include "sipi/session.h"

#include <optional>
#include <string>
#include <vector>

namespace mapping {

/// Why ISUP in a body was not used.
enum class Unused : std::uint8_t {
    none,
    not_asked,       ///< the trunk's profile carries none
    unknown_variant, ///< neither version nor base is one of ours
    broken,          ///< the octets are no message: Q.764 §2.9.5, a format error
    misplaced,       ///< a message that does not belong into this SIP message
    of_circuit,      ///< circuit supervision, which never passes
    discarded,       ///< by compatibility instructions of the message itself
};
std::string_view name(Unused unused);

/// How a request must be refused because of its ISUP.
struct Objection {
    int status = 0; ///< 400, 415, 500
    isup::CauseIndicators cause{};
    std::string warning; ///< text of Warning 399
};

/// What the bodies of one SIP message give.
struct Unwrapped {
    std::optional<isup::Message> message; ///< complete, segments joined, link parameters gone
    Unused unused = Unused::none;         ///< of the first part that was not used
    std::string why;                      ///< that, in words
    /// The part was required (RFC 3204 §6) or its instructions ask for release: a request is
    /// refused so; of a response or a BYE it says only how the call ends.
    std::optional<Objection> objection;
    std::optional<isup::Message> confusion; ///< CFN to send back (Q.764 §2.9.5)
    std::uint8_t rlc_cause = 0;             ///< of the RLC that answers a REL; 0: none
    bool expects_segment = false;           ///< a SGM will follow (Q.764 §2.1.12)
};

/// The variant of an application/ISUP part: its version, else its base (RFC 3204 §3.1).
std::optional<isup::Variant> variant_of(const sipi::BodyPart& part);
/// Whether a part can be processed on this trunk: SDP on each, ISUP of a known variant and QSIG
/// where the profile carries them. For refused_parts().
bool understands(const sipi::BodyPart& part, const Profile& profile);
/// Value of Accept towards this trunk's peer (RFC 3398 §5.2).
std::string accept_of(const Profile& profile);

/// Takes ISUP out of the body of a SIP message.
Unwrapped unwrap(const sipi::Body& body, Carrier carrier, const Profile& profile, Notes& notes);

/// What a leg behind which no ISUP goes on must do for parameters that nobody here knows: it is the
/// end node, and cannot pass them on (Q.764 §2.9.5.2, type A). Nothing: the call may go on without.
std::optional<isup::CauseIndicators> refused_at_edge(const isup::Message& iam,
                                                     isup::Location location, Notes& notes);

/// A message as octets of the trunk's variant; parts of other variants left out or made over.
/// Errors: those of encode; absent when the variant has no such message.
isup::Result<std::string> wrap(const isup::Message& message, const Profile& profile, Notes& notes);

/// SDP, ISUP and QSIG (each may be empty) as the body of a message; `handling` required only of
/// ISUP in INVITE, a response or BYE that is not understood cannot be refused.
sipi::BodyToSend body_of(std::string_view sdp, std::string_view isup, Carrier carrier,
                         const Profile& profile, std::uint64_t seed = 0,
                         std::string_view qsig = {});

/// The headers that say why a request was refused for its ISUP: Reason and Warning.
std::vector<sipi::ExtraHeader> headers_of(const Objection& objection);

} // namespace mapping
