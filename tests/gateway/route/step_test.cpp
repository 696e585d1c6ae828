// Explanations as text: one line per kind of step.
#include "gateway/route/plan.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using route::Step;

class StepTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(StepTest);
    CPPUNIT_TEST(every_kind_has_its_line);
    CPPUNIT_TEST_SUITE_END();

    void every_kind_has_its_line() {
        const struct {
            Step::Kind kind;
            const char* line;
        } kLines[] = {
            {Step::Kind::rule, "number rule n (why): b -> a"},
            {Step::Kind::rule_idle, "number rule n (why): does not match b"},
            {Step::Kind::passed_over, "route n: not taken, why"},
            {Step::Kind::matched, "route n: taken (why)"},
            {Step::Kind::candidate, "trunk group n (why): called a"},
            {Step::Kind::no_route, "no route (why)"},
        };
        for (const auto& row : kLines)
            CPPUNIT_ASSERT_EQUAL(std::string(row.line),
                                 route::text(Step{row.kind, "n", "why", "b", "a"}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StepTest);

} // namespace
