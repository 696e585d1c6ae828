// gateway/call: messages that a call makes itself or gives another form.
#include "gateway/call/forms.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>

using isup::MessageType;

class CallFormsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CallFormsTest);
    CPPUNIT_TEST(a_second_acm_is_a_cpg_with_its_parameters);
    CPPUNIT_TEST(a_cpg_before_any_acm_is_one);
    CPPUNIT_TEST(forms_that_fit_stay);
    CPPUNIT_TEST(changed_forms_can_be_encoded);
    CPPUNIT_TEST(unknown_calling_number_is_said_to_be_unknown);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message acm(isup::CalledStatus status) {
        isup::Message message(MessageType::acm);
        isup::BackwardCallIndicators indicators;
        indicators.called_status = status;
        message.set(indicators);
        message.set(isup::GenericNotification(isup::Notification::call_is_diverting));
        return message;
    }
    void a_second_acm_is_a_cpg_with_its_parameters() {
        const isup::Message cpg =
            call::backward_form(acm(isup::CalledStatus::subscriber_free), true, {});
        CPPUNIT_ASSERT(cpg.type() == MessageType::cpg);
        CPPUNIT_ASSERT(cpg.get<isup::EventInformation>()->event == isup::Event::alerting);
        CPPUNIT_ASSERT(cpg.has(isup::Param::generic_notification_indicator));
        CPPUNIT_ASSERT(cpg.has(isup::Param::backward_call_indicators));
        const isup::Message plain =
            call::backward_form(acm(isup::CalledStatus::no_indication), true, {});
        CPPUNIT_ASSERT(plain.get<isup::EventInformation>()->event == isup::Event::progress);
    }
    void a_cpg_before_any_acm_is_one() {
        isup::Message cpg(MessageType::cpg);
        cpg.set(isup::EventInformation{isup::Event::in_band});
        isup::BackwardCallIndicators indicators;
        indicators.interworking = true;
        const isup::Message message = call::backward_form(cpg, false, indicators);
        CPPUNIT_ASSERT(message.type() == MessageType::acm);
        CPPUNIT_ASSERT(message.get<isup::BackwardCallIndicators>()->interworking);
        CPPUNIT_ASSERT(message.get<isup::OptionalBackwardCallIndicators>()->in_band);
        CPPUNIT_ASSERT(!message.has(isup::Param::event_information));
    }
    void forms_that_fit_stay() {
        const isup::Message first = acm(isup::CalledStatus::subscriber_free);
        CPPUNIT_ASSERT(call::backward_form(first, false, {}) == first);
        const isup::Message anm(MessageType::anm);
        CPPUNIT_ASSERT(call::backward_form(anm, true, {}) == anm);
        const isup::Message fac(MessageType::fac);
        CPPUNIT_ASSERT(call::backward_form(fac, true, {}) == fac);
    }
    void changed_forms_can_be_encoded() {
        std::array<std::uint8_t, isup::kMaxOctets> memory;
        isup::Message cpg(MessageType::cpg);
        cpg.set(isup::EventInformation{isup::Event::alerting});
        for (const isup::Message& message :
             {call::backward_form(acm(isup::CalledStatus::subscriber_free), true, {}),
              call::backward_form(isup::Message(MessageType::anm), false, {}),
              call::backward_form(cpg, false, {}), call::early_acm({})}) {
            const auto size = message.encode(memory);
            CPPUNIT_ASSERT(size);
            CPPUNIT_ASSERT(isup::Message::decode(base::Octets(memory).first(*size)));
        }
    }
    void unknown_calling_number_is_said_to_be_unknown() {
        isup::Message inr(MessageType::inr);
        isup::InformationRequest asked;
        asked.calling_address = true;
        inr.set(asked);
        const auto indicators = call::information_of(isup::Message(MessageType::iam), inr)
                                    .get<isup::InformationIndicators>();
        CPPUNIT_ASSERT(indicators->calling_address == isup::AddressResponse::not_available);
        CPPUNIT_ASSERT(!indicators->category_included);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallFormsTest);
