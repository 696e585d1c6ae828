// Closed user groups (Q.735.1): calls of a group at a trunk that knows none, and
// application/vnd.etsi.cug+xml in an INVITE (TS 29.163 §7.5.10, TS 24.654).
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/cause.h"
#include "isup/message.h"
#include "sipi/body/multipart.h"

#include <optional>

namespace mapping {

/// Whether the part says of which group a call is, and may be believed: from trusted peers, as
/// between networks that know the same groups.
bool understands_closed_user_group(const sipi::BodyPart& part, const Profile& profile);

/// Interlock code and closed user group call indicator into an IAM that an INVITE has made (TS
/// 29.163 tables 7.5.10.1.2 and 7.5.10.1.3). What is half a group, or written in another way,
/// changes nothing and has a row.
void set_closed_user_group(const sipi::Body& body, const Profile& profile, isup::Message& iam,
                           Notes& notes);

/// A call of a group at a trunk without groups, a line or SIP without ISUP: cause 87 when it may
/// not leave its group and the trunk does not carry it nevertheless; one with outgoing access goes
/// on as any other. Nothing: no group, or it goes on.
std::optional<isup::CauseIndicators>
refused_for_closed_user_group(const isup::Message& iam, const Profile& profile, Notes& notes);

} // namespace mapping
