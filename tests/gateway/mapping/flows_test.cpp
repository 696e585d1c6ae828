// Whole calls through both mappings, as a gateway sees them; SIP messages of RFC 3666 where there
// are any.
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/sip_to_isup.h"
#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;
using isdn::MessageType;

class FlowsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(FlowsTest);
    CPPUNIT_TEST(rfc3666_2_1_invite_becomes_the_printed_iam);
    CPPUNIT_TEST(rfc3666_2_1_goes_on_to_a_line);
    CPPUNIT_TEST(rfc3666_3_2_iam_becomes_the_printed_invite);
    CPPUNIT_TEST(rfc3666_3_5_busy_everywhere_is_cause_17);
    CPPUNIT_TEST(sip_call_rings_at_a_telephone_and_is_answered);
    CPPUNIT_TEST(telephone_call_rings_at_sip_and_is_answered);
    CPPUNIT_TEST(causes_cross_the_gateway);
    CPPUNIT_TEST(causes_keep_through_reason);
    CPPUNIT_TEST(data_call_does_not_reach_a_peer_without_clearmode);
    CPPUNIT_TEST_SUITE_END();

    static Profile american() {
        Profile result = profile(Interworking::rfc3398);
        result.country_code = "1";
        result.law = Law::mu_law;
        result.peer_host = "ss1.a.example.com";
        result.local_host = "ngw1.a.example.com";
        return result;
    }

    void rfc3666_2_1_invite_becomes_the_printed_iam() {
        Notes notes;
        const auto iam = iam_from_invite(rfc3666("2.1-F03.sip"), american(), notes);
        CPPUNIT_ASSERT(iam.ok());
        const auto called = iam->get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT(called->digits.without_st() == digits("9725552222") &&
                       called->nature == isup::NatureOfAddress::national);
        CPPUNIT_ASSERT(called->plan == isup::NumberingPlan::isdn);
        const auto calling = iam->get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling->digits == digits("3145551111") &&
                       calling->nature == isup::NatureOfAddress::national);
    }
    void rfc3666_2_1_goes_on_to_a_line() {
        Notes notes;
        const auto iam = iam_from_invite(rfc3666("2.1-F03.sip"), american(), notes);
        const auto setup = setup_from_iam(*iam, american(), notes);
        CPPUNIT_ASSERT_EQUAL(std::string("9725552222"), setup->called->digits);
        CPPUNIT_ASSERT(setup->bearer == (isdn::BearerCapability{0x10, 0x10, 2}));
        CPPUNIT_ASSERT(setup->sending_complete && setup->has_progress(3));
        const auto acm =
            isup_from_provisional(rfc3666("2.1-F07.sip"), false, true, american(), notes);
        CPPUNIT_ASSERT(acm->get<isup::OptionalBackwardCallIndicators>()->in_band);
    }
    void rfc3666_3_2_iam_becomes_the_printed_invite() {
        isup::Message iam;
        isup::CalledPartyNumber called;
        called.digits = digits("9725552222");
        iam.set(called);
        iam.set(isup::TransmissionMediumRequirement{isup::Medium::speech});
        isup::CallingPartyNumber calling;
        calling.digits = digits("3145551111");
        iam.set(calling);
        Notes notes;
        const auto invite = invite_from_iam(iam, american(), notes);
        const sipi::Message printed = rfc3666("3.2-F02.sip");
        CPPUNIT_ASSERT_EQUAL(std::string(printed.request_uri()), invite->request_uri);
        CPPUNIT_ASSERT_EQUAL(std::string(printed.from()->uri_text),
                             invite->from.substr(1, invite->from.size() - 2));
        CPPUNIT_ASSERT_EQUAL(std::string(printed.to()->uri_text), invite->to);
        CPPUNIT_ASSERT_EQUAL(70u, invite->max_forwards);
    }
    void rfc3666_3_5_busy_everywhere_is_cause_17() {
        const sipi::Message busy = rfc3666("3.5-F07.sip");
        Notes notes;
        const auto rel = rel_from_sip(
            {.reason = sipi::EndReason::failed, .status = busy.status(), .message = &busy},
            american(), notes);
        CPPUNIT_ASSERT_EQUAL(17, int{rel.get<isup::CauseIndicators>()->value});
        CPPUNIT_ASSERT_EQUAL(17, int{q931_from_isup(rel, false, notes)->cause->value});
    }
    void sip_call_rings_at_a_telephone_and_is_answered() {
        Notes notes;
        const auto iam =
            iam_from_invite(invite("sip:+4930222@gw;user=phone",
                                   "P-Asserted-Identity: <tel:+4989111>\r\nPrivacy: id\r\n"),
                            profile(), notes);
        const auto setup = setup_from_iam(*iam, profile(), notes);
        CPPUNIT_ASSERT(setup->called->type_of_number == 2 && setup->called->digits == "30222");
        CPPUNIT_ASSERT(setup->calling->presentation == 1 && setup->calling->digits == "89111");

        isdn::Message alerting;
        alerting.type = MessageType::alerting;
        const auto acm = isup_from_q931(alerting, false, notes);
        const auto ringing = provisional_from_isup(*acm, profile(), notes);
        CPPUNIT_ASSERT(ringing->status == 180 && !ringing->with_sdp);
        alerting.progress = {{8, 2}};
        const auto early =
            provisional_from_isup(*isup_from_q931(alerting, false, notes), profile(), notes);
        CPPUNIT_ASSERT(early->status == 180 && early->with_sdp);

        isdn::Message announcement;
        announcement.type = MessageType::progress;
        announcement.progress = {{8, 2}};
        const auto progress =
            provisional_from_isup(*isup_from_q931(announcement, true, notes), profile(), notes);
        CPPUNIT_ASSERT(progress->status == 183 && progress->with_sdp);

        isdn::Message connect;
        connect.type = MessageType::connect;
        connect.connected = setup->called;
        const auto anm = isup_from_q931(connect, true, notes);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930222@gw.example.org;user=phone>"),
                             answer_from_isup(*anm, profile(), notes).at(0).value);
    }
    void telephone_call_rings_at_sip_and_is_answered() {
        isdn::Message setup;
        setup.bearer = isdn::BearerCapability{0x00, 0x10, 3};
        setup.called.emplace().digits = "0033123";
        setup.calling.emplace().digits = "89111";
        setup.calling->type_of_number = 2;
        setup.calling->screening = 1;
        setup.sending_complete = true;
        Notes notes;
        const auto invite =
            invite_from_iam(iam_from_setup(setup, profile(), notes), profile(), notes);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+33123@pbx.example.org;user=phone"),
                             invite->request_uri);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4989111@gw.example.org;user=phone>"), invite->from);
        CPPUNIT_ASSERT_EQUAL(62u, invite->max_forwards);
        CPPUNIT_ASSERT(invite->media == MediaKind::speech);

        const auto acm = isup_from_provisional(response(180), false, false, profile(), notes);
        const auto alerting = q931_from_isup(*acm, false, notes);
        CPPUNIT_ASSERT(alerting->type == MessageType::alerting && alerting->has_progress(1) &&
                       !alerting->has_progress(8));
        const auto cpg = isup_from_provisional(response(183), true, true, profile(), notes);
        CPPUNIT_ASSERT(q931_from_isup(*cpg, false, notes)->has_progress(8));

        const auto anm = isup_from_answer(response(200, "P-Asserted-Identity: <tel:+33123>\r\n"),
                                          true, profile(), notes);
        const auto connect = q931_from_isup(anm, false, notes);
        CPPUNIT_ASSERT(connect->type == MessageType::connect &&
                       connect->connected->digits == "33123");
        CPPUNIT_ASSERT_EQUAL(1, int{connect->connected->type_of_number});
    }
    void causes_cross_the_gateway() {
        struct {
            std::uint8_t cause;
            int rfc3398, q1912_5;
        } const rows[] = {
            {1, 404, 404}, {17, 486, 486}, {18, 408, 480}, {34, 503, 480}, {28, 484, 484}};
        for (const auto& row : rows) {
            isdn::Message clear;
            clear.type = MessageType::disconnect;
            clear.cause = isdn::Cause{row.cause, 2, {}};
            Notes notes;
            const auto rel = isup_from_q931(clear, false, notes);
            CPPUNIT_ASSERT_EQUAL(
                row.rfc3398, release_from_isup(*rel, profile(Interworking::rfc3398), notes).status);
            CPPUNIT_ASSERT_EQUAL(row.q1912_5, release_from_isup(*rel, profile(), notes).status);
        }
    }
    void causes_keep_through_reason() {
        for (unsigned value = 1; value < 128; ++value)
            for (const Interworking interworking :
                 {Interworking::rfc3398, Interworking::q1912_5_b}) {
                isdn::Message clear;
                clear.type = MessageType::disconnect;
                clear.cause = isdn::Cause{static_cast<std::uint8_t>(value), 4, {}};
                Notes notes(false);
                const Release release = release_from_isup(*isup_from_q931(clear, false, notes),
                                                          profile(interworking), notes);
                const sipi::Message far =
                    response(release.status, "Reason: " + release.headers.at(0).value + "\r\n");
                const auto rel = rel_from_sip(
                    {.reason = sipi::EndReason::failed, .status = far.status(), .message = &far},
                    profile(interworking), notes);
                CPPUNIT_ASSERT(q931_from_isup(rel, false, notes)->cause == clear.cause);
            }
    }
    void data_call_does_not_reach_a_peer_without_clearmode() {
        isdn::Message setup;
        setup.bearer = isdn::BearerCapability{0x08, 0x10, 0};
        setup.called.emplace().digits = "030222";
        Notes notes;
        const auto refused =
            invite_from_iam(iam_from_setup(setup, profile(), notes), profile(), notes);
        CPPUNIT_ASSERT(!refused && refused.error().value == 65);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FlowsTest);
