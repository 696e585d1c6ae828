// A leg on a line whose call goes elsewhere: a called user that deflects or reroutes it, and the
// network of a caller that is asked to (EN 300 207-1 §9, ECMA-174 §6.5).
#include "gateway/legs/isdn_leg.h"

#include "drivers/isdn/diversion.h"
#include "gateway/mapping/rerouting.h"

#include <utility>

namespace legs {
namespace {

using isdn::MessageType;

// Errors of EN 300 207-1 §7.1 and ECMA-174 §6.3, the same values in both.
constexpr int kInvalidNumber = 12;

constexpr std::uint8_t kNormalUnspecified = 31;

// T-Response of EN 300 196-1 has no value there; the network has answered by then, or never will.
constexpr base::Duration kAnswer = std::chrono::seconds(5);
// A network that retains the call until the other telephone rings (EN 300 207-1 §9.2.4).
constexpr base::Duration kRetained = std::chrono::seconds(30);

} // namespace

isdn::Dialect IsdnLeg::dialect() const {
    return is_qsig() ? isdn::Dialect::qsig : isdn::Dialect::etsi;
}

// --- the called user

// True: the FACILITY was that request.
bool IsdnLeg::take_rerouting(const isdn::Message& facility) {
    const auto asked = isdn::rerouting_in(facility);
    if (!asked)
        return false;
    const bool mine = which_ == observe::TraceLeg::outgoing && !answered_ && !released_;
    if (!mine || group_->group.mapping.redirection == config::Redirection::refuse) {
        send_facility(isdn::return_error(asked->dialect, asked->id,
                                         mine ? isdn::kNotSubscribed : isdn::kNotAvailable));
        return true;
    }
    mapping::Notes notes;
    const auto rel = mapping::rel_from_rerouting(
        facility, state_ == std::string_view("call delivered"), group_->profile, notes);
    flush(notes);
    if (!rel) {
        send_facility(isdn::return_error(asked->dialect, asked->id, kInvalidNumber));
        return true;
    }
    isdn::Message disconnect; // the call is cleared at once (EN 300 207-1 §9.2.4)
    disconnect.type = MessageType::disconnect;
    const bool network = line_.span_.side == isdn::Side::network;
    disconnect.cause =
        isdn::Cause{kNormalUnspecified, static_cast<std::uint8_t>(network ? 2 : 0), {}};
    disconnect.facilities = {isdn::return_result(asked->dialect, asked->id)};
    transmit(disconnect);
    release_inward(*rel);
    return true;
}

// --- the caller's network

bool IsdnLeg::takes_redirection() const {
    const isdn::Options& line = line_.interface_->options();
    return which_ == observe::TraceLeg::incoming && group_->group.mapping.rerouting &&
           line.side == isdn::Side::user && !answered_ && !released_ && !announcing_ &&
           (is_qsig() || line.switch_type == isdn::SwitchType::euroisdn);
}

// The network clears the call when it has sent it on; when it does not want to, the call goes there
// by our routes.
void IsdnLeg::ask_rerouting(const isup::Message& rel) {
    proceeding();
    released_ = true;
    rerouting_ = std::make_unique<isup::Message>(rel);
    rerouting_taken_ = false;
    rerouting_timer_.arm(kAnswer);
    mapping::Notes notes;
    const isdn::Message facility = mapping::rerouting_from_rel(
        rel, setup_, line_.interface_->options().multipoint, dialect(), group_->profile, notes);
    flush(notes);
    transmit(facility);
}

// True: the FACILITY answers our request.
bool IsdnLeg::take_answer(const isdn::Message& facility) {
    if (!rerouting_)
        return false;
    for (const auto& contents : facility.facilities)
        for (const isdn::Component& component : isdn::components_of(contents)) {
            if (component.kind == isdn::ComponentKind::invoke)
                continue;
            rerouting_taken_ = component.kind == isdn::ComponentKind::return_result;
            if (rerouting_taken_)
                rerouting_timer_.arm(kRetained);
            else
                on_rerouting_timer();
            return true;
        }
    return false;
}

void IsdnLeg::on_rerouting_timer() {
    rerouting_timer_.cancel();
    if (!rerouting_ || ended_)
        return;
    trace_->event(which_, observe::Direction::internal, observe::Protocol::q931,
                  "the network does not reroute the call");
    isup::Message rel = *std::exchange(rerouting_, nullptr);
    if (!rerouting_taken_) {
        released_ = false;
        if (call_->redirection_refused(*this, rel))
            return;
    }
    rel.remove(isup::Param::redirection_number);
    release_line(rel);
}

} // namespace legs
