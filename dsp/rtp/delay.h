// How late packets come, and how much delay covers it: the target of a jitter buffer.
#pragma once

#include <array>
#include <cstdint>

namespace dsp {

/// A histogram of lateness behind the fastest packets of the last seconds, forgetting over about 10
/// s.
///
/// Thread: the owner's. All times in samples of 125 us.
class DelayEstimator {
  public:
    DelayEstimator(unsigned min_samples, unsigned max_samples);

    /// A packet: `transit` = its timestamp minus our clock (both any origin; larger is faster).
    /// Returns how late it is behind the fastest.
    unsigned add(std::int32_t transit, std::uint32_t now);
    /// The path has changed: forget which packets were fast, keep the histogram.
    void restart(std::int32_t transit, std::uint32_t now);

    /// What covers all but kUncovered of the packets (those later than the maximum apart), within
    /// the bounds.
    unsigned target() const { return target_; }
    /// Transit of the fastest packet of the last 2-4 s.
    std::int32_t fastest() const { return fastest_; }
    /// In the call of add() that ended a window: its length (else 0) and its fastest transit.
    std::uint32_t ended_window() const { return ended_window_; }
    std::int32_t ended_fastest() const { return previous_; }
    unsigned packets() const { return packets_; }

    static constexpr unsigned kWindow = 16000; ///< 2 s

  private:
    static constexpr unsigned kBinSamples = 40; // 5 ms
    static constexpr unsigned kBins = 64;
    static constexpr float kUncovered = 0.005F;
    static constexpr float kNothing = kUncovered / kBins / 16; // a share that moves no target
    static constexpr float kForget = 1.0F / 512;               // about 10 s of 20 ms packets

    void roll(std::uint32_t now);
    void count(unsigned bin);
    void find_target();

    const unsigned min_, max_;
    std::array<float, kBins> share_{};
    unsigned bins_ = 0; // those from here on are empty: few packets come much later than the rest
    bool started_ = false;
    unsigned packets_ = 0;
    unsigned target_;
    std::int32_t fastest_ = 0, current_ = 0, previous_ = 0;
    std::uint32_t window_start_ = 0;
    std::uint32_t ended_window_ = 0;
};

} // namespace dsp
