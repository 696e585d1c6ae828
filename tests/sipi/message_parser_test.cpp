// Datagrams to messages: framing, folding, limits, and which malformed requests can still be
// answered.
#include "sipi/message_parser.h"

#include "tests/sipi/text_support.h"

namespace sipi {

using test::invite_with;
using test::kInvite;
using test::octets;
using test::parsed;

class MessageParserTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MessageParserTest);
    CPPUNIT_TEST(reads_a_request);
    CPPUNIT_TEST(reads_a_response);
    CPPUNIT_TEST(reads_a_status_line_without_reason);
    CPPUNIT_TEST(skips_keep_alives_before_the_message);
    CPPUNIT_TEST(takes_lone_line_feeds_as_line_ends);
    CPPUNIT_TEST(turns_lone_carriage_returns_into_spaces);
    CPPUNIT_TEST(unfolds_continuation_lines);
    CPPUNIT_TEST(takes_the_rest_as_body_without_content_length);
    CPPUNIT_TEST(drops_octets_behind_the_body);
    CPPUNIT_TEST(refuses_empty_datagrams);
    CPPUNIT_TEST(refuses_what_is_no_sip);
    CPPUNIT_TEST(answers_400_where_headers_allow);
    CPPUNIT_TEST(answers_505_to_another_version);
    CPPUNIT_TEST(answers_501_to_an_unknown_method_that_cseq_contradicts);
    CPPUNIT_TEST(answers_nothing_to_a_malformed_ack);
    CPPUNIT_TEST(answers_nothing_to_a_malformed_response);
    CPPUNIT_TEST(answers_400_without_a_mandatory_header_but_nothing_without_via);
    CPPUNIT_TEST(refuses_repeated_headers_that_decide);
    CPPUNIT_TEST(refuses_too_many_header_lines);
    CPPUNIT_TEST(refuses_what_is_beyond_the_limits_with_their_status);
    CPPUNIT_TEST(refuses_too_long_a_datagram);
    CPPUNIT_TEST(survives_a_cut_at_every_length);
    CPPUNIT_TEST(survives_every_octet_changed);
    CPPUNIT_TEST_SUITE_END();

    /// The Malformed of a text that must not parse.
    static Malformed refused(std::string_view text) {
        auto result = Message::parse(octets(text));
        CPPUNIT_ASSERT_MESSAGE(std::string(text), !result.ok());
        return result.error();
    }

    void reads_a_request() {
        const Message message = parsed(kInvite);
        CPPUNIT_ASSERT(message.is_request());
        CPPUNIT_ASSERT(message.method() == Method::invite);
        ASSERT_TEXT("sip:+4930123@gw.example.net;user=phone", message.request_uri());
        ASSERT_TEXT("z9hG4bKa1", message.top_via()->branch);
        ASSERT_TEXT("f1", message.from()->tag);
        ASSERT_TEXT("+4930123", message.to()->uri.user);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(7), message.cseq()->number);
        ASSERT_TEXT("192.0.2.10", message.contact()->uri.host);
        ASSERT_TEXT("v=0\n", message.body_text());
        CPPUNIT_ASSERT_EQUAL(std::size_t(11), message.field_count());
    }
    void reads_a_response() {
        const Message message =
            parsed(invite_with("INVITE sip:+4930123@gw.example.net;user=phone SIP/2.0",
                               "SIP/2.0 183 Session  Progress"));
        CPPUNIT_ASSERT(message.is_response());
        CPPUNIT_ASSERT_EQUAL(183, message.status());
        ASSERT_TEXT("Session  Progress", message.reason());
        CPPUNIT_ASSERT(message.method() == Method::invite);
        ASSERT_TEXT("INVITE", message.method_text());
    }
    void reads_a_status_line_without_reason() {
        const std::string_view start = "INVITE sip:+4930123@gw.example.net;user=phone SIP/2.0";
        for (const std::string_view line : {"SIP/2.0 200 ", "SIP/2.0 200"})
            ASSERT_TEXT("", parsed(invite_with(start, line)).reason());
        for (const std::string_view bad :
             {"SIP/2.0 99 x", "SIP/2.0 700 x", "SIP/2.0 2000 x", "SIP/2.0 20", "SIP/2.0",
              "SIP/2.0 200x", "SIP/3.0 200 OK", "SIP/2.0 -20 x"})
            CPPUNIT_ASSERT_EQUAL(0, refused(invite_with(start, bad)).status);
    }
    void skips_keep_alives_before_the_message() {
        ASSERT_TEXT(kInvite, parsed("\r\n\r\n\n" + std::string(kInvite)).to_string());
    }
    void takes_lone_line_feeds_as_line_ends() {
        std::string text(kInvite);
        std::erase(text, '\r');
        ASSERT_TEXT(kInvite, parsed(text).to_string());
    }
    void turns_lone_carriage_returns_into_spaces() {
        const Message message = parsed(invite_with("X-Trunk: left", "X-Trunk: le\rEvil: 1"));
        ASSERT_TEXT("le Evil: 1", message.header("X-Trunk"));
    }
    void unfolds_continuation_lines() {
        const Message message =
            parsed(invite_with("X-Trunk: left", "X-Trunk:\r\n  le\r\n\tft\n right \r\n "));
        ASSERT_TEXT("le  \tft  right", message.header("X-Trunk"));
        const std::string text = message.to_string();
        CPPUNIT_ASSERT(text.find("X-Trunk: le  \tft  right\r\n") != std::string::npos);
    }
    void takes_the_rest_as_body_without_content_length() {
        const Message message = parsed(invite_with("Content-Length: 4\r\n", "") + "more");
        ASSERT_TEXT("v=0\nmore", message.body_text());
    }
    void drops_octets_behind_the_body() {
        ASSERT_TEXT("v=0\n", parsed(std::string(kInvite) + "INVITE again").body_text());
    }
    void refuses_empty_datagrams() {
        CPPUNIT_ASSERT(refused("").error == Error::empty);
        CPPUNIT_ASSERT(refused("\r\n\r\n").error == Error::empty);
        const std::string nul(1, '\0');
        CPPUNIT_ASSERT_EQUAL(0, refused(nul).status);
    }
    void refuses_what_is_no_sip() {
        for (const std::string_view bad :
             {"GET / HTTP/1.1\r\n\r\n", "INVITE\r\n\r\n", " SIP/2.0\r\n\r\n", "x\r\n", "x",
              "INVITE sip:a@b\r\n\r\n", "\x80\x08 SIP/2.0\r\n\r\n"}) {
            const Malformed malformed = refused(bad);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(bad), 0, malformed.status);
            CPPUNIT_ASSERT(!malformed.request);
        }
    }
    void answers_400_where_headers_allow() {
        struct Row {
            std::string_view from;
            std::string_view to;
            Error error;
        };
        for (const Row& row : {
                 Row{"INVITE sip:", "INVITE  sip:", Error::bad_uri},
                 Row{"phone SIP/2.0", "phone  SIP/2.0", Error::bad_uri},
                 Row{"phone SIP/2.0", "phone SIP/2.0 ", Error::bad_start_line},
                 Row{";user=phone SIP", "; user=phone SIP", Error::bad_uri},
                 Row{"sip:+4930123@gw", "<sip:+4930123@gw", Error::bad_uri},
                 Row{"sip:+4930123@gw.example.net;user=phone ", "", Error::bad_uri},
                 Row{"X-Trunk: left", "X-Trunk", Error::bad_header},
                 Row{"X-Trunk: left", ": left", Error::bad_header},
                 Row{"X-Trunk: left", "X Trunk: left", Error::bad_header},
                 Row{"Content-Length: 4", "Content-Length: 5", Error::bad_content_length},
                 Row{"Content-Length: 4", "Content-Length: -4", Error::bad_content_length},
                 Row{"Content-Length: 4", "Content-Length: 4294967300", Error::bad_content_length},
                 Row{"Content-Length: 4", "Content-Length: ", Error::bad_content_length},
                 Row{"7 INVITE", "7 BYE", Error::cseq_mismatch},
                 Row{"7 INVITE", "4294967296 INVITE", Error::bad_cseq},
                 Row{";rport", ";;rport", Error::bad_via},
                 Row{";tag=f1", ";tag=", Error::bad_parameter},
                 Row{"To: <sip:+49", "To: <sip:+ 49", Error::bad_name_addr},
                 Row{"To: <sip:+4930123@gw.example.net>", "To: *", Error::bad_name_addr},
                 Row{"c1@192.0.2.10", "c1 192.0.2.10", Error::bad_call_id},
             }) {
            const Malformed malformed = refused(invite_with(row.from, row.to));
            ASSERT_TEXT(reason_text(row.error), reason_text(malformed.error));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.to), 400, malformed.status);
            const Message response = Message::response(malformed.request.value(), malformed.status,
                                                       reason_text(malformed.error));
            CPPUNIT_ASSERT(response.has(HeaderName::via) && response.has(HeaderName::cseq));
        }
    }
    void answers_505_to_another_version() {
        CPPUNIT_ASSERT_EQUAL(505, refused(invite_with("SIP/2.0\r\nVia", "SIP/7.0\r\nVia")).status);
    }
    void answers_501_to_an_unknown_method_that_cseq_contradicts() {
        CPPUNIT_ASSERT_EQUAL(501, refused(invite_with("INVITE sip", "NEWMETHOD sip")).status);
    }
    void answers_nothing_to_a_malformed_ack() {
        CPPUNIT_ASSERT_EQUAL(0, refused(invite_with("INVITE sip", "ACK sip")).status);
    }
    void answers_nothing_to_a_malformed_response() {
        const Malformed malformed =
            refused(invite_with("INVITE sip:+4930123@gw.example.net;user=phone SIP/2.0\r\nVia",
                                "SIP/2.0 200 OK\r\nViax"));
        CPPUNIT_ASSERT_EQUAL(0, malformed.status);
        CPPUNIT_ASSERT(malformed.error == Error::missing_header);
    }
    void answers_400_without_a_mandatory_header_but_nothing_without_via() {
        for (const std::string_view name : {"Via:", "From:", "To:", "Call-ID:", "CSeq:"}) {
            const Malformed malformed = refused(invite_with(name, "Absent:"));
            CPPUNIT_ASSERT_MESSAGE(std::string(name), malformed.error == Error::missing_header);
            CPPUNIT_ASSERT_EQUAL(name == "Via:" ? 0 : 400, malformed.status);
        }
    }
    void refuses_repeated_headers_that_decide() {
        for (const std::string_view line :
             {"From: <sip:x@y>;tag=2", "t: <sip:x@y>", "i: other", "CSeq: 7 INVITE", "l: 4",
              "c: a/b", "Max-Forwards: 1"}) {
            const Malformed malformed = refused(invite_with("X-Trunk: left", line));
            CPPUNIT_ASSERT_MESSAGE(std::string(line), malformed.error == Error::repeated_header);
            CPPUNIT_ASSERT_EQUAL(400, malformed.status);
        }
    }
    void refuses_what_is_beyond_the_limits_with_their_status() {
        const std::string folded =
            "X-Trunk: " + std::string(50, 'x') + "\r\n " + std::string(60, 'y');
        struct Row {
            std::size_t ParserLimits::*limit;
            std::size_t least; ///< that lets the message through
            int status;
            Error error;
        };
        const std::string text = invite_with("X-Trunk: left", folded);
        const std::size_t uri = std::string_view("sip:+4930123@gw.example.net;user=phone").size();
        for (const Row& row :
             {Row{&ParserLimits::message, text.size(), 513, Error::too_large},
              Row{&ParserLimits::headers, 11, 400, Error::too_many_headers},
              Row{&ParserLimits::header, folded.size(), 400, Error::header_too_long},
              Row{&ParserLimits::uri, uri, 414, Error::uri_too_long}}) {
            ParserLimits limits;
            limits.*row.limit = row.least;
            CPPUNIT_ASSERT_MESSAGE(std::to_string(row.status),
                                   Message::parse(octets(text), limits).ok());
            limits.*row.limit = row.least - 1;
            const auto refused = Message::parse(octets(text), limits);
            CPPUNIT_ASSERT_MESSAGE(std::to_string(row.status), !refused.ok());
            CPPUNIT_ASSERT(refused.error().error == row.error);
            CPPUNIT_ASSERT_EQUAL(row.status, refused.error().status);
            CPPUNIT_ASSERT(refused.error().request.has_value());
        }
    }
    void refuses_too_many_header_lines() {
        std::string lines;
        for (std::size_t count = 10; count < kMaxHeaders; ++count)
            lines += "X: y\r\n";
        CPPUNIT_ASSERT_EQUAL(kMaxHeaders,
                             parsed(invite_with("X-Trunk: left\r\n", lines)).field_count());
        CPPUNIT_ASSERT(refused(invite_with("X-Trunk: left\r\n", lines + "X: y\r\n")).error ==
                       Error::too_many_headers);
    }
    void refuses_too_long_a_datagram() {
        CPPUNIT_ASSERT(refused(std::string(kInvite) + std::string(kMaxMessage, 'x')).error ==
                       Error::too_large);
    }
    void survives_a_cut_at_every_length() {
        for (std::size_t length = 0; length < kInvite.size(); ++length) {
            const std::string cut(
                kInvite.substr(0, length)); // its own memory, so that an overread is seen
            CPPUNIT_ASSERT_MESSAGE("length " + std::to_string(length),
                                   !Message::parse(octets(cut)));
        }
    }
    void survives_every_octet_changed() {
        for (std::size_t at = 0; at < kInvite.size(); ++at)
            for (const char c :
                 {'\0', '\r', '\n', ' ', ',', ';', '"', '<', '>', ':', '%', '[', '\x80'}) {
                std::string text(kInvite);
                text[at] = c;
                const auto result = Message::parse(octets(text));
                if (result) // what was accepted is accepted again as we write it
                    CPPUNIT_ASSERT_MESSAGE(text, Message::parse(octets(result->to_string())).ok());
            }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageParserTest);

} // namespace sipi
