// A leg on a line and malicious calls: a called user asks that its caller be registered, or we ask
// the network of the line (EN 300 130-1 §9, Q.731.7, Q.763 §3.31, §3.32).
#include "gateway/legs/isdn_leg.h"

#include "base/log.h"
#include "drivers/isdn/malicious_call.h"
#include "gateway/mapping/numbers.h"

namespace legs {
namespace {

constexpr mapping::Row kMcidAsked{"MCIDRequest: IDR", "EN 300 130-1 §9.3, Q.731.7"};
constexpr mapping::Row kRegistered{"IRS: MCIDRequest is answered",
                                   "EN 300 130-1 §9.3, Q.763 §3.32"};
constexpr mapping::Row kPassedOn{"IDR: MCIDRequest to the network", "Q.731.7, EN 300 130-1 §9.3"};

// Q.764 T39 is 4 s to 15 s; the user's own timer (T-Activation) is about 5 s.
constexpr base::Duration kT39 = std::chrono::seconds(4);

} // namespace

// --- the line's user is called and asks

// True: the FACILITY was that request. What this gateway knows of the call is registered in its
// log and in the trace of the call; an exchange behind it is asked as well.
bool IsdnLeg::take_identification(const isdn::Message& facility) {
    const auto id = isdn::identification_request_in(facility);
    if (!id)
        return false;
    const bool called = which_ == observe::TraceLeg::outgoing;
    const bool network = line_.span_.side == isdn::Side::network;
    if (!called || !network || identifying_) {
        const int error = !network  ? isdn::kNotSubscribed
                          : !called ? isdn::kNotIncomingCall
                                    : isdn::kNotAvailable;
        send_facility(isdn::return_error(isdn::Dialect::etsi, *id, error));
        return true;
    }
    base::log::warning("mcid", "call({}), span {}/{}: the called user asks to register its caller",
                       trace_->id(), line_.span_.name, timeslot_);
    mapping::Notes notes;
    notes.add(kMcidAsked);
    flush(notes);
    identifying_ = *id;
    identifying_timer_.arm(kT39);
    isup::Message idr(isup::MessageType::idr);
    idr.set(isup::McidRequest{true, false});
    call_->on_message(*this, idr);
    return true;
}

void IsdnLeg::answer_identification(bool registered) {
    identifying_timer_.cancel();
    if (!identifying_ || ended_)
        return;
    const int id = *identifying_;
    identifying_.reset();
    send_facility(registered ? isdn::return_result(isdn::Dialect::etsi, id)
                             : isdn::return_error(isdn::Dialect::etsi, id, isdn::kNotAvailable));
}

// --- the line's network is to register its call

bool IsdnLeg::may_identify() const {
    const isdn::Options& line = line_.interface_->options();
    return which_ == observe::TraceLeg::incoming && line.side == isdn::Side::user &&
           line.switch_type == isdn::SwitchType::euroisdn;
}

// True: the message was of this service.
bool IsdnLeg::identification_to_line(const isup::Message& message) {
    if (message.type() == isup::MessageType::irs) {
        const auto response = message.get<isup::McidResponse>().value_or(isup::McidResponse{});
        const auto number = message.get<isup::CallingPartyNumber>();
        if (identifying_)
            base::log::warning("mcid", "call({}): registered, caller {}", trace_->id(),
                               number ? mapping::text_from_digits(number->digits)
                                      : std::string("not known"));
        mapping::Notes notes;
        notes.add(kRegistered, "{}", response.included ? "included" : "not included");
        flush(notes);
        answer_identification(response.included);
        return true;
    }
    if (message.type() != isup::MessageType::idr)
        return false;
    const auto asked = message.get<isup::McidRequest>().value_or(isup::McidRequest{});
    if (!may_identify() || !asked.identity || asked_identity_ || released_)
        return true;
    mapping::Notes notes;
    notes.add(kPassedOn);
    flush(notes);
    asked_identity_ = true;
    constexpr int kInvoke = 1;
    send_facility(isdn::identification_request(kInvoke));
    return true;
}

// True: the FACILITY answers our request.
bool IsdnLeg::take_identified(const isdn::Message& facility) {
    if (!asked_identity_)
        return false;
    for (const auto& contents : facility.facilities)
        for (const isdn::Component& component : isdn::components_of(contents)) {
            if (component.kind == isdn::ComponentKind::invoke)
                continue;
            asked_identity_ = false;
            const bool done = component.kind == isdn::ComponentKind::return_result;
            trace_->event(which_, observe::Direction::internal, observe::Protocol::q931,
                          done ? "the network has registered the call"
                               : "the network does not register the call");
            base::log::warning("mcid", "call({}): the network {} the call", trace_->id(),
                               done ? "has registered" : "does not register");
            return true;
        }
    return false;
}

} // namespace legs
