// What a person types as a message: hexadecimal octets in their forms, SIP with typed line ends.
#include "gateway/mapping/typed_message.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;

class TypedMessageTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TypedMessageTest);
    CPPUNIT_TEST(octets_are_isup_or_q931_by_their_beginning);
    CPPUNIT_TEST(as_decides_what_octets_are);
    CPPUNIT_TEST(octets_may_be_parted);
    CPPUNIT_TEST(a_lapd_frame_gives_its_message);
    CPPUNIT_TEST(sip_lines_may_end_as_typed);
    CPPUNIT_TEST(sip_lacks_no_end_and_no_length);
    CPPUNIT_TEST(errors_say_what_is_wrong);
    CPPUNIT_TEST_SUITE_END();

    static TypedMessage good(std::string_view text, std::optional<Language> as = {}) {
        const auto typed = read_typed(text, as);
        CPPUNIT_ASSERT_MESSAGE(typed ? "" : typed.error(), typed.ok());
        return *typed;
    }
    static std::string fault(std::string_view text, std::optional<Language> as = {}) {
        const auto typed = read_typed(text, as);
        return typed ? "" : typed.error();
    }
    static std::string hex(const TypedMessage& typed) {
        return hex_text(typed.octets.data(), typed.octets.size());
    }
    static std::string text(const TypedMessage& typed) {
        return {typed.octets.begin(), typed.octets.end()};
    }

    void octets_are_isup_or_q931_by_their_beginning() {
        CPPUNIT_ASSERT(good("0c0200028291").language == Language::isup);
        CPPUNIT_ASSERT(good("0802000105").language == Language::q931);
        CPPUNIT_ASSERT(good("08 01 81 05").language == Language::q931);
        CPPUNIT_ASSERT(good("08 24 00").language == Language::isup); // FOT
        CPPUNIT_ASSERT(good("08 00").language == Language::isup);
    }
    void as_decides_what_octets_are() {
        CPPUNIT_ASSERT(good("0802000105", Language::isup).language == Language::isup);
        CPPUNIT_ASSERT(good("0802000105", Language::q931).language == Language::q931);
        CPPUNIT_ASSERT(fault("0c0200028291", Language::q931).find("no Q.931 message") !=
                       std::string::npos);
        CPPUNIT_ASSERT(good("0c02", Language::sip).language == Language::sip);
        CPPUNIT_ASSERT(fault("INVITE x SIP/2.0", Language::isup).find("character 1") !=
                       std::string::npos);
    }
    void octets_may_be_parted() {
        for (const char* form : {"0C0200028291", "0c 02 00 02 82 91", "0c:02:00:02:82:91",
                                 "0x0c 0x02, 0x00, 0x02,0x82 0x91", " 0c02-0002-8291\n"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(form, std::string("0c 02 00 02 82 91"), hex(good(form)));
    }
    void a_lapd_frame_gives_its_message() {
        const TypedMessage typed = good("02 01 00 00 08 02 00 01 05");
        CPPUNIT_ASSERT(typed.language == Language::q931);
        CPPUNIT_ASSERT_EQUAL(std::string("08 02 00 01 05"), hex(typed));
    }
    void sip_lines_may_end_as_typed() {
        const std::string wanted = "BYE sip:a SIP/2.0\r\nTo: b\r\nContent-Length: 0\r\n\r\n";
        for (const char* form :
             {"BYE sip:a SIP/2.0\\r\\nTo: b\\r\\n\\r\\n", "BYE sip:a SIP/2.0\\nTo: b",
              "BYE sip:a SIP/2.0\r\nTo: b\r\n", "\n  BYE sip:a SIP/2.0\nTo: b\n\n"}) {
            const TypedMessage typed = good(form);
            CPPUNIT_ASSERT(typed.language == Language::sip);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(form, wanted, text(typed));
        }
    }
    void sip_lacks_no_end_and_no_length() {
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nv=0\r\n"),
                             text(good("SIP/2.0 200 OK\\n\\nv=0\\n")));
        for (const char* given : {"l: 0", "CONTENT-LENGTH: 0"})
            CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 200 OK\r\n") + given + "\r\n\r\n",
                                 text(good(std::string("SIP/2.0 200 OK\\n") + given)));
    }
    void errors_say_what_is_wrong() {
        CPPUNIT_ASSERT_EQUAL(std::string("there is no message"), fault("  "));
        CPPUNIT_ASSERT(fault("0c020").find("odd") != std::string::npos);
        CPPUNIT_ASSERT(fault("0c0g").find("character 4 should be the second digit") !=
                       std::string::npos);
        CPPUNIT_ASSERT(fault("hello").find("neither SIP") != std::string::npos);
        CPPUNIT_ASSERT(fault(std::string(200 * 1024, '0')).find("64 KiB") != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TypedMessageTest);
