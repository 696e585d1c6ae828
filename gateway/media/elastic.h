// An elastic store between two lines (G.703-style): octets from one line's clock to another's,
// slips counted.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <span>

namespace media {

/// Single writer, single reader, on any two threads, without locks. 1 s of octets in all.
///
/// Delay: at start, and after running dry, the reader waits until `start` octets are there, or two
/// of its blocks; when more than `most` wait, it skips to the newest of them. Speech: 10 ms and 40
/// ms.
class Elastic {
  public:
    explicit Elastic(std::uint32_t start = 80, std::uint32_t most = 320)
        : start_(start), most_(std::min(most, kSize)) {}

    /// Writer. What does not fit is lost; the reader will skip anyway.
    void push(std::span<const std::uint8_t> octets) {
        const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - head_.load(std::memory_order_acquire) + octets.size() > kSize)
            return;
        for (std::size_t i = 0; i < octets.size(); ++i)
            octets_[(tail + i) % kSize] = octets[i];
        tail_.store(tail + static_cast<std::uint32_t>(octets.size()), std::memory_order_release);
    }
    /// Reader. False when there is not enough; `out` is then untouched.
    bool pull(std::span<std::uint8_t> out) {
        const auto count = static_cast<std::uint32_t>(out.size());
        const std::uint32_t tail = tail_.load(std::memory_order_acquire);
        std::uint32_t head = head_.load(std::memory_order_relaxed);
        const std::uint32_t wanted = running_ ? count : std::max(2 * count, start_);
        if (tail - head < wanted) {
            slips_ += running_;
            running_ = false;
            return false;
        }
        if (tail - head > most_) {
            head = tail - std::max(2 * count, start_);
            ++slips_;
        }
        running_ = true;
        for (std::uint32_t i = 0; i < count; ++i)
            out[i] = octets_[(head + i) % kSize];
        head_.store(head + count, std::memory_order_release);
        return true;
    }
    /// Reader: how often it ran dry or over.
    std::uint64_t slips() const { return slips_; }

  private:
    static constexpr std::uint32_t kSize = 8192;
    const std::uint32_t start_, most_;
    std::array<std::uint8_t, kSize> octets_{};
    std::atomic<std::uint32_t> head_{0}, tail_{0};
    bool running_ = false;
    std::uint64_t slips_ = 0;
};

} // namespace media
