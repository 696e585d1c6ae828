// ISUP messages for people: one line, or every parameter and field with the names of its values.
#pragma once

#include "isup/message.h"

#include <string>

namespace isup {

/// "IAM", "ACM", ... or "type 0xfa".
std::string acronym(MessageType type, Variant variant = Variant::itu);

/// One line: acronym and what matters most: "IAM called 4989123456 (international) calling 3314...
/// ordinary speech".
std::string summary(const Message& message, Variant variant = Variant::itu);

/// Several lines: acronym and name, then one line per parameter with its fields by name; unknown
/// ones in hex. Each line ends with '\n'; lines after the first are indented by two blanks.
std::string to_text(const Message& message, Variant variant = Variant::itu);

} // namespace isup
