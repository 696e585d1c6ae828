// Supplementary services in facility elements: what commands send, and what is shown of those
// received.
#pragma once

#include "drivers/isdn/message.h"
#include "tests/exchange/arguments.h"

#include <string>

namespace exchange {

/// Takes the keys of services and adds their facility elements. `qsig`: the line speaks QSIG.
void add_services(const Arguments& arguments, bool qsig, isdn::Message& message);
/// `rerouting`, `diverted_call`, `diverted_to`, `may_present` and `answers` where the message has
/// them: an object of JSON.
std::string services_shown(const isdn::Message& message);

} // namespace exchange
