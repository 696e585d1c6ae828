// Tones: the table's rows, levels and cadences measured from the octets.
#include "dsp/tone/player.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

class ToneTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ToneTest);
    CPPUNIT_TEST(every_row_has_a_source_and_sounds);
    CPPUNIT_TEST(every_frequency_has_its_level);
    CPPUNIT_TEST(every_cadence_is_kept_over_two_turns);
    CPPUNIT_TEST(milliwatt_is_one_milliwatt);
    CPPUNIT_TEST(any_block_size_gives_the_same_octets);
    CPPUNIT_TEST(no_seam_where_a_cycle_repeats);
    CPPUNIT_TEST(library_renders_once);
    CPPUNIT_TEST(plans_have_names_in_conf_files);
    CPPUNIT_TEST_SUITE_END();

    static Bytes play(const dsp::RenderedTone& tone, std::size_t samples, std::size_t block = 40) {
        dsp::TonePlayer player;
        player.start(tone);
        Bytes out(samples);
        for (std::size_t at = 0; at < samples; at += block)
            player.next(std::span(out).subspan(at, std::min(block, samples - at)));
        return out;
    }
    // level of one frequency, dBm0, over `count` samples (whole cycles assumed near enough)
    static double level(dsp::Law law, std::span<const std::uint8_t> octets, double frequency) {
        double real = 0, imaginary = 0;
        for (std::size_t i = 0; i < octets.size(); ++i) {
            const double angle = 2 * std::numbers::pi * frequency * static_cast<double>(i) / 8000;
            real += dsp::to_linear(law, octets[i]) * std::cos(angle);
            imaginary += dsp::to_linear(law, octets[i]) * std::sin(angle);
        }
        const double peak = 2 * std::hypot(real, imaginary) / static_cast<double>(octets.size());
        return 20 * std::log10(peak / 32768) + (law == dsp::Law::alaw ? 3.14 : 3.17);
    }
    static std::string label(const dsp::ToneRow& row) {
        return std::string(name(row.plan)) + " " + std::string(name(row.tone));
    }

    void every_row_has_a_source_and_sounds() {
        for (const dsp::ToneRow& row : dsp::tone_rows()) {
            CPPUNIT_ASSERT_MESSAGE(label(row), !row.source.empty());
            CPPUNIT_ASSERT_MESSAGE(label(row),
                                   row.segments > 0 && row.segment[0].frequencies[0] != 0);
            CPPUNIT_ASSERT_MESSAGE(label(row), &dsp::tone_row(row.plan, row.tone) == &row);
        }
    }
    void every_frequency_has_its_level() {
        for (const dsp::ToneRow& row : dsp::tone_rows())
            for (const dsp::Law law : {dsp::Law::alaw, dsp::Law::ulaw}) {
                const dsp::RenderedTone tone(row, law);
                std::size_t at = 0;
                const Bytes octets = play(tone, 8000 * 3);
                for (unsigned i = 0; i < row.segments; ++i) {
                    const std::size_t length =
                        row.segment[i].milliseconds ? row.segment[i].milliseconds * 8U : 8000U;
                    for (const unsigned frequency : row.segment[i].frequencies)
                        if (frequency != 0 && at + length <= octets.size())
                            CPPUNIT_ASSERT_DOUBLES_EQUAL_MESSAGE(
                                label(row), row.segment[i].level,
                                level(law, std::span(octets).subspan(at, length), frequency), 0.3);
                    at += length;
                }
            }
    }
    void every_cadence_is_kept_over_two_turns() {
        for (const dsp::ToneRow& row : dsp::tone_rows()) {
            const dsp::RenderedTone tone(row, dsp::Law::alaw);
            std::size_t turn = 0;
            for (unsigned i = 0; i < row.segments; ++i)
                turn += row.segment[i].milliseconds * 8U;
            if (turn == 0)
                continue;
            const Bytes octets = play(tone, 2 * turn);
            std::size_t at = 0;
            for (unsigned i = 0; i < 2U * row.segments; ++i) {
                const dsp::ToneSegment& segment = row.segment[i % row.segments];
                const std::size_t length = segment.milliseconds * 8U;
                const bool quiet =
                    dsp::is_quiet(dsp::Law::alaw, std::span(octets).subspan(at, length));
                CPPUNIT_ASSERT_EQUAL_MESSAGE(label(row), segment.frequencies[0] == 0, quiet);
                at += length;
            }
        }
    }
    void milliwatt_is_one_milliwatt() {
        dsp::ToneLibrary library;
        for (const dsp::Law law : {dsp::Law::alaw, dsp::Law::ulaw}) {
            const Bytes octets =
                play(library.get(dsp::TonePlan::etsi, dsp::Tone::milliwatt, law), 8000);
            CPPUNIT_ASSERT_DOUBLES_EQUAL(0, level(law, octets, 1004), 0.05);
        }
    }
    void any_block_size_gives_the_same_octets() {
        const dsp::RenderedTone tone(
            dsp::tone_row(dsp::TonePlan::united_kingdom, dsp::Tone::ringback), dsp::Law::alaw);
        const Bytes expected = play(tone, 50000);
        for (const std::size_t block : {1U, 8U, 24U, 160U, 7777U})
            CPPUNIT_ASSERT(play(tone, 50000, block) == expected);
    }
    void no_seam_where_a_cycle_repeats() {
        for (const dsp::ToneRow& row : dsp::tone_rows()) {
            const dsp::RenderedTone tone(row, dsp::Law::alaw);
            const auto& cycle = tone.segments()[0].cycle;
            CPPUNIT_ASSERT_MESSAGE(label(row), cycle.size() <= 2000);
            for (const unsigned frequency : row.segment[0].frequencies)
                CPPUNIT_ASSERT_EQUAL_MESSAGE(label(row), std::size_t{0},
                                             cycle.size() * frequency % 8000);
        }
    }
    void library_renders_once() {
        dsp::ToneLibrary library;
        const auto& a = library.get(dsp::TonePlan::etsi, dsp::Tone::busy, dsp::Law::alaw);
        CPPUNIT_ASSERT(&a == &library.get(dsp::TonePlan::etsi, dsp::Tone::busy, dsp::Law::alaw));
        CPPUNIT_ASSERT(&a != &library.get(dsp::TonePlan::etsi, dsp::Tone::busy, dsp::Law::ulaw));
    }
    void plans_have_names_in_conf_files() {
        dsp::TonePlan plan{};
        CPPUNIT_ASSERT(dsp::tone_plan_from_text("uk", plan));
        CPPUNIT_ASSERT(plan == dsp::TonePlan::united_kingdom);
        CPPUNIT_ASSERT(!dsp::tone_plan_from_text("UK", plan));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ToneTest);

} // namespace
