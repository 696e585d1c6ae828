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

constexpr std::array kUriForms{
    UriFormRow{NatureOfAddress::international, UriForm::global, "RFC 3398 §12.1, Q.1912.5 §7"},
    UriFormRow{NatureOfAddress::national, UriForm::of_country, "RFC 3398 §12.1, Q.1912.5 §7"},
    UriFormRow{NatureOfAddress::subscriber, UriForm::of_area, "RFC 3398 §12.1"},
    UriFormRow{NatureOfAddress::unknown, UriForm::local, "RFC 3398 §12.1, RFC 3966 §5.1.5"},
    UriFormRow{NatureOfAddress::network_specific, UriForm::local, "RFC 3966 §5.1.5"},
    UriFormRow{NatureOfAddress::routing_national, UriForm::local, "RFC 3966 §5.1.5"},
    UriFormRow{NatureOfAddress::routing_network_specific, UriForm::local, "RFC 3966 §5.1.5"},
    UriFormRow{NatureOfAddress::routing_concatenated, UriForm::local, "RFC 3966 §5.1.5"},
};

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

/// Number of an address as global digits, and whether it is one.
struct UriText {
    std::string number;
    bool global = false;
};

UriText uri_text(const Address& address, const Profile& profile) {
    if (const NumberOverride* own = number_row(profile, address.nature))
        return {own->prefix + hex_from_digits(address.digits), own->prefix.starts_with('+')};
    const auto* row = std::ranges::find(kUriForms, address.nature, &UriFormRow::nature);
    const UriForm form = row == kUriForms.end() ? UriForm::local : row->form;
    const std::string& country = profile.country_code;
    if (form == UriForm::global)
        return {"+" + text_from_digits(address.digits), true};
    if (form == UriForm::of_country)
        return country.empty() ? UriText{profile.national_prefix + text_from_digits(address.digits)}
                               : UriText{"+" + country + text_from_digits(address.digits), true};
    if (form == UriForm::of_area && !country.empty() && !profile.area_code.empty())
        return {"+" + country + profile.area_code + text_from_digits(address.digits), true};
    return {hex_from_digits(address.digits)};
}

} // namespace

std::span<const NatureRow> nature_rows() {
    return kNatures;
}
std::span<const PlanRow> plan_rows() {
    return kPlans;
}

/// The signal of a character; `hex`: A to F too. 0xff: none.
static std::uint8_t signal_of(char c, bool hex) {
    constexpr std::uint8_t kNone = 0xff;
    if (c >= '0' && c <= '9')
        return static_cast<std::uint8_t>(c - '0');
    if (c == '*')
        return Digits::kCode11;
    if (c == '#')
        return Digits::kCode12;
    const char upper = static_cast<char>(c & ~0x20);
    return hex && upper >= 'A' && upper <= 'E' ? static_cast<std::uint8_t>(upper - 'A' + 10)
                                               : kNone;
}

static std::optional<Digits> read_digits(std::string_view text, bool hex) {
    Digits digits;
    for (const char c : text) {
        if (is_separator(c))
            continue;
        const std::uint8_t signal = signal_of(c, hex);
        if (signal > 0xf || !digits.push_back(signal))
            return std::nullopt;
    }
    return digits;
}

static std::string write_digits(const Digits& digits, std::string_view signals) {
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i)
        if (signals[digits[i]] != ' ')
            text += signals[digits[i]];
    return text;
}

std::optional<Digits> digits_from_text(std::string_view text) {
    return read_digits(text, false);
}
std::optional<Digits> digits_from_hex(std::string_view text) {
    return read_digits(text, true);
}
std::string text_from_digits(const Digits& digits) {
    return write_digits(digits, "0123456789 *#   ");
}
std::string hex_from_digits(const Digits& digits) {
    return write_digits(digits, "0123456789A*#DE ");
}

std::optional<Address> address_from_uri(const sipi::Uri& uri, const Profile& profile) {
    if (!uri.is_sip() && !uri.is_tel())
        return std::nullopt;
    const Subscriber subscriber(uri);
    if (subscriber.global())
        return address_from_dialled(subscriber.number(), profile);
    const auto digits = subscriber.telephone() ? digits_from_hex(subscriber.number())
                                               : digits_from_text(subscriber.number());
    if (!digits || digits->empty())
        return std::nullopt;
    const std::string context = subscriber.value("phone-context");
    return context.starts_with('+') ? from_context(*digits, context, profile)
                                    : from_local(*digits, profile);
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

std::span<const UriFormRow> uri_form_rows() {
    return kUriForms;
}

std::string uri_number(const Address& address, const Profile& profile) {
    return uri_text(address, profile).number;
}

static std::string sip_uri(std::string_view number, std::string_view params,
                           std::string_view host) {
    std::string uri("sip:");
    sipi::append_escaped_user(uri, number);
    uri.append(params)
        .append("@")
        .append(host.empty() ? std::string_view("gateway.invalid") : host)
        .append(";user=phone");
    return uri;
}

std::string uri_from_number(std::string_view number, std::string_view host) {
    return sip_uri(number, "", host);
}

std::string uri_from_address(const Address& address, const Profile& profile, std::string_view host,
                             SubscriberParams params) {
    const UriText text = uri_text(address, profile);
    if (!text.global && !profile.phone_context.empty())
        params.push_back({"phone-context", profile.phone_context});
    return sip_uri(text.number, params_text(std::move(params)), host);
}

std::string_view own_host(const Profile& profile) {
    return profile.local_host.empty() ? std::string_view(profile.peer_host)
                                      : std::string_view(profile.local_host);
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
