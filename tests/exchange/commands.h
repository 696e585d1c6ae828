// The commands of the control socket.
#pragma once

#include "tests/exchange/arguments.h"
#include "tests/exchange/exchange.h"

#include <functional>

namespace exchange {

/// What a command leads to: an answer now, or one as soon as `ready` gives it, at the latest after
/// `timeout`.
struct Outcome {
    std::string answer; ///< a JSON object; empty when it must wait
    std::function<std::string()> ready;
    std::function<std::string()> late; ///< the answer after the timeout
    milliseconds timeout{5000};
    bool quit = false;
};

/// Never throws: misuse becomes an answer.
Outcome execute(Exchange& exchange, const std::string& line);

} // namespace exchange
