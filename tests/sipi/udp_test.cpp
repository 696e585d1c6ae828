// SIP over real UDP sockets on the loopback interface.
#include "sipi/udp.h"

#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <system_error>

namespace {

using namespace sipi;
using namespace sipi::test;
using namespace std::chrono_literals;

struct Collector final : TransportListener {
    std::vector<std::string> messages;
    std::vector<Endpoint> unreachable;
    Endpoint source;
    Endpoint local;
    void on_octets(base::Octets octets, const Endpoint& from, const Endpoint& to,
                   Transport&) override {
        messages.emplace_back(octets.begin(), octets.end());
        source = from;
        local = to;
    }
    void on_unreachable(const Endpoint& destination, Transport&) override {
        unreachable.push_back(destination);
    }
};

class UdpTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UdpTest);
    CPPUNIT_TEST(delivers_a_datagram_with_its_addresses);
    CPPUNIT_TEST(sends_a_turn_in_one_batch_and_keeps_the_order);
    CPPUNIT_TEST(carries_the_longest_datagram_and_refuses_a_longer_one);
    CPPUNIT_TEST(ignores_keep_alives);
    CPPUNIT_TEST(reports_a_port_that_nobody_listens_on);
    CPPUNIT_TEST(wildcard_listener_knows_the_address_it_was_reached_at);
    CPPUNIT_TEST(carries_ipv6);
    CPPUNIT_TEST(refuses_an_address_that_is_taken);
    CPPUNIT_TEST(reaches_only_its_own_kind_and_family);
    CPPUNIT_TEST_SUITE_END();

    base::Loop loop;

    template <class Done>
    void run_until(const Done& done) {
        for (int i = 0; i < 200 && !done(); ++i)
            loop.run_once(10ms);
        CPPUNIT_ASSERT(done());
    }
    static base::Octets view(const std::string& text) { return octets_of(text); }

    void delivers_a_datagram_with_its_addresses() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        UdpTransport two(loop, at("127.0.0.1:0"));
        Collector got;
        two.listen(&got);
        CPPUNIT_ASSERT(one.local().port != 0);
        CPPUNIT_ASSERT(one.send(view("hello"), two.local()).ok());
        run_until([&] { return got.messages.size() == 1; });
        CPPUNIT_ASSERT_EQUAL(std::string("hello"), got.messages[0]);
        CPPUNIT_ASSERT(got.source == one.local());
        CPPUNIT_ASSERT(got.local == two.local());
        CPPUNIT_ASSERT(one.local_for(two.local()) == one.local());
    }
    void sends_a_turn_in_one_batch_and_keeps_the_order() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        UdpTransport two(loop, at("127.0.0.1:0"));
        Collector got;
        two.listen(&got);
        for (int i = 0; i < 200; ++i)
            CPPUNIT_ASSERT(one.send(view("message " + std::to_string(i)), two.local()).ok());
        run_until([&] { return got.messages.size() == 200; });
        for (int i = 0; i < 200; ++i)
            CPPUNIT_ASSERT_EQUAL("message " + std::to_string(i),
                                 got.messages[static_cast<std::size_t>(i)]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{4}, one.counters().writes); // 64 + 64 + 64 + 8
        CPPUNIT_ASSERT(two.counters().reads < 20);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{200}, two.counters().messages_in);
    }
    void carries_the_longest_datagram_and_refuses_a_longer_one() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        UdpTransport two(loop, at("127.0.0.1:0"));
        Collector got;
        two.listen(&got);
        CPPUNIT_ASSERT(one.send(view(std::string(65507, 'x')), two.local()).ok());
        CPPUNIT_ASSERT(one.send(view(std::string(70000, 'x')), two.local()).error() ==
                       TransportError::too_long);
        run_until([&] { return got.messages.size() == 1; });
        CPPUNIT_ASSERT_EQUAL(std::size_t{65507}, got.messages[0].size());
    }
    void ignores_keep_alives() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        UdpTransport two(loop, at("127.0.0.1:0"));
        Collector got;
        two.listen(&got);
        CPPUNIT_ASSERT(one.send(view("\r\n\r\n"), two.local()).ok());
        CPPUNIT_ASSERT(one.send(view("x"), two.local()).ok());
        run_until([&] { return !got.messages.empty(); });
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, got.messages.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, two.counters().keep_alives_in);
    }
    void reports_a_port_that_nobody_listens_on() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        Collector got;
        one.listen(&got);
        Endpoint gone;
        {
            UdpTransport two(loop, at("127.0.0.1:0"));
            gone = two.local();
        }
        CPPUNIT_ASSERT(one.send(view("anybody?"), gone).ok());
        run_until([&] { return !got.unreachable.empty(); });
        CPPUNIT_ASSERT(got.unreachable[0] == gone);

        UdpTransport three(loop, at("127.0.0.1:0")); // and the socket still works
        Collector other;
        three.listen(&other);
        CPPUNIT_ASSERT(one.send(view("hello"), three.local()).ok());
        run_until([&] { return other.messages.size() == 1; });
    }
    void wildcard_listener_knows_the_address_it_was_reached_at() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        UdpTransport wild(loop, at("0.0.0.0:0"));
        Collector got;
        wild.listen(&got);
        Endpoint to = at("127.0.0.1:1");
        to.port = wild.local().port;
        CPPUNIT_ASSERT(one.send(view("hello"), to).ok());
        run_until([&] { return got.messages.size() == 1; });
        CPPUNIT_ASSERT(got.local == to);
        CPPUNIT_ASSERT(wild.local_for(one.local()) == to);
    }
    void carries_ipv6() {
        try {
            UdpTransport one(loop, at("[::1]:0"));
            UdpTransport two(loop, at("[::]:0"));
            Collector got;
            two.listen(&got);
            Endpoint to = at("[::1]:1");
            to.port = two.local().port;
            CPPUNIT_ASSERT(one.send(view("six"), to).ok());
            run_until([&] { return got.messages.size() == 1; });
            CPPUNIT_ASSERT(got.source == one.local());
            CPPUNIT_ASSERT(got.local == to);
        } catch (const std::system_error&) {
            // this machine has no IPv6
        }
    }
    void refuses_an_address_that_is_taken() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        CPPUNIT_ASSERT_THROW(UdpTransport(loop, one.local()), std::system_error);
    }
    void reaches_only_its_own_kind_and_family() {
        UdpTransport one(loop, at("127.0.0.1:0"));
        CPPUNIT_ASSERT(one.can_reach(at("192.0.2.1:5060")));
        CPPUNIT_ASSERT(!one.can_reach(at("tcp:192.0.2.1:5060")));
        CPPUNIT_ASSERT(!one.can_reach(at("[::1]:5060")));
        CPPUNIT_ASSERT(!one.can_reach(at("192.0.2.1:0")));
        CPPUNIT_ASSERT(one.send(view("x"), at("[::1]:5060")).error() ==
                       TransportError::unreachable);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UdpTest);

} // namespace
