// Where a call has been: redirecting, original called and called IN numbers of an IAM; Diversion
// and History-Info of an INVITE; redirection number of what comes back.
#pragma once

#include "gateway/mapping/call_traits.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <optional>
#include <vector>

namespace mapping {

/// Somebody who sent the call on.
struct Redirection {
    std::optional<Address> by{}; ///< nothing: not known, or a name
    isup::RedirectReason reason = isup::RedirectReason::unknown;
    isup::Presentation presentation = isup::Presentation::allowed;
    unsigned counter = 1; ///< with so many less one before it that nobody knows of
    isup::Screening screening = isup::Screening::not_verified; ///< of `by`, RFC 5806 §9.3
    unsigned limit = 0; ///< of diversions in all, as this one had it; 0: none
    bool operator==(const Redirection&) const = default;
};

/// A service number that was translated into the next one (RFC 8119).
struct Translation {
    Address number;
    isup::Presentation presentation = isup::Presentation::allowed;
    bool operator==(const Translation&) const = default;
};

/// Oldest first, translations before redirections.
struct Retargeting {
    std::vector<Translation> translations{};
    std::vector<Redirection> redirections{};
    bool empty() const { return translations.empty() && redirections.empty(); }
    unsigned counter() const;
    bool operator==(const Retargeting&) const = default;
};

// --- headers of an INVITE

/// Diversion (RFC 5806 §9.2.4). Entries without telephone number only count.
Retargeting from_diversion(const sipi::Message& message, const Profile& profile);
/// History-Info: each target with a cause was reached from the entry that its mp names, else from
/// the one before (RFC 7544 §6, RFC 7044, RFC 8119).
Retargeting from_history(const sipi::Message& message, const Profile& profile);
/// Both: what Diversion knows beyond History-Info is newer (RFC 7544 §3.4).
Retargeting retargeting_of(const sipi::Message& invite, const Profile& profile);

/// Newest first (RFC 5806 §9.2.3). Numbers that are withheld go to trusted peers only; without the
/// newest nothing is written.
void write_diversion(const Retargeting& past, const Profile& profile, Headers& headers);
/// Oldest first, from index 1 to the target of this INVITE; for each redirection that nobody knows
/// of a placeholder (RFC 7544 §5). Nothing when the call has been nowhere.
void write_history(const Retargeting& past, const std::string& request_uri, const Profile& profile,
                   Headers& headers);

// --- IAM

/// Redirecting number, original called number and redirection information; called IN numbers
/// (Q.763 §3.44, §3.39, §3.45, §3.73, §3.88).
void set_retargeting(const Retargeting& past, isup::Message& iam, Notes& notes);
Retargeting retargeting_of(const isup::Message& iam);

/// From the headers that the trunk uses into the IAM, and back.
void set_call_history(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                      Notes& notes);
void add_call_history(const isup::Message& iam, const Profile& profile,
                      const std::string& request_uri, Headers& headers, Notes& notes);

// --- backward

/// History-Info of a 181, 180 or 200 into redirection number and its restriction; in ACM and CPG
/// with call diversion information and the notification as well (TS 29.163 CDIV, Q.732.2).
void set_redirection_number(const sipi::Message& response, const Profile& profile,
                            isup::Message& message, Notes& notes);
/// The reverse; only when the INVITE's sender reads it. See CallTraits.
void add_redirection_number(const isup::Message& message, const CallTraits& traits,
                            const Profile& profile, Headers& headers, Notes& notes);
/// Whether ACM or CPG says that the call is diverting: 181 (TS 29.163 CDIV).
bool is_diverting(const isup::Message& message);
/// Event of a CPG for a call that was diverted for that reason (Q.732.2).
isup::Event forwarding_event(isup::RedirectReason reason);

} // namespace mapping
