// The whole catalogue: the tables against tests/data/isup-tables.txt, and every message type of
// every variant written and read again with each of its parameters.
#include "isup/text.h"
#include "isup/variants.h"

#include "tests/isup/support.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <map>
#include <sstream>

using namespace isup;
using namespace isup_test;

class CatalogueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CatalogueTest);
    CPPUNIT_TEST(messages_are_those_of_q763);
    CPPUNIT_TEST(parameters_are_those_of_table_5);
    CPPUNIT_TEST(every_message_with_its_mandatory_part_survives);
    CPPUNIT_TEST(every_message_with_all_its_parameters_survives);
    CPPUNIT_TEST(every_message_with_an_unknown_parameter_survives);
    CPPUNIT_TEST(every_message_cut_at_every_length_is_read_safely);
    CPPUNIT_TEST(every_message_lacking_a_mandatory_parameter_is_not_written);
    CPPUNIT_TEST(every_message_prints_each_parameter_by_name);
    CPPUNIT_TEST_SUITE_END();

    using Lines = std::vector<std::vector<std::string>>;

    static Lines lines(const std::string& kind) {
        std::ifstream file("tests/data/isup-tables.txt");
        CPPUNIT_ASSERT_MESSAGE("run from the top of the checkout", file.good());
        Lines result;
        for (std::string line; std::getline(file, line);) {
            std::istringstream words(line);
            std::vector<std::string> row;
            for (std::string word; words >> word;)
                row.push_back(word);
            if (!row.empty() && row[0] == kind)
                result.push_back(row);
        }
        return result;
    }
    static std::string abbreviations(std::span<const Param> list) {
        std::string result;
        for (const Param code : list)
            result += (result.empty() ? "" : ",") + std::string(find_parameter(code)->abbreviation);
        return result.empty() ? "-" : result;
    }

    void messages_are_those_of_q763() {
        const Lines expected = lines("message");
        CPPUNIT_ASSERT_EQUAL(expected.size(), messages().size());
        for (const auto& row : expected) {
            const auto type = static_cast<MessageType>(std::stoul(row[1], nullptr, 16));
            const MessageRow* found = find_message(type);
            CPPUNIT_ASSERT_MESSAGE(row[2], found);
            CPPUNIT_ASSERT_EQUAL(row[2], std::string(found->acronym));
            CPPUNIT_ASSERT_EQUAL(row[3] == "national" ? row[3] : "Q.763 Table " + row[3],
                                 std::string(found->clause));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row[2], row[4], abbreviations(found->fixed));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row[2], row[5], abbreviations(found->variable));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row[2], row[6],
                                         found->shape == Shape::with_optional
                                             ? abbreviations(found->optional)
                                             : std::string("!"));
        }
    }
    void parameters_are_those_of_table_5() {
        const Lines expected = lines("parameter");
        CPPUNIT_ASSERT_EQUAL(expected.size(), parameters().size());
        for (const auto& row : expected) {
            const auto code = static_cast<Param>(std::stoul(row[1], nullptr, 16));
            const ParameterRow* found = find_parameter(code);
            CPPUNIT_ASSERT_MESSAGE(row[2], found);
            CPPUNIT_ASSERT_EQUAL(row[2], std::string(found->abbreviation));
            const auto number = [](unsigned value) { return value ? std::to_string(value) : "?"; };
            if (code == Param::called_party_number) // may begin without a digit
                CPPUNIT_ASSERT_EQUAL(2u, unsigned{found->min_octets});
            else if (code != Param::end_of_optional_parameters)
                CPPUNIT_ASSERT_EQUAL_MESSAGE(row[2], row[3], number(found->min_octets));
            if (code != Param::end_of_optional_parameters)
                CPPUNIT_ASSERT_EQUAL_MESSAGE(row[2], row[4], number(found->max_octets));
            if (row[5][0] == '3')
                CPPUNIT_ASSERT_EQUAL("Q.763 §" + row[5], std::string(found->clause));
        }
    }

    /// Contents of the least length, other octets for each code.
    static std::vector<std::uint8_t> contents(Param code, Variant variant) {
        const ParameterRow* row = find_parameter(code, variant);
        std::vector<std::uint8_t> octets(std::max<std::size_t>(row->min_octets, 1));
        for (std::size_t i = 0; i < octets.size(); ++i)
            octets[i] = static_cast<std::uint8_t>(static_cast<unsigned>(code) * 7 + i * 29);
        return octets;
    }
    static Message mandatory(const MessageRow& row, Variant variant) {
        Message message(row.type);
        for (const Param code : row.fixed)
            message.add_raw(code, contents(code, variant));
        for (const Param code : row.variable)
            message.add_raw(code, contents(code, variant));
        return message;
    }
    static Message whole(const MessageRow& row, Variant variant) {
        Message message = mandatory(row, variant);
        for (const Param code : row.optional)
            message.add_raw(code, contents(code, variant));
        if (row.shape == Shape::opaque)
            message.add_raw(Param::end_of_optional_parameters, octets("0c0200028090"));
        return message;
    }
    static std::string called(const MessageRow& row, Variant variant) {
        return std::string(row_of(variant).name) + " " + std::string(row.acronym);
    }
    template <class Act>
    static void for_each_message(Act act) {
        for (const VariantRow& variant : variants())
            for (int type = 0; type < 256; ++type)
                if (const MessageRow* row =
                        find_message(static_cast<MessageType>(type), variant.variant))
                    act(*row, variant.variant);
    }
    static std::vector<std::uint8_t> written(const Message& message, Variant variant,
                                             const std::string& name) {
        std::vector<std::uint8_t> memory(kMaxOctets);
        const auto size = message.encode(memory, variant);
        CPPUNIT_ASSERT_MESSAGE(name + ": " + (size ? "" : to_text(size.error())), size);
        memory.resize(*size);
        return memory;
    }
    static void survives(const Message& message, Variant variant, const std::string& name) {
        const auto memory = written(message, variant, name);
        const auto again = Message::decode(memory, variant);
        CPPUNIT_ASSERT_MESSAGE(name, again);
        CPPUNIT_ASSERT_MESSAGE(name, *again == message);
    }

    void every_message_with_its_mandatory_part_survives() {
        std::size_t count = 0;
        for_each_message([&](const MessageRow& row, Variant variant) {
            if (row.shape != Shape::opaque)
                survives(mandatory(row, variant), variant, called(row, variant));
            ++count;
        });
        CPPUNIT_ASSERT(count >= kVariants * 49);
    }
    void every_message_with_all_its_parameters_survives() {
        for_each_message([](const MessageRow& row, Variant variant) {
            survives(whole(row, variant), variant, called(row, variant));
        });
    }
    void every_message_with_an_unknown_parameter_survives() {
        for_each_message([](const MessageRow& row, Variant variant) {
            if (row.shape != Shape::with_optional && row.shape != Shape::national)
                return;
            Message message = mandatory(row, variant);
            message.add_raw(static_cast<Param>(0xd5), octets("010203"));
            message.add_raw(static_cast<Param>(0xd6), {});
            survives(message, variant, called(row, variant));
        });
    }
    void every_message_cut_at_every_length_is_read_safely() {
        for_each_message([](const MessageRow& row, Variant variant) {
            const Message message = whole(row, variant);
            const auto memory = written(message, variant, called(row, variant));
            for (std::size_t length = 0; length < memory.size(); ++length) {
                const std::vector<std::uint8_t> cut(
                    memory.begin(), memory.begin() + static_cast<std::ptrdiff_t>(length));
                if (const auto read = Message::decode(cut, variant)) {
                    CPPUNIT_ASSERT(!to_text(*read, variant).empty());
                    // at most the end code is missing
                    CPPUNIT_ASSERT_MESSAGE(called(row, variant),
                                           row.shape == Shape::opaque ||
                                               row.shape == Shape::national ||
                                               read->size() < message.size() ||
                                               (*read == message && length + 1 == memory.size()));
                }
            }
        });
    }
    void every_message_lacking_a_mandatory_parameter_is_not_written() {
        std::uint8_t memory[kMaxOctets];
        for_each_message([&](const MessageRow& row, Variant variant) {
            for (const auto list : {row.fixed, row.variable})
                for (const Param code : list) {
                    Message message = mandatory(row, variant);
                    message.remove(code);
                    const auto size = message.encode(memory, variant);
                    CPPUNIT_ASSERT_MESSAGE(called(row, variant),
                                           !size && size.error() ==
                                                        (Error{Reason::missing_mandatory, code}));
                }
        });
    }
    void every_message_prints_each_parameter_by_name() {
        for_each_message([](const MessageRow& row, Variant variant) {
            const std::string text = to_text(whole(row, variant), variant);
            CPPUNIT_ASSERT_MESSAGE(text, text.starts_with(std::string(row.acronym) + " "));
            for (const auto list : {row.fixed, row.variable, row.optional})
                for (const Param code : list)
                    CPPUNIT_ASSERT_MESSAGE(
                        text, text.find("\n  " + std::string(find_parameter(code, variant)->name) +
                                        ": ") != std::string::npos);
        });
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CatalogueTest);
