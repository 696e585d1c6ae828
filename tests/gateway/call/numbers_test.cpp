// gateway/call/numbers.h: ISUP numbers as routing sees them, and back.
#include "gateway/call/numbers.h"

#include <cppunit/extensions/HelperMacros.h>

class CallNumbersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CallNumbersTest);
    CPPUNIT_TEST(reads_digits_star_hash_and_nature);
    CPPUNIT_TEST(missing_calling_number_is_unavailable);
    CPPUNIT_TEST(what_routing_left_alone_stays_as_it_came);
    CPPUNIT_TEST(what_routing_changed_is_written_with_st);
    CPPUNIT_TEST(a_calling_number_put_in_by_a_rule_is_network_provided);
    CPPUNIT_TEST(data_is_never_taken_for_speech);
    CPPUNIT_TEST(sam_adds_digits_and_st_completes);
    CPPUNIT_TEST_SUITE_END();

    static isup::Message iam(std::string_view digits, isup::NatureOfAddress nature) {
        isup::Message message(isup::MessageType::iam);
        isup::CalledPartyNumber called;
        called.nature = nature;
        called.digits = *isup::Digits::from_text(digits);
        message.set(called);
        return message;
    }

    void reads_digits_star_hash_and_nature() {
        const route::Number number =
            call::called_number(iam("4930BC5F", isup::NatureOfAddress::international));
        CPPUNIT_ASSERT_EQUAL(std::string("4930*#5"), number.digits);
        CPPUNIT_ASSERT(number.nature == route::Nature::international);
    }
    void missing_calling_number_is_unavailable() {
        const route::Number number = call::calling_number(iam("1", isup::NatureOfAddress::unknown));
        CPPUNIT_ASSERT(number.digits.empty() &&
                       number.presentation == route::Presentation::unavailable);
    }
    void what_routing_left_alone_stays_as_it_came() {
        isup::Message message = iam("600F", isup::NatureOfAddress::routing_concatenated);
        isup::CallingPartyNumber calling;
        calling.presentation = isup::Presentation::restricted_by_network;
        calling.digits = *isup::Digits::from_text("301");
        message.set(calling);
        const isup::Message before = message;
        call::apply(call::called_number(message), call::calling_number(message), true, message);
        CPPUNIT_ASSERT(before == message);
    }
    void what_routing_changed_is_written_with_st() {
        isup::Message message = iam("0600", isup::NatureOfAddress::unknown);
        call::apply({"49600*", route::Nature::international, route::Presentation::allowed},
                    call::calling_number(message), true, message);
        const auto called = message.get<isup::CalledPartyNumber>();
        CPPUNIT_ASSERT_EQUAL(std::string("49600bf"), [&] {
            std::string text = called->digits.to_text();
            for (char& c : text)
                c = static_cast<char>(std::tolower(c));
            return text;
        }());
        CPPUNIT_ASSERT(called->nature == isup::NatureOfAddress::international);
    }
    void a_calling_number_put_in_by_a_rule_is_network_provided() {
        isup::Message message = iam("600F", isup::NatureOfAddress::unknown);
        call::apply(call::called_number(message),
                    {"30123", route::Nature::national, route::Presentation::restricted}, true,
                    message);
        const auto calling = message.get<isup::CallingPartyNumber>();
        CPPUNIT_ASSERT(calling && calling->screening == isup::Screening::network_provided);
        CPPUNIT_ASSERT(calling->presentation == isup::Presentation::restricted);
        CPPUNIT_ASSERT_EQUAL(std::string("30123"), calling->digits.to_text());
    }
    void data_is_never_taken_for_speech() {
        isup::Message message(isup::MessageType::iam);
        CPPUNIT_ASSERT(call::bearer(message) == route::Bearer::speech);
        message.set(isup::TransmissionMediumRequirement{isup::Medium::unrestricted_64k});
        CPPUNIT_ASSERT(call::bearer(message) == route::Bearer::unrestricted);
        message.set(isup::TransmissionMediumRequirement{isup::Medium::unrestricted_384k});
        CPPUNIT_ASSERT(call::bearer(message) == route::Bearer::unrestricted);
    }
    void sam_adds_digits_and_st_completes() {
        isup::Message message = iam("6", isup::NatureOfAddress::unknown);
        isup::Message sam(isup::MessageType::sam);
        sam.set(isup::SubsequentNumber{*isup::Digits::from_text("00")});
        call::add_digits(message, sam);
        CPPUNIT_ASSERT(!call::is_complete(message));
        sam.set(isup::SubsequentNumber{*isup::Digits::from_text("F")});
        call::add_digits(message, sam);
        CPPUNIT_ASSERT(call::is_complete(message));
        CPPUNIT_ASSERT_EQUAL(std::string("600"), call::called_number(message).digits);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CallNumbersTest);
