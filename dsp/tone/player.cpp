// Tones as G.711 octets.
#include "dsp/tone/player.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>

namespace dsp {

namespace {

constexpr unsigned kPlayerRate = 8000;
/// A full-scale sine (peak 32768 in the 16-bit scale of the tables) is +3.14 dBm0 in A-law, +3.17
/// in mu-law (G.711 Table 5).
constexpr double full_scale_dbm0(Law law) {
    return law == Law::alaw ? 3.14 : 3.17;
}

RenderedTone::Segment render(const ToneSegment& segment, Law law) {
    RenderedTone::Segment rendered;
    rendered.samples = segment.milliseconds * (kPlayerRate / 1000U);
    if (segment.frequencies[0] == 0) {
        rendered.cycle.assign(1, idle_octet(law));
        return rendered;
    }
    const unsigned common =
        std::gcd(std::gcd(segment.frequencies[0], segment.frequencies[1]), kPlayerRate);
    const double peak = 32768.0 * std::pow(10.0, (segment.level - full_scale_dbm0(law)) / 20.0);
    for (unsigned i = 0; i < kPlayerRate / common; ++i) {
        double sample = 0;
        for (const unsigned frequency : segment.frequencies)
            sample += std::sin(2 * std::numbers::pi * (frequency * i % kPlayerRate) / kPlayerRate);
        rendered.cycle.push_back(from_linear(law, static_cast<int>(std::lround(peak * sample))));
    }
    return rendered;
}

} // namespace

RenderedTone::RenderedTone(const ToneRow& row, Law law) {
    for (unsigned i = 0; i < row.segments; ++i)
        segments_.push_back(render(row.segment[i], law));
}

const RenderedTone& ToneLibrary::get(TonePlan plan, Tone tone, Law law) {
    auto& place = tones_[static_cast<unsigned>(plan)][static_cast<unsigned>(tone)]
                        [static_cast<unsigned>(law)];
    if (!place)
        place = std::make_unique<const RenderedTone>(tone_row(plan, tone), law);
    return *place;
}

void TonePlayer::start(const RenderedTone& tone) {
    tone_ = &tone;
    segment_ = position_ = in_cycle_ = 0;
}

void TonePlayer::next(std::span<std::uint8_t> out) {
    assert(tone_);
    while (!out.empty()) {
        const RenderedTone::Segment& segment = tone_->segments()[segment_];
        if (segment.samples != 0 && position_ == segment.samples) {
            segment_ = (segment_ + 1) % static_cast<std::uint32_t>(tone_->segments().size());
            position_ = in_cycle_ = 0;
            continue;
        }
        std::size_t count = std::min<std::size_t>(out.size(), segment.cycle.size() - in_cycle_);
        if (segment.cycle.size() == 1)
            count = out.size();
        if (segment.samples != 0)
            count = std::min<std::size_t>(count, segment.samples - position_);
        if (segment.cycle.size() == 1) {
            std::memset(out.data(), segment.cycle[0], count);
        } else {
            std::memcpy(out.data(), &segment.cycle[in_cycle_], count);
            in_cycle_ = static_cast<std::uint32_t>((in_cycle_ + count) % segment.cycle.size());
        }
        if (segment.samples != 0)
            position_ += static_cast<std::uint32_t>(count);
        out = out.subspan(count);
    }
}

} // namespace dsp
