// The carrier that a call shall take (RFC 4694, RFC 3398 §7.2.1.1 and §8.2.1.1, Q.763 §3.53).
#include "gateway/mapping/carrier.h"

#include "gateway/mapping/numbers.h"
#include "isup/ansi.h"

namespace mapping {
namespace {

constexpr Row kTransit{"transit network from cic", "RFC 3398 §7.2.1.1, RFC 4694 §4"};
constexpr Row kIdentified{"carrier identification from cic", "RFC 3398 §7.2.1.1, RFC 4694 §4"};
constexpr Row kCarrierForeign{"cic of another country", "RFC 4694 §5.1"};
constexpr Row kCarrierToUri{"cic from carrier", "RFC 3398 §8.2.1.1, RFC 4694 §4"};

bool is_international(const isup::Message& iam) {
    const auto called = iam.get<isup::CalledPartyNumber>();
    return called && called->nature == isup::NatureOfAddress::international;
}

std::optional<isup::Digits> carrier_of(const isup::Message& iam, const Profile& profile) {
    if (profile.carrier == CarrierParameter::carrier_identification) {
        if (const auto carrier = iam.get<isup::ansi::CarrierIdentification>())
            return carrier->digits;
        const auto transit = iam.get<isup::ansi::TransitNetworkSelection>();
        return transit ? std::optional(transit->digits) : std::nullopt;
    }
    const auto transit = iam.get<isup::TransitNetworkSelection>();
    return transit ? std::optional(transit->digits) : std::nullopt;
}

} // namespace

bool is_ansi(const Profile& profile) {
    return profile.isup.variant == isup::Variant::ansi ||
           profile.carrier == CarrierParameter::carrier_identification ||
           profile.portability == Portability::ported_number;
}

std::optional<isup::Digits> national_digits(std::string_view text, std::string_view context,
                                            const Profile& profile) {
    const bool global = text.starts_with('+');
    auto digits = digits_from_hex(global ? text.substr(1) : text);
    if (!digits || digits->empty())
        return std::nullopt;
    const auto own = isup::Digits::from_text(profile.country_code);
    if (!own || own->empty())
        return digits;
    if (global) {
        if (!digits->starts_with(*own) || digits->size() == own->size())
            return std::nullopt;
        return digits->without_prefix(own->size());
    }
    const auto country =
        context.starts_with('+') ? digits_from_text(context.substr(1)) : std::optional(*own);
    return country == own ? digits : std::nullopt;
}

std::string global_text(const isup::Digits& digits, const Profile& profile) {
    const std::string text = hex_from_digits(digits);
    return profile.country_code.empty() ? text : "+" + profile.country_code + text;
}

void set_carrier(const Subscriber& called, const Profile& profile, isup::Message& iam,
                 Notes& notes) {
    const std::string cic = called.value("cic");
    if (cic.empty() || !profile.trust || profile.carrier == CarrierParameter::off)
        return;
    const auto digits = national_digits(cic, called.value("cic-context"), profile);
    if (!digits)
        return notes.add(kCarrierForeign, "{}", cic);
    if (profile.carrier == CarrierParameter::transit_network) {
        iam.set(isup::TransitNetworkSelection{.digits = *digits});
        return notes.add(kTransit, "{}", cic);
    }
    if (is_international(iam)) {
        iam.set(isup::ansi::TransitNetworkSelection{.digits = *digits});
        return notes.add(kTransit, "{}", cic);
    }
    iam.set(isup::ansi::CarrierIdentification{.digits = *digits});
    notes.add(kIdentified, "{}", cic);
}

void add_carrier(const isup::Message& iam, const Profile& profile, SubscriberParams& params,
                 Notes& notes) {
    if (!profile.trust || profile.carrier == CarrierParameter::off)
        return;
    const auto digits = carrier_of(iam, profile);
    if (!digits || digits->empty())
        return;
    params.push_back({"cic", global_text(*digits, profile)});
    notes.add(kCarrierToUri, "{}", params.back().value);
}

} // namespace mapping
