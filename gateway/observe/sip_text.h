// SIP messages for the trace: one line from the octets, without parsing more than that needs.
#pragma once

#include "base/octets.h"

#include <string>

namespace observe {

/// "INVITE sip:600@192.0.2.1" or, for a response, "486 Busy Here (INVITE)"; with "[SDP]" when it
/// has a body of that type. Takes what is there of a message that was cut.
std::string sip_summary(base::Octets message);
/// Its lines, control characters made visible.
std::string sip_detail(base::Octets message);
/// "0000  08 01 05 ..  |...|" lines of sixteen octets.
std::string hex_dump(base::Octets octets);

} // namespace observe
