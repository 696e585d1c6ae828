// Digest values against the examples of RFC 2617 §3.5, RFC 7616 §3.9 and RFC 8760's header forms.
#include "sipi/digest/digest.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi::digest;

class DigestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DigestTest);
    CPPUNIT_TEST(example_of_rfc2617_is_computed);
    CPPUNIT_TEST(examples_of_rfc7616_are_computed);
    CPPUNIT_TEST(form_without_qop_is_computed);
    CPPUNIT_TEST(auth_int_covers_the_body);
    CPPUNIT_TEST(session_variant_covers_the_nonces);
    CPPUNIT_TEST(challenge_goes_through_text);
    CPPUNIT_TEST(credentials_go_through_text);
    CPPUNIT_TEST(answer_is_verified_for_every_algorithm);
    CPPUNIT_TEST(escapes_are_undone_and_written);
    CPPUNIT_TEST(absent_algorithm_is_md5);
    CPPUNIT_TEST(bad_values_have_their_reason);
    CPPUNIT_TEST(limits_hold);
    CPPUNIT_TEST_SUITE_END();

    static std::string credentials_text(const Credentials& credentials, std::string_view user,
                                        std::string_view password, std::string_view method,
                                        std::string_view body = {}) {
        return response_for(credentials,
                            ha1(hash_of(credentials.algorithm), user, credentials.realm, password),
                            method, body);
    }

    void example_of_rfc2617_is_computed() {
        Credentials c;
        c.realm = "testrealm@host.com";
        c.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        c.uri = "/dir/index.html";
        c.cnonce = "0a4f113b";
        c.qop = Qop::auth;
        c.nc = 1;
        CPPUNIT_ASSERT_EQUAL(std::string("6629fae49393a05397450978507c4ef1"),
                             credentials_text(c, "Mufasa", "Circle Of Life", "GET"));
    }
    void examples_of_rfc7616_are_computed() {
        Credentials c; // §3.9.1
        c.realm = "http-auth@example.org";
        c.nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        c.uri = "/dir/index.html";
        c.cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        c.qop = Qop::auth;
        c.nc = 1;
        CPPUNIT_ASSERT_EQUAL(std::string("8ca523f5e9506fed4657c9700eebdbec"),
                             credentials_text(c, "Mufasa", "Circle of Life", "GET"));
        c.algorithm = Algorithm::sha256;
        CPPUNIT_ASSERT_EQUAL(
            std::string("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
            credentials_text(c, "Mufasa", "Circle of Life", "GET"));
    }
    void form_without_qop_is_computed() {
        Credentials c; // "GET" of RFC 2617 with the form of RFC 2069: H(H(A1):nonce:H(A2))
        c.realm = "testrealm@host.com";
        c.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        c.uri = "/dir/index.html";
        const std::string a1 = "939e7578ed9e3c518a452acee763bce9";
        const std::string a2 = "39aff3a2bab6126f332b942af96d3366";
        CPPUNIT_ASSERT_EQUAL(a1, ha1(Hash::md5, "Mufasa", c.realm, "Circle Of Life"));
        CPPUNIT_ASSERT_EQUAL(*hex_of(Hash::md5, a1 + ':' + c.nonce + ':' + a2),
                             response_for(c, a1, "GET", {}));
    }
    void auth_int_covers_the_body() {
        Challenge challenge{.realm = "r", .nonce = "n"};
        challenge.auth = false;
        challenge.auth_int = true;
        const Request request{"INVITE", "sip:1@example.org", "v=0\r\n"};
        const Credentials c = answer(challenge, "u", "p", request, "cn", 1);
        CPPUNIT_ASSERT(c.qop == Qop::auth_int);
        const std::string key = ha1(Hash::md5, "u", "r", "p");
        CPPUNIT_ASSERT(verify(c, key, "INVITE", "v=0\r\n"));
        CPPUNIT_ASSERT(!verify(c, key, "INVITE", "v=1\r\n"));
    }
    void session_variant_covers_the_nonces() {
        Challenge challenge{.realm = "r", .nonce = "n"};
        challenge.algorithm = Algorithm::md5_sess;
        const Credentials c = answer(challenge, "u", "p", {"BYE", "sip:x@y"}, "cn", 2);
        const auto md5 = [](const std::string& text) { return *hex_of(Hash::md5, text); };
        const std::string a1 = md5(md5("u:r:p") + ":n:cn");
        CPPUNIT_ASSERT_EQUAL(md5(a1 + ":n:00000002:cn:auth:" + md5("BYE:sip:x@y")), c.response);
    }
    void challenge_goes_through_text() {
        Challenge challenge{.realm = "a \"b\"", .nonce = "x/y=="};
        challenge.opaque = "";
        challenge.stale = true;
        challenge.auth_int = true;
        challenge.algorithm = Algorithm::sha512_256;
        const std::string text = to_string(challenge);
        CPPUNIT_ASSERT_EQUAL(
            std::string("Digest realm=\"a \\\"b\\\"\", qop=\"auth,auth-int\", "
                        "algorithm=SHA-512-256, nonce=\"x/y==\", opaque=\"\", stale=true"),
            text);
        CPPUNIT_ASSERT(challenge == *Challenge::parse(text));
    }
    void credentials_go_through_text() {
        Challenge challenge{.realm = "r", .nonce = "n"};
        challenge.opaque = "o";
        challenge.algorithm = Algorithm::sha256;
        const Credentials c = answer(challenge, "u", "p", {"BYE", "sip:x@y"}, "cn", 0x1F);
        const std::string text = to_string(c);
        CPPUNIT_ASSERT(text.find("qop=auth, nc=0000001f") != std::string::npos);
        CPPUNIT_ASSERT(c == *Credentials::parse(text));
    }
    void answer_is_verified_for_every_algorithm() {
        for (const auto algorithm :
             {Algorithm::md5, Algorithm::md5_sess, Algorithm::sha256, Algorithm::sha256_sess,
              Algorithm::sha512_256, Algorithm::sha512_256_sess}) {
            Challenge challenge{.realm = "r", .nonce = "n"};
            challenge.algorithm = *algorithm_from(text(algorithm));
            const Credentials c = answer(challenge, "u", "p", {"REGISTER", "sip:y"}, "cn", 1);
            const Credentials read = *Credentials::parse(to_string(c));
            CPPUNIT_ASSERT(verify(read, ha1(hash_of(algorithm), "u", "r", "p"), "REGISTER", {}));
            CPPUNIT_ASSERT(!verify(read, ha1(hash_of(algorithm), "u", "r", "q"), "REGISTER", {}));
            CPPUNIT_ASSERT(!verify(read, {}, "REGISTER", {}));
        }
    }
    void escapes_are_undone_and_written() {
        const auto challenge = Challenge::parse(R"(digest realm = "a\"\\b" , NONCE="n",)");
        CPPUNIT_ASSERT(challenge.ok());
        CPPUNIT_ASSERT_EQUAL(std::string("a\"\\b"), challenge->realm);
        CPPUNIT_ASSERT(Challenge::parse(to_string(*challenge))->realm == challenge->realm);
    }
    void absent_algorithm_is_md5() {
        const auto challenge = Challenge::parse("Digest realm=\"r\",nonce=\"n\"");
        CPPUNIT_ASSERT(challenge.ok());
        CPPUNIT_ASSERT(challenge->algorithm == Algorithm::md5);
        CPPUNIT_ASSERT(!challenge->says_algorithm && !challenge->auth && !challenge->auth_int);
        const Credentials c = answer(*challenge, "u", "p", {"BYE", "sip:x@y"}, "cn", 1);
        const std::string text = to_string(c);
        CPPUNIT_ASSERT(text.find("algorithm") == std::string::npos);
        CPPUNIT_ASSERT(text.find("nc=") == std::string::npos);
    }
    void bad_values_have_their_reason() {
        struct Row {
            std::string_view value;
            sipi::digest::Error error;
        };
        constexpr Row kRows[]{
            {"Basic realm=\"r\"", sipi::digest::Error::not_digest},
            {"", sipi::digest::Error::not_digest},
            {"Digest", sipi::digest::Error::bad_syntax},
            {"Digest realm=\"r", sipi::digest::Error::bad_syntax},
            {"Digest realm=\"r\" nonce=\"n\"", sipi::digest::Error::bad_syntax},
            {"Digest realm=", sipi::digest::Error::bad_syntax},
            {"Digest realm=\"r\b\",nonce=\"n\"", sipi::digest::Error::bad_syntax},
            {"Digest realm=\"r\",domain=\001,nonce=n", sipi::digest::Error::bad_syntax},
            {"Digest realm=\"r\"", sipi::digest::Error::missing},
            {"Digest realm=\"r\",nonce=\"n\",realm=\"s\"", sipi::digest::Error::duplicate},
            {"Digest realm=\"r\",nonce=\"n\",algorithm=SHA-1",
             sipi::digest::Error::unknown_algorithm},
            {"Digest realm=\"r\",nonce=\"n\",qop=\"crypt\"", sipi::digest::Error::bad_value},
        };
        for (const Row& row : kRows) {
            const auto challenge = Challenge::parse(row.value);
            CPPUNIT_ASSERT_MESSAGE(std::string(row.value), !challenge.ok());
            CPPUNIT_ASSERT_MESSAGE(std::string(row.value), challenge.error() == row.error);
        }
        const std::string start = "Digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"sip:x\",";
        const std::string good = "response=\"00000000000000000000000000000000\"";
        CPPUNIT_ASSERT(Credentials::parse(start + good).ok());
        const auto error = [&](const std::string& rest) {
            const auto credentials = Credentials::parse(start + rest);
            CPPUNIT_ASSERT_MESSAGE(rest, !credentials.ok());
            return credentials.error();
        };
        CPPUNIT_ASSERT(error("response=\"00\"") == sipi::digest::Error::bad_value);
        CPPUNIT_ASSERT(error(good + ",algorithm=SHA-256") == sipi::digest::Error::bad_value);
        CPPUNIT_ASSERT(error(good + ",qop=auth") == sipi::digest::Error::missing);
        CPPUNIT_ASSERT(error(good + ",qop=auth,cnonce=\"c\",nc=1") ==
                       sipi::digest::Error::bad_value);
        CPPUNIT_ASSERT(error(good + ",qop=auth,cnonce=\"c\",nc=00000000") ==
                       sipi::digest::Error::bad_value);
    }
    void limits_hold() {
        std::string many = "Digest realm=\"r\",nonce=\"n\"";
        for (std::size_t i = 0; i < kMaxParams; ++i)
            many.append(",x").append(std::to_string(i)).append("=1");
        CPPUNIT_ASSERT(Challenge::parse(many).error() == sipi::digest::Error::too_long);
        std::string longer = "Digest realm=\"r\",nonce=\"";
        longer.append(kMaxValue, 'n').append("\"");
        CPPUNIT_ASSERT(Challenge::parse(longer).error() == sipi::digest::Error::too_long);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DigestTest);

} // namespace
