// Number parameters as octets and values.
#include "isup/numbers.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class NumbersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NumbersTest);
    CPPUNIT_TEST(called_number_has_every_field);
    CPPUNIT_TEST(calling_number_has_every_field);
    CPPUNIT_TEST(calling_number_without_address_has_no_digits);
    CPPUNIT_TEST(generic_number_has_a_qualifier);
    CPPUNIT_TEST(subsequent_number_may_end_with_st);
    CPPUNIT_TEST(every_nature_plan_presentation_and_screening_survives);
    CPPUNIT_TEST(numbers_cut_short_are_refused);
    CPPUNIT_TEST(numbers_with_too_many_digits_are_refused);
    CPPUNIT_TEST_SUITE_END();

    void called_number_has_every_field() {
        const CalledPartyNumber number{.nature = NatureOfAddress::national,
                                       .digits = digits("891234567")};
        CPPUNIT_ASSERT_EQUAL(std::string("83909821436507"), encoded(number));
        CPPUNIT_ASSERT(decoded<CalledPartyNumber>("83909821436507") == number);
        CPPUNIT_ASSERT(decoded<CalledPartyNumber>("83109821436507")->internal_allowed);
    }
    void calling_number_has_every_field() {
        const CallingPartyNumber number{.nature = NatureOfAddress::international,
                                        .presentation = Presentation::restricted,
                                        .screening = Screening::network_provided,
                                        .incomplete = true,
                                        .digits = digits("33142345")};
        CPPUNIT_ASSERT_EQUAL(std::string("049733413254"), encoded(number));
        CPPUNIT_ASSERT(decoded<CallingPartyNumber>("049733413254") == number);
    }
    void calling_number_without_address_has_no_digits() {
        const auto number = decoded<CallingPartyNumber>("000b");
        CPPUNIT_ASSERT(number && number->digits.empty() &&
                       number->presentation == Presentation::not_available);
        CPPUNIT_ASSERT_EQUAL(std::string("000b"), encoded(*number));
    }
    void generic_number_has_a_qualifier() {
        const auto number = decoded<GenericNumber>("0603140421439900");
        CPPUNIT_ASSERT(number && number->qualifier == NumberQualifier::additional_calling);
        CPPUNIT_ASSERT(number->presentation == Presentation::restricted &&
                       number->screening == Screening::not_verified);
        CPPUNIT_ASSERT_EQUAL(std::string("4012349900"), number->digits.to_text());
        CPPUNIT_ASSERT_EQUAL(std::string("0603140421439900"), encoded(*number));
    }
    void subsequent_number_may_end_with_st() {
        CPPUNIT_ASSERT(decoded<SubsequentNumber>("003254")->digits == digits("2345"));
        CPPUNIT_ASSERT_EQUAL(std::string("80320f"), encoded(SubsequentNumber{digits("23F")}));
        CPPUNIT_ASSERT(decoded<SubsequentNumber>("80320f")->digits.has_st());
    }
    void every_nature_plan_presentation_and_screening_survives() {
        for (unsigned first = 0; first < 256; ++first)
            for (unsigned second = 0; second < 256; ++second) {
                const std::uint8_t contents[] = {static_cast<std::uint8_t>(first),
                                                 static_cast<std::uint8_t>(second), 0x21};
                const std::uint8_t odd[] = {contents[0], contents[1], 0x01};
                CPPUNIT_ASSERT_EQUAL(hex(first & 0x80 ? odd : contents),
                                     encoded(*CallingPartyNumber::decode(contents)));
            }
    }
    void numbers_cut_short_are_refused() {
        CPPUNIT_ASSERT(!decoded<CalledPartyNumber>("") && !decoded<CalledPartyNumber>("83"));
        CPPUNIT_ASSERT(!decoded<CallingPartyNumber>("03") && !decoded<GenericNumber>("0603"));
        CPPUNIT_ASSERT(!decoded<SubsequentNumber>(""));
    }
    void numbers_with_too_many_digits_are_refused() {
        CPPUNIT_ASSERT(decoded<CalledPartyNumber>("0390" + std::string(32, '1')));
        CPPUNIT_ASSERT(!decoded<CalledPartyNumber>("0390" + std::string(34, '1')));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NumbersTest);
