// Timers on a hashed hierarchical wheel (Varghese and Lauck, scheme 7): arm and cancel cost O(1), no allocation.
#pragma once

#include "base/clock.h"

#include <array>
#include <cstdint>
#include <functional>

namespace base {

class Timers;

/// One timer, a member of the object that it serves.
///
/// Thread: that of its Timers only. Owner: the object; destruction cancels. The callback is set once and
/// may arm, cancel or destroy any timer, its own included.
class Timer {
  public:
    using Callback = std::function<void()>;
    Timer(Timers& timers, Callback callback) : timers_(timers), callback_(std::move(callback)) {}
    ~Timer() { cancel(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Fires once, `after` from now, rounded up to the wheel's tick (1 ms); an armed timer is moved.
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
    std::uint64_t tick_ = 0;
    Timer* next_ = nullptr;
    Timer* previous_ = nullptr;
    std::uint32_t level_ = 0;
    std::uint32_t slot_ = 0;
};

/// The wheel: four levels of 256 slots of 1 ms, 256 ms, 65.5 s and 4.7 h; longer timers wait on the last level.
///
/// Thread: one. The owner calls run() when next_deadline() has come.
class Timers {
  public:
    explicit Timers(const Clock& clock);
    ~Timers();
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    const Clock& clock() const { return clock_; }
    /// Fires what is due, in order of its tick. Returns how many fired.
    std::size_t run();
    /// The earliest moment at which run() could have something to do; TimePoint::max() when nothing is armed.
    TimePoint next_deadline() const;
    std::size_t armed() const { return armed_; }

  private:
    friend class Timer;
    static constexpr std::uint32_t kLevels = 4;
    static constexpr std::uint32_t kSlotBits = 8;
    static constexpr std::uint32_t kSlots = 1U << kSlotBits;
    static constexpr Duration kTick = std::chrono::milliseconds(1);

    std::uint64_t tick_of(TimePoint time) const;
    void link(Timer& timer);
    void unlink(Timer& timer);
    void append(Timer*& head, Timer& timer);
    void cascade(std::uint32_t level);
    std::uint64_t next_tick() const;

    const Clock& clock_;
    TimePoint start_;
    std::uint64_t now_tick_ = 0; // all ticks before this one have been run
    std::size_t armed_ = 0;
    std::array<std::array<Timer*, kSlots>, kLevels> slots_{};
    std::array<std::array<std::uint64_t, kSlots / 64>, kLevels> occupied_{};
};

} // namespace base
