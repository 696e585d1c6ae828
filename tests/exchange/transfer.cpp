// Transfers that the far end asks for: the exchange names calls, joins two of them, or refuses (EN
// 300 369-1, ECMA-178, GR-2865, RLT).
#include "drivers/isdn/remote_operation.h"
#include "tests/exchange/exchange.h"

#include <utility>

namespace exchange {
namespace {

using isdn::MessageType;
using isdn::TransferOperation;

bool asks_for_name(TransferOperation operation) {
    return operation == TransferOperation::link_request || operation == TransferOperation::identify;
}

// The result goes in the DISCONNECT; the others have a FACILITY before it.
bool result_in_disconnect(TransferOperation operation) {
    return operation == TransferOperation::execute ||
           operation == TransferOperation::execute_link || operation == TransferOperation::initiate;
}

int refusal(TransferOperation operation) {
    return operation == TransferOperation::rlt_third_party ? isdn::kRltNotAllowed
                                                           : isdn::kNotSubscribed;
}

isdn::Message with(MessageType type, std::vector<std::uint8_t> facility) {
    isdn::Message message;
    message.type = type;
    message.facilities.push_back(std::move(facility));
    return message;
}

} // namespace

void Exchange::transfer_asked(Call& call, const isdn::Message& message) {
    const auto asked = isdn::transfer_in(message, call.line.isdn().options().switch_type);
    if (!asked || transfers_ == Transfers::ignore)
        return;
    if (transfers_ == Transfers::accept && asks_for_name(asked->operation)) {
        const isdn::Number here{.type_of_number = 0, .plan = 1, .digits = call.called};
        static_cast<void>(
            send(call, with(MessageType::facility,
                            isdn::transfer_result(asked->operation, asked->id,
                                                  static_cast<int>(call.number), here))));
        return;
    }
    Call* const partner =
        transfers_ == Transfers::accept ? transfer_partner(call, *asked) : nullptr;
    if (partner)
        return join(call, *partner, *asked);
    static_cast<void>(
        send(call, with(MessageType::facility, isdn::transfer_error(asked->operation, asked->id,
                                                                    refusal(asked->operation)))));
}

// Names are the numbers of calls here; two B-channel transfer has the call reference.
Call* Exchange::transfer_partner(const Call& call, const isdn::TransferInvoke& asked) const {
    constexpr int kPlacedByUs = 0x8000, kValue = 0x7fff;
    for (Call* one : calls(false)) {
        if (one == &call || one->state != CallState::connected)
            continue;
        if (asked.operation != TransferOperation::two_b_channel) {
            if (asked.other == static_cast<int>(one->number))
                return one;
            continue;
        }
        const auto reference = one->line.isdn().reference_of(one->id);
        if (&one->line == &call.line && reference && asked.other &&
            reference->value == (*asked.other & kValue) &&
            reference->ours == ((*asked.other & kPlacedByUs) != 0))
            return one;
    }
    return nullptr;
}

// Both talk to each other from here on, and the far end's two calls are over.
void Exchange::join(Call& call, Call& partner, const isdn::TransferInvoke& asked) {
    call.joined_with = partner.number;
    partner.joined_with = call.number;
    const auto result = isdn::transfer_result(asked.operation, asked.id);
    const isdn::Cause cause = cause_of(call, 16);
    if (!result_in_disconnect(asked.operation)) {
        static_cast<void>(send(call, with(MessageType::facility, result)));
        release(call, cause);
    } else {
        release(call, cause, {}, {result});
    }
    release(partner, cause);
}

// RLT: the SETUP has asked for a name of its call.
void Exchange::give_transfer_id(const Call& call, isdn::Message& message) {
    if (message.type != MessageType::connect || call.outgoing)
        return;
    const auto setup = call.received.find("SETUP");
    if (setup == call.received.end())
        return;
    const auto asked = isdn::transfer_in(setup->second, call.line.isdn().options().switch_type);
    if (asked && asked->operation == TransferOperation::rlt_ability)
        message.facilities.push_back(
            isdn::transfer_result(asked->operation, asked->id, static_cast<int>(call.number)));
}

} // namespace exchange
