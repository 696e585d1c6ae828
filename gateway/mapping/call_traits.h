// What the first message of a call holds that decides about its later ones.
#pragma once

#include "gateway/mapping/trunk_group.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <optional>
#include <string>

namespace mapping {

struct InviteParts;

/// Kept by the SIP leg from the INVITE on; a default one knows nothing, and then nothing is left
/// out.
struct CallTraits {
    std::string request_uri{};      ///< of the INVITE; empty: not known
    bool user_to_user = false;      ///< it had UUI, so answers may (RFC 7434 §8)
    bool history_info = false;      ///< its sender reads History-Info of responses (RFC 7044 §6)
    bool early_media = false;       ///< its sender reads P-Early-Media (RFC 5009 §8)
    bool emergency = false;         ///< a trusted peer says that its caller calls for help
    TrunkGroupNames trunk_groups{}; ///< that it names, or that it was made for
    std::optional<bool> wants_connected{}; ///< the IAM's request of the connected line identity
    std::optional<isup::PropagationDelay> propagation_delay{}; ///< of the IAM
};

/// Of an INVITE that came in.
CallTraits traits_of(const sipi::Message& invite);
/// Of the INVITE made of an IAM.
CallTraits traits_of(const isup::Message& iam, const InviteParts& invite);

} // namespace mapping
