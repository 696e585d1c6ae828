// Q.931 messages for people: every element with the names of its values.
#pragma once

#include "drivers/isdn/message.h"

#include <string>

namespace isdn {

/// Several lines: the message's name, then one line per element that is present. Each line ends
/// with '\n'; lines after the first are indented by two blanks.
std::string to_text(const Message& message);

} // namespace isdn
