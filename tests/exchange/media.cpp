// Sounds and recordings in G.711.
#include "tests/exchange/media.h"

#include "tests/exchange/wav.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace exchange {
namespace {

constexpr unsigned kRate = 8000;

// The peak of a sine of 0 dBm0: G.711 puts full scale at 3.14 dBm0 (A-law) and 3.17 dBm0 (mu-law).
double peak_0_dbm0(dsp::Law law) {
    return law == dsp::Law::alaw ? 32256 * std::pow(10, -3.14 / 20)
                                 : 32124 * std::pow(10, -3.17 / 20);
}

std::vector<std::uint8_t> sine(unsigned hertz, double peak, std::size_t samples, dsp::Law law) {
    std::vector<std::uint8_t> octets(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate;
        octets[i] = dsp::from_linear(law, static_cast<int>(std::lround(peak * std::sin(phase))));
    }
    return octets;
}

Sound shared(std::vector<std::uint8_t> octets) {
    return std::make_shared<const std::vector<std::uint8_t>>(std::move(octets));
}

} // namespace

Sound Sounds::file(const std::string& path, dsp::Law law, std::string& error) {
    Sound& sound = made_[fmt::format("file {} {}", static_cast<int>(law), path)];
    if (!sound) {
        const auto samples = read_wav(path);
        if (!samples) {
            error = samples.error();
            return nullptr;
        }
        std::vector<std::uint8_t> octets;
        octets.reserve(samples->size());
        for (const std::int16_t sample : *samples)
            octets.push_back(dsp::from_linear(law, sample));
        sound = shared(std::move(octets));
    }
    return sound;
}

Sound Sounds::tone(unsigned hertz, dsp::Law law, double level_dbm0) {
    Sound& sound = made_[fmt::format("tone {} {} {}", static_cast<int>(law), hertz, level_dbm0)];
    if (!sound)
        sound = shared(sine(hertz, peak_0_dbm0(law) * std::pow(10, level_dbm0 / 20), kRate, law));
    return sound;
}

Sound Sounds::cadence(unsigned on_ms, unsigned off_ms, dsp::Law law) {
    Sound& sound = made_[fmt::format("cadence {} {} {}", static_cast<int>(law), on_ms, off_ms)];
    if (!sound) {
        auto octets =
            sine(425, peak_0_dbm0(law) * std::pow(10, -10.0 / 20), kRate / 1000 * on_ms, law);
        octets.resize(octets.size() + kRate / 1000 * off_ms, dsp::idle_octet(law));
        sound = shared(std::move(octets));
    }
    return sound;
}

Sound Sounds::ringback(dsp::Law law) {
    return cadence(1000, 4000, law);
}
Sound Sounds::busy(dsp::Law law) {
    return cadence(480, 480, law);
}

void Media::silence() {
    source_ = Source::silence;
}
void Media::echo() {
    source_ = Source::echo;
}
void Media::connect(std::shared_ptr<Patch> in, std::shared_ptr<Patch> out) {
    source_ = Source::patched;
    patch_in_ = std::move(in);
    patch_out_ = std::move(out);
}
void Media::prbs() {
    if (source_ != Source::prbs)
        sequence_ = testing::Prbs15();
    source_ = Source::prbs;
    receiver_.emplace();
}
void Media::play(Sound sound, bool loop) {
    if (!sound || sound->empty()) {
        silence();
        return;
    }
    source_ = Source::sound;
    sound_ = std::move(sound);
    loop_ = loop;
    position_ = 0;
}
void Media::record(std::string path) {
    record_path_ = std::move(path);
    recording_.clear();
    recording_.reserve(kRate * 10);
}

std::string Media::finish_recording() {
    if (record_path_.empty())
        return {};
    std::vector<std::int16_t> samples;
    samples.reserve(recording_.size());
    for (const std::uint8_t octet : recording_)
        samples.push_back(dsp::to_linear(law_, octet));
    const auto written = write_wav(record_path_, samples);
    record_path_.clear();
    recording_ = {};
    return written ? std::string() : written.error();
}

void Media::block(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples) {
    samples_in_ += samples;
    const std::size_t until_end = std::min<std::size_t>(samples, kRecent - recent_at_);
    std::memcpy(recent_.data() + recent_at_, rx, until_end);
    std::memcpy(recent_.data(), rx + until_end, samples - until_end);
    recent_at_ = (recent_at_ + samples) % kRecent;
    if (!record_path_.empty())
        recording_.insert(recording_.end(), rx, rx + samples);
    if (receiver_)
        receiver_->take({rx, samples});
    if (source_ == Source::prbs) {
        sequence_.fill({tx, samples});
    } else if (source_ == Source::echo) {
        std::memcpy(tx, rx, samples);
    } else if (source_ == Source::patched) {
        patch_out_->octets.insert(patch_out_->octets.end(), rx, rx + samples);
        auto& waiting = patch_in_->octets;
        patch_in_->running = waiting.size() >= (patch_in_->running ? samples : kRate / 100);
        if (patch_in_->running) {
            std::copy_n(waiting.begin(), samples, tx);
            waiting.erase(waiting.begin(), waiting.begin() + samples);
        }
    } else if (source_ == Source::sound) { // what it does not fill stays idle
        for (std::size_t filled = 0; filled < samples;) {
            if (position_ >= sound_->size()) {
                if (!loop_)
                    return;
                position_ = 0;
            }
            const std::size_t count =
                std::min<std::size_t>(samples - filled, sound_->size() - position_);
            std::memcpy(tx + filled, sound_->data() + position_, count);
            filled += count;
            position_ += count;
        }
    }
}

double Media::level_in_dbm0() const {
    double power = 0;
    for (const std::uint8_t octet : recent_) {
        const double sample = dsp::to_linear(law_, octet);
        power += sample * sample;
    }
    power /= static_cast<double>(recent_.size());
    const double reference = peak_0_dbm0(law_) * peak_0_dbm0(law_) / 2;
    return power < 100 ? -99 : std::round(100 * std::log10(power / reference)) / 10;
}

} // namespace exchange
