// Session descriptions as values: printing, addresses, directions and static payload types.
#include "sipi/sdp.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class SdpTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SdpTest);
    CPPUNIT_TEST(prints_a_built_description);
    CPPUNIT_TEST(prints_everything_it_can_hold);
    CPPUNIT_TEST(finds_the_connection_that_counts);
    CPPUNIT_TEST(finds_the_direction_that_counts);
    CPPUNIT_TEST(takes_an_unspecified_address_as_hold);
    CPPUNIT_TEST(tells_multicast_addresses);
    CPPUNIT_TEST(reverses_directions);
    CPPUNIT_TEST(compares_codecs_without_case);
    CPPUNIT_TEST(knows_the_static_payload_types);
    CPPUNIT_TEST_SUITE_END();

    void prints_a_built_description() {
        Sdp sdp;
        sdp.origin = {"-", "42", 1, {false, "192.0.2.1", ""}};
        sdp.connection = sdp.origin.address;
        SdpMedia& media = sdp.media.emplace_back();
        media.media = "audio";
        media.port = 16384;
        media.protocol = "RTP/AVP";
        media.formats = {make_format(8, "PCMA"), make_format(101, "telephone-event", 8000, "0-15")};
        media.ptime = 20;
        media.direction = Direction::sendrecv;
        ASSERT_TEXT(
            "v=0\r\no=- 42 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
            "m=audio 16384 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
            sdp.to_string());
    }
    void prints_everything_it_can_hold() {
        const std::string_view text =
            "v=0\r\no=u 1 2 IN IP6 2001:db8::1\r\ns=name\r\ni=info\r\nu=http://x\r\ne=e@x\r\n"
            "p=+49\r\nc=IN IP6 ff15::101/3\r\nb=CT:100\r\nt=1 2\r\nr=7d 1h 0\r\nt=3 4\r\n"
            "z=5 6\r\nk=clear:x\r\na=inactive\r\na=tool:x\r\na=flag\r\n"
            "m=audio 10/2 RTP/AVP 0 96\r\ni=one\r\nc=IN IP4 224.2.1.1/127/3\r\nb=AS:64\r\n"
            "k=prompt\r\na=rtpmap:96 L16/44100/2\r\na=fmtp:96 x=y\r\na=ptime:20\r\n"
            "a=maxptime:40\r\na=rtcp:99 IN IP4 192.0.2.7\r\na=rtcp-mux\r\na=sendonly\r\n"
            "a=silenceSupp:off - - - -\r\na=x\r\nm=image 0 udptl t38\r\na=T38FaxVersion:0\r\n";
        const auto sdp = Sdp::parse(text);
        CPPUNIT_ASSERT(sdp.ok());
        ASSERT_TEXT(text, sdp->to_string());
        CPPUNIT_ASSERT(*Sdp::parse(sdp->to_string()) == *sdp);
    }
    void finds_the_connection_that_counts() {
        Sdp sdp;
        SdpMedia media;
        CPPUNIT_ASSERT(sdp.connection_of(media) == nullptr);
        sdp.connection = SdpAddress{false, "192.0.2.1", ""};
        ASSERT_TEXT("192.0.2.1", sdp.connection_of(media)->address);
        media.connection = SdpAddress{false, "192.0.2.2", ""};
        ASSERT_TEXT("192.0.2.2", sdp.connection_of(media)->address);
    }
    void finds_the_direction_that_counts() {
        Sdp sdp;
        SdpMedia media;
        CPPUNIT_ASSERT(sdp.direction_of(media) == Direction::sendrecv);
        sdp.direction = Direction::recvonly;
        CPPUNIT_ASSERT(sdp.direction_of(media) == Direction::recvonly);
        media.direction = Direction::sendonly;
        CPPUNIT_ASSERT(sdp.direction_of(media) == Direction::sendonly);
    }
    void takes_an_unspecified_address_as_hold() {
        Sdp sdp;
        SdpMedia media;
        sdp.connection = SdpAddress{false, "0.0.0.0", ""};
        CPPUNIT_ASSERT(sdp.direction_of(media) == Direction::sendonly);
        media.direction = Direction::recvonly;
        CPPUNIT_ASSERT(sdp.direction_of(media) == Direction::inactive);
        media.connection = SdpAddress{true, "::", ""};
        CPPUNIT_ASSERT(sdp.direction_of(media) == Direction::inactive);
    }
    void tells_multicast_addresses() {
        for (const std::string_view address : {"224.0.0.1", "239.255.255.255"})
            CPPUNIT_ASSERT((SdpAddress{false, std::string(address), ""}.is_multicast()));
        for (const std::string_view address :
             {"223.255.255.255", "240.0.0.1", "192.0.2.1", "230.example.com", "x", ""})
            CPPUNIT_ASSERT((!SdpAddress{false, std::string(address), ""}.is_multicast()));
        CPPUNIT_ASSERT((SdpAddress{true, "FF15::101", ""}.is_multicast()));
        CPPUNIT_ASSERT((!SdpAddress{true, "2001:db8::1", ""}.is_multicast()));
    }
    void reverses_directions() {
        CPPUNIT_ASSERT(reversed(Direction::sendonly) == Direction::recvonly);
        CPPUNIT_ASSERT(reversed(Direction::recvonly) == Direction::sendonly);
        CPPUNIT_ASSERT(reversed(Direction::sendrecv) == Direction::sendrecv);
        CPPUNIT_ASSERT(reversed(Direction::inactive) == Direction::inactive);
    }
    void compares_codecs_without_case() {
        CPPUNIT_ASSERT(make_format(8, "PCMA").same_codec(make_format(99, "pcma")));
        CPPUNIT_ASSERT(!make_format(8, "PCMA").same_codec(make_format(8, "PCMA", 16000)));
        CPPUNIT_ASSERT(!make_format(96, "").same_codec(make_format(96, "")));
    }
    void knows_the_static_payload_types() {
        ASSERT_TEXT("PCMU", static_payload(0)->encoding);
        ASSERT_TEXT("PCMA", static_payload(8)->encoding);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(8000), static_payload(9)->clock_rate);
        CPPUNIT_ASSERT(static_payload(96) == nullptr);
        CPPUNIT_ASSERT(static_payload(-1) == nullptr);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SdpTest);

} // namespace sipi
