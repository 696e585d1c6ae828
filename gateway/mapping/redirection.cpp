// Reasons of a redirection in four notations: Q.952, Q.763 §3.45, RFC 5806, RFC 4458.
#include "gateway/mapping/redirection.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::RedirectReason;

constexpr std::string_view kClause = "Q.952, Q.763 §3.45, RFC 5806 §4, RFC 4458 §2.1";

// Q.952, Q.763, RFC 5806, RFC 4458, clause
constexpr std::array kRedirectionReasons{
    RedirectReasonRow{0, RedirectReason::unknown, "unknown", 404, kClause},
    RedirectReasonRow{1, RedirectReason::busy, "user-busy", 486, kClause},
    RedirectReasonRow{2, RedirectReason::no_reply, "no-answer", 408, kClause},
    RedirectReasonRow{15, RedirectReason::unconditional, "unconditional", 302, kClause},
    RedirectReasonRow{4, RedirectReason::deflection_immediate, "deflection", 480, kClause},
    RedirectReasonRow{4, RedirectReason::deflection_alerting, "deflection", 487, kClause},
    RedirectReasonRow{9, RedirectReason::mobile_not_reachable, "unavailable", 503, kClause},
    RedirectReasonRow{10, RedirectReason::unknown, "unknown", 404, "Q.952: by the called DTE"},
};

} // namespace

std::span<const RedirectReasonRow> redirect_reason_rows() {
    return kRedirectionReasons;
}

RedirectReason reason_from_isdn(std::uint8_t reason) {
    const auto* row = std::ranges::find(kRedirectionReasons, reason, &RedirectReasonRow::isdn);
    return row == kRedirectionReasons.end() ? RedirectReason::unknown : row->isup;
}

std::uint8_t reason_to_isdn(RedirectReason reason) {
    const auto* row = std::ranges::find(kRedirectionReasons, reason, &RedirectReasonRow::isup);
    return row == kRedirectionReasons.end() ? std::uint8_t{0} : row->isdn;
}

RedirectReason reason_from_diversion(std::string_view reason) {
    const auto* row = std::ranges::find(kRedirectionReasons, reason, &RedirectReasonRow::diversion);
    return row == kRedirectionReasons.end() ? RedirectReason::unknown : row->isup;
}

std::string_view reason_to_diversion(RedirectReason reason) {
    const auto* row = std::ranges::find(kRedirectionReasons, reason, &RedirectReasonRow::isup);
    return row == kRedirectionReasons.end() ? std::string_view("unknown") : row->diversion;
}

std::optional<RedirectReason> reason_from_cause_param(int cause) {
    const auto* row = std::ranges::find(kRedirectionReasons, cause, &RedirectReasonRow::cause);
    return row == kRedirectionReasons.end() ? std::nullopt : std::optional(row->isup);
}

int cause_param_of(RedirectReason reason) {
    const auto* row = std::ranges::find(kRedirectionReasons, reason, &RedirectReasonRow::isup);
    return row == kRedirectionReasons.end() ? kRedirectionReasons.front().cause : row->cause;
}

RedirectReason original_reason(RedirectReason reason) {
    return reason <= RedirectReason::unconditional ? reason : RedirectReason::unknown;
}

} // namespace mapping
