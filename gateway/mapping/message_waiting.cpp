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
// Classes of messages and basic services (RFC 3458 §6.2; EN 300 196-1 §D.1, ECMA-242 Table 7). ETSI
// has no service of its own for the last three: the lamp of all of them.
enum : unsigned { kVoice = 1, kFax = 2, kPager = 4, kMultimedia = 8, kText = 16 };
struct ServiceRow {
    const char* name;
    unsigned bit;
    std::optional<sipi::MessageSummary::Counts> sipi::MessageSummary::*counts;
    std::uint8_t qsig, etsi;
};
constexpr std::array kServices{
    ServiceRow{"voice", kVoice, &sipi::MessageSummary::voice, 1, 1},
    ServiceRow{"fax", kFax, &sipi::MessageSummary::fax, 37, 37},
    ServiceRow{"pager", kPager, &sipi::MessageSummary::pager, 54, 0},
    ServiceRow{"multimedia", kMultimedia, &sipi::MessageSummary::multimedia, 66, 0},
    ServiceRow{"text", kText, &sipi::MessageSummary::text_messages, 51, 0},
};

// Services that are several classes, or one by another name; the same values in ETSI where it has
// them. What is not here and not above is a voice message.
struct CombinedRow {
    std::uint8_t service;
    unsigned classes;
};
constexpr std::array kCombined{
    CombinedRow{34, kFax},                 // telefax group 4
    CombinedRow{52, kMultimedia},          // video
    CombinedRow{36, kMultimedia},          // videotelephony
    CombinedRow{55, kVoice | kMultimedia}, // speech and video
    CombinedRow{56, kVoice | kFax},        // speech and fax
    CombinedRow{57, kVoice | kText},       // speech and e-mail
    CombinedRow{58, kMultimedia | kFax},   // video and fax
    CombinedRow{59, kMultimedia | kText},  // video and e-mail
    CombinedRow{60, kFax | kText},         // fax and e-mail
    CombinedRow{61, kVoice | kMultimedia | kFax},
    CombinedRow{62, kVoice | kMultimedia | kText},
    CombinedRow{63, kVoice | kFax | kText},
    CombinedRow{64, kMultimedia | kFax | kText},
    CombinedRow{65, kVoice | kMultimedia | kFax | kText},
};

const CombinedRow* combined_of(const isdn::MessageWaiting& waiting) {
    const auto row = std::ranges::find(kCombined, waiting.basic_service, &CombinedRow::service);
    return row == kCombined.end() ? nullptr : &*row;
}

const ServiceRow& service_of(const isdn::MessageWaiting& waiting) {
    for (const ServiceRow& row : kServices)
        if (waiting.basic_service == (waiting.dialect == Dialect::qsig ? row.qsig : row.etsi) &&
            waiting.basic_service != 0)
            return row;
    return kServices[0];
}

constexpr Row kSummary{"message summary from a line", "RFC 3842 §5.2"};

} // namespace

const MessageWaitingRow* message_waiting_row(SwitchType switch_type, Side side) {
    const auto row = std::ranges::find_if(kWaitingRows, [&](const MessageWaitingRow& one) {
        return one.switch_type == switch_type && one.side == side;
    });
    return row == kWaitingRows.end() ? nullptr : &*row;
}

std::vector<isdn::MessageWaiting> waiting_to_line(const sipi::MessageSummary& summary,
                                                  const isdn::Number& user, SwitchType switch_type,
                                                  Side side, Notes& notes) {
    const MessageWaitingRow* row = message_waiting_row(switch_type, side);
    std::vector<isdn::MessageWaiting> requests;
    if (!row)
        return requests;
    const auto add = [&](const ServiceRow& service, bool some, std::uint32_t fresh) {
        isdn::MessageWaiting waiting;
        waiting.dialect = row->dialect;
        waiting.operation = some ? row->some : row->none;
        waiting.user = user;
        waiting.basic_service = row->dialect == Dialect::qsig ? service.qsig : service.etsi;
        if (!some)
            waiting.messages = 0;
        else if (fresh > 0)
            waiting.messages = fresh;
        notes.add(row->row, "{} {} {}", user.digits, service.name, some ? "yes" : "no");
        requests.push_back(std::move(waiting));
    };
    bool any_fresh = false;
    for (const ServiceRow& service : kServices)
        if (const auto& counts = summary.*service.counts)
            any_fresh = any_fresh || counts->fresh > 0;
    for (const ServiceRow& service : kServices)
        if (const auto& counts = summary.*service.counts)
            add(service, summary.waiting && (counts->fresh > 0 || !any_fresh), counts->fresh);
    if (requests.empty()) // of what class, nobody says
        add(kServices[0], summary.waiting, 0);
    return requests;
}

sipi::MessageSummary waiting_to_sip(const isdn::MessageWaiting& waiting, std::string account,
                                    Notes& notes) {
    using Counts = sipi::MessageSummary::Counts;
    sipi::MessageSummary summary;
    summary.waiting = waiting.any();
    summary.account = std::move(account);
    const CombinedRow* const combined = combined_of(waiting);
    for (const ServiceRow& service : kServices) {
        const bool meant =
            combined ? (combined->classes & service.bit) != 0 : &service == &service_of(waiting);
        if (!meant)
            continue;
        if (!summary.waiting)
            summary.*service.counts = Counts{};
        else if (waiting.messages)
            summary.*service.counts = Counts{*waiting.messages};
        else if (service.bit != kVoice || combined) // how many is not known; the class is
            summary.*service.counts = Counts{1};
    }
    notes.add(kSummary, "{} {}", waiting.user.digits, summary.waiting ? "yes" : "no");
    return summary;
}

sipi::MessageSummary merged(const sipi::MessageSummary& before, const sipi::MessageSummary& told) {
    sipi::MessageSummary both = told;
    for (const sipi::MessageSummary::Class& one : sipi::MessageSummary::classes()) {
        if (both.*one.counts || !(before.*one.counts))
            continue;
        both.*one.counts = before.*one.counts;
        both.waiting = both.waiting || (before.*one.counts)->fresh > 0;
    }
    return both;
}

} // namespace mapping
