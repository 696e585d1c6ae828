// Number rules: what each operation does, and in which order.
#include "gateway/route/number_rule.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using route::CompiledRule;
using route::Nature;
using route::Number;
using route::NumberRule;
using route::Presentation;

class NumberRuleTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NumberRuleTest);
    CPPUNIT_TEST(strips_leading_digits);
    CPPUNIT_TEST(strips_more_than_there_is_to_nothing);
    CPPUNIT_TEST(strips_a_prefix_only_where_it_is);
    CPPUNIT_TEST(puts_a_prefix_in_front);
    CPPUNIT_TEST(rewrites_by_groups);
    CPPUNIT_TEST(matches_the_whole_number_only);
    CPPUNIT_TEST(acts_on_one_nature_only);
    CPPUNIT_TEST(sets_nature_and_presentation);
    CPPUNIT_TEST(a_prefix_with_plus_makes_it_international);
    CPPUNIT_TEST(dialling_out_international_replaces_the_plus);
    CPPUNIT_TEST(applies_rewrite_before_strip_before_prefix);
    CPPUNIT_TEST(refuses_a_bad_pattern);
    CPPUNIT_TEST(refuses_a_rewrite_without_its_group);
    CPPUNIT_TEST(refuses_letters_in_a_rewrite);
    CPPUNIT_TEST(stays_quick_on_a_pattern_made_to_backtrack);
    CPPUNIT_TEST_SUITE_END();

    static Number applied(NumberRule rule, Number number) {
        auto compiled = CompiledRule::compile(std::move(rule));
        CPPUNIT_ASSERT(compiled.ok());
        compiled->apply(number);
        return number;
    }
    static Number dialled(std::string digits, Nature nature = Nature::unknown) {
        return {std::move(digits), nature, Presentation::allowed};
    }
    static bool acts(NumberRule rule, Number number) {
        return CompiledRule::compile(std::move(rule)).value().apply(number);
    }
    static std::string fault(NumberRule rule) {
        const auto compiled = CompiledRule::compile(std::move(rule));
        return compiled.ok() ? "" : compiled.error();
    }

    void strips_leading_digits() {
        CPPUNIT_ASSERT(applied({.strip = 1}, dialled("0123")) == dialled("123"));
        CPPUNIT_ASSERT(applied({.strip = 2}, dialled("49301", Nature::international)) ==
                       dialled("301"));
    }
    void strips_more_than_there_is_to_nothing() {
        CPPUNIT_ASSERT(applied({.strip = 9}, dialled("0123")) == dialled(""));
    }
    void strips_a_prefix_only_where_it_is() {
        CPPUNIT_ASSERT(applied({.strip_prefix = "00"}, dialled("0049")) == dialled("49"));
        CPPUNIT_ASSERT(applied({.strip_prefix = "00"}, dialled("049")) == dialled("049"));
        CPPUNIT_ASSERT(applied({.strip_prefix = "+49", .prefix = "0"},
                               dialled("4930123", Nature::international)) == dialled("030123"));
    }
    void puts_a_prefix_in_front() {
        CPPUNIT_ASSERT(applied({.prefix = "9"}, dialled("123", Nature::national)) ==
                       dialled("9123", Nature::national));
    }
    void rewrites_by_groups() {
        CPPUNIT_ASSERT(applied({.match = "0([1-9]\\d*)", .rewrite = "+49\\1"}, dialled("030123")) ==
                       dialled("4930123", Nature::international));
        CPPUNIT_ASSERT(applied({.match = "(\\d)(\\d)", .rewrite = "\\2\\1"}, dialled("12")) ==
                       dialled("21"));
    }
    void matches_the_whole_number_only() {
        CPPUNIT_ASSERT(!acts({.match = "12"}, dialled("123")));
        CPPUNIT_ASSERT(acts({.match = "12.*"}, dialled("123")));
        CPPUNIT_ASSERT(acts({.match = "\\+49.*"}, dialled("4930", Nature::international)));
        CPPUNIT_ASSERT(!acts({.match = "49.*"}, dialled("4930", Nature::international)));
        CPPUNIT_ASSERT(acts({.match = "1|123"}, dialled("123")));
    }
    void acts_on_one_nature_only() {
        NumberRule rule;
        rule.only_nature = Nature::national;
        CPPUNIT_ASSERT(acts(rule, dialled("30", Nature::national)));
        CPPUNIT_ASSERT(!acts(rule, dialled("30")));
    }
    void sets_nature_and_presentation() {
        NumberRule rule;
        rule.set_nature = Nature::subscriber;
        rule.set_presentation = Presentation::restricted;
        CPPUNIT_ASSERT((applied(rule, dialled("30", Nature::international)) ==
                        Number{"30", Nature::subscriber, Presentation::restricted}));
    }
    void a_prefix_with_plus_makes_it_international() {
        CPPUNIT_ASSERT(applied({.prefix = "+49"}, dialled("30123", Nature::national)) ==
                       dialled("4930123", Nature::international));
    }
    void dialling_out_international_replaces_the_plus() {
        CPPUNIT_ASSERT(applied({.prefix = "00"}, dialled("4930", Nature::international)) ==
                       dialled("004930"));
    }
    void applies_rewrite_before_strip_before_prefix() {
        CPPUNIT_ASSERT(applied({.match = "(\\d+)",
                                .rewrite = "77\\1",
                                .strip = 1,
                                .strip_prefix = "7",
                                .prefix = "9"},
                               dialled("123")) == dialled("9123"));
    }
    void refuses_a_bad_pattern() { CPPUNIT_ASSERT(fault({.match = "(12"}) != ""); }
    void refuses_a_rewrite_without_its_group() {
        CPPUNIT_ASSERT(fault({.match = "12", .rewrite = "\\1"}) != "");
        CPPUNIT_ASSERT(fault({.rewrite = "12"}) == "rewrite needs match");
        CPPUNIT_ASSERT(route::rewrite_fault("(1)2", "\\1").has_value() == false);
    }
    void refuses_letters_in_a_rewrite() {
        CPPUNIT_ASSERT(fault({.match = "12", .rewrite = "x12"}) != "");
        CPPUNIT_ASSERT(fault({.match = "12", .rewrite = "1+2"}) != "");
    }
    void stays_quick_on_a_pattern_made_to_backtrack() {
        // exponential for a backtracking matcher; this returns at once
        CPPUNIT_ASSERT(!acts({.match = "(1*)*(1*)*(1*)*2"}, dialled(std::string(5000, '1'))));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NumberRuleTest);

} // namespace
