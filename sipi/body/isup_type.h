// Names of ISUP issues in application/ISUP;version=...;base=..., RFC 3204 §3.1: one table.
#pragma once

#include "sipi/header.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace sipi {

enum class IsupVersion : std::uint8_t {
    unknown, ///< a name of no row, or none at all
    itu_t88,
    itu_t92,
    ansi88,
    ansi00,
    etsi121,
    etsi356,
    gr317,
    ttc87,
    ttc93,
    itu_t,
    ansi,
    nxv3,
    spirou,
    chinese,
    private_use, ///< X-...
};

struct IsupVersionRow {
    IsupVersion version;
    std::string_view name; ///< token, as sent; compares in any case
    /// The issue of RFC 3204 Table 1 that reads it best when no `base` is given; itself in that
    /// table.
    IsupVersion base;
    bool compatibility;        ///< has parameter compatibility information (Table 1, third column)
    std::string_view protocol; ///< what the name stands for
    std::string_view source;
};

// One row per name, in the order of IsupVersion.
inline constexpr std::array kIsupVersions{
    IsupVersionRow{IsupVersion::unknown, "", IsupVersion::unknown, false, "", ""},
    IsupVersionRow{IsupVersion::itu_t88, "itu-t88", IsupVersion::itu_t88, false,
                   "ITU-T Q.761-4 (1988)", "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::itu_t92, "itu-t92+", IsupVersion::itu_t92, true,
                   "ITU-T Q.761-4 (1992)", "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::ansi88, "ansi88", IsupVersion::ansi88, false, "ANSI T1.113-1988",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::ansi00, "ansi00", IsupVersion::ansi00, true, "ANSI T1.113-2000",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::etsi121, "etsi121", IsupVersion::etsi121, false, "ETS 300 121",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::etsi356, "etsi356", IsupVersion::etsi356, true, "EN 300 356",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::gr317, "gr317", IsupVersion::gr317, false, "Bellcore GR-317",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::ttc87, "ttc87", IsupVersion::ttc87, false, "JT-Q761-4 (1987-1992)",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::ttc93, "ttc93+", IsupVersion::ttc93, true, "JT-Q761-4 (1993-)",
                   "RFC 3204 Table 1"},
    IsupVersionRow{IsupVersion::itu_t, "itu-t", IsupVersion::itu_t92, true, "ITU-T, no issue named",
                   "RFC 3204 §3.1, as an example"},
    IsupVersionRow{IsupVersion::ansi, "ansi", IsupVersion::ansi00, true, "ANSI, no issue named",
                   "RFC 3204 §3.1, as an example"},
    IsupVersionRow{IsupVersion::nxv3, "nxv3", IsupVersion::etsi121, false, "a network's own",
                   "RFC 3204 §3.1 and §4.1: base=etsi121"},
    IsupVersionRow{IsupVersion::spirou, "spirou", IsupVersion::itu_t92, true, "SPIROU, France",
                   "in use; ITU-T ISUP of 1997 underneath"},
    IsupVersionRow{IsupVersion::chinese, "chinese", IsupVersion::itu_t92, true, "China",
                   "in use; no public definition of the name"},
    IsupVersionRow{IsupVersion::private_use, "X-", IsupVersion::unknown, false, "a network's own",
                   "RFC 3204 §6, symbols beginning with X-"},
};

/// Row of a version; every enumerator has one.
const IsupVersionRow& row(IsupVersion version);
/// The token as sent: "itu-t92+".
std::string_view text(IsupVersion version);
/// Version of a token in any case, quoted or not; unknown when it has no row.
IsupVersion isup_version(std::string_view token);

/// What application/ISUP says about its octets.
///
/// Owner: views into the Content-Type.
struct IsupType {
    std::string_view version; ///< without quotes; "" when absent, though RFC 3204 requires it
    std::string_view base;    ///< without quotes; "" when absent

    static IsupType of(const MediaType& media_type);
    /// The issue of RFC 3204 Table 1 to read the octets by: `version` when it is one of them, else
    /// `base`, else the one that the table gives for `version`; unknown when nothing helps.
    IsupVersion issue() const;
};

/// Appends application/ISUP;version=;base= with the base only when it is not empty.
void append(std::string& out, const IsupType& isup_type);

} // namespace sipi
