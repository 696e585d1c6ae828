// application/QSIG;version=...: private network signalling in a body, RFC 3204 §3.2.
#pragma once

#include "sipi/header.h"

#include <string>
#include <string_view>

namespace sipi {

/// The only row of RFC 3204 Table 2: ISO/IEC 11572 and 11582.
inline constexpr std::string_view kQsigIso = "iso";

/// What application/QSIG says about its octets. There is no `base`: RFC 3204 gives it to ISUP only.
///
/// Owner: a view into the Content-Type.
struct QsigType {
    std::string_view version; ///< without quotes; "" when absent, which is allowed

    static QsigType of(const MediaType& media_type);
    /// ISO QSIG, which is also meant where no version is given.
    bool is_iso() const;
};

/// Appends application/QSIG, with the version unless it is empty.
void append(std::string& out, const QsigType& qsig_type);

} // namespace sipi
