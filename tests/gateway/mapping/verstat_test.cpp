// verstat of an INVITE that goes out, of one that comes in, and the screening that follows from it.
#include "gateway/mapping/verstat.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class VerstatTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VerstatTest);
    CPPUNIT_TEST(it_goes_into_the_asserted_identity);
    CPPUNIT_TEST(without_one_it_goes_into_from);
    CPPUNIT_TEST(strangers_are_told_nothing);
    CPPUNIT_TEST(that_of_a_trusted_peer_is_read);
    CPPUNIT_TEST(a_verified_number_is_screened);
    CPPUNIT_TEST(a_failed_number_is_screened_and_hidden_by_policy);
    CPPUNIT_TEST(without_a_verdict_the_number_stays);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::string_view kPassed = "TN-Validation-Passed",
                                      kFailed = "TN-Validation-Failed";
    Notes notes_;
    static InviteParts parts() {
        InviteParts parts;
        parts.from = "\"A\" <sip:+4930111@gw.example.org;user=phone>";
        return parts;
    }
    static isup::Message iam(isup::Screening screening = isup::Screening::not_verified) {
        isup::Message iam(isup::MessageType::iam);
        isup::CallingPartyNumber calling;
        calling.digits = digits("30111");
        calling.screening = screening;
        iam.set(calling);
        return iam;
    }
    static isup::CallingPartyNumber calling(const isup::Message& iam) {
        return *iam.get<isup::CallingPartyNumber>();
    }

    void it_goes_into_the_asserted_identity() {
        InviteParts invite = parts();
        invite.headers = {{"P-Asserted-Identity", "<sip:+4930111@gw.example.org;user=phone>"},
                          {"P-Asserted-Identity", "<tel:+4930111;cpc=test>"}};
        add_verstat(kPassed, profile(), invite, notes_);
        CPPUNIT_ASSERT_EQUAL(
            std::string("<sip:+4930111;verstat=TN-Validation-Passed@gw.example.org;user=phone>"),
            invite.headers[0].value);
        CPPUNIT_ASSERT_EQUAL(std::string("<tel:+4930111;verstat=TN-Validation-Passed;cpc=test>"),
                             invite.headers[1].value);
        CPPUNIT_ASSERT_EQUAL(parts().from, invite.from);
    }
    void without_one_it_goes_into_from() {
        InviteParts invite = parts();
        add_verstat(kFailed, profile(), invite, notes_);
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "\"A\" <sip:+4930111;verstat=TN-Validation-Failed@gw.example.org;user=phone>"),
            invite.from);
        invite.from = "<sip:anonymous@anonymous.invalid>";
        add_verstat(kFailed, profile(), invite, notes_);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:anonymous@anonymous.invalid>"), invite.from);
    }
    void strangers_are_told_nothing() {
        InviteParts invite = parts();
        add_verstat(kPassed, stranger(), invite, notes_);
        CPPUNIT_ASSERT_EQUAL(parts().from, invite.from);
    }
    void that_of_a_trusted_peer_is_read() {
        const sipi::Message message = invite(
            "sip:+4930222@gw", "P-Asserted-Identity: <sip:+4930111;verstat=TN-Validation-Passed@"
                               "pbx;user=phone>\r\n");
        CPPUNIT_ASSERT_EQUAL(std::string(kPassed), verstat_of(message, profile()));
        CPPUNIT_ASSERT_EQUAL(std::string(), verstat_of(message, stranger()));
        CPPUNIT_ASSERT_EQUAL(
            std::string(),
            verstat_of(
                invite("sip:+4930222@gw", "P-Asserted-Identity: <tel:+4930111;verstat=fine>\r\n"),
                profile()));
    }
    void a_verified_number_is_screened() {
        isup::Message message = iam();
        mark_calling(kPassed, true, message, notes_);
        CPPUNIT_ASSERT(calling(message).screening == isup::Screening::verified_passed);
        CPPUNIT_ASSERT(calling(message).presentation == isup::Presentation::allowed);
        message = iam(isup::Screening::network_provided);
        mark_calling(kPassed, true, message, notes_);
        CPPUNIT_ASSERT(calling(message).screening == isup::Screening::network_provided);
    }
    void a_failed_number_is_screened_and_hidden_by_policy() {
        isup::Message message = iam(isup::Screening::network_provided);
        mark_calling(kFailed, false, message, notes_);
        CPPUNIT_ASSERT(calling(message).screening == isup::Screening::verified_failed);
        CPPUNIT_ASSERT(calling(message).presentation == isup::Presentation::allowed);
        mark_calling(kFailed, true, message, notes_);
        CPPUNIT_ASSERT(calling(message).presentation == isup::Presentation::restricted);
    }
    void without_a_verdict_the_number_stays() {
        isup::Message message = iam();
        mark_calling("No-TN-Validation", true, message, notes_);
        mark_calling("", true, message, notes_);
        CPPUNIT_ASSERT(calling(message).screening == isup::Screening::not_verified);
        isup::Message without(isup::MessageType::iam);
        mark_calling(kFailed, true, without, notes_);
        CPPUNIT_ASSERT(!without.get<isup::CallingPartyNumber>());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(VerstatTest);
