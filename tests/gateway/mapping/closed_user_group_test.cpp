// Calls of closed user groups at trunks without groups, and groups that an INVITE names.
#include "gateway/mapping/closed_user_group.h"

#include "gateway/mapping/encapsulation.h"
#include "gateway/mapping/q931_isup.h"
#include "isup/supplementary.h"
#include "tests/gateway/mapping/support.h"

#include <array>

using namespace mapping;
using namespace mapping_test;
using isup::ClosedUserGroup;

namespace {

isup::Message call_of(ClosedUserGroup group) {
    isup::Message iam = iam_of("sip:+4930222@gw;user=phone", profile());
    auto optional = *iam.get<isup::OptionalForwardCallIndicators>();
    optional.closed_user_group = group;
    iam.set(optional);
    iam.set(isup::CugInterlock{{0, 2, 3, 4}, 7});
    return iam;
}

std::string document(const std::string& network, const std::string& code,
                     const std::string& indicator) {
    return "<?xml version=\"1.0\"?><cug xmlns=\"http://uri.etsi.org/ngn/params/xml/simservs/cug\">"
           "<networkIndicator>" +
           network + "</networkIndicator><cugInterlockBinaryCode>" + code +
           "</cugInterlockBinaryCode>" + indicator + "</cug>";
}

/// The IAM of an INVITE with that document, and whether the row was used.
isup::Message iam_with(const std::string& cug, const Profile& trunk, std::string_view row) {
    std::string text = "INVITE sip:+4930222@gw;user=phone SIP/2.0\r\n"
                       "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                       "From: <sip:+4930111@pbx.example.org;user=phone>;tag=1\r\n"
                       "To: <sip:+4930222@gw>\r\nCall-ID: 1@pbx\r\nCSeq: 1 INVITE\r\n"
                       "Content-Type: application/vnd.etsi.cug+xml\r\nContent-Length: ";
    text.append(std::to_string(cug.size())).append("\r\n\r\n").append(cug);
    Notes notes;
    const auto iam = iam_from_invite(parse(text), trunk, notes);
    CPPUNIT_ASSERT(iam.ok());
    CPPUNIT_ASSERT(row.empty() || noted(notes, row));
    return *iam;
}

constexpr std::string_view kRead = "closed user group from cug+xml",
                           kNotUsed = "cug+xml without a whole group: not used";

} // namespace

class ClosedUserGroupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ClosedUserGroupTest);
    CPPUNIT_TEST(a_call_that_may_leave_its_group_is_an_ordinary_one);
    CPPUNIT_TEST(a_call_that_may_not_leave_its_group_is_refused);
    CPPUNIT_TEST(a_trunk_of_the_group_carries_it);
    CPPUNIT_TEST(a_body_carries_it_as_it_is);
    CPPUNIT_TEST(a_document_names_group_and_access);
    CPPUNIT_TEST(half_a_group_is_not_used);
    CPPUNIT_TEST(a_stranger_names_no_group);
    CPPUNIT_TEST_SUITE_END();

    void a_call_that_may_leave_its_group_is_an_ordinary_one() {
        for (const auto group : {ClosedUserGroup::none, ClosedUserGroup{1},
                                 ClosedUserGroup::outgoing_access_allowed}) {
            Notes sip, line;
            CPPUNIT_ASSERT(invite_from_iam(call_of(group), profile(), sip).ok());
            CPPUNIT_ASSERT(setup_from_iam(call_of(group), profile(), line).ok());
            const bool said = group == ClosedUserGroup::outgoing_access_allowed;
            for (const Notes* notes : {&sip, &line})
                CPPUNIT_ASSERT_EQUAL(
                    said,
                    noted(*notes, "closed user group with outgoing access: an ordinary call"));
        }
    }
    void a_call_that_may_not_leave_its_group_is_refused() {
        const isup::Message iam = call_of(ClosedUserGroup::outgoing_access_not_allowed);
        Notes sip, line;
        CPPUNIT_ASSERT_EQUAL(87u, unsigned{invite_from_iam(iam, profile(), sip).error().value});
        CPPUNIT_ASSERT_EQUAL(87u, unsigned{setup_from_iam(iam, profile(), line).error().value});
        for (const Notes* notes : {&sip, &line})
            CPPUNIT_ASSERT(noted(*notes, "closed user group without outgoing access: refused"));
    }
    void a_trunk_of_the_group_carries_it() {
        const isup::Message iam = call_of(ClosedUserGroup::outgoing_access_not_allowed);
        Profile ours = profile();
        ours.closed_user_group_carried = true;
        Notes sip, line;
        CPPUNIT_ASSERT(invite_from_iam(iam, ours, sip).ok());
        CPPUNIT_ASSERT(setup_from_iam(iam, ours, line).ok());
        CPPUNIT_ASSERT(noted(sip, "closed user group without outgoing access, not kept"));
        CPPUNIT_ASSERT(noted(line, "closed user group without outgoing access, not kept"));
    }
    void a_body_carries_it_as_it_is() {
        Notes notes;
        const isup::Message iam = call_of(ClosedUserGroup::outgoing_access_not_allowed);
        for (const auto bodies : {Interworking::sip_i, Interworking::sip_t})
            CPPUNIT_ASSERT(invite_from_iam(iam, profile(bodies), notes).ok());
        CPPUNIT_ASSERT(wrap(iam, profile(Interworking::sip_i), notes).ok());
    }
    void a_document_names_group_and_access() {
        const std::string access = "<cugCommunicationIndicator>10</cugCommunicationIndicator>";
        for (const char* code : {"000a", "0000000000001010"}) {
            const auto iam = iam_with(document("0490", code, access), profile(), kRead);
            CPPUNIT_ASSERT(*iam.get<isup::CugInterlock>() ==
                           (isup::CugInterlock{{0, 4, 9, 0}, 10}));
            const auto optional = *iam.get<isup::OptionalForwardCallIndicators>();
            CPPUNIT_ASSERT(optional.closed_user_group == ClosedUserGroup::outgoing_access_allowed);
            CPPUNIT_ASSERT(optional.connected_line_requested); // what it said before
        }
        for (const char* none : {"", "<cugCommunicationIndicator>11</cugCommunicationIndicator>",
                                 "<cugCommunicationIndicator>yes</cugCommunicationIndicator>"}) {
            const auto iam = iam_with(document("0490", "000a", none), profile(), kRead);
            CPPUNIT_ASSERT(iam.get<isup::OptionalForwardCallIndicators>()->closed_user_group ==
                           ClosedUserGroup::outgoing_access_not_allowed);
        }
    }
    void half_a_group_is_not_used() {
        for (const std::string& broken :
             {std::string("<cug><cugCallOperation><cugIndex>1</cugIndex></cugCallOperation></cug>"),
              std::string("no document"), document("049", "000a", ""), document("04f0", "000a", ""),
              document("0490", "a", ""), document("0490", "000g", ""),
              document("0490", "0000000000001012", ""), document("0490", "-00a", ""),
              document("", "", "")}) {
            const auto iam = iam_with(broken, profile(), kNotUsed);
            CPPUNIT_ASSERT(!iam.has(isup::Param::closed_user_group_interlock_code));
            CPPUNIT_ASSERT(iam.get<isup::OptionalForwardCallIndicators>()->closed_user_group ==
                           ClosedUserGroup::none);
        }
    }
    void a_stranger_names_no_group() {
        const auto iam = iam_with(document("0490", "000a", ""), stranger(), "");
        CPPUNIT_ASSERT(!iam.has(isup::Param::closed_user_group_interlock_code));
        sipi::Body::Headers headers;
        headers.content_type = "application/vnd.etsi.cug+xml";
        const std::array<std::uint8_t, 6> octets{'<', 'c', 'u', 'g', '/', '>'};
        const sipi::Body body = sipi::Body::parse(headers, octets);
        CPPUNIT_ASSERT(!understands(body.parts()[0], stranger()));
        CPPUNIT_ASSERT(understands(body.parts()[0], profile()));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClosedUserGroupTest);
