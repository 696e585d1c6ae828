// Reasons of a redirection in four notations: Q.952, Q.763 §3.45, Diversion (RFC 5806), the cause
// of a target in History-Info (RFC 4458).
#pragma once

#include "isup/indicators.h"

#include <optional>
#include <span>
#include <string_view>

namespace mapping {

/// One row: the same reason for Q.931 redirecting number, ISUP and SIP.
struct RedirectReasonRow {
    std::uint8_t isdn; ///< Q.952, octet 3b
    isup::RedirectReason isup;
    std::string_view diversion; ///< RFC 5806 §4
    std::uint16_t cause;        ///< URI parameter (RFC 4458 §2.1, RFC 7544 §5)
    std::string_view clause;
};
/// The first row of a value is the one that it turns back into.
std::span<const RedirectReasonRow> redirect_reason_rows();

isup::RedirectReason reason_from_isdn(std::uint8_t reason);
std::uint8_t reason_to_isdn(isup::RedirectReason reason);
/// Reasons that the table does not know (time-of-day, do-not-disturb ...) are unknown.
isup::RedirectReason reason_from_diversion(std::string_view reason);
std::string_view reason_to_diversion(isup::RedirectReason reason);
/// Nothing when the cause tells no diversion: 380 is a service number translation (RFC 8119).
std::optional<isup::RedirectReason> reason_from_cause_param(int cause);
int cause_param_of(isup::RedirectReason reason);
/// The original reason has room for the values 0 to 3 only; the others are unknown (Q.763 §3.45 b).
isup::RedirectReason original_reason(isup::RedirectReason reason);

} // namespace mapping
