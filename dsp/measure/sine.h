// A sine of any frequency at a level in dBm0, and the scale of levels (ITU-T G.711 §5, Table 5).
#pragma once

#include "dsp/codec/g711.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>

namespace dsp {

/// The peak of a sine that fills the coder's range: +3.14 dBm0 in A-law, +3.17 dBm0 in mu-law; its
/// virtual decision values 4096 and 8159, in the 16-bit scale of the tables.
constexpr double full_scale_dbm0(Law law) {
    return law == Law::alaw ? 3.14 : 3.17;
}
constexpr double full_scale_peak(Law law) {
    return law == Law::alaw ? 32768 : 32636;
}
/// The peak of a sine at this level, in the 16-bit scale.
inline double sine_peak(Law law, double level_dbm0) {
    return full_scale_peak(law) * std::pow(10.0, (level_dbm0 - full_scale_dbm0(law)) / 20.0);
}
/// The level of a mean square in the 16-bit scale; -99 for nothing at all.
inline double level_dbm0(Law law, double mean_square) {
    const double peak = sine_peak(law, 0);
    return mean_square < 1e-3 ? -99 : 10 * std::log10(mean_square / (peak * peak / 2));
}

/// A sine without end. Nothing is allocated; an octet costs one sine. Thread: one.
class SineSource {
  public:
    SineSource() = default;
    /// `frequency`: Hz, 0 < f < 4000. `level_dbm0`: above +3.1 it is clipped.
    SineSource(Law law, double frequency, double level_dbm0)
        : law_(law), step_(2 * std::numbers::pi * frequency / 8000),
          peak_(sine_peak(law, level_dbm0)) {}

    void fill(std::span<std::uint8_t> out) {
        for (std::uint8_t& octet : out) {
            octet = from_linear(law_, static_cast<int>(std::lround(peak_ * std::sin(phase_))));
            phase_ += step_;
            if (phase_ > 2 * std::numbers::pi)
                phase_ -= 2 * std::numbers::pi;
        }
    }

  private:
    Law law_ = Law::alaw;
    double phase_ = 0, step_ = 0, peak_ = 0;
};

} // namespace dsp
