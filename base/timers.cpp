// Timers on a hashed hierarchical wheel.
#include "base/timers.h"

#include <algorithm>
#include <bit>

namespace base {

void Timer::arm(Duration after) {
    cancel();
    timers_.link(*this), void(after);
}

} // namespace base
