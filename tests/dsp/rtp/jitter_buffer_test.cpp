// The jitter buffer with a simulated sender, network and line.
#include "dsp/rtp/jitter_buffer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace {

using dsp::JitterBuffer;
using Put = JitterBuffer::Put;
using Bytes = std::vector<std::uint8_t>;

constexpr unsigned kPacket = 160;

// A sender whose packets arrive by a delay model, and a line that takes 5 ms blocks. Time in
// samples of the line.
class Simulation {
  public:
    explicit Simulation(JitterBuffer& buffer) : buffer_(buffer) {}

    double ppm = 0;
    unsigned block = 40;
    std::uint32_t first_timestamp = 0xffffff00;                           // wraps at once
    std::function<double(unsigned)> delay = [](unsigned) { return 0.0; }; // of packet n, in samples
    std::function<bool(unsigned)> lost = [](unsigned) { return false; };
    std::function<std::uint8_t(std::uint32_t)> speech = [](std::uint32_t n) {
        return static_cast<std::uint8_t>(n * 7); // loud: no two neighbours alike
    };
    Bytes played;
    std::vector<bool> missing;

    void run(double seconds) {
        const double end = now_ + seconds * 8000;
        for (; now_ < end; now_ += block) {
            send_until(now_);
            deliver_until(now_);
            Bytes out(block);
            const std::uint64_t absent = buffer_.take(out);
            for (unsigned i = 0; i < block; ++i) {
                played.push_back(out[i]);
                missing.push_back(absent >> i & 1U);
            }
        }
    }
    std::size_t missing_samples(std::size_t from = 0) const {
        return static_cast<std::size_t>(
            std::count(missing.begin() + static_cast<std::ptrdiff_t>(from), missing.end(), true));
    }

  private:
    struct Packet {
        double arrival;
        unsigned number;
    };
    void send_until(double now) {
        for (;; ++sent_) {
            const double ready = (sent_ + 1) * kPacket / (1 + ppm * 1e-6);
            if (ready > now)
                return;
            if (!lost(sent_))
                under_way_.push_back({ready + delay(sent_), sent_});
        }
    }
    void deliver_until(double now) {
        std::ranges::stable_sort(under_way_, {}, &Packet::arrival);
        auto next = under_way_.begin();
        for (; next != under_way_.end() && next->arrival <= now; ++next) {
            Bytes octets(kPacket);
            for (unsigned i = 0; i < kPacket; ++i)
                octets[i] = speech(next->number * kPacket + i);
            buffer_.put(first_timestamp + next->number * kPacket, octets, false);
        }
        under_way_.erase(under_way_.begin(), next);
    }
    JitterBuffer& buffer_;
    double now_ = 0;
    unsigned sent_ = 0;
    std::vector<Packet> under_way_;
};

class JitterBufferTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(JitterBufferTest);
    CPPUNIT_TEST(plays_exactly_what_came_after_the_target_delay);
    CPPUNIT_TEST(gives_back_any_block_size);
    CPPUNIT_TEST(puts_reordered_packets_in_order);
    CPPUNIT_TEST(tells_which_samples_of_a_block_are_missing);
    CPPUNIT_TEST(refuses_duplicates);
    CPPUNIT_TEST(refuses_packets_it_cannot_hold);
    CPPUNIT_TEST(says_all_is_missing_before_the_first_packet);
    CPPUNIT_TEST(a_hole_between_packets_is_filled_by_a_late_one_in_time);
    CPPUNIT_TEST(drops_a_packet_whose_time_has_passed);
    CPPUNIT_TEST(plays_a_burst_that_was_held_up);
    CPPUNIT_TEST(raises_the_target_under_jitter_and_loses_little);
    CPPUNIT_TEST(lowers_the_delay_again_in_silence);
    CPPUNIT_TEST(lowers_the_delay_again_in_speech_by_single_samples);
    CPPUNIT_TEST(keeps_the_delay_below_the_maximum);
    CPPUNIT_TEST(measures_drift_under_jitter);
    CPPUNIT_TEST(absorbs_a_fast_clock_in_silence);
    CPPUNIT_TEST(absorbs_a_slow_clock_in_silence);
    CPPUNIT_TEST(absorbs_drift_in_speech_without_loss);
    CPPUNIT_TEST(a_clear_channel_is_not_adjusted);
    CPPUNIT_TEST(data_waits_its_fixed_delay);
    CPPUNIT_TEST(loss_and_lateness_cost_data_its_octets_but_not_its_place);
    CPPUNIT_TEST(data_slips_when_the_clocks_have_used_up_the_delay);
    CPPUNIT_TEST(data_slips_once_when_the_path_has_changed_for_good);
    CPPUNIT_TEST(follows_a_timestamp_jump_when_a_second_packet_confirms_it);
    CPPUNIT_TEST(ignores_a_single_stray_timestamp);
    CPPUNIT_TEST(follows_a_path_that_became_longer_than_the_maximum);
    CPPUNIT_TEST(after_a_pause_of_the_sender_the_delay_is_the_target_again);
    CPPUNIT_TEST(survives_a_pause_of_days);
    CPPUNIT_TEST(reset_takes_any_new_timeline);
    CPPUNIT_TEST(history_is_what_was_played);
    CPPUNIT_TEST(any_garbage_of_timestamps_is_survived);
    CPPUNIT_TEST_SUITE_END();

    static Bytes packet(std::uint8_t value, unsigned length = kPacket) {
        return Bytes(length, value);
    }
    static std::uint8_t quiet_or_loud(std::uint32_t n) { // 1 s of speech, 0.3 s of silence
        return n % 10400 < 8000 ? static_cast<std::uint8_t>(n * 7) : 0xd5;
    }

    void plays_exactly_what_came_after_the_target_delay() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.run(10);
        // the first packet is complete at 160, is taken at the next block, and waits 160
        CPPUNIT_ASSERT_EQUAL(std::size_t{320}, line.missing_samples());
        for (std::size_t i = 320; i < line.played.size(); ++i)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(i),
                                         line.speech(static_cast<std::uint32_t>(i - 320)),
                                         line.played[i]);
        CPPUNIT_ASSERT_EQUAL(160, buffer.delay());
    }
    void gives_back_any_block_size() {
        for (const unsigned block : {8U, 16U, 24U, 32U, 40U, 64U, 7U}) {
            JitterBuffer buffer({});
            Simulation line(buffer);
            line.block = block;
            line.run(5);
            const std::size_t start = line.missing_samples();
            CPPUNIT_ASSERT(start >= 160 && start < 160 + 160 + 2 * 64);
            for (std::size_t i = start; i < line.played.size(); ++i)
                CPPUNIT_ASSERT_EQUAL(line.speech(static_cast<std::uint32_t>(i - start)),
                                     line.played[i]);
        }
    }
    void puts_reordered_packets_in_order() {
        JitterBuffer buffer({dsp::Law::alaw, 60, 200});
        Simulation line(buffer);
        line.delay = [](unsigned n) {
            return n % 3 == 1 ? 350.0 : 0.0;
        }; // overtaken by the next two
        line.run(10);
        CPPUNIT_ASSERT_EQUAL(std::size_t{640}, line.missing_samples()); // only before the start
        for (std::size_t i = 640; i < line.played.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(line.speech(static_cast<std::uint32_t>(i - 640)), line.played[i]);
    }
    void tells_which_samples_of_a_block_are_missing() {
        JitterBuffer buffer({});
        Bytes out(40);
        buffer.put(1000, packet(1, 30), false);
        buffer.put(1040, packet(2, 30), false);
        for (int i = 0; i < 4; ++i)
            buffer.take(out); // 160 of waiting
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0xff'c0000000}, buffer.take(out));
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{1}, out[29]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0xff'c0000000}, buffer.take(out));
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{2}, out[0]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{20}, buffer.counters().missing);
    }
    void refuses_duplicates() {
        JitterBuffer buffer({});
        CPPUNIT_ASSERT(buffer.put(0, packet(1), false) == Put::accepted);
        CPPUNIT_ASSERT(buffer.put(0, packet(2), false) == Put::duplicate);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, buffer.counters().duplicate);
    }
    void refuses_packets_it_cannot_hold() {
        JitterBuffer buffer({});
        CPPUNIT_ASSERT(buffer.put(0, {}, false) == Put::refused);
        CPPUNIT_ASSERT(buffer.put(0, packet(1, JitterBuffer::kMaxPacket + 1), false) ==
                       Put::refused);
        CPPUNIT_ASSERT(!buffer.started());
    }
    void says_all_is_missing_before_the_first_packet() {
        JitterBuffer buffer({});
        Bytes out(40);
        CPPUNIT_ASSERT_EQUAL((std::uint64_t{1} << 40) - 1, buffer.take(out));
        Bytes most(64);
        CPPUNIT_ASSERT_EQUAL(~std::uint64_t{0}, buffer.take(most));
    }
    void a_hole_between_packets_is_filled_by_a_late_one_in_time() {
        JitterBuffer buffer({dsp::Law::alaw, 40, 200});
        buffer.put(0, packet(1), false);
        buffer.put(320, packet(3), false);
        CPPUNIT_ASSERT(buffer.put(160, packet(2), false) == Put::accepted);
        Bytes out(40);
        for (int i = 0; i < 8; ++i)
            buffer.take(out);
        for (int i = 0; i < 12; ++i) {
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, buffer.take(out));
            CPPUNIT_ASSERT_EQUAL(i / 4 + 1, int{out[0]});
        }
    }
    void drops_a_packet_whose_time_has_passed() {
        JitterBuffer buffer({});
        Bytes out(40);
        buffer.put(0, packet(1), false);
        for (int i = 0; i < 7; ++i)
            buffer.take(out); // 3 blocks of packet 0 played
        buffer.put(320, packet(3), false);
        for (int i = 0; i < 3; ++i)
            buffer.take(out); // 80 into packet 1
        CPPUNIT_ASSERT(buffer.put(160, packet(2), false) == Put::late);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, buffer.counters().late);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, buffer.take(out)); // what is still in time is played
        CPPUNIT_ASSERT_EQUAL(2, int{out[0]});
        buffer.take(out);
        CPPUNIT_ASSERT(buffer.put(160, packet(2), false) == Put::late);
        buffer.take(out);
        CPPUNIT_ASSERT_EQUAL(3, int{out[0]});
    }
    void plays_a_burst_that_was_held_up() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.run(5);
        // packets 260-264 are held up until 100 ms after the first of them
        line.delay = [](unsigned n) {
            return n >= 260 && n < 265 ? 800.0 - (n - 260) * 160.0 : 0.0;
        };
        line.run(3);
        std::uint32_t expected = 0;
        std::size_t jumps = 0;
        for (std::size_t i = 320; i < line.played.size(); ++i) {
            if (line.missing[i])
                continue;
            jumps += line.played[i] != line.speech(expected);
            expected = line.played[i] == line.speech(expected) ? expected + 1 : expected;
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, jumps); // each sample was played once, in order
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, buffer.counters().late);
    }
    void raises_the_target_under_jitter_and_loses_little() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        std::mt19937 random(5);
        std::uniform_real_distribution<double> uniform(0, 480); // up to 60 ms
        line.delay = [&](unsigned) { return uniform(random); };
        line.run(20);
        const std::size_t learned = line.played.size();
        const std::uint64_t late = buffer.counters().late;
        line.run(60);
        CPPUNIT_ASSERT(buffer.target() >= 440 && buffer.target() <= 520);
        CPPUNIT_ASSERT(buffer.counters().late - late <= 30); // 1 % of 3000
        CPPUNIT_ASSERT(line.missing_samples(learned) < 60 * 8000 / 100);
    }
    void lowers_the_delay_again_in_silence() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.speech = quiet_or_loud;
        line.delay = [](unsigned n) { return n < 1000 ? n % 10 * 90.0 : 0.0; };
        line.run(20);
        CPPUNIT_ASSERT(buffer.delay() > 700);
        line.run(60);
        CPPUNIT_ASSERT(buffer.delay() <= 240);
        CPPUNIT_ASSERT(buffer.counters().dropped > 500);
    }
    void lowers_the_delay_again_in_speech_by_single_samples() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.delay = [](unsigned n) { return n < 1000 ? n % 10 * 90.0 : 0.0; };
        line.run(20);
        line.run(100);
        CPPUNIT_ASSERT(buffer.delay() <= 240);
        CPPUNIT_ASSERT(buffer.counters().slips_in_speech > 500);
    }
    void keeps_the_delay_below_the_maximum() {
        JitterBuffer buffer({dsp::Law::alaw, 20, 100});
        Simulation line(buffer);
        std::mt19937 random(5);
        std::uniform_real_distribution<double> uniform(0, 2400); // up to 300 ms
        line.delay = [&](unsigned) { return uniform(random); };
        for (int i = 0; i < 100; ++i) {
            line.run(0.3);
            CPPUNIT_ASSERT(buffer.delay() <= 800 + 160);
        }
        CPPUNIT_ASSERT_EQUAL(800U, buffer.target());
    }
    void measures_drift_under_jitter() {
        for (const double ppm : {-100.0, -30.0, 0.0, 50.0, 200.0}) {
            JitterBuffer buffer({});
            Simulation line(buffer);
            std::mt19937 random(7);
            std::exponential_distribution<double> exponential(1.0 / 40); // mean 5 ms
            line.ppm = ppm;
            line.speech = quiet_or_loud;
            line.delay = [&](unsigned) { return exponential(random); };
            line.run(180);
            CPPUNIT_ASSERT_DOUBLES_EQUAL(ppm, buffer.drift_ppm(), 15);
        }
    }
    void absorb(double ppm, std::function<std::uint8_t(std::uint32_t)> speech, bool in_speech) {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.ppm = ppm;
        line.speech = std::move(speech);
        line.run(600);
        CPPUNIT_ASSERT(line.missing_samples() <= 360); // before the start only
        CPPUNIT_ASSERT(buffer.delay() >= 100 && buffer.delay() <= 260);
        const auto& counters = buffer.counters();
        const auto moved =
            static_cast<double>(counters.dropped) - static_cast<double>(counters.inserted);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(600 * 8000 * ppm / 1e6, moved, 120);
        CPPUNIT_ASSERT_EQUAL(in_speech, counters.slips_in_speech > 0);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, counters.late);
    }
    void absorbs_a_fast_clock_in_silence() { absorb(100, quiet_or_loud, false); }
    void absorbs_a_slow_clock_in_silence() { absorb(-100, quiet_or_loud, false); }
    void absorbs_drift_in_speech_without_loss() {
        const auto speech = [](std::uint32_t n) { return static_cast<std::uint8_t>(n * 7); };
        absorb(100, speech, true);
        absorb(-100, speech, true);
    }
    void a_clear_channel_is_not_adjusted() {
        JitterBuffer buffer({dsp::Law::alaw, 40, 200, true});
        Simulation line(buffer);
        line.ppm = 100;
        line.run(60);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0},
                             buffer.counters().dropped + buffer.counters().inserted);
    }
    static std::uint8_t pattern(std::uint32_t n) {
        return static_cast<std::uint8_t>(n * 2654435761U >> 24);
    }
    // octets that are neither missing nor those of a constant delay behind `from`
    static std::size_t out_of_place(const Simulation& line, std::size_t from, std::int64_t delay) {
        std::size_t wrong = 0;
        for (std::size_t i = from; i < line.played.size(); ++i)
            wrong += !line.missing[i] &&
                     line.played[i] !=
                         pattern(static_cast<std::uint32_t>(static_cast<std::int64_t>(i) - delay));
        return wrong;
    }
    void data_waits_its_fixed_delay() {
        JitterBuffer buffer({dsp::Law::alaw, 20, 60, true});
        Simulation line(buffer);
        line.speech = pattern;
        line.delay = [](unsigned n) { return n % 7 * 60.0; }; // up to 45 ms
        line.run(30);
        CPPUNIT_ASSERT_EQUAL(480U, buffer.target());
        CPPUNIT_ASSERT_EQUAL(480, buffer.delay());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, line.missing_samples(1000));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, out_of_place(line, 1000, 480 + kPacket));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, buffer.counters().slips_in_speech);
    }
    void loss_and_lateness_cost_data_its_octets_but_not_its_place() {
        JitterBuffer buffer({dsp::Law::alaw, 60, 60, true});
        Simulation line(buffer);
        line.speech = pattern;
        line.lost = [](unsigned n) { return n >= 100 && n < 110; };
        line.delay = [](unsigned n) { return n >= 300 && n < 305 ? (310 - n) * 160.0 : 0.0; };
        line.run(20);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, out_of_place(line, 1000, 480 + kPacket));
        // ten packets were lost; of a burst held up for 200 to 120 ms all five came too late
        CPPUNIT_ASSERT_EQUAL(std::size_t{15 * kPacket}, line.missing_samples(1000));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0},
                             buffer.counters().dropped + buffer.counters().inserted);
    }
    void data_slips_when_the_clocks_have_used_up_the_delay() {
        for (const double ppm : {100.0, -100.0}) {
            JitterBuffer buffer({dsp::Law::alaw, 60, 60, true});
            Simulation line(buffer);
            line.ppm = ppm; // 60 ms of 8 samples each in 600 s
            line.run(500);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, buffer.counters().slips_in_speech);
            line.run(3000);
            // one way it holds 300 ms, the other way 60 ms: 440 samples each 550 s
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{ppm > 0 ? 1U : 5U},
                                 buffer.counters().slips_in_speech);
            CPPUNIT_ASSERT_EQUAL(ppm > 0, buffer.counters().dropped > buffer.counters().inserted);
        }
    }
    void data_slips_once_when_the_path_has_changed_for_good() {
        JitterBuffer buffer({dsp::Law::alaw, 60, 60, true});
        Simulation line(buffer);
        line.speech = pattern;
        line.delay = [](unsigned n) { return n < 250 ? 0.0 : 1600.0; };
        line.run(7);
        const std::size_t settled = line.played.size();
        line.run(20);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, buffer.counters().slips_in_speech);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, line.missing_samples(settled));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, out_of_place(line, settled, 1600 + 480 + kPacket));
    }
    void follows_a_timestamp_jump_when_a_second_packet_confirms_it() {
        JitterBuffer buffer({});
        buffer.put(0, packet(1), false);
        CPPUNIT_ASSERT(buffer.put(5000000, packet(2), false) == Put::refused);
        CPPUNIT_ASSERT(buffer.put(5000160, packet(3), false) == Put::accepted);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, buffer.counters().resyncs);
        Bytes out(40);
        for (int i = 0; i < 5; ++i)
            buffer.take(out);
        CPPUNIT_ASSERT_EQUAL(3, int{out[0]});
    }
    void ignores_a_single_stray_timestamp() {
        JitterBuffer buffer({});
        buffer.put(0, packet(1), false);
        CPPUNIT_ASSERT(buffer.put(5000000, packet(2), false) == Put::refused);
        CPPUNIT_ASSERT(buffer.put(160, packet(3), false) == Put::accepted);
        CPPUNIT_ASSERT(buffer.put(5000160, packet(2), false) == Put::refused);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, buffer.counters().resyncs);
    }
    void follows_a_path_that_became_longer_than_the_maximum() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.delay = [](unsigned n) { return n < 250 ? 0.0 : 2400.0; };
        line.run(7);
        const std::size_t settled = line.played.size();
        line.run(5);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, line.missing_samples(settled));
        CPPUNIT_ASSERT(buffer.delay() < 320);
    }
    void after_a_pause_of_the_sender_the_delay_is_the_target_again() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.delay = [](unsigned n) { return n < 300 ? n % 10 * 90.0 : 0.0; };
        line.lost = [](unsigned n) { return n >= 3000 && n < 3100; }; // loud up to here: slips only
        line.run(61);
        line.ppm = 0;
        line.run(2);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(buffer.target(), buffer.delay(), 41);
    }
    void survives_a_pause_of_days() {
        JitterBuffer buffer({});
        buffer.put(0, packet(1), false);
        Bytes out(64);
        for (std::uint64_t i = 0; i < (std::uint64_t{1} << 32) / 64 / 16; ++i)
            CPPUNIT_ASSERT_EQUAL(i < 2 || i > 4, buffer.take(out) == ~std::uint64_t{0});
        CPPUNIT_ASSERT(buffer.put(0x10000000, packet(2), true) == Put::accepted);
        std::uint64_t missing = ~std::uint64_t{0};
        for (int i = 0; i < 60 && missing; ++i)
            missing = buffer.take(out);
        CPPUNIT_ASSERT_EQUAL(2, int{out[63]});
    }
    void reset_takes_any_new_timeline() {
        JitterBuffer buffer({});
        buffer.put(0, packet(1), false);
        buffer.put(0, packet(1), false);
        buffer.reset();
        CPPUNIT_ASSERT(buffer.put(0x80000000, packet(2), false) == Put::accepted);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, buffer.counters().duplicate); // counters stay
    }
    void history_is_what_was_played() {
        JitterBuffer buffer({});
        Simulation line(buffer);
        line.run(1);
        Bytes history(280);
        buffer.history(history, 40);
        CPPUNIT_ASSERT(std::equal(history.begin(), history.end(), line.played.end() - 320));
        buffer.played(packet(9, 40));
        buffer.history(history, 0);
        CPPUNIT_ASSERT_EQUAL(9, int{history[279]});
        CPPUNIT_ASSERT(std::equal(history.begin(), history.begin() + 240, line.played.end() - 280));
    }
    void any_garbage_of_timestamps_is_survived() {
        std::mt19937 random(11);
        JitterBuffer buffer({});
        Bytes out(40);
        for (int i = 0; i < 200000; ++i) {
            const auto timestamp = static_cast<std::uint32_t>(
                random() % 4 ? static_cast<unsigned>(i) * 40 + random() % 8000 - 4000 : random());
            buffer.put(timestamp, packet(1, static_cast<unsigned>(random() % 1000)),
                       random() % 16 == 0);
            if (random() % 2)
                buffer.take(std::span(out).first(random() % 41));
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JitterBufferTest);

} // namespace
