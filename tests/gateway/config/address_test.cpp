// Addresses, endpoints, prefixes and port ranges: text to value and back.
#include "gateway/config/address.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace {

using namespace config;

template <class T>
void assert_same(const char* text) {
    const auto value = T::from_text(text);
    CPPUNIT_ASSERT_MESSAGE(text, value.has_value());
    CPPUNIT_ASSERT_EQUAL(std::string(text), value->text());
}
template <class T>
void assert_refused(std::initializer_list<const char*> texts) {
    for (const char* text : texts)
        CPPUNIT_ASSERT_MESSAGE(text, !T::from_text(text));
}
// Nothing that is cut short may be taken for another valid value than a prefix of it would be.
template <class T>
void assert_cut(const std::string& text) {
    for (std::size_t length = 0; length < text.size(); ++length)
        if (const auto value = T::from_text(text.substr(0, length)))
            CPPUNIT_ASSERT_MESSAGE(text.substr(0, length), T::from_text(value->text()) == value);
}

class AddressTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AddressTest);
    CPPUNIT_TEST(reads_and_writes_both_families);
    CPPUNIT_TEST(refuses_what_is_not_an_address);
    CPPUNIT_TEST(survives_truncation_at_every_length);
    CPPUNIT_TEST(a_bare_address_is_a_prefix_of_full_length);
    CPPUNIT_TEST(a_prefix_contains_by_its_bits_only);
    CPPUNIT_TEST(knows_the_unspecified_address);
    CPPUNIT_TEST(counts_ports_with_both_ends);
    CPPUNIT_TEST_SUITE_END();

    void reads_and_writes_both_families() {
        assert_same<IpAddress>("192.0.2.1");
        assert_same<IpAddress>("2001:db8::1");
        assert_same<Endpoint>("192.0.2.1:5060");
        assert_same<Endpoint>("[2001:db8::1]:5060");
        assert_same<Cidr>("192.0.2.0/24");
        assert_same<Cidr>("2001:db8::/32");
        assert_same<PortRange>("16384-32766");
        assert_same<Listen>("udp:[::]:5060");
    }
    void refuses_what_is_not_an_address() {
        assert_refused<IpAddress>(
            {"", "192.0.2", "192.0.2.256", "example.org", "[::1]", "1.2.3.4 "});
        CPPUNIT_ASSERT(!IpAddress::from_text(std::string_view("1.2.3.4\0", 8)));
        assert_refused<Endpoint>({"", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:0",
                                  "192.0.2.1:65536", "192.0.2.1:5060x", "::1:5060",
                                  "[192.0.2.1]:5060", "[]:1", "[::1]"});
        assert_refused<Cidr>(
            {"", "/", "192.0.2.0/33", "192.0.2.0/", "::/129", "192.0.2.0/-1", "x/8"});
        assert_refused<PortRange>({"", "1", "1-", "-1", "2-1", "0-1", "1-65536", "1-2-3"});
        assert_refused<Listen>(
            {"", "udp:", "sctp:192.0.2.1:5060", "192.0.2.1:5060", "udp:192.0.2.1"});
    }
    void survives_truncation_at_every_length() {
        assert_cut<Endpoint>("[2001:db8::1]:5060");
        assert_cut<Cidr>("192.0.2.128/25");
        assert_cut<PortRange>("16384-32766");
        assert_cut<Listen>("udp:192.0.2.1:5060");
    }
    void a_bare_address_is_a_prefix_of_full_length() {
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1/32"), Cidr::from_text("192.0.2.1")->text());
        CPPUNIT_ASSERT_EQUAL(std::string("::1/128"), Cidr::from_text("::1")->text());
    }
    void a_prefix_contains_by_its_bits_only() {
        const auto contains = [](const char* prefix, const char* address) {
            return Cidr::from_text(prefix)->contains(*IpAddress::from_text(address));
        };
        CPPUNIT_ASSERT(contains("192.0.2.0/24", "192.0.2.255"));
        CPPUNIT_ASSERT(!contains("192.0.2.0/24", "192.0.3.0"));
        CPPUNIT_ASSERT(contains("192.0.2.128/25", "192.0.2.129"));
        CPPUNIT_ASSERT(!contains("192.0.2.128/25", "192.0.2.127"));
        CPPUNIT_ASSERT(contains("0.0.0.0/0", "203.0.113.7"));
        CPPUNIT_ASSERT(!contains("0.0.0.0/0", "::1"));
        CPPUNIT_ASSERT(contains("2001:db8::/33", "2001:db8:7fff::1"));
        CPPUNIT_ASSERT(!contains("2001:db8::/33", "2001:db8:8000::1"));
        CPPUNIT_ASSERT(contains("192.0.2.1", "192.0.2.1"));
    }
    void knows_the_unspecified_address() {
        CPPUNIT_ASSERT(IpAddress::from_text("0.0.0.0")->any() && IpAddress::from_text("::")->any());
        CPPUNIT_ASSERT(!IpAddress::from_text("127.0.0.1")->any());
    }
    void counts_ports_with_both_ends() {
        CPPUNIT_ASSERT_EQUAL(3u, PortRange::from_text("5-7")->size());
        CPPUNIT_ASSERT_EQUAL(65535u, PortRange::from_text("1-65535")->size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AddressTest);

} // namespace
