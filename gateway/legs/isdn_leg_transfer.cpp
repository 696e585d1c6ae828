// A leg on a line whose user wants to leave the call to the other party and that of another call on
// the line (EN 300 369-1, ECMA-178, GR-2865, RLT).
#include "gateway/legs/isdn_leg.h"

#include "gateway/call/transfer.h"
#include "gateway/legs/line_transfer.h"
#include "gateway/mapping/transfer.h"

#include <algorithm>
#include <vector>

namespace legs {
namespace {

using isdn::MessageType;
using isdn::TransferOperation;

constexpr mapping::Row kLineTransferAsked{"transfer asked by the line",
                                          "EN 300 369-1 §9, ECMA-178 §6.5"};
constexpr mapping::Row kLineTransferRefused{"transfer refused: error",
                                            "EN 300 369-1 §7.1, ECMA-178 Table 9"};

// ECT and QSIG have the result in the DISCONNECT; the others in a FACILITY before it.
bool result_in_disconnect(TransferOperation operation) {
    return operation == TransferOperation::execute ||
           operation == TransferOperation::execute_link || operation == TransferOperation::initiate;
}

} // namespace

LineCall IsdnLeg::as_line_call(const IsdnLeg& for_whom) const {
    return {line_.interface_->reference_of(id_).value_or(isdn::CallReference{}), transfer_name_,
            held_, !same_access(for_whom)};
}

// The D-channel that both calls are signalled on is the same.
bool IsdnLeg::same_access(const IsdnLeg& other) const {
    const auto& group = line_.interface_->options().nfas_group;
    return &line_ == &other.line_ ||
           (group && group == other.line_.interface_->options().nfas_group);
}

// Calls of the trunk group, whichever span they are on: to its user the lines are one. Terminals on
// a bus are users of their own.
std::vector<IsdnLeg*> IsdnLeg::legs_of_group() const {
    std::vector<IsdnLeg*> legs;
    line_.calls_.for_each([&](call::Call& call) {
        for (call::Leg* const leg : call.legs()) {
            auto* const there = dynamic_cast<IsdnLeg*>(leg);
            if (there && there != this && !there->released_ && !there->ended_ &&
                there->group_->group.name == group_->group.name &&
                (same_access(*there) || !line_.interface_->options().multipoint))
                legs.push_back(there);
        }
    });
    return legs;
}

// The other call of the line that is meant; null: none.
IsdnLeg* IsdnLeg::transfer_partner_of(const isdn::TransferInvoke& asked) const {
    const std::vector<IsdnLeg*> legs = legs_of_group();
    std::vector<LineCall> calls;
    for (const IsdnLeg* leg : legs)
        calls.push_back(leg->as_line_call(*this));
    const auto found = transfer_partner(asked, as_line_call(*this), calls);
    return found ? legs[*found] : nullptr;
}

// No two calls of the trunk group have the same.
int IsdnLeg::free_transfer_name() const {
    const std::vector<IsdnLeg*> legs = legs_of_group();
    const auto taken = [&](int name) {
        return std::ranges::any_of(
            legs, [name](const IsdnLeg* leg) { return leg->transfer_name_ == name; });
    };
    isdn::CallId wanted = trace_->id();
    while (taken(transfer_name(wanted)))
        ++wanted;
    return transfer_name(wanted);
}

TransferOutcome IsdnLeg::may_transfer() const {
    const isdn::Options& line = line_.interface_->options();
    if (!is_qsig() && line.side == isdn::Side::user)
        return TransferOutcome::not_available;
    if (group_->group.mapping.transfer == config::Transfer::off)
        return TransferOutcome::not_subscribed;
    return released_ || ended_ || rel_ || announcing_ ? TransferOutcome::wrong_state
                                                      : TransferOutcome::done;
}

TransferOutcome IsdnLeg::join_with(const isdn::TransferInvoke& asked) {
    IsdnLeg* partner = transfer_partner_of(asked);
    if (!partner)
        return TransferOutcome::unknown_call;
    if (!answered_)
        return TransferOutcome::wrong_state;
    const auto result = isdn::transfer_result(asked.operation, asked.id);
    const bool waits = result_in_disconnect(asked.operation);
    if (waits)
        clearing_facility_ = result;
    call::TransferRequest request;
    request.with = partner;
    if (call_->transfer(*this, request) != 0) {
        clearing_facility_.clear();
        return TransferOutcome::failed;
    }
    if (!waits)
        send_facility(result);
    return TransferOutcome::done;
}

// True: the FACILITY was such a request.
bool IsdnLeg::take_transfer(const isdn::Message& facility) {
    const auto asked = isdn::transfer_in(facility, line_.interface_->options().switch_type);
    if (!asked)
        return false;
    mapping::Notes notes;
    notes.add(kLineTransferAsked, "{}", asked->other.value_or(0));
    TransferOutcome outcome = may_transfer();
    if (outcome == TransferOutcome::done)
        switch (asked->operation) {
        case TransferOperation::link_request:
        case TransferOperation::identify:
            if (transfer_name_ == 0)
                transfer_name_ = free_transfer_name();
            send_facility(isdn::transfer_result(asked->operation, asked->id, transfer_name_,
                                                rerouting_number_));
            break;
        case TransferOperation::abandon: // no answer (ECMA-178 §6.3.1)
            transfer_name_ = 0;
            break;
        case TransferOperation::rlt_ability: // belongs into SETUP
            outcome = TransferOutcome::wrong_state;
            break;
        default:
            outcome = join_with(*asked);
        }
    if (outcome != TransferOutcome::done) {
        const int error = transfer_error(asked->operation, outcome);
        notes.add(kLineTransferRefused, "{}", error);
        if (asked->operation != TransferOperation::abandon)
            send_facility(isdn::transfer_error(asked->operation, asked->id, error));
    }
    flush(notes);
    return true;
}

// RLT: the SETUP says that its call may be transferred; the answer gives the call its name.
void IsdnLeg::note_transfer_ability(const isdn::Message& setup) {
    const auto asked = isdn::transfer_in(setup, line_.interface_->options().switch_type);
    if (asked && asked->operation == TransferOperation::rlt_ability &&
        may_transfer() == TransferOutcome::done) {
        transfer_name_ = free_transfer_name();
        ability_ = isdn::transfer_result(asked->operation, asked->id, transfer_name_);
    }
}

void IsdnLeg::tell_transfer_ability(isdn::Message& message) {
    if (ability_.empty() ||
        (message.type != MessageType::alerting && message.type != MessageType::connect))
        return;
    message.facilities.push_back(ability_);
    ability_.clear();
}

void IsdnLeg::send_facility(const std::vector<std::uint8_t>& contents) {
    isdn::Message message;
    message.type = MessageType::facility;
    message.facilities = {contents};
    transmit(message);
}

} // namespace legs
