// Which numbers of an INVITE a PASSporT signs.
#include "gateway/mapping/caller_claims.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class CallerClaimsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CallerClaimsTest);
    CPPUNIT_TEST(numbers_of_uris_are_international_without_plus);
    CPPUNIT_TEST(the_asserted_number_goes_before_that_of_from);
    CPPUNIT_TEST(a_hidden_caller_is_not_told);
    CPPUNIT_TEST(who_diverted_is_told_unless_hidden_or_switched_off);
    CPPUNIT_TEST_SUITE_END();

    static std::string canonical(std::string_view uri) {
        const auto parsed = sipi::Uri::parse(uri);
        CPPUNIT_ASSERT(parsed.ok());
        return canonical_number_of(*parsed, profile());
    }
    static InviteParts parts() {
        InviteParts parts;
        parts.request_uri = "sip:+4930222@pbx.example.org;user=phone";
        parts.to = parts.request_uri;
        parts.from = "<sip:+4930111@gw.example.org;user=phone>";
        return parts;
    }

    void numbers_of_uris_are_international_without_plus() {
        const struct {
            const char *uri, *number;
        } rows[] = {
            {"sip:+4930123;npdi@gw;user=phone", "4930123"},
            {"tel:+49-30-123", "4930123"},
            {"sip:030123@gw", "4930123"},
            {"sip:0044123@gw", "44123"},
            {"sip:alice@gw", ""},
            {"sip:gw", ""},
        };
        for (const auto& row : rows)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.uri, std::string(row.number), canonical(row.uri));
    }
    void the_asserted_number_goes_before_that_of_from() {
        InviteParts invite = parts();
        const isup::Message iam(isup::MessageType::iam);
        CPPUNIT_ASSERT((CallerClaims{"4930111", "4930222", ""}) ==
                       claims_of(iam, invite, profile()));
        invite.headers.push_back({"P-Asserted-Identity", "\"A\" <tel:+4930333>"});
        CPPUNIT_ASSERT_EQUAL(std::string("4930333"), claims_of(iam, invite, profile()).orig);
    }
    void a_hidden_caller_is_not_told() {
        InviteParts invite = parts();
        invite.from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
        CPPUNIT_ASSERT_EQUAL(
            std::string(),
            claims_of(isup::Message(isup::MessageType::iam), invite, profile()).orig);
    }
    void who_diverted_is_told_unless_hidden_or_switched_off() {
        isup::Message iam(isup::MessageType::iam);
        isup::RedirectingNumber by;
        by.nature = isup::NatureOfAddress::national;
        by.digits = digits("30444");
        iam.set(by);
        CPPUNIT_ASSERT_EQUAL(std::string("4930444"),
                             claims_of(iam, parts(), profile()).diverted_by);
        Profile silent = profile();
        silent.call_history = CallHistory::off;
        CPPUNIT_ASSERT_EQUAL(std::string(), claims_of(iam, parts(), silent).diverted_by);
        by.presentation = isup::Presentation::restricted;
        iam.set(by);
        CPPUNIT_ASSERT_EQUAL(std::string(), claims_of(iam, parts(), profile()).diverted_by);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallerClaimsTest);
