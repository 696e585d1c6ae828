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
constexpr Row kForeign{"rn of another country or no number", "RFC 4694 §5.1"};
constexpr Row kToNpdi{"npdi from number translated", "RFC 4694 §5.2, RFC 3398 §8.2.1.1"};
constexpr Row kToRn{"rn from routing number", "RFC 4694 §5.2.4, RFC 3398 §8.2.1.1"};

constexpr std::array kRows{
    PortabilityRow{Portability::routing_number,
                   isup::Param::network_routing_number,
                   {"network routing number from rn", "RFC 4694 §5.2.4, Q.763 §3.90"}},
    PortabilityRow{Portability::concatenated,
                   isup::Param::called_party_number,
                   {"rn before the called number", "RFC 3398 §7.2.1.1, Q.763 §3.9"}},
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

} // namespace

std::span<const PortabilityRow> portability_rows() {
    return kRows;
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
        return notes.add(kForeign, "{}", rn);
    const auto* row = std::ranges::find(kRows, profile.portability, &PortabilityRow::portability);
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
    if (const auto ported = ported_number(iam)) {
        if (profile.trust)
            add_routing_number(address.digits, profile, params, notes);
        address = {ported->nature, ported->digits};
    } else if (const auto routing = iam.get<isup::NetworkRoutingNumber>();
               routing && !routing->digits.empty() && profile.trust) {
        add_routing_number(routing->digits, profile, params, notes);
    }
    if (forward && forward->number_translated && quirk(profile, Quirk::npdi, notes)) {
        params.push_back({"npdi", ""});
        notes.add(kToNpdi);
    }
    return address;
}

} // namespace mapping
