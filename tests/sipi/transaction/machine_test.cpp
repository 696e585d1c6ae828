// The timer table of the machines: RFC 3261 Table 4, RFC 6026, RFC 4320.
#include "sipi/transaction/machine.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi::transaction;
using namespace std::chrono_literals;

class MachineTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MachineTest);
    CPPUNIT_TEST(every_timer_has_the_length_of_its_clause);
    CPPUNIT_TEST(the_100_is_due_when_timer_e_reaches_t2_whatever_t1_is);
    CPPUNIT_TEST(every_state_and_event_has_a_name);
    CPPUNIT_TEST_SUITE_END();

    void every_timer_has_the_length_of_its_clause() {
        struct Row {
            Event timer;
            base::Duration unreliable;
            base::Duration reliable;
        };
        const Row rows[] = {
            {Event::timer_a, 500ms, 500ms},     {Event::timer_b, 32s, 32s},
            {Event::timer_d, 32s, 0s},          {Event::timer_e, 500ms, 500ms},
            {Event::timer_f, 32s, 32s},         {Event::timer_g, 500ms, 500ms},
            {Event::timer_h, 32s, 32s},         {Event::timer_i, 5s, 0s},
            {Event::timer_j, 32s, 0s},          {Event::timer_k, 5s, 0s},
            {Event::timer_l, 32s, 32s},         {Event::timer_m, 32s, 32s},
            {Event::timer_100, 3500ms, 3500ms}, {Event::timer_spent, 32s, 32s},
        };
        for (const Row& row : rows) {
            const std::string which(name(row.timer));
            CPPUNIT_ASSERT_MESSAGE(which, length(row.timer, {}, false) == row.unreliable);
            CPPUNIT_ASSERT_MESSAGE(which, length(row.timer, {}, true) == row.reliable);
        }
    }
    void the_100_is_due_when_timer_e_reaches_t2_whatever_t1_is() {
        CPPUNIT_ASSERT(length(Event::timer_100, {1s, 4s, 5s}, false) == 3s);
        CPPUNIT_ASSERT(length(Event::timer_100, {100ms, 400ms, 5s}, false) == 300ms);
        CPPUNIT_ASSERT(length(Event::timer_100, {4s, 4s, 5s}, false) == 0s);
    }
    void every_state_and_event_has_a_name() {
        CPPUNIT_ASSERT_EQUAL(std::string("terminated"), std::string(name(State::terminated)));
        CPPUNIT_ASSERT_EQUAL(std::string("ACK"), std::string(name(Event::ack)));
        CPPUNIT_ASSERT_EQUAL(std::string("2xx again"), std::string(name(Event::success_again)));
        CPPUNIT_ASSERT_EQUAL(std::string("timer M"), std::string(name(Event::timer_m)));
        CPPUNIT_ASSERT_EQUAL(std::string("transport error"),
                             std::string(name(Event::transport_error)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MachineTest);

} // namespace
