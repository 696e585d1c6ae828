// Tests on B-channels: loops, bit errors, tones, levels and echo, on ports of an engine run by
// hand.
#include "gateway/media/line_test.h"
#include "gateway/media/test_span.h"
#include "tests/gateway/media/bed.h"
#include "tests/prbs.h"

#include <cppunit/extensions/HelperMacros.h>

#include <deque>
#include <optional>

namespace {

using namespace bed;
using media::TestPlace;
using media::TestSignal;
using media::TestSpec;

struct TestListener final : media::Listener {
    std::optional<media::TestResult> result;
    std::optional<bool> loop;
    void on_media_timeout(media::PortId) override {}
    void on_stats(const media::Stats&) override {}
    void on_closed(const media::Stats&) override {}
    void on_test(media::PortId, const media::TestResult& value) override { result = value; }
    void on_loop(media::SpanId, bool done) override { loop = done; }
};

/// A bed whose span's far end hears what it said so many samples ago.
struct Rig {
    Rig() {
        media::Options options;
        options.workers = 1;
        options.threads = false;
        engine = media::Engine::create(options, clock, listener);
        span = engine->add_span(
            [&](drivers::SpanSink& sink) {
                auto made = std::make_unique<FakeSpan>(sink, clock.now());
                far = made.get();
                return made;
            },
            span_listener);
        port = *engine->open_tdm(span, 3);
        far->heard[3];
    }
    void loop_back(std::size_t samples) {
        far->speech = [this, samples](unsigned timeslot, std::uint32_t n) {
            const Bytes& heard = far->heard[3];
            return timeslot == 3 && n >= samples && n - samples < heard.size() ? heard[n - samples]
                                                                               : std::uint8_t{0xd5};
        };
    }
    void run(base::Duration time) {
        for (base::Duration done{}; done < time; done += 5ms) {
            clock.advance(5ms);
            engine->run_once(clock.now());
        }
    }
    const media::TestResult& result(media::PortId of) {
        engine->request_test(of);
        run(5ms);
        CPPUNIT_ASSERT(listener.result.has_value());
        return *listener.result;
    }

