// ISUP messages as people read them.
#include "isup/text.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class TextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TextTest);
    CPPUNIT_TEST(iam_prints_field_by_field);
    CPPUNIT_TEST(release_prints_its_cause);
    CPPUNIT_TEST(unknown_and_malformed_print_as_octets);
    CPPUNIT_TEST(summary_is_one_line);
    CPPUNIT_TEST(every_parameter_prints);
    CPPUNIT_TEST_SUITE_END();

    static Message decode(std::string_view text) { return *Message::decode(octets(text)); }

    void iam_prints_field_by_field() {
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "IAM initial address\n"
                "  nature of connection indicators: satellite: one; continuity check: not "
                "required; "
                "outgoing echo control device: included\n"
                "  forward call indicators: national/international call: international; end-to-end "
                "method: none; "
                "interworking: none encountered; end-to-end information: not available; "
                "ISDN user part: used all the way; ISUP preference: not required all the way; "
                "ISDN access: originating access ISDN; SCCP method: no indication; "
                "ported number translation: number not translated; "
                "query on release attempt: no QoR routing attempt\n"
                "  calling party's category: ordinary subscriber\n"
                "  transmission medium requirement: 3.1 kHz audio\n"
                "  called party number: 498912345678 ST; international; E.164; internal routing "
                "allowed\n"
                "  calling party number: 33142345678; international; E.164; presentation allowed; "
                "network provided\n"),
            to_text(decode("011161010a03020b0984109498214365870f0a08841333413254760800")));
    }
    void release_prints_its_cause() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("REL release\n"
                        "  cause indicators: 17 user busy; location public network, local user; "
                        "diagnostics 01\n"),
            to_text(decode("0c020003829101")));
    }
    void unknown_and_malformed_print_as_octets() {
        CPPUNIT_ASSERT_EQUAL(std::string("type 0xfa unknown message\n  octets: 01ff02\n"),
                             to_text(decode("fa01ff02")));
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "ANM answer\n  unknown parameter 0xd5: 0102\n  connected number: malformed 01\n"),
            to_text(decode("0901d502010221010100")));
    }
    void summary_is_one_line() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("IAM called 30901820 (national) calling 40123456 (national) presentation "
                        "restricted "
                        "3.1 kHz audio"),
            summary(decode("011020010a030208060390030981020a06031504214365c0070603140421439900")));
        CPPUNIT_ASSERT_EQUAL(std::string("REL cause 17 user busy (public network, local user)"),
                             summary(decode("0c020003829101")));
        CPPUNIT_ASSERT_EQUAL(std::string("ACM in-band"), summary(decode("0612010129010100")));
        CPPUNIT_ASSERT_EQUAL(std::string("CPG ALERTING subscriber free"),
                             summary(decode("2c01011102161400")));
        CPPUNIT_ASSERT_EQUAL(std::string("SAM digits 2345"), summary(decode("02020003003254")));
        CPPUNIT_ASSERT_EQUAL(std::string("RLC"), summary(decode("1000")));
    }
    void every_parameter_prints() {
        for (const ParameterRow& row : parameters())
            for (std::size_t length = 0; length < 6; ++length) {
                if (row.code == Param::end_of_optional_parameters)
                    continue;
                Message message(MessageType::anm);
                message.add_raw(row.code, std::vector<std::uint8_t>(length, 0x81));
                CPPUNIT_ASSERT(to_text(message).find(row.name) != std::string::npos);
            }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);
