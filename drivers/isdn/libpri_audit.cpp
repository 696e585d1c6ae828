// isdn::Interface on libpri: the audit. libpri's calls, ours, the B-channels and the legs above
// must agree.
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

namespace isdn {

using std::chrono::seconds;

namespace {

// Clearing takes T305 and twice T308 at the most (Q.931 Table 9-1: 30 s, 4 s); more is stuck.
constexpr base::Duration kClearingLimit = seconds(60);
// A DISCONNECT with in-band information is listened to for T306, which the user above runs.
constexpr base::Duration kListeningLimit = seconds(180);
constexpr base::Duration kUnansweredSetupLimit = seconds(60); // T303 twice is 8 s

} // namespace

std::optional<unsigned> LibpriInterface::timeslot_of(CallId call) const {
    const auto found = calls_.find(call);
    if (found == calls_.end())
        return std::nullopt;
    return found->second->timeslot;
}

unsigned LibpriInterface::audit(const std::function<bool(CallId)>& leg_alive) {
    struct Finding {
        CallId call;
        bool hopeless; // clearing it properly has been tried
        const char* reason;
    };
    std::vector<Finding> findings;
    const base::TimePoint now = timers_.clock().now();
    for (const auto& [id, call] : calls_) {
        const base::Duration age = now - call->changed;
        const bool clearing = call->state >= State::disconnect_sent;
        const base::Duration limit =
            call->state == State::disconnect_received ? kListeningLimit : kClearingLimit;
        if (clearing && age >= limit)
            findings.push_back({id, true, "clearing has not ended in time"});
        else if (call->state == State::initiated && age >= kUnansweredSetupLimit)
            findings.push_back({id, true, "SETUP has had no answer for 60 s"});
        else if (call->state != State::disconnect_sent && call->state != State::release_sent &&
                 !leg_alive(id))
            findings.push_back({id, false, "nobody owns the call any more"});
    }
    unsigned count = 0;
    for (const Finding& finding : findings) {
        Call* call = find(finding.call);
        if (!call)
            continue;
        base::log::warning(
            "isdn", "{}: audit: call({}) on B-channel {} in state {}: {}; it is released",
            options_.name, call->id, label(call->timeslot), name(call->state), finding.reason);
        if (finding.hopeless || !call->handle) {
            destroy(*call, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE,
                    std::string("audit: ") + finding.reason);
        } else {
            Message message;
            message.type = call->state == State::disconnect_received ? MessageType::release
                                                                     : MessageType::disconnect;
            message.cause = own_cause(PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
            clear(*call, message);
        }
        ++count;
    }
    channels_.for_each([&](unsigned timeslot) {
        const CallId id = channels_.call(timeslot);
        const Call* call = id ? find(id) : nullptr;
        if (id == 0 || (call && call->timeslot == timeslot))
            return;
        base::log::warning(
            "isdn", "{}: audit: B-channel {} belongs to call({}), which is gone; it is freed",
            options_.name, label(timeslot), id);
        channels_.free(timeslot, id, "audit: its call is gone");
        ++count;
    });
    counters_.audit_findings += count;
    schedule();
    return count;
}

} // namespace isdn
