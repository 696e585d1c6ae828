// Echo return loss and delay, against paths of known loss and delay.
#include "dsp/measure/echo.h"
#include "dsp/measure/sine.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using dsp::Law;

class EchoTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EchoTest);
    CPPUNIT_TEST(a_loop_has_no_loss_and_its_delay);
    CPPUNIT_TEST(loss_and_delay_are_as_the_path_has_them);
    CPPUNIT_TEST(an_echo_is_found_in_noise);
    CPPUNIT_TEST(a_silent_line_has_no_echo);
    CPPUNIT_TEST(speech_and_tones_of_others_are_no_echo);
    CPPUNIT_TEST(a_spread_echo_counts_whole);
    CPPUNIT_TEST(the_signal_has_its_level_and_is_not_clipped);
    CPPUNIT_TEST_SUITE_END();

    using Path = std::function<double(const std::vector<double>& sent)>; // what comes now
    static dsp::EchoResult measure(Law law, const Path& path, std::size_t block = 40) {
        const auto meter = std::make_unique<dsp::EchoMeter>(law);
        std::vector<double> sent;
        std::vector<std::uint8_t> rx(block), tx(block);
        for (std::size_t i = 0; i < 3 * dsp::EchoMeter::kPeriod / block && !meter->result().done;
             ++i) {
            for (std::size_t n = 0; n < block; ++n) {
                sent.push_back(0); // of this moment: unknown yet
                rx[n] = dsp::from_linear(law, static_cast<int>(std::lround(path(sent))));
            }
            meter->run(rx, tx);
            for (std::size_t n = 0; n < block; ++n)
                sent[sent.size() - block + n] = dsp::to_linear(law, tx[n]);
        }
        return meter->result();
    }
    static double back(const std::vector<double>& sent, std::size_t samples) {
        return sent.size() > samples ? sent[sent.size() - 1 - samples] : 0;
    }

    void a_loop_has_no_loss_and_its_delay() {
        for (const Law law : {Law::alaw, Law::ulaw}) {
            const auto found = measure(law, [](const auto& sent) { return back(sent, 80); });
            CPPUNIT_ASSERT(found.done && found.echo);
            CPPUNIT_ASSERT_DOUBLES_EQUAL(0.0, found.loss_db, 0.1);
            CPPUNIT_ASSERT_EQUAL(10.0, found.delay_ms);
            CPPUNIT_ASSERT(found.noise_dbm0 < -60);
        }
    }
    void loss_and_delay_are_as_the_path_has_them() {
        for (const double loss : {6.0, 14.0, 26.0})
            for (const std::size_t delay : {40U, 333U, 2400U, 8000U}) {
                const double gain = std::pow(10.0, -loss / 20);
                const auto found =
                    measure(Law::alaw, [&](const auto& sent) { return gain * back(sent, delay); });
                const std::string what = std::to_string(loss) + " dB " + std::to_string(delay);
                CPPUNIT_ASSERT_MESSAGE(what, found.echo);
                CPPUNIT_ASSERT_DOUBLES_EQUAL_MESSAGE(what, loss, found.loss_db, 0.2);
                CPPUNIT_ASSERT_DOUBLES_EQUAL_MESSAGE(what, static_cast<double>(delay) / 8,
                                                     found.delay_ms, 1e-9);
            }
    }
    void an_echo_is_found_in_noise() {
        std::mt19937 random(3);
        const double noise = dsp::sine_peak(Law::alaw, -40) / std::sqrt(2.0);
        std::normal_distribution<double> normal(0, noise);
        const double gain = std::pow(10.0, -20.0 / 20);
        const auto found = measure(
            Law::alaw, [&](const auto& sent) { return gain * back(sent, 500) + normal(random); });
        CPPUNIT_ASSERT(found.echo);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(20.0, found.loss_db, 0.5);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(62.5, found.delay_ms, 1e-9);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-40.0, found.noise_dbm0, 2.0);
    }
    void a_silent_line_has_no_echo() {
        const auto found = measure(Law::alaw, [](const auto&) { return 0.0; });
        CPPUNIT_ASSERT(found.done);
        CPPUNIT_ASSERT(!found.echo);
        CPPUNIT_ASSERT_EQUAL(-99.0, found.received_dbm0);
    }
    void speech_and_tones_of_others_are_no_echo() {
        std::mt19937 random(5);
        std::normal_distribution<double> normal(0, 1500);
        CPPUNIT_ASSERT(!measure(Law::alaw, [&](const auto&) { return normal(random); }).echo);
        const auto tone = measure(Law::alaw, [](const auto& sent) {
            return 8000 *
                   std::sin(2 * std::numbers::pi * 1004 * static_cast<double>(sent.size()) / 8000);
        });
        CPPUNIT_ASSERT(!tone.echo);
    }
    void a_spread_echo_counts_whole() { // three taps of equal strength within a hybrid's 4 ms
        const auto found = measure(Law::alaw, [](const auto& sent) {
            return 0.1 * (back(sent, 100) + back(sent, 110) - back(sent, 125));
        });
        CPPUNIT_ASSERT(found.echo);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-10 * std::log10(0.03), found.loss_db, 0.5);
    }
    void the_signal_has_its_level_and_is_not_clipped() {
        dsp::EchoMeter meter(Law::alaw);
        std::vector<std::uint8_t> rx(8192, 0xd5), tx(8192);
        meter.run(rx, tx);
        double square = 0;
        int most = 0;
        for (const std::uint8_t octet : tx) {
            const int sample = dsp::decode_alaw(octet);
            square += sample * sample;
            most = std::max(most, std::abs(sample));
        }
        CPPUNIT_ASSERT_DOUBLES_EQUAL(dsp::EchoMeter::kLevel,
                                     dsp::level_dbm0(Law::alaw, square / 8192), 0.1);
        CPPUNIT_ASSERT(most < 16000);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EchoTest);

} // namespace
