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
    void closes_its_port() {
        make()->open(0);
        CPPUNIT_ASSERT(engine.ports.empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SipMediaTest);
