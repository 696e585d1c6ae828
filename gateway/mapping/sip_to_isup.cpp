// SIP messages into ISUP messages (RFC 3398 §7.2 and §8.2, Q.1912.5 clauses 6 and 7).
#include "gateway/mapping/sip_to_isup.h"

#include "gateway/mapping/bearers.h"
#include "gateway/mapping/call_history.h"
#include "gateway/mapping/carrier.h"
#include "gateway/mapping/category.h"
#include "gateway/mapping/causes.h"
#include "gateway/mapping/closed_user_group.h"
#include "gateway/mapping/identity.h"
#include "gateway/mapping/location.h"
#include "gateway/mapping/names.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/portability.h"
#include "gateway/mapping/redirection.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/subaddress.h"
#include "gateway/mapping/user_to_user.h"
#include "sipi/body/multipart.h"
#include "sipi/overload.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using sipi::HeaderName;

constexpr Row kFromSipCalled{"called number from Request-URI", "RFC 3398 §12.2, Q.1912.5 §6"};
constexpr Row kFromSipNoNumber{"no telephone number in Request-URI", "RFC 3398 §7.2.1.1"};
constexpr Row kNoMedia{"no media that the ISDN carries", "Q.1912.5 §6"};
constexpr Row kHops{"hop counter from Max-Forwards", "TS 29.163 §7.2.3.1.2.9, RFC 7332"};
constexpr Row kCalledInTo{"called number from To: number_in_to", "RFC 3261 §8.1.1.2"};
constexpr Row kCalledParty{"called number from P-Called-Party-ID", "RFC 7315 §4.2"};
constexpr Row kFromSipReason{"cause from Reason", "RFC 3326, RFC 6432, RFC 8606"};
constexpr Row kWarning{"bearer refused by Warning", "RFC 3398 §8.2.6.1"};
constexpr Row kFromSipConnected{"connected number from P-Asserted-Identity", "Q.1912.5 §7"};
constexpr Row kEmergencyService{"called number of an emergency service", "RFC 5031 §3, §4.2"};
constexpr Row kEarlyMedia{"in-band information from P-Early-Media", "RFC 5009 §8"};
constexpr Row kRedirected{"cause from 3xx", "RFC 3398 §8.2.5"};
constexpr Row kFromSipNewNumber{"diagnostic of the new number from Contact",
                                "RFC 3398 §8.2.5, Q.850 Table 2"};
constexpr Row kOtherNumber{"redirection number from Contact of 3xx",
                           "RFC 3261 §21.3, Q.763 §3.46, Table 33"};
constexpr Row kHistory{"call history from propagation delay", "Q.764 §2.1, Q.763 §3.7"};

/// Without an offer the media is speech, as the caller will answer ours.
SdpMedium medium_of(const Description& offer) {
    if (!offer)
        return {MediaKind::audio_3k1};
    return *offer ? media_of_sdp(**offer) : SdpMedium();
}

/// The URI of who is called: the Request-URI, or, where that is the contact of a registration and
/// holds no number, what a trusted peer says it was before (RFC 7315 §4.2). Views of the INVITE.
// The number that an emergency service has here (RFC 5031 §3); empty: it is none, or has none.
std::string emergency_uri(const sipi::Message& invite, const Profile& profile, Notes& notes) {
    if (profile.emergency_number.empty() || !sipi::is_priority_uri(invite.request_uri()))
        return {};
    notes.add(kEmergencyService, "{} -> {}", invite.request_uri(), profile.emergency_number);
    std::string uri = "sip:";
    return uri.append(profile.emergency_number).append("@emergency.invalid");
}

sipi::Uri called_uri(const sipi::Message& invite, const sipi::Uri& uri, const Profile& profile,
                     Notes& notes) {
    if (profile.number_in_to)
        if (const auto to = sipi::NameAddr::parse(invite.header(HeaderName::to));
            to && address_from_uri(to->uri, profile)) {
            notes.add(kCalledInTo, "{}", to->uri.user);
            return to->uri;
        }
    if (!profile.trust || address_from_uri(uri, profile))
        return uri;
    const auto called = sipi::NameAddr::parse(invite.header(HeaderName::p_called_party_id));
    if (!called || !address_from_uri(called->uri, profile))
        return uri;
    notes.add(kCalledParty, "{}", called->uri.user);
    return called->uri;
}

