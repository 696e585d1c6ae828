// isdn::Interface on libpri: the calls and where they are found; how they end.
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

namespace isdn {

using std::chrono::milliseconds;

const char* name(State state) {
    constexpr const char* kNames[] = {
        "initiated",       "present", "overlap",         "proceeding",          "alerting",
        "connect request", "active",  "disconnect sent", "disconnect received", "release sent"};
    return kNames[static_cast<unsigned>(state)];
}

LibpriInterface::Call* LibpriInterface::find(CallId id) {
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : found->second.get();
}

LibpriInterface::Call* LibpriInterface::find(q931_call* handle) {
    const auto found = by_handle_.find(handle);
    return found == by_handle_.end() ? nullptr : found->second;
}

LibpriInterface::Call* LibpriInterface::find_by_reference(std::uint16_t reference,
                                                          bool outgoing) const {
    const auto found = by_reference_.find(reference_key(reference, outgoing));
    return found == by_reference_.end() ? nullptr : found->second;
}

std::optional<CallReference> LibpriInterface::reference_of(CallId id) const {
    const auto found = calls_.find(id);
    if (found == calls_.end())
        return std::nullopt;
    const Call& call = *found->second;
    return CallReference{call.reference, call.outgoing, call.tei};
}

LibpriInterface::Call& LibpriInterface::add(q931_call* handle, bool outgoing, unsigned timeslot) {
    auto call = std::make_unique<Call>();
    call->id = next_id_++;
    call->handle = handle;
    call->outgoing = outgoing;
    call->state = outgoing ? State::initiated : State::present;
    int low = 0; // libpri gives the reference in two parts
    const int high = pri_get_crv(pri_, handle, &low);
    call->reference = static_cast<std::uint16_t>(high << 3 | low);
    if (is_bus_network() && !outgoing)
        call->tei = frame_tei_;
    call->timeslot = timeslot;
    call->d_channel = outgoing ? signalling_ : current_;
    settled_ = true;
    call->changed = timers_.clock().now();
    call->supervision =
        std::make_unique<base::Timer>(timers_, [this, id = call->id] { on_supervision(id); });
    call->last_cause = own_cause(PRI_CAUSE_NORMAL_UNSPECIFIED);
    channels_.seize(timeslot, call->id);
    by_handle_[handle] = call.get();
    by_reference_[reference_key(call->reference, outgoing)] = call.get();
    return *calls_.emplace(call->id, std::move(call)).first->second;
}

void LibpriInterface::move(Call& call, State state) {
    if (base::log::enabled(base::log::Level::debug))
        base::log::debug("isdn", "{}: call({}){{{}}}: now {}", options_.name, call.id,
                         name(call.state), name(state));
    call.state = state;
    call.changed = timers_.clock().now();
    supervise(call);
}

Cause LibpriInterface::own_cause(std::uint8_t value) const {
    // Q.850 Table 1: the user, or the public network that serves the local user
    return {value, static_cast<std::uint8_t>(options_.side == Side::network ? 2 : 0), {}};
}

// Out of all tables. `call` is gone after it.
void LibpriInterface::take_out(Call& call, std::string reason) {
    channels_.free(call.timeslot, call.id, std::move(reason));
    std::optional<std::uint8_t> keep;
    if (is_terminal()) // refused as first answer: the terminal's data link is only coming up
        keep = static_cast<std::uint8_t>(MessageType::release_complete);
    patches_.forget(call.reference, !call.outgoing, target_of(call).tei, keep);
    if (call.handle)
        by_handle_.erase(call.handle);
    std::erase_if(by_reference_, [&](const auto& entry) { return entry.second == &call; });
    calls_.erase(call.id);
}

// A call that nobody above knows of.
void LibpriInterface::discard(Call& call, std::string reason) {
    if (call.handle) {
        by_handle_.erase(call.handle);
        pri_destroycall(pri_, call.handle);
        call.handle = nullptr;
    }
    take_out(call, std::move(reason));
}

void LibpriInterface::finish(CallId id, Message message, bool later, std::string reason) {
    const auto found = calls_.find(id);
    if (found == calls_.end())
        return;
    Call& call = *found->second;
    if (!message.cause)
        message.cause = call.last_cause;
    base::log::debug("isdn", "{}: call({}) is over: {}, cause {} location {}", options_.name, id,
                     reason, message.cause->value, message.cause->location);
    take_out(call, std::move(reason));
    if (later) {
        ended_.push_back({id, std::move(message)});
        ended_timer_.arm(milliseconds(0));
    } else {
        listener_.on_released(id, message);
    }
}

void LibpriInterface::deliver_ended() {
    while (!ended_.empty()) {
        const Ended ended = std::move(ended_.front());
        ended_.pop_front();
        listener_.on_released(ended.call, ended.message);
    }
}

// Ends a call without a message to the far end.
void LibpriInterface::destroy(Call& call, std::uint8_t cause, std::string reason) {
    if (call.handle) {
        by_handle_.erase(call.handle);
        pri_destroycall(pri_, call.handle);
        call.handle = nullptr;
    }
    Message message;
    message.type = MessageType::release;
    message.cause = own_cause(cause);
    finish(call.id, std::move(message), true, std::move(reason));
}

void LibpriInterface::forget(CallId id) {
    if (Call* call = find(id))
        destroy(*call, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE, "forgotten");
    schedule();
}

void LibpriInterface::destroy_all(std::uint8_t cause, const char* reason) {
    std::vector<Call*> all;
    for (const auto& [id, call] : calls_)
        all.push_back(call.get());
    for (Call* call : all)
        destroy(*call, cause, reason);
}

void LibpriInterface::destroy_on(unsigned timeslot, std::uint8_t cause, const char* reason) {
    std::vector<Call*> concerned;
    for (const auto& [id, call] : calls_)
        if (covers(timeslot, call->timeslot))
            concerned.push_back(call.get());
    for (Call* call : concerned)
        destroy(*call, cause, reason);
}

} // namespace isdn
