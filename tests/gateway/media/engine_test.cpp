// The engine: ids, errors, D-channel frames, alarms, timeouts, and its threads.
#include "tests/gateway/media/bed.h"

#include <cppunit/extensions/HelperMacros.h>
#include <poll.h>

#include <set>

namespace {

using namespace bed;

class EngineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EngineTest);
    CPPUNIT_TEST(refuses_options_that_cannot_work);
    CPPUNIT_TEST(local_ports_are_even_and_distinct);
    CPPUNIT_TEST(an_exhausted_port_range_is_an_error_until_a_port_is_closed);
    CPPUNIT_TEST(a_closed_port_rests_as_long_as_possible);
    CPPUNIT_TEST(refuses_addresses_that_are_none);
    CPPUNIT_TEST(refuses_timeslots_that_are_none);
    CPPUNIT_TEST(a_timeslot_is_free_again_at_once);
    CPPUNIT_TEST(stale_ids_are_harmless_everywhere);
    CPPUNIT_TEST(an_id_is_never_reused);
    CPPUNIT_TEST(each_port_reports_its_end_once);
    CPPUNIT_TEST(rtp_ports_on_different_workers_cannot_be_bridged);
    CPPUNIT_TEST(spans_are_spread_over_workers);
    CPPUNIT_TEST(d_frames_pass_both_ways);
    CPPUNIT_TEST(alarms_and_counters_arrive);
    CPPUNIT_TEST(a_removed_span_closes_its_ports_and_is_silent);
    CPPUNIT_TEST(media_timeout_is_reported_once);
    CPPUNIT_TEST(media_timeout_waits_while_nothing_is_to_be_received);
    CPPUNIT_TEST(media_timeout_can_be_called_off);
    CPPUNIT_TEST(more_orders_than_the_ring_holds_are_all_obeyed);
    CPPUNIT_TEST(its_descriptor_is_readable_while_reports_wait);
    CPPUNIT_TEST(threads_carry_a_call_and_end);
    CPPUNIT_TEST(destruction_with_open_ports_says_bye);
    CPPUNIT_TEST_SUITE_END();

    static media::Options small_range(std::uint16_t first, std::uint16_t last) {
        media::Options options;
        options.address = "127.7.3.1"; // nobody else binds there
        options.first_port = first;
        options.last_port = last;
        return options;
    }
    void refuses_options_that_cannot_work() {
        for (const int wrong : {0, 1, 2}) {
            media::Options options;
            options.threads = false;
            if (wrong == 0)
                options.address = "localhost";
            if (wrong == 1)
                options.first_port = options.last_port = 16385;
            if (wrong == 2)
                options.jitter_min = 300ms;
            base::ManualClock clock;
            Listener listener;
            CPPUNIT_ASSERT_THROW(media::Engine::create(options, clock, listener),
                                 std::runtime_error);
        }
    }
    void local_ports_are_even_and_distinct() {
        Bed bed;
        std::set<unsigned> ports;
        for (int i = 0; i < 50; ++i) {
            const auto port = *bed.engine->open_rtp(0, {});
            CPPUNIT_ASSERT_EQUAL(0, port.local_port % 2);
            CPPUNIT_ASSERT(port.local_port >= 16384 && port.local_port <= 32766);
            CPPUNIT_ASSERT(ports.insert(port.local_port).second);
        }
    }
    void an_exhausted_port_range_is_an_error_until_a_port_is_closed() {
        Bed bed(1, small_range(30001, 30006)); // 30002, 30004; 30006 has no partner
        const auto a = *bed.engine->open_rtp(0, {});
        CPPUNIT_ASSERT(bed.engine->open_rtp(0, {}).ok());
        CPPUNIT_ASSERT(bed.engine->open_rtp(0, {}).error() == media::Error::no_free_port);
        bed.engine->close(a.port);
        CPPUNIT_ASSERT(bed.engine->open_rtp(0, {}).error() ==
                       media::Error::no_free_port); // not yet confirmed
        bed.step();
        CPPUNIT_ASSERT_EQUAL(a.local_port, bed.engine->open_rtp(0, {})->local_port);
    }
    void a_closed_port_rests_as_long_as_possible() {
        Bed bed(1, small_range(30010, 30015));
        const auto a = *bed.engine->open_rtp(0, {});
        bed.engine->close(a.port);
        bed.step();
        CPPUNIT_ASSERT(a.local_port != bed.engine->open_rtp(0, {})->local_port);
        CPPUNIT_ASSERT(a.local_port != bed.engine->open_rtp(0, {})->local_port);
        CPPUNIT_ASSERT_EQUAL(a.local_port, bed.engine->open_rtp(0, {})->local_port);
    }
    void refuses_addresses_that_are_none() {
        Bed bed;
        media::RtpOptions options;
        for (const char* host : {"", "example.org", "1.2.3", "::1", "1.2.3.4 "}) {
            options.remote = {host, 4000};
            CPPUNIT_ASSERT_MESSAGE(host, bed.engine->open_rtp(0, options).error() ==
                                             media::Error::bad_address);
        }
        const auto port = *bed.engine->open_rtp(0, {});
        CPPUNIT_ASSERT(bed.engine->set_remote(port.port, {"x", 1}).error() ==
                       media::Error::bad_address);
        CPPUNIT_ASSERT(
            bed.engine->set_remote(port.port, {"127.0.0.1", 1}, media::Endpoint{"x", 2}).error() ==
            media::Error::bad_address);
        CPPUNIT_ASSERT(bed.engine->open_rtp(7, {}).error() == media::Error::no_worker);
    }
    void refuses_timeslots_that_are_none() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        for (const unsigned timeslot : {0U, 16U, 32U, 4000000000U})
            CPPUNIT_ASSERT(bed.engine->open_tdm(id, timeslot).error() ==
                           media::Error::no_such_timeslot);
        CPPUNIT_ASSERT(bed.engine->open_tdm({}, 1).error() == media::Error::no_such_span);
        CPPUNIT_ASSERT(bed.engine->open_tdm({99}, 1).error() == media::Error::no_such_span);
        CPPUNIT_ASSERT(bed.engine->open_tdm(id, 1).ok());
        CPPUNIT_ASSERT(bed.engine->open_tdm(id, 1).error() == media::Error::timeslot_busy);
    }
    void a_timeslot_is_free_again_at_once() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        const auto first = *bed.engine->open_tdm(id, 1);
        bed.step();
        bed.engine->close(first);
        const auto second = *bed.engine->open_tdm(id, 1);
        CPPUNIT_ASSERT(bed.engine->bridge(second, bed.open_rtp(far).port).ok());
        bed.run(100ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bed.listener.closed.size());
        CPPUNIT_ASSERT(far.receive().size() >= 4);
    }
    void stale_ids_are_harmless_everywhere() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        const auto tdm = *bed.engine->open_tdm(id, 1);
        const auto rtp = *bed.engine->open_rtp(0, {});
        bed.engine->close(rtp.port);
        bed.step();
        for (const media::PortId stale :
             {rtp.port, media::PortId{}, media::PortId{12345678901234567U}}) {
            media::Engine& engine = *bed.engine;
            engine.set_format(stale, {});
            CPPUNIT_ASSERT(engine.set_remote(stale, {"127.0.0.1", 1}).error() ==
                           media::Error::stale_port);
            CPPUNIT_ASSERT(engine.bridge(stale, tdm).error() == media::Error::stale_port);
            CPPUNIT_ASSERT(engine.bridge(tdm, stale).error() == media::Error::stale_port);
            engine.unbridge(stale);
            engine.set_direction(stale, media::Direction::inactive);
            engine.play(stale, dsp::Tone::busy);
            engine.stop_tone(stale);
            engine.expect_media(stale);
            engine.ignore_media_timeout(stale);
            engine.request_stats(stale);
            engine.close(stale);
        }
        bed.engine->set_format(tdm, {}); // and RTP orders to a TDM port
        bed.engine->expect_media(tdm);
        CPPUNIT_ASSERT(!bed.engine->set_remote(tdm, {"127.0.0.1", 1}).ok());
        bed.run(100ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bed.listener.closed.size());
    }
    void an_id_is_never_reused() {
        Bed bed;
        std::set<std::uint64_t> ids;
        for (int i = 0; i < 100; ++i) {
            const auto port = *bed.engine->open_rtp(0, {});
            CPPUNIT_ASSERT(ids.insert(port.port.value).second);
            bed.engine->close(port.port);
            bed.step();
        }
    }
    void each_port_reports_its_end_once() {
        Bed bed;
        FakeSpan* span = nullptr;
        FarEnd far;
        const auto rtp = bed.open_rtp(far);
        const auto tdm = *bed.engine->open_tdm(bed.add_span(span), 1);
        CPPUNIT_ASSERT(bed.engine->bridge(rtp.port, tdm).ok());
        bed.talk(far, rtp.local_port, 50, noise);
        bed.engine->close(rtp.port);
        bed.engine->close(rtp.port);
        bed.engine->request_stats(rtp.port);
        bed.engine->close(tdm);
        bed.run(100ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, bed.listener.closed.size());
        const media::Stats& stats = bed.listener.closed[0];
        CPPUNIT_ASSERT(stats.port == rtp.port);
        CPPUNIT_ASSERT(stats.rtp);
        CPPUNIT_ASSERT(stats.remote == far.endpoint());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{50}, stats.packets_received);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{50}, stats.packets_sent);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{8000}, stats.octets_sent);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{8000}, stats.octets_received);
        CPPUNIT_ASSERT_EQUAL(20.0, stats.target_ms);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(1.0, stats.seconds, 0.01);
        CPPUNIT_ASSERT_EQUAL(far.ssrc, stats.remote_ssrc);
        CPPUNIT_ASSERT(!bed.listener.closed[1].rtp);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{8000}, bed.listener.closed[1].samples_played);
    }
    void rtp_ports_on_different_workers_cannot_be_bridged() {
        Bed bed(2);
        const auto a = *bed.engine->open_rtp(0, {}), b = *bed.engine->open_rtp(1, {});
        CPPUNIT_ASSERT(bed.engine->bridge(a.port, b.port).error() == media::Error::other_worker);
        CPPUNIT_ASSERT(bed.engine->bridge(a.port, a.port).error() == media::Error::stale_port);
    }
    void spans_are_spread_over_workers() {
        Bed bed(2);
        FakeSpan* span = nullptr;
        unsigned on_first = 0;
        for (int i = 0; i < 4; ++i)
            on_first += bed.engine->worker_of(bed.add_span(span)) == 0;
        CPPUNIT_ASSERT_EQUAL(2U, on_first);
        static_cast<void>(bed.engine->open_rtp(0, {}).ok());
        CPPUNIT_ASSERT_EQUAL(1U, bed.engine->least_loaded());
    }
    void d_frames_pass_both_ways() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        bed.step();
        span->d_frame({2, 1, 0x7f});
        bed.step();
        CPPUNIT_ASSERT(bed.span_listener.frames == std::vector<Bytes>{Bytes({2, 1, 0x7f})});
        const Bytes frame{0, 1, 0x73}, most(media::Engine::kMaxDFrame, 1),
            too_long(media::Engine::kMaxDFrame + 1);
        CPPUNIT_ASSERT(bed.engine->send_d_frame(id, frame));
        CPPUNIT_ASSERT(bed.engine->send_d_frame(id, most));
        CPPUNIT_ASSERT(!bed.engine->send_d_frame(id, too_long));
        CPPUNIT_ASSERT(!bed.engine->send_d_frame({}, frame));
        bed.step();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, span->d_frames_sent.size());
        CPPUNIT_ASSERT(span->d_frames_sent[0] == frame);
        CPPUNIT_ASSERT(span->d_frames_sent[1] == most);
    }
    void alarms_and_counters_arrive() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        bed.step();
        drivers::Alarms red;
        red.loss_of_signal = true;
        span->alarm(red);
        span->span_counters.slips = 3;
        CPPUNIT_ASSERT(!bed.engine->alarms(id).any());
        bed.run(1100ms);
        CPPUNIT_ASSERT(bed.span_listener.alarms == std::vector<drivers::Alarms>{red});
        CPPUNIT_ASSERT(bed.engine->alarms(id) == red);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, bed.engine->counters(id).slips);
    }
    void a_removed_span_closes_its_ports_and_is_silent() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        CPPUNIT_ASSERT(bed.engine->open_tdm(id, 1).ok());
        CPPUNIT_ASSERT(bed.engine->open_tdm(id, 31).ok());
        bed.step();
        span->d_frame({1});
        bed.engine->remove_span(id);
        bed.run(20ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, bed.listener.closed.size());
        CPPUNIT_ASSERT(bed.span_listener.frames.empty());
        CPPUNIT_ASSERT(bed.engine->open_tdm(id, 1).error() == media::Error::no_such_span);
        CPPUNIT_ASSERT(!bed.engine->send_d_frame(id, Bytes{1}));
        bed.engine->remove_span(id);
        bed.run(20ms);
    }
    void media_timeout_is_reported_once() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const auto rtp = bed.open_rtp(far);
        CPPUNIT_ASSERT(
            bed.engine->bridge(rtp.port, *bed.engine->open_tdm(bed.add_span(span), 1)).ok());
        bed.run(60s); // not answered yet
        bed.engine->expect_media(rtp.port, 2s);
        bed.talk(far, rtp.local_port, 200, noise); // 4 s
        bed.run(1900ms);
        CPPUNIT_ASSERT(bed.listener.timeouts.empty());
        bed.run(300ms);
        CPPUNIT_ASSERT(bed.listener.timeouts == std::vector<media::PortId>{rtp.port});
        bed.run(10s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bed.listener.timeouts.size());
        bed.engine->expect_media(rtp.port, 2s);
        bed.run(2200ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, bed.listener.timeouts.size());
    }
    void media_timeout_waits_while_nothing_is_to_be_received() {
        Bed bed;
        FarEnd far;
        const auto rtp = bed.open_rtp(far);
        bed.engine->expect_media(rtp.port, 2s);
        bed.engine->set_direction(rtp.port, media::Direction::send_only);
        bed.run(10s);
        CPPUNIT_ASSERT(bed.listener.timeouts.empty());
        bed.engine->set_direction(rtp.port, media::Direction::send_receive);
        bed.run(1800ms);
        CPPUNIT_ASSERT(bed.listener.timeouts.empty());
        bed.run(500ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bed.listener.timeouts.size());
    }
    void media_timeout_can_be_called_off() {
        Bed bed;
        FarEnd far;
        const auto rtp = bed.open_rtp(far);
        bed.engine->expect_media(rtp.port, 2s);
        bed.run(1s);
        bed.engine->ignore_media_timeout(rtp.port);
        bed.run(10s);
        CPPUNIT_ASSERT(bed.listener.timeouts.empty());
    }
    void more_orders_than_the_ring_holds_are_all_obeyed() {
        Bed bed;
        const auto rtp = *bed.engine->open_rtp(0, {});
        for (int i = 0; i < 5000; ++i)
            bed.engine->request_stats(rtp.port);
        for (int i = 0; i < 30; ++i)
            bed.step();
        CPPUNIT_ASSERT_EQUAL(std::size_t{5000}, bed.listener.stats.size());
    }
    static bool readable(int fd, int milliseconds) {
        pollfd watched{fd, POLLIN, 0};
        return ::poll(&watched, 1, milliseconds) == 1;
    }
    void its_descriptor_is_readable_while_reports_wait() {
        Bed bed;
        FakeSpan* span = nullptr;
        bed.add_span(span);
        bed.step();
        CPPUNIT_ASSERT(!readable(bed.engine->fd(), 0));
    }
    void threads_carry_a_call_and_end() {
        const base::SystemClock clock;
        Listener listener;
        SpanListener span_listener;
        media::Options options;
        options.workers = 2;
        const auto engine = media::Engine::create(options, clock, listener);
        FakeSpan* span = nullptr;
        const media::SpanId id = engine->add_span(
            [&](drivers::SpanSink& sink) {
                auto made = std::make_unique<FakeSpan>(sink, clock.now());
                span = made.get();
                return made;
            },
            span_listener);
        FarEnd far;
        media::RtpOptions with_remote;
        with_remote.remote = far.endpoint();
        const auto rtp = *engine->open_rtp(engine->worker_of(id), with_remote);
        const auto tdm = *engine->open_tdm(id, 1);
        CPPUNIT_ASSERT(engine->bridge(rtp.port, tdm).ok());
        const auto deadline = clock.now() + 5s;
        std::size_t packets = 0;
        while (packets < 5 && clock.now() < deadline) {
            far.send(rtp.local_port, Bytes(160, 0x33));
            engine->request_stats(rtp.port);
            readable(engine->fd(), 20);
            engine->process_reports();
            packets += far.receive().size();
        }
        engine->close(rtp.port);
        engine->close(tdm);
        while (listener.closed.size() < 2 && clock.now() < deadline) {
            readable(engine->fd(), 20);
            engine->process_reports();
        }
        CPPUNIT_ASSERT(packets >= 5);
        CPPUNIT_ASSERT(!listener.stats.empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, listener.closed.size());
        CPPUNIT_ASSERT(listener.closed[0].packets_received > 0);
        CPPUNIT_ASSERT(engine->cpu_time(engine->worker_of(id)) > base::Duration::zero());
    }
    void destruction_with_open_ports_says_bye() {
        FarEnd far;
        {
            Bed bed;
            FakeSpan* span = nullptr;
            media::RtpOptions options;
            options.remote_rtcp = far.endpoint();
            const auto rtp = bed.open_rtp(far, options);
            CPPUNIT_ASSERT(
                bed.engine->bridge(rtp.port, *bed.engine->open_tdm(bed.add_span(span), 1)).ok());
            bed.run(100ms);
            static_cast<void>(far.receive());
        }
        const auto datagrams = far.receive();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, datagrams.size());
        CPPUNIT_ASSERT_EQUAL(203,
                             int{datagrams[0][datagrams[0].size() - 7]}); // BYE is its last packet
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EngineTest);

} // namespace
