// Credentials that are asked for and judged (RFC 3261 §22.4, RFC 7616 §3.4.6, RFC 8760 §2.4).
#include "sipi/digest/server.h"

#include "tests/sipi/network.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;
using namespace sipi::digest;
using namespace std::chrono_literals;
using test::at;

class DigestServerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DigestServerTest);
    CPPUNIT_TEST(no_credentials_are_asked_for_in_the_order_of_the_conf);
    CPPUNIT_TEST(every_algorithm_is_taken);
    CPPUNIT_TEST(one_that_is_not_offered_is_wrong);
    CPPUNIT_TEST(a_wrong_password_and_no_user_are_the_same);
    CPPUNIT_TEST(an_old_nonce_is_stale_only_for_who_knows_the_password);
    CPPUNIT_TEST(a_replay_is_stale);
    CPPUNIT_TEST(credentials_are_for_one_method_uri_and_address);
    CPPUNIT_TEST(other_realms_are_left_aside);
    CPPUNIT_TEST(either_header_counts);
    CPPUNIT_TEST(garbage_is_no_credentials);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    Random random{7};
    std::string password = "secret", found;
    Server server{clock, random, [this](std::string_view user, Hash hash) -> const std::string* {
                      if (user != "alice")
                          return nullptr;
                      found = ha1(hash, user, "landline", password);
                      return &found;
                  }};
    const Endpoint phone = at("192.0.2.1:5060");

    static Message request() { return Message::request(Method::register_, "sip:landline.example"); }
    std::vector<Challenge> challenges(bool stale = false) {
        std::vector<Challenge> out;
        for (const ExtraHeader& header : server.challenges(phone, false, stale))
            out.push_back(Challenge::parse(header.value).value());
        return out;
    }
    static Message with(Message message, const Credentials& credentials,
                        HeaderName header = HeaderName::authorization) {
        message.append(header, to_string(credentials));
        return message;
    }
    static Credentials credentials(const Challenge& challenge, std::string_view user = "alice",
                                   std::string_view word = "secret", std::uint32_t nc = 1) {
        return answer(challenge, user, word, {"REGISTER", "sip:landline.example"}, "c", nc);
    }
    Verdict verdict(const Message& message) { return server.judge(message, phone).verdict; }

    void no_credentials_are_asked_for_in_the_order_of_the_conf() {
        CPPUNIT_ASSERT(verdict(request()) == Verdict::none);
        const auto all = challenges();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, all.size());
        CPPUNIT_ASSERT(all[0].algorithm == Algorithm::sha512_256);
        CPPUNIT_ASSERT(all[1].algorithm == Algorithm::sha256);
        CPPUNIT_ASSERT(all[2].algorithm == Algorithm::md5);
        CPPUNIT_ASSERT(all[0].auth && !all[0].stale);
        CPPUNIT_ASSERT_EQUAL(std::string("landline"), all[0].realm);
        ServerSettings settings;
        settings.algorithms = {Algorithm::md5};
        server.configure(settings);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, challenges().size());
        CPPUNIT_ASSERT_EQUAL(std::string("Proxy-Authenticate"),
                             server.challenges(phone, true, false).front().name);
    }
    void every_algorithm_is_taken() {
        for (std::size_t at = 0; at < 3; ++at) {
            const Judgement judgement =
                server.judge(with(request(), credentials(challenges().at(at))), phone);
            CPPUNIT_ASSERT(judgement.verdict == Verdict::right);
            CPPUNIT_ASSERT_EQUAL(std::string("alice"), judgement.user);
        }
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, server.counters().right);
    }
    void one_that_is_not_offered_is_wrong() {
        ServerSettings settings;
        settings.algorithms = {Algorithm::sha256};
        server.configure(settings);
        Challenge challenge = challenges().front();
        challenge.algorithm = Algorithm::md5;
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenge))) == Verdict::wrong);
    }
    void a_wrong_password_and_no_user_are_the_same() {
        const Challenge challenge = challenges().front();
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenge, "alice", "guess"))) ==
                       Verdict::wrong);
        const Judgement nobody =
            server.judge(with(request(), credentials(challenge, "mallory", "guess")), phone);
        CPPUNIT_ASSERT(nobody.verdict == Verdict::wrong);
        CPPUNIT_ASSERT_EQUAL(std::string("mallory"), nobody.user);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, server.counters().wrong);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server.nonces_in_use()); // guesses take no memory
    }
    void an_old_nonce_is_stale_only_for_who_knows_the_password() {
        const Challenge challenge = challenges().front();
        clock.advance(5min);
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenge))) == Verdict::stale);
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenge, "alice", "guess"))) ==
                       Verdict::wrong);
        CPPUNIT_ASSERT(challenges(true).front().stale);
    }
    void a_replay_is_stale() {
        const Challenge challenge = challenges().front();
        const Message first = with(request(), credentials(challenge));
        CPPUNIT_ASSERT(verdict(first) == Verdict::right);
        CPPUNIT_ASSERT(verdict(first) == Verdict::stale);
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenge, "alice", "secret", 2))) ==
                       Verdict::right);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.counters().stale);
    }
    void credentials_are_for_one_method_uri_and_address() {
        const Credentials good = credentials(challenges().front());
        CPPUNIT_ASSERT(server.judge(with(request(), good), at("192.0.2.2:5060")).verdict ==
                       Verdict::stale);
        CPPUNIT_ASSERT(verdict(with(Message::request(Method::invite, "sip:landline.example"),
                                    good)) == Verdict::wrong);
        CPPUNIT_ASSERT(verdict(with(Message::request(Method::register_, "sip:other.example"),
                                    good)) == Verdict::wrong);
        CPPUNIT_ASSERT(verdict(with(Message::request(Method::register_, "sip:LANDLINE.example"),
                                    good)) == Verdict::right);
    }
    void other_realms_are_left_aside() {
        Challenge challenge = challenges().front();
        Message both = with(request(), credentials(challenge));
        challenge.realm = "elsewhere";
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenge))) == Verdict::none);
        both.prepend(HeaderName::authorization, to_string(credentials(challenge)));
        CPPUNIT_ASSERT(verdict(both) == Verdict::right);
    }
    void either_header_counts() {
        CPPUNIT_ASSERT(verdict(with(request(), credentials(challenges().front()),
                                    HeaderName::proxy_authorization)) == Verdict::right);
    }
    void garbage_is_no_credentials() {
        Message message = request();
        message.append(HeaderName::authorization, "Digest realm=\"landline\", nonce=");
        CPPUNIT_ASSERT(verdict(message) == Verdict::none);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DigestServerTest);

} // namespace
