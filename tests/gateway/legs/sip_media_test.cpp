// gateway/legs/sip_media.h: offers, answers, hold and early media against an engine that keeps
// account.
#include "gateway/legs/sip_media.h"

#include "tests/gateway/fake_engine.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

std::string sdp(std::string_view formats, std::string_view direction = "sendrecv",
                std::string_view address = "192.0.2.7") {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 " + std::string(address) +
           "\r\nt=0 0\r\nm=audio 4000 RTP/AVP " + std::string(formats) +
           "\r\na=" + std::string(direction) + "\r\n";
}

} // namespace

class SipMediaTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SipMediaTest);
    CPPUNIT_TEST(answers_an_offer_once_the_port_is_open);
    CPPUNIT_TEST(repeats_the_same_answer);
    CPPUNIT_TEST(refuses_an_offer_without_a_common_codec);
    CPPUNIT_TEST(backward_media_only_before_the_answer);
    CPPUNIT_TEST(hold_and_resume_change_the_direction);
    CPPUNIT_TEST(own_offer_is_answered_early_and_finally);
    CPPUNIT_TEST(offerless_invite_gets_an_offer);
    CPPUNIT_TEST(no_port_left_is_a_plain_no);
    CPPUNIT_TEST(media_is_expected_only_after_the_answer);
    CPPUNIT_TEST(closes_its_port);
    CPPUNIT_TEST(data_is_offered_and_taken_as_clearmode_alone);
    CPPUNIT_TEST(speech_is_never_clearmode);
    CPPUNIT_TEST(preferred_data_takes_what_comes_of_it);
    CPPUNIT_TEST(a_data_call_stays_data);
    CPPUNIT_TEST(seven_khz_audio_is_g722_octet_by_octet);
    CPPUNIT_TEST(t38_offered_in_a_call_leaves_it_as_it_is);
    CPPUNIT_TEST(resources_are_told_of_in_two_offers);
    CPPUNIT_TEST_SUITE_END();

    testing::FakeEngine engine;

    std::unique_ptr<legs::SipMedia> make() {
        legs::SipMediaOptions options;
        options.address = "127.0.0.1";
        options.codecs = {*sipi::format_by_name("pcma"), *sipi::format_by_name("pcmu")};
        return std::make_unique<legs::SipMedia>(engine, options, 7);
    }
    media::Direction direction(const legs::SipMedia& media) {
        return engine.ports.at(media.port().value).direction;
    }

    void resources_are_told_of_in_two_offers() { // RFC 3312 §13.1
        const auto media = make();
        media->open(0);
        media->tell_resources(false);
        const std::string first = media->make_offer();
        CPPUNIT_ASSERT(first.find("a=curr:qos local none\r\n") != std::string::npos);
        CPPUNIT_ASSERT(first.find("a=des:qos mandatory local sendrecv\r\n") != std::string::npos);
        CPPUNIT_ASSERT(media->take_answer(sdp("8") + "a=curr:qos local sendrecv\r\n"
                                                     "a=curr:qos remote none\r\n",
                                          false));
        CPPUNIT_ASSERT(first.find("o=- 7 1 IN") != std::string::npos);
        media->tell_resources(true);
        const std::string second = media->make_offer();
        CPPUNIT_ASSERT(second.find("o=- 7 2 IN") != std::string::npos);
        CPPUNIT_ASSERT(second.find("a=curr:qos local sendrecv\r\n") != std::string::npos);
        CPPUNIT_ASSERT(second.find("a=curr:qos remote sendrecv\r\n") != std::string::npos);
        CPPUNIT_ASSERT(media->take_answer(sdp("8"), false));
        CPPUNIT_ASSERT(media->make_offer().find("qos") == std::string::npos);
    }
    void answers_an_offer_once_the_port_is_open() {
        const auto media = make();
        CPPUNIT_ASSERT(media->take_offer(sdp("0 8")));
        CPPUNIT_ASSERT(media->offered() && !media->agreed());
        CPPUNIT_ASSERT(media->open(0));
        media->description();
        CPPUNIT_ASSERT(media->agreed());
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), media->agreement()->remote_address.address);
        const std::string answer = media->description();
        CPPUNIT_ASSERT(answer.find("m=audio " + std::to_string(media->local_port()) +
                                   " RTP/AVP 0") != std::string::npos);
    }
    void repeats_the_same_answer() {
        const auto media = make();
        CPPUNIT_ASSERT(media->take_offer(sdp("8")));
        media->open(0);
        const std::string first = media->description();
        CPPUNIT_ASSERT_EQUAL(first, media->description());
    }
    void refuses_an_offer_without_a_common_codec() {
        const auto media = make();
        const auto taken = media->take_offer(sdp("18"));
        CPPUNIT_ASSERT(!taken && taken.error() == sipi::NegotiationError::no_codec);
        CPPUNIT_ASSERT(!media->offered());
    }
    void backward_media_only_before_the_answer() {
        const auto media = make();
        CPPUNIT_ASSERT(media->take_offer(sdp("8")));
        media->set_through(call::Through::backward);
        media->open(0);
        CPPUNIT_ASSERT(direction(*media) == media::Direction::inactive); // no SDP sent yet
        media->description();
        CPPUNIT_ASSERT(direction(*media) == media::Direction::send_only);
        media->set_through(call::Through::both);
        CPPUNIT_ASSERT(direction(*media) == media::Direction::send_receive);
    }
    void hold_and_resume_change_the_direction() {
        const auto media = make();
        CPPUNIT_ASSERT(media->take_offer(sdp("8")));
        media->open(0);
        media->description();
        CPPUNIT_ASSERT(!media->held());
        for (const std::string_view hold : {"sendonly", "inactive"}) {
            CPPUNIT_ASSERT(media->take_offer(sdp("8", hold)));
            media->description();
            CPPUNIT_ASSERT(media->held());
            CPPUNIT_ASSERT(
                direction(*media) ==
                (hold == "inactive" ? media::Direction::inactive : media::Direction::receive_only));
        }
        CPPUNIT_ASSERT(media->take_offer(sdp("8", "sendrecv", "0.0.0.0"))); // RFC 2543
        media->description();
        CPPUNIT_ASSERT(media->held());
        CPPUNIT_ASSERT(media->take_offer(sdp("8")));
        media->description();
        CPPUNIT_ASSERT(!media->held());
        CPPUNIT_ASSERT(direction(*media) == media::Direction::send_receive);
    }
    void own_offer_is_answered_early_and_finally() {
        const auto media = make();
        media->open(0);
        CPPUNIT_ASSERT(media->make_offer().find("8 0") != std::string::npos);
        CPPUNIT_ASSERT(media->take_answer(sdp("8"), true));
        CPPUNIT_ASSERT(media->agreed() && media->own_offer_open());
        CPPUNIT_ASSERT(
            media->take_answer(sdp("8", "sendrecv", "192.0.2.9"), false)); // another fork answered
        CPPUNIT_ASSERT(!media->own_offer_open());
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.9"), media->agreement()->remote_address.address);
    }
    void offerless_invite_gets_an_offer() {
        const auto media = make();
        media->open(0);
        CPPUNIT_ASSERT(!media->offered());
        CPPUNIT_ASSERT(media->description().find("m=audio") != std::string::npos);
        CPPUNIT_ASSERT(media->own_offer_open());
        CPPUNIT_ASSERT(media->take_answer(sdp("8"), false));
    }
    void no_port_left_is_a_plain_no() {
        engine.rtp_limit = 0;
        const auto media = make();
        CPPUNIT_ASSERT(!media->open(0));
        CPPUNIT_ASSERT(!media->port());
    }
    void media_is_expected_only_after_the_answer() {
        const auto media = make();
        CPPUNIT_ASSERT(media->take_offer(sdp("8")));
        media->open(0);
        CPPUNIT_ASSERT(!engine.ports.at(media->port().value).expects_media);
        media->answered();
        CPPUNIT_ASSERT(engine.ports.at(media->port().value).expects_media);
    }
    std::unique_ptr<legs::SipMedia> make_data(mapping::MediaKind kind) {
        legs::SipMediaOptions options;
        options.address = "127.0.0.1";
        options.codecs = {*sipi::format_by_name("pcma"), *sipi::format_by_name("clearmode")};
        auto media = std::make_unique<legs::SipMedia>(engine, options, 7);
        media->set_kind(kind);
        media->open(0);
        return media;
    }
    static std::string data_sdp(std::string_view formats) {
        return sdp(formats) + "a=rtpmap:100 CLEARMODE/8000\r\n";
    }
    static bool has(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }
    void data_is_offered_and_taken_as_clearmode_alone() {
        const auto media = make_data(mapping::MediaKind::clearmode);
        const std::string offer = media->make_offer();
        CPPUNIT_ASSERT(has(offer, " RTP/AVP 97\r\n") && has(offer, "a=rtpmap:97 CLEARMODE/8000"));
        CPPUNIT_ASSERT(!media->take_answer(sdp("8"), false));
        CPPUNIT_ASSERT(media->take_answer(data_sdp("100"), false));
        CPPUNIT_ASSERT(engine.ports.at(media->port().value).format.codec ==
                       media::Codec::clearmode);
        CPPUNIT_ASSERT_EQUAL(100, int{engine.ports.at(media->port().value).format.payload_type});

        const auto other = make_data(mapping::MediaKind::clearmode);
        const auto refused = other->take_offer(sdp("8 0"));
        CPPUNIT_ASSERT(!refused && refused.error() == sipi::NegotiationError::no_codec);
        CPPUNIT_ASSERT(other->take_offer(data_sdp("8 100")));
        CPPUNIT_ASSERT(has(other->description(), " RTP/AVP 100\r\n"));

        legs::SipMediaOptions speech_only;
        speech_only.codecs = {*sipi::format_by_name("pcma")};
        legs::SipMedia none(engine, speech_only, 8);
        none.set_kind(mapping::MediaKind::clearmode);
        CPPUNIT_ASSERT(!none.possible() && media->possible());
    }
    void speech_is_never_clearmode() {
        const auto media = make_data(mapping::MediaKind::audio_3k1);
        CPPUNIT_ASSERT(!has(media->make_offer(), "CLEARMODE"));
        CPPUNIT_ASSERT(!media->take_answer(data_sdp("100"), false));
        const auto other = make_data(mapping::MediaKind::speech);
        CPPUNIT_ASSERT(!other->take_offer(data_sdp("100")));
        CPPUNIT_ASSERT(other->take_offer(data_sdp("100 8")));
        CPPUNIT_ASSERT(has(other->description(), " RTP/AVP 8\r\n"));
    }
    void preferred_data_takes_what_comes_of_it() {
        using mapping::MediaKind;
        for (const bool data : {true, false}) {
            const auto caller = make_data(MediaKind::preferred); // ours is the offer
            const std::string offer = caller->make_offer();
            CPPUNIT_ASSERT(has(offer, " RTP/AVP 8 97") || has(offer, " RTP/AVP 97 8"));
            CPPUNIT_ASSERT(caller->take_answer(data ? data_sdp("100") : sdp("8"), false));
            CPPUNIT_ASSERT(caller->agreed_kind() ==
                           (data ? MediaKind::clearmode : MediaKind::audio_3k1));

            const auto called = make_data(MediaKind::preferred); // theirs is the offer
            CPPUNIT_ASSERT(called->take_offer(data_sdp("100 8")));
            CPPUNIT_ASSERT(called->undecided());
            called->set_kind(data ? MediaKind::clearmode : MediaKind::audio_3k1);
            CPPUNIT_ASSERT(!called->undecided());
            CPPUNIT_ASSERT(
                has(called->description(), data ? " RTP/AVP 100\r\n" : " RTP/AVP 8\r\n"));
        }
        // CLEARMODE first, whatever the order of the conf file: it is what is preferred
        CPPUNIT_ASSERT(has(make_data(MediaKind::preferred)->make_offer(), " RTP/AVP 97 8"));
    }
    void seven_khz_audio_is_g722_octet_by_octet() {
        using mapping::MediaKind;
        legs::SipMediaOptions options;
        options.address = "127.0.0.1";
        options.codecs = {*sipi::format_by_name("pcma"), *sipi::format_by_name("clearmode"),
                          *sipi::format_by_name("g722")};
        const auto media_for = [&](MediaKind kind) {
            auto media = std::make_unique<legs::SipMedia>(engine, options, 7);
            media->set_kind(kind);
            media->open(0);
            return media;
        };
        const auto alone = media_for(MediaKind::audio_7k);
        CPPUNIT_ASSERT(has(alone->make_offer(), " RTP/AVP 9 97\r\n"));
        CPPUNIT_ASSERT(alone->take_answer(sdp("9"), false));
        const auto& format = engine.ports.at(alone->port().value).format;
        CPPUNIT_ASSERT(format.codec == media::Codec::clearmode && format.payload_type == 9);
        for (const bool wide : {true, false}) {
            const auto both = media_for(MediaKind::audio_7k_preferred);
            CPPUNIT_ASSERT(has(both->make_offer(), " RTP/AVP 9 97 8 "));
            CPPUNIT_ASSERT(both->undecided());
            CPPUNIT_ASSERT(both->take_answer(sdp(wide ? "9" : "8"), false));
            CPPUNIT_ASSERT(both->agreed_kind() ==
                           (wide ? MediaKind::audio_7k : MediaKind::audio_3k1));
        }
        for (const MediaKind other :
             {MediaKind::audio_3k1, MediaKind::speech, MediaKind::clearmode, MediaKind::preferred})
            CPPUNIT_ASSERT(!has(media_for(other)->make_offer(), "G722"));
    }
    void a_data_call_stays_data() {
        const auto media = make_data(mapping::MediaKind::clearmode);
        CPPUNIT_ASSERT(media->take_offer(data_sdp("100")));
        media->description();
        CPPUNIT_ASSERT(!media->take_offer(sdp("8"))); // 488: a re-INVITE cannot make it speech
        CPPUNIT_ASSERT(media->agreement()->codec.same_codec(sipi::make_format(-1, "CLEARMODE")));
    }
    void t38_offered_in_a_call_leaves_it_as_it_is() {
        const auto media = make();
        CPPUNIT_ASSERT(media->take_offer(sdp("8")));
        media->open(0);
        media->description();
        const std::string image = "m=image 4400 udptl t38\r\n";
        const std::string session = "v=0\r\no=- 1 2 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 "
                                    "192.0.2.7\r\nt=0 0\r\n";
        const auto alone = media->take_offer(session + image);
        CPPUNIT_ASSERT(!alone && alone.error() == sipi::NegotiationError::no_audio); // 488
        CPPUNIT_ASSERT(media->agreed() && !media->offer_waits());
        CPPUNIT_ASSERT(
            media->take_offer(session + "m=audio 4000 RTP/AVP 8\r\n" + image)); // beside speech
        const std::string answer = media->description();
        CPPUNIT_ASSERT(has(answer, "m=image 0 udptl t38") && has(answer, " RTP/AVP 8\r\n"));
        CPPUNIT_ASSERT(media->agreement()->codec.same_codec(sipi::make_format(8, "PCMA")));
    }
    void closes_its_port() {
        make()->open(0);
        CPPUNIT_ASSERT(engine.ports.empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SipMediaTest);
