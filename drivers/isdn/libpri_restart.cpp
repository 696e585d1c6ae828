// isdn::Interface on libpri: RESTART of one B-channel or of the interface, both ways (Q.931 §5.5).
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

#include <fmt/core.h>

namespace isdn {
namespace {

constexpr int kInterfaceReset = 0x86; // restart indicator: single interface (Q.931 §4.5.25)

} // namespace

void LibpriInterface::restart(unsigned timeslot) {
    if (!pri_ || !up_ || (timeslot_in(timeslot) != 0 && !channels_.exists(timeslot)))
        return;
    if (!can_restart()) {
        clear_on(timeslot);
        return;
    }
    destroy_on(timeslot, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE, "RESTART by the operator");
    if (restart_pending_)
        end_restart("another RESTART follows", false);
    restart_slot_ = timeslot;
    restarts_left_ = options_.timers.n316;
    restart_pending_ = true;
    channels_.for_each([&](unsigned slot) {
        if (covers(timeslot, slot))
            channels_.restarting(slot, true, "RESTART sent, not acknowledged yet");
    });
    send_restart();
    schedule();
}

// Where there is no RESTART, its calls are released one by one.
void LibpriInterface::clear_on(unsigned timeslot) {
    std::vector<Call*> concerned;
    for (const auto& [id, call] : calls_)
        if (covers(timeslot, call->timeslot) && call->handle)
            concerned.push_back(call.get());
    for (Call* call : concerned) {
        Message clearing;
        clearing.type = MessageType::disconnect;
        clearing.cause = own_cause(PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
        clear(*call, clearing);
    }
    schedule();
}

void LibpriInterface::send_restart() {
    --restarts_left_;
    restart_timer_.arm(options_.timers.t316);
    const unsigned timeslot = timeslot_in(restart_slot_);
    if (timeslot == 0) { // libpri can name one channel only: make it the whole interface
        ElementPatch patch;
        std::vector<std::vector<std::uint8_t>> interface;
        if (nfas())
            interface.push_back(channel_contents(as_channel(restart_slot_, false), false));
        patch.items.push_back({Element::channel_identification, std::move(interface)});
        patch.items.push_back({Element::restart_indicator, {{kInterfaceReset}}});
        patches_.expect(0, false, kRestart, std::move(patch));
    }
    pri_reset(pri_, libpri_channel(timeslot ? restart_slot_ : restart_slot_ + 1));
}

void LibpriInterface::end_restart(const char* reason, bool next) {
    restart_pending_ = false;
    restart_timer_.cancel();
    patches_.forget(0, false);
    if (restarts_left_ == 0)
        base::log::warning("isdn", "{}: {}", options_.name, reason);
    channels_.for_each([&](unsigned slot) {
        if (covers(restart_slot_, slot))
            channels_.restarting(slot, false, reason);
    });
    if (next)
        next_periodic_restart();
}

// Of a group, one interface after the other.
void LibpriInterface::restart_all() {
    if (!nfas())
        return restart(0);
    channels_.for_each([&](unsigned channel) {
        const unsigned interface = channel_number(interface_in(channel), 0);
        if (periodic_.empty() || periodic_.back() != interface)
            periodic_.push_back(interface);
        channels_.restarting(channel, true, "RESTART will be sent");
    });
}

// One channel after the other, so that calls always find others idle.
void LibpriInterface::start_periodic_restart() {
    periodic_timer_.arm(options_.restart_interval);
    periodic_.clear();
    channels_.for_each([&](unsigned timeslot) { periodic_.push_back(timeslot); });
    next_periodic_restart();
}

void LibpriInterface::next_periodic_restart() {
    while (up_ && !restart_pending_ && !periodic_.empty()) {
        const unsigned timeslot = periodic_.front();
        periodic_.pop_front();
        if (timeslot_in(timeslot) == 0 || channels_.idle(timeslot))
            restart(timeslot);
    }
}

void LibpriInterface::on_restart(int channel) {
    unsigned timeslot = nfas() ? channel_number(current_->interface, 0) : 0U;
    if (channel >= 0 && (channel & 0xff) != 0xff)
        timeslot = number_of_libpri(channel);
    if (timeslot_in(timeslot) != 0 && !channels_.exists(timeslot))
        timeslot = channel_number(interface_in(timeslot), 0);
    base::log::info("isdn", "{}: RESTART of {}", options_.name,
                    timeslot_in(timeslot) ? fmt::format("B-channel {}", label(timeslot))
                    : nfas()              ? fmt::format("interface {}", interface_in(timeslot))
                                          : "the interface");
    destroy_on(timeslot, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE, "RESTART by the far end");
    deliver_ended();
    listener_.on_restart(timeslot);
}

void LibpriInterface::on_restart_acknowledged() {
    if (restart_pending_) {
        restarts_left_ = 1; // no complaint
        end_restart("restarted");
    }
}

} // namespace isdn
