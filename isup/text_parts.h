// What the printers of parameters share. Private to isup/text*.cpp.
#pragma once

#include "isup/codes.h"
#include "isup/digits.h"

#include <fmt/format.h>

#include <span>

namespace isup::text {

using Line = fmt::memory_buffer;

template <class... Arguments>
void put(Line& line, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(line), format, std::forward<Arguments>(arguments)...);
}

inline void put_hex(Line& line, base::Octets octets) {
    for (const std::uint8_t octet : octets)
        put(line, "{:02x}", octet);
}

/// Digits without ST, then "ST".
inline void put_digits(Line& line, const Digits& digits) {
    if (digits.empty())
        put(line, "no digits");
    else
        put(line, "{}{}", digits.without_st().to_text(), digits.has_st() ? " ST" : "");
}

/// Writes the fields of one parameter; false when its contents are malformed.
struct Printer {
    Param code;
    bool (*put)(Line&, base::Octets);
};

/// Circuits and supplementary services of Q.763.
std::span<const Printer> service_printers();
/// Of T1.113; before the others.
std::span<const Printer> ansi_printers();

} // namespace isup::text
