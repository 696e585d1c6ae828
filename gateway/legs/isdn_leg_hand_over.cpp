// A leg on a line whose exchange is asked to join its call with that of the other leg, when a
// transfer has brought both together here (EN 300 369-1, ECMA-178, GR-2865, RLT).
#include "gateway/legs/isdn_leg.h"

#include "drivers/isdn/transfer.h"

#include <algorithm>
#include <array>

namespace legs {
namespace {

using isdn::MessageType;
using isdn::SwitchType;
using isdn::TransferOperation;

// Who joins two calls by which operations. The first names one call, where names are asked for.
struct JoiningRow {
    SwitchType type;
    std::optional<TransferOperation> naming;
    TransferOperation joining;
    const char* clause;
};
constexpr std::array kJoining{
    JoiningRow{SwitchType::euroisdn, TransferOperation::link_request,
               TransferOperation::execute_link, "EN 300 369-1 §9.2.1 explicit linkage"},
    JoiningRow{SwitchType::qsig, TransferOperation::identify, TransferOperation::initiate,
               "ECMA-178 §6.3 transfer by rerouting"},
    JoiningRow{SwitchType::ni2, std::nullopt, TransferOperation::two_b_channel, "GR-2865 §3"},
    JoiningRow{SwitchType::att4ess, std::nullopt, TransferOperation::two_b_channel, "GR-2865 §3"},
    JoiningRow{SwitchType::lucent5ess, std::nullopt, TransferOperation::two_b_channel,
               "GR-2865 §3"},
    JoiningRow{SwitchType::dms100, std::nullopt, TransferOperation::rlt_third_party,
               "NIS A211-1 RLT"},
};
const JoiningRow* joining_of(SwitchType type) {
    const auto row = std::ranges::find(kJoining, type, &JoiningRow::type);
    return row == kJoining.end() ? nullptr : row;
}

constexpr mapping::Row kAsked{"exchange asked to join two calls",
                              "EN 300 369-1 §9, ECMA-178 §6.3, GR-2865, RLT"};
constexpr mapping::Row kRefused{"exchange does not join them", "EN 300 369-1 §9, ECMA-178 §6.3"};

// ECMA-178 §6.5.2 (T1, T3: 15 s); EN 300 369-1 has none for the user side.
constexpr std::chrono::seconds kPatience{15};
// Ids of our invokes. RLT: the operation's own value.
constexpr int kInvokeId = 17, kRltAbilityId = 1, kRltThirdPartyId = 2;

} // namespace

// The exchange is the other end: it is the network, or a PINX.
bool IsdnLeg::may_hand_over() const {
    const isdn::Options& line = line_.interface_->options();
    return group_->group.mapping.transfer == config::Transfer::network &&
           (is_qsig() || line.side == isdn::Side::user) && joining_of(line.switch_type) &&
           answered_ && !released_ && !ended_ && !rel_ && !announcing_ &&
           handing_over_ == HandingOver::no;
}

bool IsdnLeg::hand_over(call::Leg& other) {
    auto* const there = dynamic_cast<IsdnLeg*>(&other);
    if (!there || !may_hand_over() || !there->may_hand_over() ||
        there->group_->group.name != group_->group.name)
        return false;
    const JoiningRow& row = *joining_of(line_.interface_->options().switch_type);
    if (row.naming) {
        handing_over_ = HandingOver::waiting;
        there->handing_over_ = HandingOver::naming;
        there->send_facility(isdn::facility(isdn::TransferInvoke{*row.naming, kInvokeId, {}, {}}));
        hand_over_timer_.arm(kPatience);
        return true;
    }
    if (row.joining == TransferOperation::rlt_third_party) {
        if (there->transfer_id_ == 0)
            return false;
        execute_hand_over(there->transfer_id_);
        return true;
    }
    const auto reference = there->line_.interface_->reference_of(there->id_);
    if (!reference || !same_access(*there))
        return false;
    constexpr int kPlacedByReceiver = 0x8000;
    execute_hand_over(reference->value | (reference->ours ? 0 : kPlacedByReceiver));
    return true;
}

void IsdnLeg::execute_hand_over(int name) {
    const JoiningRow& row = *joining_of(line_.interface_->options().switch_type);
    handing_over_ = HandingOver::executing;
    isdn::TransferInvoke invoke{row.joining,
                                row.joining == TransferOperation::rlt_third_party ? kRltThirdPartyId
                                                                                  : kInvokeId,
                                name,
                                {}};
    if (row.joining == TransferOperation::initiate) // the PINX knows its own call by its identity
        invoke.rerouting = rerouting_number_;
    mapping::Notes notes;
    notes.add(kAsked, "{}", name);
    flush(notes);
    send_facility(isdn::facility(invoke));
    hand_over_timer_.arm(kPatience);
}

void IsdnLeg::end_hand_over(bool done) {
    hand_over_timer_.cancel();
    handing_over_ = done ? HandingOver::done : HandingOver::no;
    if (IsdnLeg* const there = beside())
        there->handing_over_ = handing_over_;
    if (!done) {
        mapping::Notes notes;
        notes.add(kRefused, "{}", line_.span_.name);
        flush(notes);
    }
    call_->handed_over(*this, done);
}

// The leg of the same call that is on a line as well; null: none.
IsdnLeg* IsdnLeg::beside() const {
    const call::Call* const call = line_.calls_.of_leg(*this);
    return call ? dynamic_cast<IsdnLeg*>(call->beside(*this)) : nullptr;
}

// The answer to one of our invokes; an error for the name ends it as one for the transfer does. In
// a DISCONNECT it says that the calls are joined; the rest of that message is the call's.
bool IsdnLeg::take_hand_over(const isdn::Message& message) {
    if (handing_over_ != HandingOver::naming && handing_over_ != HandingOver::executing)
        return false;
    const bool rlt = line_.interface_->options().switch_type == SwitchType::dms100;
    for (const auto& contents : message.facilities)
        for (const isdn::Component& component : isdn::components_of(contents)) {
            if (component.kind == isdn::ComponentKind::invoke ||
                component.id.value_or(0) != (rlt ? kRltThirdPartyId : kInvokeId))
                continue;
            const bool good = component.kind == isdn::ComponentKind::return_result;
            IsdnLeg* const there = beside();
            if (handing_over_ == HandingOver::executing) {
                end_hand_over(good);
                return true;
            }
            handing_over_ = HandingOver::waiting;
            const auto name = isdn::name_in(component);
            if (there && good && name) {
                there->rerouting_number_ =
                    isdn::transfer_number_in(component).value_or(isdn::Number{});
                there->execute_hand_over(*name);
            } else if (there) {
                there->end_hand_over(false);
            }
            return true;
        }
    return false;
}

// --- RLT: what the exchange calls the call comes with its answer

void IsdnLeg::ask_transfer_ability(isdn::Message& setup) const {
    const isdn::Options& line = line_.interface_->options();
    if (line.switch_type == SwitchType::dms100 && line.side == isdn::Side::user &&
        group_->group.mapping.transfer == config::Transfer::network)
        setup.facilities.push_back(isdn::facility(
            isdn::TransferInvoke{TransferOperation::rlt_ability, kRltAbilityId, {}, {}}));
}

void IsdnLeg::note_transfer_id(const isdn::Message& message) {
    if (line_.interface_->options().switch_type != SwitchType::dms100 ||
        (message.type != MessageType::alerting && message.type != MessageType::connect))
        return;
    for (const auto& contents : message.facilities)
        for (const isdn::Component& component : isdn::components_of(contents))
            if (component.id == kRltAbilityId)
                transfer_id_ = isdn::name_in(component).value_or(transfer_id_);
}

} // namespace legs
