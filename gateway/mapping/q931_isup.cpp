// Q.931 messages into ISUP messages and back (ITU-T Q.699; fields by Q.931 clause 4.5 and Q.763
// clause 3).
#include "gateway/mapping/q931_isup.h"

#include "gateway/mapping/bearers.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/redirection.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isdn::MessageType;

// Progress descriptions (Q.931 Table 4-20).
constexpr std::uint8_t kNotEndToEndIsdn = 1;
constexpr std::uint8_t kDestinationNonIsdn = 2;
constexpr std::uint8_t kOriginationNonIsdn = 3;
constexpr std::uint8_t kInBand = 8;

constexpr std::uint8_t kLocationHere = 2; ///< public network serving the local user (Q.850 Table 1)

constexpr Row kForward{"forward call indicators from progress", "Q.699 (Q.763 §3.23)"};
constexpr Row kCalled{"called party number", "Q.699 (Q.931 §4.5.8, Q.763 §3.9)"};
constexpr Row kCalling{"calling party number", "Q.699 (Q.931 §4.5.10, Q.763 §3.10)"};
constexpr Row kDefaultCalling{"calling party number of the line", "Q.699 (Q.731.3)"};
constexpr Row kConnected{"connected number", "Q.699 (Q.763 §3.16)"};
constexpr Row kRedirecting{"redirecting number", "Q.699 (Q.952, Q.763 §3.44)"};
constexpr Row kHighLayer{"high layer compatibility in access transport",
                         "Q.699 (Q.763 §3.3, §3.59)"};
constexpr Row kLowLayer{"low layer compatibility in access transport", "Q.699 (Q.763 §3.3)"};
constexpr Row kProgressCarried{"progress indicator in access transport", "Q.699 (Q.763 §3.3)"};
constexpr Row kUserToUser{"user-to-user information", "Q.699 (Q.763 §3.61)"};
constexpr Row kBackward{"backward call indicators from progress", "Q.699 (Q.763 §3.5)"};
constexpr Row kProgress{"progress indicator", "Q.699 (Q.931 §4.5.23)"};
constexpr Row kCause{"cause and location", "Q.699 (Q.850)"};
constexpr Row kNotification{"notification", "Q.699 (Q.931 §4.5.22, Q.763 §3.25)"};

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

// --- what several messages share ---

isup::Presentation presentation_from(std::uint8_t value) {
    return static_cast<isup::Presentation>(value & 0x3);
}
isup::Screening screening_from(std::uint8_t value) {
    return static_cast<isup::Screening>(value & 0x3);
}

/// A party number of ISUP from one of Q.931. Without digits the address is not available, or
/// withheld.
template <class Party>
Party party_from(const isdn::Number& number, const std::optional<Address>& address) {
    Party party;
    party.plan = plan_from_isdn(number.plan);
    party.presentation = presentation_from(number.presentation);
    party.screening = screening_from(number.screening);
    if (address) {
        party.nature = address->nature;
        party.digits = address->digits;
    } else if (party.presentation == isup::Presentation::allowed) {
        party.presentation = isup::Presentation::not_available;
    }
    return party;
}

template <class Party>
isdn::Number number_from(const Party& party) {
    isdn::Number number;
    number.type_of_number = type_from_nature(party.nature);
    number.plan = plan_to_isdn(party.plan);
    number.presentation =
        static_cast<std::uint8_t>(std::min(party.presentation, isup::Presentation::not_available));
    if (party.presentation == isup::Presentation::restricted_by_network)
        number.presentation = static_cast<std::uint8_t>(isup::Presentation::restricted);
    number.screening = static_cast<std::uint8_t>(party.screening);
    number.digits = text_from_digits(party.digits);
    return number;
}

std::array<std::uint8_t, 2> progress_contents(const isdn::Progress& progress) {
    return {static_cast<std::uint8_t>(0x80 | (progress.location & 0xf)),
            static_cast<std::uint8_t>(0x80 | progress.description)};
}

// 129 octets: protocol discriminator and 128 of data. More than a network carries is left out
// (Q.737.1).
void carry_user_user(const isdn::Message& from, isup::Message& to, Notes& notes) {
    if (from.user_user.empty() || from.user_user.size() > 129)
        return;
    to.set_raw(isup::Param::user_to_user_information, from.user_user);
    notes.add(kUserToUser, "{} octets", from.user_user.size());
}

