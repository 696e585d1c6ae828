// What the printers of parameters share. Private to isup/text*.cpp.
#pragma once

#include "isup/fields.h"
#include "isup/numbers.h"
#include "isup/tables.h"

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

/// Printable characters only; "." for the others.
inline void put_characters(Line& line, base::Octets octets) {
    for (const std::uint8_t octet : octets)
        line.push_back(octet >= 0x20 && octet < 0x7f ? static_cast<char>(octet) : '.');
}

/// The n-th of `names`, or the number.
template <class Value, std::size_t N>
void put_choice(Line& line, Value value, const std::string_view (&names)[N]) {
    const auto number = static_cast<std::size_t>(value);
    if (number < N && !names[number].empty())
        put(line, "{}", names[number]);
    else
        put(line, "value {}", number);
}

// Each the name of the value, or its number when it has none.
void put_nature(Line& line, NatureOfAddress nature);
void put_plan(Line& line, NumberingPlan plan);
void put_presentation(Line& line, Presentation presentation);
void put_screening(Line& line, Screening screening);

/// Writes the fields of one parameter; false when its contents are malformed.
struct Printer {
    Param code;
    bool (*put)(Line&, base::Octets);
};

/// Circuits and supplementary services of Q.763.
std::span<const Printer> service_printers();
/// What other protocols or the network's own rules put into parameters of Q.763.
std::span<const Printer> information_printers();
/// Of T1.113; before the others.
std::span<const Printer> ansi_printers();
std::span<const Printer> ansi_information_printers();
/// Of parameters that the variant has for itself.
std::span<const Printer> variant_printers(Variant variant);

} // namespace isup::text
