// Offer and answer: codecs, hold both ways, extra streams, refusals, and whose turn it is (RFC
// 3264).
#include "sipi/offer_answer.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class OfferAnswerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(OfferAnswerTest);
    CPPUNIT_TEST(knows_every_format_by_name);
    CPPUNIT_TEST(offers_codecs_in_order_of_preference);
    CPPUNIT_TEST(answers_with_the_first_codec_of_the_offer);
    CPPUNIT_TEST(answers_with_our_first_codec_when_told_so);
    CPPUNIT_TEST(answers_with_the_payload_types_of_the_offer);
    CPPUNIT_TEST(leaves_out_telephone_event_unless_both_have_it);
    CPPUNIT_TEST(rejects_extra_streams_in_order);
    CPPUNIT_TEST(leaves_a_stream_alone_that_the_offer_disabled);
    CPPUNIT_TEST(answers_each_direction);
    CPPUNIT_TEST(answers_old_hold);
    CPPUNIT_TEST(refuses_what_does_not_fit);
    CPPUNIT_TEST(answers_ipv6);
    CPPUNIT_TEST(respects_ptime_and_maxptime);
    CPPUNIT_TEST(finds_where_rtcp_goes);
    CPPUNIT_TEST(reads_an_answer);
    CPPUNIT_TEST(reads_an_answer_with_other_payload_types);
    CPPUNIT_TEST(reads_an_answer_that_puts_us_on_hold);
    CPPUNIT_TEST(refuses_answers_that_do_not_fit);
    CPPUNIT_TEST(finds_what_changed);
    CPPUNIT_TEST(takes_the_same_version_as_unchanged);
    CPPUNIT_TEST(counts_versions_only_when_something_changes);
    CPPUNIT_TEST(lets_one_offer_at_a_time);
    CPPUNIT_TEST(keeps_what_was_agreed_when_an_offer_fails);
    CPPUNIT_TEST(has_a_warning_for_every_refusal);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kHead =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";

    static Sdp sdp(std::string_view lines) {
        const auto result = Sdp::parse(std::string(kHead).append(lines));
        CPPUNIT_ASSERT_MESSAGE(std::string(lines), result.ok());
        return *result;
    }
    static AudioCapabilities ours() {
        AudioCapabilities capabilities;
        capabilities.codecs = {*format_by_name("pcma"), *format_by_name("pcmu")};
        capabilities.telephone_event = *format_by_name("telephone-event");
        capabilities.address = {false, "192.0.2.1", ""};
        capabilities.port = 16384;
        return capabilities;
    }
    static SdpOrigin origin() { return {"-", "7", 1, {false, "192.0.2.1", ""}}; }
    static Answer answered(std::string_view lines, const AudioCapabilities& capabilities = ours()) {
        const auto result = answer(sdp(lines), capabilities, origin());
        CPPUNIT_ASSERT_MESSAGE(std::string(lines), result.ok());
        return *result;
    }
    static std::string media_lines(const Sdp& description) {
        const std::string text = description.to_string();
        return text.substr(text.find("m="));
    }

    void knows_every_format_by_name() {
        for (const std::string_view name :
             {"pcma", "PCMU", "g722", "gsm", "clearmode", "telephone-event"})
            CPPUNIT_ASSERT_MESSAGE(std::string(name), format_by_name(name).ok());
        ASSERT_TEXT("8", format_by_name("pcma")->name);
        ASSERT_TEXT("CLEARMODE", format_by_name("clearmode")->encoding);
        CPPUNIT_ASSERT(!format_by_name("g723"));
    }
    void offers_codecs_in_order_of_preference() {
        const Sdp offer = make_offer(ours(), origin());
        ASSERT_TEXT(
            "v=0\r\no=- 7 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
            "m=audio 16384 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
            offer.to_string());
    }
    void answers_with_the_first_codec_of_the_offer() {
        const Answer out = answered("m=audio 5004 RTP/AVP 18 0 8\r\n");
        ASSERT_TEXT(
            "m=audio 16384 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendrecv\r\n",
            media_lines(out.sdp));
        ASSERT_TEXT("PCMU", out.audio.codec.encoding);
        ASSERT_TEXT("192.0.2.9", out.audio.remote_address.address);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5004), out.audio.remote_port);
        CPPUNIT_ASSERT(out.audio.direction == Direction::sendrecv);
    }
    void answers_with_our_first_codec_when_told_so() {
        AudioCapabilities capabilities = ours();
        capabilities.prefer_own_order = true;
        ASSERT_TEXT("PCMA",
                    answered("m=audio 5004 RTP/AVP 0 8\r\n", capabilities).audio.codec.encoding);
    }
    void answers_with_the_payload_types_of_the_offer() {
        const Answer out =
            answered("m=audio 5004 RTP/AVP 96 99\r\na=rtpmap:96 telephone-event/8000\r\n"
                     "a=fmtp:96 0-16\r\na=rtpmap:99 pcma/8000\r\n");
        CPPUNIT_ASSERT_EQUAL(99, int(out.audio.send_payload_type));
        CPPUNIT_ASSERT_EQUAL(99, int(out.audio.receive_payload_type));
        CPPUNIT_ASSERT_EQUAL(96, int(out.audio.send_event_type.value()));
        ASSERT_TEXT("m=audio 16384 RTP/AVP 99 96\r\na=rtpmap:99 pcma/8000\r\na=rtpmap:96 "
                    "telephone-event/8000\r\n"
                    "a=fmtp:96 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
                    media_lines(out.sdp));
    }
    void leaves_out_telephone_event_unless_both_have_it() {
        CPPUNIT_ASSERT(!answered("m=audio 5004 RTP/AVP 8\r\n").audio.send_event_type);
        AudioCapabilities capabilities = ours();
        capabilities.telephone_event.reset();
        const std::string_view offer =
            "m=audio 5004 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n";
        CPPUNIT_ASSERT(!answered(offer, capabilities).audio.send_event_type);
        // another clock rate than the codec's (RFC 4733 §2.2)
        CPPUNIT_ASSERT(
            !answered("m=audio 5004 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/48000\r\n")
                 .audio.send_event_type);
    }
    void rejects_extra_streams_in_order() {
        const Answer out = answered(
            "m=video 6000 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\nm=audio 5004 RTP/AVP 8\r\n"
            "m=audio 5006 RTP/AVP 8\r\nm=image 7000 udptl t38\r\n");
        ASSERT_TEXT("m=video 0 RTP/AVP 31\r\nm=audio 16384 RTP/AVP 8\r\na=rtpmap:8 "
                    "PCMA/8000\r\na=ptime:20\r\n"
                    "a=sendrecv\r\nm=audio 0 RTP/AVP 8\r\nm=image 0 udptl t38\r\n",
                    media_lines(out.sdp));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), out.audio.media_index);
    }
    void leaves_a_stream_alone_that_the_offer_disabled() {
        const Answer out = answered("m=audio 0 RTP/AVP 8\r\nm=audio 5006 RTP/AVP 8\r\n");
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(0), out.sdp.media.at(0).port);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5006), out.audio.remote_port);
    }
    void answers_each_direction() {
        struct Row {
            Direction offered, wanted, answered;
        };
        using enum Direction;
        // RFC 3264 §6.1: what we want and what the offer leaves
        for (const Row& row : {Row{sendrecv, sendrecv, sendrecv}, Row{sendonly, sendrecv, recvonly},
                               Row{recvonly, sendrecv, sendonly}, Row{inactive, sendrecv, inactive},
                               Row{sendrecv, sendonly, sendonly}, Row{sendonly, sendonly, inactive},
                               Row{recvonly, sendonly, sendonly}, Row{sendrecv, inactive, inactive},
                               Row{sendrecv, recvonly, recvonly}}) {
            AudioCapabilities capabilities = ours();
            capabilities.direction = row.wanted;
            const Answer out =
                answered("m=audio 5004 RTP/AVP 8\r\na=" + std::string(text(row.offered)) + "\r\n",
                         capabilities);
            ASSERT_TEXT(text(row.answered), text(out.sdp.media.at(0).direction.value()));
            CPPUNIT_ASSERT(out.audio.direction == row.answered);
        }
    }
    void answers_old_hold() {
        const Answer out = answered("m=audio 5004 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\n");
        CPPUNIT_ASSERT(out.audio.direction == Direction::recvonly);
    }
    void refuses_what_does_not_fit() {
        struct Row {
            std::string_view lines;
            NegotiationError error;
        };
        for (const Row& row : {
                 Row{"", NegotiationError::no_audio},
                 Row{"m=video 6000 RTP/AVP 31\r\n", NegotiationError::no_audio},
                 Row{"m=audio 0 RTP/AVP 8\r\n", NegotiationError::no_audio},
                 Row{"m=audio 5004 RTP/SAVP 8\r\n", NegotiationError::no_audio},
                 Row{"m=audio 5004 RTP/AVP 18\r\n", NegotiationError::no_codec},
                 Row{"m=audio 5004 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
                     NegotiationError::no_codec},
                 Row{"m=audio 5004 RTP/AVP 8\r\nc=IN IP6 2001:db8::9\r\n",
                     NegotiationError::no_address},
                 Row{"m=audio 5004 RTP/AVP 8\r\nc=IN IP4 224.2.1.1/127\r\n",
                     NegotiationError::multicast},
             }) {
            const auto result = answer(sdp(row.lines), ours(), origin());
            CPPUNIT_ASSERT_MESSAGE(std::string(row.lines), !result);
            ASSERT_TEXT(reason_text(row.error), reason_text(result.error()));
        }
    }
    void answers_ipv6() {
        AudioCapabilities capabilities = ours();
        capabilities.address = {true, "2001:db8::1", ""};
        const Answer out =
            answered("m=audio 5004 RTP/AVP 8\r\nc=IN IP6 2001:db8::9\r\n", capabilities);
        CPPUNIT_ASSERT(out.sdp.to_string().find("c=IN IP6 2001:db8::1\r\n") != std::string::npos);
        ASSERT_TEXT("2001:db8::9", out.audio.remote_address.address);
    }
    void respects_ptime_and_maxptime() {
        CPPUNIT_ASSERT_EQUAL(20, int(answered("m=audio 1 RTP/AVP 8\r\n").audio.send_ptime));
        CPPUNIT_ASSERT_EQUAL(
            30, int(answered("m=audio 1 RTP/AVP 8\r\na=ptime:30\r\n").audio.send_ptime));
        CPPUNIT_ASSERT_EQUAL(
            10, int(answered("m=audio 1 RTP/AVP 8\r\na=maxptime:10\r\n").audio.send_ptime));
    }
    void finds_where_rtcp_goes() {
        const AudioAgreement plain = answered("m=audio 5004 RTP/AVP 8\r\n").audio;
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5005), plain.remote_rtcp_port);
        ASSERT_TEXT("192.0.2.9", plain.remote_rtcp_address.address);
        const AudioAgreement given =
            answered("m=audio 5004 RTP/AVP 8\r\na=rtcp:9 IN IP4 192.0.2.8\r\n").audio;
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(9), given.remote_rtcp_port);
        ASSERT_TEXT("192.0.2.8", given.remote_rtcp_address.address);
    }
    void reads_an_answer() {
        const Sdp offer = make_offer(ours(), origin());
        const auto audio = read_answer(
            offer, sdp("m=audio 5004 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"));
        CPPUNIT_ASSERT(audio.ok());
        ASSERT_TEXT("PCMU", audio->codec.encoding);
        CPPUNIT_ASSERT_EQUAL(101, int(audio->send_event_type.value()));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5004), audio->remote_port);
        CPPUNIT_ASSERT(audio->direction == Direction::sendrecv);
    }
    void reads_an_answer_with_other_payload_types() {
        AudioCapabilities capabilities = ours();
        capabilities.codecs = {*format_by_name("clearmode")};
        const Sdp offer = make_offer(capabilities, origin());
        const auto audio =
            read_answer(offer, sdp("m=audio 5004 RTP/AVP 120\r\na=rtpmap:120 clearmode/8000\r\n"));
        CPPUNIT_ASSERT_EQUAL(120, int(audio->send_payload_type));
        CPPUNIT_ASSERT_EQUAL(97, int(audio->receive_payload_type));
        const auto without_map = read_answer(offer, sdp("m=audio 5004 RTP/AVP 97\r\n"));
        ASSERT_TEXT("CLEARMODE", without_map->codec.encoding);
    }
    void reads_an_answer_that_puts_us_on_hold() {
        const Sdp offer = make_offer(ours(), origin());
        const auto held = read_answer(offer, sdp("m=audio 5004 RTP/AVP 8\r\na=sendonly\r\n"));
        CPPUNIT_ASSERT(held->direction == Direction::recvonly);
        AudioCapabilities capabilities = ours();
        capabilities.direction = Direction::sendonly; // our hold, answered as it should be
        const auto holding = read_answer(make_offer(capabilities, origin()),
                                         sdp("m=audio 5004 RTP/AVP 8\r\na=recvonly\r\n"));
        CPPUNIT_ASSERT(holding->direction == Direction::sendonly);
    }
    void refuses_answers_that_do_not_fit() {
        struct Row {
            std::string_view lines;
            NegotiationError error;
        };
        const Sdp offer = make_offer(ours(), origin());
        for (const Row& row : {
                 Row{"", NegotiationError::not_our_offer},
                 Row{"m=audio 1 RTP/AVP 8\r\nm=video 1 RTP/AVP 31\r\n",
                     NegotiationError::not_our_offer},
                 Row{"m=video 1 RTP/AVP 31\r\n", NegotiationError::not_our_offer},
                 Row{"m=audio 0 RTP/AVP 8\r\n", NegotiationError::rejected},
                 Row{"m=audio 1 RTP/AVP 18\r\n", NegotiationError::no_codec},
                 Row{"m=audio 1 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n",
                     NegotiationError::no_codec},
                 Row{"m=audio 1 RTP/AVP 8\r\nc=IN IP4 224.2.1.1/127\r\n",
                     NegotiationError::multicast},
                 Row{"m=audio 1 RTP/AVP 8\r\nc=IN IP6 ::1\r\n", NegotiationError::no_address},
             }) {
            const auto result = read_answer(offer, sdp(row.lines));
            CPPUNIT_ASSERT_MESSAGE(std::string(row.lines), !result);
            ASSERT_TEXT(reason_text(row.error), reason_text(result.error()));
        }
    }
    void finds_what_changed() {
        const AudioAgreement before = answered("m=audio 5004 RTP/AVP 8\r\n").audio;
        CPPUNIT_ASSERT(!compare(before, before).any());
        CPPUNIT_ASSERT(compare(before, answered("m=audio 5006 RTP/AVP 8\r\n").audio).address);
        CPPUNIT_ASSERT(compare(before, answered("m=audio 5004 RTP/AVP 0\r\n").audio).codec);
        const AudioChange held =
            compare(before, answered("m=audio 5004 RTP/AVP 8\r\na=sendonly\r\n").audio);
        CPPUNIT_ASSERT(held.direction && !held.address && !held.codec);
    }
    void takes_the_same_version_as_unchanged() {
        const Sdp before = sdp("m=audio 5004 RTP/AVP 8\r\n");
        Sdp after = before;
        CPPUNIT_ASSERT(unchanged(before, after));
        after.origin.version = 2; // counted up, but nothing else: some do so for a session refresh
        CPPUNIT_ASSERT(unchanged(before, after));
        after.media.at(0).port = 5006;
        CPPUNIT_ASSERT(!unchanged(before, after));
    }
    void counts_versions_only_when_something_changes() {
        OfferAnswer state(7, {false, "192.0.2.1", ""});
        Sdp first = make_offer(ours(), state.origin());
        state.stamp(first);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), first.origin.version);
        state.sent_offer(first);
        state.received_answer(sdp("m=audio 1 RTP/AVP 8\r\n"));
        Sdp same = make_offer(ours(), state.origin());
        state.stamp(same);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), same.origin.version);
        AudioCapabilities held = ours();
        held.direction = Direction::sendonly;
        Sdp hold = make_offer(held, state.origin());
        state.stamp(hold);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), hold.origin.version);
        ASSERT_TEXT("7", hold.origin.session_id);
        state.sent_offer(hold);
        state.abandon();
        Sdp again = make_offer(ours(), state.origin()); // the far end has seen version 2
        state.stamp(again);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), again.origin.version);
    }
    void lets_one_offer_at_a_time() {
        const Sdp any = sdp("m=audio 1 RTP/AVP 8\r\n");
        OfferAnswer state(1, {false, "192.0.2.1", ""});
        CPPUNIT_ASSERT(!state.sent_answer(any));
        CPPUNIT_ASSERT(!state.received_answer(any));
        CPPUNIT_ASSERT(state.sent_offer(any));
        CPPUNIT_ASSERT(!state.may_offer());
        CPPUNIT_ASSERT(!state.received_offer(any)); // glare: 491
        CPPUNIT_ASSERT(!state.sent_offer(any));
        CPPUNIT_ASSERT(!state.sent_answer(any));
        CPPUNIT_ASSERT(state.received_answer(any));
        CPPUNIT_ASSERT(state.received_offer(any));
        CPPUNIT_ASSERT(state.state() == OfferAnswer::State::remote_offer);
        CPPUNIT_ASSERT(!state.received_offer(any)); // 500 with Retry-After
        CPPUNIT_ASSERT(state.sent_answer(any));
        CPPUNIT_ASSERT(state.may_offer());
    }
    void keeps_what_was_agreed_when_an_offer_fails() {
        const Sdp first = sdp("m=audio 1 RTP/AVP 8\r\n");
        const Sdp second = sdp("m=audio 2 RTP/AVP 8\r\n");
        OfferAnswer state(1, {false, "192.0.2.1", ""});
        CPPUNIT_ASSERT(state.local() == nullptr && state.remote() == nullptr);
        state.received_offer(first);
        state.sent_answer(second);
        CPPUNIT_ASSERT(*state.remote() == first && *state.local() == second);
        state.sent_offer(first);
        CPPUNIT_ASSERT(*state.pending() == first);
        state.abandon();
        CPPUNIT_ASSERT(state.may_offer() && state.pending() == nullptr);
        CPPUNIT_ASSERT(*state.remote() == first && *state.local() == second);
    }
    void has_a_warning_for_every_refusal() {
        for (int at = 0; at <= static_cast<int>(NegotiationError::rejected); ++at) {
            const auto error = static_cast<NegotiationError>(at);
            CPPUNIT_ASSERT(!reason_text(error).empty());
            CPPUNIT_ASSERT(warning_code(error) >= 300 && warning_code(error) <= 399);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OfferAnswerTest);

} // namespace sipi
