// The level meter and the tone source, against the digital milliwatt of G.711 and each other.
#include "dsp/measure/level.h"
#include "dsp/measure/sine.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;
using dsp::Law;

class LevelTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LevelTest);
    CPPUNIT_TEST(the_digital_milliwatt_of_g711_is_0_dbm0_at_1000_hz);
    CPPUNIT_TEST(a_tone_of_any_frequency_and_level_is_measured_as_it_was_made);
    CPPUNIT_TEST(idle_is_silence);
    CPPUNIT_TEST(of_two_tones_the_stronger_is_named_and_both_count);
    CPPUNIT_TEST(noise_is_no_tone);
    CPPUNIT_TEST(least_and_most_are_of_all_windows);
    CPPUNIT_TEST(nothing_is_said_before_a_window_is_full);
    CPPUNIT_TEST_SUITE_END();

    static dsp::LevelResult measure(Law law, const Bytes& octets) {
        dsp::LevelMeter meter(law);
        for (std::size_t at = 0; at < octets.size(); at += 40)
            meter.take(
                std::span(octets).subspan(at, std::min<std::size_t>(40, octets.size() - at)));
        return meter.result();
    }
    static Bytes tone(Law law, double hertz, double level, std::size_t samples = 4096) {
        Bytes out(samples);
        dsp::SineSource(law, hertz, level).fill(out);
        return out;
    }

    void the_digital_milliwatt_of_g711_is_0_dbm0_at_1000_hz() { // G.711 Tables 5 and 6
        const Bytes alaw{0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4};
        const Bytes ulaw{0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e};
        for (const Law law : {Law::alaw, Law::ulaw}) {
            Bytes octets;
            for (int i = 0; i < 512; ++i)
                octets.insert(octets.end(), (law == Law::alaw ? alaw : ulaw).begin(),
                              (law == Law::alaw ? alaw : ulaw).end());
            const auto found = measure(law, octets);
            CPPUNIT_ASSERT_DOUBLES_EQUAL(0.0, found.dbm0, 0.01);
            CPPUNIT_ASSERT_DOUBLES_EQUAL(0.0, found.tone_dbm0, 0.02);
            CPPUNIT_ASSERT_DOUBLES_EQUAL(1000.0, found.frequency, 0.05);
            CPPUNIT_ASSERT(found.is_tone());
        }
    }
    void a_tone_of_any_frequency_and_level_is_measured_as_it_was_made() {
        for (const Law law : {Law::alaw, Law::ulaw})
            for (const double hertz : {50.0, 304.0, 404.0, 1004.0, 1020.0, 2100.0, 2804.5, 3800.0})
                for (const double level : {3.0, 0.0, -10.0, -13.0, -30.0, -45.0}) {
                    const auto found = measure(law, tone(law, hertz, level));
                    const std::string what =
                        std::to_string(hertz) + " Hz, " + std::to_string(level);
                    const double tolerance = level > -20 ? 0.15 : level > -40 ? 0.3 : 1.0;
                    CPPUNIT_ASSERT_DOUBLES_EQUAL_MESSAGE(what, level, found.tone_dbm0, tolerance);
                    CPPUNIT_ASSERT_DOUBLES_EQUAL_MESSAGE(what, hertz, found.frequency, 0.5);
                }
    }
    void idle_is_silence() {
        for (const Law law : {Law::alaw, Law::ulaw}) {
            const auto found = measure(law, Bytes(4096, dsp::idle_octet(law)));
            CPPUNIT_ASSERT_EQUAL(-99.0, found.dbm0);
            CPPUNIT_ASSERT_EQUAL(0.0, found.frequency);
            CPPUNIT_ASSERT(!found.is_tone());
        }
    }
    void of_two_tones_the_stronger_is_named_and_both_count() {
        const double a = dsp::sine_peak(Law::alaw, -10), b = dsp::sine_peak(Law::alaw, -12);
        Bytes octets;
        for (int i = 0; i < 2048; ++i)
            octets.push_back(dsp::encode_alaw(
                static_cast<int>(a * std::sin(2 * std::numbers::pi * 697 * i / 8000) +
                                 b * std::sin(2 * std::numbers::pi * 1477 * i / 8000))));
        const auto found = measure(Law::alaw, octets);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(697.0, found.frequency, 0.5);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-10.0, found.tone_dbm0, 0.15);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-7.88, found.dbm0, 0.15); // 10 log(0.1 + 0.0631)
        CPPUNIT_ASSERT(!found.is_tone());
    }
    void noise_is_no_tone() {
        std::mt19937 random(7);
        std::normal_distribution<double> normal(0, 2000);
        Bytes octets;
        for (int i = 0; i < 4096; ++i)
            octets.push_back(dsp::encode_alaw(static_cast<int>(normal(random))));
        const auto found = measure(Law::alaw, octets);
        CPPUNIT_ASSERT(!found.is_tone());
        CPPUNIT_ASSERT_DOUBLES_EQUAL(dsp::level_dbm0(Law::alaw, 4e6), found.dbm0, 0.3);
    }
    void least_and_most_are_of_all_windows() {
        Bytes octets = tone(Law::alaw, 1004, -10, 2048);
        const Bytes quiet = tone(Law::alaw, 1004, -30, 2048);
        octets.insert(octets.end(), quiet.begin(), quiet.end());
        const auto found = measure(Law::alaw, octets);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, found.windows);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-10.0, found.most_dbm0, 0.1);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-30.0, found.least_dbm0, 0.3);
    }
    void nothing_is_said_before_a_window_is_full() {
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0},
                             measure(Law::alaw, tone(Law::alaw, 1004, 0, 2047)).windows);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1},
                             measure(Law::alaw, tone(Law::alaw, 1004, 0, 2048)).windows);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LevelTest);

} // namespace
