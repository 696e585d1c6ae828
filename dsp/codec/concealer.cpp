// Packet-loss concealment by spandsp.
#include "dsp/codec/concealer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <cinttypes>
#include <spandsp/telephony.h> // before the others

#include <spandsp/plc.h>

namespace dsp {

struct Concealer::State {
    plc_state_t plc;
};

namespace {
/// spandsp fades to zero in 400 samples; after that there is nothing left to compute.
constexpr unsigned kFaded = 480;
constexpr std::size_t kPart = 64;
} // namespace

Concealer::Concealer(Law law) : law_(law), state_(std::make_unique<State>()) {
    plc_init(&state_->plc);
}
Concealer::~Concealer() = default;

void Concealer::reset() {
    active_ = false;
    filled_ = 0;
}

void Concealer::begin(std::span<const std::uint8_t> history) {
    std::array<std::int16_t, kHistory> samples;
    const std::size_t count = std::min(history.size(), samples.size());
    for (std::size_t i = 0; i < count; ++i)
        samples[i] = to_linear(law_, history[history.size() - count + i]);
    plc_init(&state_->plc);
    plc_rx(&state_->plc, samples.data(), static_cast<int>(count));
    active_ = true;
    filled_ = 0;
}

void Concealer::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const std::size_t count = std::min(out.size(), kPart);
        if (filled_ >= kFaded) {
            std::memset(out.data(), idle_octet(law_), out.size());
            return;
        }
        std::array<std::int16_t, kPart> samples;
        plc_fillin(&state_->plc, samples.data(), static_cast<int>(count));
        for (std::size_t i = 0; i < count; ++i)
            out[i] = from_linear(law_, samples[i]);
        filled_ += static_cast<unsigned>(count);
        out = out.subspan(count);
    }
}

void Concealer::resume(std::span<std::uint8_t> octets) {
    active_ = false;
    std::array<std::int16_t, kPart> samples;
    const std::size_t count = std::min(octets.size(), kPart); // spandsp blends at most 30 samples
    for (std::size_t i = 0; i < count; ++i)
        samples[i] = to_linear(law_, octets[i]);
    plc_rx(&state_->plc, samples.data(), static_cast<int>(count));
    for (std::size_t i = 0; i < count; ++i)
        octets[i] = from_linear(law_, samples[i]);
}

} // namespace dsp
