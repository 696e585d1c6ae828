// Transport addresses as text and as socket addresses.
#include "sipi/endpoint.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <sys/socket.h>

namespace {

using namespace sipi;

class EndpointTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EndpointTest);
    CPPUNIT_TEST(reads_every_form);
    CPPUNIT_TEST(refuses_what_is_no_literal_address);
    CPPUNIT_TEST(goes_through_a_socket_address_and_back);
    CPPUNIT_TEST(knows_the_wildcards);
    CPPUNIT_TEST(hashes_differ_by_port_and_address);
    CPPUNIT_TEST_SUITE_END();

    void reads_every_form() {
        struct Row {
            const char* text;
            TransportKind kind;
            const char* printed;
        };
        const Row rows[] = {
            {"192.0.2.1:5070", TransportKind::udp, "192.0.2.1:5070"},
            {"192.0.2.1", TransportKind::udp, "192.0.2.1:5060"},
            {"udp:192.0.2.1:0", TransportKind::udp, "192.0.2.1:0"},
            {"TLS:192.0.2.1", TransportKind::tls, "192.0.2.1:5061"},
            {"tcp:[2001:db8::1]:5062", TransportKind::tcp, "[2001:db8::1]:5062"},
            {"[::1]", TransportKind::udp, "[::1]:5060"},
            {"2001:db8::1", TransportKind::udp, "[2001:db8::1]:5060"},
            {"sctp:192.0.2.1", TransportKind::sctp, "192.0.2.1:5060"},
        };
        for (const Row& row : rows) {
            const auto endpoint = Endpoint::from_text(row.text);
            CPPUNIT_ASSERT_MESSAGE(row.text, endpoint.has_value());
            CPPUNIT_ASSERT_MESSAGE(row.text, endpoint->kind == row.kind);
            CPPUNIT_ASSERT_EQUAL(std::string(row.printed), endpoint->text());
        }
        CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"),
                             Endpoint::from_text("[2001:db8::1]:1")->bare_host());
        CPPUNIT_ASSERT(Endpoint::from_host("[::1]", 5, TransportKind::udp).has_value());
    }
    void refuses_what_is_no_literal_address() {
        for (const char* text :
             {"", "example.org", "example.org:5060", "192.0.2.1:", "192.0.2.1:65536",
              "192.0.2.1:50x", "[::1", "[::1]x", "[::1]:", "300.0.0.1", "udp:", "[]",
              "192.0.2.1.192.0.2.1.192.0.2.1.192.0.2.1.192.0.2.1"})
            CPPUNIT_ASSERT_MESSAGE(text, !Endpoint::from_text(text));
    }
    void goes_through_a_socket_address_and_back() {
        for (const char* text : {"192.0.2.1:5070", "[2001:db8::1]:5060"}) {
            const Endpoint endpoint = Endpoint::from_text(text).value();
            sockaddr_storage storage{};
            CPPUNIT_ASSERT(endpoint.to_socket(storage) > 0);
            CPPUNIT_ASSERT(Endpoint::from_socket(storage, TransportKind::udp) == endpoint);
        }
    }
    void knows_the_wildcards() {
        CPPUNIT_ASSERT(Endpoint::from_text("0.0.0.0")->is_any_address());
        CPPUNIT_ASSERT(Endpoint::from_text("[::]")->is_any_address());
        CPPUNIT_ASSERT(!Endpoint::from_text("127.0.0.1")->is_any_address());
    }
    void hashes_differ_by_port_and_address() {
        const EndpointHash hash;
        const auto one = hash(*Endpoint::from_text("192.0.2.1:1"));
        CPPUNIT_ASSERT(one != hash(*Endpoint::from_text("192.0.2.1:2")));
        CPPUNIT_ASSERT(one != hash(*Endpoint::from_text("192.0.2.2:1")));
        CPPUNIT_ASSERT(one == hash(*Endpoint::from_text("192.0.2.1:1")));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EndpointTest);

} // namespace
