// What calls are signed with: attestation by policy, div, Identity that is passed on.
#include "gateway/legs/identity_signer.h"

#include "sipi/identity/date.h"
#include "sipi/identity/identity_header.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <cstdio>
#include <fstream>

#include <unistd.h>

namespace {

namespace id = sipi::identity;

constexpr std::string_view kPrivateKey = // RFC 8225 Appendix A.1
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi7q2TZvN9VDFg8Vy\n"
    "qCP06bETrR2v8MRvr89rn4i+UAahRANCAAQWfaj1HUETpoNCrOtp9KA8o0V79IuW\n"
    "ARKt9C1cFPkyd3FBP4SeiNZxQhDrD0tdBHls3/wFe8++K2FrPyQF9vuh\n"
    "-----END PRIVATE KEY-----\n";

class IdentitySignerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IdentitySignerTest);
    CPPUNIT_TEST(an_own_verified_number_is_attested_in_full);
    CPPUNIT_TEST(an_own_number_that_nobody_verified_is_attested_in_part);
    CPPUNIT_TEST(a_foreign_number_of_ours_is_attested_in_part);
    CPPUNIT_TEST(a_trunk_without_numbers_is_a_gateway);
    CPPUNIT_TEST(a_policy_says_it_without_looking);
    CPPUNIT_TEST(a_diverted_call_is_signed_twice);
    CPPUNIT_TEST(what_the_callers_network_signed_is_passed_on);
    CPPUNIT_TEST(what_does_not_fit_the_invite_is_signed_anew);
    CPPUNIT_TEST(a_failed_caller_is_not_vouched_for);
    CPPUNIT_TEST(without_a_number_nothing_is_signed);
    CPPUNIT_TEST(a_bad_key_file_changes_nothing);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    legs::IdentitySigner signer_{clock_};
    std::string file_ = "/tmp/landline-signer-" + std::to_string(::getpid());
    config::Config config_;
    isup::Message iam_{isup::MessageType::iam};
    mapping::InviteParts invite_;
    mapping::Profile profile_;

  public:
    void setUp() override {
        std::ofstream(file_) << kPrivateKey;
        config_.shaken.certificate_url = "https://cert.example.org/passport.cer";
        config_.shaken.private_key = file_;
        config_.trunk_groups.resize(1);
        config_.trunk_groups[0].name = "exchange";
        config_.trunk_groups[0].mapping.shaken_numbers = {"+4930"};
        config_.trunk_groups[0].mapping.shaken_origid = "group";
        CPPUNIT_ASSERT(signer_.configure(config_).ok());
        profile_.country_code = "49";
        invite_.request_uri = "sip:+4940222@192.0.2.1;user=phone";
        calling("30111", isup::Screening::network_provided);
    }
    void tearDown() override { std::remove(file_.c_str()); }

  private:
    void calling(std::string_view digits, isup::Screening screening) {
        isup::CallingPartyNumber number;
        number.nature = isup::NatureOfAddress::national;
        number.digits = *isup::Digits::from_text(digits);
        number.screening = screening;
        iam_.set(number);
        invite_.from = "<sip:+49";
        invite_.from.append(digits).append("@192.0.2.2;user=phone>");
    }
    std::vector<sipi::ExtraHeader> sign(const call::CallerIdentity* identity = nullptr) {
        mapping::Notes notes;
        return signer_.sign({iam_, invite_, profile_, "exchange", identity}, notes);
    }
    /// The token of a header, whose signature is that of the key.
    static id::Passport passport(const sipi::ExtraHeader& header) {
        CPPUNIT_ASSERT_EQUAL(std::string("Identity"), header.name);
        const auto value = id::parse_identity(header.value);
        CPPUNIT_ASSERT(value.ok());
        CPPUNIT_ASSERT_EQUAL(std::string("https://cert.example.org/passport.cer"), value->info);
        const auto token = id::parse_token(value->token);
        CPPUNIT_ASSERT(token.ok());
        const auto key = id::Key::private_key(kPrivateKey);
        CPPUNIT_ASSERT(key.ok() && key->verifies(token->signed_text, token->signature));
        CPPUNIT_ASSERT_EQUAL(value->ppt, token->passport.ppt);
        return token->passport;
    }
    std::string attestation() {
        const auto headers = sign();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, headers.size());
        return passport(headers[0]).attest;
    }
    static void divert(isup::Message& iam) {
        isup::RedirectingNumber by;
        by.nature = isup::NatureOfAddress::national;
        by.digits = *isup::Digits::from_text("30333");
        iam.set(by);
    }

    void an_own_verified_number_is_attested_in_full() {
        const auto headers = sign();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, headers.size());
        const id::Passport signed_ = passport(headers[0]);
        CPPUNIT_ASSERT_EQUAL(std::string("shaken"), signed_.ppt);
        CPPUNIT_ASSERT_EQUAL(std::string("A"), signed_.attest);
        CPPUNIT_ASSERT_EQUAL(std::string("4930111"), signed_.orig_tn);
        CPPUNIT_ASSERT_EQUAL(std::string("4940222"), signed_.dest_tn.at(0));
        CPPUNIT_ASSERT_EQUAL(std::size_t{36}, signed_.origid.size());
        CPPUNIT_ASSERT_EQUAL(std::string("Date"), headers[1].name);
        CPPUNIT_ASSERT_EQUAL(signed_.iat, id::date_from_text(headers[1].value).value_or(0));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, signer_.counters().full);
        CPPUNIT_ASSERT_EQUAL(signed_.origid, passport(sign()[0]).origid); // of the group
    }
    void an_own_number_that_nobody_verified_is_attested_in_part() {
        calling("30111", isup::Screening::not_verified);
        CPPUNIT_ASSERT_EQUAL(std::string("B"), attestation());
        calling("30111", isup::Screening::verified_failed);
        CPPUNIT_ASSERT_EQUAL(std::string("B"), attestation());
        calling("30111", isup::Screening::verified_passed);
        CPPUNIT_ASSERT_EQUAL(std::string("A"), attestation());
    }
    void a_foreign_number_of_ours_is_attested_in_part() {
        calling("40111", isup::Screening::network_provided);
        CPPUNIT_ASSERT_EQUAL(std::string("B"), attestation());
        calling("30111", isup::Screening::network_provided);
        invite_.from = "<sip:+4930999@192.0.2.2;user=phone>"; // not the number that was verified
        CPPUNIT_ASSERT_EQUAL(std::string("B"), attestation());
    }
    void a_trunk_without_numbers_is_a_gateway() {
        config_.trunk_groups[0].mapping.shaken_numbers.clear();
        CPPUNIT_ASSERT(signer_.configure(config_).ok());
        CPPUNIT_ASSERT_EQUAL(std::string("C"), attestation());
    }
    void a_policy_says_it_without_looking() {
        calling("40111", isup::Screening::not_verified);
        using config::Attest;
        const std::pair<Attest, const char*> rows[] = {
            {Attest::full, "A"}, {Attest::partial, "B"}, {Attest::gateway, "C"}};
        for (const auto& [attest, word] : rows) {
            config_.trunk_groups[0].mapping.shaken_attest = attest;
            CPPUNIT_ASSERT(signer_.configure(config_).ok());
            CPPUNIT_ASSERT_EQUAL(std::string(word), attestation());
        }
        config_.trunk_groups[0].mapping.shaken_attest = Attest::off;
        CPPUNIT_ASSERT(signer_.configure(config_).ok());
        CPPUNIT_ASSERT(sign().empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, signer_.counters().not_vouched);
    }
    void a_diverted_call_is_signed_twice() {
        divert(iam_);
        const auto headers = sign();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, headers.size());
        CPPUNIT_ASSERT_EQUAL(std::string("4930333"), passport(headers[0]).dest_tn.at(0));
        const id::Passport div = passport(headers[1]);
        CPPUNIT_ASSERT_EQUAL(std::string("div"), div.ppt);
        CPPUNIT_ASSERT_EQUAL(std::string("4930333"), div.div_tn);
        CPPUNIT_ASSERT_EQUAL(std::string("4940222"), div.dest_tn.at(0));
        CPPUNIT_ASSERT_EQUAL(std::string("4930111"), div.orig_tn);
    }
    void what_the_callers_network_signed_is_passed_on() {
        call::CallerIdentity identity;
        identity.headers = {sign()[0].value};
        identity.date = "Sat, 13 Nov 2010 23:29:00 GMT";
        const auto headers = sign(&identity);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, headers.size());
        CPPUNIT_ASSERT_EQUAL(identity.headers[0], headers[0].value);
        CPPUNIT_ASSERT_EQUAL(identity.date, headers[1].value);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, signer_.counters().passed);
    }
    void what_does_not_fit_the_invite_is_signed_anew() {
        call::CallerIdentity identity;
        identity.headers = {sign()[0].value};
        invite_.request_uri = "sip:+4940999@192.0.2.1;user=phone";
        CPPUNIT_ASSERT(sign(&identity)[0].value != identity.headers[0]);
        identity.headers = {"nothing;info=<https://x.example/>"};
        CPPUNIT_ASSERT_EQUAL(std::string("4940999"), passport(sign(&identity)[0]).dest_tn.at(0));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, signer_.counters().passed);
    }
    void a_failed_caller_is_not_vouched_for() {
        call::CallerIdentity identity;
        identity.verstat = "TN-Validation-Failed";
        CPPUNIT_ASSERT(sign(&identity).empty());
    }
    void without_a_number_nothing_is_signed() {
        invite_.from = "<sip:anonymous@anonymous.invalid>";
        CPPUNIT_ASSERT(sign().empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, signer_.counters().no_number);
    }
    void a_bad_key_file_changes_nothing() {
        std::ofstream(file_) << "no key";
        const auto done = signer_.configure(config_);
        CPPUNIT_ASSERT(!done.ok());
        CPPUNIT_ASSERT(done.error().find(file_) != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string("A"), attestation());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IdentitySignerTest);

} // namespace
