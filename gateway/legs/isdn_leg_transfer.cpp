// A leg on a line whose user wants to leave the call to the other party and that of another call on
// the line (EN 300 369-1, ECMA-178, GR-2865, RLT).
#include "gateway/legs/isdn_leg.h"

#include "gateway/call/transfer.h"
#include "gateway/legs/line_transfer.h"
#include "gateway/mapping/transfer.h"

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

LineCall IsdnLeg::as_line_call() const {
    return {line_.interface_->reference_of(id_).value_or(isdn::CallReference{}),
            named_ ? transfer_name(id_) : 0, held_};
}

// The other call of the line that is meant; null: none.
IsdnLeg* IsdnLeg::transfer_partner_of(const isdn::TransferInvoke& asked) const {
    std::vector<IsdnLeg*> legs;
    std::vector<LineCall> calls;
    for (const auto& [id, leg] : line_.legs_)
        if (leg != this && !leg->released_ && !leg->ended_) {
            legs.push_back(leg);
            calls.push_back(leg->as_line_call());
        }
    const auto found = transfer_partner(asked, as_line_call(), calls);
    return found ? legs[*found] : nullptr;
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
            named_ = true;
            send_facility(isdn::transfer_result(asked->operation, asked->id, transfer_name(id_),
                                                rerouting_number_));
            break;
        case TransferOperation::abandon: // no answer (ECMA-178 §6.3.1)
            named_ = false;
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
        named_ = true;
        ability_ = isdn::transfer_result(asked->operation, asked->id, transfer_name(id_));
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
