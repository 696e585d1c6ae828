// Time handed in: nothing in Landline asks the operating system for the time but SystemClock.
#pragma once

#include <chrono>

namespace base {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::system_clock::time_point;

/// Monotonic time for timers, wall time for records. Any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    virtual WallTime wall() const = 0;
};

/// CLOCK_MONOTONIC and CLOCK_REALTIME.
class SystemClock final : public Clock {
  public:
    TimePoint now() const override { return std::chrono::steady_clock::now(); }
    WallTime wall() const override { return std::chrono::system_clock::now(); }
};

/// A clock moved by hand: tests jump ahead in time instead of sleeping. One thread.
class ManualClock final : public Clock {
  public:
    TimePoint now() const override { return now_; }
    WallTime wall() const override { return wall_; }
    void advance(Duration by) {
        now_ += by;
        wall_ += std::chrono::duration_cast<WallTime::duration>(by);
    }

  private:
    TimePoint now_{std::chrono::hours(1)};
    WallTime wall_{std::chrono::hours(24 * 365 * 50)};
};

} // namespace base
