// What a policy makes of a verdict, and how it is said.
#include "gateway/legs/identity_verifier.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using config::VerifyIdentity;
using legs::Verdict;
using legs::Verstat;

class IdentityVerifierTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IdentityVerifierTest);
    CPPUNIT_TEST(policies_refuse_what_they_say);
    CPPUNIT_TEST(a_verdict_is_told_in_words);
    CPPUNIT_TEST(refusals_have_a_stir_reason);
    CPPUNIT_TEST(an_invite_without_identity_needs_no_certificate);
    CPPUNIT_TEST(refusals_are_counted_by_status);
    CPPUNIT_TEST_SUITE_END();

    static Verdict bad(int status) { return {Verstat::failed, status, "signature is wrong"}; }

    void policies_refuse_what_they_say() {
        const struct {
            VerifyIdentity policy;
            bool bad, none;
        } rows[] = {
            {VerifyIdentity::off, false, false},   {VerifyIdentity::record, false, false},
            {VerifyIdentity::mark, false, false},  {VerifyIdentity::reject, true, false},
            {VerifyIdentity::require, true, true},
        };
        for (const auto& row : rows) {
            CPPUNIT_ASSERT_EQUAL(row.bad, legs::refuses(row.policy, bad(438)));
            CPPUNIT_ASSERT_EQUAL(row.none, legs::refuses(row.policy, bad(428)));
            CPPUNIT_ASSERT(!legs::refuses(row.policy, {Verstat::passed, 0, "verified"}));
        }
    }
    void a_verdict_is_told_in_words() {
        Verdict passed{Verstat::passed, 0, "verified", "A", "", "CN = SHAKEN"};
        CPPUNIT_ASSERT_EQUAL(std::string("TN-Validation-Passed, A, CN = SHAKEN"),
                             legs::text_of(passed));
        CPPUNIT_ASSERT_EQUAL(std::string("TN-Validation-Failed, signature is wrong"),
                             legs::text_of(bad(438)));
    }
    void refusals_have_a_stir_reason() {
        CPPUNIT_ASSERT_EQUAL(std::string("STIR;cause=438;text=\"Invalid Identity Header\""),
                             legs::stir_reason(bad(438)));
        CPPUNIT_ASSERT_EQUAL(std::string("STIR;cause=403;text=\"Stale Date\""),
                             legs::stir_reason(bad(403)));
    }
    void an_invite_without_identity_needs_no_certificate() {
        base::ManualClock clock;
        legs::IdentityVerifier verifier(clock);
        const auto verdict =
            verifier.verify(sipi::Message::request(sipi::Method::invite, "sip:+4930@gw"), {},
                            [](const Verdict&) { CPPUNIT_FAIL("it is known at once"); });
        CPPUNIT_ASSERT(verdict && verdict->status == 428);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, verifier.counters().none);
    }
    void refusals_are_counted_by_status() {
        base::ManualClock clock;
        legs::IdentityVerifier verifier(clock);
        verifier.count_refused(437);
        verifier.count_refused(500);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, verifier.counters().refused[3]);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IdentityVerifierTest);

} // namespace
