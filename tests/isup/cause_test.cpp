// Cause indicators as octets and values (Q.763 §3.12).
#include "isup/cause.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class CauseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CauseTest);
    CPPUNIT_TEST(cause_has_location_value_and_diagnostics);
    CPPUNIT_TEST(octet_1a_is_the_recommendation);
    CPPUNIT_TEST(every_coding_location_and_value_survives);
    CPPUNIT_TEST(cut_short_it_is_refused);
    CPPUNIT_TEST(long_diagnostics_lose_their_end_only);
    CPPUNIT_TEST(values_have_names);
    CPPUNIT_TEST_SUITE_END();

    void cause_has_location_value_and_diagnostics() {
        const CauseIndicators cause{
            .value = 17, .location = Location::public_local, .diagnostics = {0x01}};
        CPPUNIT_ASSERT_EQUAL(std::string("829101"), encoded(cause));
        CPPUNIT_ASSERT(decoded<CauseIndicators>("829101") == cause);
    }
    void octet_1a_is_the_recommendation() {
        const auto cause = decoded<CauseIndicators>("00839f");
        CPPUNIT_ASSERT(cause && cause->recommendation == 3 && cause->value == 31);
        CPPUNIT_ASSERT_EQUAL(std::string("00839f"), encoded(*cause));
    }
    void every_coding_location_and_value_survives() {
        for (unsigned coding = 0; coding < 4; ++coding)
            for (unsigned location = 0; location < 16; ++location)
                for (unsigned value = 0; value < 128; ++value) {
                    const CauseIndicators cause{.value = static_cast<std::uint8_t>(value),
                                                .location = static_cast<Location>(location),
                                                .coding = static_cast<CodingStandard>(coding)};
                    CPPUNIT_ASSERT(decoded<CauseIndicators>(encoded(cause)) == cause);
                }
    }
    void cut_short_it_is_refused() {
        for (const char* text : {"", "90", "82", "00", "0080"})
            CPPUNIT_ASSERT(!decoded<CauseIndicators>(text));
    }
    void long_diagnostics_lose_their_end_only() {
        const auto cause = decoded<CauseIndicators>("8296" + std::string(80, '1'));
        CPPUNIT_ASSERT(cause && cause->value == 22 && cause->diagnostics.size() == 30);
    }
    void values_have_names() {
        CPPUNIT_ASSERT_EQUAL(std::string("unallocated number"), std::string(cause_name(1)));
        CPPUNIT_ASSERT_EQUAL(std::string("interworking, unspecified"),
                             std::string(cause_name(127)));
        CPPUNIT_ASSERT_EQUAL(std::string("unknown cause"), std::string(cause_name(126)));
        CPPUNIT_ASSERT_EQUAL(std::string("unknown cause"), std::string(cause_name(0)));
        CPPUNIT_ASSERT_EQUAL(std::string("transit network"), std::string(name(Location::transit)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CauseTest);
