// PatternSet: literals and patterns together give what each pattern gives by itself.
#include "gateway/route/pattern_set.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

class PatternSetTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PatternSetTest);
    CPPUNIT_TEST(equal_patterns_share_an_id);
    CPPUNIT_TEST(matches_like_each_pattern_by_itself);
    CPPUNIT_TEST(matches_nothing_when_empty);
    CPPUNIT_TEST_SUITE_END();

    void equal_patterns_share_an_id() {
        route::PatternSet set;
        const auto first = set.add("0.*"), second = set.add("110");
        CPPUNIT_ASSERT(first != second);
        CPPUNIT_ASSERT_EQUAL(first, set.add("0.*"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, set.size());
    }
    void matches_like_each_pattern_by_itself() {
        route::PatternSet set;
        for (const char* pattern :
             {"110", "11.", "0.*", "^0[1-9]*$", "11|112", "\\+49.*", "\\*21#"})
            set.add(pattern);
        for (int prefix = 0; prefix < 1000; ++prefix)
            set.add(std::to_string(prefix) + "\\d{4,}");
        set.seal();
        for (const std::string text :
             {"110", "112", "0", "0123", "+4930", "*21#", "", "11", "5551234567"}) {
            const auto matched = set.match(text);
            for (std::size_t id = 0; id < set.size(); ++id)
                CPPUNIT_ASSERT_EQUAL_MESSAGE(text + " and pattern " + std::to_string(id),
                                             set.matches(id, text), bool(matched[id]));
        }
        CPPUNIT_ASSERT(set.matches(0, "110") && !set.matches(0, "1101"));
        CPPUNIT_ASSERT(set.matches(4, "11") && set.matches(4, "112")); // both branches, whole
    }
    void matches_nothing_when_empty() {
        route::PatternSet set;
        set.seal();
        CPPUNIT_ASSERT(set.match("110").empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatternSetTest);

} // namespace
