// Location number and P-Access-Network-Info (TS 24.229 §7.2A.4, RFC 7315 §5.4, Q.763 §3.30).
#include "gateway/mapping/location.h"

#include "isup/numbers.h"
#include "sipi/params.h"
#include "sipi/service_header.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mapping {
namespace {

constexpr Row kFromHeader{"location number from P-Access-Network-Info",
                          "TS 24.229 §7.2A.4 (gstn-location), Q.763 §3.30"};
constexpr Row kUnreadable{"gstn-location that is no location number", "TS 24.229 §7.2A.4"};
constexpr Row kToHeader{"P-Access-Network-Info from location number",
                        "TS 24.229 §7.2A.4 (gstn-location), Q.763 §3.30"};

constexpr std::string_view kHeader = "P-Access-Network-Info";
constexpr std::size_t kLocationMostOctets = 12; // two, and 20 digits

bool is_gstn(std::string_view access) {
    const std::string_view type = access.substr(0, access.find_first_of("; \t"));
    return std::ranges::equal(type, std::string_view("GSTN"), [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
    });
}

} // namespace

void set_location(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                  Notes& notes) {
    if (!profile.trust)
        return;
    for (const std::string_view access : invite.values(sipi::HeaderName::p_access_network_info)) {
        const std::size_t params = access.find(';');
        if (!is_gstn(access) || params == std::string_view::npos)
            continue;
        const std::string text =
            sipi::unquoted(sipi::Params(access.substr(params)).value("gstn-location"));
        if (text.empty())
            continue;
        const auto octets =
            text.size() > 2 * kLocationMostOctets ? std::nullopt : sipi::octets_from_hex(text);
        const auto number =
            isup::LocationNumber::decode(octets.value_or(std::vector<std::uint8_t>()));
        if (!number || number->digits.empty()) {
            notes.add(kUnreadable, "{}", text);
            continue;
        }
        iam.set(*number);
        return notes.add(kFromHeader, "{}", number->digits.to_text());
    }
}

bool add_location(const isup::Message& iam, const Profile& profile, Headers& headers,
                  Notes& notes) {
    const auto number = iam.get<isup::LocationNumber>();
    if (!profile.trust || !number || number->digits.empty())
        return false;
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::uint8_t, 2 + isup::Digits::kMax / 2> memory;
    base::OctetWriter writer(memory);
    number->encode(writer);
    std::string value = "GSTN;gstn-location=\"";
    for (const std::uint8_t octet : writer.written()) {
        value += kDigits[octet >> 4U];
        value += kDigits[octet & 15U];
    }
    value += "\";network-provided";
    headers.push_back({std::string(kHeader), std::move(value)});
    notes.add(kToHeader, "{}", number->digits.to_text());
    return true;
}

} // namespace mapping
