// Who is at the far end once a call is answered, and when that changes: RFC 4916, TS 29.163 §7.5.2,
// Q.732.2 (call transfer number).
#include "gateway/mapping/connected_identity.h"

namespace mapping {
namespace {

using isup::Presentation;
using isup::Screening;

constexpr Row kUpdateAdditional{"additional connected number from From of UPDATE",
                                "RFC 4916 §4.4.2, TS 29.163 §7.5.2.2"};
constexpr Row kUpdateConnected{"connected number from P-Asserted-Identity of UPDATE",
                               "RFC 4916 §4.4.2, TS 29.163 §7.5.2.2"};
constexpr Row kOther{"another party: call transfer number", "RFC 4916 §4.3, Q.732.2 (Q.763 §3.64)"};
constexpr Row kFromAdditional{"From of UPDATE from additional connected number",
                              "RFC 4916 §4.2, TS 29.163 §7.5.2.3"};
constexpr Row kFromConnected{"From of UPDATE from connected number", "RFC 4916 §4.2"};
constexpr Row kTold{"another party: From and P-Asserted-Identity",
                    "Q.732.2 (Q.763 §3.64), RFC 4916 §4.3, RFC 3325 §9.1"};

constexpr std::string_view kUpdateAnonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";

std::optional<Address> number_of(const sipi::Result<sipi::NameAddr>& who, const Profile& profile) {
    if (!who || who->uri.host == "anonymous.invalid")
        return std::nullopt;
    return address_from_uri(who->uri, profile);
}

std::string name_addr(isup::NatureOfAddress nature, const isup::Digits& digits,
                      const Profile& profile) {
    std::string out = "<";
    out += uri_from_address({nature, digits}, profile, own_host(profile));
    out += '>';
    return out;
}

std::optional<isup::GenericNumber> additional_connected(const isup::Message& answer) {
    for (std::size_t i = 0; i < answer.count(isup::Param::generic_number); ++i)
        if (auto number = answer.get<isup::GenericNumber>(i);
            number && number->qualifier == isup::NumberQualifier::additional_connected &&
            !number->digits.empty())
            return number;
    return std::nullopt;
}

bool says_transferred(const isup::Message& message) {
    const auto notification = message.get<isup::GenericNotification>();
    return notification && notification->contains(isup::Notification::transfer_active);
}

} // namespace

PeerIdentity identity_of_request(const sipi::Message& request, const Profile& profile) {
    return {number_of(request.from(), profile), asserted_address(request, profile),
            presentation_of(request)};
}

PeerIdentity identity_of_answer(const sipi::Message& answer, const Profile& profile) {
    return {number_of(answer.to(), profile), asserted_address(answer, profile),
            presentation_of(answer)};
}

bool learn_identity(const sipi::Message& request, const Profile& profile, PeerIdentity& known) {
    PeerIdentity now = identity_of_request(request, profile);
    // A request that is not withheld and names nobody says nothing (RFC 4916 §4.4.2).
    const bool withheld = now.presentation != Presentation::allowed;
    if (!now.from && !withheld)
        now.from = known.from;
    if (!now.asserted)
        now.asserted = known.asserted;
    const bool other = (now.from && now.from != known.from) || now.asserted != known.asserted ||
                       (withheld && known.presentation == Presentation::allowed);
    if (other)
        known = std::move(now);
    return other;
}

void add_identity(const PeerIdentity& identity, isup::Message& answer, Notes& notes) {
    if (identity.asserted) {
        isup::ConnectedNumber connected;
        connected.nature = identity.asserted->nature;
        connected.digits = identity.asserted->digits;
        connected.presentation = identity.presentation;
        connected.screening = Screening::network_provided;
        answer.set(connected);
        notes.add(kUpdateConnected, "{}", text_from_digits(connected.digits));
    }
    if (!identity.from || identity.from == identity.asserted)
        return;
    isup::GenericNumber additional;
    additional.qualifier = isup::NumberQualifier::additional_connected;
    additional.nature = identity.from->nature;
    additional.digits = identity.from->digits;
    additional.presentation = identity.presentation;
    additional.screening = Screening::not_verified;
    answer.add(additional);
    notes.add(kUpdateAdditional, "{}", text_from_digits(additional.digits));
}

std::optional<isup::Message> transfer_from_identity(const PeerIdentity& identity, Notes& notes) {
    const auto& address = identity.asserted ? identity.asserted : identity.from;
    if (!address && identity.presentation == Presentation::allowed)
        return std::nullopt;
    isup::CallTransferNumber number;
    number.presentation = identity.presentation;
    number.screening = identity.asserted ? Screening::network_provided : Screening::not_verified;
    if (address) {
        number.nature = address->nature;
        number.digits = address->digits;
    }
    isup::Message fac(isup::MessageType::fac);
    fac.set(isup::GenericNotification(isup::Notification::transfer_active));
    fac.set(number);
    notes.add(kOther, "{} presentation {}", text_from_digits(number.digits),
              static_cast<unsigned>(number.presentation));
    return fac;
}

std::string from_of_answer(const isup::Message& answer, const Profile& profile, Notes& notes) {
    if (const auto additional = additional_connected(answer)) {
        notes.add(kFromAdditional, "{}", text_from_digits(additional->digits));
        return additional->presentation == Presentation::allowed
                   ? name_addr(additional->nature, additional->digits, profile)
                   : std::string(kUpdateAnonymous);
    }
    const auto connected = answer.get<isup::ConnectedNumber>();
    if (!connected || connected->presentation == Presentation::not_available)
        return {};
    if (connected->presentation != Presentation::allowed) {
        notes.add(kFromConnected, "withheld");
        return std::string(kUpdateAnonymous);
    }
    if (connected->digits.empty())
        return {};
    notes.add(kFromConnected, "{}", text_from_digits(connected->digits));
    return name_addr(connected->nature, connected->digits, profile);
}

std::optional<NewParty> party_of_transfer(const isup::Message& message, const Profile& profile,
                                          Notes& notes) {
    const auto number = message.get<isup::CallTransferNumber>();
    if (!number || !says_transferred(message))
        return std::nullopt;
    const bool allowed = number->presentation == Presentation::allowed;
    if (number->digits.empty() && allowed)
        return std::nullopt;
    NewParty party;
    party.from = allowed ? name_addr(number->nature, number->digits, profile)
                         : std::string(kUpdateAnonymous);
    const bool assertable = number->screening == Screening::network_provided ||
                            number->screening == Screening::verified_passed;
    if (profile.trust && assertable && !number->digits.empty())
        party.headers.push_back(
            {"P-Asserted-Identity", name_addr(number->nature, number->digits, profile)});
    if (!allowed)
        party.headers.push_back({"Privacy", "id"});
    notes.add(kTold, "{}", text_from_digits(number->digits));
    return party;
}

} // namespace mapping
