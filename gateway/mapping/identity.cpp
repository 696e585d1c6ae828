// Who calls, on the SIP side: P-Asserted-Identity, From, Privacy, Diversion (RFC 3323, 3325, 5806;
// Q.1912.5 B.1).
#include "gateway/mapping/identity.h"

#include "gateway/mapping/redirection.h"
#include "gateway/mapping/sip_tables.h"

#include <algorithm>

namespace mapping {
namespace {

using isup::Presentation;
using isup::Screening;
using sipi::HeaderName;

constexpr Row kFromAsserted{"calling number from P-Asserted-Identity",
                            "Q.1912.5 B.1, TS 29.163 §7.2.3.1.2.6"};
constexpr Row kAdditional{"generic number from From", "Q.1912.5 B.1, TS 29.163 §7.2.3.1.2.6"};
constexpr Row kFromFrom{"calling number from From", "RFC 3398 §7.2.1.1"};
constexpr Row kFromUnverified{"calling number from From, not verified", "RFC 4497 §9"};
constexpr Row kFromDefault{"calling number of the trunk", "Q.1912.5 B.1"};
constexpr Row kWithheld{"calling number withheld", "RFC 3323 §4.2"};
constexpr Row kDiversion{"redirection from Diversion", "RFC 5806, Q.763 §3.44, §3.45"};

constexpr Row kFromNumber{"From from calling number", "Q.1912.5 B.1, TS 29.163 §7.2.3.2.2"};
constexpr Row kFromGeneric{"From from generic number", "Q.1912.5 B.1, TS 29.163 §7.2.3.2.2"};
constexpr Row kFromAnonymous{"From anonymous", "RFC 3398 §12.1, RFC 3323 §4.1.1.3"};
constexpr Row kFromUnavailable{"From without number", "RFC 3398 §8.2.1.1, Q.1912.5 B.1"};
constexpr Row kAsserted{"P-Asserted-Identity from calling number", "RFC 3325 §9.1, Q.1912.5 B.1"};
constexpr Row kPrivacy{"Privacy from presentation", "RFC 3323 §4.2, RFC 3325 §9.3"};
constexpr Row kToDiversion{"Diversion from redirection", "RFC 5806"};
constexpr Row kConnected{"P-Asserted-Identity from connected number", "Q.1912.5 §6"};

constexpr std::string_view kAnonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
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

std::string_view own_host(const Profile& profile) {
    return profile.local_host.empty() ? std::string_view(profile.peer_host)
                                      : std::string_view(profile.local_host);
}

std::string name_addr(const Address& address, const Profile& profile) {
    return "<" + uri_from_number(uri_number(address, profile), own_host(profile)) + ">";
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

void add_privacy(Headers& headers, Notes& notes) {
    headers.push_back({"Privacy", "id"});
    notes.add(kPrivacy, "id");
}

/// One entry of Diversion as numbers.
struct Diverting {
    Address address;
    isup::RedirectReason reason = isup::RedirectReason::unknown;
    Presentation presentation = Presentation::allowed;
    unsigned counter = 1;
};

std::optional<Diverting> diverting_from(std::string_view value, const Profile& profile) {
    const auto entry = sipi::NameAddr::parse(value);
    const auto address = entry ? address_from_uri(entry->uri, profile) : std::nullopt;
    if (!address)
        return std::nullopt;
    Diverting diverting;
    diverting.address = *address;
    diverting.reason = reason_from_diversion(sipi::unquoted(entry->params.value("reason")));
    const std::string privacy = sipi::unquoted(entry->params.value("privacy"));
    if (!privacy.empty() && privacy != "off")
        diverting.presentation = Presentation::restricted;
    if (const auto counter = sipi::parse_number(entry->params.value("counter"));
        counter && *counter > 0)
        diverting.counter = *counter;
    return diverting;
}

template <class Number>
Number number_from(const Diverting& diverting) {
    Number number;
    number.nature = diverting.address.nature;
    number.digits = diverting.address.digits;
    number.presentation = diverting.presentation;
    return number;
}

template <class Number>
std::string diversion_entry(const Number& number, isup::RedirectReason reason, unsigned counter,
                            const Profile& profile) {
    std::string value = name_addr({number.nature, number.digits}, profile);
    value.append(";reason=").append(reason_to_diversion(reason));
    if (counter > 1)
        value.append(";counter=").append(std::to_string(counter));
    if (number.presentation != Presentation::allowed)
        value.append(";privacy=full");
    return value;
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

isup::Category category_of(const sipi::Message& invite, const Profile& profile) {
    if (!profile.trust)
        return isup::Category::ordinary;
    const auto value = [](const sipi::Uri& uri) {
        if (uri.params.has("cpc"))
            return std::string(uri.params.value("cpc"));
        const std::string user = sipi::unescaped(uri.user);
        const std::size_t end = std::min(user.find(';'), user.size());
        return std::string(sipi::Params(std::string_view(user).substr(end)).value("cpc"));
    };
    std::string cpc;
    for (const std::string_view identity : invite.values(HeaderName::p_asserted_identity))
        if (const auto address = sipi::NameAddr::parse(identity); address && cpc.empty())
            cpc = value(address->uri);
    if (const auto from = invite.from(); from && cpc.empty())
        cpc = value(from->uri);
    const auto rows = category_rows();
    const auto row = std::ranges::find(rows, cpc, &CategoryRow::cpc);
    return row == rows.end() ? isup::Category::ordinary : row->category;
}

void set_calling(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                 Notes& notes) {
    const Presentation presentation = presentation_of(invite);
    const auto asserted = asserted_address(invite, profile);
    const auto from = address_from_from(invite, profile);
    if (asserted) {
        notes.add(kFromAsserted, "{} presentation {}", text_from_digits(asserted->digits),
                  static_cast<unsigned>(presentation));
        iam.set(calling_number(*asserted, presentation, Screening::network_provided));
        if (!from || *from == *asserted || from->nature == isup::NatureOfAddress::unknown)
            return;
        notes.add(kAdditional, "{}", text_from_digits(from->digits));
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
        notes.add(kWithheld);
        iam.set(calling_number({}, Presentation::restricted, Screening::network_provided));
        return;
    }
    if (const auto of_trunk = address_from_dialled(profile.default_calling, profile)) {
        notes.add(kFromDefault, "{}", profile.default_calling);
        iam.set(calling_number(*of_trunk, presentation, Screening::network_provided));
    }
}

void set_diversion(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                   Notes& notes) {
    constexpr unsigned kMostRedirections = 5; // Q.763 §3.45 c
    std::optional<Diverting> last, first;     // newest entry comes first (RFC 5806 §5)
    unsigned counter = 0;
    for (const std::string_view value : invite.values(HeaderName::diversion)) {
        const auto diverting = diverting_from(value, profile);
        if (!diverting)
            continue;
        if (!last)
            last = diverting;
        first = diverting;
        counter += diverting->counter;
    }
    if (!last)
        return;
    iam.set(number_from<isup::RedirectingNumber>(*last));
    iam.set(number_from<isup::OriginalCalledNumber>(*first));
    isup::RedirectionInformation information;
    const bool hidden = last->presentation != Presentation::allowed;
    information.indicator =
        hidden ? isup::Redirecting::diverted_all_restricted : isup::Redirecting::diverted;
    information.original_reason = original_reason(first->reason);
    information.reason = last->reason;
    information.counter = static_cast<std::uint8_t>(std::min(counter, kMostRedirections));
    iam.set(information);
    notes.add(kDiversion, "{} reason {} counter {}", text_from_digits(last->address.digits),
              static_cast<unsigned>(last->reason), counter);
}

void set_identity(const isup::Message& iam, const Profile& profile, InviteParts& invite,
                  Notes& notes) {
    const auto generic = additional_calling(iam);
    const bool prefer_generic = !follows_rfc3398(profile.interworking) && generic &&
                                generic->presentation == Presentation::allowed;
    const auto calling = calling_or_default(iam, profile);
    const bool hidden = calling && calling->presentation != Presentation::allowed;
    if (hidden) {
        invite.from = kAnonymous;
        notes.add(kFromAnonymous);
    } else if (prefer_generic) {
        invite.from = name_addr({generic->nature, generic->digits}, profile);
        notes.add(kFromGeneric, "{}", text_from_digits(generic->digits));
    } else if (calling) {
        invite.from = name_addr({calling->nature, calling->digits}, profile);
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
    if (calling && profile.trust && is_assertable(*calling)) {
        invite.headers.push_back(
            {"P-Asserted-Identity", name_addr({calling->nature, calling->digits}, profile)});
        notes.add(kAsserted, "{}", text_from_digits(calling->digits));
    }
    if (hidden)
        add_privacy(invite.headers, notes);
}

void add_diversion(const isup::Message& iam, const Profile& profile, Headers& headers,
                   Notes& notes) {
    const auto redirecting = iam.get<isup::RedirectingNumber>();
    if (!redirecting || redirecting->digits.empty())
        return;
    const bool hidden = redirecting->presentation != Presentation::allowed;
    if (hidden && !profile.trust)
        return;
    const auto information =
        iam.get<isup::RedirectionInformation>().value_or(isup::RedirectionInformation{});
    const auto original = iam.get<isup::OriginalCalledNumber>();
    const unsigned counter = std::max<unsigned>(information.counter, 1);
    const bool two = counter > 1 && original && !original->digits.empty() &&
                     (original->presentation == Presentation::allowed || profile.trust);
    headers.push_back({"Diversion", diversion_entry(*redirecting, information.reason,
                                                    two ? counter - 1 : counter, profile)});
    if (two)
        headers.push_back(
            {"Diversion", diversion_entry(*original, information.original_reason, 1, profile)});
    notes.add(kToDiversion, "{} counter {}", text_from_digits(redirecting->digits), counter);
}

void add_connected(const isup::Message& answer, const Profile& profile, Headers& headers,
                   Notes& notes) {
    const auto connected = answer.get<isup::ConnectedNumber>();
    if (!connected || connected->digits.empty() || !profile.trust ||
        connected->presentation == Presentation::not_available)
        return;
    headers.push_back(
        {"P-Asserted-Identity", name_addr({connected->nature, connected->digits}, profile)});
    notes.add(kConnected, "{}", text_from_digits(connected->digits));
    if (connected->presentation != Presentation::allowed)
        add_privacy(headers, notes);
}

} // namespace mapping
