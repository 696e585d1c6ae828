// Tags, lengths and small values of the Basic Encoding Rules (X.690), as facility elements use
// them.
#pragma once

#include "base/octets.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isdn::ber {

// Universal tags (X.680 §8.4) that occur in services of the ISDN.
inline constexpr std::uint8_t kBoolean = 0x01, kInteger = 0x02, kOctetString = 0x04, kNull = 0x05,
                              kObjectIdentifier = 0x06, kEnumerated = 0x0a, kNumericString = 0x12,
                              kIa5String = 0x16, kGeneralizedTime = 0x18, kSequence = 0x30;

/// Tag of [n], primitive or constructed; n below 31.
constexpr std::uint8_t context(unsigned n) {
    return static_cast<std::uint8_t>(0x80 | n);
}
constexpr std::uint8_t constructed(unsigned n) {
    return static_cast<std::uint8_t>(0xa0 | n);
}

/// One element. The contents are in the memory that was read.
struct Element {
    std::uint8_t tag = 0;
    base::Octets contents;
};

/// The next element; nothing at the end, or when it is cut short or longer than what is there. The
/// indefinite form is understood in the last element alone.
std::optional<Element> next(base::OctetReader& reader);
/// All elements inside; those behind a broken one are left out.
std::vector<Element> all(base::Octets contents);
/// INTEGER or ENUMERATED of up to four octets.
std::optional<std::int64_t> integer(base::Octets contents);
/// The value inside an explicit tag, or the octets themselves where an implicit one was used.
base::Octets inside(const Element& element);

using Octets = std::vector<std::uint8_t>;
/// One element; contents of up to 65535 octets.
Octets element(std::uint8_t tag, base::Octets contents);
Octets text(std::uint8_t tag, std::string_view characters);
Octets number(std::uint8_t tag, std::int64_t value);
Octets boolean(bool value);
/// Several elements behind each other, as contents of `tag`.
Octets group(std::uint8_t tag, std::initializer_list<Octets> elements);
void append(Octets& to, const Octets& more);

} // namespace isdn::ber
