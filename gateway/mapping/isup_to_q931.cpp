// ISUP after the IAM, into messages to a called or calling user (Q.699).
#include "gateway/mapping/q931_elements.h"

namespace mapping {
namespace {

using isdn::MessageType;

isdn::Message notify_user(std::uint8_t notification, Notes& notes) {
    isdn::Message message;
    message.type = MessageType::notify;
    message.notification = notification;
    notes.add(kNotified, "{:#04x}", notification);
    return message;
}

/// The first notification of a message that goes to the user as it is.
std::optional<isdn::Message> notification_to_user(const isup::Message& message, Notes& notes) {
    const auto notification = message.get<isup::GenericNotification>();
    if (!notification || notification->count == 0)
        return std::nullopt;
    return notify_user(static_cast<std::uint8_t>(notification->notifications[0]), notes);
}

bool says_in_band(const isup::Message& message) {
    const auto optional = message.get<isup::OptionalBackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    // A cause before the answer is heard as a tone or an announcement.
    return (optional && optional->in_band) || (event && event->event == isup::Event::in_band) ||
           message.has(isup::Param::cause_indicators);
}

void add_backward_progress(const isup::Message& message, isdn::Message& to, Notes& notes) {
    if (says_in_band(message))
        add_progress(to, {kInBand, kLocationHere}, notes);
    if (const auto indicators = message.get<isup::BackwardCallIndicators>()) {
        if (indicators->interworking)
            add_progress(to, {kNotEndToEndIsdn, kLocationHere}, notes);
        else if (!indicators->isdn_access)
            add_progress(to, {kDestinationNonIsdn, kLocationHere}, notes);
    }
}

/// ACM, and CPG before the answer: ALERTING when the user is told, else PROGRESS if there is
/// anything to tell.
std::optional<isdn::Message> progress_to_user(const isup::Message& message, bool alerting,
                                              Notes& notes) {
    isdn::Message result;
    result.type = alerting ? MessageType::alerting : MessageType::progress;
    add_backward_progress(message, result, notes);
    fetch(message, result, notes);
    if (const auto cause = message.get<isup::CauseIndicators>(); cause && !alerting) {
        result.cause = cause_to(*cause);
        notes.add(kCauseCarried, "{} location {}", cause->value,
                  static_cast<unsigned>(cause->location));
    }
    if (!alerting && result.progress.empty()) // PROGRESS must have an indicator (Q.931 §3.1.9)
        return std::nullopt;
    return result;
}

std::optional<isdn::Message> call_progress(const isup::Message& cpg, bool answered, Notes& notes) {
    const auto event = cpg.get<isup::EventInformation>();
    if (answered)
        return notification_to_user(cpg, notes);
    switch (event ? event->event : isup::Event::progress) {
    case isup::Event::alerting:
        return progress_to_user(cpg, true, notes);
    case isup::Event::forwarded_busy:
    case isup::Event::forwarded_no_reply:
    case isup::Event::forwarded_unconditional:
        return notify_user(static_cast<std::uint8_t>(isup::Notification::call_is_diverting), notes);
    default:
        break;
    }
    if (auto progress = progress_to_user(cpg, false, notes))
        return progress;
    return notification_to_user(cpg, notes);
}

isdn::Message connect(const isup::Message& answer, Notes& notes) {
    isdn::Message message;
    message.type = MessageType::connect;
    if (answer.has(isup::Param::backward_call_indicators))
        add_backward_progress(answer, message, notes);
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

} // namespace

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
    isdn::Message result;
    switch (message.type()) {
    case isup::MessageType::sam: {
        const auto more = message.get<isup::SubsequentNumber>();
        if (!more)
            return std::nullopt;
        result.type = MessageType::information;
        result.called.emplace();
        result.called->digits = text_from_digits(more->digits);
        result.sending_complete = more->digits.has_st();
        notes.add(kCalledNumber, "{}", result.called->digits);
        return result;
    }
    case isup::MessageType::acm: {
        if (answered)
            return std::nullopt;
        const auto indicators = message.get<isup::BackwardCallIndicators>();
        return progress_to_user(
            message, indicators && indicators->called_status == isup::CalledStatus::subscriber_free,
            notes);
    }
    case isup::MessageType::cpg:
        return call_progress(message, answered, notes);
    case isup::MessageType::anm:
    case isup::MessageType::con:
        return connect(message, notes);
    case isup::MessageType::sus:
        return notify_user(static_cast<std::uint8_t>(isup::Notification::user_suspended), notes);
    case isup::MessageType::res:
        return notify_user(static_cast<std::uint8_t>(isup::Notification::user_resumed), notes);
    case isup::MessageType::rel: {
        result.type = MessageType::disconnect;
        isup::CauseIndicators cause;
        cause.value = 31;
        result.cause = cause_to(message.get<isup::CauseIndicators>().value_or(cause));
        notes.add(kCauseCarried, "{} location {}", result.cause->value, result.cause->location);
        fetch(message, result, notes);
        return result;
    }
    default:
        return std::nullopt;
    }
}

} // namespace mapping