base::Result<isup::CalledPartyNumber, Refusal> called_number(const sipi::Uri& uri,
                                                             const Profile& profile, Notes& notes) {
    const auto address = address_from_uri(uri, profile);
    if (!address) {
        notes.add(kFromSipNoNumber, "{}", uri.user);
        return base::fail(Refusal{uri.user.empty() ? 484 : 404});
    }
    isup::CalledPartyNumber called;
    called.nature = address->nature;
    called.digits = address->digits;
    called.digits.push_back(isup::Digits::kSt); // an INVITE has all digits
    notes.add(kFromSipCalled, "{} -> {} NAI {}", uri.user, text_from_digits(address->digits),
              static_cast<unsigned>(address->nature));
    note_number_row(profile, address->nature, notes);
    return called;
}

/// Hops that are left; nothing when the message must not go on.
std::optional<isup::HopCounter> hop_counter(const sipi::Message& invite, const Profile& profile,
                                            Notes& notes) {
    constexpr unsigned kMost = 31; // five bits (Q.763 §3.80)
    const auto forwards = sipi::parse_number(invite.header(HeaderName::max_forwards));
    const unsigned left = forwards ? *forwards : 70u; // RFC 3261 §8.1.1.6
    // This gateway is a hop itself, so a call that comes round ends (RFC 7332 §4).
    const unsigned hops =
        std::min((left > 0 ? left - 1 : 0) / std::max(profile.hop_factor, 1u), kMost);
    notes.add(kHops, "{} -> {}", left, hops);
    if (hops == 0)
        return std::nullopt;
    return isup::HopCounter{static_cast<std::uint8_t>(hops)};
}

void set_original_called(const sipi::Message& invite, const isup::CalledPartyNumber& called,
                         const Profile& profile, isup::Message& iam) {
    const auto to = invite.to();
    if (!to || iam.has(isup::Param::original_called_number))
        return;
    const auto address = address_from_uri(to->uri, profile);
    if (!address || address->digits == called.digits.without_st())
        return;
    isup::OriginalCalledNumber original;
    original.nature = address->nature;
    original.digits = address->digits;
    iam.set(original);
}

/// Whether the response lets the caller hear what comes with it (RFC 5009 §8; no header: as the SDP
/// says).
bool authorises_media(const sipi::Message& response, bool in_band, const Profile& profile,
                      Notes& notes) {
    if (!response.has(HeaderName::p_early_media) ||
        !quirk(profile, Quirk::early_media_header, notes))
        return in_band;
    const bool allowed = response.lists(HeaderName::p_early_media, "sendrecv") ||
                         response.lists(HeaderName::p_early_media, "sendonly");
    notes.add(kEarlyMedia, "{}", response.header(HeaderName::p_early_media));
    return allowed && in_band;
}

isup::Message early_message(Early early, const Profile& profile, Notes& notes) {
    isup::Message acm(isup::MessageType::acm);
    isup::BackwardCallIndicators indicators = backward_indicators(profile, notes);
    if (early == Early::acm_subscriber_free)
        indicators.called_status = isup::CalledStatus::subscriber_free;
    acm.set(indicators);
    return acm;
}

void set_connected(const sipi::Message& response, const Profile& profile,
                   std::optional<bool> wanted, isup::Message& answer, Notes& notes) {
    if (wanted == false)
        return;
    isup::ConnectedNumber connected;
    connected.screening = isup::Screening::network_provided;
    if (const auto identity = asserted_address(response, profile)) {
        connected.nature = identity->nature;
        connected.digits = identity->digits;
        connected.presentation = presentation_of(response);
        if (connected.presentation == isup::Presentation::allowed)
            name_from_sip(response, profile.trust, answer, notes);
    } else if (wanted == true && !carries_isup(profile.interworking)) { // else the body tells
        connected.presentation = isup::Presentation::not_available;
    } else {
        return;
    }
    answer.set(connected);
    notes.add(kFromSipConnected, "{}", text_from_digits(connected.digits));
    for (const std::string_view value : response.values(HeaderName::p_asserted_identity))
        if (const auto identity = sipi::NameAddr::parse(value); identity && profile.trust)
            set_subaddress(Subscriber(identity->uri), isup::Element::connected_subaddress, answer,
                           notes);
}

