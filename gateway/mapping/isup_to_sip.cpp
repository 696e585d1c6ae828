// ISUP messages into what SIP messages are made of (RFC 3398 §7.2 and §8.2, Q.1912.5 clauses 6 and
// 7).
#include "gateway/mapping/isup_to_sip.h"

#include "gateway/mapping/call_history.h"
#include "gateway/mapping/carrier.h"
#include "gateway/mapping/category.h"
#include "gateway/mapping/causes.h"
#include "gateway/mapping/closed_user_group.h"
#include "gateway/mapping/identity.h"
#include "gateway/mapping/location.h"
#include "gateway/mapping/numbers.h"
#include "gateway/mapping/portability.h"
#include "gateway/mapping/rerouting.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/subaddress.h"
#include "gateway/mapping/user_to_user.h"
#include "gateway/mapping/without_isup.h"
#include "sipi/service_header.h"

#include <algorithm>

namespace mapping {
namespace {

constexpr Row kRequestUri{"Request-URI from called number", "RFC 3398 §12.1, Q.1912.5 §7"};
constexpr Row kToSipNoNumber{"no called number", "Q.850 §2.2.7 (28)"};
constexpr Row kOriginal{"To from original called number", "RFC 3398 §8.2.1.1"};
constexpr Row kForwards{"Max-Forwards from hop counter", "TS 29.163 §7.2.3.2.2"};
constexpr Row kToSipReason{"Reason from cause", "RFC 6432, RFC 8606"};
constexpr Row kToSipNewNumber{"Contact from diagnostic of number changed", "RFC 3398 §7.2.4.1"};
constexpr Row kMoved{"302 from redirection number", "RFC 3261 §21.3.3, Q.763 §3.46, Q.850 (23)"};
constexpr Row kDiverting{"181 because the call is diverting", "TS 29.163 CDIV, RFC 3261 §21.1.3"};
constexpr Row kAuthorised{"P-Early-Media: the line may be heard", "RFC 5009 §6, §8"};
constexpr Row kAudible{"the caller shall hear the line", "RFC 3398 §7.2.6, Q.1912.5 §6"};

using isup::cause_here;

/// Something may be heard before the answer: said so, a tone behind a cause, or nobody knows
/// better.
bool is_audible(const isup::Message& message) {
    const auto optional = message.get<isup::OptionalBackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    const auto backward = message.get<isup::BackwardCallIndicators>();
    return (optional && optional->in_band) || (event && event->event == isup::Event::in_band) ||
           (backward && backward->interworking) || message.has(isup::Param::cause_indicators);
}

const ProgressRow* find_progress(const isup::Message& message) {
    const auto backward = message.get<isup::BackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    const isup::Event wanted_event = event ? event->event : isup::Event::progress;
    const isup::CalledStatus wanted_status =
        backward ? backward->called_status : isup::CalledStatus::no_indication;
    for (const ProgressRow& row : progress_rows()) {
        if (row.message != message.type())
            continue;
        if (message.type() == isup::MessageType::acm ? row.status == wanted_status
                                                     : row.event == wanted_event)
            return &row;
    }
    return nullptr;
}

/// The number that a call to a changed number shall go to (Q.850 Table 2: coded as the called party
/// number).
std::optional<Address> new_number(const isup::CauseIndicators& cause) {
    constexpr std::uint8_t kNumberChanged = 22;
    if (cause.value != kNumberChanged)
        return std::nullopt;
    const auto number = isup::CalledPartyNumber::decode(cause.diagnostics.octets());
    if (!number || number->digits.without_st().empty())
        return std::nullopt;
    return Address{number->nature, number->digits.without_st()};
}

} // namespace

base::Result<InviteParts, isup::CauseIndicators> invite_from_iam(const isup::Message& iam,
                                                                 const Profile& profile,
                                                                 Notes& notes,
                                                                 const TrunkGroupNames& groups) {
    constexpr std::uint8_t kRoutingError = 25, kIncomplete = 28;
    InviteParts invite;
    if (const auto refused = refused_without_isup(iam, profile, notes))
        return base::fail(*refused);
    if (!carries_isup(profile.interworking))
        if (const auto refused = refused_for_closed_user_group(iam, profile, notes))
            return base::fail(*refused);
    const auto media = media_for_peer(iam, profile, notes);
    if (!media)
        return base::fail(media.error());
    invite.media = *media;
    SubscriberParams params;
    const Address address = dialled_address(iam, profile, params, notes);
    const std::string number = uri_number(address, profile);
    if (number.empty()) {
        notes.add(kToSipNoNumber);
        return base::fail(cause_here(kIncomplete));
    }
    notes.add(kRequestUri, "NAI {} {} -> {}", static_cast<unsigned>(address.nature),
              text_from_digits(address.digits), number);
    note_number_row(profile, address.nature, notes);
    invite.to = uri_from_address(address, profile, profile.peer_host);
    add_carrier(iam, profile, params, notes);
    add_destination_trunk_group(groups.destination, profile, params, notes);
    for (SubscriberParam& param : subaddress_params(iam, isup::Element::called_subaddress, notes))
        params.push_back(std::move(param));
    invite.request_uri = uri_from_address(address, profile, profile.peer_host, std::move(params));

    const auto original = iam.get<isup::OriginalCalledNumber>();
    if (original && !original->digits.empty() &&
        original->presentation == isup::Presentation::allowed &&
        quirk(profile, Quirk::to_is_original_called, notes)) {
        invite.to =
            uri_from_address({original->nature, original->digits}, profile, profile.peer_host);
        notes.add(kOriginal, "{}", text_from_digits(original->digits));
    }
    if (const auto hops = iam.get<isup::HopCounter>();
        hops && quirk(profile, Quirk::hop_counter, notes)) {
        invite.max_forwards = hops->remaining * std::max(profile.hop_factor, 1u);
        notes.add(kForwards, "{} -> {}", hops->remaining, invite.max_forwards);
        if (invite.max_forwards == 0)
            return base::fail(cause_here(kRoutingError));
    }
    set_identity(iam, profile, invite, notes);
    invite.contact_user = contact_user(invite.from, groups.origin, profile, notes);
    add_location(iam, profile, invite.headers, notes);
    note_without_image(iam, profile, notes);
    add_category_headers(iam, profile, invite.headers, notes);
    add_call_history(iam, profile, invite.request_uri, invite.headers, notes);
    add_user_to_user(iam, profile, invite.headers, notes);
    if (profile.trust) // what comes back may then say who may be heard (RFC 5009 §6)
        invite.headers.push_back(
            {"P-Early-Media", std::string(sipi::text(sipi::EarlyMediaParam::supported))});
    return invite;
}

std::optional<Provisional> provisional_from_isup(const isup::Message& message,
                                                 const Profile& profile, Notes& notes,
                                                 const CallTraits& traits) {
    const ProgressRow* row = find_progress(message);
    if (!row)
        return std::nullopt;
    constexpr int kForwarded = 181, kProgress = 183;
    const bool audible = is_audible(message);
    Provisional response;
    const bool bodies = carries_isup(profile.interworking);
    const bool all = follows_rfc3398(profile.interworking) || bodies;
    response.status = all ? row->rfc3398 : audible ? row->q1912_5_in_band : row->q1912_5;
    // Where the message itself travels, 183 carries it.
    if (!bodies && is_diverting(message) &&
        (response.status == 0 || response.status == kProgress)) {
        response.status = kForwarded;
        notes.add(kDiverting, "{}", response.status);
    } else {
        notes.add(row->row, "{}", response.status);
    }
    if (response.status == 0 ||
        (response.status == kProgress && !quirk(profile, Quirk::map_183, notes)))
        return std::nullopt;
    response.with_sdp = audible;
    add_redirection_number(message, traits, profile, response.headers, notes);
    add_called_name(message, traits.request_uri, profile, response.headers, notes);
    if (traits.user_to_user)
        add_user_to_user(message, profile, response.headers, notes);
    if (audible && traits.early_media && profile.trust) {
        response.headers.push_back(
            {"P-Early-Media", std::string(sipi::text(sipi::EarlyMediaParam::sendonly))});
        notes.add(kAuthorised);
    }
    if (audible)
        notes.add(kAudible, "SDP in {}", response.status);
    return response;
}

Headers answer_from_isup(const isup::Message& message, const Profile& profile, Notes& notes,
                         const CallTraits& traits) {
    Headers headers;
    add_connected(message, profile, headers, notes);
    add_redirection_number(message, traits, profile, headers, notes);
    if (traits.user_to_user)
        add_user_to_user(message, profile, headers, notes);
    return headers;
}

Release release_from_isup(const isup::Message& rel, const Profile& profile, Notes& notes,
                          const CallTraits& traits, Ending ending) {
    const auto cause = rel.get<isup::CauseIndicators>().value_or(cause_here(31));
    Release release;
    if (ending == Ending::response)
        release.status = status_from_cause(cause, profile, notes);
    if (quirk(profile, Quirk::send_reason, notes)) {
        const bool located = quirk(profile, Quirk::reason_location, notes);
        release.headers.push_back({"Reason", reason_from_cause(cause, located)});
        notes.add(kToSipReason, "{} location {}", cause.value,
                  located ? location_token(cause.location) : "not sent");
    }
    if (traits.user_to_user)
        add_user_to_user(rel, profile, release.bye_headers, notes);
    if (ending == Ending::request)
        return release;
    constexpr int kMovedPermanently = 301, kMovedTemporarily = 302;
    if (is_redirection(rel)) {
        constexpr std::uint8_t kNumberChanged = 22;
        const auto to = *rel.get<isup::RedirectionNumber>();
        const Address address{to.nature, to.digits.without_st()};
        release.status = cause.value == kNumberChanged ? kMovedPermanently : kMovedTemporarily;
        release.response_headers.push_back(
            {"Contact", "<" + uri_from_address(address, profile, profile.peer_host) + ">"});
        notes.add(kMoved, "{}", text_from_digits(to.digits));
    } else if (const auto address = new_number(cause);
               address && profile.cause_table == CauseTable::rfc3398) {
        release.status = kMovedPermanently;
        release.response_headers.push_back(
            {"Contact",
             "<" + uri_from_number(uri_number(*address, profile), profile.peer_host) + ">"});
        notes.add(kToSipNewNumber, "{}", text_from_digits(address->digits));
    }
    return release;
}

} // namespace mapping
