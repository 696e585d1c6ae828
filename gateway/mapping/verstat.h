// What verifying the caller came to, told on: verstat towards SIP, screening towards ISUP and ISDN.
#pragma once

#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <string>
#include <string_view>

namespace mapping {

/// verstat of P-Asserted-Identity, or of From, of a peer that is trusted; empty: it says none.
std::string verstat_of(const sipi::Message& invite, const Profile& profile);
/// Puts it into P-Asserted-Identity of an INVITE to a trusted peer, without one into From
/// (TS 24.229 §7.2A.20). Empty: nothing to tell.
void add_verstat(std::string_view verstat, const Profile& profile, InviteParts& invite,
                 Notes& notes);
/// Screening of the calling party number by it; `hide`: one that failed is restricted, too.
void mark_calling(std::string_view verstat, bool hide, isup::Message& iam, Notes& notes);

} // namespace mapping
