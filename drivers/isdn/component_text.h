// What a facility element carries, for people: the kind and the operation of each component (Q.932
// §8.2.3, X.229). Private to the room.
#pragma once

#include "base/octets.h"

#include <string>

namespace isdn {

/// "invoke 5 CallDeflection, argument 7 octets; ..." of the contents of a facility element, from
/// octet 3 on. Components that are cut short are said so and end the text.
std::string facility_text(base::Octets contents);

} // namespace isdn
