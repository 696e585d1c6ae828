// SIP into ISUP: IAM, ACM and CPG, answer, and the cause of a release.
#include "gateway/mapping/sip_to_isup.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class SipToIsupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SipToIsupTest);
    CPPUNIT_TEST(called_number_comes_from_the_request_uri);
    CPPUNIT_TEST(requests_without_number_are_refused);
    CPPUNIT_TEST(a_contact_that_was_called_stands_for_p_called_party_id);
    CPPUNIT_TEST(caller_by_q1912_5);
    CPPUNIT_TEST(caller_by_rfc3398);
    CPPUNIT_TEST(strangers_assert_nothing);
    CPPUNIT_TEST(privacy_restricts);
    CPPUNIT_TEST(trunk_number_stands_in_for_a_missing_one);
    CPPUNIT_TEST(original_called_number_comes_from_to_in_rfc3398_only);
    CPPUNIT_TEST(diversion_becomes_redirection);
    CPPUNIT_TEST(forwards_become_hops);
    CPPUNIT_TEST(portability_query_is_told);
    CPPUNIT_TEST(media_that_the_isdn_cannot_carry_is_refused);
    CPPUNIT_TEST(other_provisional_responses_say_nothing);
    CPPUNIT_TEST(early_media_header_decides_over_sdp);
    CPPUNIT_TEST(forwarding_is_told);
    CPPUNIT_TEST(answer_is_con_or_anm_with_connected_number);
    CPPUNIT_TEST(reason_wins_over_bye_and_status);
    CPPUNIT_TEST(bye_and_cancel_have_their_causes);
    CPPUNIT_TEST(redirection_that_nobody_follows_is_23);
    CPPUNIT_TEST(warning_of_media_is_65_in_rfc3398);
    CPPUNIT_TEST(failures_without_response_have_a_cause);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message iam(const sipi::Message& message,
                             const Profile& profile = mapping_test::profile()) {
        Notes notes;
        const auto result = iam_from_invite(message, profile, notes);
        CPPUNIT_ASSERT(result.ok());
        std::uint8_t memory[300];
        CPPUNIT_ASSERT(result->encode(memory).ok());
        CPPUNIT_ASSERT(noted(notes, "called number from Request-URI"));
        return *result;
    }
    static int refusal(const sipi::Message& message,
                       const Profile& profile = mapping_test::profile()) {
        Notes notes;
        const auto result = iam_from_invite(message, profile, notes);
        return result ? 0 : result.error().status;
    }
    static isup::CauseIndicators cause(const sipi::Ended& ended,
                                       const Profile& profile = mapping_test::profile()) {
        Notes notes;
        const auto rel = rel_from_sip(ended, profile, notes);
        CPPUNIT_ASSERT(rel.type() == isup::MessageType::rel && notes.size() > 0 &&
                       noted(notes, notes[0].row->name));
        return *rel.get<isup::CauseIndicators>();
    }
    static sipi::Ended failed(const sipi::Message& response) {
        return {
            .reason = sipi::EndReason::failed, .status = response.status(), .message = &response};
    }

    void called_number_comes_from_the_request_uri() {
        const auto called = iam(invite("sip:+4930222@gw;user=phone", "To: <sip:+49999@gw>\r\n"))
                                .get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT(called->nature == isup::NatureOfAddress::national &&
                       called->digits == digits("30222F"));
        const isup::Message abroad = iam(invite("tel:+33-1-4234"));
        CPPUNIT_ASSERT(abroad.get<isup::CalledPartyNumber>()->nature ==
                       isup::NatureOfAddress::international);
        CPPUNIT_ASSERT(abroad.get<isup::ForwardCallIndicators>()->international);
        CPPUNIT_ASSERT(iam(invite("sip:600@gw")).get<isup::CalledPartyNumber>()->nature ==
                       isup::NatureOfAddress::unknown);
    }
    void requests_without_number_are_refused() {
        CPPUNIT_ASSERT_EQUAL(404, refusal(invite("sip:alice@gw")));
        CPPUNIT_ASSERT_EQUAL(484, refusal(invite("sip:gw")));
        CPPUNIT_ASSERT_EQUAL(416, refusal(invite("urn:service:sos")));
    }
    void a_contact_that_was_called_stands_for_p_called_party_id() { // RFC 7315 §4.2
        constexpr std::string_view kHeader = "P-Called-Party-ID: <sip:+4930222@gw>\r\n";
        const sipi::Message message = invite("sip:line7@192.0.2.9", kHeader);
        CPPUNIT_ASSERT(iam(message).get<isup::CalledPartyNumber>()->digits == digits("30222F"));
        // a number in the Request-URI is the one that is called
        CPPUNIT_ASSERT(
            iam(invite("sip:+4930333@gw", kHeader)).get<isup::CalledPartyNumber>()->digits ==
            digits("30333F"));
        Profile stranger = mapping_test::profile();
        stranger.trust = false;
        CPPUNIT_ASSERT_EQUAL(404, refusal(message, stranger));
        CPPUNIT_ASSERT_EQUAL(404,
                             refusal(invite("sip:line7@gw", "P-Called-Party-ID: <sip:b@gw>\r\n")));
    }
    void caller_by_q1912_5() {
        const isup::Message message =
            iam(invite("sip:+4930222@gw",
                       "P-Asserted-Identity: <sip:+4930100@h;user=phone>, <tel:+4930101>\r\n"));
        const auto calling = message.get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling->digits == digits("30101") &&
                       calling->screening == isup::Screening::network_provided);
        const auto generic = message.get<isup::GenericNumber>();
        CPPUNIT_ASSERT(generic->digits == digits("30111") &&
                       generic->qualifier == isup::NumberQualifier::additional_calling);
        CPPUNIT_ASSERT(generic->screening == isup::Screening::not_verified);
        const isup::Message same =
            iam(invite("sip:+4930222@gw", "P-Asserted-Identity: <tel:+4930111>\r\n"));
        CPPUNIT_ASSERT(!same.has(isup::Param::generic_number));
        const auto unverified = iam(invite("sip:+4930222@gw")).get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(unverified->digits == digits("30111") &&
                       unverified->screening == isup::Screening::not_verified);
    }
    void caller_by_rfc3398() {
        const auto calling = iam(invite("sip:+4930222@gw"), profile(Interworking::rfc3398))
                                 .get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling->digits == digits("30111") &&
                       calling->screening == isup::Screening::network_provided);
        const auto nobody = iam(invite("sip:+4930222@gw", "From: <sip:alice@h>;tag=1\r\n"),
                                profile(Interworking::rfc3398));
        CPPUNIT_ASSERT(!nobody.has(isup::Param::calling_party_number));
    }
    void strangers_assert_nothing() {
        const auto calling =
            iam(invite("sip:+4930222@gw", "P-Asserted-Identity: <tel:+4930100>\r\n"), stranger())
                .get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling->digits == digits("30111") &&
                       calling->screening == isup::Screening::not_verified);
    }
    void privacy_restricts() {
        struct {
            const char* privacy;
            bool restricted;
        } const rows[] = {{"id", true},          {"header", true}, {"user", true},
                          {"id;critical", true}, {"none", false},  {"critical", false},
                          {"session", false},    {"<?>", true}};
        for (const auto& row : rows) {
            const isup::Message message =
                iam(invite("sip:+4930222@gw", "P-Asserted-Identity: <tel:+4930100>\r\nPrivacy: " +
                                                  std::string(row.privacy) + "\r\n"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.privacy, row.restricted,
                                         message.get<isup::CallingPartyNumber>()->presentation ==
                                             isup::Presentation::restricted);
            CPPUNIT_ASSERT(message.get<isup::GenericNumber>()->presentation ==
                           message.get<isup::CallingPartyNumber>()->presentation);
        }
        const auto anonymous =
            iam(invite("sip:+4930222@gw",
                       "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1\r\n"))
                .get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(anonymous->digits.empty() &&
                       anonymous->presentation == isup::Presentation::restricted);
    }
    void trunk_number_stands_in_for_a_missing_one() {
        Profile trunk = stranger();
        trunk.default_calling = "+4930900";
        const auto own = iam(invite("sip:+4930222@gw", "From: <sip:alice@h>;tag=1\r\n"), trunk)
                             .get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(own->digits == digits("30900") &&
                       own->screening == isup::Screening::network_provided);
        CPPUNIT_ASSERT(
            iam(invite("sip:+4930222@gw"), trunk).get<isup::CallingPartyNumber>()->digits ==
            digits("30111"));
    }
    void original_called_number_comes_from_to_in_rfc3398_only() {
        const sipi::Message message =
            invite("sip:+4930222@gw", "To: <sip:+4930333@h;user=phone>\r\n");
        CPPUNIT_ASSERT(iam(message, profile(Interworking::rfc3398))
                           .get<isup::OriginalCalledNumber>()
                           ->digits == digits("30333"));
        CPPUNIT_ASSERT(!iam(message).has(isup::Param::original_called_number));
        CPPUNIT_ASSERT(!iam(invite("sip:+4930222@gw"), profile(Interworking::rfc3398))
                            .has(isup::Param::original_called_number));
    }
    void diversion_becomes_redirection() {
        const isup::Message two = iam(invite(
            "sip:+4930222@gw", "Diversion: <tel:+4930444>;reason=no-answer;counter=2;privacy=full, "
                               "<sip:+4930333@h>;reason=user-busy\r\n"));
        CPPUNIT_ASSERT(two.get<isup::RedirectingNumber>()->digits == digits("30444"));
        CPPUNIT_ASSERT(two.get<isup::RedirectingNumber>()->presentation ==
                       isup::Presentation::restricted);
        CPPUNIT_ASSERT(two.get<isup::OriginalCalledNumber>()->digits == digits("30333"));
        const auto information = two.get<isup::RedirectionInformation>();
        CPPUNIT_ASSERT(information->reason == isup::RedirectReason::no_reply);
        CPPUNIT_ASSERT(information->original_reason == isup::RedirectReason::busy &&
                       information->counter == 3);
        CPPUNIT_ASSERT(information->indicator == isup::Redirecting::diverted_all_restricted);
        const isup::Message many =
            iam(invite("sip:+4930222@gw",
                       "Diversion: <tel:+4930444>;counter=99;reason=\"unconditional\"\r\n"));
        CPPUNIT_ASSERT_EQUAL(5, int{many.get<isup::RedirectionInformation>()->counter});
        CPPUNIT_ASSERT(many.get<isup::RedirectionInformation>()->reason ==
                       isup::RedirectReason::unconditional);
        CPPUNIT_ASSERT(!iam(invite("sip:+4930222@gw", "Diversion: <sip:alice@h>\r\n"))
                            .has(isup::Param::redirecting_number));
    }
    void forwards_become_hops() {
        CPPUNIT_ASSERT_EQUAL(31, int{iam(invite("sip:1@gw", "Max-Forwards: 70\r\n"))
                                         .get<isup::HopCounter>()
                                         ->remaining});
        CPPUNIT_ASSERT_EQUAL(5, int{iam(invite("sip:1@gw", "Max-Forwards: 11\r\n"))
                                        .get<isup::HopCounter>()
                                        ->remaining});
        CPPUNIT_ASSERT_EQUAL(31, int{iam(invite("sip:1@gw")).get<isup::HopCounter>()->remaining});
        CPPUNIT_ASSERT_EQUAL(483, refusal(invite("sip:1@gw", "Max-Forwards: 1\r\n")));
    }
    void portability_query_is_told() {
        for (const char* uri : {"sip:+4930222;npdi@gw;user=phone", "sip:+4930222;npdi=yes@gw",
                                "tel:+4930222;npdi;rn=+49123"})
            CPPUNIT_ASSERT(iam(invite(uri)).get<isup::ForwardCallIndicators>()->number_translated);
        CPPUNIT_ASSERT(
            !iam(invite("sip:+4930222@gw")).get<isup::ForwardCallIndicators>()->number_translated);
    }
    void media_that_the_isdn_cannot_carry_is_refused() {
        const std::string head =
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
        const sipi::Message data = invite(
            "sip:1@gw", "", head + "m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n");
        CPPUNIT_ASSERT_EQUAL(488, refusal(data));
        Profile clear = profile();
        clear.clearmode = true;
        CPPUNIT_ASSERT(iam(data, clear).get<isup::TransmissionMediumRequirement>()->value ==
                       isup::Medium::unrestricted_64k);
        CPPUNIT_ASSERT_EQUAL(488,
                             refusal(invite("sip:1@gw", "", head + "m=video 4000 RTP/AVP 31\r\n")));
        const isup::Message audio =
            iam(invite("sip:1@gw", "", head + "m=audio 4000 RTP/AVP 8\r\n"));
        CPPUNIT_ASSERT(audio.get<isup::TransmissionMediumRequirement>()->value ==
                       isup::Medium::audio_3k1);
    }
    void other_provisional_responses_say_nothing() {
        Notes notes;
        for (const int status : {100, 184, 199})
            for (const bool seen : {false, true})
                CPPUNIT_ASSERT(!isup_from_provisional(response(status), seen, true,
                                                      profile(Interworking::rfc3398), notes));
    }
    void early_media_header_decides_over_sdp() {
        Notes notes;
        const auto with = [&](const char* header, bool sdp) {
            return isup_from_provisional(
                response(183, std::string("P-Early-Media: ") + header + "\r\n"), false, sdp,
                profile(), notes);
        };
        CPPUNIT_ASSERT(
            with("sendrecv", true)->get<isup::OptionalBackwardCallIndicators>()->in_band);
        CPPUNIT_ASSERT(with("sendonly", true).has_value());
        CPPUNIT_ASSERT(!with("inactive", true) && !with("sendrecv", false));
    }
    void forwarding_is_told() {
        Notes notes;
        const auto acm = isup_from_provisional(response(181), false, false,
                                               profile(Interworking::rfc3398), notes);
        CPPUNIT_ASSERT(
            acm->get<isup::GenericNotification>()->contains(isup::Notification::call_is_diverting));
    }
    void answer_is_con_or_anm_with_connected_number() {
        Notes notes;
        const sipi::Message ok =
            response(200, "P-Asserted-Identity: <tel:+4930222>\r\nPrivacy: id\r\n");
        const isup::Message anm = isup_from_answer(ok, true, profile(), notes);
        CPPUNIT_ASSERT(anm.type() == isup::MessageType::anm);
        const auto connected = anm.get<isup::ConnectedNumber>();
        CPPUNIT_ASSERT(connected->digits == digits("30222") &&
                       connected->presentation == isup::Presentation::restricted);
        CPPUNIT_ASSERT(isup_from_answer(ok, false, profile(), notes).type() ==
                       isup::MessageType::con);
        CPPUNIT_ASSERT(
            !isup_from_answer(ok, true, stranger(), notes).has(isup::Param::connected_number));
    }
    void reason_wins_over_bye_and_status() {
        const sipi::Message busy =
            response(480, "Reason: SIP;cause=480, Q.850;cause=17;location=RLN\r\n");
        CPPUNIT_ASSERT_EQUAL(17, int{cause(failed(busy)).value});
        CPPUNIT_ASSERT(cause(failed(busy)).location == isup::Location::public_remote);
        const sipi::Message bye = invite("sip:1@h", "Reason: Q.850;cause=31\r\n");
        CPPUNIT_ASSERT_EQUAL(
            31, int{cause({.reason = sipi::EndReason::remote_bye, .message = &bye}).value});
        const sipi::Message wrong = response(486, "Reason: Q.850;cause=999\r\n");
        CPPUNIT_ASSERT_EQUAL(17, int{cause(failed(wrong)).value});
    }
    void bye_and_cancel_have_their_causes() {
        const sipi::Ended bye{.reason = sipi::EndReason::remote_bye},
            cancel{.reason = sipi::EndReason::remote_cancel};
        CPPUNIT_ASSERT_EQUAL(16, int{cause(bye).value});
        CPPUNIT_ASSERT_EQUAL(31, int{cause(cancel).value});
        CPPUNIT_ASSERT_EQUAL(16, int{cause(cancel, profile(Interworking::rfc3398)).value});
        CPPUNIT_ASSERT(cause(bye).location == isup::Location::beyond_interworking);
    }
    void redirection_that_nobody_follows_is_23() {
        CPPUNIT_ASSERT_EQUAL(23,
                             int{cause({.reason = sipi::EndReason::failed, .status = 302}).value});
    }
    void warning_of_media_is_65_in_rfc3398() {
        const sipi::Message refused =
            response(488, "Warning: 305 h \"Incompatible media format\"\r\n");
        CPPUNIT_ASSERT_EQUAL(65, int{cause(failed(refused), profile(Interworking::rfc3398)).value});
        CPPUNIT_ASSERT_EQUAL(127, int{cause(failed(refused)).value});
        CPPUNIT_ASSERT_EQUAL(
            31, int{cause(failed(response(606)), profile(Interworking::rfc3398)).value});
    }
    void failures_without_response_have_a_cause() {
        CPPUNIT_ASSERT_EQUAL(102, int{cause({.reason = sipi::EndReason::no_ack}).value});
        CPPUNIT_ASSERT_EQUAL(102, int{cause({.reason = sipi::EndReason::no_prack}).value});
        CPPUNIT_ASSERT_EQUAL(41, int{cause({.reason = sipi::EndReason::dialog_lost}).value});
        const sipi::Ended timer_b{.reason = sipi::EndReason::failed, .status = 408, .local = true};
        CPPUNIT_ASSERT_EQUAL(102, int{cause(timer_b).value});
        const sipi::Ended transport{
            .reason = sipi::EndReason::failed, .status = 503, .local = true};
        CPPUNIT_ASSERT_EQUAL(41, int{cause(transport).value});
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SipToIsupTest);
