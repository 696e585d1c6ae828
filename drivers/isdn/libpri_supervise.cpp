// isdn::Interface on libpri: the timers of a call that libpri does not run (Q.931 Tables 9-1 and
// 9-2).
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

namespace isdn {
namespace {

// Calls that we have placed, by the message that has come last.
struct SuperviseRow {
    State state;
    const char* name;
    LineTimers::Milliseconds LineTimers::*timer;
    const char* clause;
};
constexpr SuperviseRow kSupervised[] = {
    {State::overlap, "T304", &LineTimers::t304, "Q.931 §5.1.3, §5.2.4"},
    {State::proceeding, "T310", &LineTimers::t310, "Q.931 §5.1.6, §5.2.5.3"},
};
constexpr std::uint8_t kRecoveryOnTimer = 102;

} // namespace

void LibpriInterface::supervise(Call& call) {
    call.supervision->cancel();
    if (!call.outgoing)
        return;
    for (const SuperviseRow& row : kSupervised)
        if (row.state == call.state)
            call.supervision->arm(options_.timers.*row.timer);
}

void LibpriInterface::on_supervision(CallId id) {
    Call* call = find(id);
    if (!call || !call->handle)
        return;
    for (const SuperviseRow& row : kSupervised)
        if (row.state == call->state)
            base::log::info("isdn", "{}: call({}){{{}}}: {} has run out ({})", options_.name, id,
                            name(call->state), row.name, row.clause);
    Message clearing;
    clearing.type = MessageType::disconnect;
    clearing.cause = own_cause(kRecoveryOnTimer);
    clear(*call, clearing);
    schedule();
}

} // namespace isdn
