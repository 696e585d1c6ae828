// The number plan: which entry a number means, and whether more digits matter.
#include "tests/exchange/plan.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using exchange::match;
using exchange::NumberConf;

NumberConf entry(const std::string& number, bool prefix = false, const std::string& span = {}) {
    NumberConf conf;
    conf.number = number;
    conf.prefix = prefix;
    conf.span = span;
    return conf;
}

class PlanTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PlanTest);
    CPPUNIT_TEST(exact_number_wins_over_a_prefix);
    CPPUNIT_TEST(longest_prefix_wins);
    CPPUNIT_TEST(span_limits_an_entry);
    CPPUNIT_TEST(says_when_more_digits_matter);
    CPPUNIT_TEST_SUITE_END();

    const std::vector<NumberConf> plan_{entry("2000"), entry("20", true), entry("200", true),
                                        entry("", true, "line2")};

    void exact_number_wins_over_a_prefix() {
        CPPUNIT_ASSERT(match(plan_, "line1", "2000").entry == &plan_[0]);
    }
    void longest_prefix_wins() {
        CPPUNIT_ASSERT(match(plan_, "line1", "2001").entry == &plan_[2]);
        CPPUNIT_ASSERT(match(plan_, "line1", "2011").entry == &plan_[1]);
    }
    void span_limits_an_entry() {
        CPPUNIT_ASSERT(match(plan_, "line2", "9").entry == &plan_[3]);
        CPPUNIT_ASSERT(match(plan_, "line1", "9").entry == nullptr);
    }
    void says_when_more_digits_matter() {
        CPPUNIT_ASSERT(match(plan_, "line1", "2").more);
        CPPUNIT_ASSERT(match(plan_, "line1", "").more);
        CPPUNIT_ASSERT(!match(plan_, "line1", "2000").more);
        CPPUNIT_ASSERT(!match(plan_, "line1", "9").more);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlanTest);

} // namespace
