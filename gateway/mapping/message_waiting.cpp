// Message waiting between lines and SIP (EN 300 745-1, ECMA-242, RFC 3842).
#include "gateway/mapping/message_waiting.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using Operation = isdn::MessageWaiting::Operation;
using isdn::Dialect, isdn::Side, isdn::SwitchType;

// libpri's National, 4ESS, 5ESS and DMS-100 lines have no facility for it, and are not here.
constexpr std::array kWaitingRows{
    MessageWaitingRow{SwitchType::qsig,
                      Side::user,
                      Dialect::qsig,
                      Operation::activate,
                      Operation::deactivate,
                      {"mwiActivate, mwiDeactivate to a PINX", "ECMA-242 §6.3"}},
    MessageWaitingRow{SwitchType::qsig,
                      Side::network,
                      Dialect::qsig,
                      Operation::activate,
                      Operation::deactivate,
                      {"mwiActivate, mwiDeactivate to a PINX", "ECMA-242 §6.3"}},
    MessageWaitingRow{SwitchType::euroisdn,
                      Side::network,
                      Dialect::etsi,
                      Operation::indicate,
                      Operation::indicate,
                      {"MWIIndicate to users", "EN 300 745-1 §9.3"}},
    MessageWaitingRow{SwitchType::euroisdn,
                      Side::user,
                      Dialect::etsi,
                      Operation::activate,
                      Operation::deactivate,
                      {"MWIActivate, MWIDeactivate to the network", "EN 300 745-1 §9.1"}},
};
constexpr Row kSummary{"message summary from a line", "RFC 3842 §5.2"};

} // namespace

const MessageWaitingRow* message_waiting_row(SwitchType switch_type, Side side) {
    const auto row = std::ranges::find_if(kWaitingRows, [&](const MessageWaitingRow& one) {
        return one.switch_type == switch_type && one.side == side;
    });
    return row == kWaitingRows.end() ? nullptr : &*row;
}

std::optional<isdn::MessageWaiting> waiting_to_line(const sipi::MessageSummary& summary,
                                                    const isdn::Number& user,
                                                    SwitchType switch_type, Side side,
                                                    Notes& notes) {
    const MessageWaitingRow* row = message_waiting_row(switch_type, side);
    if (!row)
        return std::nullopt;
    isdn::MessageWaiting waiting;
    waiting.dialect = row->dialect;
    waiting.operation = summary.waiting ? row->some : row->none;
    waiting.user = user;
    if (!summary.waiting)
        waiting.messages = 0;
    else if (summary.voice && summary.voice->fresh > 0)
        waiting.messages = summary.voice->fresh;
    notes.add(row->row, "{} {}", user.digits, summary.waiting ? "yes" : "no");
    return waiting;
}

sipi::MessageSummary waiting_to_sip(const isdn::MessageWaiting& waiting, std::string account,
                                    Notes& notes) {
    sipi::MessageSummary summary;
    summary.waiting = waiting.any();
    summary.account = std::move(account);
    if (!summary.waiting)
        summary.voice = sipi::MessageSummary::Counts{};
    else if (waiting.messages)
        summary.voice = sipi::MessageSummary::Counts{*waiting.messages};
    notes.add(kSummary, "{} {}", waiting.user.digits, summary.waiting ? "yes" : "no");
    return summary;
}

} // namespace mapping
