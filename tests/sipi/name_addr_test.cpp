// Addresses with display names and parameters: From, To, Contact and their like (RFC 3261 §20.10).
#include "sipi/name_addr.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class NameAddrTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NameAddrTest);
    CPPUNIT_TEST(reads_a_quoted_display_name);
    CPPUNIT_TEST(reads_a_display_name_of_tokens);
    CPPUNIT_TEST(reads_white_space_everywhere);
    CPPUNIT_TEST(gives_parameters_behind_a_bare_uri_to_the_header);
    CPPUNIT_TEST(gives_parameters_inside_brackets_to_the_uri);
    CPPUNIT_TEST(reads_the_star_of_a_contact);
    CPPUNIT_TEST(reads_q_in_thousandths);
    CPPUNIT_TEST(reads_expires_with_overflow_check);
    CPPUNIT_TEST(refuses_malformed_addresses);
    CPPUNIT_TEST(quotes_a_display_name_that_needs_it);
    CPPUNIT_TEST(survives_a_cut_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    static NameAddr address(std::string_view text) {
        const auto result = NameAddr::parse(text);
        CPPUNIT_ASSERT_MESSAGE(std::string(text), result.ok());
        return *result;
    }

    void reads_a_quoted_display_name() {
        const NameAddr one = address("\"Bell, \\\"A.\\\" G.\" <sip:a@b;lr>;tag=98asjd8");
        ASSERT_TEXT("Bell, \"A.\" G.", one.display_name());
        ASSERT_TEXT("a", one.uri.user);
        ASSERT_TEXT("sip:a@b;lr", one.uri_text);
        ASSERT_TEXT("98asjd8", one.tag);
    }
    void reads_a_display_name_of_tokens() {
        ASSERT_TEXT("Alice de Luxe", address("Alice de Luxe<sip:a@b>").display_name());
        ASSERT_TEXT("\xC3\x9Cnal (Sales)", address("\xC3\x9Cnal (Sales) <sip:a@b>").display_name());
        ASSERT_TEXT("", address("<sip:a@b>").display_name());
    }
    void reads_white_space_everywhere() {
        const NameAddr one = address("  \"J\"\t <sip:a@b>  ;   tag  =  x1  ; y ");
        ASSERT_TEXT("x1", one.tag);
        CPPUNIT_ASSERT(one.params.has("y"));
    }
    void gives_parameters_behind_a_bare_uri_to_the_header() {
        const NameAddr one = address("sip:user@example.com;unknownparam;tag=7");
        CPPUNIT_ASSERT(one.uri.params.empty());
        CPPUNIT_ASSERT(one.params.has("unknownparam"));
        ASSERT_TEXT("7", one.tag);
    }
    void gives_parameters_inside_brackets_to_the_uri() {
        const NameAddr one = address("<sip:user@example.com;unknownparam>");
        CPPUNIT_ASSERT(one.uri.params.has("unknownparam"));
        CPPUNIT_ASSERT(one.params.empty());
    }
    void reads_the_star_of_a_contact() {
        CPPUNIT_ASSERT(address("*").star);
        ASSERT_TEXT("*", to_string(address("*")));
    }
    void reads_q_in_thousandths() {
        CPPUNIT_ASSERT_EQUAL(330, address("<sip:a@b>;q=0.33").q().value());
        CPPUNIT_ASSERT_EQUAL(1000, address("<sip:a@b>;q=1.000").q().value());
        CPPUNIT_ASSERT_EQUAL(1000, address("<sip:a@b>").q().value());
        CPPUNIT_ASSERT_EQUAL(0, address("<sip:a@b>;q=0").q().value());
        for (const std::string_view bad : {"<sip:a@b>;q=1.1", "<sip:a@b>;q=2", "<sip:a@b>;q=0.1234",
                                           "<sip:a@b>;q=0.x", "<sip:a@b>;q=x", "<sip:a@b>;q"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !address(bad).q());
    }
    void reads_expires_with_overflow_check() {
        CPPUNIT_ASSERT_EQUAL(std::uint32_t(4294967295U),
                             address("<sip:a@b>;expires=4294967295").expires().value());
        CPPUNIT_ASSERT(!address("<sip:a@b>;expires=4294967296").expires());
        CPPUNIT_ASSERT(!address("<sip:a@b>").expires());
    }
    void refuses_malformed_addresses() {
        for (const std::string_view bad :
             {"",
              " ",
              "<>",
              "<sip:a@b",
              "sip:a@b>",
              "\"x <sip:a@b>",
              "\"x\" sip:a@b",
              "\"x\"",
              "x",
              "**",
              "Bell, Alexander <sip:a@b>",              // RFC 4475 §3.1.2.15
              "\"W\" < sip:a@b >",                      // RFC 4475 §3.1.2.14
              "sip:user@example.com?Route=%3Csip:x%3E", // RFC 4475 §3.1.2.13
              "<sip:a@b>;",
              "<sip:a@b>;;x",
              "<sip:a@b> x",
              "<sip:a@b>;tag",
              "<sip:a@b>;tag=",
              "<sip:a@b>;tag=\"x\"",
              "<sip:a@b>;tag=1;tag=2",
              "<sip:a@b>,<sip:c@d>"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !NameAddr::parse(bad));
    }
    void quotes_a_display_name_that_needs_it() {
        NameAddr one;
        one.display = "Alice \"A\" Example";
        one.uri_text = "sip:a@b";
        one.params = Params(";tag=1");
        ASSERT_TEXT("\"Alice \\\"A\\\" Example\" <sip:a@b>;tag=1", to_string(one));
        ASSERT_TEXT("Alice <sip:a@b>;x", to_string(address("Alice <sip:a@b>;x")));
        ASSERT_TEXT("\"a\\\"b\" <sip:a@b>", to_string(address("\"a\\\"b\" <sip:a@b>")));
    }
    void survives_a_cut_at_every_length() {
        const std::string text = "\"A \\\" B\" <sip:u:p@[::1]:1;x=y?h=v>;q=0.5;tag=t;z=\"q\"";
        for (std::size_t length = 0; length < text.size(); ++length) {
            const std::string cut = text.substr(0, length);
            const auto result = NameAddr::parse(cut);
            CPPUNIT_ASSERT_MESSAGE(cut, !result || cut.find('>') != std::string::npos);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NameAddrTest);

} // namespace sipi
