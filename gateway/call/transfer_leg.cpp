// Stands in for the transferred party while the call to the target is set up (RFC 5589 §6).
#include "gateway/call/transfer_leg.h"

#include "gateway/call/causes.h"
#include "gateway/call/forms.h"

namespace call {

void TransferLeg::tell(TransferStage stage, const isup::CauseIndicators& cause) {
    if (owner_)
        owner_->on_target(*this, {stage, cause});
}

void TransferLeg::send(const isup::Message& message) {
    using isup::MessageType;
    if (ended_)
        return;
    switch (message.type()) {
    case MessageType::acm:
    case MessageType::cpg:
        return tell(alerting(message)  ? TransferStage::alerting
                    : in_band(message) ? TransferStage::progress
                                       : TransferStage::trying);
    case MessageType::anm:
    case MessageType::con:
        return tell(TransferStage::answered);
    case MessageType::rel:
        ended_ = true;
        tell(TransferStage::failed,
             message.get<isup::CauseIndicators>().value_or(cause_here(kNormal)));
        return call_.on_ended(*this);
    default:
        return;
    }
}

void TransferLeg::release(const isup::CauseIndicators& cause) {
    if (ended_)
        return;
    owner_ = nullptr;
    call_.on_message(*this, release_message(cause));
    ended_ = true;
    call_.on_ended(*this);
}

LegDescription TransferLeg::describe() const {
    return {"transfer", "", "transferred party", ended_ ? "released" : "calling", ""};
}

} // namespace call
