// A transfer that a line asks for: which call it is with, and how each outcome is answered
// (EN 300 369-1, ECMA-178, GR-2865, RLT).
#pragma once

#include "drivers/isdn/interface.h"
#include "drivers/isdn/transfer.h"

#include <optional>
#include <span>

namespace legs {

enum class TransferOutcome : std::uint8_t {
    done,
    not_subscribed, ///< transfer = "off" at the trunk group
    not_available,  ///< this end is the user side, where nobody may ask
    wrong_state,    ///< the call, or the other one, is not in talk or is being cleared
    unknown_call,   ///< there is no such other call
    failed          ///< the two calls cannot be joined
};

/// The error that an outcome has; local value, or isdn::etsi_object(). Not for done.
int transfer_error(isdn::TransferOperation operation, TransferOutcome outcome);

/// Another call of the line, as its access knows it.
struct LineCall {
    isdn::CallReference reference;
    int name = 0;           ///< given out for a transfer; 0: none
    bool held = false;      ///< by its user
    bool elsewhere = false; ///< on another D-channel of the same trunk group
};

/// Which of the calls is meant, beside `own` that the invoke came on: one on the same D-channel
/// before one elsewhere. Nothing: none, or more than one where the operation names none.
std::optional<std::size_t> transfer_partner(const isdn::TransferInvoke& asked, const LineCall& own,
                                            std::span<const LineCall> calls);

/// The first name of a call in link identities, call identities and RLT call ids: 1 to 9999.
constexpr int transfer_name(isdn::CallId call) {
    constexpr isdn::CallId kNames = 9999;
    return static_cast<int>(call % kNames) + 1;
}

} // namespace legs
