// Servers of a domain: asked for ahead of calls, kept while the DNS fails, the failed ones last.
#include "gateway/legs/peer_servers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

using namespace legs;
using namespace std::chrono_literals;

namespace {

/// Two addresses for any name, until told otherwise.
class Dns final : public sipi::DnsClient {
  public:
    unsigned asked = 0;
    sipi::DnsAnswer<sipi::AddressRecord> answer{sipi::DnsError::none, {record(1), record(2)}, 60s};

    static sipi::AddressRecord record(std::uint8_t last) { return {false, {192, 0, 2, last}}; }
    void naptr(const std::string&, sipi::DnsDone<sipi::NaptrRecord> done) override {
        done({sipi::DnsError::no_data, {}, {}});
    }
    void srv(const std::string&, sipi::DnsDone<sipi::SrvRecord> done) override {
        done({sipi::DnsError::no_data, {}, {}});
    }
    void addresses(const std::string&, sipi::DnsDone<sipi::AddressRecord> done) override {
        ++asked;
        done(answer);
    }
};

class PeerServersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PeerServersTest);
    CPPUNIT_TEST(located_without_a_call_and_again_when_it_has_lived);
    CPPUNIT_TEST(a_failed_server_comes_last_for_a_while);
    CPPUNIT_TEST(a_failing_dns_leaves_the_last_answer);
    CPPUNIT_TEST(a_domain_that_is_gone_leaves_none);
    CPPUNIT_TEST(a_reload_keeps_what_is_known);
    CPPUNIT_TEST(a_domain_may_have_a_port);
    CPPUNIT_TEST(messages_of_a_server_are_the_peers);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    base::Timers timers_{clock_};
    Dns dns_;
    sipi::Locator locator_{
        dns_, {{sipi::TransportKind::udp}, true, true, [](std::uint32_t) { return 0u; }}};
    PeerServers servers_{locator_, timers_, 30s};

    void configure(const std::string& domain = "example.com") {
        auto peer = std::make_shared<PeerSettings>();
        peer->peer.name = "carrier";
        peer->peer.domain = domain;
        servers_.configure({peer});
        advance(1ms);
    }
    void advance(base::Duration by) {
        clock_.advance(by);
        timers_.run();
    }
    std::string order() const {
        std::string all;
        for (const sipi::Endpoint& server : servers_.of("carrier"))
            all += (all.empty() ? "" : " ") + server.text();
        return all;
    }

    void located_without_a_call_and_again_when_it_has_lived() {
        configure();
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:5060 192.0.2.2:5060"), order());
        dns_.answer.records = {Dns::record(3)};
        advance(59s);
        CPPUNIT_ASSERT_EQUAL(1u, dns_.asked);
        advance(1s);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.3:5060"), order());
        CPPUNIT_ASSERT(servers_.of("another").empty());
    }
    void a_failed_server_comes_last_for_a_while() {
        configure();
        servers_.failed("carrier", servers_.of("carrier").front(), 408);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2:5060 192.0.2.1:5060"), order());
        servers_.failed("carrier", servers_.of("carrier").front(), 503);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:5060 192.0.2.2:5060"), order());
        advance(29s);
        servers_.failed("carrier", servers_.of("carrier").front(), 503);
        advance(1s);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2:5060 192.0.2.1:5060"), order());
        advance(30s); // asked again meanwhile: what is avoided stays so
        CPPUNIT_ASSERT_EQUAL(2u, dns_.asked);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:5060 192.0.2.2:5060"), order());
    }
    void a_failing_dns_leaves_the_last_answer() {
        configure();
        dns_.answer = {sipi::DnsError::failed, {}, {}};
        advance(60s);
        CPPUNIT_ASSERT_EQUAL(2u, dns_.asked);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:5060 192.0.2.2:5060"), order());
        CPPUNIT_ASSERT(servers_.view().at(0).error == sipi::DnsError::failed);
        CPPUNIT_ASSERT(servers_.view().at(0).expires == sipi::Locator::kNegativeTtl);
    }
    void a_domain_that_is_gone_leaves_none() {
        configure();
        dns_.answer = {sipi::DnsError::no_data, {}, {}};
        advance(60s);
        CPPUNIT_ASSERT_EQUAL(std::string(), order());
    }
    void a_reload_keeps_what_is_known() {
        configure();
        configure();
        CPPUNIT_ASSERT_EQUAL(1u, dns_.asked);
        configure("example.net");
        CPPUNIT_ASSERT_EQUAL(2u, dns_.asked);
        configure("");
        CPPUNIT_ASSERT(servers_.view().empty());
    }
    void a_domain_may_have_a_port() {
        configure("example.com:5080");
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:5080 192.0.2.2:5080"), order());
    }
    void messages_of_a_server_are_the_peers() {
        configure();
        CPPUNIT_ASSERT(servers_.has("carrier", *sipi::Endpoint::from_text("192.0.2.2:1024")));
        CPPUNIT_ASSERT(!servers_.has("carrier", *sipi::Endpoint::from_text("192.0.2.3:5060")));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PeerServersTest);

} // namespace
