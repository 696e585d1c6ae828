// Echo return: how much of a test signal comes back, and how late (as ITU-T G.122 and G.131 ask).
#pragma once

#include "dsp/codec/g711.h"

#include <array>
#include <complex>
#include <cstdint>
#include <span>

namespace dsp {

struct EchoResult {
    bool done = false;
    bool echo = false;       ///< one that stands out of the noise
    double loss_db = 0;      ///< echo return loss, 300-3400 Hz; of no use without an echo
    double delay_ms = 0;     ///< there and back
    double noise_dbm0 = -99; ///< what came that is not the echo
    double received_dbm0 = -99;
};

/// Sends a signal of period 8192 samples (1.024 s) and takes what comes back.
///
///     period 0: the channel fills ─ period 1: measured ─ done
///
/// The signal has all frequencies from 300 to 3400 Hz equally strong, with phases that keep its
/// peaks low (M. R. Schroeder 1970). As it repeats, each line of the received spectrum over the
/// sent one is the channel's response there, and back in time that is the echo path: its highest
/// point is the delay (below 1024 ms), the energy around it the loss. Nothing is allocated after
/// construction; the end costs about 2 ms once. Thread: one.
class EchoMeter {
  public:
    static constexpr std::size_t kPeriod = 8192;
    static constexpr double kLevel = -13; ///< dBm0 of the signal
    explicit EchoMeter(Law law);
    /// A block: the next of the signal into `tx`, what came at that time from `rx`.
    void run(std::span<const std::uint8_t> rx, std::span<std::uint8_t> tx);
    const EchoResult& result() const { return result_; }

  private:
    void evaluate();

    Law law_;
    EchoResult result_;
    std::size_t position_ = 0;
    std::array<std::uint8_t, kPeriod> signal_{};
    std::array<std::int16_t, kPeriod> received_{};
    std::array<std::complex<double>, kPeriod> sent_{}, spectrum_{};
};

} // namespace dsp
