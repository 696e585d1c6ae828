// ISUP after the IAM, into messages to a called or calling user (Q.699).
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/q931_elements.h"
#include "isup/supplementary.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isdn::MessageType;
using isup::CalledStatus;
using isup::Event;
using Isup = isup::MessageType;
using When = ToUserRow::When;

constexpr Row kToUserMediumUsed{"bearer capability from medium used",
                                "Q.699 (Q.931 §5.11, Q.763 §3.56)"};
constexpr Row kToUserDiverted{"redirection number", "Q.699 (Q.952, Q.763 §3.46)"};
constexpr Row kToUserTransferred{"redirection number from call transfer number",
                                 "EN 300 369-1, Q.732.2 (Q.763 §3.64)"};

isdn::Message make(const ToUserRow& row) {
    isdn::Message message;
    message.type = *row.q931;
    return message;
}

void set_redirection(const isup::Message& message, isdn::Message& to, Notes& notes) {
    const auto number = message.get<isup::RedirectionNumber>();
    if (!number)
        return;
    to.redirection.emplace();
    to.redirection->type_of_number = type_from_nature(number->nature);
    to.redirection->plan = plan_to_isdn(number->plan);
    const base::Octets restriction =
        message.raw(isup::Param::redirection_number_restriction); // Q.763 §3.47
    if (!restriction.empty() && (restriction[0] & 0x3) == 1)
        to.redirection->presentation = 1;
    else
        to.redirection->digits = text_from_digits(number->digits);
    notes.add(kToUserDiverted, "{}", to.redirection->digits);
}

/// Who is there now, after a transfer (EN 300 369-1: NOTIFY with redirection number).
void set_transferred(const isup::Message& message, isdn::Message& to, Notes& notes) {
    auto number = message.get<isup::CallTransferNumber>();
    if (!number || to.redirection)
        return;
    if (number->presentation != isup::Presentation::allowed)
        number->digits = {};
    to.redirection = number_from(*number);
    to.redirection->screening = 0; // the element has none
    notes.add(kToUserTransferred, "{} presentation {}", to.redirection->digits,
              to.redirection->presentation);
}

isdn::Message notify_user(std::uint8_t description, const isup::Message& from, const ToUserRow& row,
                          Notes& notes) {
    isdn::Message message;
    message.type = MessageType::notify;
    message.notification = description;
    const auto rows = notification_rows();
    const auto found = std::ranges::find(rows, description, &NotificationRow::description);
    notes.add(found == rows.end() ? row.row : found->row, "{:#04x}", description);
    set_redirection(from, message, notes);
    set_transferred(from, message, notes);
    return message;
}

/// The first notification of a message that goes to the user as it is.
std::optional<isdn::Message> notification(const isup::Message& message, const ToUserRow& row,
                                          Notes& notes) {
    const auto found = message.get<isup::GenericNotification>();
    if (!found || found->count == 0)
        return std::nullopt;
    return notify_user(static_cast<std::uint8_t>(found->notifications[0]), message, row, notes);
}

std::optional<isdn::Message> diverting(const isup::Message& message, const ToUserRow& row,
                                       Notes& notes) {
    return notify_user(static_cast<std::uint8_t>(isup::Notification::call_is_diverting), message,
                       row, notes);
}

bool says_in_band(const isup::Message& message) {
    const auto optional = message.get<isup::OptionalBackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    // A cause before the answer is heard as a tone or an announcement.
    return (optional && optional->in_band) || (event && event->event == Event::in_band) ||
           message.has(isup::Param::cause_indicators);
}

void add_backward_progress(const isup::Message& message, isdn::Message& to, Notes& notes) {
    if (says_in_band(message))
        add_progress(to, {kInBand, kLocationHere}, notes);
    const auto indicators = message.get<isup::BackwardCallIndicators>();
    if (!indicators)
        return;
    const AccessRow& access =
        access_row(backward_access_rows(), indicators->interworking, indicators->isdn_access);
    if (access.description)
        add_progress(to, {access.description, kLocationHere}, notes);
}

/// Another medium than asked for is in use: progress indicator 5 and what the call has got.
void add_medium_used(const isup::Message& message, isdn::Message& to, Notes& notes) {
    const auto medium = message.get<isup::TransmissionMediumUsed>();
    if (!medium)
        return;
    const auto rows = bearer_rows();
    const auto row = std::ranges::find(rows, medium->value, &BearerRow::medium);
    if (row == rows.end())
        return;
    constexpr std::uint8_t kALaw = 3;
    to.bearer =
        isdn::BearerCapability{row->transfer, row->rate, row->audio ? kALaw : std::uint8_t{0}};
    add_progress(to, {kServiceChanged, kLocationHere}, notes);
    notes.add(kToUserMediumUsed, "{}", row->name);
}

