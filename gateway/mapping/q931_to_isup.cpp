// Messages of a called or calling user after SETUP, into ISUP (Q.699).
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

constexpr Row kAnnounced{"DISCONNECT with in-band information", "Q.931 §5.3.4.1, Q.699 (ACM, CPG)"};
constexpr Row kFromUserBackward{"backward call indicators", "Q.699 (Q.763 §3.5)"};
constexpr Row kInBandRow{"in-band information", "Q.699 (Q.763 §3.37 A, §3.21)"};
constexpr Row kFromUserMediumUsed{"transmission medium used", "Q.699 (Q.931 §5.11, Q.763 §3.56)"};
constexpr Row kFromUserDiverted{"redirection number", "Q.699 (Q.952, Q.763 §3.46)"};
constexpr Row kFromUserTransferred{"call transfer number from redirection number",
                                   "EN 300 369-1, Q.732.2 (Q.763 §3.64)"};
constexpr Row kNotified{"notification in backward message", "Q.699 (Q.931 §4.5.22, Q.763 §3.25)"};

/// Digits that a message brings: of the called number, else those keyed in.
isup::Digits dialled(const isdn::Message& message) {
    const std::string& text =
        message.called && !message.called->digits.empty() ? message.called->digits : message.keypad;
    return digits_from_text(text).value_or(isup::Digits());
}

