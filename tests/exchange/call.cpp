// Names and notes of calls.
#include "tests/exchange/call.h"

#include <fmt/core.h>

namespace exchange {

const char* name(CallState state) {
    constexpr const char* kNames[] = {"setup",     "overlap",       "proceeding", "alerting",
                                      "connected", "disconnecting", "released"};
    return kNames[static_cast<unsigned>(state)];
}

void Call::log(bool sent, const isdn::Message& message) {
    std::string text = fmt::format("{} {}", sent ? '>' : '<', isdn::name(message.type));
    if (message.cause)
        text += fmt::format(" cause={}/{}", message.cause->value, message.cause->location);
    for (const isdn::Progress& progress : message.progress)
        text += fmt::format(" pi={}/{}", progress.description, progress.location);
    messages.push_back(std::move(text));
    if (!sent)
        received[isdn::name(message.type)] = message;
}

} // namespace exchange
