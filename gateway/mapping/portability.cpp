// Ported numbers between URIs and IAM (RFC 4694, RFC 3398 §7.2.1.1 and §8.2.1.1, Q.769.1).
#include "gateway/mapping/portability.h"

#include "gateway/mapping/carrier.h"
#include "isup/supplementary.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::NatureOfAddress;
using isup::NumberQualifier;

constexpr Row kQueried{"number translated from npdi", "RFC 4694 §5, RFC 3398 §7.2.1.1"};
constexpr Row kPortabilityForeign{"rn of another country or no number", "RFC 4694 §5.1"};
constexpr Row kSplit{"rn and number of a concatenated called number", "Q.769.1, Q.763 §3.9"};
constexpr Row kNotSplit{"routing number not parted from the number", "Q.769.1, RFC 3966 §5.1.5"};
constexpr Row kDirectory{"number from called directory number", "Q.769.1, Q.763 §3.86"};
constexpr Row kToNpdi{"npdi from number translated", "RFC 4694 §5.2, RFC 3398 §8.2.1.1"};
constexpr Row kToRn{"rn from routing number", "RFC 4694 §5.2.4, RFC 3398 §8.2.1.1"};

constexpr std::array kPortabilityRows{
    PortabilityRow{Portability::routing_number,
                   isup::Param::network_routing_number,
                   {"network routing number from rn", "RFC 4694 §5.2.4, Q.763 §3.90"}},
    PortabilityRow{Portability::concatenated,
                   isup::Param::called_party_number,
                   {"rn before the called number", "RFC 3398 §7.2.1.1, Q.763 §3.9"}},
    PortabilityRow{
        Portability::directory_number,
        isup::Param::called_directory_number,
        {"rn as called number, directory number beside it", "Q.769.1, Q.763 §3.9, §3.86"}},
    PortabilityRow{Portability::ported_number,
                   isup::Param::generic_number,
                   {"rn as called number, ported number beside it", "RFC 3398 §7.2.1.1, T1.113"}},
};

constexpr std::uint8_t kNationalRouting = 1; ///< nature of a network routing number (Q.763 §3.90)

/// Called number `number` with `routing` before it.
void concatenate(isup::CalledPartyNumber& called, const isup::Digits& routing) {
    isup::Digits digits = routing;
    if (!digits.append(called.digits))
        return;
    called.nature = NatureOfAddress::routing_concatenated;
    called.digits = digits;
}

void set_routing_number(const isup::Digits& routing, Portability portability, isup::Message& iam) {
    auto called = iam.get<isup::CalledPartyNumber>().value_or(isup::CalledPartyNumber{});
    switch (portability) {
    case Portability::routing_number:
        iam.set(isup::NetworkRoutingNumber{.nature = kNationalRouting, .digits = routing});
        break;
    case Portability::concatenated:
        concatenate(called, routing);
        iam.set(called);
        break;
    case Portability::directory_number: {
        isup::CalledDirectoryNumber directory;
        directory.nature = called.nature;
        directory.digits = called.digits.without_st();
        iam.set(directory);
        const bool complete = called.digits.has_st();
        called.nature = NatureOfAddress::routing_national;
        called.digits = routing;
        if (complete)
            called.digits.push_back(isup::Digits::kSt);
        iam.set(called);
        break;
    }
    case Portability::ported_number: {
        isup::GenericNumber ported;
        ported.qualifier = NumberQualifier::ansi_ported;
        ported.nature = called.nature;
        ported.digits = called.digits.without_st();
        iam.add(ported);
        const bool complete = called.digits.has_st();
        called.nature = NatureOfAddress::national;
        called.digits = routing;
        if (complete)
            called.digits.push_back(isup::Digits::kSt);
        iam.set(called);
        break;
    }
    case Portability::off:
        break;
    }
}

std::optional<isup::GenericNumber> ported_number(const isup::Message& iam) {
    for (std::size_t i = 0; i < iam.count(isup::Param::generic_number); ++i)
        if (auto generic = iam.get<isup::GenericNumber>(i);
            generic && generic->qualifier == NumberQualifier::ansi_ported &&
            !generic->digits.empty())
            return generic;
    return std::nullopt;
}

