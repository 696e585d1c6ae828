// The target delay of a jitter buffer, from a histogram of lateness.
#include "dsp/rtp/delay.h"

#include <algorithm>

namespace dsp {

DelayEstimator::DelayEstimator(unsigned min_samples, unsigned max_samples)
    : min_(min_samples), max_(std::max(min_samples, max_samples)), target_(min_samples) {}

void DelayEstimator::restart(std::int32_t transit, std::uint32_t now) {
    fastest_ = current_ = previous_ = transit;
    window_start_ = now;
    started_ = true;
}

void DelayEstimator::roll(std::uint32_t now) {
    const std::uint32_t length = now - window_start_;
    ended_window_ = length >= kWindow ? length : 0;
    if (ended_window_ == 0)
        return;
    previous_ = current_;
    window_start_ = now;
}

unsigned DelayEstimator::add(std::int32_t transit, std::uint32_t now) {
    if (!started_)
        restart(transit, now);
    roll(now);
    current_ = ended_window_ ? transit : std::max(current_, transit);
    fastest_ = std::max(current_, previous_);
    const auto late = static_cast<unsigned>(fastest_ - transit);

    if (late > max_)
        return late; // no delay that is allowed would cover it
    count(std::min(late / kBinSamples, kBins - 1));
    find_target();
    return late;
}

void DelayEstimator::count(unsigned bin) {
    ++packets_;
    const float weight = std::max(kForget, 1.0F / static_cast<float>(packets_));
    for (unsigned each = 0; each < bins_; ++each)
        share_[each] *= 1 - weight;
    bins_ = std::max(bins_, bin + 1);
    share_[bin] += weight;
    while (share_[bins_ - 1] < kNothing)
        share_[--bins_] = 0; // ends: the shares add up to 1
}

void DelayEstimator::find_target() {
    // from the latest bin down: the first bin where the share that would come too late exceeds
    // kUncovered
    unsigned bin = bins_;
    for (float uncovered = 0; bin > 0; --bin) {
        uncovered += share_[bin - 1];
        if (uncovered > kUncovered)
            break;
    }
    target_ = std::clamp(bin * kBinSamples, min_, max_);
}

} // namespace dsp