/// Elements that ISUP carries unread; and those that it has parameters of its own for.
void carry(const isdn::Message& from, isup::Message& to, Notes& notes) {
    isup::AccessTransport access;
    for (const isdn::Progress& progress : from.progress) {
        if (access.add(isup::Element::progress_indicator, progress_contents(progress)))
            notes.add(kProgressCarried, "{} location {}", progress.description, progress.location);
    }
    if (!from.low_layer.empty() && access.add(isup::Element::low_layer, from.low_layer))
        notes.add(kLowLayer, "{} octets", from.low_layer.size());
    if (!from.high_layer.empty() && access.add(isup::Element::high_layer, from.high_layer)) {
        notes.add(kHighLayer, "{} octets", from.high_layer.size());
        if (to.type() == isup::MessageType::iam && from.high_layer.size() >= 2 &&
            from.high_layer.size() <= 3)
            to.set_raw(isup::Param::user_teleservice_information, from.high_layer);
    }
    if (!access.elements.empty())
        to.set(access);
    carry_user_user(from, to, notes);
}

void add_progress(isdn::Message& to, isdn::Progress progress, Notes& notes) {
    if (to.has_progress(progress.description))
        return;
    to.progress.push_back(progress);
    notes.add(kProgress, "{} location {}", progress.description, progress.location);
}

/// The reverse of carry(). Progress indicators that the indicators of ISUP ask for have been added
/// before.
void fetch(const isup::Message& from, isdn::Message& to, Notes& notes) {
    if (const auto access = from.get<isup::AccessTransport>()) {
        for (std::size_t i = 0;; ++i) {
            const auto progress = access->find(isup::Element::progress_indicator, i);
            if (!progress)
                break;
            if (progress->size() >= 2)
                add_progress(to,
                             {static_cast<std::uint8_t>((*progress)[1] & 0x7f),
                              static_cast<std::uint8_t>((*progress)[0] & 0xf)},
                             notes);
        }
        if (const auto low = access->find(isup::Element::low_layer)) {
            to.low_layer.assign(low->begin(), low->end());
            notes.add(kLowLayer, "{} octets", low->size());
        }
        if (const auto high = access->find(isup::Element::high_layer)) {
            to.high_layer.assign(high->begin(), high->end());
            notes.add(kHighLayer, "{} octets", high->size());
        }
    }
    const base::Octets high = from.raw(isup::Param::user_teleservice_information);
    if (to.high_layer.empty() && !high.empty())
        to.high_layer.assign(high.begin(), high.end());
    const base::Octets user = from.raw(isup::Param::user_to_user_information);
    if (!user.empty()) {
        to.user_user.assign(user.begin(), user.end());
        notes.add(kUserToUser, "{} octets", user.size());
    }
}

isup::CauseIndicators cause_from(const isdn::Cause& cause) {
    isup::CauseIndicators result;
    result.value = cause.value & 0x7f;
    result.location = static_cast<isup::Location>(cause.location & 0xf);
    result.diagnostics.assign(cause.diagnostic);
    return result;
}

isdn::Cause cause_to(const isup::CauseIndicators& cause) {
    const base::Octets diagnostics = cause.diagnostics.octets();
    return {cause.value,
            static_cast<std::uint8_t>(cause.location),
            {diagnostics.begin(), diagnostics.end()}};
}

/// Digits that a message brings: of the called number, else those keyed in.
isup::Digits dialled(const isdn::Message& message) {
    const std::string& text =
        message.called && !message.called->digits.empty() ? message.called->digits : message.keypad;
    return digits_from_text(text).value_or(isup::Digits());
}

// --- SETUP and IAM ---

