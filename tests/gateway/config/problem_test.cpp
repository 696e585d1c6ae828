// Problems as text, one line each.
#include "gateway/config/problem.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using config::Problem;

class ProblemTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProblemTest);
    CPPUNIT_TEST(names_place_key_fault_remedy);
    CPPUNIT_TEST(leaves_out_what_is_not_known);
    CPPUNIT_TEST_SUITE_END();

    void names_place_key_fault_remedy() {
        CPPUNIT_ASSERT_EQUAL(std::string("a.conf:12:10: span line1: clock: \"lop\" is not a known "
                                         "value; allowed: free, loop; did "
                                         "you mean loop?"),
                             text(Problem{{"a.conf", 12, 10},
                                          "span line1: clock",
                                          "\"lop\" is not a known value",
                                          "free, loop",
                                          "loop"}));
    }
    void leaves_out_what_is_not_known() {
        CPPUNIT_ASSERT_EQUAL(std::string("a.conf: cannot be read"),
                             text(Problem{{"a.conf", 0, 0}, {}, "cannot be read", {}, {}}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProblemTest);

} // namespace
