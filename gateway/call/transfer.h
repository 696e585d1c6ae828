// Transfer of a call in talk: one party asks that the other two go on without it (RFC 5589,
// Q.732.7, EN 300 369).
#pragma once

#include "gateway/call/leg.h"
#include "gateway/route/admission.h"
#include "isup/message.h"

#include <cstdint>
#include <memory>
#include <string>

namespace call {

/// What the party that asks wants. Blind: `with` is null, a new call is placed to `called`.
struct TransferRequest {
    Leg* with = nullptr; ///< its leg of another call, whose other party the transfer is to
    isup::Message iam{isup::MessageType::iam}; ///< called number, and what the address says besides
    std::string origin_group;                  ///< routes are those of this trunk group
    std::string trunk_group;                   ///< to go to, and no other (RFC 4904); empty: any
    std::string referred_by;                   ///< Referred-By for a SIP peer (RFC 3892)
    std::string replaces; ///< Replaces for a SIP peer: a dialog that lives there
};

/// How far it has come, for the party that asked.
enum class TransferStage : std::uint8_t {
    trying,
    progress, ///< the called side has the call, and is heard
    alerting,
    answered, ///< the other two talk; the party that asked releases, or is released
    failed    ///< the call is as before
};
struct TransferReport {
    TransferStage stage;
    isup::CauseIndicators cause{}; ///< of failed
};

/// A party on its way from one call to another.
struct Party {
    std::unique_ptr<Leg> leg;
    route::Admission::Ticket ticket;
    bool held = false;                 ///< the party that leaves had it on hold
    bool holds = false;                ///< it has the other side on hold
    isup::CallTransferNumber number{}; ///< who it is; without digits: not known
};

/// What a leg may not ask (Q.850): 29 facility rejected, 50 not subscribed, 69 not implemented.
inline constexpr std::uint8_t kFacilityRejected = 29, kNotSubscribed = 50;

} // namespace call