/// ACM, and CPG before the answer: ALERTING when the user is told, else PROGRESS if there is
/// anything to tell.
std::optional<isdn::Message> progress(const isup::Message& message, const ToUserRow& row,
                                      Notes& notes) {
    isdn::Message result = make(row);
    const bool alerting = row.q931 == MessageType::alerting;
    add_backward_progress(message, result, notes);
    add_medium_used(message, result, notes);
    fetch(message, result, notes);
    if (const auto cause = message.get<isup::CauseIndicators>(); cause && !alerting) {
        result.cause = cause_to(*cause);
        notes.add(kCauseCarried, "{} location {}", cause->value,
                  static_cast<unsigned>(cause->location));
    }
    // PROGRESS must have an indicator (Q.931 §3.1.9); without one only a notification is left
    if (!alerting && result.progress.empty())
        return notification(message, row, notes);
    if (const auto told = message.get<isup::GenericNotification>(); told && told->count > 0)
        result.notification = static_cast<std::uint8_t>(told->notifications[0]) & 0x7f;
    notes.add(row.row);
    return result;
}

std::optional<isdn::Message> connect(const isup::Message& answer, const ToUserRow& row,
                                     Notes& notes) {
    isdn::Message message = make(row);
    if (answer.has(isup::Param::backward_call_indicators))
        add_backward_progress(answer, message, notes);
    add_medium_used(answer, message, notes);
    if (auto connected = answer.get<isup::ConnectedNumber>()) {
        if (connected->presentation != isup::Presentation::allowed)
            connected->digits = {};
        message.connected = number_from(*connected);
        notes.add(kConnectedNumber, "{} presentation {}", message.connected->digits,
                  message.connected->presentation);
    }
    fetch(answer, message, notes);
    return message;
}

std::optional<isdn::Message> digits(const isup::Message& sam, const ToUserRow& row, Notes& notes) {
    const auto more = sam.get<isup::SubsequentNumber>();
    if (!more)
        return std::nullopt;
    isdn::Message result = make(row);
    result.called.emplace();
    result.called->digits = text_from_digits(more->digits);
    result.sending_complete = more->digits.has_st();
    notes.add(row.row, "{}", result.called->digits);
    return result;
}

std::optional<isdn::Message> suspended(const isup::Message& message, const ToUserRow& row,
                                       Notes& notes) {
    const auto code = message.type() == Isup::sus ? isup::Notification::user_suspended
                                                  : isup::Notification::user_resumed;
    return notify_user(static_cast<std::uint8_t>(code), message, row, notes);
}

std::optional<isdn::Message> user_information(const isup::Message& message, const ToUserRow& row,
                                              Notes& notes) {
    isdn::Message result = make(row);
    fetch(message, result, notes);
    if (result.user_user.empty())
        return std::nullopt;
    notes.add(row.row);
    return result;
}

/// Remote operations as facility elements (Q.932 §8.2.3); the rest of FAC has its own messages.
std::optional<isdn::Message> facility(const isup::Message& message, const ToUserRow& row,
                                      Notes& notes) {
    isdn::Message result = make(row);
    for (std::size_t i = 0; i < message.count(isup::Param::remote_operations); ++i) {
        const auto operations = message.get<isup::RemoteOperations>(i);
        if (!operations || operations->components.octets().empty())
            continue;
        const base::Octets components = operations->components.octets();
        std::vector<std::uint8_t> contents{static_cast<std::uint8_t>(0x80 | operations->profile)};
        contents.insert(contents.end(), components.begin(), components.end());
        notes.add(row.row, "{} octets", contents.size());
        result.facilities.push_back(std::move(contents));
    }
    if (!result.facilities.empty())
        return result;
    return notification(message, row, notes);
}

std::optional<isdn::Message> disconnect(const isup::Message& rel, const ToUserRow& row,
                                        Notes& notes) {
    isdn::Message result = make(row);
    isup::CauseIndicators cause;
    cause.value = 31;
    result.cause = cause_to(rel.get<isup::CauseIndicators>().value_or(cause));
    notes.add(kCauseCarried, "{} location {}", result.cause->value, result.cause->location);
    fetch(rel, result, notes);
    return result;
}

constexpr auto kToUserFree = CalledStatus::subscriber_free;

