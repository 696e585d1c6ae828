// Two ends of a CESoPSN line wired in memory on a hand-driven clock.
#include "drivers/tdmoip/line.h"

#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <deque>
#include <string>
#include <vector>

namespace {

using namespace drivers;
using std::chrono::milliseconds;

constexpr base::TimePoint kLineStart{std::chrono::hours(1)};

struct FakeSpan : Span {
    int fd() const override { return -1; }
    void readable(base::TimePoint) override {}
    void tick(base::TimePoint) override {}
    base::TimePoint next_due() const override { return {}; }
    bool send_d_frame(base::Octets) override { return false; }
    Alarms alarms() const override { return {}; }
    const SpanCounters& counters() const override { return counters_; }
    LineType type() const override { return LineType::e1; }
    Law law() const override { return Law::alaw; }
    const std::string& name() const override { return name_; }
    SpanCounters counters_;
    std::string name_ = "test";
};

struct End : SpanSink {
    explicit End(const TdmoipOptions& options)
        : line(span, options, kLineStart,
               [this](base::Octets packet) { out.emplace_back(packet.begin(), packet.end()); }) {
        line.set_sink(this);
    }
    void on_block(Span&, const Block& rx, Block& tx) override {
        ++blocks;
        for (unsigned i = 0; i < rx.samples; ++i)
            received.push_back(rx.at(2)[i]);
        first_of_block = rx.at(2)[0];
        for (unsigned i = 0; i < tx.samples; ++i) {
            if (tx.at(1)[i] != 0xd5)
                prefilled = false;
            tx.at(2)[i] = next++;
        }
    }
    void on_d_frame(Span&, base::Octets frame) override {
        frames.emplace_back(frame.begin(), frame.end());
    }
    void on_alarm(Span&, Alarms alarms) override { alarm_log.push_back(alarms); }

