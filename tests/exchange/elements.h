// Elements that the exchange sends and reports as octets, by name (tests/exchange/README.md).
#pragma once

#include "drivers/isdn/message.h"

#include <span>
#include <string>
#include <string_view>

namespace exchange {

struct OctetField {
    const char* name;
    std::vector<std::uint8_t> isdn::Message::*octets; ///< contents from octet 3 on
};
std::span<const OctetField> octet_fields();

/// Octets of "9181"; nothing when it is not hexadecimal.
std::optional<std::vector<std::uint8_t>> from_hexadecimal(std::string_view text);
std::string to_hexadecimal(const std::vector<std::uint8_t>& octets);

/// Puts "hlc=9181" into a message; false when there is no such field or it is not hexadecimal.
bool set_field(isdn::Message& message, std::string_view assignment);

} // namespace exchange
