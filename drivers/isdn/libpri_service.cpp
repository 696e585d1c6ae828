// isdn::Interface on libpri: SERVICE messages, by which each end takes B-channels out of service
// and back (AT&T TR 41459 §5.4, Telcordia SR-NWT-002343 §3.5.2, here for blocking).
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

namespace isdn {
namespace {

constexpr int kInService = 0, kOutOfService = 2; // change status

} // namespace

void LibpriInterface::block(unsigned timeslot, bool blocked) {
    const bool was = channels_.blocked(timeslot);
    channels_.block(timeslot, blocked);
    if (blocked != was)
        send_service(timeslot);
}

// Tells the far end of a channel's state; it acknowledges, and uses the channel no more or again.
void LibpriInterface::send_service(unsigned timeslot) {
    if (!options_.service_messages || !pri_ || !up_ || !channels_.exists(timeslot))
        return;
    if (nfas() && interface_in(timeslot) == 0 && signalling_->interface != 0) {
        // libpri leaves interface 0 out, and that means the one that the D-channel is on
        base::log::info("isdn", "{}: SERVICE of B-channel {} cannot be sent now", options_.name,
                        label(timeslot));
        return;
    }
    pri_maintenance_service(pri_, static_cast<int>(interface_in(timeslot)),
                            static_cast<int>(timeslot_in(timeslot)),
                            channels_.blocked(timeslot) ? kOutOfService : kInService);
    schedule();
}

// After the D-channel was away, the far end may have forgotten.
void LibpriInterface::repeat_service() {
    channels_.for_each([&](unsigned timeslot) {
        if (channels_.blocked(timeslot))
            send_service(timeslot);
    });
}

void LibpriInterface::on_service(int channel, int status) {
    const unsigned timeslot = number_of_libpri(channel);
    if (!channels_.exists(timeslot))
        return;
    const bool out = status != kInService;
    base::log::info("isdn", "{}: the far end takes B-channel {} {} service", options_.name,
                    label(timeslot), out ? "out of" : "back to");
    channels_.out_of_service(timeslot, out,
                             out ? "out of service by the far end (SERVICE)"
                                 : "back in service by the far end (SERVICE)");
}

} // namespace isdn
