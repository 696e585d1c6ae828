// User-to-user information (Q.763 §3.61) and the User-to-User header (RFC 7433, RFC 7434): service
// 1, implicit.
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <span>

namespace mapping {

/// Whether a message carries user-to-user information of service 1, in its two forms.
struct UserToUserRow {
    isup::MessageType isup;
    sipi::Method method; ///< of the request, or that the response belongs to
    bool response;       ///< 1xx behind 100, and 2xx; never 3xx to 6xx (RFC 7433 §4.1)
    std::string_view clause;
};
std::span<const UserToUserRow> user_to_user_rows();

/// Whether a header of the package isdn-uui is there, valid or not: the implicit request of the
/// service (RFC 7434 §7).
bool has_user_to_user(const sipi::Message& message);

/// User-to-User into the parameter. More than one of the package discards all; other packages,
/// contents and encodings are ignored; what the ISDN cannot hold (129 octets with the protocol
/// discriminator) is dropped, the call goes on (RFC 7434 §6, §8, §9).
void set_user_to_user(const sipi::Message& from, const Profile& profile, isup::Message& to,
                      Notes& notes);

/// The parameter into User-to-User. Nothing of a message that asks for a service explicitly: only
/// the implicit one has an image in SIP (RFC 7434 §3.1).
void add_user_to_user(const isup::Message& from, const Profile& profile, Headers& headers,
                      Notes& notes);

} // namespace mapping
