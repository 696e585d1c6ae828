// Via values and the stamp of a request's source (RFC 3261 §18.2.1, §20.42, RFC 3581).
#include "sipi/via.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class ViaTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ViaTest);
    CPPUNIT_TEST(reads_all_parts);
    CPPUNIT_TEST(reads_white_space_around_slashes_and_colon);
    CPPUNIT_TEST(reads_received_with_and_without_brackets);
    CPPUNIT_TEST(reads_rport_with_and_without_value);
    CPPUNIT_TEST(keeps_unknown_transports);
    CPPUNIT_TEST(tells_the_branch_of_rfc_3261);
    CPPUNIT_TEST(refuses_malformed_values);
    CPPUNIT_TEST(prints_what_was_built);
    CPPUNIT_TEST(knows_every_transport_in_any_case);
    CPPUNIT_TEST(stamps_received_and_rport_where_asked);
    CPPUNIT_TEST(stamps_received_where_the_address_differs);
    CPPUNIT_TEST(leaves_a_matching_via_alone);
    CPPUNIT_TEST(does_not_believe_a_received_of_the_client);
    CPPUNIT_TEST(survives_a_cut_at_every_length);
    CPPUNIT_TEST_SUITE_END();

    static Via via(std::string_view text) {
        const auto result = Via::parse(text);
        CPPUNIT_ASSERT_MESSAGE(std::string(text), result.ok());
        return *result;
    }
    static Message invite(std::string_view via) {
        return test::parsed(
            test::invite_with("SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa1;rport", via));
    }

    void reads_all_parts() {
        const Via one =
            via("SIP/2.0/TCP gw.example.com:5070;branch=z9hG4bK77;maddr=224.2.0.1;ttl=16;x=y");
        ASSERT_TEXT("SIP", one.protocol);
        ASSERT_TEXT("2.0", one.version);
        CPPUNIT_ASSERT(one.transport == TransportName::tcp);
        ASSERT_TEXT("gw.example.com", one.host);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(5070), one.port);
        ASSERT_TEXT("z9hG4bK77", one.branch);
        ASSERT_TEXT("224.2.0.1", one.maddr);
        CPPUNIT_ASSERT_EQUAL(16, int(one.ttl.value()));
        ASSERT_TEXT("y", one.params.value("x"));
    }
    void reads_white_space_around_slashes_and_colon() {
        const Via one = via("SIP  / 2.0  / UDP    192.168.255.111 : 99  ; branch=  z9hG4bK30239");
        ASSERT_TEXT("192.168.255.111", one.host);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(99), one.port);
        ASSERT_TEXT("z9hG4bK30239", one.branch);
    }
    void reads_received_with_and_without_brackets() {
        ASSERT_TEXT("2001:db8::9:255",
                    via("SIP/2.0/UDP [::1];received=[2001:db8::9:255];branch=b").received);
        ASSERT_TEXT("2001:db8::9:255",
                    via("SIP/2.0/UDP [::1];received=2001:db8::9:255;branch=b").received);
    }
    void reads_rport_with_and_without_value() {
        CPPUNIT_ASSERT(via("SIP/2.0/UDP a;rport").has_rport);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(0), via("SIP/2.0/UDP a;rport").rport);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(65535), via("SIP/2.0/UDP a;rport=65535").rport);
    }
    void keeps_unknown_transports() {
        const Via one = via("SIP/2.0/UNKNOWN t5.example.com;branch=z9hG4bK1");
        CPPUNIT_ASSERT(one.transport == TransportName::other);
        ASSERT_TEXT("UNKNOWN", one.transport_text);
        std::string out;
        append(out, one);
        ASSERT_TEXT("SIP/2.0/UNKNOWN t5.example.com;branch=z9hG4bK1", out);
    }
    void tells_the_branch_of_rfc_3261() {
        CPPUNIT_ASSERT(via("SIP/2.0/UDP a;branch=z9hG4bK1").has_rfc3261_branch());
        CPPUNIT_ASSERT(!via("SIP/2.0/UDP a;branch=z9hG4bK").has_rfc3261_branch());
        CPPUNIT_ASSERT(!via("SIP/2.0/UDP a;branch=390skdjuw").has_rfc3261_branch());
        CPPUNIT_ASSERT(!via("SIP/2.0/UDP a").has_rfc3261_branch());
    }
    void refuses_malformed_values() {
        for (const std::string_view bad : {"",
                                           "SIP",
                                           "SIP/2.0",
                                           "SIP/2.0/",
                                           "SIP/2.0/UDP",
                                           "SIP/2.0/UDP ",
                                           "SIP/2.0/UDP;branch=a",
                                           "/2.0/UDP a",
                                           "SIP//UDP a",
                                           "SIP/2.0/UDP 192.0.2.15;;",
                                           "SIP/2.0/UDP a;branch",
                                           "SIP/2.0/UDP a;branch=",
                                           "SIP/2.0/UDP a;branch=\"b\"",
                                           "SIP/2.0/UDP a;rport=65536",
                                           "SIP/2.0/UDP a;rport=x",
                                           "SIP/2.0/UDP a;ttl=256",
                                           "SIP/2.0/UDP a;received=",
                                           "SIP/2.0/UDP a:",
                                           "SIP/2.0/UDP a:70000",
                                           "SIP/2.0/UDP [::1",
                                           "SIP/2.0/UDP a b",
                                           "SIP/2.0/UDP a,b"})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !Via::parse(bad));
    }
    void prints_what_was_built() {
        Via one;
        one.host = "2001:db8::1";
        one.ipv6 = true;
        one.port = 5060;
        one.branch = "z9hG4bKx";
        one.has_rport = true;
        std::string out;
        append(out, one);
        ASSERT_TEXT("SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bKx;rport", out);
    }
    void knows_every_transport_in_any_case() {
        for (int at = 1; at <= static_cast<int>(TransportName::wss); ++at) {
            const auto transport = static_cast<TransportName>(at);
            CPPUNIT_ASSERT(transport_of(text(transport)) == transport);
        }
        CPPUNIT_ASSERT(transport_of("tLs-sCtP") == TransportName::tls_sctp);
    }
    void stamps_received_and_rport_where_asked() {
        Message message =
            invite("SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bKa1, SIP/2.0/UDP second");
        stamp_source(message, *message.top_via(), "192.0.2.99", 61000);
        ASSERT_TEXT("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKa1;received=192.0.2.99;rport=61000|"
                    "SIP/2.0/UDP second",
                    test::joined(message, HeaderName::via));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(61000), message.top_via()->rport);
    }
    void stamps_received_where_the_address_differs() {
        Message message = invite("SIP/2.0/UDP pbx.example.com;branch=z9hG4bKa1");
        stamp_source(message, *message.top_via(), "192.0.2.99", 5060);
        ASSERT_TEXT("SIP/2.0/UDP pbx.example.com;branch=z9hG4bKa1;received=192.0.2.99",
                    message.header(HeaderName::via));
    }
    void leaves_a_matching_via_alone() {
        Message message = invite("SIP/2.0/UDP 192.0.2.99 ;branch=z9hG4bKa1");
        stamp_source(message, *message.top_via(), "192.0.2.99", 5070);
        ASSERT_TEXT("SIP/2.0/UDP 192.0.2.99 ;branch=z9hG4bKa1", message.header(HeaderName::via));
    }
    void does_not_believe_a_received_of_the_client() {
        Message message = invite("SIP/2.0/UDP a;received=203.0.113.1;rport=1;branch=z9hG4bKa1");
        stamp_source(message, *message.top_via(), "192.0.2.99", 2);
        const auto one = message.top_via();
        ASSERT_TEXT("192.0.2.99", one->received);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t(2), one->rport);
        CPPUNIT_ASSERT(message.to_string().find("203.0.113.1") == std::string::npos);
    }
    void survives_a_cut_at_every_length() {
        const std::string text =
            "SIP / 2.0 / UDP [2001:db8::1]:5060;branch=z9hG4bKa;received=[::1];rport=7;ttl=1";
        for (std::size_t length = 0; length < text.size(); ++length) {
            const std::string cut = text.substr(0, length);
            CPPUNIT_ASSERT_MESSAGE(cut, !Via::parse(cut) || length > 28);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ViaTest);

} // namespace sipi
