// A called side that names another number, on lines and in SIP.
#include "gateway/mapping/rerouting.h"

#include "gateway/mapping/q931_isup.h"
#include "isup/service_indicators.h"
#include "tests/gateway/mapping/support.h"

using isup::RedirectReason;
using mapping_test::digits;

namespace {

isdn::Number national(std::string digits, std::uint8_t presentation = 0) {
    return {.type_of_number = 2, .plan = 1, .presentation = presentation, .digits = digits};
}

isdn::Message deflection(std::string to) {
    isdn::Rerouting asked;
    asked.deflection = true;
    asked.to = national(std::move(to));
    isdn::Message message;
    message.type = isdn::MessageType::facility;
    message.facilities = {isdn::facility(asked)};
    return message;
}

isup::Message rel_of(std::uint8_t cause_value, std::string_view number) {
    isup::Message rel(isup::MessageType::rel);
    isup::CauseIndicators cause;
    cause.value = cause_value;
    rel.set(cause);
    isup::RedirectionNumber to;
    to.digits = digits(number);
    rel.set(to);
    rel.set(isup::RedirectionInformation{.reason = RedirectReason::busy});
    return rel;
}

sipi::Ended failed(const sipi::Message& response) {
    return {.reason = sipi::EndReason::failed, .status = response.status(), .message = &response};
}

} // namespace

class ReroutingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReroutingTest);
    CPPUNIT_TEST(a_deflection_is_a_release_with_the_other_number);
    CPPUNIT_TEST(a_deflection_without_number_is_none);
    CPPUNIT_TEST(a_release_with_another_number_is_302);
    CPPUNIT_TEST(a_302_is_a_release_with_the_other_number);
    CPPUNIT_TEST(a_release_asks_the_network_for_rerouting);
    CPPUNIT_TEST(where_a_call_has_been_goes_into_the_iam_and_back);
    CPPUNIT_TEST(withheld_numbers_stay_from_those_who_are_not_trusted);
    CPPUNIT_TEST(where_a_call_goes_is_told_to_the_caller);
    CPPUNIT_TEST(who_may_not_be_named_restricts_the_redirection_number);
    CPPUNIT_TEST(every_reason_has_an_image);
    CPPUNIT_TEST_SUITE_END();

    mapping::Notes notes;
    const mapping::Profile profile = mapping_test::profile();

    void a_deflection_is_a_release_with_the_other_number() {
        const auto rel = mapping::rel_from_rerouting(deflection("30600"), true, profile, notes);
        CPPUNIT_ASSERT(rel && mapping::is_redirection(*rel));
        CPPUNIT_ASSERT_EQUAL(23, int{rel->get<isup::CauseIndicators>()->value});
        CPPUNIT_ASSERT(rel->get<isup::RedirectionNumber>()->digits == digits("30600"));
        CPPUNIT_ASSERT(rel->get<isup::RedirectionNumber>()->nature ==
                       isup::NatureOfAddress::national);
        CPPUNIT_ASSERT(rel->get<isup::RedirectionInformation>()->reason ==
                       RedirectReason::deflection_alerting);
        const auto before = mapping::rel_from_rerouting(deflection("30600"), false, profile, notes);
        CPPUNIT_ASSERT(before->get<isup::RedirectionInformation>()->reason ==
                       RedirectReason::deflection_immediate);
    }

    void a_deflection_without_number_is_none() {
        CPPUNIT_ASSERT(!mapping::rel_from_rerouting(deflection(""), true, profile, notes));
        CPPUNIT_ASSERT(!mapping::rel_from_rerouting(isdn::Message{}, true, profile, notes));
    }

    void a_release_with_another_number_is_302() {
        const auto release = mapping::release_from_isup(rel_of(23, "30600"), profile, notes);
        CPPUNIT_ASSERT_EQUAL(302, release.status);
        bool contact = false;
        for (const auto& header : release.response_headers)
            contact = contact || (header.name == "Contact" &&
                                  header.value == "<sip:+4930600@pbx.example.org;user=phone>");
        CPPUNIT_ASSERT(contact);
        CPPUNIT_ASSERT_EQUAL(
            301, mapping::release_from_isup(rel_of(22, "30600"), profile, notes).status);
        isup::Message busy = rel_of(17, "30600");
        CPPUNIT_ASSERT_EQUAL(486, mapping::release_from_isup(busy, profile, notes).status);
    }

    void a_302_is_a_release_with_the_other_number() {
        const auto response = mapping_test::parse(
            "SIP/2.0 302 Moved Temporarily\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
            "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
            "Contact: <sip:+4930600@pbx.example.org>\r\n"
            "Diversion: <sip:+4930500@pbx.example.org>;reason=no-answer\r\n\r\n");
        const auto rel = mapping::rel_from_sip(failed(response), profile, notes);
        CPPUNIT_ASSERT(mapping::is_redirection(rel));
        CPPUNIT_ASSERT(rel.get<isup::RedirectionNumber>()->digits == digits("30600"));
        CPPUNIT_ASSERT(rel.get<isup::RedirectionInformation>()->reason == RedirectReason::no_reply);
    }

    void a_release_asks_the_network_for_rerouting() {
        isdn::Message setup;
        setup.called = national("30500");
        setup.bearer = isdn::BearerCapability{};
        for (const auto dialect : {isdn::Dialect::etsi, isdn::Dialect::qsig}) {
            const auto asked = isdn::rerouting_in(mapping::rerouting_from_rel(
                rel_of(23, "30600"), setup, false, dialect, profile, notes));
            CPPUNIT_ASSERT(asked && asked->dialect == dialect && !asked->deflection);
            CPPUNIT_ASSERT_EQUAL(std::string("30600"), asked->to.digits);
            CPPUNIT_ASSERT_EQUAL(std::string("30500"), asked->last->digits);
            CPPUNIT_ASSERT(asked->reason == isdn::DiversionReason::busy);
            CPPUNIT_ASSERT(asked->elements == (std::vector<std::uint8_t>{4, 3, 0x90, 0x90, 0xa3}));
        }
        const auto on_a_bus = isdn::rerouting_in(mapping::rerouting_from_rel(
            rel_of(23, "30600"), setup, true, isdn::Dialect::etsi, profile, notes));
        CPPUNIT_ASSERT(on_a_bus && on_a_bus->deflection);
    }

    static isdn::Message diverted(std::uint8_t counter) {
        isdn::DivertedCall call;
        call.counter = counter;
        call.reason = isdn::DiversionReason::busy;
        call.original_reason = isdn::DiversionReason::unconditional;
        call.diverting = national("30500");
        if (counter > 1)
            call.original = national("30400");
        isdn::Message setup;
        setup.facilities = {isdn::facility(call, isdn::Dialect::qsig)};
        return setup;
    }

    void where_a_call_has_been_goes_into_the_iam_and_back() {
        for (const std::uint8_t counter : {std::uint8_t{1}, std::uint8_t{3}}) {
            isup::Message iam(isup::MessageType::iam);
            mapping::diversion_from_line(diverted(counter), profile, iam, notes);
            CPPUNIT_ASSERT(iam.get<isup::RedirectingNumber>()->digits == digits("30500"));
            CPPUNIT_ASSERT(iam.get<isup::OriginalCalledNumber>()->digits ==
                           digits(counter > 1 ? "30400" : "30500"));
            const auto information = iam.get<isup::RedirectionInformation>();
            CPPUNIT_ASSERT_EQUAL(int{counter}, int{information->counter});
            CPPUNIT_ASSERT(information->reason == RedirectReason::busy);
            CPPUNIT_ASSERT(information->original_reason == RedirectReason::unconditional);

            isdn::Message setup;
            setup.redirecting = national("30500");
            mapping::diversion_to_line(iam, profile, setup, notes);
            CPPUNIT_ASSERT(!setup.redirecting);
            const auto told = isdn::diverted_call_in(setup);
            CPPUNIT_ASSERT(told && told->counter == counter);
            CPPUNIT_ASSERT_EQUAL(std::string("30500"), told->diverting->digits);
            CPPUNIT_ASSERT_EQUAL(std::string(counter > 1 ? "30400" : "30500"),
                                 told->original->digits);
        }
        isup::Message iam(isup::MessageType::iam);
        mapping::diversion_from_line(isdn::Message{}, profile, iam, notes);
        CPPUNIT_ASSERT(!iam.has(isup::Param::redirecting_number));
    }

    void withheld_numbers_stay_from_those_who_are_not_trusted() {
        isup::Message iam(isup::MessageType::iam);
        isup::OriginalCalledNumber original;
        original.presentation = isup::Presentation::restricted;
        original.digits = digits("30400");
        iam.set(original);
        for (const bool trusted : {true, false}) {
            isdn::Message setup;
            setup.redirecting = national("30500");
            mapping::diversion_to_line(iam, trusted ? profile : mapping_test::stranger(), setup,
                                       notes);
            CPPUNIT_ASSERT_EQUAL(trusted ? std::string("30400") : std::string(),
                                 isdn::diverted_call_in(setup)->original->digits);
        }
    }

    void where_a_call_goes_is_told_to_the_caller() {
        isdn::Message facility;
        facility.type = isdn::MessageType::facility;
        facility.facilities = {isdn::facility(
            isdn::DivertedTo{isdn::DiversionReason::busy, isdn::DiversionNotification::with_number,
                             national("30600")},
            isdn::Dialect::qsig)};
        const auto cpg = mapping::diverting_from_line(facility, true, notes);
        CPPUNIT_ASSERT(cpg && cpg->type() == isup::MessageType::cpg);
        CPPUNIT_ASSERT(cpg->get<isup::EventInformation>()->event == isup::Event::forwarded_busy);
        CPPUNIT_ASSERT(cpg->get<isup::RedirectionNumber>()->digits == digits("30600"));
        CPPUNIT_ASSERT(mapping::diverting_from_line(facility, false, notes)->type() ==
                       isup::MessageType::acm);

        auto notify = *mapping::q931_from_isup(*cpg, false, notes);
        CPPUNIT_ASSERT(notify.type == isdn::MessageType::notify);
        mapping::diverting_to_line(*cpg, notify, notes);
        CPPUNIT_ASSERT(notify.type == isdn::MessageType::facility);
        const auto told = isdn::diverted_to_in(notify);
        CPPUNIT_ASSERT(told && told->to->digits == "30600");
        CPPUNIT_ASSERT(told->reason == isdn::DiversionReason::busy);
    }

    void who_may_not_be_named_restricts_the_redirection_number() {
        for (const bool allowed : {true, false}) {
            isdn::Message alerting;
            alerting.type = isdn::MessageType::alerting;
            alerting.facilities = {isdn::facility_may_present(allowed, isdn::Dialect::qsig)};
            isup::Message acm(isup::MessageType::acm);
            mapping::restriction_from_line(alerting, acm, notes);
            CPPUNIT_ASSERT_EQUAL(!allowed,
                                 acm.get<isup::RedirectionNumberRestriction>()->restricted);
            isdn::Message there;
            there.type = isdn::MessageType::alerting;
            mapping::restriction_to_line(acm, there, notes);
            CPPUNIT_ASSERT(isdn::may_present_in(there) == allowed);
        }
    }

    void every_reason_has_an_image() {
        for (unsigned value = 0; value <= 5; ++value) {
            const auto reason = static_cast<isdn::DiversionReason>(value);
            CPPUNIT_ASSERT(mapping::diversion_from_reason(mapping::reason_from_diversion(reason)) ==
                           reason);
        }
        CPPUNIT_ASSERT(mapping::diversion_from_reason(RedirectReason::mobile_not_reachable) ==
                       isdn::DiversionReason::no_reply);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReroutingTest);
