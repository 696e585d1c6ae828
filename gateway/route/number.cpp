// Numbers as routing sees them: names of their parts and their written form (Q.763 §3.9, E.164 §6).
#include "gateway/route/number.h"

#include <algorithm>
#include <array>

namespace route {
namespace {

constexpr std::array<std::string_view, 5> kNatures{"unknown", "subscriber", "national",
                                                   "international", "network-specific"};
constexpr std::array<std::string_view, 3> kPresentations{"allowed", "restricted", "unavailable"};
constexpr std::array<std::string_view, 6> kBearers{"speech",     "3.1khz", "unrestricted",
                                                   "restricted", "7khz",   "video"};

bool is_dialable(char c) {
    return (c >= '0' && c <= '9') || c == '*' || c == '#';
}

} // namespace

std::string_view name(Nature nature) {
    return kNatures[static_cast<std::size_t>(nature)];
}
std::string_view name(Presentation presentation) {
    return kPresentations[static_cast<std::size_t>(presentation)];
}
std::string_view name(Bearer bearer) {
    return kBearers[static_cast<std::size_t>(bearer)];
}

std::optional<Nature> nature_from_text(std::string_view text) {
    const auto found = std::ranges::find(kNatures, text);
    if (found == kNatures.end())
        return std::nullopt;
    return static_cast<Nature>(found - kNatures.begin());
}

std::string written(const Number& number) {
    return number.nature == Nature::international ? '+' + number.digits : number.digits;
}

void set_written(Number& number, std::string_view text) {
    const bool plus = text.starts_with('+');
    if (plus)
        number.nature = Nature::international;
    else if (number.nature == Nature::international)
        number.nature = Nature::unknown;
    number.digits.assign(text.substr(plus ? 1 : 0));
    std::erase(number.digits, '+');
}

std::string text(const Number& number) {
    if (number.digits.empty())
        return number.presentation == Presentation::allowed
                   ? "none"
                   : "none (" + std::string(name(number.presentation)) + ")";
    std::string out = written(number) + " (" + std::string(name(number.nature));
    if (number.presentation != Presentation::allowed)
        out += ", " + std::string(name(number.presentation));
    return out + ")";
}

std::optional<Number> number_from_text(std::string_view text) {
    Number number;
    set_written(number, text);
    const bool one_plus = number.digits.size() + text.starts_with('+') == text.size();
    if (number.digits.empty() || !one_plus || !std::ranges::all_of(number.digits, is_dialable))
        return std::nullopt;
    return number;
}

} // namespace route
