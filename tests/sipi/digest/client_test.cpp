// Credentials in requests of the user agent: RFC 3261 §22.2, §22.3, RFC 7616 §3.6, RFC 8760 §2.4.
#include "sipi/digest/client.h"
#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;
using digest::Account;
using digest::Challenge;
using digest::Credentials;

class DigestClientTest : public AgentRig {
    CPPUNIT_TEST_SUITE(DigestClientTest);
    CPPUNIT_TEST(a_challenged_invite_goes_once_more);
    CPPUNIT_TEST(requests_of_the_dialog_have_credentials_from_the_start);
    CPPUNIT_TEST(a_stale_nonce_is_no_refusal);
    CPPUNIT_TEST(a_wrong_password_gives_up);
    CPPUNIT_TEST(the_strongest_algorithm_is_taken);
    CPPUNIT_TEST(each_proxy_gets_its_credentials);
    CPPUNIT_TEST(another_realm_is_refused);
    CPPUNIT_TEST(without_an_account_a_challenge_is_a_refusal);
    CPPUNIT_TEST(a_cancelled_call_is_not_sent_again);
    CPPUNIT_TEST(options_are_sent_again);
    CPPUNIT_TEST_SUITE_END();

    std::optional<Account> account = Account{"carrier", "user", "secret", {}};
    unsigned fresh = 0;
    digest::Client client{[this](const Endpoint&) { return account; },
                          [this] { return "cnonce" + std::to_string(++fresh); }};

  public:
    void setUp() override { a.agent.authenticate(&client); }

  private:
    static Challenge challenge(std::string_view nonce, std::string_view realm = "r") {
        Challenge made;
        made.realm = realm;
        made.nonce = nonce;
        return made;
    }
    void ask(const Message& request, const std::vector<Challenge>& challenges, int status = 401) {
        Message response = peer.reply(request, status);
        for (const Challenge& wanted : challenges)
            response.append(status == 401 ? HeaderName::www_authenticate
                                          : HeaderName::proxy_authenticate,
                            to_string(wanted));
        peer.send(response, at_a);
    }
    static Credentials of(const Message& request, HeaderName header = HeaderName::authorization) {
        const auto credentials = Credentials::parse(request.header(header));
        CPPUNIT_ASSERT_MESSAGE(request.to_string(), credentials.ok());
        return *credentials;
    }
    static bool good(const Message& request, HeaderName header = HeaderName::authorization) {
        const Credentials credentials = of(request, header);
        return credentials.uri == request.request_uri() &&
               verify(
                   credentials,
                   digest::ha1(hash_of(credentials.algorithm), "user", credentials.realm, "secret"),
                   request.method_text(), request.body_text());
    }
    void answer_call() {
        Message ok = peer.reply(peer.last("INVITE"), 200);
        ok.set_body("application/sdp", std::string_view("answer"));
        peer.send(ok, at_a);
    }

