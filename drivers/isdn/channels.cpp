// B-channel states (Q.931 §5.5, §5.7).
#include "drivers/isdn/channels.h"

#include <fmt/core.h>

namespace isdn {

bool Channels::exists(unsigned timeslot) const {
    return timeslot >= 1 && timeslot <= drivers::timeslots(line_) &&
           timeslot != drivers::d_timeslot(line_);
}

ChannelState Channels::state(unsigned timeslot) const {
    const Slot& slot = slots_[timeslot];
    if (slot.call)
        return ChannelState::in_call;
    if (slot.blocked)
        return ChannelState::blocked;
    if (slot.out_of_service)
        return ChannelState::out_of_service;
    return slot.restarting ? ChannelState::restarting : ChannelState::idle;
}

unsigned Channels::first_idle() const {
    for (unsigned timeslot = 1; timeslot <= drivers::timeslots(line_); ++timeslot)
        if (idle(timeslot))
            return timeslot;
    return 0;
}

void Channels::seize(unsigned timeslot, CallId call) {
    if (exists(timeslot))
        slots_[timeslot].call = call;
}

void Channels::free(unsigned timeslot, CallId call, std::string reason) {
    if (!exists(timeslot) || slots_[timeslot].call != call)
        return;
    slots_[timeslot].call = 0;
    slots_[timeslot].reason = std::move(reason);
}

void Channels::block(unsigned timeslot, bool blocked) {
    if (!exists(timeslot))
        return;
    slots_[timeslot].blocked = blocked;
    slots_[timeslot].reason = blocked ? "blocked by the operator" : "unblocked by the operator";
}

void Channels::out_of_service(unsigned timeslot, bool out, std::string reason) {
    if (!exists(timeslot))
        return;
    slots_[timeslot].out_of_service = out;
    slots_[timeslot].reason = std::move(reason);
}

void Channels::restarting(unsigned timeslot, bool restarting, std::string reason) {
    if (!exists(timeslot))
        return;
    slots_[timeslot].restarting = restarting;
    slots_[timeslot].reason = std::move(reason);
}

std::vector<ChannelView> Channels::view() const {
    std::vector<ChannelView> views;
    for_each([&](unsigned timeslot) {
        const Slot& slot = slots_[timeslot];
        ChannelView view{timeslot, state(timeslot), slot.call, slot.reason};
        if (slot.call)
            view.reason = slot.blocked ? fmt::format("in call {}, then blocked", slot.call)
                                       : fmt::format("in call {}", slot.call);
        views.push_back(std::move(view));
    });
    return views;
}

} // namespace isdn
