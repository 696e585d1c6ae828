// Message waiting between lines and SIP.
#include "gateway/mapping/message_waiting.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using Operation = isdn::MessageWaiting::Operation;
using isdn::Side, isdn::SwitchType;

class MessageWaitingMappingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MessageWaitingMappingTest);
    CPPUNIT_TEST(each_line_is_told_in_its_own_words);
    CPPUNIT_TEST(lines_without_the_service_are_told_nothing);
    CPPUNIT_TEST(counts_go_both_ways);
    CPPUNIT_TEST_SUITE_END();

    const isdn::Number user{.plan = 0, .digits = "2001"};

    void each_line_is_told_in_its_own_words() {
        struct Row {
            SwitchType type;
            Side side;
            bool waiting;
            isdn::Dialect dialect;
            Operation operation;
        };
        const Row rows[] = {
            {SwitchType::qsig, Side::user, true, isdn::Dialect::qsig, Operation::activate},
            {SwitchType::qsig, Side::network, false, isdn::Dialect::qsig, Operation::deactivate},
            {SwitchType::euroisdn, Side::network, true, isdn::Dialect::etsi, Operation::indicate},
            {SwitchType::euroisdn, Side::network, false, isdn::Dialect::etsi, Operation::indicate},
            {SwitchType::euroisdn, Side::user, true, isdn::Dialect::etsi, Operation::activate},
            {SwitchType::euroisdn, Side::user, false, isdn::Dialect::etsi, Operation::deactivate},
        };
        for (const Row& row : rows) {
            mapping::Notes notes;
            sipi::MessageSummary summary;
            summary.waiting = row.waiting;
            const auto told = mapping::waiting_to_line(summary, user, row.type, row.side, notes);
            CPPUNIT_ASSERT(told && told->dialect == row.dialect);
            CPPUNIT_ASSERT(told->operation == row.operation);
            CPPUNIT_ASSERT_EQUAL(row.waiting, told->any());
            CPPUNIT_ASSERT_EQUAL(user.digits, told->user.digits);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notes.size());
        }
    }
    void lines_without_the_service_are_told_nothing() {
        for (const SwitchType type : {SwitchType::ni1, SwitchType::ni2, SwitchType::att4ess,
                                      SwitchType::lucent5ess, SwitchType::dms100}) {
            mapping::Notes notes;
            CPPUNIT_ASSERT(!mapping::waiting_to_line({}, user, type, Side::network, notes));
            CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notes.size());
        }
    }
    void counts_go_both_ways() {
        mapping::Notes notes;
        sipi::MessageSummary summary;
        summary.waiting = true;
        summary.voice = sipi::MessageSummary::Counts{5, 2, 0, 0};
        const auto told =
            mapping::waiting_to_line(summary, user, SwitchType::qsig, Side::user, notes);
        CPPUNIT_ASSERT(told->messages == 5U);
        const auto back = mapping::waiting_to_sip(*told, "sip:2001@example.org", notes);
        CPPUNIT_ASSERT(back.waiting && back.voice && back.voice->fresh == 5);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:2001@example.org"), back.account);
        isdn::MessageWaiting none = *told;
        none.operation = Operation::deactivate;
        CPPUNIT_ASSERT(!mapping::waiting_to_sip(none, "", notes).waiting);
        isdn::MessageWaiting some = *told;
        some.messages.reset();
        CPPUNIT_ASSERT(!mapping::waiting_to_sip(some, "", notes).voice);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageWaitingMappingTest);

} // namespace
