// The variants of Q.931 that lines speak, which line speaks which, and what libpri calls them.
#pragma once

#include "drivers/span.h"

#include <cstdint>
#include <string_view>

namespace isdn {

/// In the order of their names in conf files: the position is the value there.
enum class SwitchType : std::uint8_t { euroisdn, ni1, ni2, att4ess, lucent5ess, dms100, qsig };
/// "euroisdn|ni1|...": as conf files spell them.
inline constexpr std::string_view kSwitchTypes = "euroisdn|ni1|ni2|4ess|5ess|dms100|qsig";

/// As in conf files.
std::string_view name(SwitchType type);
/// What such a line speaks when nobody says otherwise: NI-2 on T1, EuroISDN elsewhere.
constexpr SwitchType usual_switch_type(drivers::LineType line) {
    return drivers::is_t1_or_j1(line) ? SwitchType::ni2 : SwitchType::euroisdn;
}
/// Does it exist on such lines?
bool spoken_on(SwitchType type, drivers::LineType line);
/// libpri's PRI_SWITCH_ number.
int libpri_switch(SwitchType type, drivers::LineType line);
/// SERVICE and SERVICE ACKNOWLEDGE take B-channels out of service and back (NI-2, 4ESS, 5ESS and
/// DMS-100; ETSI and QSIG have nothing of the kind).
bool has_service_messages(SwitchType type);
/// RESTART exists (Q.931 §5.5); National ISDN BRI has none.
bool has_restart(SwitchType type, drivers::LineType line);

} // namespace isdn
