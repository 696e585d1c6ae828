// Playing a stream with holes: concealment, comfort noise, idle.
#include "dsp/rtp/playout.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

class PlayoutTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PlayoutTest);
    CPPUNIT_TEST(plays_idle_before_anything_came);
    CPPUNIT_TEST(leaves_a_whole_stream_alone);
    CPPUNIT_TEST(conceals_a_lost_packet_with_a_signal_like_the_last);
    CPPUNIT_TEST(a_long_loss_fades_to_silence);
    CPPUNIT_TEST(a_lost_packet_on_a_clear_channel_is_not_made_up);
    CPPUNIT_TEST(comfort_noise_has_its_level_until_speech_comes);
    CPPUNIT_TEST(a_hole_inside_a_block_is_filled);
    CPPUNIT_TEST_SUITE_END();

    static constexpr double kPeak = 8000;
    static std::uint8_t
    sine(std::uint32_t n) { // 125 Hz: within spandsp's range of pitch (66-200 Hz)
        return dsp::encode_alaw(
            static_cast<int>(kPeak * std::sin(2 * std::numbers::pi * 125 * n / 8000)));
    }
    static Bytes packet(std::uint32_t timestamp) {
        Bytes octets(160);
        for (std::uint32_t i = 0; i < 160; ++i)
            octets[i] = sine(timestamp + i);
        return octets;
    }
    // plays `packets` of 20 ms; those in [lost, lost + count) do not come
    static Bytes play(dsp::Playout& playout, unsigned packets, unsigned lost, unsigned count) {
        Bytes played;
        for (unsigned n = 0; n < packets; ++n) {
            if (n < lost || n >= lost + count)
                playout.put(n * 160, packet(n * 160), false);
            for (int block = 0; block < 4; ++block) {
                Bytes out(40);
                playout.take(out);
                played.insert(played.end(), out.begin(), out.end());
            }
        }
        return played;
    }
    static double rms(const Bytes& octets, std::size_t from, std::size_t count) {
        double sum = 0;
        for (std::size_t i = from; i < from + count; ++i)
            sum += std::pow(dsp::decode_alaw(octets[i]), 2);
        return std::sqrt(sum / static_cast<double>(count));
    }
    // 1: the same, 0: nothing in common
    static double correlation(const Bytes& octets, std::size_t from, std::size_t count) {
        double both = 0, a = 0, b = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            const double x = dsp::decode_alaw(octets[i]);
            const double y = dsp::decode_alaw(sine(static_cast<std::uint32_t>(i - 160)));
            both += x * y, a += x * x, b += y * y;
        }
        return both / std::sqrt(a * b);
    }

    void plays_idle_before_anything_came() {
        dsp::Playout playout({});
        Bytes out(40, 1);
        playout.take(out);
        CPPUNIT_ASSERT(out == Bytes(40, 0xd5));
        dsp::Playout ulaw({dsp::Law::ulaw});
        ulaw.take(out);
        CPPUNIT_ASSERT(out == Bytes(40, 0xff));
    }
    void leaves_a_whole_stream_alone() {
        dsp::Playout playout({});
        const Bytes played = play(playout, 100, 0, 0);
        for (std::size_t i = 160; i < played.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(sine(static_cast<std::uint32_t>(i - 160)), played[i]);
    }
    void conceals_a_lost_packet_with_a_signal_like_the_last() {
        dsp::Playout playout({});
        const Bytes played = play(playout, 40, 20, 1);
        const std::size_t hole = 21 * 160;
        CPPUNIT_ASSERT(correlation(played, hole, 160) > 0.9);
        CPPUNIT_ASSERT(rms(played, hole, 160) > 0.5 * kPeak / std::numbers::sqrt2);
        for (std::size_t i = hole + 200; i < played.size(); ++i) // and nothing else is touched
            CPPUNIT_ASSERT_EQUAL(sine(static_cast<std::uint32_t>(i - 160)), played[i]);
    }
    void a_long_loss_fades_to_silence() {
        dsp::Playout playout({});
        const Bytes played = play(playout, 60, 20, 20);
        CPPUNIT_ASSERT(rms(played, 21 * 160, 80) > 1000);
        CPPUNIT_ASSERT(rms(played, 25 * 160, 16 * 160) < 50);
        CPPUNIT_ASSERT(correlation(played, 42 * 160, 10 * 160) > 0.99);
    }
    void a_lost_packet_on_a_clear_channel_is_not_made_up() {
        dsp::Playout playout({dsp::Law::alaw, 20, 20, true});
        const Bytes played = play(playout, 40, 20, 1);
        for (std::size_t i = 21 * 160; i < 22 * 160; ++i)
            CPPUNIT_ASSERT_EQUAL(std::uint8_t{0xff}, played[i]);
        for (std::size_t i = 22 * 160; i < played.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(sine(static_cast<std::uint32_t>(i - 160)), played[i]);
    }
    void comfort_noise_has_its_level_until_speech_comes() {
        dsp::Playout playout({});
        play(playout, 20, 0, 0);
        playout.put_comfort_noise(40); // -40 dBov
        Bytes noise;
        for (int i = 0; i < 100; ++i) {
            Bytes out(40);
            playout.take(out);
            if (i >= 10)
                noise.insert(noise.end(), out.begin(), out.end());
        }
        const double level = 20 * std::log10(rms(noise, 0, noise.size()) / 32768);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-40, level, 1);
        playout.put(5000 * 160, packet(0), true);
        Bytes out(40);
        for (int i = 0; i < 5; ++i)
            playout.take(out);
        CPPUNIT_ASSERT(rms(out, 0, 40) > 1000);
    }
    void a_hole_inside_a_block_is_filled() {
        dsp::Playout playout({});
        for (std::uint32_t n = 0; n < 4; ++n)
            playout.put(n * 160, packet(n * 160), false);
        playout.put(4 * 160 + 10, Bytes(100, sine(0)), false);
        Bytes out(40);
        for (int i = 0; i < 21; ++i)
            playout.take(out);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{10}, playout.buffer().counters().missing);
        CPPUNIT_ASSERT(rms(out, 0, 10) > 500);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlayoutTest);

} // namespace
