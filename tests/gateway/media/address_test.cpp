// Socket addresses as values.
#include "gateway/media/address.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using media::Address;

class AddressTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AddressTest);
    CPPUNIT_TEST(text_to_address_and_back);
    CPPUNIT_TEST(names_and_rubbish_are_refused);
    CPPUNIT_TEST(compares_host_and_port);
    CPPUNIT_TEST(nothing_is_not_known);
    CPPUNIT_TEST_SUITE_END();

    void text_to_address_and_back() {
        for (const char* host : {"127.0.0.1", "255.255.255.255", "::1", "2001:db8::7"}) {
            const auto address = Address::from(host, 5004);
            CPPUNIT_ASSERT_MESSAGE(host, address && address->known());
            CPPUNIT_ASSERT((address->endpoint() == media::Endpoint{host, 5004}));
            CPPUNIT_ASSERT_EQUAL(std::uint16_t{5005}, address->with_port(5005).port());
        }
    }
    void names_and_rubbish_are_refused() {
        for (const char* host :
             {"", "localhost", "1.2.3", "1.2.3.4.5", "1::2::3", "[::1]", "1.2.3.4:5"})
            CPPUNIT_ASSERT_MESSAGE(host, !Address::from(host, 5004));
    }
    void compares_host_and_port() {
        const Address a = *Address::from("10.0.0.1", 1), b = *Address::from("10.0.0.1", 2),
                      c = *Address::from("10.0.0.2", 1);
        const Address d = *Address::from("2001:db8::1", 1), e = *Address::from("2001:db8::2", 1);
        CPPUNIT_ASSERT(a == a && !(a == b) && !(a == c) && !(a == d) && !(d == e));
        CPPUNIT_ASSERT(a.same_host(b) && !a.same_host(c) && !a.same_host(d) &&
                       d.same_host(d.with_port(9)));
    }
    void nothing_is_not_known() {
        CPPUNIT_ASSERT(!Address().known());
        CPPUNIT_ASSERT(!Address::from("10.0.0.1", 0)->known());
        CPPUNIT_ASSERT(Address().endpoint() == media::Endpoint{});
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AddressTest);

} // namespace
