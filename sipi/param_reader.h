// Parsers that the header parsers of this room share and that fill what they are given; RFC 3261
// §25.1.
#pragma once

#include "sipi/name_addr.h"
#include "sipi/params.h"
#include "sipi/uri.h"
#include "sipi/via.h"

#include <cstdint>
#include <optional>

namespace sipi::scan {

enum class ParamRead : std::uint8_t { one, end, malformed };

/// Takes SEMI pname ["=" pvalue] off the front, with white space around each piece.
ParamRead read_param(std::string_view& rest, Param& out);

/// Uri::parse() into a value that is there already; false when malformed, `uri` is then half
/// filled.
bool read_uri(std::string_view text, Uri& uri);
/// The same for Via::parse() and NameAddr::parse(); `via` and `out` are fresh.
bool read_via(std::string_view value, Via& via);
std::optional<Error> read_name_addr(std::string_view value, NameAddr& out);

} // namespace sipi::scan
