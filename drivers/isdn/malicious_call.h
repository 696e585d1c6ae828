// Malicious call identification in facility elements (EN 300 130-1).
#pragma once

#include "drivers/isdn/message.h"
#include "drivers/isdn/remote_operation.h"

namespace isdn {

/// The called user asks the network to register its caller: the id of that invoke.
std::optional<int> identification_request_in(const Message& message);
std::vector<std::uint8_t> identification_request(int id);

// Errors of EN 300 130-1 §7.1, those of EN 300 196-1.
inline constexpr int kNotIncomingCall = 9;

} // namespace isdn
