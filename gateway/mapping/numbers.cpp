// Telephone numbers between ISUP, Q.931 and URIs (Q.763 §3.9, Q.931 §4.5.8, RFC 3966, RFC 3398
// §12).
#include "gateway/mapping/numbers.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Digits;
using isup::NatureOfAddress;
using isup::NumberingPlan;

// The first row of a nature is the one that it turns back into.
constexpr std::array kNatures{
    NatureRow{0, NatureOfAddress::unknown, "Q.931 Table 4-9, Q.763 §3.9"},
    NatureRow{1, NatureOfAddress::international, "Q.931 Table 4-9, Q.763 §3.9"},
    NatureRow{2, NatureOfAddress::national, "Q.931 Table 4-9, Q.763 §3.9"},
    NatureRow{3, NatureOfAddress::network_specific, "Q.931 Table 4-9, Q.763 §3.9"},
    NatureRow{4, NatureOfAddress::subscriber, "Q.931 Table 4-9, Q.763 §3.9"},
    NatureRow{6, NatureOfAddress::unknown, "Q.931 Table 4-9: abbreviated has no image in Q.763"},
};

constexpr std::array kPlans{
    PlanRow{1, NumberingPlan::isdn, "Q.931 Table 4-9, Q.763 §3.9"},
    PlanRow{0, NumberingPlan::isdn, "Q.931 Table 4-9: unknown is national use in Q.763"},
    PlanRow{3, NumberingPlan::data, "Q.931 Table 4-9, Q.763 §3.9"},
    PlanRow{4, NumberingPlan::telex, "Q.931 Table 4-9, Q.763 §3.9"},
    PlanRow{8, NumberingPlan::national_use, "Q.931 Table 4-9, Q.763 §3.9"},
    PlanRow{9, NumberingPlan::private_plan, "Q.931 Table 4-9, Q.763 §3.9"},
    PlanRow{0, NumberingPlan::unknown, "Q.931 Table 4-9, Q.763 §3.9"},
};

constexpr Row kOwnPrefix{"prefix of a number", "trunk's own table"};

bool is_separator(char c) {
    return c == '-' || c == '.' || c == '(' || c == ')' || c == ' ';
}

/// Global digits, country code first: own country makes them national (RFC 3398 §12.2).
Address from_global(const Digits& digits, const Profile& profile) {
    const auto own = Digits::from_text(profile.country_code);
    if (own && !own->empty() && digits.size() > own->size() && digits.starts_with(*own))
        return {NatureOfAddress::national, digits.without_prefix(own->size())};
    return {NatureOfAddress::international, digits};
}

bool cut_prefix(Digits& digits, std::string_view prefix) {
    const auto cut = digits_from_text(prefix);
    if (!cut || cut->empty() || digits.size() <= cut->size() || !digits.starts_with(*cut))
        return false;
    digits = digits.without_prefix(cut->size());
    return true;
}

/// Digits as dialled: the trunk's prefixes say what they are.
Address from_local(Digits digits, const Profile& profile) {
    if (cut_prefix(digits, profile.international_prefix))
        return from_global(digits, profile);
    if (cut_prefix(digits, profile.national_prefix))
        return {NatureOfAddress::national, digits};
    return {NatureOfAddress::unknown, digits};
}

/// Digits valid within a phone-context that is a global prefix (RFC 3966 §5.1.5).
std::optional<Address> from_context(Digits digits, std::string_view context,
                                    const Profile& profile) {
    const auto prefix = digits_from_text(context.substr(1));
    if (!prefix)
        return std::nullopt;
    const Address local = from_local(digits, profile);
    if (local.nature == NatureOfAddress::international)
        return local;
    Digits global = *prefix;
    if (!global.append(local.digits))
        return std::nullopt;
    return from_global(global, profile);
}

/// Number and parameters of a telephone-subscriber (RFC 3966 §3), in a tel URI or as the user part
/// of a sip URI.
struct Subscriber {
    std::string number;
    std::string context;
};
Subscriber subscriber_of(const sipi::Uri& uri) {
    if (uri.is_tel())
        return {std::string(uri.user), std::string(uri.params.value("phone-context"))};
    const std::string user = sipi::unescaped(uri.user);
    const std::size_t end = std::min(user.find(';'), user.size());
    const sipi::Params params(std::string_view(user).substr(end));
    return {user.substr(0, end), std::string(params.value("phone-context"))};
}

} // namespace

std::span<const NatureRow> nature_rows() {
    return kNatures;
}
std::span<const PlanRow> plan_rows() {
    return kPlans;
}

