// Timers on a hashed hierarchical wheel.
#include "base/timers.h"

#include <algorithm>
#include <bit>

namespace base {

Timer::~Timer() {
    cancel();
    if (timers_.firing_ == this)
        timers_.firing_ = nullptr;
}

void Timer::arm(Duration after) {
    cancel();
    deadline_ = timers_.clock_.now() + std::max(after, Duration::zero());
    const Duration since_start = deadline_ - timers_.start_;
    const auto ticks = (since_start + Timers::kTick - Duration(1)) / Timers::kTick;
    tick_ = std::max(static_cast<std::uint64_t>(ticks), timers_.next_to_run_);
    timers_.link(*this);
    ++timers_.armed_;
}

void Timer::cancel() {
    if (!armed())
        return;
    timers_.unlink(*this);
    --timers_.armed_;
}

// A timer goes to the lowest level whose span still covers it; on the highest, beyond it, to the
// last slot.
void Timers::link(Timer& timer) {
    constexpr std::uint64_t kHorizon = (std::uint64_t{1} << (kSlotBits * kLevels)) - 1;
    const std::uint64_t distance = std::min(timer.tick_ - next_to_run_, kHorizon);
    std::uint32_t level = 0;
    while (level + 1 < kLevels && distance >> (kSlotBits * (level + 1)) != 0)
        ++level;
    const auto slot =
        static_cast<std::uint32_t>((next_to_run_ + distance) >> (kSlotBits * level)) % kSlots;
    timer.level_ = static_cast<std::uint16_t>(level);
    timer.slot_ = static_cast<std::uint16_t>(slot);
    if (level == 0)
        occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);

    Timer*& head = slots_[level][slot];
    if (!head) {
        timer.next_ = timer.previous_ = &timer;
        head = &timer;
        return;
    }
    timer.next_ = head;
    timer.previous_ = head->previous_;
    head->previous_->next_ = &timer;
    head->previous_ = &timer;
}

void Timers::unlink(Timer& timer) {
    Timer*& head = slots_[timer.level_][timer.slot_];
    if (timer.next_ == &timer) {
        head = nullptr;
        if (timer.level_ == 0)
            occupied_[timer.slot_ / 64] &= ~(std::uint64_t{1} << (timer.slot_ % 64));
    } else {
        timer.next_->previous_ = timer.previous_;
        timer.previous_->next_ = timer.next_;
        if (head == &timer)
            head = timer.next_;
    }
    timer.next_ = timer.previous_ = nullptr;
}

// At a turn of the level below, the timers of this level's current slot move down.
void Timers::cascade(std::uint32_t level) {
    const auto slot = static_cast<std::uint32_t>(next_to_run_ >> (kSlotBits * level)) % kSlots;
    if (slot == 0 && level + 1 < kLevels)
        cascade(level + 1);
    Timer* last = slots_[level][slot] ? slots_[level][slot]->previous_ : nullptr;
    while (last) {
        Timer& timer = *slots_[level][slot];
        const bool done = &timer == last;
        unlink(timer);
        link(timer);
        if (done)
            break;
    }
}

std::size_t Timers::fire(Timer*& slot) {
    std::size_t fired = 0;
    while (slot) {
        Timer& timer = *slot;
        timer.cancel();
        firing_ = &timer;
        // The callback may destroy the timer, so it must not run inside it.
        Timer::Callback callback = std::move(timer.callback_);
        callback();
        if (firing_)
            timer.callback_ = std::move(callback);
        firing_ = nullptr;
        ++fired;
    }
    return fired;
}

std::size_t Timers::run() {
    const auto now_tick = static_cast<std::uint64_t>((clock_.now() - start_) / kTick);
    std::size_t fired = 0;
    while (next_to_run_ <= now_tick) {
        const std::uint64_t next = next_tick();
        if (next > now_tick) {
            // Nothing is due; stop short of a turn, where timers must move down.
            next_to_run_ = std::min(next, now_tick + 1);
            break;
        }
        next_to_run_ = next;
        const auto slot = static_cast<std::uint32_t>(next % kSlots);
        if (slot == 0)
            cascade(1);
        ++next_to_run_;
        fired += fire(slots_[0][slot]);
    }
    return fired;
}

// The next tick of level 0 that holds a timer, or the next turn of level 0 if none is in this one.
std::uint64_t Timers::next_tick() const {
    if (armed_ == 0)
        return ~std::uint64_t{0};
    const auto from = static_cast<std::uint32_t>(next_to_run_ % kSlots);
    if (from == 0)
        return next_to_run_; // a turn: timers may have to move down first
    std::uint32_t word = from / 64;
    std::uint64_t bits = occupied_[word] & (~std::uint64_t{0} << (from % 64));
    while (bits == 0 && word + 1 < occupied_.size())
        bits = occupied_[++word];
    const std::uint64_t turn = next_to_run_ - from;
    if (bits == 0)
        return turn + kSlots;
    return turn + word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
}

TimePoint Timers::next_deadline() const {
    const std::uint64_t tick = next_tick();
    if (tick == ~std::uint64_t{0})
        return TimePoint::max();
    return start_ + kTick * static_cast<Duration::rep>(tick);
}

} // namespace base