/// The first Reason of protocol Q.850.
std::optional<isup::CauseIndicators> cause_from_reasons(const sipi::Message& message,
                                                        Notes& notes) {
    for (const std::string_view value : message.values(HeaderName::reason)) {
        const auto reason = sipi::Reason::parse(value);
        const auto cause = reason ? cause_from_reason(*reason) : std::nullopt;
        if (!cause)
            continue;
        notes.add(kFromSipReason, "{} {}", cause->value, isup::cause_name(cause->value));
        return cause;
    }
    return std::nullopt;
}

/// 488 and 606 with a Warning about media mean the bearer (RFC 3398 §8.2.6.1): codes 300-305 (RFC
/// 3261 §20.43).
bool warns_of_bearer(const sipi::Message& response) {
    for (const std::string_view value : response.values(HeaderName::warning)) {
        const auto warning = sipi::Warning::parse(value);
        if (warning && warning->code >= 300 && warning->code <= 305)
            return true;
    }
    return false;
}

/// Nothing that a peer has said: the cause arose here.
std::optional<isup::CauseIndicators> cause_of_local(const sipi::Ended& ended, Notes& notes) {
    const auto rows = local_rows();
    const auto row = std::ranges::find(rows, ended.status, &LocalRow::status);
    if (!ended.local || row == rows.end())
        return std::nullopt;
    isup::CauseIndicators cause;
    cause.value = row->cause;
    cause.location = isup::Location::public_local;
    notes.add(row->row, "{} {}", cause.value, isup::cause_name(cause.value));
    return cause;
}

/// The number of the first Contact that has one.
std::optional<Address> contact_number(const sipi::Message& response, const Profile& profile) {
    for (const std::string_view value : response.values(HeaderName::contact))
        if (const auto contact = sipi::NameAddr::parse(value); contact && !contact->star)
            if (const auto address = address_from_uri(contact->uri, profile))
                return address;
    return std::nullopt;
}

/// 3xx that nobody follows: 23, or 22 when the number has changed for good; where to as diagnostic,
/// coded as a called party number (Q.850 Table 2).
isup::CauseIndicators cause_of_redirect(const sipi::Ended& ended, const Profile& profile,
                                        Notes& notes) {
    constexpr std::uint8_t kNumberChanged = 22, kRedirection = 23;
    constexpr int kMovedPermanently = 301;
    isup::CauseIndicators cause;
    cause.value = kRedirection;
    cause.location = table_row(profile.cause_table).location;
    const auto address =
        ended.message ? contact_number(*ended.message, profile) : std::optional<Address>();
    if (address) {
        isup::CalledPartyNumber number;
        number.nature = address->nature;
        number.digits = address->digits;
        std::array<std::uint8_t, 2 + isup::Digits::kMax / 2> memory;
        base::OctetWriter writer(memory);
        number.encode(writer);
        cause.diagnostics.assign(writer.written());
        if (ended.status == kMovedPermanently)
            cause.value = kNumberChanged;
        notes.add(kFromSipNewNumber, "{}", text_from_digits(address->digits));
    }
    notes.add(kRedirected, "{} -> {}", ended.status, cause.value);
    return cause;
}

/// Who the called side names instead, and why (RFC 5806 §4: the top-most Diversion).
void set_other_number(const sipi::Ended& ended, const Profile& profile, isup::Message& rel,
                      Notes& notes) {
    constexpr int kMovedPermanently = 301;
    const bool moved = ended.message && ended.status >= 300 && ended.status < 400;
    const auto address = moved ? contact_number(*ended.message, profile) : std::nullopt;
    if (!address)
        return;
    isup::RedirectionNumber number;
    number.nature = address->nature;
    number.digits = address->digits;
    isup::RedirectionInformation information;
    information.reason = ended.status == kMovedPermanently
                             ? isup::RedirectReason::unconditional
                             : isup::RedirectReason::deflection_immediate;
    if (const auto past = from_diversion(*ended.message, profile).redirections; !past.empty())
        information.reason = past.back().reason;
    information.original_reason = original_reason(information.reason);
    rel.set(number);
    rel.set(information);
    notes.add(kOtherNumber, "{}", text_from_digits(address->digits));
}

