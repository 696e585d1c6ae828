// One parameter at a time off the front of a text, for the header parsers of this room; RFC 3261 §25.1.
#pragma once

#include "sipi/params.h"

#include <cstdint>

namespace sipi::scan {

enum class ParamRead : std::uint8_t { one, end, malformed };

/// Takes SEMI pname ["=" pvalue] off the front. Also for URI parameters, which have no white space: their
/// caller has cut the text at '?' and '>' and refused blanks before.
ParamRead read_param(std::string_view& rest, Param& out);

} // namespace sipi::scan