std::optional<Digits> digits_from_text(std::string_view text) {
    Digits digits;
    for (const char c : text) {
        if (is_separator(c))
            continue;
        std::uint8_t signal = 0;
        if (c >= '0' && c <= '9')
            signal = static_cast<std::uint8_t>(c - '0');
        else if (c == '*')
            signal = Digits::kCode11;
        else if (c == '#')
            signal = Digits::kCode12;
        else
            return std::nullopt;
        if (!digits.push_back(signal))
            return std::nullopt;
    }
    return digits;
}

std::string text_from_digits(const Digits& digits) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (digits[i] <= 9)
            text += static_cast<char>('0' + digits[i]);
        else if (digits[i] == Digits::kCode11)
            text += '*';
        else if (digits[i] == Digits::kCode12)
            text += '#';
    }
    return text;
}

std::optional<Address> address_from_uri(const sipi::Uri& uri, const Profile& profile) {
    if (!uri.is_sip() && !uri.is_tel())
        return std::nullopt;
    const Subscriber subscriber = subscriber_of(uri);
    if (subscriber.context.starts_with('+') && !subscriber.number.starts_with('+')) {
        const auto digits = digits_from_text(subscriber.number);
        if (!digits || digits->empty())
            return std::nullopt;
        return from_context(*digits, subscriber.context, profile);
    }
    return address_from_dialled(subscriber.number, profile);
}

std::optional<Address> address_from_dialled(std::string_view number, const Profile& profile) {
    if (const NumberOverride* row = number_row(profile, number)) {
        const auto rest = digits_from_text(number.substr(row->prefix.size()));
        if (rest && !rest->empty())
            return Address{row->nature, *rest};
    }
    const bool global = number.starts_with('+');
    const auto digits = digits_from_text(global ? number.substr(1) : number);
    if (!digits || digits->empty())
        return std::nullopt;
    return global ? from_global(*digits, profile) : from_local(*digits, profile);
}

std::string uri_number(const Address& address, const Profile& profile) {
    const std::string digits = text_from_digits(address.digits);
    if (const NumberOverride* row = number_row(profile, address.nature))
        return row->prefix + digits;
    switch (address.nature) {
    case NatureOfAddress::international:
        return "+" + digits;
    case NatureOfAddress::national:
        return profile.country_code.empty() ? profile.national_prefix + digits
                                            : "+" + profile.country_code + digits;
    default:
        return digits;
    }
}

std::string uri_from_number(std::string_view number, std::string_view host) {
    std::string uri("sip:");
    sipi::append_escaped_user(uri, number);
    uri.append("@")
        .append(host.empty() ? std::string_view("gateway.invalid") : host)
        .append(";user=phone");
    return uri;
}

NatureOfAddress nature_from_type(std::uint8_t type_of_number) {
    const auto* row = std::ranges::find(kNatures, type_of_number, &NatureRow::type_of_number);
    return row == kNatures.end() ? NatureOfAddress::unknown : row->nature;
}

std::uint8_t type_from_nature(NatureOfAddress nature) {
    const auto* row = std::ranges::find(kNatures, nature, &NatureRow::nature);
    return row == kNatures.end() ? std::uint8_t{0} : row->type_of_number;
}

NumberingPlan plan_from_isdn(std::uint8_t plan) {
    const auto* row = std::ranges::find(kPlans, plan, &PlanRow::isdn);
    return row == kPlans.end() ? NumberingPlan::isdn : row->isup;
}

std::uint8_t plan_to_isdn(NumberingPlan plan) {
    const auto* row = std::ranges::find(kPlans, plan, &PlanRow::isup);
    return row == kPlans.end() ? std::uint8_t{0} : row->isdn;
}

void note_number_row(const Profile& profile, NatureOfAddress nature, Notes& notes) {
    if (const NumberOverride* row = number_row(profile, nature))
        notes.add(row->row ? *row->row : kOwnPrefix, "NAI {} is \"{}\"",
                  static_cast<unsigned>(nature), row->prefix);
}

void number_to_line(isdn::Number& number, const Profile& profile, Notes& notes) {
    const NatureOfAddress nature = nature_from_type(number.type_of_number);
    const NumberOverride* row = number_row(profile, nature);
    if (!row || number.digits.empty() || row->prefix.starts_with('+'))
        return;
    note_number_row(profile, nature, notes);
    number.digits.insert(0, row->prefix);
    number.type_of_number = 0;
}

std::optional<Address> address_from_isdn(const isdn::Number& number, const Profile& profile) {
    const NatureOfAddress nature = nature_from_type(number.type_of_number);
    if (nature == NatureOfAddress::unknown)
        return address_from_dialled(number.digits, profile);
    const auto digits = digits_from_text(number.digits);
    if (!digits || digits->empty())
        return std::nullopt;
    return Address{nature, *digits};
}

} // namespace mapping