isup::CauseIndicators cause_of_response(const sipi::Ended& ended, const Profile& profile,
                                        Notes& notes) {
    constexpr std::uint8_t kBearerNotImplemented = 65;
    if (const auto local = cause_of_local(ended, notes))
        return *local;
    if (ended.status >= 300 && ended.status < 400)
        return cause_of_redirect(ended, profile, notes);
    if ((ended.status == 488 || ended.status == 606) &&
        profile.cause_table == CauseTable::rfc3398 && ended.message &&
        warns_of_bearer(*ended.message)) {
        isup::CauseIndicators cause;
        cause.value = kBearerNotImplemented;
        cause.location = table_row(profile.cause_table).location;
        notes.add(kWarning, "{} -> {}", ended.status, cause.value);
        return cause;
    }
    return cause_from_status(ended.status, profile, notes);
}

isup::CauseIndicators cause_of_end(const sipi::Ended& ended, const Profile& profile, Notes& notes) {
    const auto rows = end_rows();
    const auto row = std::ranges::find(rows, ended.reason, &EndRow::reason);
    if (row == rows.end())
        return cause_of_response(ended, profile, notes);
    const InterworkingRow& specification = interworking_row(profile.interworking);
    const bool cancel = ended.reason == sipi::EndReason::remote_cancel ||
                        ended.reason == sipi::EndReason::local_cancel;
    isup::CauseIndicators cause;
    cause.value = row->cause ? row->cause
                  : cancel   ? cancel_cause(profile, notes)
                             : specification.bye_cause;
    cause.location = row->cause ? isup::Location::public_local : specification.end_location;
    notes.add(row->row, "{} {}", cause.value, isup::cause_name(cause.value));
    return cause;
}

} // namespace

Description description_of(const sipi::Body& body) {
    const sipi::BodyPart* part = body.sdp();
    if (!part || part->octets.empty())
        return std::nullopt;
    return sipi::Sdp::parse(part->text());
}

base::Result<isup::Message, Refusal> iam_from_invite(const sipi::Message& invite,
                                                     const Profile& profile, Notes& notes) {
    const sipi::Body body = sipi::Body::parse(invite);
    auto iam = iam_from_invite(invite, description_of(body), profile, notes);
    if (iam)
        set_closed_user_group(body, profile, *iam, notes);
    return iam;
}

base::Result<isup::Message, Refusal> iam_from_invite(const sipi::Message& invite,
                                                     const Description& offer,
                                                     const Profile& profile, Notes& notes) {
    constexpr int kUnsupportedScheme = 416, kTooManyHops = 483, kNotAcceptable = 488;
    const std::string emergency = emergency_uri(invite, profile, notes);
    const auto uri =
        sipi::Uri::parse(emergency.empty() ? invite.request_uri() : std::string_view(emergency));
    if (!uri || !(uri->is_sip() || uri->is_tel()))
        return base::fail(Refusal{kUnsupportedScheme});
    const sipi::Uri target = called_uri(invite, *uri, profile, notes);
    const auto called = called_number(target, profile, notes);
    if (!called)
        return base::fail(called.error());
    const SdpMedium offered =
        offer ? media_from_peer(medium_of(offer), profile, notes) : medium_of(offer);
    if (offered.media == MediaKind::unsupported) {
        notes.add(kNoMedia, "{}", name(offered.media));
        return base::fail(Refusal{kNotAcceptable});
    }

    const InterworkingRow& specification = interworking_row(profile.interworking);
    isup::Message iam(isup::MessageType::iam);
    iam.set(specification.nature);
    isup::ForwardCallIndicators forward = forward_indicators(profile, notes);
    forward.international = called->nature == isup::NatureOfAddress::international;
    iam.set(forward);
    set_category(invite, profile, iam, notes);
    set_medium(iam, offered, profile, notes);
    iam.set(*called);
    const Subscriber subscriber(target);
    set_carrier(subscriber, profile, iam, notes);
    set_portability(subscriber, profile, iam, notes);
    set_subaddress(subscriber, isup::Element::called_subaddress, iam, notes);
    set_calling(invite, profile, iam, notes);
    set_location(invite, profile, iam, notes);
    set_call_history(invite, profile, iam, notes);
    set_user_to_user(invite, profile, iam, notes);
    if (quirk(profile, Quirk::to_is_original_called, notes))
        set_original_called(invite, *called, profile, iam);
    if (quirk(profile, Quirk::hop_counter, notes)) {
        const auto hops = hop_counter(invite, profile, notes);
        if (!hops)
            return base::fail(Refusal{kTooManyHops});
        iam.set(*hops);
    }
    if (specification.connected_line) {
        isup::OptionalForwardCallIndicators optional;
        optional.connected_line_requested = true;
        iam.set(optional);
    }
    return iam;
}

