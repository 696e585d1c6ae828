// Registrations of ours: RFC 3261 §10.2, RFC 3608, RFC 5626 §4.5, RFC 5627, RFC 6140, with digest.
#include "sipi/agent/registration.h"
#include "sipi/digest/client.h"
#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class RegistrationTest : public AgentRig, private RegistrationOwner {
    CPPUNIT_TEST_SUITE(RegistrationTest);
    CPPUNIT_TEST(registers_and_refreshes_before_it_expires);
    CPPUNIT_TEST(credentials_are_given_and_kept);
    CPPUNIT_TEST(too_brief_asks_for_longer_at_once);
    CPPUNIT_TEST(retry_after_is_waited_for);
    CPPUNIT_TEST(failures_wait_longer_each_time);
    CPPUNIT_TEST(the_binding_lives_while_a_refresh_finds_nobody);
    CPPUNIT_TEST(bulk_numbers_are_registered);
    CPPUNIT_TEST(gruu_and_service_route_are_taken);
    CPPUNIT_TEST(outbound_counts_where_the_registrar_agrees);
    CPPUNIT_TEST(the_next_server_is_asked_at_once);
    CPPUNIT_TEST(without_a_server_it_waits);
    CPPUNIT_TEST(stop_unregisters);
    CPPUNIT_TEST_SUITE_END();

    std::string changes;
    std::vector<Endpoint> registrars{at_peer}; ///< the first is the one to ask
    std::vector<int> failures;
    unsigned refusals = 0;

    std::optional<Endpoint> registrar_at() override {
        return registrars.empty() ? std::nullopt : std::optional(registrars.front());
    }
    void on_registrar_failed(const Endpoint& registrar, int status) override {
        failures.push_back(status);
        if (registrars.size() > 1 && registrars.front() == registrar)
            registrars.erase(registrars.begin());
    }
    void on_refused(int, const std::string&, base::Duration) override { ++refusals; }
    void on_registered(bool registered) override { changes += registered ? '+' : '-'; }

    std::unique_ptr<Registration> registration;

    Registration& registering(Registration::Wanted wanted) {
        wanted.registrar = "sip:carrier.example";
        wanted.aor = "sip:+4930123@carrier.example";
        registration = std::make_unique<Registration>(a.agent, network.timers, std::move(wanted),
                                                      static_cast<RegistrationOwner&>(*this));
        registration->start();
        network.deliver();
        return *registration;
    }
    static Registration::Wanted usual() {
        Registration::Wanted wanted;
        wanted.user = "trunk";
        return wanted;
    }
    /// Accepts the last REGISTER; `params` behind its own Contact.
    void accept(std::string_view params, const std::vector<ExtraHeader>& headers = {}) {
        const Message& request = peer.last("REGISTER");
        Message ok = Message::response(request, 200, {}, "peer");
        ok.append(HeaderName::contact, "<sip:other@192.0.2.77>;expires=7");
        ok.append(HeaderName::contact,
                  std::string(request.header(HeaderName::contact)).append(params));
        for (const ExtraHeader& header : headers)
            ok.append(header.name, header.value);
        peer.send(ok, at_a);
    }
    void refuse(int status, const std::vector<ExtraHeader>& headers = {}) {
        Message no = peer.reply(peer.last("REGISTER"), status);
        for (const ExtraHeader& header : headers)
            no.append(header_name_of(header.name), header.value);
        peer.send(no, at_a);
    }

    void registers_and_refreshes_before_it_expires() {
        registering(usual());
        const Message first = peer.last("REGISTER");
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:trunk@192.0.2.1:5060>"),
                             std::string(first.header(HeaderName::contact)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first.count(HeaderName::contact));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:carrier.example"), std::string(first.request_uri()));
        accept(";expires=600");
        CPPUNIT_ASSERT(registration->registered());
        CPPUNIT_ASSERT_EQUAL(std::string("+"), changes);
        network.advance(299s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("REGISTER"));
        network.advance(1s);
        const Message second = peer.last("REGISTER");
        CPPUNIT_ASSERT(second.call_id() == first.call_id());
        CPPUNIT_ASSERT_EQUAL(std::string("2 REGISTER"),
                             std::string(second.header(HeaderName::cseq)));
        CPPUNIT_ASSERT(second.to_tag().empty());
    }
    void credentials_are_given_and_kept() {
        digest::Client client(
            [](const Endpoint&) {
                return digest::Account{"carrier", "user", "secret", {}};
            },
            [] { return std::string("fresh"); });
        a.agent.authenticate(&client);
        registering(usual());
        refuse(401, {{"WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""}});
        CPPUNIT_ASSERT(peer.last("REGISTER").has(HeaderName::authorization));
        accept(";expires=60");
        CPPUNIT_ASSERT(registration->registered());
        network.advance(30s);
        const Message third = peer.last("REGISTER");
        CPPUNIT_ASSERT_EQUAL(std::string("3 REGISTER"),
                             std::string(third.header(HeaderName::cseq)));
        CPPUNIT_ASSERT(std::string(third.header(HeaderName::authorization)).find("nc=00000002") !=
                       std::string::npos);
        a.agent.authenticate(nullptr);
    }
    void too_brief_asks_for_longer_at_once() {
        registering(usual());
        refuse(423, {{"Min-Expires", "7200"}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("REGISTER"));
        CPPUNIT_ASSERT_EQUAL(std::string("7200"),
                             std::string(peer.last("REGISTER").header(HeaderName::expires)));
        refuse(423, {{"Min-Expires", "60"}}); // nonsense: no loop
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("REGISTER"));
    }
    void retry_after_is_waited_for() {
        registering(usual());
        refuse(503, {{"Retry-After", "100"}});
        CPPUNIT_ASSERT(registration->view().state == Registration::State::waiting);
        network.advance(99s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("REGISTER"));
        network.advance(1s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("REGISTER"));
    }
    void outbound_counts_where_the_registrar_agrees() {
        Registration::Wanted wanted = usual();
        wanted.instance = "urn:uuid:00000000-0000-8000-a000-000000000000";
        wanted.reg_id = 1;
        registering(wanted);
        accept(";expires=600");
        CPPUNIT_ASSERT(!registration->view().outbound);
        registration->refresh();
        network.deliver();
        accept(";expires=600", {{"Require", "outbound"}, {"Flow-Timer", "90"}});
        CPPUNIT_ASSERT(registration->view().outbound);
        CPPUNIT_ASSERT(registration->view().flow_timer == 90s);
    }
    void the_next_server_is_asked_at_once() {
        registrars = {at("192.0.2.99:5060"), at_peer}; // nobody is at the first
        registering(usual());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("REGISTER"));
        network.advance(32s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("REGISTER"));
        accept(";expires=600");
        CPPUNIT_ASSERT(registration->registered());
        CPPUNIT_ASSERT(failures == std::vector<int>{408});
        CPPUNIT_ASSERT(registration->registrar() == at_peer);
    }
    void without_a_server_it_waits() {
        registrars.clear();
        registering(usual());
        CPPUNIT_ASSERT(registration->view().state == Registration::State::waiting);
        registrars = {at_peer};
        network.advance(30s);
        accept(";expires=600");
        CPPUNIT_ASSERT(registration->registered());
    }
    void failures_wait_longer_each_time() {
        CPPUNIT_ASSERT(Registration::longest_wait(0) == 30s);
        CPPUNIT_ASSERT(Registration::longest_wait(1) == 60s);
        CPPUNIT_ASSERT(Registration::longest_wait(100) == 1800s);
        CPPUNIT_ASSERT(Registration::longest_wait(2, 5s, 60s) == 20s);
        CPPUNIT_ASSERT(Registration::longest_wait(9, 5s, 60s) == 60s);
        registering(usual());
        refuse(403);
        CPPUNIT_ASSERT(registration->view().next >= 15s && registration->view().next <= 30s);
        network.advance(30s);
        refuse(403);
        CPPUNIT_ASSERT(registration->view().next >= 30s && registration->view().next <= 60s);
        CPPUNIT_ASSERT_EQUAL(2U, registration->view().failures);
        CPPUNIT_ASSERT_EQUAL(2U, refusals);
        CPPUNIT_ASSERT_EQUAL(std::string(), changes);
    }
    void the_binding_lives_while_a_refresh_finds_nobody() {
        registering(usual());
        accept(";expires=600");
        network.advance(300s);
        refuse(500, {{"Retry-After", "3600"}});
        CPPUNIT_ASSERT(registration->registered());
        network.advance(299s);
        CPPUNIT_ASSERT(registration->registered());
        network.advance(1s);
        CPPUNIT_ASSERT(!registration->registered());
        CPPUNIT_ASSERT_EQUAL(std::string("+-"), changes);
    }
    void bulk_numbers_are_registered() {
        Registration::Wanted wanted = usual();
        wanted.bulk = true;
        registering(wanted);
        const Message& request = peer.last("REGISTER");
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:192.0.2.1:5060;bnc>"),
                             std::string(request.header(HeaderName::contact)));
        CPPUNIT_ASSERT(request.lists(HeaderName::require, "gin"));
        CPPUNIT_ASSERT(request.lists(HeaderName::proxy_require, "gin"));
    }
    void gruu_and_service_route_are_taken() {
        Registration::Wanted wanted = usual();
        wanted.instance = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        wanted.reg_id = 1;
        registering(wanted);
        const Message& request = peer.last("REGISTER");
        CPPUNIT_ASSERT(request.lists(HeaderName::supported, "outbound"));
        CPPUNIT_ASSERT(
            std::string(request.header(HeaderName::contact))
                .find(";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\""
                      ";reg-id=1") != std::string::npos);
        accept(";expires=3600;pub-gruu=\"sip:trunk@carrier.example;gr=x\"",
               {{"Service-Route", "<sip:p1.carrier.example;lr>, <sip:p2.carrier.example;lr>"}});
        const Registration::View view = registration->view();
        CPPUNIT_ASSERT_EQUAL(std::string("sip:trunk@carrier.example;gr=x"), view.contact);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, view.service_route.size());
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:p2.carrier.example;lr>"), view.service_route[1]);
        CPPUNIT_ASSERT(view.next == 3000s);
    }
    void stop_unregisters() {
        registering(usual());
        accept(";expires=600");
        registration->stop();
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("0"),
                             std::string(peer.last("REGISTER").header(HeaderName::expires)));
        accept("");
        CPPUNIT_ASSERT_EQUAL(std::string("+-"), changes);
        CPPUNIT_ASSERT(registration->view().state == Registration::State::idle);
        network.advance(3600s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("REGISTER"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegistrationTest);

} // namespace
