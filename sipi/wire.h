// What the stack shows of its traffic: each message on the wire, and counters of them.
#pragma once

#include "base/octets.h"
#include "sipi/endpoint.h"
#include "sipi/method.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace sipi {

/// Unique for the life of the process, never 0.
using SessionId = std::uint64_t;

/// One message on the wire, for traces and captures. Valid during the call only.
struct WireMessage {
    enum class Direction : std::uint8_t { in, out };
    Direction direction;
    bool retransmission; ///< these octets were received, or sent, before (RFC 3261 §17)
    SessionId
        session; ///< 0: of no session. The INVITE of a new session is shown before on_invite().
    base::Octets octets;
    const Endpoint& local;
    const Endpoint& peer;
};
using WireTap = std::function<void(const WireMessage&)>;

struct AgentCounters {
    /// Requests by Method: index 0 counts all methods of other names.
    static constexpr std::size_t kMethods = static_cast<std::size_t>(Method::publish) + 1;
    static std::string_view method_name(std::size_t index) {
        return index == 0 ? std::string_view("other") : text(static_cast<Method>(index));
    }
    std::array<std::uint64_t, kMethods> requests_in{};
    std::array<std::uint64_t, kMethods> requests_out{};
    std::array<std::uint64_t, 6> responses_in{}; ///< index 0: 1xx ... 5: 6xx
    std::array<std::uint64_t, 6> responses_out{};
    std::uint64_t retransmissions_in = 0; ///< counted here, not above
    std::uint64_t retransmissions_out = 0;
    std::uint64_t malformed = 0;  ///< messages that do not parse, or lack what every message needs
    std::uint64_t unmatched = 0;  ///< responses and ACKs of no transaction or session
    std::uint64_t unexpected = 0; ///< events that a machine's state does not expect
    std::uint64_t timeouts = 0;   ///< timers B, F and H
    std::uint64_t transport_errors = 0;
    std::uint64_t merged = 0;        ///< 482 (RFC 3261 §8.2.2.2)
    std::uint64_t late_forks = 0;    ///< 2xx of further forks, released
    std::uint64_t no_ack = 0;        ///< 2xx of ours that nobody acknowledged
    std::uint64_t no_prack = 0;      ///< reliable responses of ours that nobody acknowledged
    std::uint64_t refreshes_in = 0;  ///< re-INVITE and UPDATE that kept a session timer going
    std::uint64_t refreshes_out = 0; ///< the same of ours (RFC 4028 §10)
    std::uint64_t not_refreshed = 0; ///< sessions that ended because nobody refreshed them
    std::uint64_t too_short = 0;     ///< 422 (RFC 4028 §6), both ways
    std::uint64_t sessions_in = 0;
    std::uint64_t sessions_out = 0;
};

} // namespace sipi
