// The effective configuration as text: complete, readable as a conf file, defaults marked.
#include "tests/gateway/config/fixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace config;
using namespace config_test;

const Shown& shown(const std::vector<Shown>& all, const std::string& section,
                   const std::string& key) {
    for (const Shown& one : all)
        if (one.section == section && one.key == key)
            return one;
    CPPUNIT_FAIL(section + " " + key);
    return all.front();
}
const std::string kRich =
    "[calls]\ncountry_code = \"49\"\nprofile = \"q1912.5-a\"\ncause_to_status = [\"34=486\"]\n" +
    kGood +
    "called = '\\+49\\d+'\n[[number_rule]]\nname = \"r\"\nmatch = '(\\d+)'\nrewrite = "
    "'\\1'\nset_nature = \"national\"\n"
    "[[span]]\nname = \"line2\"\ntype = \"t1\"\nlocal = \"[::1]:2144\"\nremote = \"[::1]:2145\"\n";

class DescribeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DescribeTest);
    CPPUNIT_TEST(reads_back_as_the_same_configuration);
    CPPUNIT_TEST(marks_defaults);
    CPPUNIT_TEST(marks_what_is_taken_from_the_level_above);
    CPPUNIT_TEST(names_units);
    CPPUNIT_TEST_SUITE_END();

    void reads_back_as_the_same_configuration() {
        const Config config = good(kRich);
        CPPUNIT_ASSERT(good(describe(config)) == config);
    }
    void marks_defaults() {
        const auto all = show(good(kRich));
        CPPUNIT_ASSERT(shown(all, "log", "level").standard);
        CPPUNIT_ASSERT_EQUAL(std::string("\"info\""), shown(all, "log", "level").value);
        CPPUNIT_ASSERT(!shown(all, "calls", "country_code").standard);
        CPPUNIT_ASSERT(!shown(all, "sip", "listen").standard);
        CPPUNIT_ASSERT(shown(all, "span line2", "law").standard &&
                       shown(all, "span line2", "switch_type").standard);
        CPPUNIT_ASSERT(shown(all, "sip_peer pbx", "match").standard);
        CPPUNIT_ASSERT(!shown(all, "number_rule r", "set_nature").standard);
        CPPUNIT_ASSERT(shown(all, "number_rule r", "only_nature").standard);
    }
    void marks_what_is_taken_from_the_level_above() {
        const auto all = show(good(kRich));
        CPPUNIT_ASSERT(shown(all, "trunk_group office", "country_code").standard);
        CPPUNIT_ASSERT(shown(all, "sip_peer pbx", "country_code").standard);
        CPPUNIT_ASSERT_EQUAL(std::string("\"49\""),
                             shown(all, "sip_peer pbx", "country_code").value);
        CPPUNIT_ASSERT(shown(all, "calls", "cause_table").standard);
        CPPUNIT_ASSERT_EQUAL(std::string("\"q1912.5\""), shown(all, "calls", "cause_table").value);
        CPPUNIT_ASSERT(!shown(show(good(spoilt("address", "country_code = \"1\"\naddress"))),
                              "sip_peer pbx", "country_code")
                            .standard);
    }
    void names_units() {
        CPPUNIT_ASSERT_EQUAL(std::string("calls"),
                             shown(show(good(kGood)), "sip", "max_calls").unit);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DescribeTest);

} // namespace
