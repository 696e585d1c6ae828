// A level meter: dBm0 and the strongest frequency.
#include "dsp/measure/level.h"

#include "dsp/measure/sine.h"
#include "dsp/measure/spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace dsp {

namespace {
constexpr double kLevelRate = 8000;
constexpr double kQuiet = -70; // dBm0; below it there is no tone, only the steps of the code
} // namespace

void LevelMeter::take(std::span<const std::uint8_t> octets) {
    for (const std::uint8_t octet : octets) {
        samples_[filled_] = to_linear(law_, octet);
        if (++filled_ == kWindow)
            measure();
    }
}

void LevelMeter::measure() {
    filled_ = 0;
    const double count = static_cast<double>(kWindow);
    const double mean = std::accumulate(samples_.begin(), samples_.end(), 0.0) / count;
    double square = 0;
    for (std::size_t i = 0; i < kWindow; ++i) {
        const double sample = samples_[i] - mean;
        square += sample * sample;
        const double hann =
            0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / count);
        spectrum_[i] = sample * hann;
    }
    ++result_.windows;
    result_.dbm0 = level_dbm0(law_, square / count);
    result_.least_dbm0 = std::min(result_.least_dbm0, result_.dbm0);
    result_.most_dbm0 = std::max(result_.most_dbm0, result_.dbm0);
    result_.frequency = 0;
    result_.tone_dbm0 = -99;
    if (result_.dbm0 < kQuiet)
        return;
    transform(spectrum_);
    const auto power = [&](std::size_t line) { return std::norm(spectrum_[line]); };
    std::size_t peak = 2;
    for (std::size_t line = 2; line < kWindow / 2 - 2; ++line)
        if (power(line) > power(peak))
            peak = line;
    // The main lobe of the Hann window is two lines to each side; its power over N²·3/16 is A²/2.
    double lobe = 0;
    for (std::size_t line = peak - 2; line <= peak + 2; ++line)
        lobe += power(line);
    result_.tone_dbm0 = level_dbm0(law_, 2 * lobe / (count * count * 0.375));
    const double before = std::log(power(peak - 1) + 1e-9), at = std::log(power(peak) + 1e-9),
                 after = std::log(power(peak + 1) + 1e-9);
    const double offset = (before - after) / (2 * (before - 2 * at + after));
    result_.frequency = (static_cast<double>(peak) + offset) * kLevelRate / count;
}

} // namespace dsp
