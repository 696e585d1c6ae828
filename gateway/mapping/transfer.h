// The IAM of a call that a transfer places: what of it comes from the first call, what from the
// target's address (RFC 5589 §6, Q.732.7 §7.5, RFC 3515 §4.1). And what lines say of transfers
// (EN 300 369-1, ECMA-178).
#pragma once

#include "drivers/isdn/message.h"
#include "gateway/mapping/notes.h"
#include "isup/message.h"

#include <optional>
#include <span>

namespace mapping {

/// Which side of the first call goes on to the target.
enum class Transferred : std::uint8_t { caller, called };

/// One parameter of the first call's IAM that the second one has as well. All others are of the
/// first call alone: redirections, user-to-user information, subaddresses, closed user group ...
struct KeptRow {
    isup::Param code;
    Row row;
};
std::span<const KeptRow> kept_rows();

/// Bearer, category and indicators as in the first IAM; called number and what routing makes of it
/// from `target` (the IAM of an address alone); the party that goes on is the caller.
isup::Message iam_of_transfer(const isup::Message& first, const isup::Message& target,
                              Transferred party, Notes& notes);

// --- a line

/// ectInform or callTransferComplete of a FACILITY: CPG, or ACM when there was none, with the
/// notification and the call transfer number, as NOTIFY makes them.
std::optional<isup::Message> transferred_from_line(const isdn::Message& facility, bool acm_seen,
                                                   Notes& notes);
/// NOTIFY "call transfer, active" or "alerting" as FACILITY, for a QSIG line.
void transferred_to_line(isdn::Message& notify, Notes& notes);

} // namespace mapping
