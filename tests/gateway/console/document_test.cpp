// Documents as text and JSON.
#include "gateway/console/document.h"

#include <cppunit/extensions/HelperMacros.h>
#include <nlohmann/json.hpp>

using namespace console;

class DocumentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DocumentTest);
    CPPUNIT_TEST(aligns_columns_numbers_to_the_right);
    CPPUNIT_TEST(aligns_utf8_by_character_and_stops_escape_sequences);
    CPPUNIT_TEST(says_when_a_table_is_empty);
    CPPUNIT_TEST(prints_records_one_field_a_line);
    CPPUNIT_TEST(prints_durations_for_people);
    CPPUNIT_TEST(gives_json_types);
    CPPUNIT_TEST(json_replaces_what_is_no_utf8);
    CPPUNIT_TEST_SUITE_END();

    static Document table(std::vector<std::vector<Value>> rows) {
        return {{"things", "",
                 Table{{{"name", "Name"}, {"count", "Count"}}, std::move(rows), "no things"}}};
    }
    void aligns_columns_numbers_to_the_right() {
        CPPUNIT_ASSERT_EQUAL(std::string("Name   Count\n"
                                         "line1      7\n"
                                         "x       1234\n"
                                         "-          -\n"),
                             to_text(table({{std::string("line1"), std::int64_t{7}},
                                            {std::string("x"), std::int64_t{1234}},
                                            {Value{}, Value{}}})));
    }
    void aligns_utf8_by_character_and_stops_escape_sequences() {
        CPPUNIT_ASSERT_EQUAL(std::string("Name   Count\n"
                                         "\xc3\xbc.[2J      1\n"),
                             to_text(table({{std::string("\xc3\xbc\x1b[2J"), std::int64_t{1}}})));
    }
    void says_when_a_table_is_empty() {
        CPPUNIT_ASSERT_EQUAL(std::string("no things\n"), to_text(table({})));
    }
    void prints_records_one_field_a_line() {
        const Document document{
            {"", "", Record{{{"a", "Short", true}, {"b", "Longer name", text("x")}}}},
            {"leg", "Leg", Record{{{"c", "C", Value{}}}}}};
        CPPUNIT_ASSERT_EQUAL(std::string("Short:        yes\nLonger name:  x\n\nLeg\nC:  -\n"),
                             to_text(document));
    }
    void prints_durations_for_people() {
        const std::pair<double, const char*> rows[] = {
            {0, "0 s"},        {0.00123, "1.23 ms"},         {59.94, "59.9 s"},
            {75.5, "1m15s"},   {3723, "1h02m03s"},           {100000, "1d03h46m"},
            {-75.5, "-1m15s"}, {1e300, "11574074074d01h46m"}};
        for (const auto& [seconds, text] : rows)
            CPPUNIT_ASSERT_EQUAL(std::string(text), to_text(Value{Seconds{seconds}}));
    }
    void gives_json_types() {
        const Document document{{"", "",
                                 Record{{{"flag", "", true},
                                         {"count", "", std::int64_t{-5}},
                                         {"ratio", "", 0.5},
                                         {"name", "", text("x")},
                                         {"nothing", "", text("")},
                                         {"time", "", Seconds{0.25}},
                                         {"at", "", Timestamp{1.5e9 + 0.25}},
                                         {"list", "", std::vector<std::string>{"a", "b"}}}}},
                                table({{std::string("x"), std::int64_t{1}}}).front()};
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"({"flag":true,"count":-5,"ratio":0.5,"name":"x","nothing":null,"time":0.25,)"
                R"("at":"2017-07-14T02:40:00.250Z","list":["a","b"],"things":[{"name":"x","count":1}]})"),
            nlohmann::ordered_json::parse(to_json(document)).dump());
    }
    void json_replaces_what_is_no_utf8() {
        CPPUNIT_ASSERT(
            nlohmann::json::accept(to_json(table({{std::string("\xff\xfe"), std::int64_t{1}}}))));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DocumentTest);
