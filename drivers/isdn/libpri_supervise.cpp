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
    std::uint8_t reported; ///< cause of the call's end for whoever placed it
};
constexpr std::uint8_t kNoAnswer = 19, kRecoveryOnTimer = 102;
constexpr SuperviseRow kSupervised[] = {
    {State::overlap, "T304", &LineTimers::t304, "Q.931 §5.1.3, §5.2.4", kRecoveryOnTimer},
    {State::proceeding, "T310", &LineTimers::t310, "Q.931 §5.1.6, §5.2.5.3", kRecoveryOnTimer},
    {State::alerting, "T301", &LineTimers::t301, "Q.931 §5.1.7, §5.2.5.3", kNoAnswer},
};

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
    if (is_cleared_on_bus(*call)) {
        destroy(*call, call->last_cause.value, kTerminalGone);
        schedule();
        return;
    }
    std::uint8_t reported = kRecoveryOnTimer;
    for (const SuperviseRow& row : kSupervised)
        if (row.state == call->state) {
            reported = row.reported;
            base::log::info("isdn", "{}: call({}){{{}}}: {} has run out ({})", options_.name, id,
                            name(call->state), row.name, row.clause);
        }
    Message clearing;
    clearing.type = MessageType::disconnect;
    clearing.cause = own_cause(kRecoveryOnTimer);
    clear(*call, clearing);
    call->last_cause = own_cause(reported);
    schedule();
}

} // namespace isdn
