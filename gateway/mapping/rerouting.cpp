// A called side that names another number, and diverting leg information (EN 300 207-1, ECMA-174,
// Q.732.2-5).
#include "gateway/mapping/rerouting.h"

#include "drivers/isdn/q931.h"
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/call_history.h"
#include "gateway/mapping/q931_elements.h"
#include "gateway/mapping/redirection.h"
#include "isup/service_indicators.h"

#include <array>

namespace mapping {
namespace {

using isdn::DiversionReason;
using isup::RedirectReason;

constexpr Row kAsked{"redirection from rerouting", "EN 300 207-1 §7.1, ECMA-174 §6.3, Q.732.5"};
constexpr Row kAsks{"rerouting from redirection", "EN 300 207-1 §7.1, ECMA-174 §6.3"};
constexpr Row kFromLeg2{"redirection from diverting leg information 2",
                        "EN 300 207-1 §7.1, ECMA-174 §6.3, Q.763 §3.44, §3.45, §3.39"};
constexpr Row kToLeg2{"diverting leg information 2 from redirection",
                      "ECMA-174 §6.3, Q.763 §3.44, §3.45, §3.39"};
constexpr Row kFromLeg1{"diverting leg information 1", "EN 300 207-1 §7.1, Q.732.2, Q.763 §3.6"};
constexpr Row kToLeg1{"diverting leg information 1 from CPG", "ECMA-174 §6.3, Q.732.2"};
constexpr Row kFromLeg3{"restriction from diverting leg information 3",
                        "EN 300 207-1 §7.1, Q.763 §3.47"};
constexpr Row kToLeg3{"diverting leg information 3 from restriction", "ECMA-174 §6.3, Q.763 §3.47"};

constexpr std::uint8_t kNumberChanged = 22, kRedirectionCause = 23; // Q.850

struct ReasonRow {
    DiversionReason isdn;
    RedirectReason isup;
};
// EN 300 207-1 §7.1 DiversionReason, Q.763 §3.45; the first row of a reason is its image.
constexpr std::array kReroutingReasons{
    ReasonRow{DiversionReason::unknown, RedirectReason::unknown},
    ReasonRow{DiversionReason::unconditional, RedirectReason::unconditional},
    ReasonRow{DiversionReason::busy, RedirectReason::busy},
    ReasonRow{DiversionReason::no_reply, RedirectReason::no_reply},
    ReasonRow{DiversionReason::deflection_alerting, RedirectReason::deflection_alerting},
    ReasonRow{DiversionReason::deflection_immediate, RedirectReason::deflection_immediate},
    ReasonRow{DiversionReason::no_reply, RedirectReason::mobile_not_reachable},
};

struct NotificationRow {
    isdn::DiversionNotification isdn;
    std::uint8_t isup; ///< Q.763 §3.6 notification subscription option
};
constexpr std::array kReroutingNotifications{
    NotificationRow{isdn::DiversionNotification::none, 1},
    NotificationRow{isdn::DiversionNotification::with_number, 2},
    NotificationRow{isdn::DiversionNotification::without_number, 3},
};

std::uint8_t notification_to_isup(isdn::DiversionNotification notification) {
    for (const NotificationRow& row : kReroutingNotifications)
        if (row.isdn == notification)
            return row.isup;
    return 0;
}
isdn::DiversionNotification notification_from_isup(std::uint8_t notification) {
    for (const NotificationRow& row : kReroutingNotifications)
        if (row.isup == notification)
            return row.isdn;
    return isdn::DiversionNotification::with_number;
}

isup::RedirectionNumber redirection_number(const isdn::Number& number, const Address& address) {
    isup::RedirectionNumber to;
    to.nature = address.nature;
    to.plan = plan_from_isdn(number.plan);
    to.digits = address.digits;
    return to;
}

isdn::Number number_to(const isup::Message& message, const Profile& profile) {
    isdn::Number number;
    const auto to = message.get<isup::RedirectionNumber>();
    if (!to)
        return number;
    number.type_of_number = type_from_nature(to->nature);
    number.plan = plan_to_isdn(to->plan);
    number.digits = text_from_digits(to->digits);
    Notes notes(false);
    number_to_line(number, profile, notes);
    return number;
}

/// One that is not to be shown keeps its digits among those who are trusted.
std::optional<isdn::Number> shown(std::optional<isdn::Number> number, const Profile& profile) {
    if (number && number->presentation != 0 && !profile.trust)
        number->digits.clear();
    return number;
}

template <class Party>
std::optional<isdn::Number> party(const isup::Message& iam, const Profile& profile) {
    const auto found = iam.get<Party>();
    return found ? shown(number_from(*found), profile) : std::nullopt;
}

} // namespace

bool is_redirection(const isup::Message& rel) {
    const auto cause = rel.get<isup::CauseIndicators>();
    const auto number = rel.get<isup::RedirectionNumber>();
    return cause && (cause->value == kRedirectionCause || cause->value == kNumberChanged) &&
           number && !number->digits.empty();
}

RedirectReason reason_from_diversion(DiversionReason reason) {
    for (const ReasonRow& row : kReroutingReasons)
        if (row.isdn == reason)
            return row.isup;
    return RedirectReason::unknown;
}
DiversionReason diversion_from_reason(RedirectReason reason) {
    for (const ReasonRow& row : kReroutingReasons)
        if (row.isup == reason)
            return row.isdn;
    return DiversionReason::unknown;
}

std::optional<isup::Message> rel_from_rerouting(const isdn::Message& facility, bool alerting,
                                                const Profile& profile, Notes& notes) {
    const auto asked = isdn::rerouting_in(facility);
    const auto to = asked ? address_from_isdn(asked->to, profile) : std::nullopt;
    if (!to)
        return std::nullopt;
    RedirectReason reason = reason_from_diversion(asked->reason);
    if (asked->deflection)
        reason =
            alerting ? RedirectReason::deflection_alerting : RedirectReason::deflection_immediate;
    isup::Message rel(isup::MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = kRedirectionCause;
    cause.location = isup::Location::user;
    rel.set(cause);
    rel.set(redirection_number(asked->to, *to));
    isup::RedirectionInformation information;
    information.reason = reason;
    information.original_reason = original_reason(reason);
    information.counter = std::min<std::uint8_t>(asked->counter, 5);
    rel.set(information);
    rel.set(isup::CallDiversionInformation{notification_to_isup(asked->notification), reason});
    notes.add(kAsked, "{} reason {}", asked->to.digits, static_cast<unsigned>(reason));
    return rel;
}

isdn::Message rerouting_from_rel(const isup::Message& rel, const isdn::Message& setup,
                                 bool deflection, isdn::Dialect dialect, const Profile& profile,
                                 Notes& notes) {
    const auto information = rel.get<isup::RedirectionInformation>();
    isdn::Rerouting asked;
    asked.dialect = dialect;
    asked.deflection = deflection;
    asked.to = number_to(rel, profile);
    asked.last = setup.called;
    asked.notification = isdn::DiversionNotification::with_number;
    if (information) {
        asked.reason = diversion_from_reason(information->reason);
        asked.counter = std::max<std::uint8_t>(information->counter, 1);
    }
    if (setup.bearer) {
        const auto bearer = isdn::bearer_contents(*setup.bearer);
        asked.elements = {static_cast<std::uint8_t>(isdn::Element::bearer_capability),
                          static_cast<std::uint8_t>(bearer.size())};
        asked.elements.insert(asked.elements.end(), bearer.begin(), bearer.end());
    }
    isdn::Message message;
    message.type = isdn::MessageType::facility;
    message.facilities = {isdn::facility(asked)};
    notes.add(kAsks, "{}", asked.to.digits);
    return message;
}

void diversion_from_line(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                         Notes& notes) {
    const auto told = isdn::diverted_call_in(setup);
    if (!told || (!told->diverting && !told->original))
        return;
    const isdn::Number last = told->diverting ? *told->diverting : *told->original;
    auto redirecting = party_from<isup::RedirectingNumber>(last, address_from_isdn(last, profile));
    redirecting.screening = isup::Screening::not_verified; // spare here (Q.763 §3.44)
    iam.set(redirecting);
    const auto first = told->original       ? told->original
                       : told->counter == 1 ? std::optional(last)
                                            : std::nullopt;
    isup::RedirectionInformation information;
    information.reason = reason_from_diversion(told->reason);
    information.original_reason =
        original_reason(told->original_reason ? reason_from_diversion(*told->original_reason)
                        : told->counter == 1  ? information.reason
                                              : RedirectReason::unknown);
    information.counter = std::min<std::uint8_t>(told->counter, 5);
    if (last.presentation != 0)
        information.indicator = isup::Redirecting::diverted_all_restricted;
    iam.set(information);
    if (first) {
        auto original =
            party_from<isup::OriginalCalledNumber>(*first, address_from_isdn(*first, profile));
        original.screening = isup::Screening::not_verified;
        iam.set(original);
    }
    notes.add(kFromLeg2, "{} counter {}", last.digits, told->counter);
}

void diversion_to_line(const isup::Message& iam, const Profile& profile, isdn::Message& setup,
                       Notes& notes) {
    if (!setup.redirecting)
        return;
    if (isdn::diverted_call_in(setup)) // the other line's own one has come along
        return setup.redirecting.reset();
    const auto information =
        iam.get<isup::RedirectionInformation>().value_or(isup::RedirectionInformation{});
    isdn::DivertedCall call;
    call.counter = std::max<std::uint8_t>(information.counter, 1);
    call.reason = diversion_from_reason(information.reason);
    if (call.counter > 1)
        call.original_reason = diversion_from_reason(information.original_reason);
    call.diverting = setup.redirecting;
    call.original = party<isup::OriginalCalledNumber>(iam, profile);
    setup.redirecting.reset();
    setup.facilities.push_back(isdn::facility(call, isdn::Dialect::qsig));
    notes.add(kToLeg2, "{} counter {}", call.diverting->digits, call.counter);
}

std::optional<isup::Message> diverting_from_line(const isdn::Message& facility, bool acm_seen,
                                                 Notes& notes) {
    const auto told = isdn::diverted_to_in(facility);
    if (!told)
        return std::nullopt;
    isup::Message message(acm_seen ? isup::MessageType::cpg : isup::MessageType::acm);
    const RedirectReason reason = reason_from_diversion(told->reason);
    if (acm_seen) {
        message.set(isup::EventInformation{forwarding_event(reason), false});
    } else {
        isup::BackwardCallIndicators indicators;
        indicators.charge = isup::Charge::charge;
        indicators.isup_all_the_way = indicators.isdn_access = true;
        message.set(indicators);
    }
    message.set(isup::GenericNotification(isup::Notification::call_is_diverting));
    message.set(isup::CallDiversionInformation{notification_to_isup(told->notification), reason});
    const auto digits = told->to ? digits_from_text(told->to->digits) : std::nullopt;
    if (digits && !digits->empty()) {
        message.set(
            redirection_number(*told->to, {nature_from_type(told->to->type_of_number), *digits}));
        if (told->to->presentation != 0)
            message.set(isup::RedirectionNumberRestriction{true});
    }
    notes.add(kFromLeg1, "{}", told->to ? told->to->digits : "");
    return message;
}

void diverting_to_line(const isup::Message& from, isdn::Message& notify, Notes& notes) {
    constexpr auto kDiverting = static_cast<std::uint8_t>(isup::Notification::call_is_diverting);
    if (notify.type != isdn::MessageType::notify || !notify.notification ||
        (*notify.notification & 0x7f) != kDiverting)
        return;
    const auto information = from.get<isup::CallDiversionInformation>();
    isdn::DivertedTo to;
    to.reason = diversion_from_reason(information ? information->reason : RedirectReason::unknown);
    to.notification = notification_from_isup(information ? information->notification : 0);
    to.to = notify.redirection;
    if (!to.to || to.to->digits.empty())
        return; // the nominated number is mandatory: NOTIFY says what is known
    notify.type = isdn::MessageType::facility;
    notify.notification.reset();
    notify.redirection.reset();
    notify.facilities.push_back(isdn::facility(to, isdn::Dialect::qsig));
    notes.add(kToLeg1, "{}", to.to->digits);
}

void restriction_from_line(const isdn::Message& message, isup::Message& backward, Notes& notes) {
    if (message.type != isdn::MessageType::alerting && message.type != isdn::MessageType::connect)
        return;
    if (const auto allowed = isdn::may_present_in(message)) {
        backward.set(isup::RedirectionNumberRestriction{!*allowed});
        notes.add(kFromLeg3, "{}", *allowed ? "allowed" : "restricted");
    }
}

void restriction_to_line(const isup::Message& backward, isdn::Message& message, Notes& notes) {
    if (message.type != isdn::MessageType::alerting && message.type != isdn::MessageType::connect)
        return;
    const auto restriction = backward.get<isup::RedirectionNumberRestriction>();
    if (!restriction || isdn::may_present_in(message))
        return;
    message.facilities.push_back(
        isdn::facility_may_present(!restriction->restricted, isdn::Dialect::qsig));
    notes.add(kToLeg3, "{}", restriction->restricted ? "restricted" : "allowed");
}

} // namespace mapping
