// What Identity header fields are worth: RFC 8224 §6.2, each refusal and what passes.
#include "sipi/identity/verification.h"

#include "sipi/identity/base64url.h"
#include "sipi/identity/date.h"
#include "tests/sipi/identity/credentials.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi::identity;
using namespace identity_test;

class VerificationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VerificationTest);
    CPPUNIT_TEST(a_good_one_passes_with_its_attestation);
    CPPUNIT_TEST(nothing_is_428);
    CPPUNIT_TEST(an_unknown_format_is_as_if_it_were_not_there);
    CPPUNIT_TEST(what_is_signed_must_be_what_the_invite_says);
    CPPUNIT_TEST(a_stale_one_is_403);
    CPPUNIT_TEST(without_a_certificate_it_is_436);
    CPPUNIT_TEST(a_certificate_that_nobody_believes_is_437);
    CPPUNIT_TEST(a_certificate_for_other_numbers_is_437);
    CPPUNIT_TEST(a_changed_token_is_438);
    CPPUNIT_TEST(one_good_one_of_several_is_enough);
    CPPUNIT_TEST(a_diverted_call_needs_its_chain);
    CPPUNIT_TEST(the_compact_form_is_made_of_the_invite);
    CPPUNIT_TEST(the_nearest_failure_is_told);
    CPPUNIT_TEST(chains_are_judged_by_time_and_authority);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::int64_t kNow = kIssued + 1000;
    Certificate certificate_ = *Certificate::parse(kSignerPem);
    Credential credential_{Credential::State::known, &certificate_, Trust::trusted};

    static Passport shaken() {
        Passport passport;
        passport.x5u = "https://cert.example.org/a.pem";
        passport.ppt = "shaken";
        passport.orig_tn = "12155551212";
        passport.dest_tn = {"12155551213"};
        passport.iat = kNow;
        passport.attest = "B";
        passport.origid = "123e4567-e89b-12d3-a456-426655440000";
        return passport;
    }
    static Passport div(std::string by, std::string dest) {
        Passport passport = shaken();
        passport.ppt = "div";
        passport.dest_tn = {std::move(dest)};
        passport.div_tn = std::move(by);
        return passport;
    }
    static std::string value(const Passport& passport) {
        const auto key = Key::private_key(kSignerKey);
        std::string token = signing_input(passport);
        const std::string signature = to_base64url(*key->sign(token));
        token += '.';
        token += signature;
        return identity_value(token, passport);
    }
    Verdict judge(const std::vector<std::string>& values,
                  Parties parties = {"12155551212", "12155551213", "12155551213", {}}) const {
        return Verification(values, std::move(parties)).judge(kNow, 60, [&](std::string_view) {
            return credential_;
        });
    }
    int status(const Passport& passport) const { return judge({value(passport)}).status; }

    void a_good_one_passes_with_its_attestation() {
        const Verdict verdict = judge({value(shaken())});
        CPPUNIT_ASSERT(verdict.verstat == Verstat::passed);
        CPPUNIT_ASSERT_EQUAL(0, verdict.status);
        CPPUNIT_ASSERT_EQUAL(std::string("B"), verdict.attest);
        CPPUNIT_ASSERT_EQUAL(shaken().origid, verdict.origid);
        CPPUNIT_ASSERT_EQUAL(std::string("CN = SHAKEN 709J"), verdict.signer);
        CPPUNIT_ASSERT_EQUAL(std::string("TN-Validation-Passed"),
                             std::string(text(verdict.verstat)));
    }
    void nothing_is_428() {
        const Verdict verdict = judge({});
        CPPUNIT_ASSERT(verdict.verstat == Verstat::none);
        CPPUNIT_ASSERT_EQUAL(428, verdict.status);
    }
    void an_unknown_format_is_as_if_it_were_not_there() {
        Passport passport = shaken();
        passport.ppt = "rph";
        CPPUNIT_ASSERT_EQUAL(428, status(passport));
        CPPUNIT_ASSERT_EQUAL(0, judge({value(passport), value(shaken())}).status);
    }
    void what_is_signed_must_be_what_the_invite_says() {
        Passport passport = shaken();
        passport.orig_tn = "12155551299";
        CPPUNIT_ASSERT_EQUAL(438, status(passport));
        passport = shaken();
        passport.dest_tn = {"12155551299"};
        CPPUNIT_ASSERT_EQUAL(438, status(passport));
        passport.dest_tn.push_back("12155551213");
        CPPUNIT_ASSERT_EQUAL(0, status(passport));
        // a proxy has rewritten the Request-URI, not To
        CPPUNIT_ASSERT_EQUAL(
            0, judge({value(shaken())}, {"12155551212", "12155551213", "600", {}}).status);
        CPPUNIT_ASSERT_EQUAL(
            438, judge({value(shaken())}, {"", "12155551213", "12155551213", {}}).status);
    }
    void a_stale_one_is_403() {
        for (const int age : {-61, 61}) {
            Passport passport = shaken();
            passport.iat = kNow - age;
            CPPUNIT_ASSERT_EQUAL(403, status(passport));
        }
        Passport passport = shaken();
        passport.iat = kNow - 60;
        CPPUNIT_ASSERT_EQUAL(0, status(passport));
    }
    void without_a_certificate_it_is_436() {
        for (const auto state : {Credential::State::unavailable, Credential::State::pending}) {
            credential_.state = state;
            CPPUNIT_ASSERT_EQUAL(436, status(shaken()));
        }
    }
    void a_certificate_that_nobody_believes_is_437() {
        for (const Trust trust : {Trust::expired, Trust::not_trusted}) {
            credential_.trust = trust;
            CPPUNIT_ASSERT_EQUAL(437, status(shaken()));
        }
    }
    void a_certificate_for_other_numbers_is_437() {
        const Certificate narrow = *Certificate::parse(kNarrowPem); // 12155551212 only
        credential_.certificate = &narrow;
        CPPUNIT_ASSERT_EQUAL(0, status(shaken()));
        Passport passport = shaken();
        passport.orig_tn = "12155551299";
        CPPUNIT_ASSERT_EQUAL(
            437, judge({value(passport)}, {"12155551299", "12155551213", "", {}}).status);
    }
    void a_changed_token_is_438() {
        const std::string good = value(shaken());
        Passport other = shaken();
        other.attest = "A";
        const std::string changed =
            signing_input(other) + good.substr(good.rfind('.', good.find(';')));
        CPPUNIT_ASSERT_EQUAL(438, judge({changed}).status);
        CPPUNIT_ASSERT_EQUAL(438, judge({good.substr(0, good.rfind("shaken")) + "div\""}).status);
        CPPUNIT_ASSERT_EQUAL(438, judge({"nonsense"}).status);
    }
    void one_good_one_of_several_is_enough() {
        Passport stale = shaken();
        stale.iat = 0;
        CPPUNIT_ASSERT_EQUAL(0, judge({"nonsense", value(stale), value(shaken())}).status);
    }
    void a_diverted_call_needs_its_chain() {
        const Parties here{"12155551212", "12155551215", "12155551215", {}};
        const std::string first = value(div("12155551213", "12155551214"));
        const std::string second = value(div("12155551214", "12155551215"));
        CPPUNIT_ASSERT_EQUAL(438, judge({value(shaken())}, here).status);
        CPPUNIT_ASSERT_EQUAL(438, judge({value(shaken()), second}, here).status);
        CPPUNIT_ASSERT_EQUAL(0, judge({second, value(shaken()), first}, here).status);
        CPPUNIT_ASSERT_EQUAL(438, judge({first, second}, here).status);
        // in a circle
        const std::string back = value(div("12155551214", "12155551213"));
        CPPUNIT_ASSERT_EQUAL(438, judge({value(shaken()), first, back}, here).status);
    }
    void the_compact_form_is_made_of_the_invite() {
        Passport plain = shaken();
        plain.ppt.clear();
        plain.attest.clear();
        plain.origid.clear();
        const std::string full = value(plain);
        const std::string compact = ".." + full.substr(full.rfind('.', full.find(';')) + 1);
        Parties parties{"12155551212", "12155551213", "12155551213", kNow};
        CPPUNIT_ASSERT_EQUAL(0, judge({compact}, parties).status);
        parties.date = kNow - 1;
        CPPUNIT_ASSERT_EQUAL(438, judge({compact}, parties).status);
        parties.date.reset();
        CPPUNIT_ASSERT_EQUAL(438, judge({compact}, parties).status);
    }
    void the_nearest_failure_is_told() {
        Passport stale = shaken();
        stale.iat = 0;
        credential_.trust = Trust::expired;
        CPPUNIT_ASSERT_EQUAL(437, judge({value(stale), value(shaken()), "nonsense"}).status);
    }
    void chains_are_judged_by_time_and_authority() {
        const TrustAnchors anchors = *TrustAnchors::parse(kAuthorityPem);
        CPPUNIT_ASSERT(anchors.judge(certificate_, kNow) == Trust::trusted);
        CPPUNIT_ASSERT(anchors.judge(certificate_, kIssued - 86'400 * 2) == Trust::expired);
        CPPUNIT_ASSERT(anchors.judge(certificate_, certificate_.not_after() + 1) == Trust::expired);
        CPPUNIT_ASSERT(TrustAnchors::parse(kNarrowPem)->judge(certificate_, kNow) ==
                       Trust::not_trusted);
        CPPUNIT_ASSERT(!TrustAnchors::parse("nothing").ok());
        CPPUNIT_ASSERT(!Certificate::parse(kSignerKey).ok());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(VerificationTest);

} // namespace
