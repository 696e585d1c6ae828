// Reasons of a redirection in three notations: Q.952, Q.763 §3.45, Diversion (RFC 5806).
#include "gateway/mapping/redirection.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::RedirectReason;

constexpr std::array kReasons{
    RedirectReasonRow{0, RedirectReason::unknown, "unknown", "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{1, RedirectReason::busy, "user-busy", "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{2, RedirectReason::no_reply, "no-answer", "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{15, RedirectReason::unconditional, "unconditional",
                      "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{4, RedirectReason::deflection_immediate, "deflection",
                      "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{4, RedirectReason::deflection_alerting, "deflection",
                      "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{9, RedirectReason::mobile_not_reachable, "unavailable",
                      "Q.952, Q.763 §3.45, RFC 5806 §2"},
    RedirectReasonRow{10, RedirectReason::unknown, "unknown", "Q.952: by the called DTE"},
};

} // namespace

std::span<const RedirectReasonRow> redirect_reason_rows() {
    return kReasons;
}

RedirectReason reason_from_isdn(std::uint8_t reason) {
    const auto* row = std::ranges::find(kReasons, reason, &RedirectReasonRow::isdn);
    return row == kReasons.end() ? RedirectReason::unknown : row->isup;
}

std::uint8_t reason_to_isdn(RedirectReason reason) {
    const auto* row = std::ranges::find(kReasons, reason, &RedirectReasonRow::isup);
    return row == kReasons.end() ? std::uint8_t{0} : row->isdn;
}

RedirectReason reason_from_diversion(std::string_view reason) {
    const auto* row = std::ranges::find(kReasons, reason, &RedirectReasonRow::diversion);
    return row == kReasons.end() ? RedirectReason::unknown : row->isup;
}

std::string_view reason_to_diversion(RedirectReason reason) {
    const auto* row = std::ranges::find(kReasons, reason, &RedirectReasonRow::isup);
    return row == kReasons.end() ? std::string_view("unknown") : row->diversion;
}

RedirectReason original_reason(RedirectReason reason) {
    return reason <= RedirectReason::unconditional ? reason : RedirectReason::unknown;
}

} // namespace mapping
