// The B-channels of one interface: who uses each, and why it is in its state. One owner of the
// truth.
#pragma once

#include "drivers/isdn/interface.h"

#include <array>

namespace isdn {

/// Thread: that of the interface.
class Channels {
  public:
    explicit Channels(drivers::LineType line) : line_(line) {}

    /// A timeslot of this line that is not its D-channel.
    bool exists(unsigned timeslot) const;
    bool idle(unsigned timeslot) const {
        return exists(timeslot) && state(timeslot) == ChannelState::idle;
    }
    /// The lowest idle B-channel, 0 when there is none.
    unsigned first_idle() const;
    CallId call(unsigned timeslot) const { return exists(timeslot) ? slots_[timeslot].call : 0; }

    void seize(unsigned timeslot, CallId call);
    void free(unsigned timeslot, CallId call, std::string reason);
    void block(unsigned timeslot, bool blocked);
    bool blocked(unsigned timeslot) const { return exists(timeslot) && slots_[timeslot].blocked; }
    /// The far end says so; a call in progress stays.
    void out_of_service(unsigned timeslot, bool out, std::string reason);
    void restarting(unsigned timeslot, bool restarting, std::string reason);

    ChannelState state(unsigned timeslot) const;
    std::vector<ChannelView> view() const;
    /// Calls f(timeslot) for each B-channel.
    template <class F>
    void for_each(F f) const {
        for (unsigned timeslot = 1; timeslot <= drivers::timeslots(line_); ++timeslot)
            if (exists(timeslot))
                f(timeslot);
    }

  private:
    struct Slot {
        CallId call = 0;
        bool blocked = false, restarting = false, out_of_service = false;
        std::string reason;
    };
    drivers::LineType line_;
    std::array<Slot, drivers::kMaxTimeslots + 1> slots_;
};

} // namespace isdn
