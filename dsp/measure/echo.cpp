// Echo return loss and delay, by a periodic signal of known spectrum.
#include "dsp/measure/echo.h"

#include "dsp/measure/sine.h"
#include "dsp/measure/spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dsp {

namespace {

constexpr std::size_t kN = EchoMeter::kPeriod;
constexpr std::size_t kFirst = 300 * kN / 8000, kLast = 3400 * kN / 8000; // lines of the band
constexpr std::size_t kLines = kLast - kFirst + 1;
constexpr std::size_t kAround = 128;           // 16 ms to each side of the peak belong to the echo
constexpr std::size_t kEdge = 400 * kN / 8000; // the band's edges are rounded over 400 Hz
constexpr double kStandsOut = 6; // the peak against the rest, as amplitudes: no chance peak does

/// Of a line of the spectrum, 0 outside the band. Sharp edges would spread each echo over the whole
/// time.
double weight(std::size_t line) {
    const std::size_t image = line <= kN / 2 ? line : kN - line;
    if (image < kFirst || image > kLast)
        return 0;
    const std::size_t from_edge = std::min(image - kFirst, kLast - image);
    if (from_edge >= kEdge)
        return 1;
    return 0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(from_edge) /
                                static_cast<double>(kEdge));
}

} // namespace

EchoMeter::EchoMeter(Law law) : law_(law) {
    // Phases that grow with the square of the line: a chirp, whose peak is little over a sine's.
    for (std::size_t line = kFirst; line <= kLast; ++line) {
        const double k = static_cast<double>(line - kFirst);
        const auto value = std::polar(1.0, -std::numbers::pi * k * k / static_cast<double>(kLines));
        spectrum_[line] = value;
        spectrum_[kN - line] = std::conj(value);
    }
    transform(spectrum_, true);
    // The mean square of a sum of kLines cosines of peak 2 is 2 * kLines.
    const double rms = sine_peak(law, kLevel) / std::numbers::sqrt2;
    const double scale = rms / std::sqrt(2.0 * static_cast<double>(kLines));
    for (std::size_t i = 0; i < kN; ++i)
        signal_[i] = from_linear(law, static_cast<int>(std::lround(scale * spectrum_[i].real())));
    // What is really sent has the steps of the code in it.
    for (std::size_t i = 0; i < kN; ++i)
        sent_[i] = to_linear(law, signal_[i]);
    transform(sent_);
}

void EchoMeter::run(std::span<const std::uint8_t> rx, std::span<std::uint8_t> tx) {
    for (std::size_t i = 0; i < tx.size(); ++i) {
        tx[i] = signal_[position_ % kN];
        if (i < rx.size())
            received_[position_ % kN] = to_linear(law_, rx[i]);
        if (++position_ == 2 * kN)
            evaluate();
    }
}

void EchoMeter::evaluate() {
    double mean = 0, square = 0;
    for (const std::int16_t sample : received_)
        mean += sample;
    mean /= static_cast<double>(kN);
    for (std::size_t i = 0; i < kN; ++i) {
        spectrum_[i] = received_[i] - mean;
        square += std::norm(spectrum_[i]);
    }
    square /= static_cast<double>(kN);
    transform(spectrum_);
    double weights = 0;
    for (std::size_t line = 0; line < kN; ++line) {
        const double part = weight(line);
        weights += part * part;
        spectrum_[line] = part > 0 ? part * spectrum_[line] / sent_[line] : 0;
    }
    transform(spectrum_, true); // times kN: the echo path in time
    std::size_t peak = 0;
    for (std::size_t i = 0; i < kN; ++i)
        if (std::norm(spectrum_[i]) > std::norm(spectrum_[peak]))
            peak = i;
    double around = 0, elsewhere = 0;
    for (std::size_t i = 0; i < kN; ++i) {
        const std::size_t away = (i + kN - peak) % kN;
        (away <= kAround || away >= kN - kAround ? around : elsewhere) += std::norm(spectrum_[i]);
    }
    // A gain g has the energy g² * weights * kN in this scale.
    const double scale = weights * static_cast<double>(kN);
    const double gain = around / scale;
    const double rest = elsewhere / static_cast<double>(kN - 2 * kAround - 1);
    result_.received_dbm0 = level_dbm0(law_, square);
    result_.echo = std::norm(spectrum_[peak]) > kStandsOut * kStandsOut * rest && gain > 1e-5;
    if (result_.echo) {
        result_.loss_db = -10 * std::log10(gain);
        result_.delay_ms = static_cast<double>(peak) / 8;
    }
    // The same of what lies elsewhere, as if it were a gain: the noise, and distortion.
    const double other = elsewhere / scale;
    const double sent = sine_peak(law_, kLevel);
    result_.noise_dbm0 = level_dbm0(law_, other * sent * sent / 2);
    result_.done = true;
}

} // namespace dsp
