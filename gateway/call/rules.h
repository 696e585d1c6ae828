// What each ISUP message does in each state of a call: the table of the call's state machine
// (Q.764 §2, Q.1912.5 §5.4).
#pragma once

#include "isup/codes.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace call {

enum class State : std::uint8_t {
    collecting,   ///< overlap: digits are still coming, no IAM has gone out
    awaiting_acm, ///< IAM sent (T7); digits may follow when it had no ST
    awaiting_anm, ///< ACM received (T9)
    answered,
    announcing, ///< failed; the caller hears why
    releasing,  ///< REL sent or received, legs are finishing
};
const char* name(State state);

/// Which leg a message comes from.
enum class From : std::uint8_t { incoming, outgoing, either };

/// What the call does with a message.
enum class Treatment : std::uint8_t {
    more_digits,      ///< SAM while no IAM has gone out
    continuity,       ///< COT: the IAM that waits for it goes on, or the call fails
    subsequent,       ///< SAM behind the IAM: passed on, or the call starts again
    address_complete, ///< the first ACM
    progress,         ///< CPG, a further ACM
    answer,           ///< ANM, CON
    suspend,          ///< passed on; T2 or T6 when the call is controlled here
    resume,
    information,    ///< INR: passed on to an ISUP leg, else answered with what the IAM said
    identification, ///< IDR: the same
    pass_on,        ///< end to end: to the other leg as it is
    release,        ///< REL
    late,           ///< its time is over, nothing is wrong: dropped
    unexpected,     ///< dropped and counted (Q.764 §2.9.5.1)
    local,          ///< of a circuit or a link, which a leg does not have: dropped and counted
};
std::string_view name(Treatment treatment);

/// One row. States are a set, one bit each; a message and state that no row names is unexpected.
struct Rule {
    isup::MessageType on;
    From from;
    std::uint8_t in; ///< bit n: State n
    Treatment then;
    std::string_view clause;
};

std::span<const Rule> rules();

/// The row for a message from that leg in that state. Never fails: the last row takes the rest.
const Rule& rule_for(isup::MessageType message, From from, State state);

} // namespace call
