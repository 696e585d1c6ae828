// SIP messages for the trace.
#include "gateway/observe/sip_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string_view>

class SipTextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SipTextTest);
    CPPUNIT_TEST(shows_method_and_uri_of_a_request);
    CPPUNIT_TEST(shows_code_reason_and_method_of_a_response);
    CPPUNIT_TEST(marks_the_type_of_the_body);
    CPPUNIT_TEST(ignores_what_the_body_says);
    CPPUNIT_TEST(makes_control_characters_visible);
    CPPUNIT_TEST(takes_any_cut_of_a_message);
    CPPUNIT_TEST(dumps_octets_in_hex);
    CPPUNIT_TEST_SUITE_END();

    static base::Octets octets(std::string_view text) {
        return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    }
    static std::string summary(std::string_view text) { return observe::sip_summary(octets(text)); }

    void shows_method_and_uri_of_a_request() {
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE sip:600@192.0.2.1"),
                             summary("INVITE sip:600@192.0.2.1 SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n"));
    }
    void shows_code_reason_and_method_of_a_response() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("486 Busy Here (INVITE)"),
            summary("SIP/2.0 486 Busy Here\r\nVia: x\r\ncseq :  7\tINVITE\r\n\r\n"));
    }
    void marks_the_type_of_the_body() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("183 Session Progress (INVITE) [SDP]"),
            summary(
                "SIP/2.0 183 Session Progress\r\nCSeq: 1 INVITE\r\nc: application/SDP\r\n\r\nv=0"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("BYE sip:a@b [ISUP]"),
            summary(
                "BYE sip:a@b SIP/2.0\r\nContent-Type: application/ISUP;version=itu-t92+\r\n\r\n"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("INFO sip:a@b [multipart]"),
            summary("INFO sip:a@b SIP/2.0\nContent-Type: multipart/mixed;boundary=x\n\n"));
    }
    void ignores_what_the_body_says() {
        CPPUNIT_ASSERT_EQUAL(std::string("200 OK"),
                             summary("SIP/2.0 200 OK\r\n\r\nCSeq: 1 INVITE\r\n"));
    }
    void makes_control_characters_visible() {
        CPPUNIT_ASSERT_EQUAL(std::string("BYE sip:a.[2J"), summary("BYE sip:a\x1b[2J SIP/2.0\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("a.b\n"), observe::sip_detail(octets("a\x07"
                                                                              "b\r\n")));
    }
    void takes_any_cut_of_a_message() {
        const std::string_view message =
            "SIP/2.0 183 Session Progress\r\nCSeq: 1 INVITE\r\nc: application/sdp\r\n\r\nv=0\r\n";
        for (std::size_t length = 0; length <= message.size(); ++length) {
            const std::string copy(
                message.substr(0, length)); // exact size, so that a sanitizer sees overreads
            CPPUNIT_ASSERT(summary(copy).size() <= length + 20);
            observe::sip_detail(octets(copy));
        }
    }
    void dumps_octets_in_hex() {
        const std::uint8_t some[] = {0x08, 0x01, 0x41};
        CPPUNIT_ASSERT_EQUAL("0000  08 01 41 " + std::string(39, ' ') + " ..A\n",
                             observe::hex_dump(some));
        CPPUNIT_ASSERT_EQUAL(std::string(), observe::hex_dump({}));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SipTextTest);
