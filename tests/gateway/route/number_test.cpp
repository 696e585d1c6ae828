// Numbers: written form, text for people, numbers typed at the console.
#include "gateway/route/number.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace {

using route::Nature;
using route::Number;
using route::Presentation;

class NumberTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NumberTest);
    CPPUNIT_TEST(writes_an_international_number_with_a_plus);
    CPPUNIT_TEST(takes_a_plus_as_international);
    CPPUNIT_TEST(a_lost_plus_makes_the_nature_unknown);
    CPPUNIT_TEST(reads_what_is_typed_and_refuses_letters);
    CPPUNIT_TEST(names_nature_and_presentation);
    CPPUNIT_TEST(reads_every_nature_it_names);
    CPPUNIT_TEST_SUITE_END();

    void writes_an_international_number_with_a_plus() {
        CPPUNIT_ASSERT_EQUAL(std::string("+4930123"),
                             route::written({"4930123", Nature::international, {}}));
        CPPUNIT_ASSERT_EQUAL(std::string("30123"), route::written({"30123", Nature::national, {}}));
    }
    void takes_a_plus_as_international() {
        Number number{"1", Nature::national, Presentation::restricted};
        route::set_written(number, "+4930123");
        CPPUNIT_ASSERT(
            (number == Number{"4930123", Nature::international, Presentation::restricted}));
    }
    void a_lost_plus_makes_the_nature_unknown() {
        Number number{"4930123", Nature::international, {}};
        route::set_written(number, "00+4930123");
        CPPUNIT_ASSERT((number == Number{"004930123", Nature::unknown, {}}));
        number.nature = Nature::national;
        route::set_written(number, "30123");
        CPPUNIT_ASSERT((number == Number{"30123", Nature::national, {}}));
    }
    void reads_what_is_typed_and_refuses_letters() {
        CPPUNIT_ASSERT(
            (route::number_from_text("+4930123") == Number{"4930123", Nature::international, {}}));
        CPPUNIT_ASSERT((route::number_from_text("*21#") == Number{"*21#", Nature::unknown, {}}));
        for (const char* text : {"", "+", "++49", "4+9", "12a", "12 34", "\xff"})
            CPPUNIT_ASSERT_MESSAGE(text, !route::number_from_text(text));
    }
    void names_nature_and_presentation() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("+49 (international, restricted)"),
            route::text(Number{"49", Nature::international, Presentation::restricted}));
        CPPUNIT_ASSERT_EQUAL(std::string("none"), route::text(Number{}));
        CPPUNIT_ASSERT_EQUAL(std::string("none (unavailable)"),
                             route::text(Number{"", {}, Presentation::unavailable}));
    }
    void reads_every_nature_it_names() {
        for (const Nature nature : {Nature::unknown, Nature::subscriber, Nature::national,
                                    Nature::international, Nature::network_specific})
            CPPUNIT_ASSERT(route::nature_from_text(route::name(nature)) == nature);
        CPPUNIT_ASSERT(!route::nature_from_text("local"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NumberTest);

} // namespace
