// One call at the exchange, from SETUP until long after its release: what happened is asked for by
// the tests.
#pragma once

#include "base/timers.h"
#include "drivers/isdn/message.h"
#include "tests/exchange/conf.h"
#include "tests/exchange/media.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace exchange {

class Line;

enum class CallState : std::uint8_t {
    setup,
    overlap,
    proceeding,
    alerting,
    connected,
    disconnecting,
    released
};
const char* name(CallState state);

/// What `call` and `load` may say beyond the SETUP itself.
struct CallOptions {
    std::string play, record;
    bool loop = false, echo = false, prbs = false, auto_release = true;
    unsigned tone = 0;
    std::optional<milliseconds> release_after;
    std::optional<isdn::Cause> cause;
};

struct Call {
    Call(unsigned number_, Line& line_, bool outgoing_)
        : number(number_), line(line_), outgoing(outgoing_) {}

    const unsigned number;
    Line& line;
    const bool outgoing;
    std::uint64_t id = 0; ///< at its interface; 0 once released
    unsigned timeslot = 0;
    CallState state = CallState::setup;
    unsigned reached = 1; ///< bit of each state that it has been in
    bool answered = false, released_by_us = false, clearing = false;
    std::string called, calling;
    std::optional<isdn::Cause> cause;
    std::vector<std::string> messages;
    std::map<std::string, isdn::Message> received;
    base::TimePoint started{};
    std::optional<base::Duration> first_answer, alerting, connect, ended;
    CallOptions options;
    std::unique_ptr<Media> media;
    std::uint64_t samples_in = 0;
    double level = -99;                                  ///< at the end
    std::optional<testing::Prbs15Receiver::Result> prbs; ///< at the end

    // calls that came in: their way through the number plan
    const NumberConf* entry = nullptr;
    Action action = Action::answer;
    bool collecting = false, sending_complete = false, waiting_for_hold_ring = false;
    bool far_disconnected = false;
    unsigned joined_with = 0; ///< another call, by a transfer that the far end has asked for
    std::unique_ptr<base::Timer> step, release;

    void move(CallState next) {
        state = next;
        reached |= 1U << static_cast<unsigned>(next);
    }
    bool has_been(CallState wanted) const { return reached >> static_cast<unsigned>(wanted) & 1; }
    void log(bool sent, const isdn::Message& message);
};

} // namespace exchange
