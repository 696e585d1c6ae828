// A line asks the far end what it knows of a call: STATUS ENQUIRY and its answer (Q.931 §5.8.10,
// §5.8.11), at intervals, and of each call that has outlived a loss of the D-channel.
#include "gateway/legs/isdn_line.h"

#include "base/log.h"
#include "gateway/legs/isdn_leg.h"

namespace legs {
namespace {

constexpr std::uint8_t kStatusAnswer = 30;  // response to STATUS ENQUIRY
constexpr std::uint8_t kNoAnswer = 41;      // §5.8.10: temporary failure
constexpr std::uint8_t kIncompatible = 101; // §5.8.11: message not compatible with call state
constexpr std::uint8_t kActive = 10;        // Table 4-8: U10, N10
// STATUS ENQUIRY goes so often before T322 has run out for good.
constexpr unsigned kEnquiries = 2;

} // namespace

void IsdnLine::enquire_at_once() {
    for (const auto& [id, leg] : legs_)
        if (leg->answered())
            enquiries_[id].due = timers_.clock().now();
}

unsigned IsdnLine::enquire() {
    std::erase_if(enquiries_, [this](const auto& entry) { return !legs_.contains(entry.first); });
    if (!up())
        return 0;
    const base::TimePoint now = timers_.clock().now();
    std::vector<isdn::CallId> unanswered;
    for (const auto& [id, leg] : legs_) {
        if (!leg->answered())
            continue;
        const bool regular = span_.status_enquiry > base::Duration::zero();
        const auto [entry, fresh] = enquiries_.try_emplace(id);
        Enquiry& enquiry = entry->second;
        if (fresh)
            enquiry.due = regular ? now + span_.status_enquiry : base::TimePoint::max();
        if (enquiry.due > now)
            continue;
        if (enquiry.sent == kEnquiries) {
            unanswered.push_back(id);
            continue;
        }
        isdn::Message message;
        message.type = isdn::MessageType::status_enquiry;
        if (interface_->send(id, message)) {
            ++enquiry.sent;
            enquiry.due = now + span_.timers.t322;
        }
    }
    for (const isdn::CallId id : unanswered)
        if (IsdnLeg* silent = leg(id))
            end_in_doubt(id, *silent, kNoAnswer, "no answer to STATUS ENQUIRY");
    return static_cast<unsigned>(unanswered.size());
}

// libpri ends a call of which the far end says that it is in the null state. True: it is the answer
// to an enquiry, or ends the call.
bool IsdnLine::on_status(isdn::CallId id, IsdnLeg& of, const isdn::Message& status) {
    const bool answer = status.cause && status.cause->value == kStatusAnswer;
    const auto enquiry = enquiries_.find(id);
    if (!answer || enquiry == enquiries_.end() || enquiry->second.sent == 0)
        return false;
    enquiry->second = {};
    enquiry->second.due = span_.status_enquiry > base::Duration::zero()
                              ? timers_.clock().now() + span_.status_enquiry
                              : base::TimePoint::max();
    if (of.answered() && status.call_state.value_or(kActive) != kActive) {
        end_in_doubt(id, of, kIncompatible, "the far end has the call in another state");
        ++doubts_;
    }
    return true;
}

// As if the far end had cleared it: the call ends, and the line is cleared by DISCONNECT.
void IsdnLine::end_in_doubt(isdn::CallId id, IsdnLeg& leg, std::uint8_t cause, const char* why) {
    const unsigned timeslot = leg.timeslot();
    base::log::warning("isdn", "span {}: audit: call({}) on B-channel {}: {}; it is released",
                       span_.name, leg.trace().id(), timeslot, why);
    note(timeslot, ChannelEvent::Kind::audit, leg.trace().id(), cause, why);
    enquiries_.erase(id);
    isdn::Message clearing;
    clearing.type = isdn::MessageType::disconnect;
    clearing.cause = isdn::Cause{cause, 0, {}};
    leg.receive(clearing);
    escalate(timeslot);
}

} // namespace legs
