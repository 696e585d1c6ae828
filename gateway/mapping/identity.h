// Who calls and who answers, on the SIP side: P-Asserted-Identity, From, Privacy (RFC 3323, 3325;
// Q.1912.5 B.1).
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <optional>

namespace mapping {

/// Number of P-Asserted-Identity, a tel URI before a sip URI. Nothing without one, or when the peer
/// is not trusted.
std::optional<Address> asserted_address(const sipi::Message& message, const Profile& profile);
/// What Privacy asks for; an anonymous From asks for it as well.
isup::Presentation presentation_of(const sipi::Message& message);

/// Calling party number and generic number of an INVITE (Q.1912.5 B.1, TS 29.163 §7.2.3.1.2.6, RFC
/// 3398 §7.2.1.1).
void set_calling(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                 Notes& notes);
/// From, P-Asserted-Identity and Privacy of an IAM (Q.1912.5 B.1, TS 29.163 §7.2.3.2.2, RFC 3398
/// §8.2.1.1).
void set_identity(const isup::Message& iam, const Profile& profile, InviteParts& invite,
                  Notes& notes);
/// P-Asserted-Identity and Privacy of a connected number.
/// The name of who is called, in a provisional response: no number says more than the Request-URI.
void add_called_name(const isup::Message& message, std::string_view called_uri,
                     const Profile& profile, Headers& headers, Notes& notes);
void add_connected(const isup::Message& answer, const Profile& profile, Headers& headers,
                   Notes& notes);

} // namespace mapping
