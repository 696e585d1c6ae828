// Q.850 causes into SIP status codes and back. The tables of RFC 3398, Q.1912.5 (2004), and one
// vendor.
#include "gateway/mapping/causes.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::CauseIndicators;
using isup::Location;

// --- tables ---

// cause, RFC 3398, Q.1912.5, clause; in order of cause. 0: the table names no response, then that
// of the class counts: RFC 3398 ends a call with 16 by BYE or CANCEL, and takes another channel
// at 44.
constexpr std::array kCauses{
    CauseRow{1, 404, 404, "RFC 3398 §7.2.4.1"},   CauseRow{2, 404, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{3, 404, 500, "RFC 3398 §7.2.4.1"},   CauseRow{4, 500, 500, "Q.1912.5 §6"},
    CauseRow{5, 500, 404, "Q.1912.5 §6"},         CauseRow{8, 500, 500, "Q.1912.5 §6"},
    CauseRow{9, 500, 500, "Q.1912.5 §6"},         CauseRow{16, 0, 480, "RFC 3398 §7.2.4.1"},
    CauseRow{17, 486, 486, "RFC 3398 §7.2.4.1"},  CauseRow{18, 408, 480, "RFC 3398 §7.2.4.1"},
    CauseRow{19, 480, 480, "RFC 3398 §7.2.4.1"},  CauseRow{20, 480, 480, "RFC 3398 §7.2.4.1"},
    CauseRow{21, 403, 480, "RFC 3398 §7.2.4.1"},  CauseRow{22, 410, 410, "RFC 3398 §7.2.4.1"},
    CauseRow{23, 410, 0, "RFC 3398 §7.2.4.1"},    CauseRow{24, 500, 480, "Q.1912.5 §6"},
    CauseRow{25, 500, 480, "Q.1912.5 §6"},        CauseRow{26, 404, 480, "RFC 3398 §7.2.4.1"},
    CauseRow{27, 502, 502, "RFC 3398 §7.2.4.1"},  CauseRow{28, 484, 484, "RFC 3398 §7.2.4.1"},
    CauseRow{29, 501, 500, "RFC 3398 §7.2.4.1"},  CauseRow{31, 480, 480, "RFC 3398 §7.2.4.1"},
    CauseRow{34, 503, 480, "RFC 3398 §7.2.4.1"},  CauseRow{38, 503, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{41, 503, 500, "RFC 3398 §7.2.4.1"},  CauseRow{42, 503, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{43, 500, 500, "Q.1912.5 §6"},        CauseRow{44, 0, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{46, 500, 500, "Q.1912.5 §6"},        CauseRow{47, 503, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{50, 500, 500, "Q.1912.5 §6"},        CauseRow{53, 500, 500, "Q.1912.5 §6"},
    CauseRow{55, 403, 500, "RFC 3398 §7.2.4.1"},  CauseRow{57, 403, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{58, 503, 500, "RFC 3398 §7.2.4.1"},  CauseRow{62, 500, 500, "Q.1912.5 §6"},
    CauseRow{63, 500, 500, "Q.1912.5 §6"},        CauseRow{65, 488, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{69, 500, 500, "Q.1912.5 §6"},        CauseRow{70, 488, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{79, 501, 500, "RFC 3398 §7.2.4.1"},  CauseRow{87, 403, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{88, 503, 500, "RFC 3398 §7.2.4.1"},  CauseRow{90, 500, 500, "Q.1912.5 §6"},
    CauseRow{91, 500, 404, "Q.1912.5 §6"},        CauseRow{95, 500, 500, "Q.1912.5 §6"},
    CauseRow{97, 500, 500, "Q.1912.5 §6"},        CauseRow{99, 500, 500, "Q.1912.5 §6"},
    CauseRow{102, 504, 480, "RFC 3398 §7.2.4.1"}, CauseRow{103, 500, 500, "Q.1912.5 §6"},
    CauseRow{110, 500, 500, "Q.1912.5 §6"},       CauseRow{111, 500, 500, "RFC 3398 §7.2.4.1"},
    CauseRow{127, 500, 480, "RFC 3398 §7.2.4.1"},
};
static_assert(std::ranges::is_sorted(kCauses, {}, &CauseRow::cause));

// status, RFC 3398, Q.1912.5, vendor, clause; in order of status.
constexpr std::array kStatuses{
    StatusRow{400, 41, 127, 111, "RFC 3398 §8.2.6.1"},
    StatusRow{401, 21, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{402, 21, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{403, 21, 127, 79, "RFC 3398 §8.2.6.1"},
    StatusRow{404, 1, 1, 1, "RFC 3398 §8.2.6.1"},
    StatusRow{405, 63, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{406, 79, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{407, 21, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{408, 102, 127, 102, "RFC 3398 §8.2.6.1"},
    StatusRow{410, 22, 22, 22, "RFC 3398 §8.2.6.1"},
    StatusRow{413, 127, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{414, 127, 127, 111, "RFC 3398 §8.2.6.1"},
    StatusRow{415, 79, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{416, 127, 127, 111, "RFC 3398 §8.2.6.1"},
    StatusRow{417, 0, 127, 79, "RFC 4412 §4"},
    StatusRow{420, 127, 127, 111, "RFC 3398 §8.2.6.1"},
    StatusRow{421, 127, 127, 111, "RFC 3398 §8.2.6.1"},
    StatusRow{422, 0, 127, 31, "RFC 4028 §6"},
    StatusRow{423, 127, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{433, 0, 24, 24, "RFC 5079 §5"},
    StatusRow{480, 18, 20, 20, "RFC 3398 §8.2.6.1"},
    StatusRow{481, 41, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{482, 25, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{483, 25, 127, 25, "RFC 3398 §8.2.6.1"},
    StatusRow{484, 28, 28, 28, "RFC 3398 §8.2.6.1"},
    StatusRow{485, 1, 127, 1, "RFC 3398 §8.2.6.1"},
    StatusRow{486, 17, 17, 17, "RFC 3398 §8.2.6.1"},
    StatusRow{487, 0, 127, 127, "RFC 3261 §21.4.25"},
    StatusRow{488, 31, 127, 50, "RFC 3398 §8.2.6.1"},
    StatusRow{491, 0, 127, 127, "RFC 3261 §21.4.27"},
    StatusRow{493, 0, 127, 127, "RFC 3261 §21.4.28"},
    StatusRow{500, 41, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{501, 79, 127, 79, "RFC 3398 §8.2.6.1"},
    StatusRow{502, 38, 127, 27, "RFC 3398 §8.2.6.1"},
    StatusRow{503, 41, 127, 41, "RFC 3398 §8.2.6.1"},
    StatusRow{504, 102, 127, 102, "RFC 3398 §8.2.6.1"},
    StatusRow{505, 127, 127, 127, "RFC 3398 §8.2.6.1"},
    StatusRow{513, 127, 127, 95, "RFC 3398 §8.2.6.1"},
    StatusRow{580, 0, 127, 127, "RFC 3312 §8"},
    StatusRow{600, 17, 17, 17, "RFC 3398 §8.2.6.1"},
    StatusRow{603, 21, 21, 21, "RFC 3398 §8.2.6.1"},
    StatusRow{604, 1, 1, 2, "RFC 3398 §8.2.6.1"},
    StatusRow{606, 31, 127, 88, "RFC 3398 §8.2.6.1"},
    StatusRow{607, 0, 21, 127, "RFC 8197 §3"},
    StatusRow{608, 0, 21, 127, "RFC 8688 §3"},
};
static_assert(std::ranges::is_sorted(kStatuses, {}, &StatusRow::status));

constexpr std::array kTables{
    TableRow{CauseTable::rfc3398,
             {"status from cause", "RFC 3398 §7.2.4.1"},
             {"cause from status", "RFC 3398 §8.2.6.1"},
             500,
             31,
             Location::public_remote,
             Location::user},
    TableRow{CauseTable::q1912_5,
             {"status from cause", "Q.1912.5 §6"},
             {"cause from status", "Q.1912.5 §7"},
             0,
             127,
             Location::beyond_interworking,
             Location::beyond_interworking},
    TableRow{CauseTable::vendor_29163,
             {"status from cause", "TS 29.163 (vendor)"},
             {"cause from status", "TS 29.163 (vendor)"},
             0,
             127,
             Location::beyond_interworking,
             Location::beyond_interworking},
};

constexpr Row kTrunkStatus{"status from cause", "trunk's own table"};
constexpr Row kTrunkCause{"cause from status", "trunk's own table"};

// RFC 8606 §4.
struct LocationToken {
    Location location;
    std::string_view token;
};
constexpr std::array kLocations{
    LocationToken{Location::user, "U"},
    LocationToken{Location::private_local, "LPN"},
    LocationToken{Location::public_local, "LN"},
    LocationToken{Location::transit, "TN"},
    LocationToken{Location::public_remote, "RLN"},
    LocationToken{Location::private_remote, "RPN"},
    LocationToken{static_cast<Location>(6), "LOC-6"},
    LocationToken{Location::international, "INTL"},
    LocationToken{static_cast<Location>(8), "LOC-8"},
    LocationToken{static_cast<Location>(9), "LOC-9"},
    LocationToken{Location::beyond_interworking, "BI"},
    LocationToken{static_cast<Location>(11), "LOC-11"},
    LocationToken{static_cast<Location>(12), "LOC-12"},
    LocationToken{static_cast<Location>(13), "LOC-13"},
    LocationToken{static_cast<Location>(14), "LOC-14"},
    LocationToken{static_cast<Location>(15), "LOC-15"},
};

// --- rules ---

const CauseRow* find_cause(std::uint8_t cause) {
    const auto* row = std::ranges::lower_bound(kCauses, cause, {}, &CauseRow::cause);
    return row != kCauses.end() && row->cause == cause ? row : nullptr;
}

/// The value that stands for a whole class (Q.850 §2.2.5): 31, 47, 63, 79, 95, 111, 127.
std::uint8_t class_default(std::uint8_t cause) {
    const std::uint8_t last = cause | 0x0f;
    return std::max<std::uint8_t>(last, 31); // classes 0 and 1 are both "normal event"
}

std::uint16_t column(const CauseRow& row, CauseTable table) {
    return table == CauseTable::rfc3398 ? row.rfc3398 : row.q1912_5;
}

std::uint8_t column(const StatusRow& row, CauseTable table) {
    switch (table) {
    case CauseTable::rfc3398:
        return row.rfc3398;
    case CauseTable::q1912_5:
        return row.q1912_5;
    case CauseTable::vendor_29163:
        return row.vendor_29163;
    }
    return 0;
}

/// What depends on more than the value; 0 when nothing does.
std::uint16_t special_status(const CauseIndicators& cause, CauseTable table) {
    // RFC 3398 §7.2.4.1: 21 is 403, but 603 when the user has rejected the call.
    if (table == CauseTable::rfc3398 && cause.value == 21 && cause.location == Location::user)
        return 603;
    // Q.1912.5 §6: 34 is 486 when the diagnostic says that CCBS is possible (Q.850 Table 2, note
    // 11).
    if (table != CauseTable::rfc3398 && cause.value == 34 && !cause.diagnostics.empty() &&
        (cause.diagnostics[0] & 0x7f) == 1)
        return 486;
    // RFC 5079 §5, later editions of TS 29.163: anonymous call rejection has a status of its own.
    // It is the only cause for which TS 29.163 is known to differ from Q.1912.5 in this direction.
    if (table == CauseTable::vendor_29163 && cause.value == 24)
        return 433;
    return 0;
}

const CauseOverride* find(const std::vector<CauseOverride>& rows, int from) {
    for (const CauseOverride& row : rows)
        if (row.from == from)
            return &row;
    return nullptr;
}

bool same_text(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    };
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

std::span<const CauseRow> cause_rows() {
    return kCauses;
}
std::span<const StatusRow> status_rows() {
    return kStatuses;
}

const TableRow& table_row(CauseTable table) {
    return *std::ranges::find(kTables, table, &TableRow::table);
}

int status_from_cause(const CauseIndicators& cause, const Profile& profile, Notes& notes) {
    if (const CauseOverride* row = find(profile.cause_to_status, cause.value)) {
        notes.add(row->row ? *row->row : kTrunkStatus, "{} {} -> {}", cause.value,
                  isup::cause_name(cause.value), row->to);
        return row->to;
    }
    const TableRow& table = table_row(profile.cause_table);
    const CauseRow* row = find_cause(cause.value);
    std::uint16_t status = special_status(cause, profile.cause_table);
    if (status == 0)
        status = row ? column(*row, profile.cause_table) : table.default_status;
    if (status == 0)
        status = column(*find_cause(class_default(cause.value)), profile.cause_table);
    notes.add(table.to_status, "{} {} -> {}", cause.value, isup::cause_name(cause.value), status);
    return status;
}

CauseIndicators cause_from_status(int status, const Profile& profile, Notes& notes) {
    const TableRow& table = table_row(profile.cause_table);
    CauseIndicators cause;
    cause.location = status >= 600 ? table.location_6xx : table.location;
    if (const CauseOverride* row = find(profile.status_to_cause, status)) {
        cause.value = static_cast<std::uint8_t>(row->to);
        notes.add(row->row ? *row->row : kTrunkCause, "{} -> {} {}", status, cause.value,
                  isup::cause_name(cause.value));
        return cause;
    }
    const auto* row = std::ranges::lower_bound(kStatuses, status, {}, &StatusRow::status);
    cause.value =
        row != kStatuses.end() && row->status == status ? column(*row, profile.cause_table) : 0;
    if (cause.value == 0)
        cause.value = table.default_cause;
    notes.add(table.to_cause, "{} -> {} {}", status, cause.value, isup::cause_name(cause.value));
    return cause;
}

std::string reason_from_cause(const CauseIndicators& cause, bool located) {
    std::string value =
        fmt::format("Q.850;cause={};text=\"{}\"", cause.value, isup::cause_name(cause.value));
    if (const std::string_view token = location_token(cause.location); located && !token.empty())
        value.append(";location=").append(token);
    return value;
}

std::optional<CauseIndicators> cause_from_reason(const sipi::Reason& reason) {
    if (!same_text(reason.protocol, "Q.850") || !reason.cause || *reason.cause < 1 ||
        *reason.cause > 127)
        return std::nullopt;
    CauseIndicators cause;
    cause.value = static_cast<std::uint8_t>(*reason.cause);
    cause.location = location_from_token(reason.location).value_or(Location::beyond_interworking);
    return cause;
}

std::string_view location_token(Location location) {
    const auto* row = std::ranges::find(kLocations, location, &LocationToken::location);
    return row == kLocations.end() ? std::string_view() : row->token;
}

std::optional<Location> location_from_token(std::string_view token) {
    for (const LocationToken& row : kLocations)
        if (same_text(row.token, token))
            return row.location;
    return std::nullopt;
}

} // namespace mapping
