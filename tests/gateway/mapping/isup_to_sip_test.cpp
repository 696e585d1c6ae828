// ISUP into SIP: INVITE, provisional responses, 200, and the end of a call.
#include "gateway/mapping/isup_to_sip.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;
using isup::Presentation;
using isup::Screening;

class IsupToSipTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IsupToSipTest);
    CPPUNIT_TEST(called_number_becomes_request_uri_and_to);
    CPPUNIT_TEST(iam_that_no_invite_can_carry_is_refused);
    CPPUNIT_TEST(caller_allowed);
    CPPUNIT_TEST(caller_withheld);
    CPPUNIT_TEST(caller_unknown);
    CPPUNIT_TEST(generic_number_is_shown_by_q1912_5);
    CPPUNIT_TEST(unverified_numbers_are_not_asserted);
    CPPUNIT_TEST(trunk_number_stands_in_for_a_missing_one);
    CPPUNIT_TEST(original_called_number_is_to_in_rfc3398);
    CPPUNIT_TEST(redirection_becomes_diversion);
    CPPUNIT_TEST(hops_become_forwards_and_never_grow);
    CPPUNIT_TEST(interworking_and_causes_open_the_early_media);
    CPPUNIT_TEST(connected_number_becomes_identity);
    CPPUNIT_TEST(rel_becomes_status_and_reason);
    CPPUNIT_TEST(changed_number_becomes_contact_in_rfc3398);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message iam(isup::NatureOfAddress nature = isup::NatureOfAddress::national,
                             std::string_view called = "30222F") {
        isup::Message iam;
        iam.set(isup::TransmissionMediumRequirement{isup::Medium::audio_3k1});
        isup::CalledPartyNumber number;
        number.nature = nature;
        number.digits = digits(called);
        iam.set(number);
        return iam;
    }
    static isup::Message from(std::string_view text,
                              Presentation presentation = Presentation::allowed,
                              Screening screening = Screening::network_provided) {
        isup::Message message = iam();
        isup::CallingPartyNumber number;
        number.digits = digits(text);
        number.presentation = presentation;
        number.screening = screening;
        message.set(number);
        return message;
    }
    static InviteParts parts(const isup::Message& message,
                             const Profile& profile = mapping_test::profile()) {
        Notes notes;
        const auto result = invite_from_iam(message, profile, notes);
        CPPUNIT_ASSERT(result.ok() && noted(notes, "Request-URI from called number"));
        CPPUNIT_ASSERT(sipi::Uri::parse(result->request_uri).ok() &&
                       sipi::Uri::parse(result->to).ok());
        CPPUNIT_ASSERT(sipi::NameAddr::parse(result->from).ok());
        return *result;
    }
    static int refusal(const isup::Message& message) {
        Notes notes;
        const auto result = invite_from_iam(message, profile(), notes);
        return result ? 0 : result.error().value;
    }
    static std::string header(const Headers& headers, std::string_view name) {
        std::string all;
        for (const sipi::ExtraHeader& header : headers)
            if (header.name == name)
                all += (all.empty() ? "" : ", ") + header.value;
        return all;
    }
    static isup::Message rel(unsigned value,
                             isup::Location location = isup::Location::public_remote) {
        isup::Message message(isup::MessageType::rel);
        isup::CauseIndicators cause;
        cause.value = static_cast<std::uint8_t>(value);
        cause.location = location;
        message.set(cause);
        return message;
    }

    void called_number_becomes_request_uri_and_to() {
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222@pbx.example.org;user=phone"),
                             parts(iam()).request_uri);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222@pbx.example.org;user=phone"),
                             parts(iam()).to);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+33123@pbx.example.org;user=phone"),
                             parts(iam(isup::NatureOfAddress::international, "33123")).request_uri);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:600@pbx.example.org;user=phone"),
                             parts(iam(isup::NatureOfAddress::unknown, "600F")).request_uri);
        isup::Message ported = iam();
        ported.set(isup::ForwardCallIndicators{.number_translated = true});
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222;npdi@pbx.example.org;user=phone"),
                             parts(ported).request_uri);
    }
    void iam_that_no_invite_can_carry_is_refused() {
        CPPUNIT_ASSERT_EQUAL(28, refusal(iam(isup::NatureOfAddress::unknown, "F")));
        isup::Message data = iam();
        data.set(isup::TransmissionMediumRequirement{isup::Medium::unrestricted_64k});
        CPPUNIT_ASSERT_EQUAL(65, refusal(data));
        Profile clear = profile();
        clear.clearmode = true;
        CPPUNIT_ASSERT(parts(data, clear).media == MediaKind::clearmode);
        data.set(isup::TransmissionMediumRequirement{isup::Medium::unrestricted_384k});
        CPPUNIT_ASSERT_EQUAL(65, refusal(data));
        isup::Message looping = iam();
        looping.set(isup::HopCounter{0});
        CPPUNIT_ASSERT_EQUAL(25, refusal(looping));
    }
    void caller_allowed() {
        const InviteParts invite = parts(from("30111"));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930111@gw.example.org;user=phone>"), invite.from);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930111@gw.example.org;user=phone>"),
                             header(invite.headers, "P-Asserted-Identity"));
        CPPUNIT_ASSERT_EQUAL(std::string(), header(invite.headers, "Privacy"));
        CPPUNIT_ASSERT_EQUAL(
            std::string(), header(parts(from("30111"), stranger()).headers, "P-Asserted-Identity"));
    }
    void caller_withheld() {
        const isup::Message message = from("30111", Presentation::restricted);
        const InviteParts trusted = parts(message);
        CPPUNIT_ASSERT_EQUAL(std::string("\"Anonymous\" <sip:anonymous@anonymous.invalid>"),
                             trusted.from);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930111@gw.example.org;user=phone>"),
                             header(trusted.headers, "P-Asserted-Identity"));
        CPPUNIT_ASSERT_EQUAL(std::string("id"), header(trusted.headers, "Privacy"));
        const InviteParts untrusted = parts(message, stranger());
        CPPUNIT_ASSERT_EQUAL(trusted.from, untrusted.from);
        CPPUNIT_ASSERT_EQUAL(std::string(), header(untrusted.headers, "P-Asserted-Identity"));
        CPPUNIT_ASSERT_EQUAL(std::string("id"), header(untrusted.headers, "Privacy"));
        const InviteParts by_network = parts(from("30111", Presentation::restricted_by_network));
        CPPUNIT_ASSERT_EQUAL(std::string(), header(by_network.headers, "P-Asserted-Identity"));
        // A number that is withheld must not leak through another one.
        isup::Message both = message;
        isup::GenericNumber generic;
        generic.digits = digits("30999");
        both.add(generic);
        CPPUNIT_ASSERT_EQUAL(trusted.from, parts(both).from);
    }
    void caller_unknown() {
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:unavailable@unknown.invalid>"), parts(iam()).from);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:gw.example.org>"),
                             parts(iam(), profile(Interworking::rfc3398)).from);
        const InviteParts unavailable = parts(from("", Presentation::not_available));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:unavailable@unknown.invalid>"), unavailable.from);
        CPPUNIT_ASSERT(header(unavailable.headers, "P-Asserted-Identity").empty() &&
                       header(unavailable.headers, "Privacy").empty());
    }
    void generic_number_is_shown_by_q1912_5() {
        isup::Message message = from("30100");
        isup::GenericNumber generic;
        generic.digits = digits("30111");
        message.add(generic);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930111@gw.example.org;user=phone>"),
                             parts(message).from);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930100@gw.example.org;user=phone>"),
                             header(parts(message).headers, "P-Asserted-Identity"));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930100@gw.example.org;user=phone>"),
                             parts(message, profile(Interworking::rfc3398)).from);
    }
    void unverified_numbers_are_not_asserted() {
        for (const Screening screening : {Screening::not_verified, Screening::verified_failed}) {
            const InviteParts invite = parts(from("30111", Presentation::allowed, screening));
            CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930111@gw.example.org;user=phone>"),
                                 invite.from);
            CPPUNIT_ASSERT_EQUAL(std::string(), header(invite.headers, "P-Asserted-Identity"));
        }
    }
    void trunk_number_stands_in_for_a_missing_one() {
        Profile trunk = profile();
        trunk.default_calling = "+4930900";
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930900@gw.example.org;user=phone>"),
                             parts(iam(), trunk).from);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930111@gw.example.org;user=phone>"),
                             parts(from("30111"), trunk).from);
    }
    void original_called_number_is_to_in_rfc3398() {
        isup::Message message = iam();
        isup::OriginalCalledNumber original;
        original.digits = digits("30333");
        message.set(original);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930333@pbx.example.org;user=phone"),
                             parts(message, profile(Interworking::rfc3398)).to);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222@pbx.example.org;user=phone"),
                             parts(message).to);
    }
    void redirection_becomes_diversion() {
        isup::Message message = iam();
        isup::RedirectingNumber redirecting;
        redirecting.digits = digits("30444");
        message.set(redirecting);
        isup::OriginalCalledNumber original;
        original.digits = digits("30333");
        original.presentation = Presentation::restricted;
        message.set(original);
        isup::RedirectionInformation information;
        information.reason = isup::RedirectReason::no_reply;
        information.original_reason = isup::RedirectReason::busy;
        information.counter = 3;
        message.set(information);
        CPPUNIT_ASSERT_EQUAL(
            std::string("<sip:+4930444@gw.example.org;user=phone>;reason=no-answer;counter=2, "
                        "<sip:+4930333@gw.example.org;user=phone>;reason=user-busy;privacy=full"),
            header(parts(message).headers, "Diversion"));
        CPPUNIT_ASSERT_EQUAL(
            std::string("<sip:+4930444@gw.example.org;user=phone>;reason=no-answer;counter=3"),
            header(parts(message, stranger()).headers, "Diversion"));
        redirecting.presentation = Presentation::restricted;
        message.set(redirecting);
        CPPUNIT_ASSERT_EQUAL(std::string(),
                             header(parts(message, stranger()).headers, "Diversion"));
    }
    void hops_become_forwards_and_never_grow() {
        for (unsigned factor = 1; factor < 4; ++factor)
            for (unsigned hops = 1; hops < 32; ++hops) {
                Profile trunk = profile();
                trunk.hop_factor = factor;
                isup::Message message = iam();
                message.set(isup::HopCounter{static_cast<std::uint8_t>(hops)});
                const unsigned forwards = parts(message, trunk).max_forwards;
                CPPUNIT_ASSERT_EQUAL(hops * factor, forwards);
                CPPUNIT_ASSERT(forwards / factor <= hops);
            }
        CPPUNIT_ASSERT_EQUAL(70u, parts(iam()).max_forwards);
    }
    void interworking_and_causes_open_the_early_media() {
        Notes notes;
        isup::Message acm(isup::MessageType::acm);
        acm.set(isup::BackwardCallIndicators{});
        CPPUNIT_ASSERT(!provisional_from_isup(acm, profile(), notes));
        CPPUNIT_ASSERT(
            !provisional_from_isup(acm, profile(Interworking::rfc3398), notes)->with_sdp);
        isup::Message interworked = acm;
        interworked.set(isup::BackwardCallIndicators{.interworking = true});
        CPPUNIT_ASSERT(provisional_from_isup(interworked, profile(), notes)->with_sdp);
        acm.set(isup::CauseIndicators{});
        const auto with_cause = provisional_from_isup(acm, profile(), notes);
        CPPUNIT_ASSERT(with_cause->status == 183 && with_cause->with_sdp);
        CPPUNIT_ASSERT(
            !provisional_from_isup(isup::Message(isup::MessageType::anm), profile(), notes));
    }
    void connected_number_becomes_identity() {
        Notes notes;
        isup::Message anm(isup::MessageType::anm);
        isup::ConnectedNumber connected;
        connected.digits = digits("30222");
        anm.set(connected);
        CPPUNIT_ASSERT_EQUAL(
            std::string("<sip:+4930222@gw.example.org;user=phone>"),
            header(answer_from_isup(anm, profile(), notes), "P-Asserted-Identity"));
        CPPUNIT_ASSERT(answer_from_isup(anm, stranger(), notes).empty());
        connected.presentation = Presentation::restricted;
        anm.set(connected);
        CPPUNIT_ASSERT_EQUAL(std::string("id"),
                             header(answer_from_isup(anm, profile(), notes), "Privacy"));
        connected.presentation = Presentation::not_available;
        anm.set(connected);
        CPPUNIT_ASSERT(answer_from_isup(anm, profile(), notes).empty());
    }
    void rel_becomes_status_and_reason() {
        Notes notes;
        const Release busy = release_from_isup(rel(17), profile(), notes);
        CPPUNIT_ASSERT_EQUAL(486, busy.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=17;text=\"user busy\";location=RLN"),
                             header(busy.headers, "Reason"));
        CPPUNIT_ASSERT_EQUAL(
            503, release_from_isup(rel(34), profile(Interworking::rfc3398), notes).status);
        CPPUNIT_ASSERT_EQUAL(
            480, release_from_isup(isup::Message(isup::MessageType::rel), profile(), notes).status);
        CPPUNIT_ASSERT(noted(notes, "Reason from cause"));
    }
    void changed_number_becomes_contact_in_rfc3398() {
        Notes notes;
        isup::Message message = rel(22);
        auto cause = *message.get<isup::CauseIndicators>();
        cause.diagnostics = {0x83, 0x10, 0x03, 0x11, 0x00};
        message.set(cause);
        const Release moved = release_from_isup(message, profile(Interworking::rfc3398), notes);
        CPPUNIT_ASSERT_EQUAL(301, moved.status);
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:+4930110@pbx.example.org;user=phone>"),
                             header(moved.response_headers, "Contact"));
        CPPUNIT_ASSERT_EQUAL(410, release_from_isup(message, profile(), notes).status);
        CPPUNIT_ASSERT_EQUAL(
            410, release_from_isup(rel(22), profile(Interworking::rfc3398), notes).status);
        Notes of_bye; // which has neither status nor Contact (RFC 3261 Table 2)
        const Release bye =
            release_from_isup(message, profile(Interworking::rfc3398), of_bye, {}, Ending::request);
        CPPUNIT_ASSERT(bye.response_headers.empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bye.headers.size());
        CPPUNIT_ASSERT(!noted(of_bye, "status from cause"));
        CPPUNIT_ASSERT(!noted(of_bye, "Contact from diagnostic of number changed"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IsupToSipTest);
