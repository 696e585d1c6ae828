// The IAM of a call that a transfer places: what of it comes from the first call, what from the
// target's address (RFC 5589 §6, Q.732.7 §7.5, RFC 3515 §4.1).
#include "gateway/mapping/transfer.h"

#include "drivers/isdn/transfer.h"
#include "gateway/mapping/q931_isup.h"

#include <array>

namespace mapping {
namespace {

using isup::Param;

constexpr std::array kKept{
    KeptRow{Param::nature_of_connection_indicators, {"nature of connection kept", "Q.763 §3.35"}},
    KeptRow{Param::forward_call_indicators, {"forward call indicators kept", "Q.763 §3.23"}},
    KeptRow{Param::calling_party_category, {"calling party's category kept", "Q.763 §3.11"}},
    KeptRow{Param::transmission_medium_requirement, {"medium of the first call", "Q.763 §3.54"}},
    KeptRow{Param::user_service_information, {"bearer of the first call", "Q.763 §3.57"}},
    KeptRow{Param::user_teleservice_information, {"teleservice of the first call", "Q.763 §3.59"}},
    KeptRow{Param::hop_counter, {"hop counter kept: transfers cannot loop", "Q.763 §3.80"}},
};
// What the target's address says beside the called number.
constexpr std::array kOfTarget{
    Param::called_party_number,
    Param::transit_network_selection,
    Param::generic_number,
    Param::called_directory_number,
};
constexpr Row kTarget{"called number from the transfer's target", "RFC 3515 §2.1, Q.732.7"};
constexpr Row kCaller{"calling number: the transferred caller's own", "RFC 5589 §6, Q.732.7"};
constexpr Row kTransferCalled{"calling number: the transferred party was called by it",
                              "RFC 5589 §6, Q.732.7"};
constexpr Row kNotPassed{"parameter is of the first call alone", "Q.732.7 §7.5"};

constexpr Row kTransferFromLine{"transferred, told by the line",
                                "EN 300 369-1 §9.4, ECMA-178 §6.5"};
constexpr Row kTransferToLine{"NOTIFY as callTransferComplete", "ECMA-178 §6.5 (EN 300 369-1)"};

isup::Digits without_st(const isup::Digits& digits) {
    isup::Digits out;
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (digits[i] != isup::Digits::kSt)
            out.push_back(digits[i]);
    return out;
}

bool is_kept(Param code) {
    for (const KeptRow& row : kKept)
        if (row.code == code)
            return true;
    return false;
}

} // namespace

std::span<const KeptRow> kept_rows() {
    return kKept;
}

isup::Message iam_of_transfer(const isup::Message& first, const isup::Message& target,
                              Transferred party, Notes& notes) {
    isup::Message iam(isup::MessageType::iam);
    for (const KeptRow& kept : kKept)
        if (first.has(kept.code)) {
            iam.set_raw(kept.code, first.raw(kept.code));
            notes.add(kept.row);
        } else if (target.has(kept.code)) {
            iam.set_raw(kept.code, target.raw(kept.code));
        }
    for (std::size_t i = 0; i < target.size(); ++i)
        for (const Param code : kOfTarget)
            if (target.parameter(i).code == code)
                iam.add_raw(code, target.parameter(i).contents);
    notes.add(kTarget);
    if (party == Transferred::caller) {
        if (const auto calling = first.get<isup::CallingPartyNumber>())
            iam.set(*calling);
        notes.add(kCaller);
    } else if (const auto called = first.get<isup::CalledPartyNumber>()) {
        isup::CallingPartyNumber calling;
        calling.nature = called->nature;
        calling.plan = called->plan;
        calling.screening = isup::Screening::network_provided;
        calling.digits = without_st(called->digits);
        iam.set(calling);
        notes.add(kTransferCalled);
    }
    for (std::size_t i = 0; i < first.size(); ++i) {
        const Param code = first.parameter(i).code;
        if (code != Param::called_party_number && code != Param::calling_party_number &&
            !is_kept(code))
            notes.add(kNotPassed, "{:#04x}", static_cast<unsigned>(code));
    }
    return iam;
}

// --- what the line tells, and is told

std::optional<isup::Message> transferred_from_line(const isdn::Message& facility, bool acm_seen,
                                                   Notes& notes) {
    const auto told = isdn::transferred_in(facility);
    if (!told)
        return std::nullopt;
    isdn::Message notify;
    notify.type = isdn::MessageType::notify;
    notify.notification =
        static_cast<std::uint8_t>(told->alerting ? isup::Notification::transfer_alerting
                                                 : isup::Notification::transfer_active);
    notify.redirection = told->to;
    notes.add(kTransferFromLine, "{}", told->to ? told->to->digits : "");
    return isup_from_q931(notify, acm_seen, notes);
}

void transferred_to_line(isdn::Message& notify, Notes& notes) {
    constexpr auto kAlerting = static_cast<std::uint8_t>(isup::Notification::transfer_alerting);
    constexpr auto kActive = static_cast<std::uint8_t>(isup::Notification::transfer_active);
    if (notify.type != isdn::MessageType::notify || !notify.notification)
        return;
    const auto description = static_cast<std::uint8_t>(*notify.notification & 0x7f);
    if (description != kAlerting && description != kActive)
        return;
    const bool has_it = isdn::transferred_in(notify).has_value(); // came from a QSIG line
    const isdn::Transferred told{description == kAlerting, notify.redirection};
    notify.type = isdn::MessageType::facility;
    notify.notification.reset();
    notify.redirection.reset();
    if (has_it)
        return;
    notify.facilities.push_back(isdn::facility(told, isdn::Dialect::qsig));
    notes.add(kTransferToLine, "{}", told.to ? told.to->digits : "");
}

} // namespace mapping
