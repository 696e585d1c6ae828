// A telephone number as routing sees it: digits, nature of address and presentation (Q.763 §3.9,
// §3.10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace route {

/// Nature of address (Q.763 §3.9 b), of which routing tells these apart.
enum class Nature : std::uint8_t { unknown, subscriber, national, international, network_specific };
/// Address presentation (Q.763 §3.10 e).
enum class Presentation : std::uint8_t { allowed, restricted, unavailable };
/// What the caller's bearer carries (Q.931 §4.5.5 octet 3, Q.763 §3.54).
enum class Bearer : std::uint8_t { speech, audio_3k1, unrestricted, restricted, audio_7k, video };

/// A number as values. `digits` are 0-9, * and # as dialled, without a leading plus: an
/// international number is its country code and national number with nature `international`.
struct Number {
    std::string digits;
    Nature nature = Nature::unknown;
    Presentation presentation = Presentation::allowed;
    bool operator==(const Number&) const = default;
};

std::string_view name(Nature nature);
std::string_view name(Presentation presentation);
std::string_view name(Bearer bearer);
std::optional<Nature> nature_from_text(std::string_view text);

/// The form in which patterns see a number: an international one with a leading plus, others as
/// they are.
std::string written(const Number& number);
/// Takes `text` as the number's written form: with a plus it is international; one that was
/// international and lost its plus is of unknown nature; any other nature stays.
void set_written(Number& number, std::string_view text);

/// "+4930123 (international)", "0123 (unknown, restricted)"; for explanations and tables.
std::string text(const Number& number);
/// A number as typed at the console: a leading plus makes it international, else it is unknown.
/// Nothing when there is another character than 0-9 * # (or an empty number).
std::optional<Number> number_from_text(std::string_view text);

} // namespace route
