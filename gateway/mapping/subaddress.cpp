// ISDN subaddresses between URIs and access transport (RFC 4715, Q.931 §4.5.9, X.213).
#include "gateway/mapping/subaddress.h"

#include "sipi/service_header.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

constexpr Row kToAccess{"subaddress in access transport", "RFC 4715 §6.1, Q.763 §3.3"};
constexpr Row kSubaddressToUri{"isub from access transport", "RFC 4715 §6.1, Q.763 §3.3"};

constexpr std::uint8_t kIa5 = 0x50, kBcd = 0x48; ///< authority and format identifiers (X.213)
constexpr std::uint8_t kNsap = 0x80;             ///< octet 3 (Q.931 §4.5.9)
constexpr std::uint8_t kTypeMask = 0x70;
constexpr std::uint8_t kOdd = 0x08; ///< number of address signals; BCD only
constexpr std::size_t kSubaddressMostOctets = 20;

// The first row is that of an absent isub-encoding.
constexpr std::array kSubaddressRows{
    SubaddressRow{"nsap-ia5", kIa5, 19, "RFC 4715 §5, §6.2"},
    SubaddressRow{"nsap-bcd", kBcd, 38, "RFC 4715 §5, §6.2"},
    SubaddressRow{"nsap", std::nullopt, 40, "RFC 4715 §5, §6.2"},
};

bool is_ia5(base::Octets octets) {
    return std::ranges::all_of(octets, [](std::uint8_t octet) { return octet < 0x80; });
}

bool append_bcd(std::string_view digits, std::vector<std::uint8_t>& out) {
    if (digits.find_first_not_of("0123456789") != std::string_view::npos)
        return false;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        const int low = at + 1 < digits.size() ? digits[at + 1] - '0' : 0xf;
        out.push_back(static_cast<std::uint8_t>((digits[at] - '0') << 4 | low));
    }
    return true;
}

std::string bcd_text(base::Octets octets, bool odd) {
    std::string text;
    for (const std::uint8_t octet : octets)
        for (const int digit : {octet >> 4, octet & 0xf})
            if (digit <= 9)
                text += static_cast<char>('0' + digit);
    if (odd && !text.empty() && (octets.back() & 0xf) <= 9)
        text.pop_back(); // filler of an odd count
    return text;
}

} // namespace

std::span<const SubaddressRow> subaddress_rows() {
    return kSubaddressRows;
}

std::optional<std::vector<std::uint8_t>> subaddress_of(const Subscriber& subscriber) {
    const std::string text = subscriber.value("isub");
    if (text.empty())
        return std::nullopt;
    const std::string encoding = subscriber.value("isub-encoding");
    const auto* row =
        encoding.empty()
            ? kSubaddressRows.begin()
            : std::ranges::find_if(kSubaddressRows, [&](const SubaddressRow& candidate) {
                  return sipi::equal_without_case(candidate.encoding, encoding);
              });
    if (row == kSubaddressRows.end() || text.size() > row->most)
        return std::nullopt;
    std::vector<std::uint8_t> contents{kNsap};
    if (!row->afi) {
        const auto octets = sipi::octets_from_hex(text);
        if (!octets)
            return std::nullopt;
        contents.insert(contents.end(), octets->begin(), octets->end());
        return contents;
    }
    contents.push_back(*row->afi);
    if (*row->afi == kBcd) {
        if (text.size() % 2)
            contents[0] |= kOdd;
        return append_bcd(text, contents) ? std::optional(contents) : std::nullopt;
    }
    if (!is_ia5({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}))
        return std::nullopt;
    contents.insert(contents.end(), text.begin(), text.end());
    return contents;
}

SubscriberParams params_of_subaddress(base::Octets contents) {
    if (contents.size() < 3 || contents.size() > 1 + kSubaddressMostOctets ||
        (contents[0] & kTypeMask))
        return {};
    const base::Octets address = contents.subspan(1), specific = contents.subspan(2);
    if (address[0] == kIa5 && is_ia5(specific))
        return {{"isub", std::string(specific.begin(), specific.end())}};
    if (address[0] == kBcd) {
        std::string digits = bcd_text(specific, (contents[0] & kOdd) != 0);
        if (digits.empty())
            return {};
        return {{"isub", std::move(digits)}, {"isub-encoding", "nsap-bcd"}};
    }
    std::string hex;
    sipi::append_hex(hex, address.data(), address.size());
    return {{"isub", std::move(hex)}, {"isub-encoding", "nsap"}};
}

void set_subaddress(const Subscriber& from, isup::Element element, isup::Message& to,
                    Notes& notes) {
    const auto contents = subaddress_of(from);
    if (!contents)
        return;
    auto access = to.get<isup::AccessTransport>().value_or(isup::AccessTransport{});
    if (access.find(element) || !access.add(element, *contents))
        return;
    to.set(access);
    notes.add(kToAccess, "{} {}", from.value("isub-encoding"), from.value("isub"));
}

SubscriberParams subaddress_params(const isup::Message& from, isup::Element element, Notes& notes) {
    const auto access = from.get<isup::AccessTransport>();
    const auto contents = access ? access->find(element) : std::nullopt;
    SubscriberParams params = contents ? params_of_subaddress(*contents) : SubscriberParams{};
    if (!params.empty())
        notes.add(kSubaddressToUri, "{}", params.front().value);
    return params;
}

} // namespace mapping
