// URIs: the grammar of sip, sips and tel, what is refused, comparison and escapes (RFC 3261 §19.1,
// RFC 3966).
#include "sipi/uri.h"

#include "tests/sipi/text_support.h"

#include <array>

namespace sipi {

class UriTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UriTest);
    CPPUNIT_TEST(reads_all_parts_of_a_sip_uri);
    CPPUNIT_TEST(reads_a_uri_without_user);
    CPPUNIT_TEST(reads_ipv6_references);
    CPPUNIT_TEST(reads_tel_uris);
    CPPUNIT_TEST(keeps_other_schemes_as_text);
    CPPUNIT_TEST(refuses_malformed_uris);
    CPPUNIT_TEST(refuses_a_byte_too_much_at_no_length);
    CPPUNIT_TEST(prints_what_it_parsed);
    CPPUNIT_TEST(builds_from_parts);
    CPPUNIT_TEST(finds_equivalent_uris);
    CPPUNIT_TEST(finds_different_uris);
    CPPUNIT_TEST(escapes_what_may_not_stand_in_a_user_part);
    CPPUNIT_TEST(leaves_stray_percent_signs_alone);
    CPPUNIT_TEST(strips_visual_separators);
    CPPUNIT_TEST_SUITE_END();

    static Uri uri(std::string_view text) {
        const auto result = Uri::parse(text);
        CPPUNIT_ASSERT_MESSAGE(std::string(text), result.ok());
        return *result;
    }

    void reads_all_parts_of_a_sip_uri() {
        const Uri one =
            uri("sip:alice:secret@gw.example.com:5070;transport=tcp;lr?subject=x&to=%3Ca%3E");
        CPPUNIT_ASSERT(one.scheme == Uri::Scheme::sip);
        ASSERT_TEXT("alice", one.user);
        ASSERT_TEXT("secret", one.password);
        ASSERT_TEXT("gw.example.com", one.host);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5070), one.port);
        ASSERT_TEXT("tcp", one.params.value("transport"));
        CPPUNIT_ASSERT(one.params.has("lr"));
        ASSERT_TEXT("subject=x&to=%3Ca%3E", one.headers);
        CPPUNIT_ASSERT(uri("SIPS:a@b").scheme == Uri::Scheme::sips);
        CPPUNIT_ASSERT(uri("sip:+4930@b;user=phone").is_global_number());
        ASSERT_TEXT("*21*030#", uri("sip:*21*030#@gw").user);
    }
    void reads_a_uri_without_user() {
        const Uri one = uri("sip:example.com:5061;lr");
        CPPUNIT_ASSERT(!one.has_user);
        ASSERT_TEXT("example.com", one.host);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5061), one.port);
        // RFC 3261 §19.1.1: these characters are good in a user part
        ASSERT_TEXT("+358-555-1234567;postd=pp22",
                    uri("sip:+358-555-1234567;postd=pp22@foo.com").user);
    }
    void reads_ipv6_references() {
        const Uri one = uri("sip:user@[2001:db8::10]:5070;lr");
        ASSERT_TEXT("2001:db8::10", one.host);
        CPPUNIT_ASSERT(one.ipv6);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5070), one.port);
        ASSERT_TEXT("2001:db8:::192.0.2.1",
                    uri("sip:[2001:db8:::192.0.2.1]").host); // RFC 5118 §4.10
        // RFC 5118 §4.2 and §4.3: without brackets it is no IPv6 reference; with the port inside it
        // is one
        CPPUNIT_ASSERT(!Uri::parse("sip:2001:db8::10"));
        ASSERT_TEXT("2001:db8::10:5070", uri("sip:[2001:db8::10:5070]").host);
    }
    void reads_tel_uris() {
        const Uri global = uri("tel:+49-30-(1234).567;ext=12");
        CPPUNIT_ASSERT(global.is_tel() && global.is_global_number());
        ASSERT_TEXT("+49-30-(1234).567", global.user);
        ASSERT_TEXT("12", global.params.value("ext"));
        const Uri local = uri("tel:*7042;phone-context=example.com");
        CPPUNIT_ASSERT(!local.is_global_number());
        ASSERT_TEXT("example.com", local.params.value("phone-context"));
    }
    void keeps_other_schemes_as_text() {
        const Uri one = uri("nobodyKnowsThisScheme:totallyopaquecontent");
        CPPUNIT_ASSERT(one.scheme == Uri::Scheme::other);
        ASSERT_TEXT("nobodyKnowsThisScheme", one.scheme_text);
        ASSERT_TEXT("soap.beep://192.0.2.103:3002", to_string(uri("soap.beep://192.0.2.103:3002")));
    }
    void refuses_malformed_uris() {
        for (const std::string_view bad : {"",
                                           "sip",
                                           "sip:",
                                           ":a@b",
                                           "sip:@b",
                                           "sip:a@",
                                           "sip:a b@c",
                                           "sip:a@b c",
                                           "sip:a@b;",
                                           "sip:a@b;;x",
                                           "sip:a@b;=x",
                                           "sip:a@b:",
                                           "sip:a@b:0",
                                           "sip:a@b:65536",
                                           "sip:a@b:5060x",
                                           "sip:a%@b",
                                           "sip:a%4@b",
                                           "sip:a%zz@b",
                                           "sip:a@[::1",
                                           "sip:a@[]",
                                           "sip:a@[::g]",
                                           "sip:a@b@c",
                                           "sip:\"a\"@b",
                                           "<sip:a@b>",
                                           "sip:a@b;x=y@z",
                                           "sip:a@b;x y",
                                           "sip:a@b?x y",
                                           "sip:a@b;x=\"y\"",
                                           "tel:",
                                           "tel:+",
                                           "tel:+4930x",
                                           "tel:12 34",
                                           "tel:+49*1",
                                           "tel:-",
                                           "1sip:a@b",
                                           "http:",
                                           "ht tp:a",
                                           "sip:a@b\r\n",
                                           "sip:a@b ;lr"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Uri::parse(bad));
    }
    void refuses_a_byte_too_much_at_no_length() {
        const std::string text = "sip:alice:pw@[2001:db8::1]:5070;transport=tcp;lr?a=b";
        for (std::size_t length = 0; length <= text.size(); ++length) {
            const std::string cut =
                text.substr(0, length); // its own memory, so that an overread is seen
            const auto result = Uri::parse(cut);
            if (result)
                ASSERT_TEXT(cut.ends_with('?') ? cut.substr(0, length - 1) : cut,
                            to_string(*result));
        }
    }
    void prints_what_it_parsed() {
        for (const std::string_view text : {"sip:a@b", "sips:a:p@[::1]:1;x=y;z?h=v",
                                            "tel:+49-30;ext=1", "sip:b", "isbn:2983792873"})
            ASSERT_TEXT(text, to_string(uri(text)));
    }
    void builds_from_parts() {
        Uri one;
        one.scheme = Uri::Scheme::sip;
        one.user = "+4930123";
        one.host = "2001:db8::1";
        one.ipv6 = true;
        one.port = 5060;
        one.params = Params(";user=phone");
        ASSERT_TEXT("sip:+4930123@[2001:db8::1]:5060;user=phone", to_string(one));
    }
    // The examples of RFC 3261 §19.1.4, and of RFC 3966 §4.
    void finds_equivalent_uris() {
        constexpr std::array<std::array<std::string_view, 2>, 9> kPairs{{
            {"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"},
            {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"},
            {"sip:carol@chicago.com", "sip:carol@chicago.com;security=on"},
            {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"},
            {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
             "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"},
            {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
             "sip:alice@atlanta.com?priority=urgent&subject=project%20x"},
            {"tel:+49-30-123", "tel:+4930123"},
            {"tel:7042;phone-context=Example.com", "TEL:70-42;phone-context=example.com"},
            {"isbn:2983792873", "ISBN:2983792873"},
        }};
        for (const auto& [a, b] : kPairs) {
            CPPUNIT_ASSERT_MESSAGE(std::string(a), equivalent(uri(a), uri(b)));
            CPPUNIT_ASSERT_MESSAGE(std::string(b), equivalent(uri(b), uri(a)));
        }
    }
    void finds_different_uris() {
        constexpr std::array<std::array<std::string_view, 2>, 12> kPairs{{
            {"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"},
            {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"},
            {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"},
            {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"},
            {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"},
            {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"},
            {"sip:a@b;security=on", "sip:a@b;security=off"},
            {"sip:a@b", "sips:a@b"},
            {"sip:a:x@b", "sip:a@b"},
            {"tel:+4930123", "tel:4930123;phone-context=+1"},
            {"tel:7042;phone-context=a.com", "tel:7042;phone-context=b.com"},
            {"tel:+4930123", "tel:+4930123;ext=1"},
        }};
        for (const auto& [a, b] : kPairs) {
            CPPUNIT_ASSERT_MESSAGE(std::string(a), !equivalent(uri(a), uri(b)));
            CPPUNIT_ASSERT_MESSAGE(std::string(b), !equivalent(uri(b), uri(a)));
        }
    }
    void escapes_what_may_not_stand_in_a_user_part() {
        std::string out;
        append_escaped_user(out, "a b#%@:\xC3\xBC*21");
        ASSERT_TEXT("a%20b%23%25%40%3A%C3%BC*21", out);
        ASSERT_TEXT("a b#%@:\xC3\xBC*21", unescaped(out));
        CPPUNIT_ASSERT(Uri::parse("sip:" + out + "@host").ok());
    }
    void leaves_stray_percent_signs_alone() {
        ASSERT_TEXT("%", unescaped("%"));
        ASSERT_TEXT("%4", unescaped("%4"));
        ASSERT_TEXT("%zz", unescaped("%zz"));
        ASSERT_TEXT("%A", unescaped("%%41"));
    }
    void strips_visual_separators() {
        ASSERT_TEXT("+49301234567*#A", plain_number("+49-30-(1234).567*#A"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UriTest);

} // namespace sipi
