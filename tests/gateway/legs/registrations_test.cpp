// Registrations of ours over reloads, lost connections and the daemon's stop.
#include "gateway/legs/registrations.h"

#include "gateway/call/table.h"
#include "gateway/legs/profile.h"
#include "gateway/legs/sip_side.h"
#include "gateway/observe/metrics.h"
#include "gateway/observe/trace.h"
#include "gateway/route/admission.h"
#include "tests/gateway/fake_engine.h"
#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace std::chrono_literals;
using sipi::test::at;

struct NoTrunks final : call::Trunks {
    base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
    place(const Placement&) override {
        return base::fail(isup::CauseIndicators{});
    }
    void count_incoming(const std::string&) override {}
    bool takes_overlap(const std::string&) const override { return false; }
    bool takes_unchecked(const std::string&) const override { return false; }
    call::Ringback ringback(const std::string&) const override { return {}; }
    call::Redirection redirection(const std::string&) const override { return {}; }
};

class RegistrationsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RegistrationsTest);
    CPPUNIT_TEST(a_needed_one_is_missing_until_it_is_granted);
    CPPUNIT_TEST(a_reload_keeps_replaces_and_gives_up);
    CPPUNIT_TEST(a_lost_connection_is_made_again);
    CPPUNIT_TEST(double_crlfs_go_while_it_is_registered);
    CPPUNIT_TEST(the_registrar_says_how_often);
    CPPUNIT_TEST(refusals_are_counted_and_waited_for_as_the_conf_says);
    CPPUNIT_TEST(one_of_several_is_enough);
    CPPUNIT_TEST_SUITE_END();

    sipi::test::Network network;
    sipi::test::MemoryTransport transport{network, "192.0.2.1:5060"};
    sipi::test::RawPeer carrier{network, "192.0.2.2:5060"};
    testing::FakeEngine media;
    route::Admission admission{network.clock};
    observe::Metrics metrics;
    observe::TraceStore traces{network.clock, {}, {}};
    NoTrunks trunks;
    call::Table calls{{network.timers, media, admission, trunks, traces,
                       metrics.histogram("delay", "setup delay")}};
    legs::SipSide sip{{}, network.timers, media, calls, "192.0.2.1"};
    legs::Registrations registrations{sip, network.timers};
    unsigned changes = 0;

  public:
    void setUp() override {
        sip.agent().add_transport(transport);
        registrations.on_change = [this] { ++changes; };
        sip.lost = [this](const sipi::Endpoint& peer) { registrations.on_unreachable(peer); };
    }

  private:
    void configure(const std::string& keys, const std::string& more = {}) {
        const auto parsed =
            config::parse("[sip]\nlisten = [\"udp:192.0.2.1:5060\"]\n"
                          "[[sip_peer]]\nname = \"carrier\"\naddress = \"192.0.2.2:5060\"\n"
                          "[[registration]]\nname = \"one\"\npeer = \"carrier\"\n"
                          "address = \"sip:one@carrier.example\"\n" +
                          keys + more);
        CPPUNIT_ASSERT(parsed.ok());
        sip.set_peers(legs::peers_of(*parsed));
        registrations.configure(parsed->registrations);
        network.deliver();
    }
    std::size_t asked() const { return carrier.count("REGISTER"); }
    std::string expires() const {
        return std::string(carrier.last("REGISTER").header(sipi::HeaderName::expires));
    }
    void grant(const std::string& flow_timer = {}) {
        sipi::Message ok = sipi::Message::response(carrier.last("REGISTER"), 200, {}, "tag");
        ok.append(sipi::HeaderName::contact,
                  carrier.last("REGISTER").header(sipi::HeaderName::contact));
        if (!flow_timer.empty()) {
            ok.append(sipi::HeaderName::require, "outbound");
            ok.append("Flow-Timer", flow_timer);
        }
        carrier.send(ok, at("192.0.2.1:5060"));
    }

    void a_needed_one_is_missing_until_it_is_granted() {
        configure("");
        CPPUNIT_ASSERT(registrations.missing("carrier") && !registrations.of("carrier"));
        grant();
        CPPUNIT_ASSERT(!registrations.missing("carrier") && registrations.of("carrier"));
        CPPUNIT_ASSERT_EQUAL(1U, changes);
        CPPUNIT_ASSERT(!registrations.missing("other"));
        const auto views = registrations.view();
        CPPUNIT_ASSERT(views.size() == 1 && views.front().registered);
        CPPUNIT_ASSERT_EQUAL(std::string("UDP 192.0.2.2:5060"), views.front().registrar);
        configure("expires = \"2h\"\nneeded = false\n");
        CPPUNIT_ASSERT(!registrations.missing("carrier") && !registrations.of("carrier"));
    }
    void a_reload_keeps_replaces_and_gives_up() {
        configure("");
        grant();
        configure("");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, asked()); // as it was
        configure("expires = \"2h\"\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, asked());
        CPPUNIT_ASSERT_EQUAL(std::string("7200"), expires()); // not 0: it would undo this one
        grant();
        registrations.stop();
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("0"), expires());
        CPPUNIT_ASSERT(registrations.leaving());
        changes = 0;
        carrier.send(carrier.reply(carrier.last("REGISTER"), 200), at("192.0.2.1:5060"));
        network.advance(1s);
        CPPUNIT_ASSERT(!registrations.leaving() && registrations.view().empty());
        CPPUNIT_ASSERT(changes > 0);
    }
    void a_lost_connection_is_made_again() {
        configure("");
        grant();
        transport.report_unreachable(at("192.0.2.3:5060")); // somebody else's
        transport.report_unreachable(at("192.0.2.2:5060"));
        transport.report_unreachable(at("192.0.2.2:5060"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, asked());
        network.advance(legs::Registrations::kRecovery);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, asked());
        CPPUNIT_ASSERT(!registrations.missing("carrier")); // it lives until it expires
    }
    void double_crlfs_go_while_it_is_registered() {
        configure("keep_alive = \"30s\"\n");
        network.advance(31s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("malformed"));
        grant();
        network.advance(61s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("malformed"));
    }
    void the_registrar_says_how_often() {
        configure("outbound = true\n");
        grant("10");
        network.advance(11s); // after 8 to 10 s each
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("malformed"));
        network.advance(600s);
        CPPUNIT_ASSERT(network.count("malformed") >= 60);
    }
    void refusals_are_counted_and_waited_for_as_the_conf_says() {
        configure("retry = \"4s\"\nmax_retry = \"6s\"\n");
        for (const base::Duration longest : {4s, 6s, 6s}) {
            const std::size_t before = asked();
            carrier.send(carrier.reply(carrier.last("REGISTER"), 403), at("192.0.2.1:5060"));
            network.advance(longest / 2 - 100ms); // half of it at least is waited
            CPPUNIT_ASSERT_EQUAL(before, asked());
            base::Duration more = 100ms;
            for (; asked() == before && more <= longest / 2 + 100ms; more += 100ms)
                network.advance(100ms);
            CPPUNIT_ASSERT_EQUAL(before + 1, asked());
        }
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, registrations.counters().refused);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, registrations.counters().granted);
    }
    void one_of_several_is_enough() {
        configure("", "[[registration]]\nname = \"two\"\npeer = \"carrier\"\n"
                      "address = \"sip:two@carrier.example\"\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, asked());
        CPPUNIT_ASSERT(registrations.missing("carrier"));
        grant(); // the second
        CPPUNIT_ASSERT(!registrations.missing("carrier"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:two@carrier.example"),
                             registrations.of("carrier")->wanted().aor);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegistrationsTest);

} // namespace