void set_called(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                Notes& notes) {
    isup::CalledPartyNumber called;
    called.nature = isup::NatureOfAddress::unknown;
    isdn::Number number = setup.called.value_or(isdn::Number{});
    if (number.digits.empty())
        number.digits = setup.keypad;
    called.plan = plan_from_isdn(number.plan);
    if (const auto address = address_from_isdn(number, profile)) {
        called.nature = address->nature;
        called.digits = address->digits;
    }
    if (setup.sending_complete)
        called.digits.push_back(isup::Digits::kSt);
    notes.add(kCalled, "TON {} {} -> NAI {}", number.type_of_number, number.digits,
              static_cast<unsigned>(called.nature));
    iam.set(called);
}

/// The line's own number, which the network answers for.
std::optional<isup::CallingPartyNumber> default_calling(const Profile& profile) {
    const auto address = address_from_dialled(profile.default_calling, profile);
    if (!address)
        return std::nullopt;
    isup::CallingPartyNumber calling;
    calling.nature = address->nature;
    calling.digits = address->digits;
    calling.screening = isup::Screening::network_provided;
    return calling;
}

void set_calling(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                 Notes& notes) {
    const isdn::Number number = setup.calling.value_or(isdn::Number{});
    const auto calling =
        party_from<isup::CallingPartyNumber>(number, address_from_isdn(number, profile));
    if (!calling.digits.empty() || calling.presentation == isup::Presentation::restricted) {
        notes.add(kCalling, "{} presentation {} screening {}", number.digits, number.presentation,
                  number.screening);
        iam.set(calling);
    } else if (const auto of_line = default_calling(profile)) {
        notes.add(kDefaultCalling, "{}", profile.default_calling);
        iam.set(*of_line);
    } else if (setup.calling) {
        notes.add(kCalling, "not available");
        iam.set(calling);
    }
}

void set_redirecting(const isdn::Message& setup, const Profile& profile, isup::Message& iam,
                     Notes& notes) {
    if (!setup.redirecting)
        return;
    auto number = party_from<isup::RedirectingNumber>(
        *setup.redirecting, address_from_isdn(*setup.redirecting, profile));
    number.screening = isup::Screening::not_verified; // spare here (Q.763 §3.44)
    const isup::RedirectReason reason = reason_from_isdn(setup.redirecting->reason);
    iam.set(number);
    iam.set(isup::OriginalCalledNumber{number.nature, number.plan, number.presentation,
                                       number.screening, false, number.digits});
    isup::RedirectionInformation information;
    information.original_reason = original_reason(reason);
    information.reason = reason;
    iam.set(information);
    notes.add(kRedirecting, "{} reason {}", setup.redirecting->digits,
              static_cast<unsigned>(reason));
}

std::optional<isdn::Number> calling_number(const isup::Message& iam, const Profile& profile,
                                           Notes& notes) {
    auto calling = iam.get<isup::CallingPartyNumber>();
    if (!calling)
        return std::nullopt;
    const bool withheld = calling->presentation != isup::Presentation::allowed;
    if (withheld && !profile.trust) // cut at the last hop that may know it
        calling->digits = {};
    isdn::Number number = number_from(*calling);
    if (number.digits.empty()) {
        number.type_of_number = 0;
        number.plan = 0;
    }
    notes.add(kCalling, "{} presentation {} screening {}", number.digits, number.presentation,
              number.screening);
    return number;
}

std::optional<isdn::Number> redirecting_number(const isup::Message& iam, const Profile& profile,
                                               Notes& notes) {
    auto redirecting = iam.get<isup::RedirectingNumber>();
    if (!redirecting)
        return std::nullopt;
    if (redirecting->presentation != isup::Presentation::allowed && !profile.trust)
        redirecting->digits = {};
    isdn::Number number = number_from(*redirecting);
    const auto information = iam.get<isup::RedirectionInformation>();
    number.reason =
        reason_to_isdn(information ? information->reason : isup::RedirectReason::unknown);
    notes.add(kRedirecting, "{} reason {}", number.digits, number.reason);
    return number;
}

// --- messages after SETUP ---

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
    notes.add(kConnected, "{} presentation {}", message.connected->digits,
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
        notes.add(kCause, "{} location {}", message.cause->value, message.cause->location);
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
    notes.add(kCalled, "{}{}", text_from_digits(digits), digits.has_st() ? " ST" : "");
    return sam;
}

