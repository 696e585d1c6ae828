// Tags, lengths and small values of the Basic Encoding Rules (X.690).
#include "drivers/isdn/ber.h"

namespace isdn::ber {

std::optional<Element> next(base::OctetReader& reader) {
    constexpr std::uint8_t kIndefinite = 0x80;
    if (reader.left() < 2)
        return std::nullopt;
    Element found;
    found.tag = reader.u8();
    const std::uint8_t first = reader.u8();
    std::size_t length = first;
    if (first == kIndefinite) {
        length = reader.left() >= 2 ? reader.left() - 2 : 0;
    } else if (first > kIndefinite) {
        if ((first & 0x7f) > 2)
            return std::nullopt;
        length = first == 0x81 ? reader.u8() : reader.u16();
    }
    found.contents = reader.octets(length);
    return reader.failed() ? std::nullopt : std::optional(found);
}

std::vector<Element> all(base::Octets contents) {
    constexpr std::size_t kMost = 64;
    std::vector<Element> elements;
    base::OctetReader reader(contents);
    while (elements.size() < kMost)
        if (const auto one = next(reader))
            elements.push_back(*one);
        else
            break;
    return elements;
}

std::optional<std::int64_t> integer(base::Octets contents) {
    if (contents.empty() || contents.size() > 4)
        return std::nullopt;
    std::int64_t value = static_cast<std::int8_t>(contents[0]);
    for (const std::uint8_t octet : contents.subspan(1))
        value = value * 256 + octet;
    return value;
}

base::Octets inside(const Element& element) {
    constexpr std::uint8_t kConstructed = 0x20;
    if ((element.tag & kConstructed) == 0)
        return element.contents;
    base::OctetReader reader(element.contents);
    const auto value = next(reader);
    return value ? value->contents : base::Octets();
}

Octets element(std::uint8_t tag, base::Octets contents) {
    Octets octets{tag};
    const std::size_t size = contents.size();
    if (size > 0xff) {
        octets.push_back(0x82);
        octets.push_back(static_cast<std::uint8_t>(size >> 8));
    } else if (size > 0x7f) {
        octets.push_back(0x81);
    }
    octets.push_back(static_cast<std::uint8_t>(size & 0xff));
    octets.insert(octets.end(), contents.begin(), contents.end());
    return octets;
}

Octets text(std::uint8_t tag, std::string_view characters) {
    return element(tag,
                   {reinterpret_cast<const std::uint8_t*>(characters.data()), characters.size()});
}

Octets number(std::uint8_t tag, std::int64_t value) {
    Octets contents;
    bool enough = false;
    for (int shift = 24; shift >= 0; shift -= 8) { // the fewest octets that keep the sign
        const std::int64_t rest = value >> shift;
        enough = enough || shift == 0 || rest < -128 || rest > 127 ||
                 ((value >> (shift - 1)) != 0 && (value >> (shift - 1)) != -1);
        if (enough)
            contents.push_back(static_cast<std::uint8_t>(rest & 0xff));
    }
    return element(tag, contents);
}

Octets boolean(bool value) {
    const std::uint8_t octet = value ? 0xff : 0;
    return element(kBoolean, {&octet, 1});
}

Octets group(std::uint8_t tag, std::initializer_list<Octets> elements) {
    Octets contents;
    for (const Octets& one : elements)
        append(contents, one);
    return element(tag, contents);
}

void append(Octets& to, const Octets& more) {
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace isdn::ber
