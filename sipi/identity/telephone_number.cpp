// Telephone numbers as a PASSporT signs them: RFC 8224 §8.3.
#include "sipi/identity/telephone_number.h"

namespace sipi::identity {

std::string canonical_number(std::string_view text) {
    constexpr std::string_view kKept = "0123456789*#";
    constexpr std::string_view kSeparators = "-.() "; // RFC 3966 §3 visual-separator
    text = text.substr(0, text.find_first_of(";@"));
    if (text.substr(0, 1) == "+")
        text.remove_prefix(1);
    std::string number;
    for (const char character : text)
        if (kKept.find(character) != std::string_view::npos)
            number += character;
        else if (kSeparators.find(character) == std::string_view::npos)
            return {};
    return number;
}

} // namespace sipi::identity
