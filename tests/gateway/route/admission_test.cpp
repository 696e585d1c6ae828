// Admission: limits, the reserve, and tickets that give their call back.
#include "gateway/route/admission.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

namespace {

using route::Admission;

class AdmissionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AdmissionTest);
    CPPUNIT_TEST(admits_without_limit_when_none_is_set);
    CPPUNIT_TEST(refuses_and_counts_above_the_limit);
    CPPUNIT_TEST(gives_a_call_back_with_its_ticket);
    CPPUNIT_TEST(keeps_the_reserve_for_priority_calls);
    CPPUNIT_TEST(leaves_calls_in_progress_when_the_limit_falls);
    CPPUNIT_TEST(lets_a_ticket_outlive_the_admission);
    CPPUNIT_TEST(limits_the_calls_begun_in_a_second_but_not_priority_calls);
    CPPUNIT_TEST_SUITE_END();

    void limits_the_calls_begun_in_a_second_but_not_priority_calls() {
        base::ManualClock clock;
        Admission admission(clock);
        admission.set_limits("pbx", {0, 0, 2});
        CPPUNIT_ASSERT(admission.admit("pbx") && admission.admit("pbx"));
        CPPUNIT_ASSERT(!admission.has_room("pbx", false) && admission.has_room("pbx", true));
        CPPUNIT_ASSERT(!admission.admit("pbx"));
        CPPUNIT_ASSERT(admission.admit("pbx", true));
        clock.advance(std::chrono::milliseconds(500));
        CPPUNIT_ASSERT(admission.has_room("pbx", false));
        CPPUNIT_ASSERT(admission.admit("pbx"));
        CPPUNIT_ASSERT(!admission.admit("pbx"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, admission.refused("pbx"));
    }

    void admits_without_limit_when_none_is_set() {
        Admission admission;
        std::vector<Admission::Ticket> tickets;
        for (int call = 0; call < 1000; ++call)
            tickets.push_back(admission.admit("pbx"));
        CPPUNIT_ASSERT(tickets.back());
        CPPUNIT_ASSERT_EQUAL(1000u, admission.calls("pbx"));
        CPPUNIT_ASSERT_EQUAL(0u, admission.calls("other"));
    }
    void refuses_and_counts_above_the_limit() {
        Admission admission;
        admission.set_limits("pbx", {2, 0, 0});
        const auto first = admission.admit("pbx"), second = admission.admit("pbx");
        CPPUNIT_ASSERT(first && second);
        CPPUNIT_ASSERT(!admission.admit("pbx"));
        CPPUNIT_ASSERT(!admission.admit("pbx", true));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, admission.refused("pbx"));
    }
    void gives_a_call_back_with_its_ticket() {
        Admission admission;
        admission.set_limits("pbx", {1, 0, 0});
        auto ticket = admission.admit("pbx");
        auto moved = std::move(ticket);
        CPPUNIT_ASSERT(moved && !ticket);
        CPPUNIT_ASSERT_EQUAL(1u, admission.calls("pbx"));
        moved = {};
        CPPUNIT_ASSERT_EQUAL(0u, admission.calls("pbx"));
        CPPUNIT_ASSERT(admission.admit("pbx"));
    }
    void keeps_the_reserve_for_priority_calls() {
        Admission admission;
        admission.set_limits("pbx", {3, 1, 0});
        const auto first = admission.admit("pbx"), second = admission.admit("pbx");
        CPPUNIT_ASSERT(first && second);
        CPPUNIT_ASSERT(!admission.admit("pbx"));
        CPPUNIT_ASSERT(admission.admit("pbx", true));
    }
    void leaves_calls_in_progress_when_the_limit_falls() {
        Admission admission;
        auto first = admission.admit("pbx");
        const auto second = admission.admit("pbx");
        admission.set_limits("pbx", {1, 0, 0});
        CPPUNIT_ASSERT_EQUAL(2u, admission.calls("pbx"));
        first = {};
        CPPUNIT_ASSERT(!admission.admit("pbx"));
    }
    void lets_a_ticket_outlive_the_admission() {
        Admission::Ticket ticket;
        {
            Admission admission;
            ticket = admission.admit("pbx");
        }
        CPPUNIT_ASSERT(ticket);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AdmissionTest);

} // namespace
