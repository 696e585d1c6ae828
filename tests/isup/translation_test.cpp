// Messages between variants: T1.113 and Q.763, and codes that two networks use for different
// things.
#include "isup/translation.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>

namespace {

using namespace isup;

constexpr Param kUnknown = static_cast<Param>(0x5f);

Message iam(Variant variant) {
    Message message(MessageType::iam);
    message.set_variant(variant);
    message.set(NatureOfConnection{});
    message.set(ForwardCallIndicators{});
    message.set(CallingPartyCategory{Category::ordinary});
    CalledPartyNumber called;
    called.digits = *Digits::from_text("4930123");
    message.set(called);
    return message;
}

class TranslationTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TranslationTest);
    CPPUNIT_TEST(medium_becomes_user_service_information_and_back);
    CPPUNIT_TEST(an_ansi_parameter_stays_in_its_family);
    CPPUNIT_TEST(what_nobody_knows_passes_within_a_family_only);
    CPPUNIT_TEST(the_same_variant_is_left_as_it_is);
    CPPUNIT_TEST(a_message_of_one_network_does_not_reach_another);
    CPPUNIT_TEST_SUITE_END();

    void medium_becomes_user_service_information_and_back() {
        Message message = iam(Variant::itu);
        message.set(TransmissionMediumRequirement{Medium::unrestricted_64k});
        const auto ansi = translated(message, Variant::ansi);
        CPPUNIT_ASSERT(ansi.has_value());
        CPPUNIT_ASSERT(!ansi->has(Param::transmission_medium_requirement));
        CPPUNIT_ASSERT_EQUAL(0x88, int{ansi->raw(Param::user_service_information)[0]});
        std::array<std::uint8_t, kMaxOctets> memory;
        const auto size = ansi->encode(memory, Variant::ansi);
        CPPUNIT_ASSERT(size.ok());
        const auto read = Message::decode(base::Octets(memory).first(*size), Variant::ansi);
        CPPUNIT_ASSERT(read.ok());
        CPPUNIT_ASSERT(read->variant() == Variant::ansi);
        const auto back = translated(*read, Variant::itu);
        CPPUNIT_ASSERT(back.has_value());
        CPPUNIT_ASSERT(back->get<TransmissionMediumRequirement>()->value ==
                       Medium::unrestricted_64k);
        CPPUNIT_ASSERT(back->get<CalledPartyNumber>() == message.get<CalledPartyNumber>());
        CPPUNIT_ASSERT(back->encode(memory, Variant::itu).ok());
    }
    void an_ansi_parameter_stays_in_its_family() {
        Message message = iam(Variant::ansi);
        const std::uint8_t jurisdiction[] = {0x12, 0x34, 0x56};
        message.set_raw(Param::ansi_jurisdiction_information, jurisdiction);
        CPPUNIT_ASSERT(
            !translated(message, Variant::itu)->has(Param::ansi_jurisdiction_information));
        CPPUNIT_ASSERT(
            translated(message, Variant::ansi)->has(Param::ansi_jurisdiction_information));
    }
    void what_nobody_knows_passes_within_a_family_only() {
        Message message = iam(Variant::itu);
        const std::uint8_t octets[] = {1, 2};
        message.add_raw(kUnknown, octets);
        CPPUNIT_ASSERT(translated(message, Variant::etsi356)->has(kUnknown));
        CPPUNIT_ASSERT(!translated(message, Variant::ansi)->has(kUnknown));
        message = iam(Variant::uk); // 0xfe is a parameter of the United Kingdom only
        message.add_raw(static_cast<Param>(0xfe), octets);
        CPPUNIT_ASSERT(!translated(message, Variant::spirou)->has(static_cast<Param>(0xfe)));
        CPPUNIT_ASSERT(translated(message, Variant::uk)->has(static_cast<Param>(0xfe)));
    }
    void the_same_variant_is_left_as_it_is() {
        const Message message = iam(Variant::spirou);
        CPPUNIT_ASSERT(*translated(message, Variant::spirou) == message);
    }
    void a_message_of_one_network_does_not_reach_another() {
        Message message(MessageType::exm); // T1.113 only
        message.set_variant(Variant::ansi);
        CPPUNIT_ASSERT(!translated(message, Variant::itu));
        Message con(MessageType::con); // T1.113 lacks it, but a call may make it of an ANM
        con.set_variant(Variant::ansi);
        CPPUNIT_ASSERT(translated(con, Variant::itu).has_value());
        Message rel(MessageType::rel);
        rel.set(CauseIndicators{});
        CPPUNIT_ASSERT(translated(rel, Variant::ansi).has_value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TranslationTest);

} // namespace
