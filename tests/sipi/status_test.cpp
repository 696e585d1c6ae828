// Reason phrases by status code.
#include "sipi/status.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class StatusTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(StatusTest);
    CPPUNIT_TEST(knows_the_phrases_of_the_rfc);
    CPPUNIT_TEST(falls_back_to_the_class);
    CPPUNIT_TEST_SUITE_END();

    void knows_the_phrases_of_the_rfc() {
        ASSERT_TEXT("Trying", default_reason(100));
        ASSERT_TEXT("OK", default_reason(200));
        ASSERT_TEXT("Call/Transaction Does Not Exist", default_reason(481));
        ASSERT_TEXT("Request Terminated", default_reason(487));
        ASSERT_TEXT("Decline", default_reason(603));
    }
    void falls_back_to_the_class() {
        ASSERT_TEXT("Server Failure", default_reason(599));
        ASSERT_TEXT("Global Failure", default_reason(699));
        ASSERT_TEXT("", default_reason(99));
        ASSERT_TEXT("", default_reason(700));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StatusTest);

} // namespace sipi