    base::ManualClock clock;
    TestListener listener;
    SpanListener span_listener;
    std::unique_ptr<media::Engine> engine;
    FakeSpan* far = nullptr;
    media::SpanId span;
    media::PortId port;
};

class LineTestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LineTestTest);
    CPPUNIT_TEST(a_loop_sends_back_what_came_octet_by_octet);
    CPPUNIT_TEST(a_loop_beside_leaves_the_bridge_its_speech);
    CPPUNIT_TEST(bit_errors_are_measured_over_a_looped_channel);
    CPPUNIT_TEST(a_far_end_that_sends_the_sequence_will_do);
    CPPUNIT_TEST(a_tone_has_its_level_and_comes_back_measured);
    CPPUNIT_TEST(echo_tells_the_delay_of_the_loop);
    CPPUNIT_TEST(a_listening_test_disturbs_nothing);
    CPPUNIT_TEST(inward_the_test_is_the_line);
    CPPUNIT_TEST(after_the_test_the_channel_is_idle_again);
    CPPUNIT_TEST(rtp_ports_and_closed_ports_are_refused);
    CPPUNIT_TEST(the_open_port_of_a_channel_is_found);
    CPPUNIT_TEST(a_line_without_loopback_says_so);
    CPPUNIT_TEST_SUITE_END();

    static void start(Rig& rig, TestSpec spec) {
        CPPUNIT_ASSERT(rig.engine->start_test(rig.port, spec).ok());
    }
    static TestSpec spec(TestSignal signal, TestPlace place = TestPlace::line) {
        TestSpec wanted;
        wanted.signal = signal;
        wanted.place = place;
        return wanted;
    }

    void a_loop_sends_back_what_came_octet_by_octet() {
        Rig rig;
        start(rig, spec(TestSignal::loop));
        rig.run(100ms);
        const Bytes& heard = rig.far->heard[3];
        CPPUNIT_ASSERT_EQUAL(std::size_t{800}, heard.size());
        for (std::uint32_t n = 0; n < 800; ++n) // within the same block
            CPPUNIT_ASSERT_EQUAL(rig.far->speech(3, n), heard[n]);
    }
    void a_loop_beside_leaves_the_bridge_its_speech() {
        Rig rig;
        const media::PortId other = *rig.engine->open_tdm(rig.span, 4);
        rig.far->heard[4];
        rig.far->speech = [](unsigned timeslot, std::uint32_t n) {
            return static_cast<std::uint8_t>(n * 7 + timeslot);
        };
        CPPUNIT_ASSERT(rig.engine->bridge(rig.port, other).ok());
        start(rig, spec(TestSignal::loop, TestPlace::beside));
        rig.run(200ms);
        CPPUNIT_ASSERT_EQUAL(rig.far->speech(3, 1000), rig.far->heard[3][1000]);
        Bytes said;
        for (std::uint32_t n = 0; n < 80; ++n)
            said.push_back(rig.far->speech(3, 800 + n));
        CPPUNIT_ASSERT(find(rig.far->heard[4], said) != std::string::npos);
    }
    void bit_errors_are_measured_over_a_looped_channel() {
        Rig rig;
        rig.loop_back(120);
        const auto whole = rig.far->speech;
        rig.far->speech = [whole](unsigned timeslot, std::uint32_t n) {
            const std::uint8_t octet = whole(timeslot, n);
            return n == 20000 || n == 30000 ? static_cast<std::uint8_t>(octet ^ 4) : octet;
        };
        start(rig, spec(TestSignal::prbs));
        rig.run(5s);
        const auto found = rig.result(rig.port).prbs;
        CPPUNIT_ASSERT(found.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, found.errors);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.losses);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{40000}, found.octets);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{(40000 - 120) * 8 - 63}, found.bits);
    }
    void a_far_end_that_sends_the_sequence_will_do() {
        Rig rig;
        testing::Prbs15 theirs(0x1234);
        rig.far->speech = [&](unsigned timeslot, std::uint32_t) {
            return timeslot == 3 ? theirs.octet() : std::uint8_t{0xd5};
        };
        start(rig, spec(TestSignal::prbs));
        rig.run(1s);
        CPPUNIT_ASSERT(rig.result(rig.port).prbs.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, rig.listener.result->prbs.errors);
        testing::Prbs15Receiver receiver; // and what we send is right for them
        receiver.take(rig.far->heard[3]);
        CPPUNIT_ASSERT(receiver.result().in_step && receiver.result().errors == 0);
    }
    void a_tone_has_its_level_and_comes_back_measured() {
        Rig rig;
        rig.loop_back(40);
        TestSpec wanted = spec(TestSignal::tone);
        wanted.frequency = 2100;
        wanted.level_dbm0 = -12;
        start(rig, wanted);
        rig.run(1s);
        const auto found = rig.result(rig.port).level;
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-12.0, found.tone_dbm0, 0.15);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(2100.0, found.frequency, 0.2);
        CPPUNIT_ASSERT(found.is_tone());
    }
    void echo_tells_the_delay_of_the_loop() {
        Rig rig;
        rig.loop_back(200);
        start(rig, spec(TestSignal::echo));
        rig.run(2200ms);
        const auto found = rig.result(rig.port).echo;
        CPPUNIT_ASSERT(found.done && found.echo);
        CPPUNIT_ASSERT_EQUAL(25.0, found.delay_ms);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(0.0, found.loss_db, 0.1);
    }
    void a_listening_test_disturbs_nothing() {
        Rig rig;
        const media::PortId other = *rig.engine->open_tdm(rig.span, 4);
        rig.far->heard[4];
        CPPUNIT_ASSERT(rig.engine->bridge(rig.port, other, media::Content::data).ok());
        start(rig, spec(TestSignal::none, TestPlace::beside));
        rig.run(600ms);
        Bytes said;
        for (std::uint32_t n = 0; n < 2000; ++n)
            said.push_back(rig.far->speech(4, 800 + n));
        CPPUNIT_ASSERT(find(rig.far->heard[3], said) != std::string::npos);
        CPPUNIT_ASSERT(rig.result(rig.port).level.windows >= 2);
    }
    void inward_the_test_is_the_line() {
        Rig rig;
        const media::PortId tester = *rig.engine->open_tdm(rig.span, 5);
        CPPUNIT_ASSERT(rig.engine->bridge(tester, rig.port, media::Content::data).ok());
        rig.loop_back(40);
        CPPUNIT_ASSERT(
            rig.engine->start_test(tester, spec(TestSignal::prbs, TestPlace::inward)).ok());
        rig.run(1s);
        const auto found = rig.result(tester).prbs;
        CPPUNIT_ASSERT(found.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.errors + found.slips);
    }
    void after_the_test_the_channel_is_idle_again() {
        Rig rig;
        start(rig, spec(TestSignal::loop));
        rig.run(50ms);
        rig.engine->stop_test(rig.port);
        rig.run(50ms);
        CPPUNIT_ASSERT_EQUAL(0xd5U, unsigned{rig.far->heard[3].back()});
        rig.listener.result.reset();
        rig.engine->request_test(rig.port);
        rig.run(10ms);
        CPPUNIT_ASSERT(!rig.listener.result);
    }
    void rtp_ports_and_closed_ports_are_refused() {
        Rig rig;
        const auto rtp = *rig.engine->open_rtp(0, {});
        CPPUNIT_ASSERT(rig.engine->start_test(rtp.port, {}).error() == media::Error::no_line);
        rig.engine->close(rig.port);
        CPPUNIT_ASSERT(rig.engine->start_test(rig.port, {}).error() == media::Error::stale_port);
    }
    void the_open_port_of_a_channel_is_found() {
        Rig rig;
        CPPUNIT_ASSERT(rig.engine->port_on(rig.span, 3) == rig.port);
        CPPUNIT_ASSERT(!rig.engine->port_on(rig.span, 4));
        CPPUNIT_ASSERT(!rig.engine->port_on({77}, 3));
        rig.engine->close(rig.port);
        CPPUNIT_ASSERT(!rig.engine->port_on(rig.span, 3));
    }
    void a_line_without_loopback_says_so() {
        Rig rig;
        rig.engine->set_loop(rig.span, drivers::SpanLoop::remote);
        rig.run(10ms);
        CPPUNIT_ASSERT(rig.listener.loop == false);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LineTestTest);

} // namespace
