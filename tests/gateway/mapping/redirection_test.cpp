// Reasons of a redirection: every row both ways.
#include "gateway/mapping/redirection.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace mapping;
using isup::RedirectReason;

class RedirectionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RedirectionTest);
    CPPUNIT_TEST(every_row_maps_into_isup);
    CPPUNIT_TEST(every_isup_reason_maps_out_and_back);
    CPPUNIT_TEST(other_reasons_are_unknown);
    CPPUNIT_TEST(original_reason_has_four_values);
    CPPUNIT_TEST_SUITE_END();

    void every_row_maps_into_isup() {
        for (const RedirectReasonRow& row : redirect_reason_rows()) {
            CPPUNIT_ASSERT(!row.clause.empty());
            if (row.isup != RedirectReason::deflection_alerting) {
                CPPUNIT_ASSERT(reason_from_isdn(row.isdn) == row.isup);
                CPPUNIT_ASSERT(reason_from_diversion(row.diversion) == row.isup);
            }
        }
    }
    void every_isup_reason_maps_out_and_back() {
        for (unsigned value = 0; value <= 6; ++value) {
            const auto reason = static_cast<RedirectReason>(value);
            if (reason == RedirectReason::deflection_alerting)
                continue; // one code for both deflections
            CPPUNIT_ASSERT(reason_from_isdn(reason_to_isdn(reason)) == reason);
            CPPUNIT_ASSERT(reason_from_diversion(reason_to_diversion(reason)) == reason);
        }
        CPPUNIT_ASSERT_EQUAL(15, int{reason_to_isdn(RedirectReason::unconditional)});
        CPPUNIT_ASSERT_EQUAL(4, int{reason_to_isdn(RedirectReason::deflection_alerting)});
    }
    void other_reasons_are_unknown() {
        for (const char* reason :
             {"time-of-day", "do-not-disturb", "follow-me", "out-of-service", "away", ""})
            CPPUNIT_ASSERT(reason_from_diversion(reason) == RedirectReason::unknown);
        CPPUNIT_ASSERT(reason_from_isdn(77) == RedirectReason::unknown);
        CPPUNIT_ASSERT_EQUAL(0, int{reason_to_isdn(static_cast<RedirectReason>(12))});
    }
    void original_reason_has_four_values() {
        CPPUNIT_ASSERT(original_reason(RedirectReason::unconditional) ==
                       RedirectReason::unconditional);
        CPPUNIT_ASSERT(original_reason(RedirectReason::mobile_not_reachable) ==
                       RedirectReason::unknown);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RedirectionTest);
