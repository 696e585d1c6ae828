// Causes that a call gives itself (Q.850), and the REL that carries one.
#pragma once

#include "isup/message.h"

namespace call {

inline constexpr std::uint8_t kNoRoute = 3, kNormal = 16, kNoAnswer = 19, kAddressIncomplete = 28,
                              kNoCircuit = 34, kTemporaryFailure = 41, kCongestion = 42,
                              kChannelUnavailable = 44, kNoResource = 47, kTimerExpired = 102;

using isup::cause_here;

inline isup::Message release_message(const isup::CauseIndicators& cause) {
    isup::Message rel(isup::MessageType::rel);
    rel.set(cause);
    return rel;
}

} // namespace call
