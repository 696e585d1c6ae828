// Fills what the jitter buffer misses: concealment for losses, noise in silence, idle before
// anything came.
#include "dsp/rtp/playout.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace dsp {

void Playout::put_comfort_noise(std::uint8_t minus_dbov) {
    // RFC 3389 §3.1: level below a full-scale square wave; uniform noise has its peak sqrt(3) above
    // its rms
    const double rms = 32768.0 * std::pow(10.0, -(minus_dbov & 0x7f) / 20.0);
    comfort_noise_ = std::clamp(static_cast<int>(rms * 1.732), 1, 8000);
}

void Playout::repair(std::span<std::uint8_t> out, std::uint64_t missing) {
    const auto count = static_cast<unsigned>(out.size());
    for (unsigned at = 0; at < count;) {
        const std::uint64_t rest = missing >> at;
        const bool absent = rest & 1U;
        const auto run =
            std::min(count - at, static_cast<unsigned>(absent ? std::countr_one(rest)
                                                              : std::countr_zero(rest)));
        const std::span<std::uint8_t> part = out.subspan(at, run);
        if (absent)
            fill(part, count - at);
        else if (concealer_.active())
            concealer_.resume(part);
        at += run;
    }
    if (buffer_.started())
        buffer_.played(out);
}

void Playout::fill(std::span<std::uint8_t> run, unsigned back) {
    if (options_.data) {
        std::memset(run.data(), kIdleData, run.size());
    } else if (comfort_noise_ != 0) {
        fill_noise(run);
    } else if (!buffer_.heard()) {
        std::memset(run.data(), idle_octet(options_.law), run.size());
    } else {
        if (!concealer_.active()) {
            std::array<std::uint8_t, Concealer::kHistory> history;
            buffer_.history(history, back);
            concealer_.begin(history);
        }
        concealer_.fill(run);
    }
}

void Playout::fill_noise(std::span<std::uint8_t> run) {
    for (std::uint8_t& octet : run) {
        random_ = random_ * 1664525U + 1013904223U;
        const int noise = static_cast<std::int16_t>(random_ >> 16) * comfort_noise_ / 32768;
        octet = from_linear(options_.law, noise);
    }
}

} // namespace dsp