/// Progress indicators say how much of the way back is ISDN.
isup::BackwardCallIndicators backward_indicators(const isdn::Message& message, CalledStatus status,
                                                 Notes& notes) {
    const AccessRow& access = access_row(backward_access_rows(), message);
    isup::BackwardCallIndicators indicators;
    indicators.charge = isup::Charge::charge;
    indicators.called_status = status;
    if (status == CalledStatus::subscriber_free)
        indicators.called_category = isup::CalledCategory::ordinary;
    indicators.interworking = access.interworking;
    indicators.isup_all_the_way = !access.interworking;
    indicators.isdn_access = access.isdn_access;
    notes.add(kFromUserBackward, "status {}, {}", static_cast<unsigned>(status), access.row.name);
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

/// The service has changed on the way: what the call has got now.
void set_medium_used(const isdn::Message& message, isup::Message& result, Notes& notes) {
    if (!message.bearer || !message.has_progress(kServiceChanged))
        return;
    for (const BearerRow& row : bearer_rows())
        if (row.transfer == message.bearer->transfer && row.rate == message.bearer->rate) {
            result.set(isup::TransmissionMediumUsed{row.medium});
            notes.add(kFromUserMediumUsed, "{}", row.name);
            return;
        }
}

void set_redirection(const isdn::Message& message, isup::Message& result, Notes& notes) {
    if (!message.redirection)
        return;
    const auto digits = digits_from_text(message.redirection->digits);
    if (!digits || digits->empty())
        return;
    isup::RedirectionNumber number;
    number.nature = nature_from_type(message.redirection->type_of_number);
    number.plan = plan_from_isdn(message.redirection->plan);
    number.digits = *digits;
    result.set(number);
    if (message.redirection->presentation != 0) {
        constexpr std::uint8_t kRestricted[] = {1};
        result.set_raw(isup::Param::redirection_number_restriction, kRestricted);
    }
    notes.add(kFromUserDiverted, "{}", message.redirection->digits);
}

/// Who is there after a transfer (EN 300 369-1: NOTIFY with redirection number).
void set_transferred(const isdn::Message& message, isup::Message& result, Notes& notes) {
    if (!message.redirection)
        return;
    const auto digits = digits_from_text(message.redirection->digits);
    std::optional<Address> address;
    if (digits && !digits->empty())
        address = Address{nature_from_type(message.redirection->type_of_number), *digits};
    result.set(party_from<isup::CallTransferNumber>(*message.redirection, address));
    notes.add(kFromUserTransferred, "{}", message.redirection->digits);
}

/// ALERTING, PROGRESS, CALL PROCEEDING and CONNECT.
std::optional<isup::Message> backward(const isdn::Message& message, const FromUserRow& row,
                                      bool acm_seen, Notes& notes) {
    isup::Message result(acm_seen ? *row.later : *row.early);
    const bool in_band = message.has_progress(kInBand);
    notes.add(row.row, "{}", acm_seen ? "after ACM" : "no ACM yet");
    if (result.type() != Isup::anm || !message.progress.empty())
        result.set(backward_indicators(message, row.status, notes));
    if (result.type() == Isup::cpg)
        result.set(isup::EventInformation{
            in_band && row.event == Event::progress ? Event::in_band : row.event, false});
    if (in_band) {
        isup::OptionalBackwardCallIndicators optional;
        optional.in_band = true;
        result.set(optional);
        notes.add(kInBandRow);
    }
    if (message.cause && message.type != MessageType::connect) {
        result.set(cause_from(*message.cause));
        notes.add(kCauseCarried, "{} location {}", message.cause->value, message.cause->location);
    }
    if (message.notification && message.type != MessageType::connect) {
        result.set(
            isup::GenericNotification(static_cast<isup::Notification>(*message.notification)));
        notes.add(kNotified, "{:#04x}", *message.notification);
    }
    if (message.type == MessageType::connect)
        set_connected(message, result, notes);
    set_medium_used(message, result, notes);
    carry(message, result, notes);
    return result;
}

/// CALL PROCEEDING by itself says nothing that the caller's exchange needs: T11 is ours.
std::optional<isup::Message> proceeding(const isdn::Message& message, const FromUserRow& row,
                                        bool acm_seen, Notes& notes) {
    if (message.progress.empty())
        return std::nullopt;
    return backward(message, row, acm_seen, notes);
}

std::optional<isup::Message> nothing(const isdn::Message&, const FromUserRow&, bool, Notes&) {
    return std::nullopt;
}

std::optional<isup::Message> subsequent(const isdn::Message& message, const FromUserRow& row, bool,
                                        Notes& notes) {
    isup::Digits digits = dialled(message);
    if (message.sending_complete)
        digits.push_back(isup::Digits::kSt);
    if (digits.empty())
        return std::nullopt;
    isup::Message sam(Isup::sam);
    sam.set(isup::SubsequentNumber{digits});
    notes.add(row.row, "{}{}", text_from_digits(digits), digits.has_st() ? " ST" : "");
    return sam;
}

std::optional<isup::Message> release(const isdn::Message& message, const FromUserRow&, bool,
                                     Notes& notes) {
    isup::Message rel(Isup::rel);
    isup::CauseIndicators cause;
    cause.value = 31; // Q.931 §5.3: a clearing message without cause says nothing
    if (message.cause)
        cause = cause_from(*message.cause);
    rel.set(cause);
    notes.add(kCauseCarried, "{} location {}", cause.value, static_cast<unsigned>(cause.location));
    carry_same_octets(message, rel, notes);
    return rel;
}

isup::Message cpg_with(std::uint8_t notification) {
    isup::Message cpg(Isup::cpg);
    cpg.set(isup::EventInformation{Event::progress, false});
    cpg.set(isup::GenericNotification(static_cast<isup::Notification>(notification)));
    return cpg;
}

/// By the table; before an ACM only the ACM itself can tell.
std::optional<isup::Message> notify(const isdn::Message& message, const FromUserRow& row,
                                    bool acm_seen, Notes& notes) {
    if (!message.notification)
        return std::nullopt;
    const std::uint8_t description = *message.notification & 0x7f;
    const auto rows = notification_rows();
    const auto found = std::ranges::find(rows, description, &NotificationRow::description);
    notes.add(found == rows.end() ? row.row : found->row, "{:#04x}", description);
    if (acm_seen && found != rows.end() && found->message != Isup::cpg) {
        isup::Message result(found->message);
        result.set(isup::SuspendResumeIndicators{});
        return result;
    }
    isup::Message result = cpg_with(description);
    if (!acm_seen) {
        result = isup::Message(Isup::acm);
        result.set(backward_indicators(message, CalledStatus::no_indication, notes));
        result.set(isup::GenericNotification(static_cast<isup::Notification>(description)));
    }
    const bool transferred =
        description == static_cast<std::uint8_t>(isup::Notification::transfer_alerting) ||
        description == static_cast<std::uint8_t>(isup::Notification::transfer_active);
    if (transferred)
        set_transferred(message, result, notes);
    else
        set_redirection(message, result, notes);
    return result;
}

/// HOLD and RETRIEVE (Q.733.2).
std::optional<isup::Message> hold(const isdn::Message& message, const FromUserRow& row, bool,
                                  Notes& notes) {
    notes.add(row.row);
    return cpg_with(static_cast<std::uint8_t>(message.type == MessageType::hold
                                                  ? isup::Notification::remote_hold
                                                  : isup::Notification::remote_retrieval));
}

/// Terminal portability (Q.733.4): initiated by the ISDN subscriber.
std::optional<isup::Message> suspend(const isdn::Message&, const FromUserRow& row, bool,
                                     Notes& notes) {
    notes.add(row.row);
    isup::Message result(*row.later);
    result.set(isup::SuspendResumeIndicators{});
    return result;
}

std::optional<isup::Message> user_information(const isdn::Message& message, const FromUserRow& row,
                                              bool, Notes& notes) {
    isup::Message usr(Isup::usr);
    carry_same_octets(message, usr, notes);
    if (!usr.has(isup::Param::user_to_user_information))
        return std::nullopt;
    notes.add(row.row);
    return usr;
}

/// The facility elements of Q.932 and the remote operations of Q.763 are coded alike: octet 3 is
/// the protocol profile, components follow.
std::optional<isup::Message> facility(const isdn::Message& message, const FromUserRow& row, bool,
                                      Notes& notes) {
    isup::Message fac(Isup::fac);
    for (const auto& contents : message.facilities) {
        const std::uint8_t profile = contents.empty() ? std::uint8_t{0} : contents[0] & 0x1f;
        isup::RemoteOperations operations;
        if (profile != isup::RemoteOperations::kProfile || contents.size() < 6 ||
            !operations.components.assign(base::Octets(contents).subspan(1)))
            continue;
        fac.add(operations);
        notes.add(row.row, "{} octets", contents.size());
    }
    if (!fac.has(isup::Param::remote_operations))
        return std::nullopt;
    return fac;
}

constexpr auto kFromUserFree = CalledStatus::subscriber_free;
constexpr auto kFromUserNoStatus = CalledStatus::no_indication;

// clang-format off
constexpr std::array kFromUser{
    FromUserRow{MessageType::alerting,            Isup::acm, Isup::cpg, kFromUserFree,     Event::alerting, {"ALERTING", "Q.699 (ACM, CPG)"}, backward},
    FromUserRow{MessageType::progress,            Isup::acm, Isup::cpg, kFromUserNoStatus, Event::progress, {"PROGRESS", "Q.699 (ACM, CPG)"}, backward},
    FromUserRow{MessageType::call_proceeding,     Isup::acm, Isup::cpg, kFromUserNoStatus, Event::progress, {"CALL PROCEEDING with progress indicator", "Q.699 (ACM, CPG)"}, proceeding},
    FromUserRow{MessageType::connect,             Isup::con, Isup::anm, kFromUserNoStatus, Event::progress, {"CONNECT", "Q.699 (CON, ANM)"}, backward},
    FromUserRow{MessageType::setup_acknowledge,   {},        {},        kFromUserNoStatus, Event::progress, {"SETUP ACKNOWLEDGE", "Q.699 (digits follow in SAM)"}, nothing},
    FromUserRow{MessageType::connect_acknowledge, {},        {},        kFromUserNoStatus, Event::progress, {"CONNECT ACKNOWLEDGE", "Q.699 (local)"}, nothing},
    FromUserRow{MessageType::information,         Isup::sam, Isup::sam, kFromUserNoStatus, Event::progress, {"INFORMATION", "Q.699 (Q.931 §5.2.4, Q.763 §3.51)"}, subsequent},
    FromUserRow{MessageType::notify,              Isup::acm, Isup::cpg, kFromUserNoStatus, Event::progress, {"NOTIFY", "Q.699 (Q.931 §4.5.22, Q.763 §3.25)"}, notify},
    FromUserRow{MessageType::hold,                Isup::cpg, Isup::cpg, kFromUserNoStatus, Event::progress, {"HOLD", "Q.733.2 (Q.763 §3.25)"}, hold},
    FromUserRow{MessageType::retrieve,            Isup::cpg, Isup::cpg, kFromUserNoStatus, Event::progress, {"RETRIEVE", "Q.733.2 (Q.763 §3.25)"}, hold},
    FromUserRow{MessageType::suspend,             Isup::sus, Isup::sus, kFromUserNoStatus, Event::progress, {"SUSPEND", "Q.733.4 (Q.763 §3.52)"}, suspend},
    FromUserRow{MessageType::resume,              Isup::res, Isup::res, kFromUserNoStatus, Event::progress, {"RESUME", "Q.733.4 (Q.763 §3.52)"}, suspend},
    FromUserRow{MessageType::user_information,    Isup::usr, Isup::usr, kFromUserNoStatus, Event::progress, {"USER INFORMATION", "Q.737.1 (Q.763 §3.61)"}, user_information},
    FromUserRow{MessageType::facility,            Isup::fac, Isup::fac, kFromUserNoStatus, Event::progress, {"FACILITY", "Q.932 §8.2.3, Q.763 §3.48"}, facility},
    FromUserRow{MessageType::disconnect,          Isup::rel, Isup::rel, kFromUserNoStatus, Event::progress, {"DISCONNECT", "Q.699 (REL)"}, release},
    FromUserRow{MessageType::release,             Isup::rel, Isup::rel, kFromUserNoStatus, Event::progress, {"RELEASE", "Q.699 (REL)"}, release},
    FromUserRow{MessageType::release_complete,    Isup::rel, Isup::rel, kFromUserNoStatus, Event::progress, {"RELEASE COMPLETE", "Q.699 (REL)"}, release},
};
// clang-format on

} // namespace

std::span<const FromUserRow> from_user_rows() {
    return kFromUser;
}

std::optional<isup::Message> isup_from_q931(const isdn::Message& message, bool acm_seen,
                                            Notes& notes) {
    const auto* row = std::ranges::find(kFromUser, message.type, &FromUserRow::q931);
    return row == kFromUser.end() ? std::nullopt : row->build(message, *row, acm_seen, notes);
}

std::optional<isup::Message> announcement_from_disconnect(const isdn::Message& disconnect,
                                                          bool acm_seen, Notes& notes) {
    isdn::Message progress = disconnect;
    progress.type = MessageType::progress;
    notes.add(kAnnounced);
    return isup_from_q931(progress, acm_seen, notes);
}

void own_connected_from_line(const isdn::Message& connect, const Profile& profile,
                             isup::Message& answer, Notes& notes) {
    auto number = answer.get<isup::ConnectedNumber>();
    if (!connect.connected || !number || number->digits.empty())
        return;
    const auto address = address_from_isdn(*connect.connected, profile);
    if (!address || *address == Address{number->nature, number->digits})
        return;
    number->nature = address->nature;
    number->digits = address->digits;
    answer.set(*number);
    note_number_row(profile, address->nature, notes);
}

} // namespace mapping