    void a_challenged_invite_goes_once_more() {
        invite(at_peer);
        const Message first = peer.last("INVITE");
        CPPUNIT_ASSERT(!first.has(HeaderName::authorization));
        ask(first, {challenge("n1")});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
        const Message second = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("2 INVITE"), std::string(second.header(HeaderName::cseq)));
        CPPUNIT_ASSERT(second.call_id() == first.call_id());
        CPPUNIT_ASSERT(second.from_tag() == first.from_tag());
        CPPUNIT_ASSERT(second.to_tag().empty());
        CPPUNIT_ASSERT(second.top_via()->branch != first.top_via()->branch);
        CPPUNIT_ASSERT(second.body_text() == first.body_text());
        CPPUNIT_ASSERT(good(second));
        answer_call();
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.counters().answered);
    }
    void requests_of_the_dialog_have_credentials_from_the_start() {
        a_challenged_invite_goes_once_more();
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        const Message bye = peer.last("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("3 BYE"), std::string(bye.header(HeaderName::cseq)));
        CPPUNIT_ASSERT(good(bye));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{2}, of(bye).nc);
    }
    void a_stale_nonce_is_no_refusal() {
        requests_of_the_dialog_have_credentials_from_the_start();
        Challenge stale = challenge("n2");
        stale.stale = true;
        ask(peer.last("BYE"), {stale});
        stale.nonce = "n3";
        ask(peer.last("BYE"), {stale});
        const Message bye = peer.last("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("5 BYE"), std::string(bye.header(HeaderName::cseq)));
        CPPUNIT_ASSERT(good(bye));
        CPPUNIT_ASSERT_EQUAL(std::string("n3"), of(bye).nonce);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{1}, of(bye).nc);
        peer.send(peer.reply(bye, 200), at_a);
        CPPUNIT_ASSERT(a.app.end->reason == EndReason::local_bye);
        network.advance(40s);
        assert_nothing_left();
    }
    void a_wrong_password_gives_up() {
        invite(at_peer);
        ask(peer.last("INVITE"), {challenge("n1")});
        ask(peer.last("INVITE"), {challenge("n2")});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE"));
        ASSERT_LOG("ended: failed 401", a);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.counters().refused);
        network.advance(40s);
        assert_nothing_left();
    }
    void the_strongest_algorithm_is_taken() {
        invite(at_peer);
        Challenge sha256 = challenge("n2"), sha512 = challenge("n3");
        sha256.algorithm = digest::Algorithm::sha256;
        sha512.algorithm = digest::Algorithm::sha512_256;
        ask(peer.last("INVITE"), {challenge("n1"), sha512, sha256});
        const Message second = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("n3"), of(second).nonce);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, second.count(HeaderName::authorization));
        CPPUNIT_ASSERT(good(second));
    }
    void each_proxy_gets_its_credentials() {
        invite(at_peer);
        ask(peer.last("INVITE"), {challenge("n1", "first")}, 407);
        ask(peer.last("INVITE"), {challenge("n2", "second")}, 407);
        ask(peer.last("INVITE"), {challenge("n3", "server")}, 401);
        const Message last = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, last.count(HeaderName::proxy_authorization));
        CPPUNIT_ASSERT_EQUAL(std::string("server"), of(last).realm);
        CPPUNIT_ASSERT_EQUAL(std::string("4 INVITE"), std::string(last.header(HeaderName::cseq)));
        answer_call();
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
    }
    void another_realm_is_refused() {
        account->realm = "carrier";
        invite(at_peer);
        ask(peer.last("INVITE"), {challenge("n1", "stranger")});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE"));
        ASSERT_LOG("ended: failed 401", a);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.counters().not_understood);
    }
    void without_an_account_a_challenge_is_a_refusal() {
        account.reset();
        invite(at_peer);
        ask(peer.last("INVITE"), {challenge("n1")}, 407);
        ASSERT_LOG("ended: failed 407", a);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client.counters().no_account);
    }
    void a_cancelled_call_is_not_sent_again() {
        invite(at_peer);
        CPPUNIT_ASSERT(a.app.session().cancel().ok());
        ask(peer.last("INVITE"), {challenge("n1")});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE"));
        CPPUNIT_ASSERT(a.app.end->reason == EndReason::local_cancel);
    }
    void options_are_sent_again() {
        int got = 0;
        CPPUNIT_ASSERT(
            a.agent.options("sip:192.0.2.3", at_peer, [&](int status) { got = status; }).ok());
        network.deliver();
        ask(peer.last("OPTIONS"), {challenge("n1")});
        CPPUNIT_ASSERT_EQUAL(0, got);
        CPPUNIT_ASSERT(good(peer.last("OPTIONS")));
        peer.send(peer.reply(peer.last("OPTIONS"), 200), at_a);
        CPPUNIT_ASSERT_EQUAL(200, got);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DigestClientTest);

} // namespace