/// RFC 3398 §8.2.1.1: a location routing number is national, never with "+". RFC 4694 §4 has both.
void add_routing_number(const isup::Digits& routing, const Profile& profile,
                        SubscriberParams& params, Notes& notes) {
    if (profile.interworking != Interworking::rfc3398 || profile.country_code.empty()) {
        params.push_back({"rn", global_text(routing, profile)});
    } else {
        params.push_back({"rn", hex_from_digits(routing)});
        params.push_back({"rn-context", "+" + profile.country_code});
    }
    notes.add(kToRn, "{}", hex_from_digits(routing));
}

/// Called number and routing number apart.
struct Parted {
    Address number;
    isup::Digits routing;
};

/// Of a number that begins with its routing number; nothing when nobody says how long that is.
std::optional<Parted> parted(const Address& address, const Profile& profile, Notes& notes) {
    const std::size_t size = profile.routing_number_digits;
    if (size == 0 || address.digits.size() <= size) {
        notes.add(kNotSplit, "{}", hex_from_digits(address.digits));
        return std::nullopt;
    }
    Parted result;
    for (std::size_t i = 0; i < size; ++i)
        result.routing.push_back(address.digits[i]);
    result.number = {NatureOfAddress::national, address.digits.without_prefix(size)};
    notes.add(kSplit, "{} {}", hex_from_digits(result.routing),
              hex_from_digits(result.number.digits));
    return result;
}

bool is_routing_number(NatureOfAddress nature) {
    return nature == NatureOfAddress::routing_national ||
           nature == NatureOfAddress::routing_network_specific;
}

/// The routing number of an IAM, wherever it is, and the number dialled; nothing when it has none.
std::optional<Parted> routing_of(const isup::Message& iam, const Address& called,
                                 const Profile& profile, Notes& notes) {
    if (const auto ported = ported_number(iam))
        return Parted{{ported->nature, ported->digits}, called.digits};
    const auto directory = iam.get<isup::CalledDirectoryNumber>();
    if (is_routing_number(called.nature) && directory && !directory->digits.empty()) {
        notes.add(kDirectory, "{}", hex_from_digits(directory->digits));
        return Parted{{directory->nature, directory->digits.without_st()}, called.digits};
    }
    if (called.nature == NatureOfAddress::routing_concatenated)
        return parted(called, profile, notes);
    const auto routing = iam.get<isup::NetworkRoutingNumber>();
    return routing && !routing->digits.empty() ? std::optional(Parted{called, routing->digits})
                                               : std::nullopt;
}

} // namespace

std::span<const PortabilityRow> portability_rows() {
    return kPortabilityRows;
}

void set_portability(const Subscriber& called, const Profile& profile, isup::Message& iam,
                     Notes& notes) {
    const std::string rn = called.value("rn");
    if (!profile.trust || profile.portability == Portability::off ||
        (rn.empty() && !called.has("npdi")) || !quirk(profile, Quirk::npdi, notes))
        return;
    auto forward = iam.get<isup::ForwardCallIndicators>().value_or(isup::ForwardCallIndicators{});
    forward.number_translated = true;
    iam.set(forward);
    notes.add(kQueried);
    if (rn.empty())
        return;
    const auto routing = national_digits(rn, called.value("rn-context"), profile);
    if (!routing)
        return notes.add(kPortabilityForeign, "{}", rn);
    const auto* row =
        std::ranges::find(kPortabilityRows, profile.portability, &PortabilityRow::portability);
    set_routing_number(*routing, profile.portability, iam);
    notes.add(row->row, "{}", rn);
}

Address dialled_address(const isup::Message& iam, const Profile& profile, SubscriberParams& params,
                        Notes& notes) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    Address address = called ? Address{called->nature, called->digits.without_st()} : Address{};
    const auto forward = iam.get<isup::ForwardCallIndicators>();
    if (profile.portability == Portability::off)
        return address;
    if (const auto found = routing_of(iam, address, profile, notes)) {
        if (profile.trust)
            add_routing_number(found->routing, profile, params, notes);
        address = found->number;
    }
    if (forward && forward->number_translated && quirk(profile, Quirk::npdi, notes)) {
        params.push_back({"npdi", ""});
        notes.add(kToNpdi);
    }
    return address;
}

} // namespace mapping
