// Methods: every name there and back; case counts.
#include "sipi/method.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class MethodTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MethodTest);
    CPPUNIT_TEST(finds_each_method_by_its_text);
    CPPUNIT_TEST(tells_methods_apart_by_case);
    CPPUNIT_TEST_SUITE_END();

    void finds_each_method_by_its_text() {
        for (int at = 1; at <= static_cast<int>(Method::publish); ++at) {
            const auto method = static_cast<Method>(at);
            CPPUNIT_ASSERT(!text(method).empty());
            CPPUNIT_ASSERT(method_of(text(method)) == method);
        }
    }
    void tells_methods_apart_by_case() {
        CPPUNIT_ASSERT(method_of("invite") == Method::unknown);
        CPPUNIT_ASSERT(method_of("") == Method::unknown);
        CPPUNIT_ASSERT(method_of("NEWMETHOD") == Method::unknown);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MethodTest);

} // namespace sipi
