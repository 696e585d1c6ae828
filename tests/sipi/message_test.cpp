// Messages as values: building, changing, answering and writing them.
#include "sipi/message.h"

#include "tests/sipi/text_support.h"

#include <algorithm>
#include <array>

namespace sipi {

using test::joined;
using test::kInvite;
using test::parsed;

class MessageTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MessageTest);
    CPPUNIT_TEST(builds_a_request);
    CPPUNIT_TEST(builds_a_request_of_an_unknown_method);
    CPPUNIT_TEST(answers_with_the_headers_of_the_request);
    CPPUNIT_TEST(copies_timestamp_into_100_only);
    CPPUNIT_TEST(writes_an_unchanged_message_as_it_came);
    CPPUNIT_TEST(writes_compact_forms_as_long_ones);
    CPPUNIT_TEST(writes_the_right_content_length_once);
    CPPUNIT_TEST(walks_list_elements_over_several_lines);
    CPPUNIT_TEST(does_not_split_single_values);
    CPPUNIT_TEST(finds_unknown_headers_by_name);
    CPPUNIT_TEST(finds_option_tags_in_any_case);
    CPPUNIT_TEST(sets_in_place_of_all_lines);
    CPPUNIT_TEST(prepends_before_its_own_kind);
    CPPUNIT_TEST(replaces_the_first_element_only);
    CPPUNIT_TEST(removes_all_lines);
    CPPUNIT_TEST(does_not_let_line_ends_into_a_header);
    CPPUNIT_TEST(takes_values_out_of_itself);
    CPPUNIT_TEST(tags_to_once);
    CPPUNIT_TEST(tags_follow_the_headers);
    CPPUNIT_TEST(carries_binary_bodies);
    CPPUNIT_TEST(drops_a_body);
    CPPUNIT_TEST(copies_are_independent);
    CPPUNIT_TEST(moves_keep_the_text);
    CPPUNIT_TEST(reads_back_what_it_wrote);
    CPPUNIT_TEST_SUITE_END();

    static Message invite() { return parsed(kInvite); }

    void builds_a_request() {
        Message message = Message::request(Method::options, "sip:a@b");
        message.append(HeaderName::via, "SIP/2.0/UDP h;branch=z9hG4bK1");
        message.append("X-Mine", " value ");
        ASSERT_TEXT("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                    "X-Mine: value\r\nContent-Length: 0\r\n\r\n",
                    message.to_string());
        CPPUNIT_ASSERT(message.is_request());
        message.set_request_uri("sip:c@d");
        ASSERT_TEXT("sip:c@d", message.request_uri());
    }
    void builds_a_request_of_an_unknown_method() {
        const Message message = Message::request("PING", "sip:a@b");
        CPPUNIT_ASSERT(message.method() == Method::unknown);
        ASSERT_TEXT("PING", message.method_text());
        CPPUNIT_ASSERT(message.to_string().starts_with("PING sip:a@b SIP/2.0\r\n"));
    }
    void answers_with_the_headers_of_the_request() {
        Message request = invite();
        request.append(HeaderName::via, "SIP/2.0/UDP second;branch=z9hG4bKb2");
        request.append(HeaderName::record_route, "<sip:proxy;lr>");
        Message response = Message::response(request, 180);
        response.copy(request, HeaderName::record_route);
        ASSERT_TEXT("SIP/2.0 180 Ringing\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa1;rport\r\n"
                    "Via: SIP/2.0/UDP second;branch=z9hG4bKb2\r\n"
                    "From: \"Alice\" <sip:+4930456@pbx.example.net>;tag=f1\r\n"
                    "To: <sip:+4930123@gw.example.net>\r\n"
                    "Call-ID: c1@192.0.2.10\r\n"
                    "CSeq: 7 INVITE\r\n"
                    "Record-Route: <sip:proxy;lr>\r\n"
                    "Content-Length: 0\r\n\r\n",
                    response.to_string());
        CPPUNIT_ASSERT(response.method() == Method::invite);
        CPPUNIT_ASSERT_EQUAL(180, response.status());
        ASSERT_TEXT("No Line", Message::response(request, 503, "No Line").reason());
    }
    void copies_timestamp_into_100_only() {
        Message request = invite();
        request.append(HeaderName::timestamp, "54");
        ASSERT_TEXT("54", Message::response(request, 100).header(HeaderName::timestamp));
        CPPUNIT_ASSERT(!Message::response(request, 180).has(HeaderName::timestamp));
    }
    void writes_an_unchanged_message_as_it_came() { ASSERT_TEXT(kInvite, invite().to_string()); }
    void writes_compact_forms_as_long_ones() {
        const Message message =
            parsed("BYE sip:a@b SIP/2.0\nv:SIP/2.0/UDP h;branch=z9hG4bK1\nf:<sip:a@b>;tag=1\n"
                   "t :\t<sip:c@d>\ni: x\ncseq: 1 BYE\nx-Y:  z  \nl: 0\n\n");
        ASSERT_TEXT(
            "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
            "To: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 BYE\r\nx-Y: z\r\nContent-Length: 0\r\n\r\n",
            message.to_string());
    }
    void writes_the_right_content_length_once() {
        Message message = invite();
        message.set(HeaderName::content_length, "99");
        message.append(HeaderName::content_length, "98");
        const std::string text = message.to_string();
        CPPUNIT_ASSERT(text.find("Content-Length: 4\r\n") != std::string::npos);
        CPPUNIT_ASSERT(text.find("Content-Length: 9") == std::string::npos);
        CPPUNIT_ASSERT_EQUAL(text.find("Content-Length"), text.rfind("Content-Length"));
    }
    void walks_list_elements_over_several_lines() {
        Message message = Message::request(Method::invite, "sip:a@b");
        message.append(HeaderName::contact, "\"a, b\" <sip:x,y@z>;q=1 , <sip:c@d>");
        message.append(HeaderName::from, "<sip:f@g>");
        message.append(HeaderName::contact, ",, <sip:e@f>,");
        message.append(HeaderName::contact, "");
        ASSERT_TEXT("\"a, b\" <sip:x,y@z>;q=1|<sip:c@d>|<sip:e@f>",
                    joined(message, HeaderName::contact));
        CPPUNIT_ASSERT_EQUAL(std::size_t(3), message.count(HeaderName::contact));
        ASSERT_TEXT("", joined(message, HeaderName::allow));
    }
    void does_not_split_single_values() {
        Message message = Message::request(Method::invite, "sip:a@b");
        message.append(HeaderName::date, "Sat, 13 Nov 2010 23:29:00 GMT");
        message.append(HeaderName::authorization, "Digest a=\"b\", c=d");
        ASSERT_TEXT("Sat, 13 Nov 2010 23:29:00 GMT", joined(message, HeaderName::date));
        ASSERT_TEXT("Digest a=\"b\", c=d", joined(message, HeaderName::authorization));
    }
    void finds_unknown_headers_by_name() {
        Message message = invite();
        ASSERT_TEXT("left", message.header("x-trunk"));
        ASSERT_TEXT("7 INVITE", message.header("CSEQ"));
        ASSERT_TEXT("", message.header("X-Other"));
        CPPUNIT_ASSERT(message.remove("X-TRUNK"));
        CPPUNIT_ASSERT(!message.remove("X-TRUNK"));
        ASSERT_TEXT("", message.header("x-trunk"));
    }
    void finds_option_tags_in_any_case() {
        CPPUNIT_ASSERT(invite().lists(HeaderName::supported, "100REL"));
        CPPUNIT_ASSERT(!invite().lists(HeaderName::supported, "100"));
        CPPUNIT_ASSERT(!invite().lists(HeaderName::require, "100rel"));
    }
    void sets_in_place_of_all_lines() {
        Message message = invite();
        message.append(HeaderName::supported, "replaces");
        message.set(HeaderName::supported, "timer");
        ASSERT_TEXT("timer", joined(message, HeaderName::supported));
        message.set(HeaderName::server, "Landline");
        ASSERT_TEXT("Landline", message.header(HeaderName::server));
        CPPUNIT_ASSERT(message.field(7).id == HeaderName::supported); // where the first one stood
    }
    void prepends_before_its_own_kind() {
        Message message = invite();
        message.prepend(HeaderName::via, "SIP/2.0/UDP first");
        message.prepend(HeaderName::supported, "a");
        message.prepend(HeaderName::route, "<sip:r;lr>");
        ASSERT_TEXT("a|timer|100rel", joined(message, HeaderName::supported));
        CPPUNIT_ASSERT(message.field(0).id == HeaderName::route);
        ASSERT_TEXT("first", message.top_via()->host);
    }
    void replaces_the_first_element_only() {
        Message message = invite();
        message.append(HeaderName::supported, "replaces");
        message.replace_first(HeaderName::supported, "norefersub");
        ASSERT_TEXT("norefersub|100rel|replaces", joined(message, HeaderName::supported));
        message.replace_first(HeaderName::server, "x");
        ASSERT_TEXT("x", message.header(HeaderName::server));
    }
    void removes_all_lines() {
        Message message = invite();
        message.append(HeaderName::supported, "replaces");
        CPPUNIT_ASSERT(message.remove(HeaderName::supported));
        CPPUNIT_ASSERT(!message.has(HeaderName::supported));
        CPPUNIT_ASSERT(!message.remove(HeaderName::supported));
    }
    void does_not_let_line_ends_into_a_header() {
        Message message = Message::request(Method::bye, "sip:a@b\r\nEvil: 1");
        message.append(HeaderName::subject, "x\r\nEvil: 1\nEvil: 2\rEvil: 3");
        message.append("X-A\r\nEvil", "y");
        const std::string text = message.to_string();
        CPPUNIT_ASSERT_MESSAGE(text, text.find("\nEvil") == std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(text, text.find("\rEvil") == std::string::npos);
    }
    void takes_values_out_of_itself() {
        Message message = invite();
        const std::string from(message.header(HeaderName::from));
        for (int times = 0; times < 200; ++times) // the buffer moves on the way
            message.append("X-Copy", message.header(HeaderName::from));
        ASSERT_TEXT(from, message.field(message.field_count() - 1).value);
        message.set_body("text/plain", message.body_text());
        ASSERT_TEXT("v=0\n", message.body_text());
    }
    void tags_to_once() {
        const Message request = invite();
        const Message once = Message::response(request, 180, {}, "abc");
        ASSERT_TEXT("<sip:+4930123@gw.example.net>;tag=abc", once.header(HeaderName::to));
        ASSERT_TEXT("abc", once.to_tag());
        const Message again = Message::response(once, 180, {}, "def");
        ASSERT_TEXT("<sip:+4930123@gw.example.net>;tag=abc", again.header(HeaderName::to));
        const Message none = Message::response(request, 100);
        ASSERT_TEXT("<sip:+4930123@gw.example.net>", none.header(HeaderName::to));
    }
    void tags_follow_the_headers() {
        Message message = parsed(invite().to_string());
        const std::string tag(message.from_tag());
        ASSERT_TEXT(tag, Message(message).from_tag());
        ASSERT_TEXT("", message.to_tag());
        message.set(HeaderName::to, "<sip:b@example.net>;tag=new");
        ASSERT_TEXT("new", message.to_tag());
        message.replace_first(HeaderName::from, "<sip:c@example.net>;tag=other");
        ASSERT_TEXT("other", message.from_tag());
        message.remove(HeaderName::from);
        ASSERT_TEXT("", message.from_tag());
    }
    void carries_binary_bodies() {
        std::array<std::uint8_t, 256> octets;
        for (std::size_t at = 0; at < octets.size(); ++at)
            octets[at] = static_cast<std::uint8_t>(at);
        Message message = invite();
        message.set_body("application/isup;version=itu-t92+", octets);
        const Message copy = parsed(message.to_string());
        CPPUNIT_ASSERT(std::ranges::equal(octets, copy.body()));
        ASSERT_TEXT("application/isup;version=itu-t92+", copy.header(HeaderName::content_type));
    }
    void drops_a_body() {
        Message message = invite();
        message.set_body("", std::string_view());
        CPPUNIT_ASSERT(!message.has(HeaderName::content_type));
        CPPUNIT_ASSERT(message.to_string().ends_with("Content-Length: 0\r\n\r\n"));
    }
    void copies_are_independent() {
        Message one = invite();
        const Message two = one;
        one.set(HeaderName::call_id, "other");
        one.set_body("text/plain", "longer than before, so that the buffer grows");
        ASSERT_TEXT(kInvite, two.to_string());
    }
    void moves_keep_the_text() {
        Message one = invite();
        const Message two = std::move(one);
        ASSERT_TEXT(kInvite, two.to_string());
        Message small = Message::request(Method::bye, "x:y"); // might live inside the object
        const Message moved = std::move(small);
        ASSERT_TEXT("x:y", moved.request_uri());
    }
    void reads_back_what_it_wrote() {
        Message message = invite();
        message.set(HeaderName::to, "\"B\" <sip:b@c>;tag=9");
        message.remove(HeaderName::contact);
        message.append(HeaderName::allow, "INVITE, ACK");
        const std::string text = message.to_string();
        ASSERT_TEXT(text, parsed(text).to_string());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageTest);

} // namespace sipi
