// Q.931 into ISUP and back, message by message.
#include "gateway/mapping/q931_isup.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;
using isdn::MessageType;

class Q931IsupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(Q931IsupTest);
    CPPUNIT_TEST(setup_becomes_iam);
    CPPUNIT_TEST(setup_without_digits_begins_an_overlap_call);
    CPPUNIT_TEST(keypad_digits_are_the_called_number);
    CPPUNIT_TEST(progress_in_setup_clears_the_isdn_access);
    CPPUNIT_TEST(caller_is_withheld_unavailable_or_the_lines_own);
    CPPUNIT_TEST(redirecting_number_becomes_redirection);
    CPPUNIT_TEST(compatibility_and_user_information_are_carried);
    CPPUNIT_TEST(setup_survives_the_way_through_iam);
    CPPUNIT_TEST(iam_of_sip_becomes_setup_with_progress);
    CPPUNIT_TEST(withheld_number_is_cut_for_strangers);
    CPPUNIT_TEST(medium_that_a_channel_cannot_carry_is_refused);
    CPPUNIT_TEST(information_becomes_sam_and_back);
    CPPUNIT_TEST(alerting_is_acm_first_and_cpg_later);
    CPPUNIT_TEST(progress_with_tone_is_acm_in_band);
    CPPUNIT_TEST(call_proceeding_says_nothing_unless_it_has_progress);
    CPPUNIT_TEST(connect_is_con_or_anm_with_connected_number);
    CPPUNIT_TEST(connected_numbers_have_the_prefixes_of_their_trunk);
    CPPUNIT_TEST(clearing_messages_become_rel);
    CPPUNIT_TEST(notify_becomes_sus_res_or_cpg);
    CPPUNIT_TEST(other_messages_have_no_image);
    CPPUNIT_TEST(acm_becomes_alerting_or_progress);
    CPPUNIT_TEST(cpg_becomes_alerting_progress_or_notify);
    CPPUNIT_TEST(answer_becomes_connect);
    CPPUNIT_TEST(rel_becomes_disconnect);
    CPPUNIT_TEST(suspension_becomes_notify);
    CPPUNIT_TEST(backward_messages_survive_both_ways);
    CPPUNIT_TEST_SUITE_END();

    static isdn::Message message(MessageType type) {
        isdn::Message result;
        result.type = type;
        return result;
    }
    static isdn::Number number(std::uint8_t type, std::string text) {
        isdn::Number result;
        result.type_of_number = type;
        result.digits = std::move(text);
        return result;
    }
    static isdn::Message setup() {
        isdn::Message result = message(MessageType::setup);
        result.bearer = isdn::BearerCapability{0x10, 0x10, 3};
        result.called = number(2, "30222");
        result.calling = number(2, "89111");
        result.calling->screening = 3;
        result.sending_complete = true;
        return result;
    }
    static isup::Message iam(const isdn::Message& message,
                             const Profile& profile = mapping_test::profile()) {
        Notes notes;
        const isup::Message result = iam_from_setup(message, profile, notes);
        CPPUNIT_ASSERT(noted(notes, "called party number"));
        std::uint8_t memory[300];
        CPPUNIT_ASSERT(result.encode(memory).ok()); // has all that Q.763 asks for
        return result;
    }
    static isdn::Message back(const isup::Message& message,
                              const Profile& profile = mapping_test::profile()) {
        Notes notes;
        const auto result = setup_from_iam(message, profile, notes);
        CPPUNIT_ASSERT(result.ok());
        return *result;
    }
    static std::optional<isup::Message> to_isup(const isdn::Message& message,
                                                bool acm_seen = false) {
        Notes notes;
        const auto result = isup_from_q931(message, acm_seen, notes);
        std::uint8_t memory[300];
        CPPUNIT_ASSERT(!result || (result->encode(memory).ok() && notes.size() > 0));
        return result;
    }
    static std::optional<isdn::Message> to_q931(const isup::Message& message,
                                                bool answered = false) {
        Notes notes;
        return q931_from_isup(message, answered, notes);
    }

    void setup_becomes_iam() {
        const isup::Message result = iam(setup());
        const auto called = result.get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT(called->nature == isup::NatureOfAddress::national &&
                       called->digits == digits("30222F"));
        const auto calling = result.get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling->digits == digits("89111") &&
                       calling->screening == isup::Screening::network_provided);
        CPPUNIT_ASSERT(result.get<isup::TransmissionMediumRequirement>()->value ==
                       isup::Medium::audio_3k1);
        const auto forward = result.get<isup::ForwardCallIndicators>();
        CPPUNIT_ASSERT(forward->isup_all_the_way && forward->isdn_access &&
                       !forward->interworking && !forward->international);
        CPPUNIT_ASSERT(result.get<isup::CallingPartyCategory>()->value == isup::Category::ordinary);
        CPPUNIT_ASSERT(result.get<isup::OptionalForwardCallIndicators>()->connected_line_requested);
    }
    void setup_without_digits_begins_an_overlap_call() {
        isdn::Message overlap = setup();
        overlap.called.reset();
        overlap.sending_complete = false;
        CPPUNIT_ASSERT(iam(overlap).get<isup::CalledPartyNumber>()->digits.empty());
    }
    void keypad_digits_are_the_called_number() {
        isdn::Message keypad = setup();
        keypad.called.reset();
        keypad.keypad = "0033123";
        const auto called = iam(keypad).get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT(called->nature == isup::NatureOfAddress::international &&
                       called->digits == digits("33123F"));
    }
    void progress_in_setup_clears_the_isdn_access() {
        isdn::Message analogue = setup();
        analogue.progress = {{3, 1}};
        auto forward = iam(analogue).get<isup::ForwardCallIndicators>();
        CPPUNIT_ASSERT(!forward->isdn_access && forward->isup_all_the_way &&
                       !forward->interworking);
        analogue.progress = {{1, 1}};
        forward = iam(analogue).get<isup::ForwardCallIndicators>();
        CPPUNIT_ASSERT(!forward->isdn_access && !forward->isup_all_the_way &&
                       forward->interworking);
    }
    void caller_is_withheld_unavailable_or_the_lines_own() {
        isdn::Message message = setup();
        message.calling->presentation = 1;
        CPPUNIT_ASSERT(iam(message).get<isup::CallingPartyNumber>()->presentation ==
                       isup::Presentation::restricted);
        message.calling = number(0, "");
        message.calling->presentation = 2;
        CPPUNIT_ASSERT(iam(message).get<isup::CallingPartyNumber>()->presentation ==
                       isup::Presentation::not_available);
        message.calling.reset();
        CPPUNIT_ASSERT(!iam(message).has(isup::Param::calling_party_number));
        Profile line = profile();
        line.default_calling = "+4989100";
        const auto own = iam(message, line).get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(own->digits == digits("89100") &&
                       own->screening == isup::Screening::network_provided);
    }
    void redirecting_number_becomes_redirection() {
        isdn::Message message = setup();
        message.redirecting = number(2, "30333");
        message.redirecting->reason = 15;
        const isup::Message result = iam(message);
        CPPUNIT_ASSERT(result.get<isup::RedirectingNumber>()->digits == digits("30333"));
        CPPUNIT_ASSERT(result.get<isup::OriginalCalledNumber>()->digits == digits("30333"));
        const auto information = result.get<isup::RedirectionInformation>();
        CPPUNIT_ASSERT(information->reason == isup::RedirectReason::unconditional &&
                       information->counter == 1);
    }
    void compatibility_and_user_information_are_carried() {
        isdn::Message message = setup();
        message.high_layer = {0x91, 0x81};
        message.low_layer = {0x90, 0x90, 0xa3};
        message.user_user = {0x04, 'h', 'i'};
        const isup::Message result = iam(message);
        const auto access = result.get<isup::AccessTransport>();
        CPPUNIT_ASSERT(access->find(isup::Element::high_layer) &&
                       access->find(isup::Element::low_layer));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                             result.raw(isup::Param::user_teleservice_information).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3},
                             result.raw(isup::Param::user_to_user_information).size());
        message.user_user.resize(130); // more than ISUP carries is left out
        CPPUNIT_ASSERT(!iam(message).has(isup::Param::user_to_user_information));
    }
    void setup_survives_the_way_through_iam() {
        isdn::Message message = setup();
        message.high_layer = {0x91, 0x81};
        message.low_layer = {0x90, 0x90, 0xa3};
        message.user_user = {0x04, 'h', 'i'};
        message.progress = {{3, 1}};
        message.redirecting = number(2, "30333");
        message.redirecting->reason = 2;
        isdn::Message expected = message;
        expected.progress = {{3, 2}}; // as this exchange says it
        CPPUNIT_ASSERT(back(iam(message)) == expected);
    }
    void iam_of_sip_becomes_setup_with_progress() {
        isup::Message message = iam(setup());
        message.set(isup::ForwardCallIndicators{.interworking = true, .isup_all_the_way = false});
        CPPUNIT_ASSERT(back(message).has_progress(1) && !back(message).has_progress(3));
        message.set(isup::ForwardCallIndicators{});
        CPPUNIT_ASSERT(back(message).has_progress(3));
        message.set(isup::ForwardCallIndicators{.isdn_access = true});
        CPPUNIT_ASSERT(back(message).progress.empty());
    }
    void withheld_number_is_cut_for_strangers() {
        isdn::Message message = setup();
        message.calling->presentation = 1;
        CPPUNIT_ASSERT_EQUAL(std::string("89111"), back(iam(message)).calling->digits);
        const isdn::Message cut = back(iam(message), stranger());
        CPPUNIT_ASSERT(cut.calling->digits.empty() && cut.calling->presentation == 1);
    }
    void medium_that_a_channel_cannot_carry_is_refused() {
        isup::Message message = iam(setup());
        message.remove(isup::Param::user_service_information);
        message.set(isup::TransmissionMediumRequirement{isup::Medium::unrestricted_1920k});
        Notes notes;
        const auto refused = setup_from_iam(message, profile(), notes);
        CPPUNIT_ASSERT(!refused && refused.error().value == 65);
    }
    void information_becomes_sam_and_back() {
        isdn::Message information = message(MessageType::information);
        CPPUNIT_ASSERT(!to_isup(information));
        information.called = number(0, "12");
        CPPUNIT_ASSERT(to_isup(information)->get<isup::SubsequentNumber>()->digits == digits("12"));
        information.sending_complete = true;
        const auto sam = to_isup(information);
        CPPUNIT_ASSERT(sam->get<isup::SubsequentNumber>()->digits == digits("12F"));
        const auto again = to_q931(*sam);
        CPPUNIT_ASSERT(again->type == MessageType::information && again->called->digits == "12" &&
                       again->sending_complete);
        information.called.reset();
        information.keypad = "3";
        CPPUNIT_ASSERT(to_isup(information)->get<isup::SubsequentNumber>()->digits == digits("3F"));
    }
    void alerting_is_acm_first_and_cpg_later() {
        const auto acm = to_isup(message(MessageType::alerting));
        CPPUNIT_ASSERT(acm->type() == isup::MessageType::acm);
        const auto backward = acm->get<isup::BackwardCallIndicators>();
        CPPUNIT_ASSERT(backward->called_status == isup::CalledStatus::subscriber_free &&
                       backward->isdn_access);
        CPPUNIT_ASSERT(!acm->has(isup::Param::optional_backward_call_indicators));
        const auto cpg = to_isup(message(MessageType::alerting), true);
        CPPUNIT_ASSERT(cpg->type() == isup::MessageType::cpg);
        CPPUNIT_ASSERT(cpg->get<isup::EventInformation>()->event == isup::Event::alerting);
    }
    void progress_with_tone_is_acm_in_band() {
        isdn::Message progress = message(MessageType::progress);
        progress.progress = {{8, 2}};
        progress.cause = isdn::Cause{17, 2, {}};
        const auto acm = to_isup(progress);
        CPPUNIT_ASSERT(acm->get<isup::BackwardCallIndicators>()->called_status ==
                       isup::CalledStatus::no_indication);
        CPPUNIT_ASSERT(acm->get<isup::OptionalBackwardCallIndicators>()->in_band);
        CPPUNIT_ASSERT_EQUAL(17, int{acm->get<isup::CauseIndicators>()->value});
        CPPUNIT_ASSERT(to_isup(progress, true)->get<isup::EventInformation>()->event ==
                       isup::Event::in_band);
        progress.progress = {{1, 2}};
        CPPUNIT_ASSERT(to_isup(progress)->get<isup::BackwardCallIndicators>()->interworking);
        progress.progress = {{2, 2}};
        const auto non_isdn = to_isup(progress)->get<isup::BackwardCallIndicators>();
        CPPUNIT_ASSERT(!non_isdn->interworking && !non_isdn->isdn_access);
        CPPUNIT_ASSERT(to_isup(progress, true)->get<isup::EventInformation>()->event ==
                       isup::Event::progress);
    }
    void call_proceeding_says_nothing_unless_it_has_progress() {
        isdn::Message proceeding = message(MessageType::call_proceeding);
        CPPUNIT_ASSERT(!to_isup(proceeding));
        proceeding.progress = {{8, 2}};
        CPPUNIT_ASSERT(to_isup(proceeding)->get<isup::OptionalBackwardCallIndicators>()->in_band);
    }
    void connected_numbers_have_the_prefixes_of_their_trunk() {
        Profile own = profile();
        own.number_prefixes = {{isup::NatureOfAddress::national, "9", {}}};
        isdn::Message connect;
        connect.type = isdn::MessageType::connect;
        connect.connected = isdn::Number{.type_of_number = 2, .digits = "30222"};
        Notes notes;
        own_connected_to_line(connect, own, notes);
        CPPUNIT_ASSERT_EQUAL(std::string("930222"), connect.connected->digits);
        CPPUNIT_ASSERT_EQUAL(0U, unsigned{connect.connected->type_of_number});
        CPPUNIT_ASSERT(noted(notes, "prefix of a number"));

        auto answer = *isup_from_q931(connect, false, notes);
        own_connected_from_line(connect, own, answer, notes);
        const auto number = answer.get<isup::ConnectedNumber>();
        CPPUNIT_ASSERT(number->nature == isup::NatureOfAddress::national &&
                       number->digits == digits("30222"));
        connect.connected->digits = "00331"; // by the trunk's plain prefixes too
        answer = *isup_from_q931(connect, false, notes);
        own_connected_from_line(connect, profile(), answer, notes);
        CPPUNIT_ASSERT(answer.get<isup::ConnectedNumber>()->nature ==
                       isup::NatureOfAddress::international);
    }
    void connect_is_con_or_anm_with_connected_number() {
        isdn::Message connect = message(MessageType::connect);
        connect.connected = number(2, "30222");
        connect.connected->screening = 1;
        const auto con = to_isup(connect);
        CPPUNIT_ASSERT(con->type() == isup::MessageType::con &&
                       con->has(isup::Param::backward_call_indicators));
        const auto anm = to_isup(connect, true);
        CPPUNIT_ASSERT(anm->type() == isup::MessageType::anm &&
                       !anm->has(isup::Param::backward_call_indicators));
        CPPUNIT_ASSERT(anm->get<isup::ConnectedNumber>()->digits == digits("30222"));
        connect.connected->digits.clear();
        CPPUNIT_ASSERT(to_isup(connect)->get<isup::ConnectedNumber>()->presentation ==
                       isup::Presentation::not_available);
    }
    void clearing_messages_become_rel() {
        for (const MessageType type :
             {MessageType::disconnect, MessageType::release, MessageType::release_complete}) {
            isdn::Message clear = message(type);
            clear.cause = isdn::Cause{22, 2, {0x83, 0x10}};
            const auto cause = to_isup(clear)->get<isup::CauseIndicators>();
            CPPUNIT_ASSERT(cause->value == 22 && cause->location == isup::Location::public_local &&
                           cause->diagnostics.size() == 2);
            CPPUNIT_ASSERT_EQUAL(31,
                                 int{to_isup(message(type))->get<isup::CauseIndicators>()->value});
        }
    }
    void notify_becomes_sus_res_or_cpg() {
        isdn::Message notify = message(MessageType::notify);
        CPPUNIT_ASSERT(!to_isup(notify));
        notify.notification = 0;
        CPPUNIT_ASSERT(to_isup(notify, true)->type() == isup::MessageType::sus);
        notify.notification = 1;
        CPPUNIT_ASSERT(to_isup(notify, true)->type() == isup::MessageType::res);
        notify.notification = 0x79;
        const auto cpg = to_isup(notify, true);
        CPPUNIT_ASSERT(
            cpg->get<isup::GenericNotification>()->contains(isup::Notification::remote_hold));
        CPPUNIT_ASSERT_EQUAL(0x79, int{*to_q931(*cpg, true)->notification});
    }
    void other_messages_have_no_image() {
        for (const MessageType type : {MessageType::setup_acknowledge,
                                       MessageType::connect_acknowledge, MessageType::facility})
            CPPUNIT_ASSERT(!to_isup(message(type)));
        for (const isup::MessageType type : {isup::MessageType::fac, isup::MessageType::usr,
                                             isup::MessageType::rlc, isup::MessageType::cot})
            CPPUNIT_ASSERT(!to_q931(isup::Message(type)));
    }
    void acm_becomes_alerting_or_progress() {
        isup::Message acm(isup::MessageType::acm);
        isup::BackwardCallIndicators backward;
        backward.isdn_access = true;
        acm.set(backward);
        CPPUNIT_ASSERT(!to_q931(acm)); // CALL PROCEEDING has gone before, nothing else is known
        acm.set(isup::OptionalBackwardCallIndicators{.in_band = true});
        CPPUNIT_ASSERT(to_q931(acm)->type == MessageType::progress &&
                       to_q931(acm)->has_progress(8));
        backward.called_status = isup::CalledStatus::subscriber_free;
        backward.interworking = true;
        acm.set(backward);
        CPPUNIT_ASSERT(to_q931(acm)->type == MessageType::alerting);
        CPPUNIT_ASSERT(to_q931(acm)->has_progress(8) && to_q931(acm)->has_progress(1));
        backward.interworking = false;
        backward.isdn_access = false;
        acm.set(backward);
        CPPUNIT_ASSERT(to_q931(acm)->has_progress(2) && !to_q931(acm)->has_progress(1));
        CPPUNIT_ASSERT(!to_q931(acm, true));
    }
    void cpg_becomes_alerting_progress_or_notify() {
        isup::Message cpg(isup::MessageType::cpg);
        cpg.set(isup::EventInformation{isup::Event::alerting, false});
        CPPUNIT_ASSERT(to_q931(cpg)->type == MessageType::alerting);
        CPPUNIT_ASSERT(!to_q931(cpg, true));
        cpg.set(isup::EventInformation{isup::Event::in_band, false});
        CPPUNIT_ASSERT(to_q931(cpg)->type == MessageType::progress &&
                       to_q931(cpg)->has_progress(8));
        for (const isup::Event event :
             {isup::Event::forwarded_busy, isup::Event::forwarded_no_reply,
              isup::Event::forwarded_unconditional}) {
            cpg.set(isup::EventInformation{event, false});
            CPPUNIT_ASSERT(to_q931(cpg)->type == MessageType::notify &&
                           to_q931(cpg)->notification == 0x7b);
        }
        cpg.set(isup::EventInformation{isup::Event::progress, false});
        CPPUNIT_ASSERT(!to_q931(cpg));
        cpg.set(isup::CauseIndicators{});
        CPPUNIT_ASSERT(to_q931(cpg)->cause && to_q931(cpg)->has_progress(8));
    }
    void answer_becomes_connect() {
        for (const isup::MessageType type : {isup::MessageType::anm, isup::MessageType::con}) {
            isup::Message answer(type);
            isup::ConnectedNumber connected;
            connected.digits = digits("30222");
            answer.set(connected);
            CPPUNIT_ASSERT(to_q931(answer)->type == MessageType::connect &&
                           to_q931(answer)->connected->digits == "30222");
            connected.presentation = isup::Presentation::restricted;
            answer.set(connected);
            CPPUNIT_ASSERT(to_q931(answer)->connected->digits.empty() &&
                           to_q931(answer)->connected->presentation == 1);
        }
        CPPUNIT_ASSERT(to_q931(isup::Message(isup::MessageType::anm))->progress.empty());
    }
    void rel_becomes_disconnect() {
        isup::Message rel(isup::MessageType::rel);
        CPPUNIT_ASSERT_EQUAL(31, int{to_q931(rel)->cause->value});
        isup::CauseIndicators cause;
        cause.value = 17;
        cause.location = isup::Location::transit;
        cause.diagnostics = {1, 2};
        rel.set(cause);
        const auto disconnect = to_q931(rel, true);
        CPPUNIT_ASSERT(disconnect->type == MessageType::disconnect);
        CPPUNIT_ASSERT(disconnect->cause == (isdn::Cause{17, 3, {1, 2}}));
    }
    void suspension_becomes_notify() {
        CPPUNIT_ASSERT_EQUAL(
            0, int{*to_q931(isup::Message(isup::MessageType::sus), true)->notification});
        CPPUNIT_ASSERT_EQUAL(
            1, int{*to_q931(isup::Message(isup::MessageType::res), true)->notification});
    }
    void backward_messages_survive_both_ways() {
        isdn::Message alerting = message(MessageType::alerting);
        alerting.progress = {{8, 2}, {2, 2}};
        alerting.high_layer = {0x91, 0x81};
        alerting.user_user = {0, 1};
        CPPUNIT_ASSERT(to_q931(*to_isup(alerting)) == alerting);
        isdn::Message progress = message(MessageType::progress);
        progress.progress = {{8, 2}, {1, 2}};
        progress.cause = isdn::Cause{31, 2, {}};
        CPPUNIT_ASSERT(to_q931(*to_isup(progress)) == progress);
        CPPUNIT_ASSERT(to_q931(*to_isup(progress, true)) == progress);
        isdn::Message connect = message(MessageType::connect);
        connect.connected = number(1, "4930222");
        CPPUNIT_ASSERT(to_q931(*to_isup(connect)) == connect);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Q931IsupTest);
