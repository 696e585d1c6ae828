// Q.850 causes into SIP status codes and back: RFC 3398, Q.1912.5 and what one vendor documents as
// TS 29.163.
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "isup/cause.h"
#include "sipi/header.h"

#include <optional>
#include <span>

namespace mapping {

/// One cause and the final response for it. 0: no row in that table, see status_from_cause().
struct CauseRow {
    std::uint8_t cause;
    std::uint16_t rfc3398;
    std::uint16_t q1912_5; ///< edition of 2004; later ones prefer 503 for the causes of congestion
    std::string_view clause;
};
std::span<const CauseRow> cause_rows();

/// One status code of a final response and the cause for it. 0: no row, the table's default.
struct StatusRow {
    std::uint16_t status;
    std::uint8_t rfc3398;
    std::uint8_t q1912_5;
    std::uint8_t vendor_29163;
    std::string_view clause;
};
std::span<const StatusRow> status_rows();

/// What a table says beside its rows.
struct TableRow {
    CauseTable table;
    Row to_status;
    Row to_cause;
    std::uint16_t
        default_status;         ///< for a cause without a row; 0: that of its class (Q.850 §2.2.5)
    std::uint8_t default_cause; ///< for a status without a row
    isup::Location location;    ///< of causes made from 3xx-5xx
    isup::Location location_6xx; ///< of causes made from 6xx
};
const TableRow& table_row(CauseTable table);

/// Final response to an INVITE whose call the ISDN releases (RFC 3398 §7.2.4.1, Q.1912.5 §6).
/// The trunk's own rows come first.
int status_from_cause(const isup::CauseIndicators& cause, const Profile& profile, Notes& notes);

/// Cause and location of a final response to our INVITE (RFC 3398 §8.2.6.1, Q.1912.5 §7).
isup::CauseIndicators cause_from_status(int status, const Profile& profile, Notes& notes);

/// Reason: Q.850;cause=17;text="User busy";location=LN (RFC 3326, RFC 8606). `located`: with the
/// location.
std::string reason_from_cause(const isup::CauseIndicators& cause, bool located = true);
/// Nothing when the Reason is of another protocol or has no valid cause. Location beyond
/// interworking unless said.
std::optional<isup::CauseIndicators> cause_from_reason(const sipi::Reason& reason);

/// "U", "LN" ... (RFC 8606 §4).
std::string_view location_token(isup::Location location);
std::optional<isup::Location> location_from_token(std::string_view token);

} // namespace mapping
