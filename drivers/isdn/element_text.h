// One information element for people: its name and the names of its values (Q.931 §4.5, Q.932 §8).
// Private to the room.
#pragma once

#include "base/octets.h"

#include <string>

namespace isdn {

/// "0a 1b", the octets in hexadecimal.
std::string hex(base::Octets octets);
/// Octets as IA5 (T.50); what cannot be printed as '.'.
std::string ia5(base::Octets octets);

/// "bearer capability", "codeset 6 element 0x21": of a codeset (Q.931 §4.5.2) and an identifier; of
/// an element of one octet `identifier` is that octet.
std::string element_name(unsigned codeset, std::uint8_t identifier);
/// The values of an element of several octets; `contents` from octet 3 on. What is cut short is
/// said so and shown as octets.
std::string element_values(unsigned codeset, std::uint8_t identifier, base::Octets contents);
/// The value of an element of one octet.
std::string single_octet_value(unsigned codeset, std::uint8_t octet);

/// Digits of a number element, as in a summary; empty when it has none.
std::string digits_of(base::Octets number_contents);
/// "17 user busy"; empty when cut short.
std::string cause_of(base::Octets cause_contents);
/// "1/7" style for people: "7", "any", "slot map"; empty when cut short.
std::string channel_of(base::Octets channel_contents);

} // namespace isdn
