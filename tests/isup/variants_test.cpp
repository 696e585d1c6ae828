// National variants: what they add, what they share with their base, how they are named.
#include "isup/variants.h"

#include "isup/text.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

using namespace isup;
using namespace isup_test;

class VariantsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(VariantsTest);
    CPPUNIT_TEST(rows_stand_in_order_of_variant_and_cite_a_source);
    CPPUNIT_TEST(bases_lead_to_q763);
    CPPUNIT_TEST(a_variant_has_its_base_and_its_own);
    CPPUNIT_TEST(a_code_means_what_its_variant_says);
    CPPUNIT_TEST(charge_units_of_france_have_two_fixed_parameters);
    CPPUNIT_TEST(metering_pulse_of_china_may_carry_compatibility_information);
    CPPUNIT_TEST(messages_without_public_format_keep_their_octets);
    CPPUNIT_TEST(bodies_name_their_variant);
    CPPUNIT_TEST(national_categories_have_names);
    CPPUNIT_TEST(rows_of_a_variant_are_consistent);
    CPPUNIT_TEST_SUITE_END();

    static MessageType type(unsigned code) { return static_cast<MessageType>(code); }
    static Param param(unsigned code) { return static_cast<Param>(code); }
    static std::string again(std::string_view text, Variant variant) {
        return encoded_message(*Message::decode(octets(text), variant), variant);
    }

    void rows_stand_in_order_of_variant_and_cite_a_source() {
        std::set<std::string_view> names;
        CPPUNIT_ASSERT_EQUAL(kVariants, variants().size());
        for (std::size_t i = 0; i < kVariants; ++i) {
            const VariantRow& row = variants()[i];
            CPPUNIT_ASSERT_EQUAL(i, static_cast<std::size_t>(row.variant));
            CPPUNIT_ASSERT(&row_of(row.variant) == &row);
            CPPUNIT_ASSERT(!row.source.empty() && names.insert(row.name).second);
            CPPUNIT_ASSERT(variant_named(row.name) == row.variant);
        }
        CPPUNIT_ASSERT(!variant_named("atlantis"));
    }
    void bases_lead_to_q763() {
        for (const VariantRow& row : variants()) {
            Variant at = row.variant;
            for (std::size_t steps = 0; at != Variant::itu; at = row_of(at).base)
                CPPUNIT_ASSERT(++steps < kVariants);
        }
    }
    void a_variant_has_its_base_and_its_own() {
        for (const VariantRow& row : variants()) {
            CPPUNIT_ASSERT(find_message(MessageType::acm, row.variant));
            for (const MessageRow& own : row.messages)
                CPPUNIT_ASSERT(find_message(own.type, row.variant) == &own);
            for (const ParameterRow& own : row.parameters)
                CPPUNIT_ASSERT(find_parameter(own.code, row.variant) == &own);
        }
        CPPUNIT_ASSERT(find_message(type(0xe1), Variant::spirou) && !find_message(type(0xe1)) &&
                       !find_message(type(0xe1), Variant::uk));
    }
    void a_code_means_what_its_variant_says() {
        const auto name = [](unsigned code, Variant variant) {
            return std::string(find_parameter(param(code), variant)->name);
        };
        CPPUNIT_ASSERT_EQUAL(std::string("national forward call indicators"),
                             name(0xfe, Variant::uk));
        CPPUNIT_ASSERT_EQUAL(std::string("subscriber priority class"),
                             name(0xfe, Variant::germany));
        CPPUNIT_ASSERT_EQUAL(std::string("message number"), name(0xc2, Variant::spirou));
        CPPUNIT_ASSERT_EQUAL(std::string("operator services information"),
                             name(0xc2, Variant::ansi));
        CPPUNIT_ASSERT_EQUAL(std::string("generic address"), name(0xc0, Variant::ansi));
    }
    void charge_units_of_france_have_two_fixed_parameters() {
        const Message itx = *Message::decode(octets("e1010500"), Variant::spirou);
        CPPUNIT_ASSERT_EQUAL(std::string("ITX charge units\n  message number: 1\n"
                                         "  charge unit number: 5\n"),
                             to_text(itx, Variant::spirou));
        CPPUNIT_ASSERT_EQUAL(std::string("e1010500"), again("e1010500", Variant::spirou));
        CPPUNIT_ASSERT(!Message::decode(octets("e101"), Variant::spirou));
    }
    void metering_pulse_of_china_may_carry_compatibility_information() {
        const Message mpm = *Message::decode(octets("fd0102013801c100"), Variant::china);
        CPPUNIT_ASSERT(mpm.get<MessageCompatibility>());
        CPPUNIT_ASSERT_EQUAL(std::string("fd0102013801c100"),
                             again("fd0102013801c100", Variant::china));
    }
    void messages_without_public_format_keep_their_octets() {
        for (const char* text : {"fc00", "fc013801c100", "fcffeedd", "ff0a0b"})
            CPPUNIT_ASSERT_EQUAL(std::string(text), again(text, Variant::russia));
        CPPUNIT_ASSERT_EQUAL(std::string("fe7f0102"), again("fe7f0102", Variant::ttc));
    }
    void bodies_name_their_variant() {
        CPPUNIT_ASSERT(variant_of_body("ITU-T92+") == Variant::itu);
        CPPUNIT_ASSERT(variant_of_body("ansi00") == Variant::ansi);
        CPPUNIT_ASSERT(variant_of_body("etsi356") == Variant::etsi356);
        CPPUNIT_ASSERT(variant_of_body("ttc93+") == Variant::ttc);
        CPPUNIT_ASSERT(variant_of_body("spirou") == Variant::spirou);
        CPPUNIT_ASSERT(!variant_of_body("") && !variant_of_body("etsi3567"));
    }
    void national_categories_have_names() {
        CPPUNIT_ASSERT_EQUAL(std::string("local subscriber"),
                             std::string(category_name(0xe4, Variant::russia)));
        CPPUNIT_ASSERT(category_name(0xe4).empty());
        CPPUNIT_ASSERT_EQUAL(std::string("payphone"),
                             std::string(category_name(15, Variant::germany)));
        const Message iam = *Message::decode(octets("01000000e40302000484102143"), Variant::russia);
        CPPUNIT_ASSERT(to_text(iam, Variant::russia).find("local subscriber") != std::string::npos);
    }
    void rows_of_a_variant_are_consistent() {
        for (const VariantRow& row : variants()) {
            std::set<Param> codes;
            for (const ParameterRow& own : row.parameters)
                CPPUNIT_ASSERT_MESSAGE(std::string(own.name),
                                       codes.insert(own.code).second && !own.clause.empty());
            for (const Field& field : row.fields)
                CPPUNIT_ASSERT(find_parameter(field.parameter, row.variant) &&
                               field.shift + field.width <= 8);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(VariantsTest);
