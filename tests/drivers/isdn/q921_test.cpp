// LAPD frames as values: every kind of Q.921 Table 5, who sends a command, TEI management.
#include "drivers/isdn/q921.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

using namespace isdn;

class Q921Test : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Q921Test);
    CPPUNIT_TEST(names_every_kind);
    CPPUNIT_TEST(reads_address_and_sequence_numbers);
    CPPUNIT_TEST(tells_commands_from_responses);
    CPPUNIT_TEST(reads_tei_management);
    CPPUNIT_TEST(says_why_a_frame_is_rejected);
    CPPUNIT_TEST(refuses_what_is_no_frame);
    CPPUNIT_TEST_SUITE_END();

    using Bytes = std::vector<std::uint8_t>;

    static std::string text(const Bytes& octets, Sender sender = Sender::unknown) {
        const auto frame = read_lapd(octets);
        CPPUNIT_ASSERT(frame);
        return summary(*frame, sender);
    }

    void names_every_kind() {
        const std::pair<Bytes, const char*> rows[] = {
            {{0x02, 0x01, 0x00, 0x00}, "I"},   {{0x02, 0x01, 0x01, 0x00}, "RR"},
            {{0x02, 0x01, 0x05, 0x00}, "RNR"}, {{0x02, 0x01, 0x09, 0x00}, "REJ"},
            {{0x02, 0x01, 0x7f}, "SABME"},     {{0x02, 0x01, 0x1f}, "DM"},
            {{0x02, 0x01, 0x03}, "UI"},        {{0x02, 0x01, 0x53}, "DISC"},
            {{0x02, 0x01, 0x73}, "UA"},        {{0x02, 0x01, 0x87}, "FRMR"},
            {{0x02, 0x01, 0xaf}, "XID"},       {{0x02, 0x01, 0xe3}, "unknown frame"},
        };
        for (const auto& [octets, wanted] : rows) {
            const auto frame = read_lapd(octets);
            CPPUNIT_ASSERT(frame);
            CPPUNIT_ASSERT_EQUAL(std::string(wanted), std::string(name(frame->kind)));
        }
        CPPUNIT_ASSERT_EQUAL(std::string("unknown frame 0xe3 SAPI 0 TEI 0 P/F=0 C/R=1"),
                             text({0x02, 0x01, 0xe3}));
    }
    void reads_address_and_sequence_numbers() {
        const Bytes octets{0x42, 0x81, 0x0a, 0x07, 0x08};
        const auto frame = read_lapd(octets);
        CPPUNIT_ASSERT(frame && frame->c_r && frame->poll_final);
        CPPUNIT_ASSERT_EQUAL(16, int(frame->sapi));
        CPPUNIT_ASSERT_EQUAL(64, int(frame->tei));
        CPPUNIT_ASSERT_EQUAL(5, int(*frame->ns));
        CPPUNIT_ASSERT_EQUAL(3, int(*frame->nr));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, frame->information.size());
    }
    // Q.921 Table 1
    void tells_commands_from_responses() {
        CPPUNIT_ASSERT_EQUAL(std::string("SABME command SAPI 0 TEI 0 P=1"),
                             text({0x00, 0x01, 0x7f}, Sender::user));
        CPPUNIT_ASSERT_EQUAL(std::string("UA response SAPI 0 TEI 0 F=1"),
                             text({0x00, 0x01, 0x73}, Sender::network));
        CPPUNIT_ASSERT_EQUAL(std::string("RR command SAPI 0 TEI 0 N(R)=2 P=1"),
                             text({0x02, 0x01, 0x01, 0x05}, Sender::network));
        CPPUNIT_ASSERT_EQUAL(std::string("RR response SAPI 0 TEI 0 N(R)=2 F=1"),
                             text({0x02, 0x01, 0x01, 0x05}, Sender::user));
    }
    void reads_tei_management() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("UI command SAPI 63 TEI 127 P=0 | identity request Ri 4660 Ai 127"),
            text({0xfc, 0xff, 0x03, 0x0f, 0x12, 0x34, 0x01, 0xff}, Sender::user));
        CPPUNIT_ASSERT_EQUAL(
            std::string("UI command SAPI 63 TEI 127 P=0 | identity assigned Ri 4660 Ai 64"),
            text({0xfe, 0xff, 0x03, 0x0f, 0x12, 0x34, 0x02, 0x81}, Sender::network));
        CPPUNIT_ASSERT_EQUAL(
            std::string("UI command SAPI 63 TEI 127 P=0 | TEI message 9 Ri 0 Ai 64"),
            text({0xfe, 0xff, 0x03, 0x0f, 0x00, 0x00, 0x09, 0x81}, Sender::network));
    }
    void says_why_a_frame_is_rejected() {
        CPPUNIT_ASSERT_EQUAL(std::string("FRMR response SAPI 0 TEI 0 F=0 V(S)=1 V(R)=2 reason 8 "
                                         "(N(R) out of sequence)"),
                             text({0x02, 0x01, 0x87, 0x01, 0x00, 0x02, 0x04, 0x08}, Sender::user));
    }
    void refuses_what_is_no_frame() {
        const Bytes whole{0x02, 0x01, 0x00, 0x00};
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto frame = read_lapd(base::Octets(whole).first(size));
            CPPUNIT_ASSERT(!frame && frame.error() == FrameError::truncated);
        }
        const auto frame = read_lapd(Bytes{0x03, 0x01, 0x03});
        CPPUNIT_ASSERT(!frame && frame.error() == FrameError::address_extension);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Q921Test);
