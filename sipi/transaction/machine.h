// What the four transaction machines share: states, events and timers by their names in RFC 3261
// §17 and RFC 6026.
#pragma once

#include "base/timers.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace sipi::transaction {

enum class State : std::uint8_t {
    calling,
    trying,
    proceeding,
    accepted, // RFC 6026 §7
    completed,
    confirmed,
    terminated,
};

enum class Event : std::uint8_t {
    // received
    provisional,   // 1xx
    success,       // 2xx
    success_again, // 2xx whose To tag was seen before
    failure,       // 300-699
    request,       // the request again
    ack,
    // from the user
    send_provisional,
    send_success,
    send_failure,
    // timers
    timer_a,     // INVITE client: request again
    timer_b,     // INVITE client: give up
    timer_d,     // INVITE client: wait for response retransmissions
    timer_e,     // non-INVITE client: request again
    timer_f,     // non-INVITE client: give up
    timer_g,     // INVITE server: response again
    timer_h,     // INVITE server: no ACK
    timer_i,     // INVITE server: wait for ACK retransmissions
    timer_j,     // non-INVITE server: wait for request retransmissions
    timer_k,     // non-INVITE client: wait for response retransmissions
    timer_l,     // INVITE server: absorb requests after 2xx
    timer_m,     // INVITE client: wait for 2xx of other forks
    timer_100,   // non-INVITE server: 100 is due (RFC 4320 §4.1)
    timer_spent, // non-INVITE server: the client has given up (RFC 4320 §4.2)
    transport_error,
};

std::string_view name(State state);
std::string_view name(Event event);

/// T1, T2, T4 of RFC 3261 Table 4.
struct Times {
    base::Duration t1 = std::chrono::milliseconds(500);
    base::Duration t2 = std::chrono::seconds(4);
    base::Duration t4 = std::chrono::seconds(5);
};

/// Length of a timer when first armed; zero means: fires at once (reliable transport, RFC 3261
/// Table 4).
base::Duration length(Event timer, const Times& times, bool reliable);

/// What the user of a transaction hears of an event.
enum class Tell : std::uint8_t { nothing, response, ack, timeout, transport_error };

/// A row of a machine's table: in this state, on this event, do `then`, which returns the next
/// state.
template <class Machine>
struct Rule {
    State in;
    Event on;
    State (Machine::*then)();
    Tell tell = Tell::nothing;
};

} // namespace sipi::transaction
