// Indicator parameters: each bit both ways.
#include "isup/indicators.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isup;
using namespace isup_test;

class IndicatorsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IndicatorsTest);
    CPPUNIT_TEST(nature_of_connection_reads_its_bits);
    CPPUNIT_TEST(forward_call_indicators_read_their_bits);
    CPPUNIT_TEST(backward_call_indicators_read_their_bits);
    CPPUNIT_TEST(optional_indicators_read_their_bits);
    CPPUNIT_TEST(event_has_a_restriction_bit);
    CPPUNIT_TEST(redirection_information_has_two_reasons_and_a_counter);
    CPPUNIT_TEST(old_redirection_information_has_one_octet);
    CPPUNIT_TEST(notifications_end_with_the_extension_bit);
    CPPUNIT_TEST(too_many_notifications_are_refused);
    CPPUNIT_TEST(hop_counter_keeps_to_five_bits);
    CPPUNIT_TEST(propagation_delay_is_in_milliseconds);
    CPPUNIT_TEST(information_indicators_read_their_bits);
    CPPUNIT_TEST(every_defined_bit_survives);
    CPPUNIT_TEST(cut_short_they_are_refused);
    CPPUNIT_TEST_SUITE_END();

    void nature_of_connection_reads_its_bits() {
        const auto value = decoded<NatureOfConnection>("19");
        CPPUNIT_ASSERT(value->satellites == 1 &&
                       value->continuity == ContinuityCheck::on_previous_circuit);
        CPPUNIT_ASSERT(value->outgoing_echo_control);
    }
    void forward_call_indicators_read_their_bits() {
        const auto value = decoded<ForwardCallIndicators>("6101");
        CPPUNIT_ASSERT(value->international && value->isup_all_the_way && value->isdn_access &&
                       !value->interworking);
        CPPUNIT_ASSERT(value->preference == IsupPreference::not_required);
        CPPUNIT_ASSERT_EQUAL(std::string("4800"), encoded(ForwardCallIndicators{
                                                      .interworking = true,
                                                      .isup_all_the_way = false,
                                                      .preference = IsupPreference::not_required}));
        CPPUNIT_ASSERT(decoded<ForwardCallIndicators>("0010")->number_translated);
    }
    void backward_call_indicators_read_their_bits() {
        const auto value = decoded<BackwardCallIndicators>("1614");
        CPPUNIT_ASSERT(value->charge == Charge::charge &&
                       value->called_status == CalledStatus::subscriber_free);
        CPPUNIT_ASSERT(value->called_category == CalledCategory::ordinary &&
                       value->isup_all_the_way && value->isdn_access);
        CPPUNIT_ASSERT(decoded<BackwardCallIndicators>("1201")->interworking);
    }
    void optional_indicators_read_their_bits() {
        CPPUNIT_ASSERT(decoded<OptionalBackwardCallIndicators>("01")->in_band);
        CPPUNIT_ASSERT(decoded<OptionalBackwardCallIndicators>("02")->diversion_may_occur);
        const auto forward = decoded<OptionalForwardCallIndicators>("82");
        CPPUNIT_ASSERT(forward->connected_line_requested);
        CPPUNIT_ASSERT(forward->closed_user_group == ClosedUserGroup::outgoing_access_allowed);
    }
    void event_has_a_restriction_bit() {
        const auto value = decoded<EventInformation>("86");
        CPPUNIT_ASSERT(value->event == Event::forwarded_unconditional &&
                       value->presentation_restricted);
    }
    void redirection_information_has_two_reasons_and_a_counter() {
        const auto value = decoded<RedirectionInformation>("1322");
        CPPUNIT_ASSERT(value->indicator == Redirecting::diverted &&
                       value->original_reason == RedirectReason::busy);
        CPPUNIT_ASSERT(value->counter == 2 && value->reason == RedirectReason::no_reply);
    }
    void old_redirection_information_has_one_octet() {
        const auto value = decoded<RedirectionInformation>("03");
        CPPUNIT_ASSERT(value && value->counter == 0 && value->reason == RedirectReason::unknown);
    }
    void notifications_end_with_the_extension_bit() {
        const auto value = decoded<GenericNotification>("69eaff");
        CPPUNIT_ASSERT_EQUAL(2u, unsigned{value->count});
        CPPUNIT_ASSERT(value->contains(Notification::transfer_alerting) &&
                       value->contains(Notification::transfer_active));
        CPPUNIT_ASSERT_EQUAL(std::string("69ea"), encoded(*value));
        CPPUNIT_ASSERT_EQUAL(std::string("f9"),
                             encoded(GenericNotification(Notification::remote_hold)));
    }
    void too_many_notifications_are_refused() {
        CPPUNIT_ASSERT(!decoded<GenericNotification>("010101010101010181"));
    }
    void hop_counter_keeps_to_five_bits() {
        CPPUNIT_ASSERT_EQUAL(31u, unsigned{decoded<HopCounter>("ff")->remaining});
        CPPUNIT_ASSERT_EQUAL(std::string("1f"), encoded(HopCounter{200}));
    }
    void propagation_delay_is_in_milliseconds() {
        CPPUNIT_ASSERT(decoded<PropagationDelay>("0102")->delay == std::chrono::milliseconds(258));
        CPPUNIT_ASSERT_EQUAL(std::string("ffff"),
                             encoded(PropagationDelay{std::chrono::milliseconds(70000)}));
    }
    void information_indicators_read_their_bits() {
        const auto value = decoded<InformationIndicators>("2300");
        CPPUNIT_ASSERT(value->calling_address == AddressResponse::included &&
                       value->category_included);
        CPPUNIT_ASSERT_EQUAL(std::string("0900"), encoded(InformationRequest{
                                                      .calling_address = true, .category = true}));
    }

    // Encoding what was decoded gives the octets back, spare bits (mask) cleared.
    template <class T>
    static void round_trip(unsigned first_mask, int second_mask = -1) {
        for (unsigned first = 0; first < 256; ++first)
            for (unsigned second = 0; second < (second_mask < 0 ? 1u : 256u); ++second) {
                std::vector<std::uint8_t> contents{static_cast<std::uint8_t>(first)};
                std::vector<std::uint8_t> expected{static_cast<std::uint8_t>(first & first_mask)};
                if (second_mask >= 0) {
                    contents.push_back(static_cast<std::uint8_t>(second));
                    expected.push_back(
                        static_cast<std::uint8_t>(second & static_cast<unsigned>(second_mask)));
                }
                CPPUNIT_ASSERT_EQUAL(hex(expected), encoded(*T::decode(contents)));
            }
    }
    void every_defined_bit_survives() {
        round_trip<NatureOfConnection>(0x1f);
        round_trip<ForwardCallIndicators>(0xff, 0x37);
        round_trip<BackwardCallIndicators>(0xff, 0xff);
        round_trip<OptionalForwardCallIndicators>(0x87);
        round_trip<OptionalBackwardCallIndicators>(0x0f);
        round_trip<EventInformation>(0xff);
        round_trip<RedirectionInformation>(0xf7, 0xf7);
        round_trip<CallDiversionInformation>(0x7f);
        round_trip<SuspendResumeIndicators>(0x01);
        round_trip<InformationRequest>(0x9b, 0);
        round_trip<InformationIndicators>(0xe7, 0);
        round_trip<HopCounter>(0x1f);
        round_trip<PropagationDelay>(0xff, 0xff);
        round_trip<CallingPartyCategory>(0xff);
        round_trip<TransmissionMediumRequirement>(0xff);
        round_trip<TransmissionMediumRequirementPrime>(0xff);
        round_trip<TransmissionMediumUsed>(0xff);
    }
    template <class T>
    static void refuses_up_to(std::size_t octets) {
        const std::vector<std::uint8_t> contents(octets);
        for (std::size_t i = 0; i < octets; ++i)
            CPPUNIT_ASSERT(!T::decode(base::Octets(contents).first(i)));
        CPPUNIT_ASSERT(T::decode(contents));
    }
    void cut_short_they_are_refused() {
        refuses_up_to<NatureOfConnection>(1);
        refuses_up_to<ForwardCallIndicators>(2);
        refuses_up_to<BackwardCallIndicators>(2);
        refuses_up_to<OptionalForwardCallIndicators>(1);
        refuses_up_to<OptionalBackwardCallIndicators>(1);
        refuses_up_to<EventInformation>(1);
        refuses_up_to<RedirectionInformation>(1);
        refuses_up_to<CallDiversionInformation>(1);
        refuses_up_to<SuspendResumeIndicators>(1);
        refuses_up_to<GenericNotification>(1);
        refuses_up_to<InformationRequest>(1);
        refuses_up_to<InformationIndicators>(1);
        refuses_up_to<HopCounter>(1);
        refuses_up_to<PropagationDelay>(2);
        refuses_up_to<CallingPartyCategory>(1);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IndicatorsTest);
