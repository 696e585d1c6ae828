// Call-progress tones of some national plans (ITU-T E.180 Supplement 2) as one table.
#include "dsp/tone/plan.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace dsp {

namespace {

using enum Tone;
using enum TonePlan;

// Frequencies and cadences are those of the source. Level: -10 dBm0 in all (E.180), so -13 dBm0 for
// each of two frequencies; North America has its own (the precise tone plan: dial -13, ringing -19,
// busy -24 dBm0 each).
constexpr float kSingle = -10, kDouble = -13;
constexpr ToneSegment pause(unsigned ms) {
    return {static_cast<std::uint16_t>(ms), {0, 0}, 0};
}
constexpr ToneSegment one(unsigned ms, unsigned hz, float level = kSingle) {
    return {static_cast<std::uint16_t>(ms), {static_cast<std::uint16_t>(hz), 0}, level};
}
constexpr ToneSegment two(unsigned ms, unsigned hz1, unsigned hz2, float level = kDouble) {
    return {static_cast<std::uint16_t>(ms),
            {static_cast<std::uint16_t>(hz1), static_cast<std::uint16_t>(hz2)},
            level};
}
constexpr ToneRow milliwatt_of(TonePlan plan) {
    return {plan, milliwatt, 1, {one(0, 1004, 0)}, "Q.9, O.11: 0 dBm0, 1004 Hz"};
}
constexpr ToneRow sit_of(TonePlan plan) {
    return {plan,
            special_information,
            4,
            {one(330, 950), one(330, 1400), one(330, 1800), pause(1000)},
            "E.180: special information tone"};
}

// clang-format off
constexpr std::array kRows{
    ToneRow{etsi, dial,       1, {one(0, 425)},                                "E.180: recommended range"},
    ToneRow{etsi, ringback,   2, {one(1000, 425), pause(4000)},                "E.180: recommended range"},
    ToneRow{etsi, busy,       2, {one(500, 425), pause(500)},                  "E.180: recommended range"},
    ToneRow{etsi, congestion, 2, {one(200, 425), pause(200)},                  "E.180: recommended range"},
    sit_of(etsi),
    milliwatt_of(etsi),
    ToneRow{germany, dial,       1, {one(0, 425)},                             "E.180 Supplement 2: Germany"},
    ToneRow{germany, ringback,   2, {one(1000, 425), pause(4000)},             "E.180 Supplement 2: Germany"},
    ToneRow{germany, busy,       2, {one(480, 425), pause(480)},               "E.180 Supplement 2: Germany"},
    ToneRow{germany, congestion, 2, {one(240, 425), pause(240)},               "E.180 Supplement 2: Germany"},
    sit_of(germany),
    milliwatt_of(germany),
    ToneRow{united_kingdom, dial,       1, {two(0, 350, 440)},                 "E.180 Supplement 2: United Kingdom"},
    ToneRow{united_kingdom, ringback,   4, {two(400, 400, 450), pause(200), two(400, 400, 450), pause(2000)},
                                                                               "E.180 Supplement 2: United Kingdom"},
    ToneRow{united_kingdom, busy,       2, {one(375, 400), pause(375)},        "E.180 Supplement 2: United Kingdom"},
    ToneRow{united_kingdom, congestion, 4, {one(400, 400), pause(350), one(225, 400), pause(525)},
                                                                               "E.180 Supplement 2: United Kingdom"},
    sit_of(united_kingdom),
    milliwatt_of(united_kingdom),
    ToneRow{north_america, dial,       1, {two(0, 350, 440)},                  "E.180 Supplement 2: United States"},
    ToneRow{north_america, ringback,   2, {two(2000, 440, 480, -19), pause(4000)}, "E.180 Supplement 2: United States"},
    ToneRow{north_america, busy,       2, {two(500, 480, 620, -24), pause(500)},   "E.180 Supplement 2: United States"},
    ToneRow{north_america, congestion, 2, {two(250, 480, 620, -24), pause(250)},   "E.180 Supplement 2: United States"},
    sit_of(north_america),
    milliwatt_of(north_america),
    ToneRow{france, dial,       1, {one(0, 440)},                              "E.180 Supplement 2: France"},
    ToneRow{france, ringback,   2, {one(1500, 440), pause(3500)},              "E.180 Supplement 2: France"},
    ToneRow{france, busy,       2, {one(500, 440), pause(500)},                "E.180 Supplement 2: France"},
    ToneRow{france, congestion, 2, {one(500, 440), pause(500)},                "E.180 Supplement 2: France"},
    sit_of(france),
    milliwatt_of(france),
};
// clang-format on

constexpr bool in_order() {
    for (unsigned i = 0; i < kRows.size(); ++i)
        if (static_cast<unsigned>(kRows[i].plan) != i / kTones ||
            static_cast<unsigned>(kRows[i].tone) != i % kTones)
            return false;
    return kRows.size() == kTones * kTonePlans;
}
static_assert(in_order());

constexpr std::array<std::string_view, kTones> kToneNames{
    "dial", "ringback", "busy", "congestion", "special information", "milliwatt"};
constexpr std::array<std::string_view, kTonePlans> kPlanNames{"etsi", "de", "uk", "us", "fr"};

} // namespace

std::span<const ToneRow> tone_rows() {
    return kRows;
}

const ToneRow& tone_row(TonePlan plan, Tone tone) {
    return kRows[static_cast<unsigned>(plan) * kTones + static_cast<unsigned>(tone)];
}

std::string_view name(Tone tone) {
    return kToneNames[static_cast<unsigned>(tone)];
}
std::string_view name(TonePlan plan) {
    return kPlanNames[static_cast<unsigned>(plan)];
}

bool tone_plan_from_text(std::string_view text, TonePlan& plan) {
    const auto* found = std::ranges::find(kPlanNames, text);
    if (found == kPlanNames.end())
        return false;
    plan = static_cast<TonePlan>(found - kPlanNames.begin());
    return true;
}

} // namespace dsp
