// Parameters that are bit fields: each is declared once, as member, octet and bits (Q.763 clause
// 3).
#pragma once

#include "base/octets.h"
#include "isup/codes.h"

#include <array>
#include <optional>
#include <tuple>

namespace isup {

/// Where a member stands in the contents: `octet` from 1, `shift` of its lowest bit (A = 0).
template <class Value, class Member>
struct Bits {
    Member Value::*member;
    std::uint8_t octet;
    std::uint8_t shift;
    std::uint8_t width;
};

template <class Value, class Member>
Bits(Member Value::*, int, int, int) -> Bits<Value, Member>;

/// Reads Value's members where `Value::bits()`, a tuple of Bits, says they stand. Nothing when the
/// contents end before the last of them; octets behind it are not read.
template <class Value>
std::optional<Value> read_bits(base::Octets contents) {
    Value value{};
    bool whole = true;
    const auto take = [&]<class Member>(const Bits<Value, Member>& bits) {
        if (bits.octet > contents.size())
            whole = false;
        else
            value.*bits.member = static_cast<Member>(contents[bits.octet - 1u] >> bits.shift &
                                                     ((1u << bits.width) - 1u));
    };
    std::apply([&](const auto&... each) { (take(each), ...); }, Value::bits());
    if (!whole)
        return std::nullopt;
    return value;
}

/// Writes them as one octet; spare bits are 0, those of `always` (extension) are 1.
template <class Value>
void write_bits(const Value& value, base::OctetWriter& out, unsigned always = 0) {
    unsigned octet = always;
    const auto place = [&](const auto& bits) {
        octet |= (static_cast<unsigned>(value.*bits.member) & ((1u << bits.width) - 1u))
                 << bits.shift;
    };
    std::apply([&](const auto&... each) { (place(each), ...); }, Value::bits());
    out.u8(static_cast<std::uint8_t>(octet));
}

/// A parameter whose contents are one value of one octet.
template <Param Code, class Value, Value Default = Value{}>
struct OneOctet {
    static constexpr Param kCode = Code;
    Value value = Default;

    static std::optional<OneOctet> decode(base::Octets contents) {
        if (contents.empty())
            return std::nullopt;
        return OneOctet{static_cast<Value>(contents[0])};
    }
    void encode(base::OctetWriter& out) const { out.u8(static_cast<std::uint8_t>(value)); }
    bool operator==(const OneOctet&) const = default;
};

} // namespace isup
