// Timers on a hashed hierarchical wheel (Varghese and Lauck 1987, scheme 7): arm and cancel cost
// O(1), no allocation.
#pragma once

#include "base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace base {

class Timers;

/// One timer, a member of the object that it serves.
///
/// Thread: that of its Timers only. Owner: the object; destruction cancels. The callback is set
/// once and may arm, cancel or destroy any timer, its own included.
class Timer {
  public:
    using Callback = std::function<void()>;
    Timer(Timers& timers, Callback callback) : timers_(timers), callback_(std::move(callback)) {}
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Fires once, `after` from now, rounded up to the wheel's tick (1 ms); an armed timer is
    /// moved.
    void arm(Duration after);
    void cancel();
    bool armed() const { return next_ != nullptr; }
    /// When it fires; meaningless when not armed.
    TimePoint deadline() const { return deadline_; }

  private:
    friend class Timers;
    Timers& timers_;
    Callback callback_;
    TimePoint deadline_{};
    std::uint64_t tick_ = 0; // when to fire, in ticks since the wheel's start
    Timer* next_ = nullptr;  // circular list of its slot; null = not armed
    Timer* previous_ = nullptr;
    std::uint16_t level_ = 0;
    std::uint16_t slot_ = 0;
};

/// The wheel: four levels of 256 slots of 1 ms, 256 ms, 65.5 s and 4.7 h; what is longer (49 days)
/// waits on the last.
///
/// Thread: one. The owner calls run() when next_deadline() has come.
class Timers {
  public:
    explicit Timers(const Clock& clock) : clock_(clock), start_(clock.now()) {}
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    const Clock& clock() const { return clock_; }
    /// Fires what is due, in order of ticks. Returns how many fired.
    std::size_t run();
    /// The earliest moment at which run() could have work (never later than the first timer);
    /// TimePoint::max() when nothing is armed.
    TimePoint next_deadline() const;
    std::size_t armed() const { return armed_; }

  private:
    friend class Timer;
    static constexpr std::uint32_t kLevels = 4;
    static constexpr std::uint32_t kSlotBits = 8;
    static constexpr std::uint32_t kSlots = 1U << kSlotBits;
    static constexpr Duration kTick = std::chrono::milliseconds(1);

    void link(Timer& timer);
    void unlink(Timer& timer);
    void cascade(std::uint32_t level);
    std::size_t fire(Timer*& slot);
    std::uint64_t next_tick() const;

    const Clock& clock_;
    TimePoint start_;
    std::uint64_t next_to_run_ = 0; // all ticks before this one have been run
    std::size_t armed_ = 0;
    Timer* firing_ = nullptr; // whose callback runs now; null once that timer is destroyed
    std::array<std::array<Timer*, kSlots>, kLevels> slots_{};
    std::array<std::uint64_t, kSlots / 64> occupied_{}; // of level 0, one bit a slot
};

} // namespace base
