// Bridges between lines and RTP: what goes in at one end comes out at the other.
#include "gateway/media/elastic.h"
#include "tests/gateway/media/bed.h"
#include "tests/prbs.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace {

using namespace bed;
using media::Direction;

class BridgeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BridgeTest);
    CPPUNIT_TEST(line_speech_goes_out_in_packets_of_20_ms_bit_by_bit);
    CPPUNIT_TEST(packets_have_the_agreed_length);
    CPPUNIT_TEST(blocks_that_do_not_divide_a_packet_lose_nothing);
    CPPUNIT_TEST(rtp_speech_reaches_the_line_bit_by_bit);
    CPPUNIT_TEST(added_delay_is_a_packet_and_the_target_at_most);
    CPPUNIT_TEST(laws_are_converted_both_ways);
    CPPUNIT_TEST(clear_channel_is_never_converted);
    CPPUNIT_TEST(data_through_a_port_pair_is_bit_exact_whatever_the_order);
    CPPUNIT_TEST(lost_packets_cost_data_exactly_their_octets);
    CPPUNIT_TEST(data_gets_no_tone_and_no_comfort_noise);
    CPPUNIT_TEST(after_a_long_turn_all_that_waits_is_taken_before_the_line);
    CPPUNIT_TEST(data_relayed_between_rtp_ports_is_bit_exact);
    CPPUNIT_TEST(data_is_never_relayed_as_speech);
    CPPUNIT_TEST(data_tandem_is_never_converted_and_survives_bursts);
    CPPUNIT_TEST(line_to_line_through_two_rtp_ports_is_bit_exact);
    CPPUNIT_TEST(tandem_on_one_span_is_bit_exact_both_ways);
    CPPUNIT_TEST(tandem_between_workers_and_laws);
    CPPUNIT_TEST(relay_between_rtp_ports_keeps_numbers_continuous);
    CPPUNIT_TEST(relay_converts_laws_and_payload_types);
    CPPUNIT_TEST(idle_before_the_bridge_and_after);
    CPPUNIT_TEST(rebridging_parts_the_former_other_end);
    CPPUNIT_TEST(early_media_goes_backward_only);
    CPPUNIT_TEST(a_held_port_is_silent_both_ways);
    CPPUNIT_TEST(speech_after_a_hold_is_not_old);
    CPPUNIT_TEST(ringback_replaces_the_bridge_towards_the_caller);
    CPPUNIT_TEST(ringback_without_a_line_is_clocked_by_the_worker);
    CPPUNIT_TEST(a_tone_to_the_line);
    CPPUNIT_TEST(a_lost_packet_is_concealed_and_counted);
    CPPUNIT_TEST_SUITE_END();

    // timeslot 1 bridged with an RTP port whose far end is `far_`
    struct Call {
        media::RtpPort rtp;
        media::PortId tdm;
    };
    Call make_call(Bed& bed, const FarEnd& far, media::SpanId span, unsigned timeslot = 1,
                   media::RtpOptions options = {}) {
        Call call{bed.open_rtp(far, options), *bed.engine->open_tdm(span, timeslot)};
        CPPUNIT_ASSERT(bed.engine->bridge(call.rtp.port, call.tdm).ok());
        return call;
    }

    void line_speech_goes_out_in_packets_of_20_ms_bit_by_bit() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        make_call(bed, far, bed.add_span(span));
        bed.run(1s);
        std::vector<Bytes> datagrams = far.receive();
        CPPUNIT_ASSERT_EQUAL(std::size_t{50}, datagrams.size());
        std::uint32_t n = 0;
        const auto first = *dsp::parse_rtp(datagrams[0]);
        CPPUNIT_ASSERT(first.marker);
        for (std::size_t i = 0; i < datagrams.size(); ++i) {
            const auto packet = *dsp::parse_rtp(datagrams[i]);
            CPPUNIT_ASSERT_EQUAL(8U, unsigned{packet.payload_type});
            CPPUNIT_ASSERT_EQUAL(static_cast<std::uint16_t>(first.sequence + i), packet.sequence);
            CPPUNIT_ASSERT_EQUAL(first.timestamp + static_cast<std::uint32_t>(i) * 160,
                                 packet.timestamp);
            CPPUNIT_ASSERT_EQUAL(first.ssrc, packet.ssrc);
            CPPUNIT_ASSERT(i == 0 || !packet.marker);
            CPPUNIT_ASSERT_EQUAL(std::size_t{160}, packet.payload.size());
            for (const std::uint8_t octet : packet.payload)
                CPPUNIT_ASSERT_EQUAL(span->speech(1, n++), octet);
        }
    }
    void packets_have_the_agreed_length() {
        for (const unsigned ptime : {10U, 20U, 30U, 40U}) {
            Bed bed;
            FarEnd far;
            FakeSpan* span = nullptr;
            media::RtpOptions options;
            options.format.ptime = ptime;
            make_call(bed, far, bed.add_span(span), 1, options);
            bed.run(1200ms);
            const auto datagrams = far.receive();
            CPPUNIT_ASSERT_EQUAL(std::size_t{1200 / ptime}, datagrams.size());
            CPPUNIT_ASSERT_EQUAL(std::size_t{12 + ptime * 8}, datagrams[0].size());
        }
    }
    void blocks_that_do_not_divide_a_packet_lose_nothing() {
        for (const unsigned samples : {8U, 24U, 32U}) {
            Bed bed;
            FarEnd far;
            FakeSpan* span = nullptr;
            make_call(bed, far, bed.add_span(span, drivers::LineType::e1, samples));
            bed.run(1s);
            const Bytes audio = far.receive_audio();
            CPPUNIT_ASSERT(audio.size() >= 49 * 160);
            for (std::size_t i = 0; i < audio.size(); ++i)
                CPPUNIT_ASSERT_EQUAL(span->speech(1, static_cast<std::uint32_t>(i)), audio[i]);
        }
    }
    void rtp_speech_reaches_the_line_bit_by_bit() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span), 31);
        span->heard[31];
        bed.talk(far, call.rtp.local_port, 50, noise);
        const Bytes& heard = span->heard[31];
        for (std::size_t i = 0; i < 160; ++i)
            CPPUNIT_ASSERT_EQUAL(std::uint8_t{0xd5}, heard[i]);
        for (std::size_t i = 160; i < heard.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(noise(static_cast<std::uint32_t>(i - 160)), heard[i]);
    }
    // Towards the network a sample waits until its packet is full, towards the line until the
    // jitter buffer's target has passed (20 ms here) and the next block is due.
    void added_delay_is_a_packet_and_the_target_at_most() {
        constexpr std::size_t kBlock = 40, kTarget = 160;
        for (const std::size_t packet : {80U, 160U, 320U}) {
            Bed bed;
            FarEnd far;
            FakeSpan* span = nullptr;
            media::RtpOptions options;
            options.format.ptime = static_cast<unsigned>(packet / 8);
            const Call call = make_call(bed, far, bed.add_span(span), 1, options);
            const Bytes& heard = span->heard[1];
            std::size_t from_line = 0, in_packets = 0; // samples
            std::vector<std::size_t> sent_at;          // per sample of the far end
            for (unsigned step = 0; step < 400; ++step) {
                if (heard.size() % packet == 0) {
                    Bytes payload;
                    while (payload.size() < packet) {
                        payload.push_back(noise(static_cast<std::uint32_t>(sent_at.size())));
                        sent_at.push_back(heard.size());
                    }
                    far.send(call.rtp.local_port, payload);
                }
                bed.step();
                from_line += kBlock;
                in_packets += far.receive_audio().size();
                CPPUNIT_ASSERT(from_line - in_packets < packet);
            }
            // A packet's samples are played one after the other: its first one tells the delay.
            std::size_t played = 0;
            for (std::size_t first = 0; first + packet + kTarget + kBlock < sent_at.size();
                 first += packet) {
                Bytes said;
                for (std::size_t n = first; n < first + packet; ++n)
                    said.push_back(noise(static_cast<std::uint32_t>(n)));
                const auto sent = heard.begin() + static_cast<std::ptrdiff_t>(sent_at[first]);
                const Bytes after(sent,
                                  sent + static_cast<std::ptrdiff_t>(kTarget + kBlock + packet));
                CPPUNIT_ASSERT(find(after, said) <= kTarget + kBlock);
                ++played;
            }
            CPPUNIT_ASSERT(played >= 40);
        }
    }
    void laws_are_converted_both_ways() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        media::RtpOptions options;
        options.format.codec = media::Codec::pcmu;
        options.format.payload_type = 0;
        far.payload_type = 0;
        const Call call = make_call(bed, far, bed.add_span(span), 1, options);
        span->heard[1];
        bed.talk(far, call.rtp.local_port, 20, noise);
        for (std::size_t i = 160; i < span->heard[1].size(); ++i)
            CPPUNIT_ASSERT_EQUAL(dsp::kAlawOfUlaw[noise(static_cast<std::uint32_t>(i - 160))],
                                 span->heard[1][i]);
        const Bytes audio = far.receive_audio();
        CPPUNIT_ASSERT(audio.size() >= 19 * 160);
        for (std::size_t i = 0; i < audio.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(dsp::kUlawOfAlaw[span->speech(1, static_cast<std::uint32_t>(i))],
                                 audio[i]);
    }
    void clear_channel_is_never_converted() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        media::RtpOptions options;
        options.format.codec = media::Codec::clearmode;
        options.format.payload_type = 97;
        far.payload_type = 97;
        const Call call =
            make_call(bed, far, bed.add_span(span, drivers::LineType::t1), 1, options);
        span->heard[1];
        bed.talk(far, call.rtp.local_port, 20, noise);
        for (std::size_t i = 480; i < span->heard[1].size(); ++i)
            CPPUNIT_ASSERT_EQUAL(noise(static_cast<std::uint32_t>(i - 480)), span->heard[1][i]);
        const Bytes audio = far.receive_audio();
        for (std::size_t i = 0; i < audio.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(span->speech(1, static_cast<std::uint32_t>(i)), audio[i]);
    }
    static media::RtpOptions clear_channel() {
        media::RtpOptions options;
        options.format.codec = media::Codec::clearmode;
        options.format.payload_type = 97;
        options.format.telephone_event.reset();
        return options;
    }
    /// A T1 line bridged with a far end that sends `packets` of the test sequence as `pass` lets
    /// them: what the line heard.
    Bytes data_heard(unsigned packets, const std::function<std::vector<unsigned>(unsigned)>& pass) {
        Bed bed;
        FarEnd far;
        far.payload_type = 97;
        FakeSpan* span = nullptr;
        const Call call =
            make_call(bed, far, bed.add_span(span, drivers::LineType::t1), 1, clear_channel());
        testing::Prbs15 sequence;
        std::vector<Bytes> datagrams;
        for (unsigned n = 0; n < packets; ++n) {
            Bytes payload(160);
            sequence.fill(payload);
            datagrams.push_back(far.packet(payload, 97));
            ++far.sequence;
            far.timestamp += 160;
        }
        span->heard[1];
        for (unsigned n = 0; n < packets; ++n) {
            for (const unsigned which : pass(n))
                far.send_raw(call.rtp.local_port, datagrams[which]);
            bed.run(20ms);
        }
        return span->heard[1];
    }
    void data_through_a_port_pair_is_bit_exact_whatever_the_order() {
        const Bytes heard = data_heard(200, [](unsigned n) {
            if (n % 10 == 5) // overtaken by the next
                return std::vector<unsigned>{};
            if (n % 10 == 6)
                return std::vector<unsigned>{n, n - 1, n - 1};
            return n > 2 ? std::vector<unsigned>{n, n - 2} : std::vector<unsigned>{n}; // twice
        });
        testing::Prbs15Receiver receiver;
        receiver.take(heard);
        CPPUNIT_ASSERT(receiver.result().bits > 190 * 160 * 8);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, receiver.result().errors);
        // 60 ms after the packet that began it
        Bytes begin(160);
        testing::Prbs15().fill(begin);
        CPPUNIT_ASSERT_EQUAL(std::size_t{480}, find(heard, begin));
    }
    void lost_packets_cost_data_exactly_their_octets() {
        const Bytes heard = data_heard(200, [](unsigned n) {
            return n == 50 || n == 51 || n == 120 ? std::vector<unsigned>{}
                                                  : std::vector<unsigned>{n};
        });
        testing::Prbs15 sequence;
        for (std::size_t i = 480; i < heard.size(); ++i) {
            const std::size_t packet = (i - 480) / 160;
            const bool lost = packet == 50 || packet == 51 || packet == 120;
            const std::uint8_t sent = sequence.octet();
            CPPUNIT_ASSERT_EQUAL(int{lost ? dsp::kIdleData : sent}, int{heard[i]});
        }
    }
    void data_gets_no_tone_and_no_comfort_noise() {
        Bed bed;
        FarEnd far;
        far.payload_type = 97;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span), 1, clear_channel());
        bed.engine->play(call.rtp.port, dsp::Tone::ringback);
        span->heard[1];
        far.send_raw(call.rtp.local_port, far.packet({30}, 13)); // RFC 3389
        bed.step();
        span->heard[1].clear();
        bed.talk(far, call.rtp.local_port, 20, noise);
        for (std::size_t i = 480; i < span->heard[1].size(); ++i)
            CPPUNIT_ASSERT_EQUAL(noise(static_cast<std::uint32_t>(i - 480)), span->heard[1][i]);
        const Bytes data = far.receive_audio();
        CPPUNIT_ASSERT(data.size() >= 160);
        for (std::size_t i = 0; i < data.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(span->speech(1, static_cast<std::uint32_t>(i)), data[i]);
    }
    void after_a_long_turn_all_that_waits_is_taken_before_the_line() {
        Bed bed;
        FarEnd far;
        far.payload_type = 97;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span), 1, clear_channel());
        span->heard[1];
        bed.talk(far, call.rtp.local_port, 20, noise);
        for (int stall = 0; stall < 5; ++stall) { // nobody runs for 100 ms
            for (std::uint32_t packet = 0; packet < 5; ++packet) {
                Bytes payload(160);
                for (std::uint8_t& octet : payload)
                    octet = noise(bed.say());
                far.send(call.rtp.local_port, payload);
            }
            bed.clock.advance(100ms);
            bed.engine->run_once(bed.clock.now());
            bed.talk(far, call.rtp.local_port, 10, noise);
        }
        for (std::size_t i = 480; i < span->heard[1].size(); ++i)
            CPPUNIT_ASSERT_EQUAL(noise(static_cast<std::uint32_t>(i - 480)), span->heard[1][i]);
    }
    void data_relayed_between_rtp_ports_is_bit_exact() {
        Bed bed;
        FarEnd a, b;
        a.payload_type = b.payload_type = 97;
        media::RtpOptions other = clear_channel();
        other.format.payload_type = 100;
        const auto port_a = bed.open_rtp(a, clear_channel()), port_b = bed.open_rtp(b, other);
        CPPUNIT_ASSERT(bed.engine->bridge(port_a.port, port_b.port, media::Content::data).ok());
        bed.step();
        bed.talk(a, port_a.local_port, 20, noise);
        const Bytes data = b.receive_audio();
        CPPUNIT_ASSERT_EQUAL(std::size_t{20 * 160}, data.size());
        for (std::size_t i = 0; i < data.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(noise(static_cast<std::uint32_t>(i)), data[i]);
    }
    void data_is_never_relayed_as_speech() {
        Bed bed;
        FarEnd a, b;
        a.payload_type = 97;
        const auto port_a = bed.open_rtp(a, clear_channel()), port_b = bed.open_rtp(b);
        CPPUNIT_ASSERT(bed.engine->bridge(port_a.port, port_b.port, media::Content::data).ok());
        bed.step();
        bed.talk(a, port_a.local_port, 5, noise);
        bed.talk(b, port_b.local_port, 5, noise);
        CPPUNIT_ASSERT(a.receive_audio().empty() && b.receive_audio().empty());
    }
    void data_tandem_is_never_converted_and_survives_bursts() {
        Bed bed(2);
        FakeSpan *e1 = nullptr, *t1 = nullptr;
        const auto e1_id = bed.add_span(e1);
        const auto t1_id = bed.add_span(t1, drivers::LineType::t1);
        const auto a = *bed.engine->open_tdm(e1_id, 1), b = *bed.engine->open_tdm(t1_id, 1);
        CPPUNIT_ASSERT(bed.engine->bridge(a, b).ok());
        CPPUNIT_ASSERT(bed.engine->bridge(a, b, media::Content::data).ok()); // it is data after all
        testing::Prbs15 to_t1, to_e1;
        e1->speech = [&](unsigned slot, std::uint32_t) { return slot == 1 ? to_t1.octet() : 0; };
        t1->speech = [&](unsigned slot, std::uint32_t) { return slot == 1 ? to_e1.octet() : 0; };
        e1->heard[1], t1->heard[1];
        bed.run(500ms);
        for (const auto pause : {50ms, 40ms, 55ms}) { // one of the lines comes in bursts
            e1->running = false;
            bed.run(pause);
            e1->running = true;
            bed.run(200ms);
        }
        for (const Bytes& heard : {e1->heard[1], t1->heard[1]}) {
            testing::Prbs15Receiver receiver;
            receiver.take(heard);
            CPPUNIT_ASSERT(receiver.result().in_step && receiver.result().bits > 50000);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, receiver.result().errors);
        }
    }
    void line_to_line_through_two_rtp_ports_is_bit_exact() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        const auto a = *bed.engine->open_rtp(0, {}), b = *bed.engine->open_rtp(0, {});
        CPPUNIT_ASSERT(bed.engine->set_remote(a.port, {"127.0.0.1", b.local_port}).ok());
        CPPUNIT_ASSERT(bed.engine->set_remote(b.port, {"127.0.0.1", a.local_port}).ok());
        CPPUNIT_ASSERT(bed.engine->bridge(a.port, *bed.engine->open_tdm(id, 1)).ok());
        CPPUNIT_ASSERT(bed.engine->bridge(b.port, *bed.engine->open_tdm(id, 2)).ok());
        span->speech = [](unsigned timeslot, std::uint32_t n) {
            return noise(n + timeslot * 100000);
        };
        span->heard[1], span->heard[2];
        bed.run(2s);
        for (const unsigned timeslot : {1U, 2U}) {
            const Bytes& heard = span->heard[timeslot];
            const unsigned other = 3 - timeslot;
            Bytes begin(100);
            for (std::uint32_t i = 0; i < 100; ++i)
                begin[i] = span->speech(other, i);
            const std::size_t delay = find(heard, begin);
            CPPUNIT_ASSERT(delay <= 160 + 160 + 40); // a packet, the target, a block
            for (std::size_t i = delay; i < heard.size(); ++i)
                CPPUNIT_ASSERT_EQUAL(span->speech(other, static_cast<std::uint32_t>(i - delay)),
                                     heard[i]);
        }
    }
    void check_tandem(const Bytes& heard, const std::function<std::uint8_t(std::uint32_t)>& said) {
        Bytes begin(400);
        for (std::uint32_t i = 0; i < 400; ++i)
            begin[i] = said(i + 800);
        const std::size_t at = find(heard, begin);
        CPPUNIT_ASSERT(at != std::string::npos && at >= 800 && at <= 800 + 160); // at most 20 ms
        for (std::size_t i = at; i < heard.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(said(static_cast<std::uint32_t>(i - at + 800)), heard[i]);
    }
    void tandem_on_one_span_is_bit_exact_both_ways() {
        Bed bed;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        CPPUNIT_ASSERT(
            bed.engine->bridge(*bed.engine->open_tdm(id, 3), *bed.engine->open_tdm(id, 7)).ok());
        span->speech = [](unsigned timeslot, std::uint32_t n) {
            return noise(n + timeslot * 100000);
        };
        span->heard[3], span->heard[7];
        bed.run(2s);
        check_tandem(span->heard[3], [](std::uint32_t n) { return noise(n + 700000); });
        check_tandem(span->heard[7], [](std::uint32_t n) { return noise(n + 300000); });
    }
    void tandem_between_workers_and_laws() {
        Bed bed(2);
        FakeSpan *e1 = nullptr, *t1 = nullptr;
        const media::SpanId a = bed.add_span(e1), b = bed.add_span(t1, drivers::LineType::t1, 8);
        CPPUNIT_ASSERT(bed.engine->worker_of(a) != bed.engine->worker_of(b));
        e1->speech = t1->speech = [](unsigned, std::uint32_t n) { return noise(n); };
        e1->heard[1], t1->heard[1];
        const auto one = *bed.engine->open_tdm(a, 1), two = *bed.engine->open_tdm(b, 1);
        CPPUNIT_ASSERT(bed.engine->bridge(one, two).ok());
        bed.run(2s);
        check_tandem(e1->heard[1], [](std::uint32_t n) { return dsp::kAlawOfUlaw[noise(n)]; });
        check_tandem(t1->heard[1], [](std::uint32_t n) { return dsp::kUlawOfAlaw[noise(n)]; });
        bed.engine->close(one);
        bed.step();
        t1->heard[1].clear();
        bed.run(100ms);
        CPPUNIT_ASSERT(t1->heard[1] == Bytes(800, 0xff));
    }
    void relay_between_rtp_ports_keeps_numbers_continuous() {
        Bed bed;
        FarEnd one, two;
        const auto a = bed.open_rtp(one), b = bed.open_rtp(two);
        CPPUNIT_ASSERT(bed.engine->bridge(a.port, b.port).ok());
        bed.talk(one, a.local_port, 20, noise);
        one.ssrc = 77; // the far end changes its source
        one.sequence = 40000;
        one.timestamp = 90000000;
        for (int i = 0; i < 20; ++i) {
            one.send(a.local_port, Bytes(160, 1), i == 0);
            bed.run(20ms);
        }
        const auto datagrams = two.receive();
        CPPUNIT_ASSERT_EQUAL(std::size_t{40}, datagrams.size());
        const auto first = *dsp::parse_rtp(datagrams[0]);
        for (std::size_t i = 0; i < datagrams.size(); ++i) {
            const auto packet = *dsp::parse_rtp(datagrams[i]);
            CPPUNIT_ASSERT_EQUAL(static_cast<std::uint16_t>(first.sequence + i), packet.sequence);
            CPPUNIT_ASSERT_EQUAL(first.timestamp + static_cast<std::uint32_t>(i) * 160,
                                 packet.timestamp);
            CPPUNIT_ASSERT_EQUAL(first.ssrc, packet.ssrc);
            CPPUNIT_ASSERT_EQUAL(i == 0 || i == 20, packet.marker);
        }
        two.send(b.local_port, Bytes(160, 9));
        bed.step();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, one.receive().size());
    }
    void relay_converts_laws_and_payload_types() {
        Bed bed;
        FarEnd one, two;
        media::RtpOptions ulaw;
        ulaw.format = {media::Codec::pcmu, 0, 96, 13, 20};
        media::RtpOptions alaw;
        alaw.format.telephone_event = 101;
        const auto a = bed.open_rtp(one, ulaw), b = bed.open_rtp(two, alaw);
        CPPUNIT_ASSERT(bed.engine->bridge(a.port, b.port).ok());
        one.payload_type = 0;
        one.send(a.local_port, Bytes(160, 0x12));
        bed.step();
        one.send_raw(a.local_port, one.packet({5, 0x0a, 0, 160}, 96, true));
        bed.step();
        const auto datagrams = two.receive();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, datagrams.size());
        CPPUNIT_ASSERT_EQUAL(8U, unsigned{dsp::parse_rtp(datagrams[0])->payload_type});
        CPPUNIT_ASSERT_EQUAL(dsp::kAlawOfUlaw[0x12], dsp::parse_rtp(datagrams[0])->payload[0]);
        CPPUNIT_ASSERT_EQUAL(101U, unsigned{dsp::parse_rtp(datagrams[1])->payload_type});
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{5}, dsp::parse_rtp(datagrams[1])->payload[0]);
    }
    void idle_before_the_bridge_and_after() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const media::SpanId id = bed.add_span(span);
        const auto rtp = bed.open_rtp(far);
        const auto tdm = *bed.engine->open_tdm(id, 1);
        span->heard[1];
        bed.talk(far, rtp.local_port, 5, noise);
        CPPUNIT_ASSERT(span->heard[1] == Bytes(800, 0xd5));
        CPPUNIT_ASSERT(far.receive().empty());
        CPPUNIT_ASSERT(bed.engine->bridge(rtp.port, tdm).ok());
        bed.talk(far, rtp.local_port, 5, noise);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, far.receive().size());
        bed.engine->unbridge(tdm);
        bed.step();
        span->heard[1].clear();
        bed.talk(far, rtp.local_port, 5, noise);
        CPPUNIT_ASSERT(span->heard[1] == Bytes(800, 0xd5));
        CPPUNIT_ASSERT(far.receive().empty());
    }
    void rebridging_parts_the_former_other_end() {
        Bed bed;
        FarEnd one, two;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, one, bed.add_span(span));
        const auto other = bed.open_rtp(two);
        bed.run(100ms);
        CPPUNIT_ASSERT(bed.engine->bridge(other.port, call.tdm).ok());
        bed.run(20ms);
        static_cast<void>(one.receive());
        bed.run(100ms);
        CPPUNIT_ASSERT(one.receive().empty());
        CPPUNIT_ASSERT(two.receive().size() >= 5);
    }
    void early_media_goes_backward_only() { // from the line to the caller at the RTP side
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span));
        bed.engine->set_direction(call.rtp.port, Direction::send_only);
        span->heard[1];
        bed.talk(far, call.rtp.local_port, 10, noise);
        CPPUNIT_ASSERT(span->heard[1] == Bytes(1600, 0xd5));
        CPPUNIT_ASSERT_EQUAL(std::size_t{10}, far.receive().size());
        bed.engine->set_direction(call.rtp.port, Direction::send_receive); // answered
        bed.talk(far, call.rtp.local_port, 10, noise);
        CPPUNIT_ASSERT(find(span->heard[1], Bytes{noise(1700), noise(1701), noise(1702),
                                                  noise(1703)}) != std::string::npos);
    }
    void a_held_port_is_silent_both_ways() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span));
        bed.engine->set_direction(call.rtp.port, Direction::inactive);
        span->heard[1];
        bed.talk(far, call.rtp.local_port, 10, noise);
        CPPUNIT_ASSERT(span->heard[1] == Bytes(1600, 0xd5));
        CPPUNIT_ASSERT(far.receive().empty());
        // the line's end holds instead: the far end hears silence, and the line nothing
        bed.engine->set_direction(call.rtp.port, Direction::send_receive);
        bed.engine->set_direction(call.tdm, Direction::inactive);
        bed.step();
        span->heard[1].clear();
        bed.talk(far, call.rtp.local_port, 10, noise);
        CPPUNIT_ASSERT(span->heard[1] == Bytes(1600, 0xd5));
        const Bytes audio = far.receive_audio();
        CPPUNIT_ASSERT(audio.size() >= 1600 && audio == Bytes(audio.size(), 0xd5));
    }
    void speech_after_a_hold_is_not_old() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span));
        span->heard[1];
        bed.talk(far, call.rtp.local_port, 10, noise);
        bed.engine->set_direction(call.rtp.port, Direction::send_only);
        bed.talk(far, call.rtp.local_port, 10, noise);
        static_cast<void>(far.receive());
        bed.engine->set_direction(call.rtp.port, Direction::send_receive);
        span->heard[1].clear();
        bed.talk(far, call.rtp.local_port, 20, noise);
        Bytes resumed(160);
        for (std::uint32_t i = 0; i < 160; ++i)
            resumed[i] = noise(20 * 160 + i);
        CPPUNIT_ASSERT(find(span->heard[1], resumed) <= 200);
        const auto packet = far.receive();
        CPPUNIT_ASSERT(!dsp::parse_rtp(packet[0])->marker); // it was sending all the time
    }
    static double level_of(const Bytes& octets) { // loudest sample
        int most = 0;
        for (const std::uint8_t octet : octets)
            most = std::max(most, std::abs(int{dsp::decode_alaw(octet)}));
        return most;
    }
    void ringback_replaces_the_bridge_towards_the_caller() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span));
        span->heard[1];
        bed.engine->play(call.rtp.port, dsp::Tone::ringback, dsp::TonePlan::germany);
        bed.run(5s);
        const Bytes audio = far.receive_audio();
        CPPUNIT_ASSERT_EQUAL(std::size_t{40000}, audio.size());
        CPPUNIT_ASSERT(level_of({audio.begin(), audio.begin() + 8000}) > 6000);
        CPPUNIT_ASSERT(level_of({audio.begin() + 8000, audio.end()}) <= 8);
        bed.engine->stop_tone(call.rtp.port);
        bed.run(100ms);
        CPPUNIT_ASSERT(level_of(far.receive_audio()) > 20000);
    }
    void ringback_without_a_line_is_clocked_by_the_worker() {
        Bed bed;
        FarEnd far;
        media::RtpOptions options;
        options.format.codec = media::Codec::pcmu;
        options.format.payload_type = 0;
        const auto rtp = bed.open_rtp(far, options);
        bed.engine->play(rtp.port, dsp::Tone::busy);
        bed.run(2s);
        const auto datagrams = far.receive();
        CPPUNIT_ASSERT(datagrams.size() >= 99 && datagrams.size() <= 101);
        CPPUNIT_ASSERT_EQUAL(0U, unsigned{dsp::parse_rtp(datagrams[0])->payload_type});
        CPPUNIT_ASSERT(dsp::parse_rtp(datagrams[0])->marker);
        bed.engine->stop_tone(rtp.port);
        bed.run(100ms);
        CPPUNIT_ASSERT(far.receive().empty());
    }
    void a_tone_to_the_line() {
        Bed bed;
        FakeSpan* span = nullptr;
        const auto tdm = *bed.engine->open_tdm(bed.add_span(span), 4);
        span->heard[4];
        bed.engine->play(tdm, dsp::Tone::congestion, dsp::TonePlan::etsi);
        bed.run(400ms);
        CPPUNIT_ASSERT(level_of({span->heard[4].begin(), span->heard[4].begin() + 1600}) > 6000);
        CPPUNIT_ASSERT(level_of({span->heard[4].begin() + 1600, span->heard[4].end()}) <= 8);
        bed.engine->stop_tone(tdm);
        bed.step();
        span->heard[4].clear();
        bed.run(100ms);
        CPPUNIT_ASSERT(span->heard[4] == Bytes(800, 0xd5));
    }
    void a_lost_packet_is_concealed_and_counted() {
        Bed bed;
        FarEnd far;
        FakeSpan* span = nullptr;
        const Call call = make_call(bed, far, bed.add_span(span));
        bed.talk(far, call.rtp.local_port, 10, noise);
        ++far.sequence;
        far.timestamp += 160;
        bed.run(20ms);
        bed.talk(far, call.rtp.local_port, 10, noise);
        const media::Stats& stats = bed.stats(call.rtp.port);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{20}, stats.packets_received);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, stats.packets_lost);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{160}, stats.samples_concealed);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BridgeTest);

} // namespace
