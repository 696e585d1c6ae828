// Session descriptions from text: what is read, tolerated and refused.
#include "sipi/sdp.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class SdpParserTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SdpParserTest);
    CPPUNIT_TEST(reads_an_offer_of_a_telephone);
    CPPUNIT_TEST(names_static_payload_types_without_rtpmap);
    CPPUNIT_TEST(keeps_unknown_attributes_in_order);
    CPPUNIT_TEST(reads_a_fax_stream);
    CPPUNIT_TEST(accepts_lone_line_feeds_and_a_missing_last_one);
    CPPUNIT_TEST(accepts_lines_out_of_order_within_a_level);
    CPPUNIT_TEST(keeps_malformed_attributes_as_unknown_ones);
    CPPUNIT_TEST(keeps_the_first_of_two_rtpmaps);
    CPPUNIT_TEST(refuses_malformed_descriptions);
    CPPUNIT_TEST(refuses_more_than_its_limits);
    CPPUNIT_TEST(survives_a_cut_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kHead =
        "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    static constexpr std::string_view kOffer =
        "v=0\r\n"
        "o=telephone 20518 18446744073709551615 IN IP4 host.example.com\r\n"
        "s=A call\r\n"
        "c=IN IP4 192.0.2.1\r\n"
        "t=0 0\r\n"
        "a=sendonly\r\n"
        "m=audio 49170 RTP/AVP 8 97 101\r\n"
        "a=rtpmap:97 CLEARMODE/8000\r\n"
        "a=rtpmap:101 telephone-event/8000\r\n"
        "a=fmtp:101 0-15,66\r\n"
        "a=ptime:20\r\n"
        "a=maxptime:60\r\n"
        "a=rtcp:53020 IN IP6 2001:db8::1\r\n"
        "a=ssrc:1 cname:x\r\n";

    static Sdp parsed(std::string_view text) {
        const auto sdp = Sdp::parse(text);
        CPPUNIT_ASSERT_MESSAGE(std::string(text), sdp.ok());
        return *sdp;
    }
    static std::string with(std::string_view lines) { return std::string(kHead).append(lines); }

    void reads_an_offer_of_a_telephone() {
        const Sdp sdp = parsed(kOffer);
        ASSERT_TEXT("telephone", sdp.origin.username);
        ASSERT_TEXT("20518", sdp.origin.session_id);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(18446744073709551615U), sdp.origin.version);
        ASSERT_TEXT("host.example.com", sdp.origin.address.address);
        ASSERT_TEXT("A call", sdp.name);
        CPPUNIT_ASSERT(sdp.direction == Direction::sendonly);
        const SdpMedia& media = sdp.media.at(0);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(49170), media.port);
        CPPUNIT_ASSERT(media.is_rtp());
        CPPUNIT_ASSERT_EQUAL(std::size_t(3), media.formats.size());
        ASSERT_TEXT("CLEARMODE", media.format(97)->encoding);
        ASSERT_TEXT("0-15,66", media.format(101)->fmtp);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(20), media.ptime);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(60), media.maxptime);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(53020), media.rtcp_port);
        ASSERT_TEXT("2001:db8::1", media.rtcp_address->address);
    }
    void names_static_payload_types_without_rtpmap() {
        const Sdp sdp = parsed(kOffer);
        ASSERT_TEXT("PCMA", sdp.media.at(0).format(8)->encoding);
        CPPUNIT_ASSERT(!sdp.media.at(0).format(8)->has_rtpmap);
    }
    void keeps_unknown_attributes_in_order() {
        const Sdp sdp = parsed(
            with("a=one\r\nm=audio 1 RTP/AVP 0\r\na=two:2\r\na=one\r\na=crypto:1 A inline:b\r\n"));
        CPPUNIT_ASSERT(sdp.attribute("one") && !sdp.attribute("one")->has_value);
        const SdpMedia& media = sdp.media.at(0);
        CPPUNIT_ASSERT_EQUAL(std::size_t(3), media.attributes.size());
        ASSERT_TEXT("two", media.attributes[0].name);
        ASSERT_TEXT("1 A inline:b", media.attribute("crypto")->value);
    }
    void reads_a_fax_stream() {
        const Sdp sdp = parsed(with("m=image 5000 udptl t38\r\na=T38FaxVersion:0\r\n"));
        CPPUNIT_ASSERT(!sdp.media.at(0).is_rtp());
        ASSERT_TEXT("t38", sdp.media.at(0).formats.at(0).name);
        CPPUNIT_ASSERT_EQUAL(-1, sdp.media.at(0).formats.at(0).payload_type);
    }
    void accepts_lone_line_feeds_and_a_missing_last_one() {
        std::string text(kOffer);
        std::erase(text, '\r');
        CPPUNIT_ASSERT(parsed(text) == parsed(kOffer));
        text.pop_back();
        CPPUNIT_ASSERT(parsed(text) == parsed(kOffer));
        CPPUNIT_ASSERT(parsed(std::string(kOffer) + "\r\n\r\n") == parsed(kOffer));
    }
    void accepts_lines_out_of_order_within_a_level() {
        const Sdp sdp =
            parsed("v=0\r\nt=0 0\r\na=x\r\nc=IN IP4 192.0.2.1\r\no=- 1 2 IN IP4 192.0.2.1\r\n"
                   "m=audio 1 RTP/AVP 0\r\na=ptime:20\r\nb=AS:1\r\nc=IN IP4 192.0.2.2\r\n");
        ASSERT_TEXT("192.0.2.2", sdp.connection_of(sdp.media.at(0))->address);
    }
    void keeps_malformed_attributes_as_unknown_ones() {
        const Sdp sdp = parsed(with(
            "m=audio 1 RTP/AVP 0 96\r\na=ptime:20.5\r\na=rtpmap:96\r\na=rtpmap:96 x/0\r\n"
            "a=rtpmap:300 x/1\r\na=fmtp:96\r\na=rtcp:x\r\na=maxptime:70000\r\na=fmtp:12 x\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(8), sdp.media.at(0).attributes.size());
        ASSERT_TEXT("", sdp.media.at(0).format(96)->encoding);
    }
    void keeps_the_first_of_two_rtpmaps() {
        const Sdp sdp =
            parsed(with("m=audio 1 RTP/AVP 96\r\na=rtpmap:96 A/8000\r\na=rtpmap:96 B/8000\r\n"));
        ASSERT_TEXT("A", sdp.media.at(0).format(96)->encoding);
        ASSERT_TEXT("96 B/8000", sdp.media.at(0).attribute("rtpmap")->value);
    }
    void refuses_malformed_descriptions() {
        for (const std::string_view bad :
             {"", "v=0", "v=1\r\n", "v=0\r\n", "o=- 1 2 IN IP4 a\r\nv=0\r\n",
              "v=0\r\no=- 1 2 IN IP4\r\n", "v=0\r\no=- 1 2 IN IP4 a b\r\n",
              "v=0\r\no=- 1 2 XX IP4 a\r\n", "v=0\r\no=- 1 2 IN IP5 a\r\n",
              "v=0\r\no=- x 2 IN IP4 a\r\n", "v=0\r\no=- 1 18446744073709551616 IN IP4 a\r\n",
              "v=0\r\no=-\r\n"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Sdp::parse(bad));
        for (const std::string_view bad : {"x=1\r\n",
                                           "v=0\r\n",
                                           "o=- 1 2 IN IP4 a\r\n",
                                           "c=IN IP4\r\n",
                                           "c=IN IP4 a!b\r\n",
                                           "c=IN IP4 1.2.3.4/x\r\n",
                                           "t=0\r\n",
                                           "t=a b\r\n",
                                           "t=0 0 0\r\n",
                                           "b=AS\r\n",
                                           "b=AS:x\r\n",
                                           "b=:1\r\n",
                                           "a=\r\n",
                                           "a=:x\r\n",
                                           "c\r\n",
                                           " a=x\r\n",
                                           "m=audio\r\n",
                                           "m=audio 1\r\n",
                                           "m=audio 1 RTP/AVP\r\n",
                                           "m=audio x RTP/AVP 0\r\n",
                                           "m=audio 65536 RTP/AVP 0\r\n",
                                           "m=audio 1/x RTP/AVP 0\r\n",
                                           "m=audio 1 RTP/AVP 128\r\n",
                                           "m=audio 1 RTP/AVP x\r\n",
                                           "m=au(dio 1 RTP/AVP 0\r\n",
                                           "m=audio 1 RTP/AVP 0\r\nt=0 0\r\n",
                                           "m=audio 1 RTP/AVP 0\r\nc=IN IP6 x%y\r\n"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Sdp::parse(with(bad)));
        CPPUNIT_ASSERT(!Sdp::parse(with(std::string_view("a=x\0y\r\n", 7))));
    }
    void refuses_more_than_its_limits() {
        const auto repeated = [](std::string_view line, std::size_t count) {
            std::string text(kHead);
            for (std::size_t at = 0; at < count; ++at)
                text += line;
            return text;
        };
        CPPUNIT_ASSERT(Sdp::parse(repeated("m=audio 1 RTP/AVP 0\r\n", kMaxSdpMedia)).ok());
        CPPUNIT_ASSERT(!Sdp::parse(repeated("m=audio 1 RTP/AVP 0\r\n", kMaxSdpMedia + 1)));
        CPPUNIT_ASSERT(Sdp::parse(repeated("a=x\r\n", kMaxSdpAttributes)).ok());
        CPPUNIT_ASSERT(!Sdp::parse(repeated("a=x\r\n", kMaxSdpAttributes + 1)));
        CPPUNIT_ASSERT(!Sdp::parse(repeated("i=x\r\n", kMaxSdpAttributes + 1)));
        CPPUNIT_ASSERT(!Sdp::parse(repeated("b=AS:1\r\n", kMaxSdpAttributes + 1)));
        std::string formats = "m=audio 1 RTP/AVP";
        for (std::size_t at = 0; at < kMaxSdpFormats; ++at)
            formats += " 96";
        CPPUNIT_ASSERT(Sdp::parse(with(formats)).ok());
        CPPUNIT_ASSERT(!Sdp::parse(with(formats + " 96")));
    }
    void survives_a_cut_at_every_length() {
        for (std::size_t length = 0; length < kOffer.size(); ++length) {
            const std::string cut(kOffer.substr(0, length));
            const auto sdp = Sdp::parse(cut);
            if (sdp)
                CPPUNIT_ASSERT_MESSAGE(cut, Sdp::parse(sdp->to_string()).ok());
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SdpParserTest);

} // namespace sipi
