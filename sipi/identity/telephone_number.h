// Telephone numbers as a PASSporT signs them: RFC 8224 §8.3.
#pragma once

#include <string>
#include <string_view>

namespace sipi::identity {

/// Digits, '*' and '#' of an international number; the leading '+', visual separators and all from
/// ';' or '@' on are gone. "" when anything else stands there: then it is no telephone number.
std::string canonical_number(std::string_view text);

} // namespace sipi::identity
