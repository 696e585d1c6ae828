// The audit of a line: libpri's calls, B-channels and legs must agree about each call (one truth
// about a channel). What the specification gives for channels in doubt is RESTART (Q.931 §5.5).
#include "gateway/legs/isdn_line.h"

#include "base/log.h"
#include "gateway/legs/isdn_leg.h"

#include <utility>

using namespace std::chrono_literals;

namespace legs {
namespace {

constexpr std::uint8_t kAuditTemporaryFailure = 41;
// So many findings on a channel, none longer ago than that, are answered by a RESTART of it.
constexpr unsigned kFindingsBeforeRestart = 2;
constexpr base::Duration kTroubleForgotten = 10min;

std::string alarm_of(unsigned timeslot) {
    return "B-channel " + std::to_string(timeslot) + " in doubt";
}

} // namespace

bool IsdnLine::disagrees(isdn::CallId id, const IsdnLeg& leg) const {
    const auto timeslot = interface_->timeslot_of(id);
    return !timeslot || (*timeslot != 0 && *timeslot != leg.timeslot());
}

void IsdnLine::put_right(isdn::CallId id, IsdnLeg& leg) {
    const unsigned timeslot = leg.timeslot();
    if (const auto other = interface_->timeslot_of(id)) {
        base::log::warning("isdn",
                           "span {}: audit: call({}) is on B-channel {}, not {}; it follows",
                           span_.name, leg.trace().id(), *other, timeslot);
        note(timeslot, ChannelEvent::Kind::audit, leg.trace().id(), 0,
             "the call was on another channel");
        leg.move_to(*other);
        return;
    }
    base::log::warning(
        "isdn", "span {}: audit: call({}) on B-channel {} is over on the line; it is released",
        span_.name, leg.trace().id(), timeslot);
    note(timeslot, ChannelEvent::Kind::audit, leg.trace().id(), kAuditTemporaryFailure,
         "the line had no such call any more");
    isdn::Message gone;
    gone.type = isdn::MessageType::release_complete;
    gone.cause = isdn::Cause{kAuditTemporaryFailure, 0, {}};
    on_released(id, gone);
}

void IsdnLine::escalate(unsigned timeslot) {
    if (timeslot == 0 || timeslot >= troubles_.size())
        return;
    Trouble& trouble = troubles_[timeslot];
    const base::TimePoint now = timers_.clock().now();
    if (now - trouble.last > kTroubleForgotten)
        trouble.findings = 0;
    trouble.last = now;
    if (++trouble.findings < kFindingsBeforeRestart || !up())
        return;
    trouble.findings = 0;
    base::log::warning("isdn", "span {}: B-channel {} did not agree {} times; RESTART is sent",
                       span_.name, timeslot, kFindingsBeforeRestart);
    restarting_.insert(timeslot);
    alarm_history_.set(alarm_of(timeslot), true, timers_.clock().wall());
    restart(timeslot);
}

// The alarm of a RESTART is over when the far end has acknowledged it.
void IsdnLine::watch_restarts() {
    if (restarting_.empty())
        return;
    for (const isdn::ChannelView& channel : interface_->channels()) {
        const bool works = channel.state == isdn::ChannelState::idle ||
                           channel.state == isdn::ChannelState::in_call;
        if (works && restarting_.erase(channel.timeslot) != 0)
            alarm_history_.set(alarm_of(channel.timeslot), false, timers_.clock().wall());
    }
}

unsigned IsdnLine::audit() {
    watch_restarts();
    std::vector<unsigned> before;
    for (const isdn::ChannelView& channel : interface_->channels())
        if (channel.state == isdn::ChannelState::in_call)
            before.push_back(channel.timeslot);
    unsigned findings = interface_->audit([this](isdn::CallId id) { return legs_.contains(id); });
    if (findings)
        for (const unsigned timeslot : before)
            if (interface_->channel_idle(timeslot)) {
                note(timeslot, ChannelEvent::Kind::audit, 0, 0, "freed: see the log");
                escalate(timeslot);
            }
    std::unordered_set<isdn::CallId> suspects;
    std::vector<isdn::CallId> wrong;
    for (const auto& [id, leg] : legs_)
        if (disagrees(id, *leg)) {
            if (suspects_.contains(id))
                wrong.push_back(id);
            else
                suspects.insert(id);
        }
    suspects_ = std::move(suspects);
    for (const isdn::CallId id : wrong)
        if (IsdnLeg* stuck = leg(id)) {
            const unsigned timeslot = stuck->timeslot();
            put_right(id, *stuck);
            escalate(timeslot);
            ++findings;
        }
    findings += enquire() + std::exchange(doubts_, 0);
    return findings;
}

} // namespace legs
