// Messages of a called or calling user after SETUP, into ISUP (Q.699).
#include "gateway/mapping/q931_elements.h"

#include <array>

namespace mapping {
namespace {

using isdn::MessageType;

constexpr Row kBackward{"backward call indicators from progress", "Q.699 (Q.763 §3.5)"};

constexpr Row kAnnounced{"DISCONNECT with in-band information", "Q.931 §5.3.4.1, Q.699 (ACM, CPG)"};

/// Which ISUP message a message of the user becomes; `early` before an ACM, `later` after one.
struct BackwardRow {
    MessageType q931;
    isup::MessageType early;
    isup::MessageType later;
    isup::CalledStatus status; ///< in the ACM
    isup::Event event;         ///< in the CPG
    Row row;
};
constexpr std::array kBackwardRows{
    BackwardRow{MessageType::alerting,
                isup::MessageType::acm,
                isup::MessageType::cpg,
                isup::CalledStatus::subscriber_free,
                isup::Event::alerting,
                {"ALERTING", "Q.699 (ACM, CPG)"}},
    BackwardRow{MessageType::progress,
                isup::MessageType::acm,
                isup::MessageType::cpg,
                isup::CalledStatus::no_indication,
                isup::Event::progress,
                {"PROGRESS", "Q.699 (ACM, CPG)"}},
    BackwardRow{MessageType::call_proceeding,
                isup::MessageType::acm,
                isup::MessageType::cpg,
                isup::CalledStatus::no_indication,
                isup::Event::progress,
                {"CALL PROCEEDING with progress indicator", "Q.699 (ACM, CPG)"}},
    BackwardRow{MessageType::connect,
                isup::MessageType::con,
                isup::MessageType::anm,
                isup::CalledStatus::no_indication,
                isup::Event::progress,
                {"CONNECT", "Q.699 (CON, ANM)"}},
};

/// Digits that a message brings: of the called number, else those keyed in.
isup::Digits dialled(const isdn::Message& message) {
    const std::string& text =
        message.called && !message.called->digits.empty() ? message.called->digits : message.keypad;
    return digits_from_text(text).value_or(isup::Digits());
}

/// Progress indicators say how much of the way back is ISDN (Q.699; Q.763 §3.5).
isup::BackwardCallIndicators backward_indicators(const isdn::Message& message,
                                                 isup::CalledStatus status, Notes& notes) {
    isup::BackwardCallIndicators indicators;
    indicators.charge = isup::Charge::charge;
    indicators.called_status = status;
    if (status == isup::CalledStatus::subscriber_free)
        indicators.called_category = isup::CalledCategory::ordinary;
    indicators.interworking = message.has_progress(kNotEndToEndIsdn);
    indicators.isup_all_the_way = !indicators.interworking;
    indicators.isdn_access = !indicators.interworking && !message.has_progress(kDestinationNonIsdn);
    notes.add(kBackward, "status {} interworking {} ISDN access {}", static_cast<unsigned>(status),
              indicators.interworking ? 1 : 0, indicators.isdn_access ? 1 : 0);
    return indicators;
}

void set_connected(const isdn::Message& message, isup::Message& answer, Notes& notes) {
    if (!message.connected)
        return;
    const auto digits = digits_from_text(message.connected->digits);
    std::optional<Address> address;
    if (digits && !digits->empty())
        address = Address{nature_from_type(message.connected->type_of_number), *digits};
    answer.set(party_from<isup::ConnectedNumber>(*message.connected, address));
    notes.add(kConnectedNumber, "{} presentation {}", message.connected->digits,
              message.connected->presentation);
}

/// ALERTING, PROGRESS, CALL PROCEEDING and CONNECT.
std::optional<isup::Message> backward(const isdn::Message& message, bool acm_seen, Notes& notes) {
    const auto* row = std::ranges::find(kBackwardRows, message.type, &BackwardRow::q931);
    if (row == kBackwardRows.end())
        return std::nullopt;
    // CALL PROCEEDING by itself says nothing that the caller's exchange needs: T11 is ours.
    if (message.type == MessageType::call_proceeding && message.progress.empty())
        return std::nullopt;
    isup::Message result(acm_seen ? row->later : row->early);
    const bool in_band = message.has_progress(kInBand);
    notes.add(row->row, "{}", acm_seen ? "after ACM" : "no ACM yet");
    if (result.type() != isup::MessageType::anm || !message.progress.empty())
        result.set(backward_indicators(message, row->status, notes));
    if (result.type() == isup::MessageType::cpg)
        result.set(isup::EventInformation{
            in_band && row->event == isup::Event::progress ? isup::Event::in_band : row->event,
            false});
    if (in_band) {
        isup::OptionalBackwardCallIndicators optional;
        optional.in_band = true;
        result.set(optional);
    }
    if (message.cause && message.type != MessageType::connect) {
        result.set(cause_from(*message.cause));
        notes.add(kCauseCarried, "{} location {}", message.cause->value, message.cause->location);
    }
    set_connected(message, result, notes);
    carry(message, result, notes);
    return result;
}

std::optional<isup::Message> subsequent(const isdn::Message& message, Notes& notes) {
    isup::Digits digits = dialled(message);
    if (message.sending_complete)
        digits.push_back(isup::Digits::kSt);
    if (digits.empty())
        return std::nullopt;
    isup::Message sam(isup::MessageType::sam);
    sam.set(isup::SubsequentNumber{digits});
    notes.add(kCalledNumber, "{}{}", text_from_digits(digits), digits.has_st() ? " ST" : "");
    return sam;
}

isup::Message release(const isdn::Message& message, Notes& notes) {
    isup::Message rel(isup::MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = 31; // Q.931 §5.3: a clearing message without cause says nothing
    if (message.cause)
        cause = cause_from(*message.cause);
    rel.set(cause);
    notes.add(kCauseCarried, "{} location {}", cause.value, static_cast<unsigned>(cause.location));
    carry_user_user(message, rel, notes);
    return rel;
}

/// User suspended and resumed are SUS and RES; everything else is told by CPG.
std::optional<isup::Message> notify(const isdn::Message& message, Notes& notes) {
    if (!message.notification)
        return std::nullopt;
    const auto notification = static_cast<isup::Notification>(*message.notification & 0x7f);
    notes.add(kNotified, "{:#04x}", static_cast<unsigned>(notification));
    if (notification == isup::Notification::user_suspended ||
        notification == isup::Notification::user_resumed) {
        isup::Message result(notification == isup::Notification::user_suspended
                                 ? isup::MessageType::sus
                                 : isup::MessageType::res);
        result.set(isup::SuspendResumeIndicators{});
        return result;
    }
    isup::Message cpg(isup::MessageType::cpg);
    cpg.set(isup::EventInformation{isup::Event::progress, false});
    cpg.set(isup::GenericNotification(notification));
    return cpg;
}

} // namespace

std::optional<isup::Message> announcement_from_disconnect(const isdn::Message& disconnect,
                                                          bool acm_seen, Notes& notes) {
    isdn::Message progress = disconnect;
    progress.type = MessageType::progress;
    notes.add(kAnnounced, "");
    return backward(progress, acm_seen, notes);
}

std::optional<isup::Message> isup_from_q931(const isdn::Message& message, bool acm_seen,
                                            Notes& notes) {
    switch (message.type) {
    case MessageType::information:
        return subsequent(message, notes);
    case MessageType::notify:
        return notify(message, notes);
    case MessageType::disconnect:
    case MessageType::release:
    case MessageType::release_complete:
        return release(message, notes);
    default:
        return backward(message, acm_seen, notes);
    }
}

} // namespace mapping
