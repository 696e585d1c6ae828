// Call-progress tones as data: which tones there are and whose plan they follow (ITU-T E.180
// Supplement 2).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dsp {

/// What a caller hears when the line gives nothing (E.180/Q.35), and test tones.
enum class Tone : std::uint8_t {
    dial,
    ringback, ///< "ringing tone" in E.180
    busy,
    congestion,
    special_information, ///< three rising tones
    milliwatt,           ///< Q.9: 0 dBm0 at 1004 Hz (kept off the sub-multiples of 8 kHz)
};

/// Whose cadences and frequencies.
enum class TonePlan : std::uint8_t { etsi, germany, united_kingdom, north_america, france };

inline constexpr unsigned kTones = 6;
inline constexpr unsigned kTonePlans = 5;
/// A tone has at most this many segments (sounds and pauses) in its cadence.
inline constexpr unsigned kMaxSegments = 6;

/// One sound or pause of a cadence. A pause has no frequency.
struct ToneSegment {
    std::uint16_t milliseconds = 0;        ///< 0: without end
    std::uint16_t frequencies[2] = {0, 0}; ///< Hz; second 0: one tone only
    float level = 0;                       ///< dBm0 of each frequency
};

/// One row of the table: the segments repeat until the tone is stopped.
struct ToneRow {
    TonePlan plan;
    Tone tone;
    std::uint8_t segments;
    ToneSegment segment[kMaxSegments];
    std::string_view source; ///< where frequencies and cadence come from
};

/// All rows, in order of plan and tone; each plan has each tone.
std::span<const ToneRow> tone_rows();
const ToneRow& tone_row(TonePlan plan, Tone tone);

std::string_view name(Tone tone);
std::string_view name(TonePlan plan);
/// "etsi", "de", "uk", "us", "fr"; false when it is none of them.
bool tone_plan_from_text(std::string_view text, TonePlan& plan);

} // namespace dsp
