// Users of the registrar: who may register what from where, whose call it is, whose number.
#include "gateway/legs/users.h"

#include "gateway/legs/profile.h"
#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace std::chrono_literals;
using namespace sipi;
using sipi::test::at;

class UsersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(UsersTest);
    CPPUNIT_TEST(a_user_registers_with_its_password);
    CPPUNIT_TEST(what_the_conf_holds_of_a_password_is_enough);
    CPPUNIT_TEST(nobody_and_a_wrong_password_get_the_same);
    CPPUNIT_TEST(an_address_of_another_is_refused);
    CPPUNIT_TEST(networks_of_user_and_group_hold);
    CPPUNIT_TEST(an_invite_needs_credentials);
    CPPUNIT_TEST(or_only_the_address_of_a_registration);
    CPPUNIT_TEST(a_user_without_a_trunk_group_calls_nobody);
    CPPUNIT_TEST(numbers_belong_to_the_longest_prefix);
    CPPUNIT_TEST(a_single_user_without_numbers_has_them_all);
    CPPUNIT_TEST(contacts_come_by_q);
    CPPUNIT_TEST(bindings_stay_over_a_reload);
    CPPUNIT_TEST(an_operator_unregisters);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    base::Timers timers{clock};
    Random random{7};
    legs::Users users{timers, random};
    config::Config config;
    bool offence = false;
    std::uint32_t cseq = 0;
    const Endpoint phone = at("192.0.2.1:5060");

  public:
    void setUp() override {
        const auto loaded = config::parse(R"(
[sip]
listen = ["udp:127.0.0.1:5060"]
[registrar]
enabled = true
realm = "pbx.example"
[[user]]
name = "alice"
password = "secret"
numbers = ["+493012", "12"]
[[user]]
name = "pbx"
password = "other"
prefixes = ["+4930123", "+49301"]
networks = ["192.0.2.0/24"]
[[user]]
name = "loner"
password = "alone"
[[trunk_group]]
name = "phones"
users = ["alice", "pbx"]
networks = ["192.0.0.0/16", "198.51.100.0/24"]
)");
        CPPUNIT_ASSERT(loaded.ok());
        config = *loaded;
        configure();
    }

  private:
    void configure() { users.configure(config, legs::users_of(config)); }
    static Message request(Method method, std::string_view to, const std::string& contact = {}) {
        Message made = Message::request(method, "sip:pbx.example");
        made.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport");
        made.append(HeaderName::from, std::string("<").append(to).append(">;tag=1"));
        made.append(HeaderName::to, std::string("<").append(to).append(">"));
        made.append(HeaderName::call_id, "c1");
        if (!contact.empty())
            made.append(HeaderName::contact, contact);
        return made;
    }
    /// With credentials for the challenges of an answer, the first of them.
    static Message with(Message message, const RequestAnswer& asked, std::string_view user,
                        std::string_view password) {
        for (const ExtraHeader& header : asked.headers)
            if (header.name.ends_with("-Authenticate")) {
                const auto challenge = digest::Challenge::parse(header.value);
                message.append(
                    asked.status == 407 ? HeaderName::proxy_authorization
                                        : HeaderName::authorization,
                    to_string(digest::answer(*challenge, user, password,
                                             {message.method_text(), "sip:pbx.example"}, "c", 1)));
                break;
            }
        return message;
    }
    RequestAnswer register_as(std::string_view user, std::string_view password,
                              std::string_view to = "sip:alice@pbx.example",
                              const std::string& contact = "<sip:alice@192.0.2.1>",
                              const Endpoint& source = at("192.0.2.1:5060")) {
        Message message = request(Method::register_, to, contact);
        message.append(HeaderName::cseq, std::to_string(++cseq).append(" REGISTER"));
        const RequestAnswer asked = users.on_register(message, source, offence);
        CPPUNIT_ASSERT_EQUAL(401, asked.status);
        CPPUNIT_ASSERT(!offence);
        return users.on_register(with(message, asked, user, password), source, offence);
    }
    std::string owner(std::string_view number, std::string_view group = "phones") const {
        const auto user = users.of_number(group, number);
        return user ? user->peer.name : "";
    }

    void a_user_registers_with_its_password() {
        CPPUNIT_ASSERT_EQUAL(200, register_as("alice", "secret").status);
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), users.at(phone)->peer.name);
        CPPUNIT_ASSERT_EQUAL(std::string("phones"), users.at(phone)->group);
        CPPUNIT_ASSERT(users.knows(at("192.0.2.1:9")));
        CPPUNIT_ASSERT(!users.knows(at("192.0.2.2:5060")));
        CPPUNIT_ASSERT(users.any_registered({"pbx", "alice"}));
        CPPUNIT_ASSERT(!users.any_registered({"pbx"}));
        // Its numbers are addresses of its own too.
        CPPUNIT_ASSERT_EQUAL(
            200, register_as("alice", "secret", "sip:+493012@pbx.example;user=phone").status);
    }
    void what_the_conf_holds_of_a_password_is_enough() {
        config::User& alice = config.users.front();
        alice.ha1_md5 = "0123456789ABCDEF0123456789abcdef"; // not looked at: stronger is taken
        alice.ha1_sha256 = digest::ha1(digest::Hash::sha256, "alice", "pbx.example", "secret");
        alice.password.clear();
        configure();
        CPPUNIT_ASSERT_EQUAL(200, register_as("alice", "secret").status);
    }
    void nobody_and_a_wrong_password_get_the_same() {
        const RequestAnswer wrong = register_as("alice", "guess");
        CPPUNIT_ASSERT(offence);
        offence = false;
        const RequestAnswer nobody = register_as("mallory", "guess", "sip:mallory@pbx.example");
        CPPUNIT_ASSERT(offence);
        CPPUNIT_ASSERT_EQUAL(401, wrong.status);
        CPPUNIT_ASSERT_EQUAL(wrong.status, nobody.status);
        CPPUNIT_ASSERT_EQUAL(wrong.headers.size(), nobody.headers.size());
        CPPUNIT_ASSERT_EQUAL(wrong.headers[0].value.size(), nobody.headers[0].value.size());
        CPPUNIT_ASSERT(wrong.headers[0].value.find("stale") ==
                       nobody.headers[0].value.find("stale"));
    }
    void an_address_of_another_is_refused() {
        CPPUNIT_ASSERT_EQUAL(403, register_as("alice", "secret", "sip:pbx@pbx.example").status);
        CPPUNIT_ASSERT_EQUAL(403, register_as("alice", "secret", "sip:pbx.example").status);
        CPPUNIT_ASSERT_EQUAL(403, register_as("alice", "secret", "sip:13@pbx.example").status);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, users.counters().not_own_address);
        CPPUNIT_ASSERT_EQUAL(
            200, register_as("pbx", "other", "sip:+493019@pbx.example").status); // its prefix
    }
    void networks_of_user_and_group_hold() {
        const Endpoint far = at("198.51.100.1:5060"), outside = at("203.0.113.1:5060");
        CPPUNIT_ASSERT_EQUAL(
            200, register_as("alice", "secret", "sip:alice@x", "<sip:a@b>", far).status);
        CPPUNIT_ASSERT_EQUAL(403,
                             register_as("pbx", "other", "sip:pbx@x", "<sip:a@b>", far).status);
        CPPUNIT_ASSERT_EQUAL(
            403, register_as("alice", "secret", "sip:alice@x", "<sip:a@b>", outside).status);
        CPPUNIT_ASSERT(users.may_register(far));
        CPPUNIT_ASSERT(users.may_register(outside)); // loner's are all
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, users.counters().wrong_network);
    }
    void an_invite_needs_credentials() {
        (void)register_as("alice", "secret");
        const Message invite = request(Method::invite, "sip:alice@pbx.example");
        const auto asked = users.caller(invite, phone);
        CPPUNIT_ASSERT(!asked.user && !asked.offence);
        CPPUNIT_ASSERT_EQUAL(401, asked.refusal.status);
        const auto known = users.caller(with(invite, asked.refusal, "alice", "secret"), phone);
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), known.user->peer.name);
        const auto wrong = users.caller(
            with(invite, users.caller(invite, phone).refusal, "alice", "guess"), phone);
        CPPUNIT_ASSERT(!wrong.user && wrong.offence);
        config.registrar.challenge_calls = config::ChallengeCalls::with_407;
        configure();
        CPPUNIT_ASSERT_EQUAL(407, users.caller(invite, phone).refusal.status);
    }
    void or_only_the_address_of_a_registration() {
        config.registrar.challenge_calls = config::ChallengeCalls::off;
        configure();
        const Message invite = request(Method::invite, "sip:pbx@pbx.example");
        CPPUNIT_ASSERT_EQUAL(403, users.caller(invite, phone).refusal.status);
        (void)register_as("alice", "secret");
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), users.caller(invite, phone).user->peer.name);
        (void)register_as("pbx", "other", "sip:pbx@pbx.example");
        CPPUNIT_ASSERT_EQUAL(std::string("pbx"), users.caller(invite, phone).user->peer.name);
        CPPUNIT_ASSERT(!users.caller(invite, at("192.0.2.1:5061")).user);
    }
    void a_user_without_a_trunk_group_calls_nobody() {
        config.registrar.challenge_calls = config::ChallengeCalls::off;
        configure();
        (void)register_as("loner", "alone", "sip:loner@pbx.example");
        const auto caller = users.caller(request(Method::invite, "sip:loner@x"), phone);
        CPPUNIT_ASSERT(!caller.user);
        CPPUNIT_ASSERT_EQUAL(403, caller.refusal.status);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, users.counters().calls_refused);
    }
    void numbers_belong_to_the_longest_prefix() {
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), owner("+493012"));
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), owner("493012"));
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), owner("12"));
        CPPUNIT_ASSERT_EQUAL(std::string("pbx"), owner("+493013"));
        CPPUNIT_ASSERT_EQUAL(std::string("pbx"), owner("+49301234"));
        CPPUNIT_ASSERT_EQUAL(std::string("alice"), owner("alice"));
        CPPUNIT_ASSERT_EQUAL(std::string(), owner("+4940"));
        CPPUNIT_ASSERT_EQUAL(std::string(), owner("+493012", "others"));
    }
    void a_single_user_without_numbers_has_them_all() {
        config.users[1].prefixes.clear();
        configure();
        CPPUNIT_ASSERT_EQUAL(std::string(), owner("+4940")); // not the only one
        config.trunk_groups.front().users = {"pbx"};
        configure();
        CPPUNIT_ASSERT_EQUAL(std::string("pbx"), owner("+4940"));
    }
    void contacts_come_by_q() {
        (void)register_as("alice", "secret", "sip:alice@x", "<sip:a@192.0.2.1>;q=0.1");
        (void)register_as("alice", "secret", "sip:alice@x", "<sip:b@192.0.2.1>;q=0.9");
        (void)register_as("alice", "secret", "sip:alice@x", "<sip:c@10.0.0.1>");
        const auto targets = users.targets("alice", "12");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, targets.size());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:c@10.0.0.1"), targets[0].request_uri);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@192.0.2.1"), targets[2].request_uri);
        CPPUNIT_ASSERT(targets[0].destinations.front() == phone);
        CPPUNIT_ASSERT(users.behind_nat(phone));
        CPPUNIT_ASSERT(users.targets("pbx", "12").empty());
    }
    void bindings_stay_over_a_reload() {
        (void)register_as("alice", "secret");
        (void)register_as("pbx", "other", "sip:pbx@x");
        config.users.erase(config.users.begin() + 1);
        config.users.front().password = "changed";
        config.trunk_groups.front().users = {"alice"};
        configure();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, users.registrar().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, users.targets("alice", "").size());
        CPPUNIT_ASSERT_EQUAL(401, register_as("alice", "secret").status);
        CPPUNIT_ASSERT_EQUAL(200, register_as("alice", "changed").status);
    }
    void an_operator_unregisters() {
        (void)register_as("alice", "secret");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, users.unregister("alice").value());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, users.unregister("alice").value());
        CPPUNIT_ASSERT(!users.unregister("mallory"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, users.view().size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UsersTest);

} // namespace