std::optional<isup::Message> isup_from_provisional(const sipi::Message& response, bool acm_seen,
                                                   bool in_band, const Profile& profile,
                                                   Notes& notes, const CallTraits& traits) {
    const auto rows = provisional_rows();
    const auto row = std::ranges::find(rows, response.status(), &ProvisionalRow::status);
    constexpr int kSessionProgress = 183;
    if (row == rows.end() ||
        (row->status == kSessionProgress && !quirk(profile, Quirk::map_183, notes)))
        return std::nullopt;
    const bool audible = authorises_media(response, in_band, profile, notes);
    isup::Message message(isup::MessageType::cpg);
    if (acm_seen) {
        message.set(isup::EventInformation{
            row->later == isup::Event::progress && audible ? isup::Event::in_band : row->later,
            false});
        notes.add(row->row, "{} -> CPG", row->status);
    } else {
        const Early early = follows_rfc3398(profile.interworking) ? row->rfc3398
                            : audible                             ? row->q1912_5_in_band
                                                                  : row->q1912_5;
        notes.add(row->row, "{} -> {}", row->status, early == Early::nothing ? "nothing" : "ACM");
        if (early == Early::nothing)
            return std::nullopt;
        message = early_message(early, profile, notes);
    }
    if (row->later == isup::Event::forwarded_unconditional) // TS 29.163 §7.4.6
        message.set(isup::GenericNotification(isup::Notification::call_is_diverting));
    if (audible) {
        isup::OptionalBackwardCallIndicators optional;
        optional.in_band = true;
        message.set(optional);
    }
    set_redirection_number(response, profile, message, notes);
    if (profile.trust && presentation_of(response) == isup::Presentation::allowed)
        name_from_sip(response, profile.trust, message, notes);
    if (const auto information = message.get<isup::CallDiversionInformation>();
        information && row->later == isup::Event::forwarded_unconditional && acm_seen)
        message.set(isup::EventInformation{forwarding_event(information->reason), false});
    if (traits.user_to_user)
        set_user_to_user(response, profile, message, notes);
    return message;
}

isup::Message isup_from_answer(const sipi::Message& response, bool acm_seen, const Profile& profile,
                               Notes& notes, const CallTraits& traits) {
    static constexpr Row kAnswer{"200", "RFC 3398 §8.2.4, Q.1912.5 §7"};
    isup::Message answer(acm_seen ? isup::MessageType::anm : isup::MessageType::con);
    notes.add(kAnswer, "{}", acm_seen ? "ANM" : "CON");
    if (!acm_seen)
        answer.set(backward_indicators(profile, notes));
    set_connected(response, profile, traits.wants_connected, answer, notes);
    set_redirection_number(response, profile, answer, notes);
    if (traits.user_to_user)
        set_user_to_user(response, profile, answer, notes);
    if (traits.propagation_delay) {
        answer.set(isup::CallHistory{traits.propagation_delay->delay});
        notes.add(kHistory, "{} ms", traits.propagation_delay->delay.count());
    }
    return answer;
}

isup::Message rel_from_sip(const sipi::Ended& ended, const Profile& profile, Notes& notes,
                           const CallTraits& traits) {
    isup::Message rel(isup::MessageType::rel);
    std::optional<isup::CauseIndicators> cause;
    if (ended.message && quirk(profile, Quirk::take_reason, notes))
        cause = cause_from_reasons(*ended.message, notes);
    rel.set(cause ? *cause : cause_of_end(ended, profile, notes));
    set_other_number(ended, profile, rel, notes);
    if (ended.message && traits.user_to_user)
        set_user_to_user(*ended.message, profile, rel, notes);
    return rel;
}

} // namespace mapping
