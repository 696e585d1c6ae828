// The tables of messages, parameters and fields are consistent.
#include "isup/variants.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>

using namespace isup;

class TablesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TablesTest);
    CPPUNIT_TEST(every_message_is_found_by_its_code);
    CPPUNIT_TEST(every_parameter_is_found_by_its_code);
    CPPUNIT_TEST(mandatory_parameters_have_rows_and_lengths);
    CPPUNIT_TEST(optional_lists_name_known_parameters_once);
    CPPUNIT_TEST(every_row_cites_its_clause);
    CPPUNIT_TEST(ansi_replaces_and_adds_rows);
    CPPUNIT_TEST(unknown_codes_have_no_row);
    CPPUNIT_TEST(fields_lie_inside_their_parameter);
    CPPUNIT_TEST_SUITE_END();

    static std::vector<MessageRow> all_messages() {
        std::vector<MessageRow> rows(messages().begin(), messages().end());
        for (const VariantRow& variant : variants())
            rows.insert(rows.end(), variant.messages.begin(), variant.messages.end());
        return rows;
    }

    void every_message_is_found_by_its_code() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{49}, messages().size());
        for (const MessageRow& row : messages())
            CPPUNIT_ASSERT_EQUAL(std::string(row.acronym),
                                 std::string(find_message(row.type)->acronym));
    }
    void every_parameter_is_found_by_its_code() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{110}, parameters().size());
        for (const ParameterRow& row : parameters())
            CPPUNIT_ASSERT_EQUAL(std::string(row.name),
                                 std::string(find_parameter(row.code)->name));
    }
    void mandatory_parameters_have_rows_and_lengths() {
        for (const VariantRow& variant : variants())
            for (const MessageRow& row : all_messages()) {
                if (find_message(row.type, variant.variant) != &row &&
                    row.clause.find("Q.763") == std::string_view::npos)
                    continue; // another variant's
                const std::string name = std::string(variant.name) + " " + std::string(row.acronym);
                for (const Param code : row.fixed) {
                    const ParameterRow* parameter = find_parameter(code, variant.variant);
                    CPPUNIT_ASSERT_MESSAGE(name, parameter);
                    CPPUNIT_ASSERT(parameter->min_octets > 0 &&
                                   parameter->min_octets == parameter->max_octets);
                }
                for (const Param code : row.variable)
                    CPPUNIT_ASSERT_MESSAGE(name, find_parameter(code, variant.variant));
            }
    }
    void optional_lists_name_known_parameters_once() {
        for (const VariantRow& variant : variants())
            for (int type = 0; type < 256; ++type) {
                const MessageRow* row =
                    find_message(static_cast<MessageType>(type), variant.variant);
                if (!row)
                    continue;
                std::set<Param> seen;
                for (const Param code : row->optional) {
                    CPPUNIT_ASSERT_MESSAGE(std::string(row->acronym),
                                           find_parameter(code, variant.variant));
                    CPPUNIT_ASSERT_MESSAGE(std::string(row->acronym), seen.insert(code).second);
                    CPPUNIT_ASSERT(belongs(code, *row));
                }
                CPPUNIT_ASSERT(row->optional.empty() || row->shape == Shape::with_optional ||
                               row->shape == Shape::national);
            }
    }
    void every_row_cites_its_clause() {
        for (const MessageRow& row : all_messages())
            CPPUNIT_ASSERT(!row.clause.empty() && !row.name.empty());
        for (const ParameterRow& row : parameters())
            CPPUNIT_ASSERT(!row.clause.empty() && !row.abbreviation.empty());
    }
    void ansi_replaces_and_adds_rows() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                             find_message(MessageType::iam, Variant::ansi)->variable.size());
        CPPUNIT_ASSERT(find_message(MessageType::exm, Variant::ansi));
        CPPUNIT_ASSERT(!find_message(MessageType::exm));
        CPPUNIT_ASSERT(!find_message(MessageType::sam, Variant::ansi) &&
                       find_message(MessageType::anm, Variant::ansi));
        CPPUNIT_ASSERT(find_message(MessageType::rlc, Variant::ansi)->shape == Shape::no_optional);
        CPPUNIT_ASSERT_EQUAL(
            std::string("charge number"),
            std::string(find_parameter(Param::ansi_charge_number, Variant::ansi)->name));
        CPPUNIT_ASSERT(!find_parameter(Param::ansi_charge_number));
    }
    void unknown_codes_have_no_row() {
        CPPUNIT_ASSERT(!find_message(static_cast<MessageType>(0xfa)));
        CPPUNIT_ASSERT(!find_parameter(static_cast<Param>(0xd5)));
    }
    void fields_lie_inside_their_parameter() {
        for (const ParameterRow& row : parameters())
            for (const Field& field : fields_of(row.code)) {
                CPPUNIT_ASSERT(field.parameter == row.code);
                CPPUNIT_ASSERT(field.width >= 1 && field.shift + field.width <= 8);
                CPPUNIT_ASSERT(field.octet >= 1 &&
                               (row.max_octets == 0 || field.octet <= row.max_octets));
                for (const ValueName& value : field.values)
                    CPPUNIT_ASSERT(value.value < 1u << field.width);
            }
        CPPUNIT_ASSERT_EQUAL(std::size_t{11}, fields_of(Param::backward_call_indicators).size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TablesTest);
