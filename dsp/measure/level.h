// A level meter: dBm0 and the strongest frequency of what a channel carries.
#pragma once

#include "dsp/codec/g711.h"

#include <array>
#include <complex>
#include <cstdint>
#include <span>

namespace dsp {

struct LevelResult {
    std::uint64_t windows = 0; ///< measured so far; the rest says nothing while 0
    double dbm0 = -99;         ///< of the last window, without its direct component; -99: nothing
    double tone_dbm0 = -99;    ///< of the strongest frequency by itself
    double frequency = 0;      ///< of that, Hz; 0: nothing that stands out
    double least_dbm0 = 99, most_dbm0 = -99; ///< of all windows
    /// All but one frequency is so much weaker: a tone, no speech.
    bool is_tone() const { return windows != 0 && frequency > 0 && tone_dbm0 > dbm0 - 1.5; }
};

/// Measures windows of 256 ms (2048 samples). The frequency is found between the lines of the
/// spectrum (Hann window, parabola over the logarithms): better than 0.5 Hz for a single tone.
/// Nothing is allocated; the end of a window costs about 0.1 ms. Thread: one.
class LevelMeter {
  public:
    explicit LevelMeter(Law law) : law_(law) {}
    void take(std::span<const std::uint8_t> octets);
    const LevelResult& result() const { return result_; }
    static constexpr std::size_t kWindow = 2048;

  private:
    void measure();

    Law law_;
    LevelResult result_;
    std::size_t filled_ = 0;
    std::array<std::int16_t, kWindow> samples_{};
    std::array<std::complex<double>, kWindow> spectrum_{};
};

} // namespace dsp
