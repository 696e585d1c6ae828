// Event and Subscription-State of SUBSCRIBE and NOTIFY (RFC 6665 §8.2).
#pragma once

#include "sipi/error.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi {

/// An event package and which of several subscriptions in a dialog.
struct Event {
    std::string_view package; ///< "message-summary", "refer" ...
    std::string_view id;      ///< "" when absent
    static Result<Event> parse(std::string_view value);
};

struct SubscriptionState {
    enum class State : std::uint8_t { active, pending, terminated, other };
    State state = State::active;
    std::optional<std::chrono::seconds> expires; ///< of active and pending
    std::string_view reason;                     ///< of terminated: "timeout", "rejected" ...
    std::optional<std::chrono::seconds> retry_after;
    static Result<SubscriptionState> parse(std::string_view value);
};

/// Whole seconds as in Expires (RFC 3261 §20.19, delta-seconds); nothing when it is no number.
std::optional<std::chrono::seconds> delta_seconds(std::string_view value);

/// How soon a subscription that ended for this reason may be asked for again (RFC 6665 §4.1.3);
/// nothing: it must not be.
std::optional<std::chrono::seconds> subscribe_again_after(const SubscriptionState& ended);

} // namespace sipi
