// Words of a command that name a file: "map test @invite.sip via pbx".
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace console::client {

/// The command with each word "@FILE" (or "\"@FILE\"") replaced by what the file holds: text as one
/// quoted word with its line ends as \r and \n, anything else as hexadecimal octets. The client
/// reads the file, so with its user's rights. Errors: a sentence; a file that cannot be read, is
/// empty or longer than 32 KiB.
base::Result<std::string, std::string> with_files(std::string_view command);

} // namespace console::client
