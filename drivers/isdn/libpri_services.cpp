// isdn::Interface on libpri: supplementary services that libpri runs itself. It reports them as
// subcommands of its events; each row names who takes one.
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

#include <iterator>

namespace isdn {
namespace {

struct ServiceRow {
    int subcommand; ///< PRI_SUBCMD_
    const char* name;
};
constexpr ServiceRow kServices[] = {
    {PRI_SUBCMD_REDIRECTING, "redirecting"},
    {PRI_SUBCMD_CONNECTED_LINE, "connected line"},
    {PRI_SUBCMD_REROUTING, "rerouting"},
    {PRI_SUBCMD_CC_AVAILABLE, "call completion available"},
    {PRI_SUBCMD_TRANSFER_CALL, "transfer"},
    {PRI_SUBCMD_AOC_S, "AOC-S"},
    {PRI_SUBCMD_AOC_D, "AOC-D"},
    {PRI_SUBCMD_AOC_E, "AOC-E"},
    {PRI_SUBCMD_MCID_REQ, "MCID"},
    {PRI_SUBCMD_DISPLAY_TEXT, "display"},
};

const pri_subcommands* subcommands_of(const pri_event& event) {
    switch (event.e) {
    case PRI_EVENT_RING:
        return event.ring.subcmds;
    case PRI_EVENT_RINGING:
        return event.ringing.subcmds;
    case PRI_EVENT_ANSWER:
        return event.answer.subcmds;
    case PRI_EVENT_FACILITY:
        return event.facility.subcmds;
    case PRI_EVENT_NOTIFY:
        return event.notify.subcmds;
    case PRI_EVENT_HANGUP:
    case PRI_EVENT_HANGUP_REQ:
    case PRI_EVENT_HANGUP_ACK:
        return event.hangup.subcmds;
    case PRI_EVENT_PROCEEDING:
    case PRI_EVENT_PROGRESS:
        return event.proceeding.subcmds;
    case PRI_EVENT_SETUP_ACK:
        return event.setup_ack.subcmds;
    case PRI_EVENT_CONNECT_ACK:
        return event.connect_ack.subcmds;
    case PRI_EVENT_INFO_RECEIVED:
        return event.ring.subcmds;
    case PRI_EVENT_KEYPAD_DIGIT:
        return event.digit.subcmds;
    default:
        return nullptr;
    }
}

} // namespace

// What libpri made of the services in a message is only logged: the same elements are in
// Message::facilities, from where they are mapped.
void LibpriInterface::on_subcommands(const void* raw) const {
    if (!base::log::enabled(base::log::Level::debug))
        return;
    const auto& event = *static_cast<const pri_event*>(raw);
    const pri_subcommands* list = subcommands_of(event);
    for (int at = 0; list && at < list->counter_subcmd; ++at)
        for (const ServiceRow& row : kServices)
            if (row.subcommand == list->subcmd[at].cmd)
                base::log::debug("isdn", "{}: libpri: {}", options_.name, row.name);
}

} // namespace isdn
