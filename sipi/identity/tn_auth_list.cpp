// TNAuthList, the certificate extension that says whose numbers a key may sign: RFC 8226 §9.
#include "sipi/identity/tn_auth_list.h"

#include <algorithm>

namespace sipi::identity {
namespace {

constexpr std::uint8_t kInteger = 0x02, kIa5String = 0x16, kSequence = 0x30;
// TNEntry is a CHOICE with explicit tags (RFC 8226 §9)
constexpr std::uint8_t kServiceProvider = 0xa0, kRange = 0xa1, kOne = 0xa2;
constexpr std::size_t kMostEntries = 1000;

/// Reads one element after the other (X.690 §8.1).
class Elements {
  public:
    explicit Elements(std::string_view octets) : rest_(octets) {}
    bool at_end() const { return rest_.empty(); }

    /// The contents of the next element with that tag.
    std::optional<std::string_view> next(std::uint8_t tag) {
        if (rest_.empty() || octet(0) != tag)
            return std::nullopt;
        return any();
    }
    std::uint8_t tag() const { return rest_.empty() ? std::uint8_t{0} : octet(0); }
    std::optional<std::string_view> any() {
        if (rest_.size() < 2)
            return std::nullopt;
        std::size_t header = 2, length = octet(1);
        if (length >= 0x80) { // the long form; more than three octets of length are not ours
            const std::size_t octets = length & 0x7f;
            if (octets == 0 || octets > 3 || rest_.size() < 2 + octets)
                return std::nullopt;
            length = 0;
            for (std::size_t at = 0; at < octets; ++at)
                length = length << 8 | octet(2 + at);
            header += octets;
        }
        if (rest_.size() - header < length)
            return std::nullopt;
        const std::string_view contents = rest_.substr(header, length);
        rest_.remove_prefix(header + length);
        return contents;
    }

  private:
    std::uint8_t octet(std::size_t at) const { return static_cast<std::uint8_t>(rest_[at]); }
    std::string_view rest_;
};

bool is_number(std::string_view text) {
    constexpr std::size_t kLongest = 15; // TelephoneNumber ::= IA5String (SIZE (1..15))
    return !text.empty() && text.size() <= kLongest &&
           text.find_first_not_of("0123456789#*") == text.npos;
}

std::optional<std::uint64_t> integer_of(std::string_view contents) {
    if (contents.empty() || contents.size() > 7 || (contents.front() & 0x80) != 0)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : contents)
        value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
}

bool read_range(std::string_view contents, TnAuthList& list) {
    Elements outer(contents);
    const auto sequence = outer.next(kSequence);
    if (!sequence || !outer.at_end())
        return false;
    Elements parts(*sequence);
    const auto start = parts.next(kIa5String);
    const auto count = parts.next(kInteger);
    if (!start || !count || !parts.at_end() || !is_number(*start))
        return false;
    const auto value = integer_of(*count);
    if (!value || *value < 1)
        return false;
    list.numbers.push_back({std::string(*start), *value});
    return true;
}

bool read_entry(std::uint8_t tag, std::string_view contents, TnAuthList& list) {
    if (tag == kRange)
        return read_range(contents, list);
    Elements outer(contents);
    const auto text = outer.next(kIa5String);
    if (!text || !outer.at_end())
        return false;
    if (tag == kServiceProvider) {
        list.service_providers.emplace_back(*text);
        return true;
    }
    if (tag != kOne || !is_number(*text))
        return false;
    list.numbers.push_back({std::string(*text), 1});
    return true;
}

bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == text.npos;
}

/// Of at most 15 digits: below 2^63.
std::uint64_t value_of(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char c : digits)
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

bool contains(const TnAuthList::Range& range, std::string_view number) {
    if (range.count == 1 || number.size() != range.start.size() || !is_digits(number) ||
        !is_digits(range.start))
        return range.start == number;
    const std::uint64_t first = value_of(range.start), wanted = value_of(number);
    return wanted >= first && wanted - first < range.count;
}

} // namespace

bool TnAuthList::covers(std::string_view number) const {
    return numbers.empty() || std::ranges::any_of(numbers, [&](const Range& range) {
               return contains(range, number);
           });
}

std::optional<TnAuthList> tn_auth_list_from_der(std::string_view der) {
    Elements outer(der);
    const auto sequence = outer.next(kSequence);
    if (!sequence || !outer.at_end())
        return std::nullopt;
    TnAuthList list;
    for (Elements entries(*sequence); !entries.at_end();) {
        const std::uint8_t tag = entries.tag();
        const auto contents = entries.any();
        if (!contents || list.numbers.size() + list.service_providers.size() >= kMostEntries ||
            !read_entry(tag, *contents, list))
            return std::nullopt;
    }
    if (list.numbers.empty() && list.service_providers.empty())
        return std::nullopt; // SIZE (1..MAX)
    return list;
}

} // namespace sipi::identity
