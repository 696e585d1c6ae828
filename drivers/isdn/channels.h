// The B-channels of one interface, or of all of an NFAS group: who uses each, and why it is in its
// state. One owner of the truth.
#pragma once

#include "drivers/isdn/interface.h"

#include <array>

namespace isdn {

/// How a B-channel is called in this room: its timeslot, and in an NFAS group the identifier of its
/// interface (0-127) above it. Outside of one they are the same.
constexpr unsigned channel_number(unsigned interface, unsigned timeslot) {
    return interface << 8 | timeslot;
}
constexpr unsigned interface_in(unsigned channel) {
    return channel >> 8;
}
constexpr unsigned timeslot_in(unsigned channel) {
    return channel & 0xff;
}
/// `which` is the channel itself, or with timeslot 0 its whole interface.
constexpr bool covers(unsigned which, unsigned channel) {
    return timeslot_in(which) == 0 ? interface_in(which) == interface_in(channel)
                                   : which == channel;
}

/// Thread: that of the interface.
class Channels {
  public:
    /// `group`: its interfaces come by add_interface(); else it is interface 0 alone.
    explicit Channels(drivers::LineType line, bool group = false) : line_(line) {
        if (!group)
            add_interface(0, true);
    }
    void add_interface(unsigned interface, bool has_d_channel);

    /// A timeslot of this line that is not its D-channel.
    bool exists(unsigned channel) const { return find(channel) != nullptr; }
    bool has_interface(unsigned interface) const;
    bool idle(unsigned channel) const {
        return exists(channel) && state(channel) == ChannelState::idle;
    }
    /// The lowest idle B-channel, 0 when there is none.
    unsigned first_idle() const;
    CallId call(unsigned channel) const {
        const Slot* slot = find(channel);
        return slot ? slot->call : 0;
    }

    void seize(unsigned channel, CallId call);
    void free(unsigned channel, CallId call, std::string reason);
    void block(unsigned channel, bool blocked);
    bool blocked(unsigned channel) const {
        const Slot* slot = find(channel);
        return slot && slot->blocked;
    }
    /// The far end says so; a call in progress stays.
    void out_of_service(unsigned channel, bool out, std::string reason);
    void restarting(unsigned channel, bool restarting, std::string reason);

    ChannelState state(unsigned channel) const;
    /// `timeslot` of a view is the channel's number.
    std::vector<ChannelView> view() const;
    /// Calls f(channel) for each B-channel.
    template <class F>
    void for_each(F f) const {
        for (const Member& member : members_)
            for (unsigned timeslot = 1; timeslot <= drivers::timeslots(line_); ++timeslot)
                if (const unsigned channel = channel_number(member.interface, timeslot);
                    exists(channel))
                    f(channel);
    }

  private:
    struct Slot {
        CallId call = 0;
        bool blocked = false, restarting = false, out_of_service = false;
        std::string reason;
    };
    struct Member {
        unsigned interface = 0;
        bool has_d_channel = true;
        std::array<Slot, drivers::kMaxTimeslots + 1> slots{};
    };
    const Slot* find(unsigned channel) const;
    Slot* find(unsigned channel) {
        return const_cast<Slot*>(static_cast<const Channels&>(*this).find(channel));
    }

    drivers::LineType line_;
    std::vector<Member> members_;
};

} // namespace isdn
