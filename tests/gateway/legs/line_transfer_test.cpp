// Which call a line's transfer is with, and how it is answered.
#include "gateway/legs/line_transfer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

using isdn::TransferInvoke;
using isdn::TransferOperation;
using legs::LineCall;
using legs::TransferOutcome;

class LineTransferTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LineTransferTest);
    CPPUNIT_TEST(ect_is_with_the_call_on_hold);
    CPPUNIT_TEST(ect_of_the_held_call_is_with_the_active_one);
    CPPUNIT_TEST(ect_with_two_calls_on_hold_names_none);
    CPPUNIT_TEST(ect_of_a_terminal_is_with_its_own_call);
    CPPUNIT_TEST(a_name_is_of_the_call_that_got_it);
    CPPUNIT_TEST(own_access_goes_before_others);
    CPPUNIT_TEST(call_references_know_who_placed_the_call);
    CPPUNIT_TEST(every_service_has_its_own_errors);
    CPPUNIT_TEST_SUITE_END();

    static LineCall call(int reference, bool held = false, int name = 0) {
        LineCall made;
        made.reference.value = static_cast<std::uint16_t>(reference);
        made.held = held;
        made.name = name;
        return made;
    }
    static int found(TransferOperation operation, const LineCall& own,
                     const std::vector<LineCall>& calls, std::optional<int> other = std::nullopt) {
        const auto index =
            legs::transfer_partner(TransferInvoke{operation, 1, other, {}}, own, calls);
        return index ? static_cast<int>(*index) : -1;
    }

    void ect_is_with_the_call_on_hold() {
        CPPUNIT_ASSERT_EQUAL(
            1, found(TransferOperation::execute, call(1), {call(2), call(3, true), call(4)}));
        CPPUNIT_ASSERT_EQUAL(-1, found(TransferOperation::execute, call(1), {call(2)}));
    }
    void ect_of_the_held_call_is_with_the_active_one() {
        CPPUNIT_ASSERT_EQUAL(0, found(TransferOperation::execute, call(1, true), {call(2)}));
    }
    void ect_with_two_calls_on_hold_names_none() {
        CPPUNIT_ASSERT_EQUAL(
            -1, found(TransferOperation::execute, call(1), {call(2, true), call(3, true)}));
    }
    void ect_of_a_terminal_is_with_its_own_call() {
        LineCall own = call(1), other = call(2, true), mine = call(3, true);
        own.reference.terminal = mine.reference.terminal = 64;
        other.reference.terminal = 65;
        CPPUNIT_ASSERT_EQUAL(1, found(TransferOperation::execute, own, {other, mine}));
    }
    void own_access_goes_before_others() {
        constexpr int kReference = 3;
        LineCall there = call(kReference), here = call(kReference), held = call(4, true);
        there.elsewhere = held.elsewhere = true;
        const auto two_b = TransferOperation::two_b_channel;
        CPPUNIT_ASSERT_EQUAL(1, found(two_b, call(1), {there, here}, 3));
        CPPUNIT_ASSERT_EQUAL(0, found(two_b, call(1), {there}, 3));
        CPPUNIT_ASSERT_EQUAL(-1, found(two_b, call(1), {there, there}, 3));
        CPPUNIT_ASSERT_EQUAL(-1, found(TransferOperation::execute, call(1), {held}));
    }
    void a_name_is_of_the_call_that_got_it() {
        const std::vector<LineCall> calls{call(2), call(3, false, 77)};
        for (const TransferOperation operation :
             {TransferOperation::execute_link, TransferOperation::initiate,
              TransferOperation::rlt_third_party}) {
            CPPUNIT_ASSERT_EQUAL(1, found(operation, call(1), calls, 77));
            CPPUNIT_ASSERT_EQUAL(-1, found(operation, call(1), calls, 78));
            CPPUNIT_ASSERT_EQUAL(-1, found(operation, call(1), calls, 0));
            CPPUNIT_ASSERT_EQUAL(-1, found(operation, call(1), calls));
        }
    }
    void call_references_know_who_placed_the_call() {
        LineCall ours = call(5);
        ours.reference.ours = true;
        const std::vector<LineCall> calls{call(5), ours};
        constexpr auto kTwo = TransferOperation::two_b_channel;
        CPPUNIT_ASSERT_EQUAL(0, found(kTwo, call(1), calls, 5));
        CPPUNIT_ASSERT_EQUAL(1, found(kTwo, call(1), calls, 0x8005));
        CPPUNIT_ASSERT_EQUAL(-1, found(kTwo, call(1), calls, 6));
    }
    void every_service_has_its_own_errors() {
        struct Row {
            TransferOperation operation;
            TransferOutcome outcome;
            int error;
        };
        const Row rows[] = {
            {TransferOperation::execute, TransferOutcome::not_subscribed, 0},
            {TransferOperation::execute, TransferOutcome::not_available, 3},
            {TransferOperation::execute, TransferOutcome::unknown_call, 7},
            {TransferOperation::execute_link, TransferOutcome::unknown_call,
             isdn::kLinkIdNotAssigned},
            {TransferOperation::execute_link, TransferOutcome::wrong_state, 7},
            {TransferOperation::execute_link, TransferOutcome::failed, 11},
            {TransferOperation::initiate, TransferOutcome::unknown_call, 1005},
            {TransferOperation::initiate, TransferOutcome::failed, 1006},
            {TransferOperation::two_b_channel, TransferOutcome::unknown_call, 7},
            {TransferOperation::rlt_third_party, TransferOutcome::unknown_call, 0x11},
            {TransferOperation::rlt_third_party, TransferOutcome::failed, 0x10},
            {TransferOperation::rlt_ability, TransferOutcome::not_subscribed, 0x12}};
        for (const Row& row : rows)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(static_cast<int>(row.operation)), row.error,
                                         legs::transfer_error(row.operation, row.outcome));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LineTransferTest);
