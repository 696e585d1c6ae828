// Address signals, packed and as text.
#include "isup/digits.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class DigitsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DigitsTest);
    CPPUNIT_TEST(text_and_packed_octets_are_the_same_digits);
    CPPUNIT_TEST(filler_is_ignored);
    CPPUNIT_TEST(st_is_the_last_signal);
    CPPUNIT_TEST(other_characters_are_refused);
    CPPUNIT_TEST(more_than_fit_are_refused);
    CPPUNIT_TEST(prefixes_are_found_and_cut);
    CPPUNIT_TEST(digits_are_added_and_taken_at_the_end);
    CPPUNIT_TEST_SUITE_END();

    void text_and_packed_octets_are_the_same_digits() {
        CPPUNIT_ASSERT_EQUAL(std::string("214305"), hex(digits("12345").packed()));
        CPPUNIT_ASSERT_EQUAL(std::string("12345"),
                             Digits::from_packed(octets("214305"), true)->to_text());
        CPPUNIT_ASSERT_EQUAL(std::string("123450"),
                             Digits::from_packed(octets("214305"), false)->to_text());
        CPPUNIT_ASSERT_EQUAL(std::string("0BC9"), digits("0bC9").to_text());
    }
    void filler_is_ignored() {
        CPPUNIT_ASSERT(*Digits::from_packed(octets("2143f5"), true) == digits("12345"));
        CPPUNIT_ASSERT(Digits::from_packed(base::Octets(), true)->empty());
    }
    void st_is_the_last_signal() {
        CPPUNIT_ASSERT(digits("123F").has_st());
        CPPUNIT_ASSERT(!digits("123").has_st() && !Digits().has_st());
        CPPUNIT_ASSERT(digits("123F").without_st() == digits("123"));
        CPPUNIT_ASSERT(digits("123").without_st() == digits("123"));
    }
    void other_characters_are_refused() {
        CPPUNIT_ASSERT(!Digits::from_text("12*4") && !Digits::from_text("12G") &&
                       !Digits::from_text("+1"));
    }
    void more_than_fit_are_refused() {
        const std::string most(Digits::kMax, '7');
        CPPUNIT_ASSERT(Digits::from_text(most) && !Digits::from_text(most + "7"));
        Digits full = digits(most);
        CPPUNIT_ASSERT(!full.push_back(1) && !full.append(digits("1")));
        CPPUNIT_ASSERT_EQUAL(most, full.to_text());
        CPPUNIT_ASSERT(!Digits::from_packed(std::vector<std::uint8_t>(17), false));
    }
    void prefixes_are_found_and_cut() {
        CPPUNIT_ASSERT(digits("49891").starts_with(digits("49")) &&
                       digits("49891").starts_with(Digits()));
        CPPUNIT_ASSERT(!digits("49").starts_with(digits("498")) &&
                       !digits("49").starts_with(digits("48")));
        CPPUNIT_ASSERT(digits("49891").without_prefix(2) == digits("891"));
        CPPUNIT_ASSERT(digits("49").without_prefix(3).empty());
    }
    void digits_are_added_and_taken_at_the_end() {
        Digits number = digits("12");
        CPPUNIT_ASSERT(number.append(digits("345")));
        CPPUNIT_ASSERT(number == digits("12345"));
        for (int i = 0; i < 6; ++i)
            number.pop_back();
        CPPUNIT_ASSERT(number == Digits());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DigitsTest);
