// Cause indicators (Q.763 §3.12, Q.850 §2).
#pragma once

#include "isup/codes.h"
#include "isup/octet_string.h"

#include <optional>
#include <string_view>

namespace isup {

/// Where the cause arose (Q.850 Table 1).
enum class Location : std::uint8_t {
    user = 0,
    private_local = 1,
    public_local = 2,
    transit = 3,
    public_remote = 4,
    private_remote = 5,
    international = 7,
    beyond_interworking = 10,
};

enum class CodingStandard : std::uint8_t {
    itu = 0,
    iso_iec = 1,
    national = 2,
    location_specific = 3
};

/// Q.763 §3.12. Diagnostics behind the 30th octet are not kept by this value (raw() still has
/// them).
struct CauseIndicators {
    static constexpr Param kCode = Param::cause_indicators;
    std::uint8_t value = 16; ///< Q.850 §2.2.5: 1-127
    Location location = Location::user;
    CodingStandard coding = CodingStandard::itu;
    std::optional<std::uint8_t>
        recommendation{}; ///< octet 1a: 0 Q.931, 3 X.21, 4 X.25, 5 PLMN; absent as a rule
    OctetString<30> diagnostics{};

    static std::optional<CauseIndicators> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CauseIndicators&) const = default;
};

/// A cause that arises in this gateway, in a network that serves the local user (Q.850 Table 1).
CauseIndicators cause_here(std::uint8_t value);

/// Name of a Q.850 value (Q.850 Table 1); "unknown cause" when it has none.
std::string_view cause_name(std::uint8_t cause);
inline constexpr std::string_view kUnknownLocation = "unknown location";
/// kUnknownLocation when it has none.
std::string_view name(Location location);

} // namespace isup
