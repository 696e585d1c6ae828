// The discrete Fourier transform of a power of two (radix 2, in place).
#include "dsp/measure/spectrum.h"

#include <bit>
#include <cassert>
#include <numbers>
#include <utility>

namespace dsp {

void transform(std::span<std::complex<double>> values, bool inverse) {
    const std::size_t size = values.size();
    assert(std::has_single_bit(size));
    for (std::size_t i = 1, reversed = 0; i < size; ++i) {
        std::size_t bit = size >> 1;
        for (; reversed & bit; bit >>= 1)
            reversed ^= bit;
        reversed |= bit;
        if (i < reversed)
            std::swap(values[i], values[reversed]);
    }
    for (std::size_t half = 1; half < size; half *= 2) {
        const double angle = (inverse ? 1 : -1) * std::numbers::pi / static_cast<double>(half);
        const std::complex<double> turn = std::polar(1.0, angle);
        for (std::size_t start = 0; start < size; start += 2 * half) {
            std::complex<double> factor = 1;
            for (std::size_t i = start; i < start + half; ++i) {
                const std::complex<double> odd = values[i + half] * factor;
                values[i + half] = values[i] - odd;
                values[i] += odd;
                factor *= turn;
            }
        }
    }
}

} // namespace dsp
