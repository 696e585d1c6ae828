// Bit fields of the indicator parameters with the names of their values (Q.763 clause 3), for
// people.
#pragma once

#include "base/octets.h"
#include "isup/codes.h"

#include <span>
#include <string_view>

namespace isup {

struct ValueName {
    std::uint8_t value;
    std::string_view name;
};

/// One bit field. Without names of values it is a number, or of one bit a flag.
struct Field {
    Param parameter;
    std::uint8_t octet;    ///< from 1
    std::uint8_t shift;    ///< of the lowest bit; A = 0
    std::uint8_t width;    ///< bits
    std::string_view name; ///< empty when the parameter is just this
    std::span<const ValueName> values;

    /// Precondition: the octet is there.
    std::uint8_t value_in(base::Octets contents) const {
        return static_cast<std::uint8_t>(contents[octet - 1u] >> shift & ((1 << width) - 1));
    }
    /// Empty when the value has no name.
    std::string_view name_of(std::uint8_t value) const;
};

/// Fields of a parameter in order; none when it is not made of bit fields.
std::span<const Field> fields_of(Param parameter);

} // namespace isup
