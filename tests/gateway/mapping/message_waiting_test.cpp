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
    CPPUNIT_TEST(each_class_has_a_request_of_its_own);
    CPPUNIT_TEST(services_of_several_classes_are_all_of_them);
    CPPUNIT_TEST(what_a_line_says_of_one_class_leaves_the_others);
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
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told.size());
            CPPUNIT_ASSERT(told[0].dialect == row.dialect);
            CPPUNIT_ASSERT(told[0].operation == row.operation);
            CPPUNIT_ASSERT_EQUAL(row.waiting, told[0].any());
            CPPUNIT_ASSERT_EQUAL(user.digits, told[0].user.digits);
            CPPUNIT_ASSERT_EQUAL(1, int{told[0].basic_service});
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notes.size());
        }
    }
    void lines_without_the_service_are_told_nothing() {
        for (const SwitchType type : {SwitchType::ni1, SwitchType::ni2, SwitchType::att4ess,
                                      SwitchType::lucent5ess, SwitchType::dms100}) {
            mapping::Notes notes;
            CPPUNIT_ASSERT(mapping::waiting_to_line({}, user, type, Side::network, notes).empty());
            CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notes.size());
        }
    }
    void counts_go_both_ways() {
        mapping::Notes notes;
        sipi::MessageSummary summary;
        summary.waiting = true;
        summary.voice = sipi::MessageSummary::Counts{5, 2, 0, 0};
        const auto requests =
            mapping::waiting_to_line(summary, user, SwitchType::qsig, Side::user, notes);
        const isdn::MessageWaiting* told = &requests.at(0);
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
    void each_class_has_a_request_of_its_own() {
        mapping::Notes notes;
        sipi::MessageSummary summary;
        summary.waiting = true;
        summary.voice = sipi::MessageSummary::Counts{};
        summary.fax = sipi::MessageSummary::Counts{2};
        summary.text_messages = sipi::MessageSummary::Counts{3};
        const auto qsig =
            mapping::waiting_to_line(summary, user, SwitchType::qsig, Side::user, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, qsig.size());
        CPPUNIT_ASSERT(qsig[0].basic_service == 1 && !qsig[0].any());
        CPPUNIT_ASSERT(qsig[1].basic_service == 37 && qsig[1].messages == 2U);
        CPPUNIT_ASSERT(qsig[2].basic_service == 51 && qsig[2].messages == 3U);
        const auto etsi =
            mapping::waiting_to_line(summary, user, SwitchType::euroisdn, Side::network, notes);
        CPPUNIT_ASSERT(etsi[1].basic_service == 37 && etsi[2].basic_service == 0);
        summary.waiting = false;
        for (const auto& one :
             mapping::waiting_to_line(summary, user, SwitchType::qsig, Side::user, notes))
            CPPUNIT_ASSERT(!one.any());
    }
    void services_of_several_classes_are_all_of_them() {
        mapping::Notes notes;
        isdn::MessageWaiting waiting;
        waiting.dialect = isdn::Dialect::qsig;
        waiting.messages = 4;
        waiting.basic_service = 63; // speech, fax and e-mail
        const auto all = mapping::waiting_to_sip(waiting, "", notes);
        CPPUNIT_ASSERT(all.voice && all.fax && all.text_messages && !all.pager && !all.multimedia);
        waiting.basic_service = 37;
        waiting.messages.reset();
        const auto some = mapping::waiting_to_sip(waiting, "", notes);
        CPPUNIT_ASSERT(some.fax && some.fax->fresh == 1 && !some.voice);
        waiting.basic_service = 119; // nobody knows it
        waiting.messages = 1;
        CPPUNIT_ASSERT(mapping::waiting_to_sip(waiting, "", notes).voice);
    }
    void what_a_line_says_of_one_class_leaves_the_others() {
        sipi::MessageSummary before, told;
        before.waiting = true;
        before.voice = sipi::MessageSummary::Counts{2, 1};
        before.fax = sipi::MessageSummary::Counts{1};
        told.fax = sipi::MessageSummary::Counts{};
        const auto both = mapping::merged(before, told);
        CPPUNIT_ASSERT(both.waiting && both.voice == before.voice && both.fax == told.fax);
        told.voice = sipi::MessageSummary::Counts{};
        CPPUNIT_ASSERT(!mapping::merged(before, told).waiting);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageWaitingMappingTest);

} // namespace
