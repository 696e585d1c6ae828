// Dry runs of requests inside a dialog: re-INVITE and UPDATE into hold, retrieval and another
// party, and back (RFC 3398 §9, Q.1912.5 Annex B, RFC 4916).
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/message.h"
#include "sipi/message.h"

#include <optional>
#include <string>
#include <vector>

namespace mapping {

/// A re-INVITE or an UPDATE: a request that changes what has been agreed, or tells who is there.
bool changes_dialog(const sipi::Message& request);

/// What it would tell the other side. A dry run knows nothing of the call before: it takes the
/// party for another one, and media that flow both ways for retrieved.
std::vector<isup::Message> told_in_dialog(const sipi::Message& request, const Profile& profile,
                                          Notes& notes);

/// A request that a message in talk becomes, beside its ISUP.
struct DialogRequest {
    std::string name; ///< "re-INVITE", "UPDATE"
    std::string text; ///< its first line, headers and direction
};
/// Hold and suspension, retrieval and resumption; another party. Nothing for other messages.
std::optional<DialogRequest> request_in_dialog(const isup::Message& message, const Profile& profile,
                                               Notes& notes);

} // namespace mapping