// The first row that holds decides.
// clang-format off
constexpr std::array kToUser{
    ToUserRow{Isup::sam, When::always,        {},    {},                            MessageType::information,      {"SAM", "Q.699 (Q.931 §5.2.4, Q.763 §3.51)"}, digits},
    ToUserRow{Isup::acm, When::before_answer, kToUserFree, {},                            MessageType::alerting,         {"ACM, subscriber free", "Q.699 (Q.763 §3.5 DC)"}, progress},
    ToUserRow{Isup::acm, When::before_answer, {},    {},                            MessageType::progress,         {"ACM", "Q.699 (Q.763 §3.5)"}, progress},
    ToUserRow{Isup::cpg, When::after_answer,  {},    {},                            MessageType::notify,           {"CPG after the answer", "Q.699 (Q.763 §3.25)"}, notification},
    ToUserRow{Isup::cpg, When::before_answer, {},    Event::alerting,               MessageType::alerting,         {"CPG, alerting", "Q.699 (Q.763 §3.21)"}, progress},
    ToUserRow{Isup::cpg, When::before_answer, {},    Event::forwarded_busy,         MessageType::notify,           {"CPG, forwarded on busy", "Q.699 (Q.763 §3.21, Q.952)"}, diverting},
    ToUserRow{Isup::cpg, When::before_answer, {},    Event::forwarded_no_reply,     MessageType::notify,           {"CPG, forwarded on no reply", "Q.699 (Q.763 §3.21, Q.952)"}, diverting},
    ToUserRow{Isup::cpg, When::before_answer, {},    Event::forwarded_unconditional, MessageType::notify,          {"CPG, forwarded unconditional", "Q.699 (Q.763 §3.21, Q.952)"}, diverting},
    ToUserRow{Isup::cpg, When::before_answer, {},    {},                            MessageType::progress,         {"CPG", "Q.699 (Q.763 §3.21)"}, progress},
    ToUserRow{Isup::anm, When::always,        {},    {},                            MessageType::connect,          {"ANM", "Q.699 (CONNECT)"}, connect},
    ToUserRow{Isup::con, When::always,        {},    {},                            MessageType::connect,          {"CON", "Q.699 (CONNECT)"}, connect},
    ToUserRow{Isup::sus, When::always,        {},    {},                            MessageType::notify,           {"SUS", "Q.699 (Q.931 §4.5.22)"}, suspended},
    ToUserRow{Isup::res, When::always,        {},    {},                            MessageType::notify,           {"RES", "Q.699 (Q.931 §4.5.22)"}, suspended},
    ToUserRow{Isup::usr, When::always,        {},    {},                            MessageType::user_information, {"USR", "Q.737.1 (Q.931 §3.1.17)"}, user_information},
    ToUserRow{Isup::fac, When::always,        {},    {},                            MessageType::facility,         {"FAC", "Q.932 §8.2.3, Q.763 §3.48"}, facility},
    ToUserRow{Isup::rel, When::always,        {},    {},                            MessageType::disconnect,       {"REL", "Q.699 (DISCONNECT)"}, disconnect},
};
// clang-format on

bool holds(const ToUserRow& row, const isup::Message& message, bool answered) {
    if (row.isup != message.type() ||
        (answered ? row.when == When::before_answer : row.when == When::after_answer))
        return false;
    if (row.status) {
        const auto indicators = message.get<isup::BackwardCallIndicators>();
        return indicators && indicators->called_status == *row.status;
    }
    if (row.event) {
        const auto event = message.get<isup::EventInformation>();
        return event && event->event == *row.event;
    }
    return true;
}

} // namespace

std::span<const ToUserRow> to_user_rows() {
    return kToUser;
}

isdn::Message disconnect_with_tone(const isup::CauseIndicators& cause, Notes& notes) {
    isdn::Message message;
    message.type = MessageType::disconnect;
    message.cause = cause_to(cause);
    notes.add(kCauseCarried, "{} location {}", message.cause->value, message.cause->location);
    add_progress(message, {kInBand, kLocationHere}, notes);
    return message;
}

std::optional<isdn::Message> q931_from_isup(const isup::Message& message, bool answered,
                                            Notes& notes) {
    for (const ToUserRow& row : kToUser)
        if (holds(row, message, answered))
            return row.build(message, row, notes);
    return std::nullopt;
}

void own_connected_to_line(isdn::Message& connect, const Profile& profile, Notes& notes) {
    if (connect.connected)
        number_to_line(*connect.connected, profile, notes);
}

} // namespace mapping
