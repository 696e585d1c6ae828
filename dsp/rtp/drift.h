// Clock drift: the slope of a far clock against ours, by regression over minutes.
#pragma once

namespace dsp {

/// Least squares with exponential forgetting over points at equal steps. The memory is about 64
/// steps.
///
/// Feed it the best (least delayed) observation of each step, so that network jitter does not
/// count.
class DriftMeter {
  public:
    /// `offset`: far clock minus ours at the end of this step, in samples; `step` samples of ours
    /// have passed.
    void add(double offset, double step);
    void reset() { *this = DriftMeter{}; }
    /// Parts per million; positive: the far clock is faster. 0 until there are kLeast points.
    double ppm() const;
    static constexpr unsigned kLeast = 5;

  private:
    static constexpr double kForget = 63.0 / 64;
    // Sums around the newest point: x is our clock (0 now, earlier is negative), y the offset to
    // the newest.
    double weight_ = 0, x_ = 0, y_ = 0, xx_ = 0, xy_ = 0;
    double newest_ = 0;
    unsigned points_ = 0;
};

} // namespace dsp
