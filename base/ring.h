// A bounded queue between exactly two threads, without locks.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>

namespace base {

/// Single producer, single consumer. T is copied or moved in and out; storage is made once.
///
/// Thread: push() on one thread, pop() on one thread. Neither blocks.
template <class T>
class Ring {
  public:
    /// Holds at least `capacity` items (rounded up to a power of two).
    explicit Ring(std::size_t capacity)
        : mask_(std::bit_ceil(capacity) - 1), items_(std::make_unique<T[]>(mask_ + 1)) {}

    /// False when full; the item is then untouched.
    bool push(T&& item) {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - head_seen_ > mask_) {
            head_seen_ = head_.load(std::memory_order_acquire);
            if (tail - head_seen_ > mask_)
                return false;
        }
        items_[tail & mask_] = std::move(item);
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }
    bool push(const T& item) {
        T copy(item);
        return push(std::move(copy));
    }
    /// False when empty.
    bool pop(T& item) {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        if (head == tail_seen_) {
            tail_seen_ = tail_.load(std::memory_order_acquire);
            if (head == tail_seen_)
                return false;
        }
        item = std::move(items_[head & mask_]);
        head_.store(head + 1, std::memory_order_release);
        return true;
    }
    /// Exact only when neither side is active.
    std::size_t size() const {
        return tail_.load(std::memory_order_acquire) - head_.load(std::memory_order_acquire);
    }

  private:
    static constexpr std::size_t kCacheLine = 64;
    const std::size_t mask_;
    const std::unique_ptr<T[]> items_;
    alignas(kCacheLine) std::atomic<std::size_t> tail_{0}; // written by the producer
    std::size_t head_seen_ = 0;
    alignas(kCacheLine) std::atomic<std::size_t> head_{0}; // written by the consumer
    std::size_t tail_seen_ = 0;
};

} // namespace base
