// RTP ports towards the network: sources, RTCP, telephone events (RFC 3550, RFC 4733, RFC 4961).
#include "dsp/rtp/rtcp.h"
#include "tests/gateway/media/bed.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace bed;

class RtpSessionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RtpSessionTest);
    CPPUNIT_TEST(answers_to_where_rtp_comes_from);
    CPPUNIT_TEST(a_stranger_is_not_heard_amid_a_call);
    CPPUNIT_TEST(sends_to_the_signalled_address_when_not_symmetric);
    CPPUNIT_TEST(malformed_and_unknown_packets_are_counted);
    CPPUNIT_TEST(sends_nothing_before_a_remote_is_known);
    CPPUNIT_TEST(a_new_source_is_heard_after_two_packets);
    CPPUNIT_TEST(a_single_packet_of_another_source_is_dropped);
    CPPUNIT_TEST(counters_go_on_over_a_change_of_source);
    CPPUNIT_TEST(telephone_events_are_reported_once_and_not_played);
    CPPUNIT_TEST(a_telephone_event_whose_end_was_lost_is_reported);
    CPPUNIT_TEST(comfort_noise_fills_a_pause);
    CPPUNIT_TEST(sender_reports_come_each_five_seconds_or_so);
    CPPUNIT_TEST(sender_reports_tell_of_what_we_sent_and_received);
    CPPUNIT_TEST(receiver_report_when_nothing_is_sent);
    CPPUNIT_TEST(round_trip_is_measured);
    CPPUNIT_TEST(bye_at_the_end);
    CPPUNIT_TEST(jitter_is_measured_and_reported);
    CPPUNIT_TEST(a_changed_codec_holds_for_both_ways);
    CPPUNIT_TEST(drift_against_the_line_is_reported);
    CPPUNIT_TEST_SUITE_END();

    Bed bed_;
    FarEnd far_, rtcp_, other_;
    FakeSpan* span_ = nullptr;
    media::SpanId span_id_;
    media::RtpPort rtp_;
    media::PortId tdm_;

  public:
    void setUp() override {
        media::RtpOptions options;
        options.format.telephone_event = 101;
        options.remote_rtcp = rtcp_.endpoint();
        rtp_ = bed_.open_rtp(far_, options);
        span_id_ = bed_.add_span(span_);
        tdm_ = *bed_.engine->open_tdm(span_id_, 1);
        CPPUNIT_ASSERT(bed_.engine->bridge(rtp_.port, tdm_).ok());
        span_->heard[1];
    }

  private:
    static Bytes octets(std::uint8_t value) { return Bytes(160, value); }
    const media::Stats& stats() { return bed_.stats(rtp_.port); }
    void talk(FarEnd& far, int packets, std::uint8_t value = 0x33) {
        for (int i = 0; i < packets; ++i) {
            far.send(rtp_.local_port, octets(value));
            bed_.run(20ms);
        }
    }

    void answers_to_where_rtp_comes_from() {
        bed_.run(40ms);
        CPPUNIT_ASSERT(!far_.receive().empty());
        talk(other_, 5); // behind a NAT, another port than was signalled
        CPPUNIT_ASSERT(other_.receive().size() >= 4);
        CPPUNIT_ASSERT(stats().remote == other_.endpoint());
        bed_.engine->set_remote(rtp_.port, far_.endpoint(), rtcp_.endpoint())
            .ok(); // a re-INVITE without change
        static_cast<void>(far_.receive());
        bed_.run(100ms);
        CPPUNIT_ASSERT(far_.receive().empty());
        FarEnd third;
        CPPUNIT_ASSERT(bed_.engine->set_remote(rtp_.port, third.endpoint()).ok());
        bed_.run(100ms);
        CPPUNIT_ASSERT(third.receive().size() >= 4);
    }
    void a_stranger_is_not_heard_amid_a_call() {
        talk(far_, 10);
        for (int i = 0; i < 20; ++i) {
            other_.send(rtp_.local_port, octets(0x77));
            talk(far_, 1);
        }
        CPPUNIT_ASSERT(find(span_->heard[1], octets(0x77)) == std::string::npos);
        CPPUNIT_ASSERT(other_.receive().empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{20}, stats().packets_discarded);
        other_.ssrc = 9;
        talk(other_, 50, 0x77); // far_ is silent now: taken over after half a second
        CPPUNIT_ASSERT(find(span_->heard[1], octets(0x77)) != std::string::npos);
        CPPUNIT_ASSERT(stats().remote == other_.endpoint());
    }
    void sends_to_the_signalled_address_when_not_symmetric() {
        media::RtpOptions options;
        options.symmetric = false;
        const auto port = bed_.open_rtp(far_, options);
        CPPUNIT_ASSERT(bed_.engine->bridge(port.port, *bed_.engine->open_tdm(span_id_, 2)).ok());
        span_->heard[2];
        for (int i = 0; i < 10; ++i) {
            other_.send(port.local_port, octets(0x44));
            bed_.run(20ms);
        }
        CPPUNIT_ASSERT(other_.receive().empty());
        CPPUNIT_ASSERT(!far_.receive().empty());
        CPPUNIT_ASSERT(find(span_->heard[2], octets(0x44)) != std::string::npos);
    }
    void malformed_and_unknown_packets_are_counted() {
        far_.send_raw(rtp_.local_port, {1, 2, 3});
        far_.send_raw(rtp_.local_port, {});
        far_.send_raw(rtp_.local_port, Bytes(12, 0));
        far_.send_raw(rtp_.local_port, Bytes(2500, 0x80)); // longer than any RTP packet
        far_.send_raw(rtp_.local_port, far_.packet(octets(1), 99));
        far_.send_raw(static_cast<std::uint16_t>(rtp_.local_port + 1), {1, 2, 3});
        bed_.run(100ms);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{6}, stats().packets_discarded);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, stats().packets_received);
        CPPUNIT_ASSERT(stats().remote == far_.endpoint());
    }
    void sends_nothing_before_a_remote_is_known() {
        const auto port = *bed_.engine->open_rtp(0, {});
        CPPUNIT_ASSERT(bed_.engine->bridge(port.port, *bed_.engine->open_tdm(span_id_, 2)).ok());
        bed_.run(100ms);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, bed_.stats(port.port).packets_sent);
        other_.send(port.local_port, octets(1)); // now it is
        bed_.run(40ms);
        CPPUNIT_ASSERT(!other_.receive().empty());
    }
    void a_new_source_is_heard_after_two_packets() {
        talk(far_, 10);
        far_.ssrc = 5;
        far_.sequence = 60000;
        far_.timestamp = 1;
        talk(far_, 10, 0x66);
        CPPUNIT_ASSERT(find(span_->heard[1], Bytes(5 * 160, 0x66)) != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(5U, stats().remote_ssrc);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, stats().packets_discarded);
    }
    void a_single_packet_of_another_source_is_dropped() {
        talk(far_, 10);
        const std::uint32_t ssrc = far_.ssrc;
        far_.ssrc = 5;
        far_.send_raw(rtp_.local_port, far_.packet(octets(0x66), 8));
        far_.ssrc = ssrc;
        talk(far_, 10);
        CPPUNIT_ASSERT(find(span_->heard[1], Bytes(10, 0x66)) == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(ssrc, stats().remote_ssrc);
    }
    void counters_go_on_over_a_change_of_source() {
        talk(far_, 10);
        ++far_.sequence;
        talk(far_, 10);
        far_.ssrc = 5;
        talk(far_, 11);
        ++far_.sequence;
        talk(far_, 10);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{40}, stats().packets_received);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, stats().packets_lost);
    }
    void event(std::uint8_t key, bool end, unsigned duration, bool marker = false) {
        const auto payload =
            dsp::build_telephone_event({key, end, 10, static_cast<std::uint16_t>(duration)});
        far_.send_raw(rtp_.local_port, far_.packet({payload.begin(), payload.end()}, 101, marker));
        ++far_.sequence;
        bed_.run(20ms);
    }
    void telephone_events_are_reported_once_and_not_played() {
        talk(far_, 10);
        event(5, false, 160, true);
        event(5, false, 320);
        for (int i = 0; i < 3; ++i)
            event(5, true, 800);
        far_.timestamp += 800;
        talk(far_, 10);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bed_.listener.keys.size());
        CPPUNIT_ASSERT(bed_.listener.keys[0] == std::make_pair(5U, 100U));
        CPPUNIT_ASSERT(find(span_->heard[1], {5, 10, 0, 160}) == std::string::npos);
        event(11, true, 400, true); // the same key twice is two presses
        far_.timestamp += 400;
        event(11, true, 400, true);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, bed_.listener.keys.size());
    }
    void a_telephone_event_whose_end_was_lost_is_reported() {
        event(1, false, 160, true);
        far_.timestamp += 1600;
        event(2, false, 160, true);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bed_.listener.keys.size());
        CPPUNIT_ASSERT(bed_.listener.keys[0] == std::make_pair(1U, 20U));
        far_.timestamp += 1600;
        talk(far_, 1);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, bed_.listener.keys.size());
        CPPUNIT_ASSERT_EQUAL(2U, bed_.listener.keys[1].first);
    }
    void comfort_noise_fills_a_pause() {
        talk(far_, 10);
        far_.send_raw(rtp_.local_port, far_.packet({40}, 13));
        bed_.run(500ms);
        const Bytes& heard = span_->heard[1];
        const Bytes tail(heard.end() - 800, heard.end());
        CPPUNIT_ASSERT(tail != Bytes(800, 0xd5));
        for (const std::uint8_t octet : tail)
            CPPUNIT_ASSERT(std::abs(dsp::decode_alaw(octet)) < 1000);
    }

    std::vector<Bytes> reports() { return rtcp_.receive(); }
    void sender_reports_come_each_five_seconds_or_so() {
        bed_.run(60s);
        const std::size_t count = reports().size();
        CPPUNIT_ASSERT(count >= 9 && count <= 17);
    }
    void sender_reports_tell_of_what_we_sent_and_received() {
        // 20 s of talk: the last report stands at 12.5 s at the earliest (RFC 3550 §6.3.1)
        for (int i = 0; i < 1000; ++i) {
            if (i % 4 == 3)
                ++far_.sequence, far_.timestamp += 160;
            talk(far_, 1);
        }
        const auto datagrams = reports();
        CPPUNIT_ASSERT(!datagrams.empty());
        const auto rtcp = dsp::parse_rtcp(datagrams.back());
        CPPUNIT_ASSERT(rtcp.ok());
        CPPUNIT_ASSERT(rtcp->cname == "landline@test");
        CPPUNIT_ASSERT(rtcp->sender.has_value());
        CPPUNIT_ASSERT(rtcp->sender->packets > 200);
        CPPUNIT_ASSERT_EQUAL(rtcp->sender->packets * 160, rtcp->sender->octets);
        CPPUNIT_ASSERT_EQUAL(1U, rtcp->blocks);
        CPPUNIT_ASSERT_EQUAL(far_.ssrc, rtcp->block[0].ssrc);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(0.2, rtcp->block[0].fraction_lost / 256.0, 0.02);
        CPPUNIT_ASSERT(rtcp->block[0].cumulative_lost > 50);
        const auto first = *dsp::parse_rtp(far_.receive()[0]);
        CPPUNIT_ASSERT_EQUAL(first.ssrc, rtcp->ssrc);
        // the sender's clocks agree: packets sent = time on the RTP clock
        CPPUNIT_ASSERT(rtcp->sender->rtp_timestamp - first.timestamp - rtcp->sender->octets <= 160);
    }
    void receiver_report_when_nothing_is_sent() {
        bed_.engine->set_direction(rtp_.port, media::Direction::receive_only);
        talk(far_, 500);
        const auto datagrams = reports();
        CPPUNIT_ASSERT(!datagrams.empty());
        CPPUNIT_ASSERT(!dsp::parse_rtcp(datagrams.back())->sender.has_value());
        CPPUNIT_ASSERT_EQUAL(1U, dsp::parse_rtcp(datagrams.back())->blocks);
    }
    void round_trip_is_measured() {
        talk(far_, 500);
        const auto rtcp = dsp::parse_rtcp(reports().back());
        // the far end holds our SR for 100 ms and the network takes what is left
        dsp::ReportBlock block;
        block.ssrc = rtcp->ssrc;
        block.jitter = 16;
        block.cumulative_lost = 7;
        block.last_sr = dsp::ntp_middle(rtcp->sender->ntp);
        const std::uint32_t now = dsp::ntp_middle(dsp::ntp_time(bed_.clock.wall()));
        block.delay_since_sr = now - block.last_sr; // a round trip of the 5 ms step to come
        Bytes memory(200);
        memory.resize(dsp::build_rtcp(memory, far_.ssrc,
                                      dsp::SenderInfo{dsp::ntp_time(bed_.clock.wall()), 0, 1, 1},
                                      block, "far", false)
                          .size());
        rtcp_.send_raw(static_cast<std::uint16_t>(rtp_.local_port + 1), memory);
        bed_.step();
        const media::Stats& stats = this->stats();
        CPPUNIT_ASSERT_DOUBLES_EQUAL(5.0, stats.round_trip_ms, 0.1);
        CPPUNIT_ASSERT_EQUAL(2.0, stats.remote_jitter_ms);
        CPPUNIT_ASSERT_EQUAL(7U, stats.remote_lost);
        static_cast<void>(reports());
        talk(far_, 500); // and our next report names the far end's SR
        CPPUNIT_ASSERT_EQUAL(now, dsp::parse_rtcp(reports().back())->block[0].last_sr);
    }
    void bye_at_the_end() {
        talk(far_, 5);
        bed_.engine->close(rtp_.port);
        bed_.step();
        const auto datagrams = reports();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, datagrams.size());
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagrams[0])->bye);
    }
    void jitter_is_measured_and_reported() {
        for (int i = 0; i < 200; ++i) { // 10 ms early, 10 ms late ...
            far_.send(rtp_.local_port, octets(1));
            bed_.run(i % 2 ? 30ms : 10ms);
        }
        CPPUNIT_ASSERT_DOUBLES_EQUAL(10, stats().jitter_ms, 1);
        CPPUNIT_ASSERT(stats().max_jitter_ms >= stats().jitter_ms);
    }
    void a_changed_codec_holds_for_both_ways() {
        talk(far_, 5);
        bed_.engine->set_format(rtp_.port, {media::Codec::pcmu, 0, {}, 13, 10});
        bed_.step();
        static_cast<void>(far_.receive());
        far_.payload_type = 0;
        talk(far_, 20, 0x12);
        const auto datagrams = far_.receive();
        CPPUNIT_ASSERT(datagrams.size() >= 38);
        CPPUNIT_ASSERT_EQUAL(std::size_t{92}, datagrams[0].size());
        CPPUNIT_ASSERT_EQUAL(0U, unsigned{dsp::parse_rtp(datagrams[0])->payload_type});
        CPPUNIT_ASSERT_EQUAL(dsp::kAlawOfUlaw[0x12], span_->heard[1].back());
    }
    void drift_against_the_line_is_reported() {
        base::Duration sent{}, now{}; // the far clock is 500 ppm slow
        for (int i = 0; i < 30000; ++i) {
            if (now >= sent) {
                far_.send(rtp_.local_port, octets(0xd5));
                sent += 20010us;
            }
            bed_.step();
            now += 5ms;
        }
        const media::Stats& stats = this->stats();
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-500, stats.drift_ppm, 30);
        CPPUNIT_ASSERT(stats.samples_inserted > 400);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, stats.slips_in_speech);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, stats.samples_concealed);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RtpSessionTest);

} // namespace
