// The table of switch types: EuroISDN ETS 300 102 (Q.931), National ISDN (Telcordia SR-NWT-001937,
// SR-NWT-002343), AT&T TR 41459 (4ESS), 5E, NIS-A211 (DMS-100), QSIG ECMA-143.
#include "drivers/isdn/switch_type.h"

extern "C" {
#include <libpri.h>
}

#include <array>

namespace isdn {
namespace {

struct SwitchRow {
    SwitchType type;
    std::string_view name;
    int e1, t1, bri; ///< libpri's number on such a line; 0: not spoken there
    bool service;
};
constexpr std::array kSwitches{
    SwitchRow{SwitchType::euroisdn, "euroisdn", PRI_SWITCH_EUROISDN_E1, PRI_SWITCH_EUROISDN_T1,
              PRI_SWITCH_EUROISDN_E1, false},
    SwitchRow{SwitchType::ni1, "ni1", 0, PRI_SWITCH_NI1, PRI_SWITCH_NI1, false},
    SwitchRow{SwitchType::ni2, "ni2", 0, PRI_SWITCH_NI2, 0, true},
    SwitchRow{SwitchType::att4ess, "4ess", 0, PRI_SWITCH_ATT4ESS, 0, true},
    SwitchRow{SwitchType::lucent5ess, "5ess", 0, PRI_SWITCH_LUCENT5E, 0, true},
    SwitchRow{SwitchType::dms100, "dms100", 0, PRI_SWITCH_DMS100, 0, true},
    SwitchRow{SwitchType::qsig, "qsig", PRI_SWITCH_QSIG, PRI_SWITCH_QSIG, PRI_SWITCH_QSIG, false},
};

const SwitchRow& row(SwitchType type) {
    return kSwitches[static_cast<std::size_t>(type)];
}

constexpr bool in_order() {
    for (std::size_t at = 0; at < kSwitches.size(); ++at)
        if (static_cast<std::size_t>(kSwitches[at].type) != at)
            return false;
    return true;
}
static_assert(in_order());

} // namespace

std::string_view name(SwitchType type) {
    return row(type).name;
}

int libpri_switch(SwitchType type, drivers::LineType line) {
    const SwitchRow& found = row(type);
    return line == drivers::LineType::e1 ? found.e1
           : drivers::is_t1_or_j1(line)  ? found.t1
                                         : found.bri;
}

bool spoken_on(SwitchType type, drivers::LineType line) {
    return libpri_switch(type, line) != 0;
}

bool has_service_messages(SwitchType type) {
    return row(type).service;
}

bool has_restart(SwitchType type, drivers::LineType line) {
    return !(type == SwitchType::ni1 && line == drivers::LineType::bri);
}

} // namespace isdn
