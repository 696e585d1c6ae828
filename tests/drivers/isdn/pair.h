// A user and a network side of one D-channel, wired in memory on a hand-driven clock.
#pragma once

#include "drivers/isdn/interface.h"
#include "drivers/isdn/q931.h"

#include <chrono>
#include <deque>
#include <string>
#include <vector>

namespace isdn_test {

using isdn::CallId;
using isdn::Message;
using isdn::MessageType;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The clock that gettimeofday() follows in this program: libpri reads nothing else.
extern const base::ManualClock* wall_clock;

struct Seen {
    CallId call = 0;
    Message message;
    bool released = false;
};

/// One end; records what it is told.
struct End : isdn::Listener {
    End(isdn::Options options, base::Timers& timers) {
        interface =
            isdn::Interface::create(std::move(options), timers, *this, [this](base::Octets frame) {
                out.emplace_back(frame.begin(), frame.end());
                sent.emplace_back(frame.begin(), frame.end());
                return true;
            });
    }
    void on_d_channel(bool up) override { d_channel_log.push_back(up); }
    void on_setup(CallId call, const Message& setup) override {
        last = call;
        seen.push_back({call, setup, false});
        if (at_setup)
            at_setup(call);
    }
    void on_message(CallId call, const Message& message) override {
        seen.push_back({call, message, false});
        if (message.type == MessageType::disconnect && auto_release)
            (void)send(call, MessageType::release);
    }
    void on_released(CallId call, const Message& message) override {
        seen.push_back({call, message, true});
    }
    void on_restart(unsigned timeslot) override { restarts.push_back(timeslot); }

    base::Result<void, isdn::Error> send(CallId call, MessageType type, int cause = -1,
                                         unsigned location = 2) {
        Message message;
        message.type = type;
        if (cause >= 0)
            message.cause = isdn::Cause{
                static_cast<std::uint8_t>(cause), static_cast<std::uint8_t>(location), {}};
        return interface->send(call, message);
    }
    /// The last message of this type that came for this call.
    const Message* got(CallId call, MessageType type) const {
        for (auto one = seen.rbegin(); one != seen.rend(); ++one)
            if (one->call == call && one->message.type == type && !one->released)
                return &one->message;
        return nullptr;
    }
    const Message* released(CallId call) const {
        const Message* found = nullptr;
        for (const Seen& one : seen)
            if (one.call == call && one.released) {
                if (found)
                    return nullptr; // twice is as bad as never
                found = &one.message;
            }
        return found;
    }
    /// The Q.931 message types in the frames sent since the last look, in order.
    std::vector<unsigned> sent_types() {
        std::vector<unsigned> types;
        for (const auto& frame : sent)
            if (const auto envelope = isdn::read_envelope(isdn::information_of(frame)))
                types.push_back(envelope->type);
        sent.clear();
        return types;
    }
    unsigned busy_channels() const {
        unsigned busy = 0;
        for (const isdn::ChannelView& view : interface->channels())
            busy += view.state != isdn::ChannelState::idle;
        return busy;
    }

    std::deque<std::vector<std::uint8_t>> out;
    std::vector<std::vector<std::uint8_t>> sent;
    std::vector<Seen> seen;
    std::vector<bool> d_channel_log;
    std::vector<unsigned> restarts;
    std::function<void(CallId)> at_setup;
    bool auto_release = true;
    CallId last = 0;
    std::unique_ptr<isdn::Interface> interface;
};

/// Lets `time` pass on the hand-driven clock of whoever has `timers`, `clock` and carry(): frames
/// go over every 5 ms.
template <class Lines>
void run_lines(Lines& lines, std::chrono::milliseconds time) {
    constexpr std::chrono::milliseconds kStep{5};
    for (std::chrono::milliseconds done{0}; done < time; done += kStep) {
        lines.timers.run();
        lines.carry();
        lines.clock.advance(kStep);
    }
    lines.timers.run();
    lines.carry();
}

struct Pair {
    explicit Pair(isdn::Options options = {})
        : timers((wall_clock = &clock, clock)), user(with_side(options, isdn::Side::user), timers),
          network(with_side(options, isdn::Side::network), timers) {}

    static isdn::Options with_side(isdn::Options options, isdn::Side side) {
        options.side = side;
        options.name = side == isdn::Side::user ? "user" : "network";
        return options;
    }
    void carry() {
        while (!user.out.empty() || !network.out.empty()) {
            for (; !user.out.empty(); user.out.pop_front())
                if (!cut)
                    network.interface->receive_frame(user.out.front());
            for (; !network.out.empty(); network.out.pop_front())
                if (!cut)
                    user.interface->receive_frame(network.out.front());
        }
    }
    void run(milliseconds time) { run_lines(*this, time); }
    /// D-channel up and restarted at both ends.
    void up() {
        network.interface->start();
        user.interface->start();
        run(milliseconds(3000));
    }

    base::ManualClock clock;
    base::Timers timers;
    End user, network;
    bool cut = false;
};

inline Message setup(unsigned timeslot, const std::string& called, bool exclusive = false) {
    Message message;
    message.type = MessageType::setup;
    message.bearer = isdn::BearerCapability{};
    message.channel = isdn::Channel{static_cast<std::uint8_t>(timeslot), exclusive};
    message.called = isdn::Number{.digits = called};
    message.sending_complete = true;
    return message;
}

} // namespace isdn_test
