// What the first message of a call holds that decides about its later ones (RFC 7434 §8, RFC 7044
// §6, RFC 5009 §8, Q.731.5).
#include "gateway/mapping/call_traits.h"

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/user_to_user.h"

#include <algorithm>

namespace mapping {

using sipi::HeaderName;

CallTraits traits_of(const sipi::Message& invite) {
    CallTraits traits;
    traits.request_uri = invite.request_uri();
    traits.user_to_user = has_user_to_user(invite);
    traits.history_info = invite.lists(HeaderName::supported, "histinfo");
    traits.early_media = invite.lists(HeaderName::p_early_media, "supported");
    return traits;
}

CallTraits traits_of(const isup::Message& iam, const InviteParts& invite) {
    CallTraits traits;
    traits.request_uri = invite.request_uri;
    traits.user_to_user = std::ranges::find(invite.headers, "User-to-User",
                                            &sipi::ExtraHeader::name) != invite.headers.end();
    if (const auto optional = iam.get<isup::OptionalForwardCallIndicators>())
        traits.wants_connected = optional->connected_line_requested;
    traits.propagation_delay = iam.get<isup::PropagationDelay>();
    return traits;
}

} // namespace mapping