    FakeSpan span;
    unsigned blocks = 0;
    std::uint8_t next = 0, first_of_block = 0;
    bool prefilled = true;
    std::vector<std::uint8_t> received;
    std::vector<std::vector<std::uint8_t>> frames;
    std::vector<Alarms> alarm_log;
    std::deque<std::vector<std::uint8_t>> out;
    Line line;
};

TdmoipOptions options(ClockMode clock, LineType type = LineType::e1, int packet_ms = 5) {
    TdmoipOptions o;
    o.name = "test";
    o.type = type;
    o.law = Law::alaw;
    o.local = clock == ClockMode::free ? "a" : "b";
    o.packet = milliseconds(packet_ms);
    o.clock = clock;
    return o;
}

// A free-running and a loop-timed end and the packets between them.
struct Pair {
    explicit Pair(LineType type = LineType::e1, int packet_ms = 5)
        : network(options(ClockMode::free, type, packet_ms)),
          user(options(ClockMode::loop, type, packet_ms)) {}
    static void clear_out(End& end) { end.out.clear(); }
    void carry() {
        while (!network.out.empty() || !user.out.empty()) {
            for (; !network.out.empty(); network.out.pop_front())
                if (!to_user_cut)
                    user.line.receive(network.out.front(), now);
            for (; !user.out.empty(); user.out.pop_front())
                if (!to_network_cut)
                    network.line.receive(user.out.front(), now);
        }
    }
    void run(milliseconds time) {
        for (milliseconds i{0}; i < time; ++i) {
            network.line.tick(now);
            user.line.tick(now);
            carry();
            now += milliseconds(1);
        }
    }
    base::TimePoint now = kLineStart;
    bool to_user_cut = false, to_network_cut = false;
    End network, user;
};

// How often the octets of a counter are not followed by their successor.
unsigned breaks(const std::vector<std::uint8_t>& octets, std::size_t from) {
    unsigned count = 0;
    for (std::size_t i = from + 1; i < octets.size(); ++i)
        if (octets[i] != static_cast<std::uint8_t>(octets[i - 1] + 1))
            ++count;
    return count;
}

class LineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LineTest);
    CPPUNIT_TEST(both_ends_come_up);
    CPPUNIT_TEST(samples_arrive_unbroken_both_ways);
    CPPUNIT_TEST(tx_comes_filled_with_idle);
    CPPUNIT_TEST(loop_end_sends_one_for_one);
    CPPUNIT_TEST(d_frames_arrive_on_each_type_of_line);
    CPPUNIT_TEST(lost_packet_is_concealed_and_counted);
    CPPUNIT_TEST(d_channel_survives_a_lost_packet);
    CPPUNIT_TEST(swapped_packets_break_nothing);
    CPPUNIT_TEST(silence_is_loss_of_signal_and_the_far_end_is_told);
    CPPUNIT_TEST(line_recovers_after_a_cut);
    CPPUNIT_TEST(missing_sink_is_told_as_l);
    CPPUNIT_TEST(late_thread_catches_up_within_bounds);
    CPPUNIT_TEST(late_loop_end_slips_nothing_while_jitter_allows);
    CPPUNIT_TEST(two_loop_timed_ends_do_not_storm);
    CPPUNIT_TEST(malformed_packets_are_counted);
    CPPUNIT_TEST(one_millisecond_packets_work);
    CPPUNIT_TEST_SUITE_END();

    void both_ends_come_up() {
        Pair pair;
        CPPUNIT_ASSERT(pair.user.line.alarms().loss_of_signal);
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(!pair.user.line.alarms().any());
        CPPUNIT_ASSERT(!pair.network.line.alarms().any());
    }
    void samples_arrive_unbroken_both_ways() {
        Pair pair;
        pair.run(milliseconds(100));
        const std::size_t user_from = pair.user.received.size(),
                          network_from = pair.network.received.size();
        pair.run(milliseconds(10000));
        CPPUNIT_ASSERT_EQUAL(0U, breaks(pair.user.received, user_from));
        CPPUNIT_ASSERT_EQUAL(0U, breaks(pair.network.received, network_from));
        CPPUNIT_ASSERT_EQUAL(std::size_t{80000}, pair.user.received.size() - user_from);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, pair.network.line.counters().slips);
    }
    void tx_comes_filled_with_idle() {
        Pair pair;
        pair.run(milliseconds(100));
        CPPUNIT_ASSERT(pair.user.prefilled);
    }
    void loop_end_sends_one_for_one() {
        Pair pair;
        pair.run(milliseconds(100));
        const auto sent = pair.user.line.counters().packets_sent;
        pair.run(milliseconds(1000));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{200}, pair.user.line.counters().packets_sent - sent);
    }
    void d_frames_arrive_on_each_type_of_line() {
        for (const LineType type : {LineType::e1, LineType::t1, LineType::bri}) {
            Pair pair(type);
            pair.run(milliseconds(50));
            const std::vector<std::uint8_t> down{0x02, 0x01, 0x7f},
                up{0x00, 0x01, 0x73, 0xff, 0xff};
            CPPUNIT_ASSERT(pair.network.line.send_d_frame(down));
            CPPUNIT_ASSERT(pair.user.line.send_d_frame(up));
            pair.run(milliseconds(30));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, pair.user.frames.size());
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, pair.network.frames.size());
            CPPUNIT_ASSERT(pair.user.frames[0] == down && pair.network.frames[0] == up);
        }
    }
    void lost_packet_is_concealed_and_counted() {
        Pair pair;
        pair.run(milliseconds(101));
        const auto blocks = pair.user.blocks;
        pair.to_user_cut = true;
        pair.run(milliseconds(5));
        pair.to_user_cut = false;
        pair.run(milliseconds(95));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, pair.user.line.counters().packets_lost);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{40}, pair.user.line.counters().samples_concealed);
        CPPUNIT_ASSERT_EQUAL(blocks + 20, pair.user.blocks);
    }
    void d_channel_survives_a_lost_packet() {
        Pair pair;
        pair.run(milliseconds(101));
        pair.network.line.send_d_frame(std::vector<std::uint8_t>(200, 0x11)); // over 25 ms long
        pair.run(milliseconds(10));
        pair.to_user_cut = true;
        pair.run(milliseconds(5));
        pair.to_user_cut = false;
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.user.frames.empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, pair.user.line.counters().d_frames_bad);
        pair.network.line.send_d_frame(std::vector<std::uint8_t>(200, 0x11));
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, pair.user.frames.size());
    }
    void swapped_packets_break_nothing() {
        Pair pair;
        pair.run(milliseconds(101));
        const std::size_t from = pair.user.received.size();
        for (int i = 0; i < 50; ++i) {
            pair.now += milliseconds(10);
            pair.network.line.tick(pair.now); // two packets
            CPPUNIT_ASSERT_EQUAL(std::size_t{2}, pair.network.out.size());
            std::swap(pair.network.out[0], pair.network.out[1]);
            pair.carry();
        }
        CPPUNIT_ASSERT_EQUAL(0U, breaks(pair.user.received, from));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{50}, pair.user.line.counters().packets_reordered);
    }
    void silence_is_loss_of_signal_and_the_far_end_is_told() {
        Pair pair;
        pair.run(milliseconds(100));
        pair.user.alarm_log.clear();
        pair.network.alarm_log.clear();
        pair.to_user_cut = true;
        pair.run(milliseconds(90));
        CPPUNIT_ASSERT(pair.user.alarm_log.empty());
        pair.run(milliseconds(30));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, pair.user.alarm_log.size());
        CPPUNIT_ASSERT(pair.user.alarm_log[0].loss_of_signal);
        CPPUNIT_ASSERT(pair.network.line.alarms() == (Alarms{.remote = true}));
        const auto blocks = pair.user.blocks;
        pair.run(milliseconds(100)); // still one block per interval for those who use the span
        CPPUNIT_ASSERT_EQUAL(blocks + 20, pair.user.blocks);
    }
    void line_recovers_after_a_cut() {
        for (const int ms : {30, 130, 1000, 10000}) {
            Pair pair;
            pair.run(milliseconds(100));
            pair.to_user_cut = pair.to_network_cut = true;
            pair.run(milliseconds(ms));
            pair.to_user_cut = pair.to_network_cut = false;
            pair.run(milliseconds(200));
            CPPUNIT_ASSERT(!pair.user.line.alarms().any());
            CPPUNIT_ASSERT(!pair.network.line.alarms().any());
            pair.run(milliseconds(5000)); // delay left behind is given back
            const std::size_t user_from = pair.user.received.size(),
                              network_from = pair.network.received.size();
            pair.run(milliseconds(1000));
            CPPUNIT_ASSERT_EQUAL(0U, breaks(pair.user.received, user_from));
            CPPUNIT_ASSERT_EQUAL(0U, breaks(pair.network.received, network_from));
            CPPUNIT_ASSERT_EQUAL(std::size_t{8000}, pair.user.received.size() - user_from);
        }
    }
    void missing_sink_is_told_as_l() {
        Pair pair;
        pair.run(milliseconds(100));
        pair.user.line.set_sink(nullptr);
        pair.run(milliseconds(50));
        CPPUNIT_ASSERT(pair.network.line.alarms() == (Alarms{.indication = true}));
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0xd5}, pair.network.first_of_block);
    }
    void late_thread_catches_up_within_bounds() {
        Pair pair;
        pair.run(milliseconds(101));
        const auto sent = pair.network.line.counters().packets_sent;
        pair.now += milliseconds(24); // 4 intervals and a bit missed, one due
        pair.network.line.tick(pair.now);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{5}, pair.network.line.counters().packets_sent - sent);
        const auto slips = pair.network.line.counters().slips;
        pair.now += milliseconds(1000);
        pair.network.line.tick(pair.now);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{11}, pair.network.line.counters().packets_sent - sent);
        CPPUNIT_ASSERT(pair.network.line.counters().slips >= slips + 190);
        CPPUNIT_ASSERT(pair.network.line.next_due() > pair.now);
        CPPUNIT_ASSERT(pair.network.line.next_due() <= pair.now + milliseconds(5));
    }
    void late_loop_end_slips_nothing_while_jitter_allows() {
        Pair pair;
        pair.run(milliseconds(101));
        const std::size_t from = pair.network.received.size();
        for (int i = 0; i < 100; ++i) { // the user's thread sleeps 9 ms, then runs 11 ms
            for (int ms = 0; ms < 9; ++ms, pair.now += milliseconds(1))
                pair.network.line.tick(pair.now);
            pair.run(milliseconds(11));
        }
        CPPUNIT_ASSERT_EQUAL(0U, breaks(pair.network.received, from));
    }
    void two_loop_timed_ends_do_not_storm() {
        Pair pair;
        End other(options(ClockMode::loop));
        base::TimePoint now = kLineStart;
        std::uint64_t carried = 0;
        for (int ms = 0; ms < 2000; ++ms, now += milliseconds(1)) {
            pair.user.line.tick(now);
            other.line.tick(now);
            for (int hop = 0; hop < 1000 && (!pair.user.out.empty() || !other.out.empty()); ++hop) {
                if (!pair.user.out.empty()) {
                    other.line.receive(pair.user.out.front(), now);
                    pair.user.out.pop_front();
                }
                if (!other.out.empty()) {
                    pair.user.line.receive(other.out.front(), now);
                    other.out.pop_front();
                    ++carried;
                }
            }
        }
        CPPUNIT_ASSERT(carried < 700); // nominal 400
    }
    void malformed_packets_are_counted() {
        Pair pair;
        const std::vector<std::uint8_t> junk{1, 2, 3};
        pair.user.line.receive(junk, pair.now);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, pair.user.line.counters().packets_malformed);
        CPPUNIT_ASSERT(pair.user.out.empty());
    }
    void one_millisecond_packets_work() {
        Pair pair(LineType::bri, 1);
        pair.run(milliseconds(100));
        const std::size_t from = pair.user.received.size();
        const auto blocks = pair.user.blocks;
        pair.run(milliseconds(100));
        CPPUNIT_ASSERT_EQUAL(blocks + 100, pair.user.blocks);
        CPPUNIT_ASSERT_EQUAL(from + 800, pair.user.received.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LineTest);

} // namespace
