// B-channel states (Q.931 §5.5, §5.7).
#include "drivers/isdn/channels.h"

#include <fmt/core.h>

namespace isdn {

void Channels::add_interface(unsigned interface, bool has_d_channel) {
    members_.push_back({interface, has_d_channel, {}});
}

bool Channels::has_interface(unsigned interface) const {
    for (const Member& member : members_)
        if (member.interface == interface)
            return true;
    return false;
}

const Channels::Slot* Channels::find(unsigned channel) const {
    const unsigned timeslot = timeslot_in(channel);
    if (timeslot < 1 || timeslot > drivers::timeslots(line_))
        return nullptr;
    for (const Member& member : members_)
        if (member.interface == interface_in(channel))
            return member.has_d_channel && timeslot == drivers::d_timeslot(line_)
                       ? nullptr
                       : &member.slots[timeslot];
    return nullptr;
}

ChannelState Channels::state(unsigned channel) const {
    const Slot& slot = *find(channel);
    if (slot.call)
        return ChannelState::in_call;
    if (slot.blocked)
        return ChannelState::blocked;
    if (slot.out_of_service)
        return ChannelState::out_of_service;
    return slot.restarting ? ChannelState::restarting : ChannelState::idle;
}

unsigned Channels::first_idle() const {
    unsigned first = 0;
    for_each([&](unsigned channel) {
        if (!first && idle(channel))
            first = channel;
    });
    return first;
}

void Channels::seize(unsigned channel, CallId call) {
    if (Slot* slot = find(channel))
        slot->call = call;
}

void Channels::free(unsigned channel, CallId call, std::string reason) {
    Slot* slot = find(channel);
    if (!slot || slot->call != call)
        return;
    slot->call = 0;
    slot->reason = std::move(reason);
}

void Channels::block(unsigned channel, bool blocked) {
    Slot* slot = find(channel);
    if (!slot)
        return;
    slot->blocked = blocked;
    slot->reason = blocked ? "blocked by the operator" : "unblocked by the operator";
}

void Channels::out_of_service(unsigned channel, bool out, std::string reason) {
    Slot* slot = find(channel);
    if (!slot)
        return;
    slot->out_of_service = out;
    slot->reason = std::move(reason);
}

void Channels::restarting(unsigned channel, bool restarting, std::string reason) {
    Slot* slot = find(channel);
    if (!slot)
        return;
    slot->restarting = restarting;
    slot->reason = std::move(reason);
}

std::vector<ChannelView> Channels::view() const {
    std::vector<ChannelView> views;
    for_each([&](unsigned channel) {
        const Slot& slot = *find(channel);
        ChannelView view{channel, state(channel), slot.call, slot.reason};
        if (slot.call)
            view.reason = slot.blocked ? fmt::format("in call {}, then blocked", slot.call)
                                       : fmt::format("in call {}", slot.call);
        views.push_back(std::move(view));
    });
    return views;
}

} // namespace isdn
