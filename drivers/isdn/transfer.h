// Call transfer in facility elements: what a line asks for, its answers, and what the other
// parties are told (EN 300 369-1 of ETSI, ECMA-178 of QSIG, GR-2865 of National ISDN, RLT of
// DMS-100).
#pragma once

#include "drivers/isdn/message.h"
#include "drivers/isdn/remote_operation.h"
#include "drivers/isdn/switch_type.h"

namespace isdn {

/// The operations by which an access asks for a transfer.
enum class TransferOperation : std::uint8_t {
    execute,         ///< ectExecute: with the call that is on hold
    link_request,    ///< ectLinkIdRequest: a name for this call
    execute_link,    ///< explicitEctExecute: with the call of that name
    identify,        ///< callTransferIdentify: a name for this call (QSIG)
    abandon,         ///< callTransferAbandon: the name is not needed any more
    initiate,        ///< callTransferInitiate: with the call of that name
    two_b_channel,   ///< initiateTransfer: with the call of that call reference (NI2, 4ESS, 5ESS)
    rlt_ability,     ///< RLT operation indication, in SETUP: a name for this call (DMS-100)
    rlt_third_party, ///< RLT third party: with the call of that name
};

struct TransferInvoke {
    TransferOperation operation = TransferOperation::execute;
    int id = 1;               ///< of the invoke
    std::optional<int> other; ///< link id, call identity, RLT call id, or call reference with
                              ///< 0x8000 when the receiver of the invoke has placed that call
    std::optional<Number> rerouting{}; ///< of initiate
};

/// The first transfer invoke; those that the switch type does not have are nothing.
std::optional<TransferInvoke> transfer_in(const Message& message, SwitchType type);
std::vector<std::uint8_t> facility(const TransferInvoke& invoke);

/// Contents of a facility element with the result. `name`: of the call, for the operations that ask
/// for one; `rerouting`: the number that a PINX would call instead (identify).
std::vector<std::uint8_t> transfer_result(TransferOperation operation, int id, int name = 0,
                                          const Number& rerouting = {});
/// Contents of a facility element with a return error.
std::vector<std::uint8_t> transfer_error(TransferOperation operation, int id, int error);
/// The name of the call in a result of link_request, identify or rlt_ability.
std::optional<int> name_in(const Component& result);
/// The number beside it in a result of identify.
std::optional<Number> transfer_number_in(const Component& result);

/// linkIdNotAssignedByNetwork (EN 300 369-1 §7.1); errors of ECMA-178 Table 9; of RLT.
inline constexpr int kLinkIdNotAssigned = etsi_object(369, 21);
inline constexpr int kUnrecognizedCallIdentity = 1005, kEstablishmentFailure = 1006;
inline constexpr int kRltBridgeFail = 0x10, kRltCallIdNotFound = 0x11, kRltNotAllowed = 0x12;
/// General errors (EN 300 196-1 §D.1).
inline constexpr int kInvalidCallState = 7;

/// ectInform, callTransferComplete: the call is with somebody else now.
struct Transferred {
    bool alerting = false; ///< who does not talk yet
    std::optional<Number> to;
};
std::optional<Transferred> transferred_in(const Message& message);
std::vector<std::uint8_t> facility(const Transferred& told, Dialect dialect);

} // namespace isdn
