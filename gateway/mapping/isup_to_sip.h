// ISUP messages into what SIP messages are made of: RFC 3398 and Q.1912.5 profiles A and B.
#pragma once

#include "base/result.h"
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/call_traits.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/trunk_group.h"
#include "isup/message.h"
#include "sipi/session.h"

#include <optional>
#include <string>
#include <vector>

namespace mapping {

using Headers = std::vector<sipi::ExtraHeader>;

/// What an INVITE is made of. From has no tag.
struct InviteParts {
    std::string request_uri;
    std::string to;
    std::string from;
    unsigned max_forwards = 70;
    std::string contact_user{}; ///< of our Contact; empty: that of From
    MediaKind media = MediaKind::audio_3k1;
    Headers headers{}; ///< P-Asserted-Identity, Privacy, Diversion ...
};

/// IAM into INVITE (RFC 3398 §8.2.1, Q.1912.5 §7).
/// `groups`: the trunk group that it came from, and one that was named for the peer.
/// Errors: 28 no called number, 65 the medium cannot be carried, 25 no hop left, 87 a closed user
/// group that must not be left, the trunk's own when ISUP is required and the trunk has none.
base::Result<InviteParts, isup::CauseIndicators>
invite_from_iam(const isup::Message& iam, const Profile& profile, Notes& notes,
                const TrunkGroupNames& groups = {});

/// A provisional response to send.
struct Provisional {
    int status = 183;
    bool with_sdp = false; ///< the caller shall hear what comes back
    Headers headers{};
};

/// ACM or CPG into 18x; nothing when the table has none for it (RFC 3398 §7.2.5-7.2.6, Q.1912.5
/// §6.5-6.6).
std::optional<Provisional> provisional_from_isup(const isup::Message& message,
                                                 const Profile& profile, Notes& notes,
                                                 const CallTraits& traits = {});

/// Headers of the 200 for an ANM or CON (Q.1912.5 §6).
Headers answer_from_isup(const isup::Message& message, const Profile& profile, Notes& notes,
                         const CallTraits& traits = {});

/// What a REL ends a session with: the status when no final response was sent yet, and the headers
/// of that response, or of CANCEL or BYE: Reason (RFC 6432, RFC 3326) with location (RFC 8606).
struct Release {
    int status = 500;
    Headers headers{};
    Headers response_headers{}; ///< of the response beside these: Contact of another number
    Headers bye_headers{};      ///< of a BYE beside these: User-to-User
};
/// How a session ends that a REL releases; a request has neither status nor Contact (RFC 3261
/// Table 2).
enum class Ending : std::uint8_t { response, request };
Release release_from_isup(const isup::Message& rel, const Profile& profile, Notes& notes,
                          const CallTraits& traits = {}, Ending ending = Ending::response);

} // namespace mapping
