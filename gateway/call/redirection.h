// A call that the called side sends elsewhere: its new IAM, and what the caller's side is told
// (Q.732.2, Q.732.5, Q.763 §3.39, §3.44-§3.46).
#pragma once

#include "isup/message.h"

#include <optional>

namespace call {

/// The IAM of a call whose called side has answered it with this REL (mapping::is_redirection):
/// called is the number there, redirecting who it was, original called number as before or the
/// same. Nothing when the call has been sent on too often (Q.763 §3.45 c: five times).
std::optional<isup::Message> redirected(const isup::Message& iam, const isup::Message& rel);

/// CPG that the call is diverting, with the new number when the caller may have it; nothing when
/// the diverting user lets nobody know.
std::optional<isup::Message> diverting(const isup::Message& rel);

} // namespace call
