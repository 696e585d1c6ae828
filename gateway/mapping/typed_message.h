// A signalling message as a person gives it to a test command: hexadecimal octets, or SIP text.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mapping {

enum class Language : std::uint8_t { sip, isup, q931 };
/// "SIP", "ISUP", "Q.931".
std::string_view name(Language language);

/// Octets in the language that they were given or taken for: SIP a whole message with CRLF, ISUP
/// from its type code on (Q.763 §1.3), Q.931 from its protocol discriminator on (§4.2).
struct TypedMessage {
    Language language = Language::sip;
    std::vector<std::uint8_t> octets;
};

/// Reads what was typed. Hexadecimal digits, perhaps parted by blanks, ':' , ',' or '-' and led by
/// "0x", are octets: of Q.931 when they begin with its discriminator 08 and a call reference of 0
/// to 2 octets, or are a Q.921 I-frame with such a message; else of ISUP. Anything else is SIP:
/// lines end with CRLF, LF or a typed "\r\n" or "\n"; the empty line behind the headers and a
/// body's Content-Length may be left out. `as` decides where given. Errors: a sentence that says
/// what is wrong with it. Bound: 64 KiB.
base::Result<TypedMessage, std::string> read_typed(std::string_view text,
                                                   std::optional<Language> as);

/// "08 02 00 01 05"
std::string hex_text(const std::uint8_t* octets, std::size_t count);

} // namespace mapping
