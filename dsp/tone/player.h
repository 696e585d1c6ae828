// Tones as G.711 octets: rendered once, then played by copying.
#pragma once

#include "dsp/codec/g711.h"
#include "dsp/tone/plan.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace dsp {

/// One tone of one plan in one law: for each segment of its cadence a cycle of octets that repeats
/// without a seam (the frequencies of a segment fit into it a whole number of times; at most one
/// second).
///
/// Immutable after construction, so any thread may play it. At most 8 KB for each segment.
class RenderedTone {
  public:
    RenderedTone(const ToneRow& row, Law law);

    struct Segment {
        std::vector<std::uint8_t> cycle; ///< one idle octet for a pause
        std::uint32_t samples = 0;       ///< 0: without end
    };
    const std::vector<Segment>& segments() const { return segments_; }

  private:
    std::vector<Segment> segments_;
};

/// Renders each tone at first use and keeps it. Thread: one; what it returns may be read by all.
class ToneLibrary {
  public:
    const RenderedTone& get(TonePlan plan, Tone tone, Law law);

  private:
    std::unique_ptr<const RenderedTone> tones_[kTonePlans][kTones][2];
};

/// A place in a tone. Copying octets is all that next() does. The tone outlives the player.
class TonePlayer {
  public:
    void start(const RenderedTone& tone);
    void stop() { tone_ = nullptr; }
    bool playing() const { return tone_ != nullptr; }
    /// The next octets; only while playing().
    void next(std::span<std::uint8_t> out);

  private:
    const RenderedTone* tone_ = nullptr;
    std::uint32_t segment_ = 0;
    std::uint32_t position_ = 0; // samples of this segment played
    std::uint32_t in_cycle_ = 0;
};

} // namespace dsp
