// Who calls and who answers, on the SIP side: P-Asserted-Identity, From, Privacy (RFC 3323, 3325;
// Q.1912.5 B.1).
#include "gateway/mapping/identity.h"

#include "gateway/mapping/carrier.h"
#include "gateway/mapping/category.h"
#include "gateway/mapping/names.h"
#include "gateway/mapping/sip_tables.h"
#include "gateway/mapping/subaddress.h"

#include <algorithm>

namespace mapping {
namespace {

using isup::Presentation;
using isup::Screening;
using sipi::HeaderName;

constexpr Row kCalledName{"P-Asserted-Identity from calledName", "ISO/IEC 13868, RFC 3325 §9.1"};
constexpr Row kFromAsserted{"calling number from P-Asserted-Identity",
                            "Q.1912.5 B.1, TS 29.163 §7.2.3.1.2.6"};
constexpr Row kIdentityAdditional{"generic number from From",
                                  "Q.1912.5 B.1, TS 29.163 §7.2.3.1.2.6"};
constexpr Row kFromFrom{"calling number from From", "RFC 3398 §7.2.1.1"};
constexpr Row kFromUnverified{"calling number from From, not verified", "RFC 4497 §9"};
constexpr Row kFromDefault{"calling number of the trunk", "Q.1912.5 B.1"};
constexpr Row kIdentityWithheld{"calling number withheld", "RFC 3323 §4.2"};

constexpr Row kFromNumber{"From from calling number", "Q.1912.5 B.1, TS 29.163 §7.2.3.2.2"};
constexpr Row kFromGeneric{"From from generic number", "Q.1912.5 B.1, TS 29.163 §7.2.3.2.2"};
constexpr Row kFromAnonymous{"From anonymous", "RFC 3398 §12.1, RFC 3323 §4.1.1.3"};
constexpr Row kFromUnavailable{"From without number", "RFC 3398 §8.2.1.1, Q.1912.5 B.1"};
constexpr Row kAsserted{"P-Asserted-Identity from calling number", "RFC 3325 §9.1, Q.1912.5 B.1"};
constexpr Row kPrivacy{"Privacy from presentation", "RFC 3323 §4.2, RFC 3325 §9.3"};
constexpr Row kIdentityConnected{"P-Asserted-Identity from connected number", "Q.1912.5 §6"};

constexpr std::string_view kIdentityAnonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
constexpr std::string_view kUnavailable = "<sip:unavailable@unknown.invalid>";

bool is_anonymous(const sipi::NameAddr& from) {
    return from.uri.host == "anonymous.invalid" || from.uri.user == "anonymous";
}

/// A number that From gives; only a global one says who it is without knowing where (Q.1912.5 B.1).
std::optional<Address> address_from_from(const sipi::Message& message, const Profile& profile) {
    const auto from = message.from();
    if (!from || is_anonymous(*from))
        return std::nullopt;
    return address_from_uri(from->uri, profile);
}

isup::CallingPartyNumber calling_number(const Address& address, Presentation presentation,
                                        Screening screening) {
    isup::CallingPartyNumber calling;
    calling.nature = address.nature;
    calling.digits = address.digits;
    calling.presentation = presentation;
    calling.screening = screening;
    return calling;
}

isup::GenericNumber additional_number(const Address& address, Presentation presentation) {
    isup::GenericNumber generic;
    generic.nature = address.nature;
    generic.digits = address.digits;
    generic.presentation = presentation;
    return generic;
}

std::string name_addr(const Address& address, const Profile& profile,
                      SubscriberParams params = {}) {
    return "<" + uri_from_address(address, profile, own_host(profile), std::move(params)) + ">";
}

/// The calling number of an IAM with the default of the trunk behind it.
std::optional<isup::CallingPartyNumber> calling_or_default(const isup::Message& iam,
                                                           const Profile& profile) {
    auto calling = iam.get<isup::CallingPartyNumber>();
    const bool known = calling && calling->presentation != Presentation::not_available;
    if (known && (!calling->digits.empty() || calling->presentation != Presentation::allowed))
        return calling;
    const auto address = address_from_dialled(profile.default_calling, profile);
    if (!address)
        return std::nullopt;
    return calling_number(*address, Presentation::allowed, Screening::network_provided);
}

/// Only what somebody has verified may be asserted (RFC 3325 §5).
bool is_assertable(const isup::CallingPartyNumber& calling) {
    return !calling.digits.empty() && calling.presentation != Presentation::restricted_by_network &&
           (calling.screening == Screening::verified_passed ||
            calling.screening == Screening::network_provided);
}

std::optional<isup::GenericNumber> additional_calling(const isup::Message& iam) {
    for (std::size_t i = 0; i < iam.count(isup::Param::generic_number); ++i)
        if (auto generic = iam.get<isup::GenericNumber>(i);
            generic && generic->qualifier == isup::NumberQualifier::additional_calling &&
            !generic->digits.empty())
            return generic;
    return std::nullopt;
}

void add_privacy(std::string_view wishes, Headers& headers, Notes& notes) {
    headers.push_back({"Privacy", std::string(wishes)});
    notes.add(kPrivacy, "{}", wishes);
}

/// The subaddress that stands with the caller's number: of the identity that is used.
void set_calling_subaddress(const sipi::Message& invite, const Profile& profile, bool asserted,
                            isup::Message& iam, Notes& notes) {
    if (asserted)
        for (const std::string_view value : invite.values(HeaderName::p_asserted_identity))
            if (const auto identity = sipi::NameAddr::parse(value))
                set_subaddress(Subscriber(identity->uri), isup::Element::calling_subaddress, iam,
                               notes);
    const auto from = invite.from();
    if (!from)
        return;
    const Subscriber caller(from->uri);
    if (caller.has("isub") && address_from_uri(from->uri, profile))
        set_subaddress(caller, isup::Element::calling_subaddress, iam, notes);
}

SubscriberParams joined(SubscriberParams some, const SubscriberParams& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

} // namespace

std::optional<Address> asserted_address(const sipi::Message& message, const Profile& profile) {
    if (!profile.trust)
        return std::nullopt;
    std::optional<Address> of_sip;
    for (const std::string_view value : message.values(HeaderName::p_asserted_identity)) {
        const auto identity = sipi::NameAddr::parse(value);
        const auto address = identity ? address_from_uri(identity->uri, profile) : std::nullopt;
        if (!address)
            continue;
        if (identity->uri.is_tel())
            return address;
        if (!of_sip)
            of_sip = address;
    }
    return of_sip;
}

Presentation presentation_of(const sipi::Message& message) {
    const std::string_view value = message.header(HeaderName::privacy);
    if (!value.empty()) {
        const auto privacy = sipi::Privacy::parse(value);
        // What cannot be read is taken as a wish for privacy.
        const bool wanted = !privacy || privacy->id || privacy->header || privacy->user;
        return wanted ? Presentation::restricted : Presentation::allowed;
    }
    if (message.is_response())
        return Presentation::allowed;
    const auto from = message.from();
    return from && is_anonymous(*from) ? Presentation::restricted : Presentation::allowed;
}

void set_calling(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                 Notes& notes) {
    const Presentation presentation = presentation_of(invite);
    const auto asserted = asserted_address(invite, profile);
    const auto from = address_from_from(invite, profile);
    if (presentation == Presentation::allowed)
        name_from_sip(invite, profile.trust, iam, notes);
    if (asserted || from)
        set_calling_subaddress(invite, profile, asserted.has_value(), iam, notes);
    if (asserted) {
        notes.add(kFromAsserted, "{} presentation {}", text_from_digits(asserted->digits),
                  static_cast<unsigned>(presentation));
        iam.set(calling_number(*asserted, presentation, Screening::network_provided));
        if (!from || *from == *asserted || from->nature == isup::NatureOfAddress::unknown)
            return;
        notes.add(kIdentityAdditional, "{}", text_from_digits(from->digits));
        iam.add(additional_number(*from, presentation));
        return;
    }
    if (from) {
        const bool screened =
            profile.trust && quirk(profile, Quirk::from_is_network_provided, notes);
        notes.add(screened ? kFromFrom : kFromUnverified, "{} presentation {}",
                  text_from_digits(from->digits), static_cast<unsigned>(presentation));
        iam.set(calling_number(*from, presentation,
                               screened ? Screening::network_provided : Screening::not_verified));
        return;
    }
    if (presentation == Presentation::restricted) {
        notes.add(kIdentityWithheld);
        iam.set(calling_number({}, Presentation::restricted, Screening::network_provided));
        return;
    }
    if (const auto of_trunk = address_from_dialled(profile.default_calling, profile)) {
        notes.add(kFromDefault, "{}", profile.default_calling);
        iam.set(calling_number(*of_trunk, presentation, Screening::network_provided));
    }
}

void set_identity(const isup::Message& iam, const Profile& profile, InviteParts& invite,
                  Notes& notes) {
    const auto generic = additional_calling(iam);
    const bool generic_hidden = generic && generic->presentation != Presentation::allowed;
    const bool prefer_generic =
        !follows_rfc3398(profile.interworking) && generic && !generic_hidden;
    const auto calling = calling_or_default(iam, profile);
    const bool hidden = calling && calling->presentation != Presentation::allowed;
    const bool asserted = calling && profile.trust && is_assertable(*calling);
    const SubscriberParams subaddress =
        subaddress_params(iam, isup::Element::calling_subaddress, notes);
    const SubscriberParams category = category_params(iam, profile, notes);
    const bool named = calling && !hidden && !generic_hidden;
    const std::string name = named ? name_to_sip(iam, is_ansi(profile), notes) : std::string();
    if (hidden || generic_hidden) {
        invite.from = kIdentityAnonymous;
        notes.add(kFromAnonymous);
    } else if (prefer_generic) {
        invite.from =
            name + name_addr({generic->nature, generic->digits}, profile,
                             joined(subaddress, asserted ? SubscriberParams{} : category));
        notes.add(kFromGeneric, "{}", text_from_digits(generic->digits));
    } else if (calling) {
        invite.from =
            name + name_addr({calling->nature, calling->digits}, profile,
                             joined(subaddress, asserted ? SubscriberParams{} : category));
        notes.add(kFromNumber, "{} NAI {}", text_from_digits(calling->digits),
                  static_cast<unsigned>(calling->nature));
    } else {
        // RFC 3398: the gateway itself, without user part.
        const std::string_view host = own_host(profile);
        invite.from = follows_rfc3398(profile.interworking) && !host.empty()
                          ? "<sip:" + std::string(host) + ">"
                          : std::string(kUnavailable);
        notes.add(kFromUnavailable);
    }
    if (asserted) {
        invite.headers.push_back(
            {"P-Asserted-Identity", name + name_addr({calling->nature, calling->digits}, profile,
                                                     joined(subaddress, category))});
        notes.add(kAsserted, "{}", text_from_digits(calling->digits));
    }
    if (hidden || generic_hidden)
        add_privacy(!generic_hidden ? "id" : hidden ? "user;id" : "user", invite.headers, notes);
}

void add_connected(const isup::Message& answer, const Profile& profile, Headers& headers,
                   Notes& notes) {
    const auto connected = answer.get<isup::ConnectedNumber>();
    if (!connected || connected->digits.empty() || !profile.trust ||
        connected->presentation == Presentation::not_available)
        return;
    const std::string name = connected->presentation == Presentation::allowed
                                 ? name_to_sip(answer, false, notes)
                                 : std::string();
    headers.push_back(
        {"P-Asserted-Identity",
         name + name_addr({connected->nature, connected->digits}, profile,
                          subaddress_params(answer, isup::Element::connected_subaddress, notes))});
    notes.add(kIdentityConnected, "{}", text_from_digits(connected->digits));
    if (connected->presentation != Presentation::allowed)
        add_privacy("id", headers, notes);
}

void add_called_name(const isup::Message& message, std::string_view called_uri,
                     const Profile& profile, Headers& headers, Notes& notes) {
    if (!profile.trust || called_uri.empty())
        return;
    const std::string name = name_to_sip(message, false, notes);
    if (name.empty())
        return;
    std::string value = name;
    value.append("<").append(called_uri).append(">");
    headers.push_back({"P-Asserted-Identity", std::move(value)});
    notes.add(kCalledName);
}

} // namespace mapping
