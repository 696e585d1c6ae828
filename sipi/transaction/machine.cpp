// Names and timers of the transaction machines, RFC 3261 §17 and Table 4, RFC 6026 §7, RFC 4320 §4.
#include "sipi/transaction/machine.h"

#include <algorithm>

namespace sipi::transaction {
namespace {

constexpr std::array<std::string_view, 7> kStates{
    "calling", "trying", "proceeding", "accepted", "completed", "confirmed", "terminated"};
constexpr std::array<std::string_view, 24> kEvents{
    "1xx",      "2xx",      "2xx again",    "300-699",   "request",     "ACK",
    "send 1xx", "send 2xx", "send 300-699", "timer A",   "timer B",     "timer D",
    "timer E",  "timer F",  "timer G",      "timer H",   "timer I",     "timer J",
    "timer K",  "timer L",  "timer M",      "timer 100", "timer spent", "transport error"};
static_assert(kEvents.size() == static_cast<std::size_t>(Event::transport_error) + 1);

enum class Unit : std::uint8_t { t1, t4, seconds, until_t2 };

struct TimerRow {
    Event timer;
    int factor;
    Unit unit;
    bool zero_if_reliable;
    std::string_view clause;
};
constexpr std::array kTimers{
    TimerRow{Event::timer_a, 1, Unit::t1, false, "RFC 3261 §17.1.1.2, unreliable only"},
    TimerRow{Event::timer_b, 64, Unit::t1, false, "RFC 3261 §17.1.1.2"},
    TimerRow{Event::timer_d, 32, Unit::seconds, true, "RFC 3261 §17.1.1.2"},
    TimerRow{Event::timer_e, 1, Unit::t1, false, "RFC 3261 §17.1.2.2, unreliable only"},
    TimerRow{Event::timer_f, 64, Unit::t1, false, "RFC 3261 §17.1.2.2"},
    TimerRow{Event::timer_g, 1, Unit::t1, false, "RFC 3261 §17.2.1, unreliable only"},
    TimerRow{Event::timer_h, 64, Unit::t1, false, "RFC 3261 §17.2.1"},
    TimerRow{Event::timer_i, 1, Unit::t4, true, "RFC 3261 §17.2.1"},
    TimerRow{Event::timer_j, 64, Unit::t1, true, "RFC 3261 §17.2.2"},
    TimerRow{Event::timer_k, 1, Unit::t4, true, "RFC 3261 §17.1.2.2"},
    TimerRow{Event::timer_l, 64, Unit::t1, false, "RFC 6026 §7.1"},
    TimerRow{Event::timer_m, 64, Unit::t1, false, "RFC 6026 §7.2"},
    TimerRow{Event::timer_100, 1, Unit::until_t2, false, "RFC 4320 §4.1"},
    TimerRow{Event::timer_spent, 64, Unit::t1, false, "RFC 4320 §4.2"},
};

// The time that it takes Timer E, doubling from T1, to be reset to T2: T1 + 2*T1 + 4*T1 with the
// defaults.
base::Duration until_timer_e_is_t2(const Times& times) {
    base::Duration sum{};
    for (base::Duration wait = times.t1; wait < times.t2 && wait.count() > 0; wait *= 2)
        sum += wait;
    return sum;
}

} // namespace

std::string_view name(State state) {
    return kStates[static_cast<std::size_t>(state)];
}
std::string_view name(Event event) {
    return kEvents[static_cast<std::size_t>(event)];
}

base::Duration length(Event timer, const Times& times, bool reliable) {
    const auto found = std::ranges::find(kTimers, timer, &TimerRow::timer);
    if (found == kTimers.end() || (reliable && found->zero_if_reliable))
        return {};
    switch (found->unit) {
    case Unit::t1:
        return times.t1 * found->factor;
    case Unit::t4:
        return times.t4 * found->factor;
    case Unit::seconds:
        return std::chrono::seconds(found->factor);
    case Unit::until_t2:
        return until_timer_e_is_t2(times);
    }
    return {};
}

} // namespace sipi::transaction