isup::Message release(const isdn::Message& message, Notes& notes) {
    isup::Message rel(isup::MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = 31; // Q.931 §5.3: a clearing message without cause says nothing
    if (message.cause)
        cause = cause_from(*message.cause);
    rel.set(cause);
    notes.add(kCause, "{} location {}", cause.value, static_cast<unsigned>(cause.location));
    carry_user_user(message, rel, notes);
    return rel;
}

/// User suspended and resumed are SUS and RES; everything else is told by CPG.
std::optional<isup::Message> notify(const isdn::Message& message, Notes& notes) {
    if (!message.notification)
        return std::nullopt;
    const auto notification = static_cast<isup::Notification>(*message.notification & 0x7f);
    notes.add(kNotification, "{:#04x}", static_cast<unsigned>(notification));
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

isdn::Message notify_user(std::uint8_t notification, Notes& notes) {
    isdn::Message message;
    message.type = MessageType::notify;
    message.notification = notification;
    notes.add(kNotification, "{:#04x}", notification);
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
        notes.add(kCause, "{} location {}", cause->value, static_cast<unsigned>(cause->location));
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
        notes.add(kConnected, "{} presentation {}", message.connected->digits,
                  message.connected->presentation);
    }
    fetch(answer, message, notes);
    return message;
}

} // namespace

isup::Message iam_from_setup(const isdn::Message& setup, const Profile& profile, Notes& notes) {
    isup::Message iam(isup::MessageType::iam);
    iam.set(isup::NatureOfConnection{});
    set_called(setup, profile, iam, notes);
    isup::ForwardCallIndicators forward;
    forward.international =
        iam.get<isup::CalledPartyNumber>()->nature == isup::NatureOfAddress::international;
    forward.interworking = setup.has_progress(kNotEndToEndIsdn);
    forward.isup_all_the_way = !forward.interworking;
    forward.isdn_access = !forward.interworking && !setup.has_progress(kOriginationNonIsdn);
    notes.add(kForward, "interworking {} ISDN access {}", forward.interworking ? 1 : 0,
              forward.isdn_access ? 1 : 0);
    iam.set(forward);
    iam.set(isup::CallingPartyCategory{});
    set_medium(iam, setup.bearer.value_or(isdn::BearerCapability{}), notes);
    set_calling(setup, profile, iam, notes);
    set_redirecting(setup, profile, iam, notes);
    isup::OptionalForwardCallIndicators optional;
    optional.connected_line_requested = true;
    iam.set(optional);
    iam.set(isup::HopCounter{31});
    carry(setup, iam, notes);
    return iam;
}

base::Result<isdn::Message, isup::CauseIndicators>
setup_from_iam(const isup::Message& iam, const Profile& profile, Notes& notes) {
    isdn::Message setup;
    setup.type = MessageType::setup;
    setup.bearer = bearer_of(iam, profile, notes);
    if (!setup.bearer) {
        isup::CauseIndicators cause;
        cause.value = 65;
        cause.location = isup::Location::public_local;
        return base::fail(cause);
    }
    if (const auto called = iam.get<isup::CalledPartyNumber>()) {
        setup.called.emplace();
        setup.called->type_of_number = type_from_nature(called->nature);
        setup.called->plan = plan_to_isdn(called->plan);
        setup.called->digits = text_from_digits(called->digits);
        setup.sending_complete = called->digits.has_st();
        notes.add(kCalled, "NAI {} {} -> TON {}", static_cast<unsigned>(called->nature),
                  setup.called->digits, setup.called->type_of_number);
    }
    setup.calling = calling_number(iam, profile, notes);
    setup.redirecting = redirecting_number(iam, profile, notes);
    if (const auto forward = iam.get<isup::ForwardCallIndicators>()) {
        if (forward->interworking)
            add_progress(setup, {kNotEndToEndIsdn, kLocationHere}, notes);
        else if (!forward->isdn_access)
            add_progress(setup, {kOriginationNonIsdn, kLocationHere}, notes);
    }
    fetch(iam, setup, notes);
    return setup;
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
        notes.add(kCalled, "{}", result.called->digits);
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
        notes.add(kCause, "{} location {}", result.cause->value, result.cause->location);
        fetch(message, result, notes);
        return result;
    }
    default:
        return std::nullopt;
    }
}

} // namespace mapping
