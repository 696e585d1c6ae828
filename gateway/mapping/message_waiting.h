// Message waiting: requests of a line (EN 300 745-1, ECMA-242) and message summaries of SIP
// (RFC 3842). ISUP has no message for it.
#pragma once

#include "drivers/isdn/interface.h"
#include "drivers/isdn/message_waiting.h"
#include "gateway/mapping/notes.h"
#include "sipi/message_summary.h"

#include <optional>
#include <vector>

namespace mapping {

/// What a line of this switch type says and hears of mailboxes.
struct MessageWaitingRow {
    isdn::SwitchType switch_type;
    isdn::Side side; ///< ours
    isdn::Dialect dialect;
    /// What tells the far end of waiting messages, and of none.
    isdn::MessageWaiting::Operation some, none;
    Row row;
};
/// Nothing: such lines know no message waiting.
const MessageWaitingRow* message_waiting_row(isdn::SwitchType switch_type, isdn::Side side);

/// The requests to the line for a mailbox, one for each class of messages (RFC 3458) that the
/// summary names; none when the line knows none.
std::vector<isdn::MessageWaiting> waiting_to_line(const sipi::MessageSummary& summary,
                                                  const isdn::Number& user,
                                                  isdn::SwitchType switch_type, isdn::Side side,
                                                  Notes& notes);
/// What the line has told, as the body of a NOTIFY with the class of its basic service alone;
/// `account` is its Message-Account.
sipi::MessageSummary waiting_to_sip(const isdn::MessageWaiting& waiting, std::string account,
                                    Notes& notes);

/// `before`, with what `told` says of some classes.
sipi::MessageSummary merged(const sipi::MessageSummary& before, const sipi::MessageSummary& told);

} // namespace mapping
