// Contents of each ISUP parameter for a comparison with an independent decoder: edge and typical
// values of every field, written by our own typed values where there is one.
#pragma once

#include "isup/variants.h"

#include <vector>

namespace isup_test {

using Contents = std::vector<std::uint8_t>;

/// Contents of a parameter in a variant, the typical one first; none for a parameter without public
/// format. Contents that a typed value reads are what it writes again, so both ways are compared.
std::vector<Contents> samples(isup::Param code, isup::Variant variant);

} // namespace isup_test
