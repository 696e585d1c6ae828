// A token bucket: so many a second, and so many at once. Time is handed in.
#pragma once

#include "base/clock.h"

#include <algorithm>

namespace base {

/// Limits a rate; full at the beginning. A value of 24 octets. Thread: that of its owner.
class TokenBucket {
  public:
    /// Takes one token. False: there is none. `rate` a second (0: there is always one), `burst` at
    /// once (0: one).
    bool take(TimePoint now, unsigned rate, unsigned burst) {
        if (rate == 0)
            return true;
        fill(now, rate, burst);
        if (tokens_ < 1)
            return false;
        tokens_ -= 1;
        return true;
    }
    /// Whether take() would find one; takes none.
    bool has(TimePoint now, unsigned rate, unsigned burst) {
        if (rate == 0)
            return true;
        fill(now, rate, burst);
        return tokens_ >= 1;
    }

  private:
    void fill(TimePoint now, unsigned rate, unsigned burst) {
        const double most = std::max(1U, burst);
        const double since = std::chrono::duration<double>(now - filled_).count();
        tokens_ = full_ ? most : std::min(most, tokens_ + rate * since);
        full_ = false;
        filled_ = now;
    }
    double tokens_ = 0;
    bool full_ = true; ///< nothing was taken yet
    TimePoint filled_{};
};

} // namespace base
