// The drift meter on straight and noisy lines.
#include "dsp/rtp/drift.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

namespace {

class DriftTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DriftTest);
    CPPUNIT_TEST(says_nothing_before_it_knows);
    CPPUNIT_TEST(measures_a_straight_line_exactly);
    CPPUNIT_TEST(averages_noise_out);
    CPPUNIT_TEST(follows_a_change_within_minutes);
    CPPUNIT_TEST(stays_exact_for_days);
    CPPUNIT_TEST_SUITE_END();

    static constexpr double kStep = 16000;
    dsp::DriftMeter meter_;
    double offset_ = 0;
    void run(unsigned steps, double ppm) {
        for (unsigned i = 0; i < steps; ++i)
            meter_.add(offset_ += kStep * ppm / 1e6, kStep);
    }
    void says_nothing_before_it_knows() {
        run(dsp::DriftMeter::kLeast - 1, 100);
        CPPUNIT_ASSERT_EQUAL(0.0, meter_.ppm());
    }
    void measures_a_straight_line_exactly() {
        run(10, -73);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-73, meter_.ppm(), 0.001);
    }
    void averages_noise_out() {
        std::mt19937 random(1);
        std::uniform_real_distribution<double> noise(-20, 20);
        for (int i = 0; i < 60; ++i)
            meter_.add(i * kStep * 50 / 1e6 + noise(random), kStep);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(50, meter_.ppm(), 10);
    }
    void follows_a_change_within_minutes() {
        run(60, 50);
        run(300, -20);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(-20, meter_.ppm(), 3);
    }
    void stays_exact_for_days() {
        run(100000, 31);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(31, meter_.ppm(), 0.001);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DriftTest);

} // namespace
