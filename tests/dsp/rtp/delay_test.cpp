// The target delay under even, jittering and changing arrivals.
#include "dsp/rtp/delay.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

class DelayTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DelayTest);
    CPPUNIT_TEST(even_arrivals_need_the_least_delay);
    CPPUNIT_TEST(covers_regular_lateness);
    CPPUNIT_TEST(a_single_late_packet_does_not_count_for_long);
    CPPUNIT_TEST(stays_within_its_bounds);
    CPPUNIT_TEST(forgets_lateness_after_half_a_minute);
    CPPUNIT_TEST(a_longer_path_becomes_the_new_normal);
    CPPUNIT_TEST(ends_a_window_each_two_seconds);
    CPPUNIT_TEST_SUITE_END();

    dsp::DelayEstimator estimator_{160, 1600};
    std::uint32_t now_ = 0;
    unsigned add(int late) {
        now_ += 160;
        return estimator_.add(-late, now_);
    }
    void even_arrivals_need_the_least_delay() {
        for (int i = 0; i < 500; ++i)
            add(i % 40); // up to 5 ms
        CPPUNIT_ASSERT_EQUAL(160U, estimator_.target());
    }
    void covers_regular_lateness() {
        for (int i = 0; i < 500; ++i)
            add(i % 20 == 0 ? 470 : 0);
        CPPUNIT_ASSERT(estimator_.target() >= 470 && estimator_.target() <= 520);
    }
    void a_single_late_packet_does_not_count_for_long() {
        for (int i = 0; i < 600; ++i)
            add(i == 300 ? 900 : 0);
        CPPUNIT_ASSERT_EQUAL(160U, estimator_.target());
    }
    void stays_within_its_bounds() {
        for (int i = 0; i < 500; ++i)
            add(i % 4 * 790);
        CPPUNIT_ASSERT_EQUAL(1600U, estimator_.target());
    }
    void forgets_lateness_after_half_a_minute() {
        for (int i = 0; i < 500; ++i)
            add(i % 10 == 0 ? 800 : 0);
        CPPUNIT_ASSERT(estimator_.target() > 700);
        for (int i = 0; i < 1800; ++i)
            add(0);
        CPPUNIT_ASSERT_EQUAL(160U, estimator_.target());
    }
    void a_longer_path_becomes_the_new_normal() {
        for (int i = 0; i < 500; ++i)
            add(0);
        CPPUNIT_ASSERT_EQUAL(400U, add(400));
        for (int i = 0; i < 250; ++i)
            add(400);
        CPPUNIT_ASSERT_EQUAL(0U, add(400));
        CPPUNIT_ASSERT_EQUAL(-400, estimator_.fastest());
    }
    void ends_a_window_each_two_seconds() {
        unsigned ended = 0;
        for (int i = 0; i < 1001; ++i) { // 20 s
            add(i % 100);
            if (estimator_.ended_window() != 0) {
                ++ended;
                CPPUNIT_ASSERT_EQUAL(0, estimator_.ended_fastest());
            }
        }
        CPPUNIT_ASSERT_EQUAL(10U, ended);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DelayTest);

} // namespace
