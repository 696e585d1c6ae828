// Timers and counters that libpri runs, set by their names (Q.921 §5.9, Q.931 Tables 9-1 and 9-2).
#include "drivers/isdn/timers.h"

extern "C" {
#include <libpri.h>
}

namespace isdn {
namespace {

struct TimerRow {
    int libpri;
    LineTimers::Milliseconds LineTimers::*value;
};
constexpr TimerRow kTimers[] = {
    {PRI_TIMER_T200, &LineTimers::t200}, {PRI_TIMER_T201, &LineTimers::t201},
    {PRI_TIMER_T202, &LineTimers::t202}, {PRI_TIMER_T203, &LineTimers::t203},
    {PRI_TIMER_T303, &LineTimers::t303}, {PRI_TIMER_T305, &LineTimers::t305},
    {PRI_TIMER_T308, &LineTimers::t308}, {PRI_TIMER_T309, &LineTimers::t309},
    {PRI_TIMER_T312, &LineTimers::t312}, {PRI_TIMER_T313, &LineTimers::t313},
};

struct CounterRow {
    int libpri;
    std::uint32_t LineTimers::*value;
};
constexpr CounterRow kCounters[] = {
    {PRI_TIMER_N200, &LineTimers::n200},
    {PRI_TIMER_N202, &LineTimers::n202},
};

} // namespace

void set_timers(struct pri* pri, const LineTimers& timers) {
    for (const TimerRow& row : kTimers)
        pri_set_timer(pri, row.libpri, static_cast<int>((timers.*row.value).count()));
    for (const CounterRow& row : kCounters)
        pri_set_timer(pri, row.libpri, static_cast<int>(timers.*row.value));
    if (timers.k)
        pri_set_timer(pri, PRI_TIMER_K, static_cast<int>(*timers.k));
    pri_set_timer(pri, PRI_TIMER_T316,
                  0); // RESTART is supervised here: libpri's T316 knows single channels only
}

} // namespace isdn
