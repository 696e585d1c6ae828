// Parameters, quoted strings, and commas between values.
#include "sipi/params.h"

#include "sipi/param_reader.h"
#include "sipi/text.h"
#include "tests/sipi/text_support.h"

namespace sipi {

class ParamsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ParamsTest);
    CPPUNIT_TEST(walks_all_parameters);
    CPPUNIT_TEST(finds_without_regard_to_case);
    CPPUNIT_TEST(tells_an_empty_value_from_none);
    CPPUNIT_TEST(keeps_separators_inside_quotes);
    CPPUNIT_TEST(refuses_empty_names_and_open_quotes);
    CPPUNIT_TEST(undoes_the_escapes_of_a_quoted_string);
    CPPUNIT_TEST(quotes_what_unquoting_gives_back);
    CPPUNIT_TEST(splits_at_commas_outside_quotes_and_brackets);
    CPPUNIT_TEST(finds_characters_across_chunks_of_sixteen);
    CPPUNIT_TEST(measures_runs_of_a_class_at_every_length);
    CPPUNIT_TEST(takes_numbers_up_to_their_limit);
    CPPUNIT_TEST_SUITE_END();

    static bool well_formed(std::string_view text) {
        Param param;
        for (;;) {
            const auto read = scan::read_param(text, param);
            if (read != scan::ParamRead::one)
                return read == scan::ParamRead::end;
        }
    }

    void walks_all_parameters() {
        std::string seen;
        for (const Param& param : Params(" ; a = 1;b;\tc=\"x;y\" "))
            seen.append(param.name).append("=").append(param.value).append("|");
        ASSERT_TEXT("a=1|b=|c=\"x;y\"|", seen);
    }
    void finds_without_regard_to_case() {
        ASSERT_TEXT("udp", Params(";lr;Transport=udp").value("transport"));
        CPPUNIT_ASSERT(Params(";LR").has("lr"));
        CPPUNIT_ASSERT(!Params(";lrx").has("lr"));
    }
    void tells_an_empty_value_from_none() {
        CPPUNIT_ASSERT(!Params(";rport").find("rport")->has_value);
        CPPUNIT_ASSERT(Params(";rport=").find("rport")->has_value);
    }
    void keeps_separators_inside_quotes() {
        ASSERT_TEXT("\"a\\\";b=,\"", Params(";x=\"a\\\";b=,\";y").value("x"));
        CPPUNIT_ASSERT(Params(";x=\"a\\\";b=,\";y").has("y"));
    }
    void refuses_empty_names_and_open_quotes() {
        for (const std::string_view good :
             {"", " ", ";a", ";a=b", "; a = \"\" ; b", ";a=[2001:db8::1]"})
            CPPUNIT_ASSERT_MESSAGE(std::string(good), well_formed(good));
        for (const std::string_view bad :
             {";", ";;", ";a;;b", ";=b", "a", ";a=\"b", ";a=b c", ";a=\"b\\\""})
            CPPUNIT_ASSERT_MESSAGE(std::string(bad), !well_formed(bad));
    }
    void undoes_the_escapes_of_a_quoted_string() {
        ASSERT_TEXT("J Rosenberg \\\"", unquoted("\"J Rosenberg \\\\\\\"\""));
        ASSERT_TEXT("plain", unquoted("plain"));
        ASSERT_TEXT("", unquoted("\"\""));
        ASSERT_TEXT("\"", unquoted("\""));
    }
    void quotes_what_unquoting_gives_back() {
        std::string quoted;
        append_quoted(quoted, "a \"b\" \\ c\r\n");
        ASSERT_TEXT("\"a \\\"b\\\" \\\\ c\"", quoted);
        ASSERT_TEXT("a \"b\" \\ c", unquoted(quoted));
    }
    void splits_at_commas_outside_quotes_and_brackets() {
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), scan::next_comma("a,b"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(12), scan::next_comma("\"x, y\" <a,b>,c"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(5), scan::next_comma("\"x, y"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(4), scan::next_comma("<a,b"));
        CPPUNIT_ASSERT_EQUAL(std::size_t(0), scan::next_comma(""));
    }
    void finds_characters_across_chunks_of_sixteen() {
        for (std::size_t length = 0; length < 50; ++length) {
            std::string text(length, 'x');
            CPPUNIT_ASSERT_EQUAL(length, (scan::find_any<',', ';'>(text)));
            for (std::size_t at = 0; at < length; ++at) {
                std::string marked = text;
                marked[at] = ';';
                CPPUNIT_ASSERT_EQUAL(at, (scan::find_any<',', ';'>(marked)));
                CPPUNIT_ASSERT_EQUAL(length, (scan::find_any<',', ';'>(marked, at + 1)));
            }
        }
    }
    void measures_runs_of_a_class_at_every_length() {
        for (std::size_t length = 0; length < 20; ++length) {
            CPPUNIT_ASSERT_EQUAL(length, scan::span_of(std::string(length, 'x'), scan::kToken));
            for (std::size_t at = 0; at < length; ++at) {
                std::string text(length, 'x');
                text[at] = '@';
                CPPUNIT_ASSERT_EQUAL(at, scan::span_of(text, scan::kToken));
                text[length - 1] = '@';
                CPPUNIT_ASSERT_EQUAL(at, scan::span_of(text, scan::kToken));
            }
        }
    }
    void takes_numbers_up_to_their_limit() {
        std::uint64_t number = 0;
        CPPUNIT_ASSERT(scan::read_digits("18446744073709551615", UINT64_MAX, number));
        CPPUNIT_ASSERT_EQUAL(UINT64_MAX, number);
        CPPUNIT_ASSERT(!scan::read_digits("18446744073709551616", UINT64_MAX, number));
        CPPUNIT_ASSERT(!scan::read_digits("184467440737095516150", UINT64_MAX, number));
        CPPUNIT_ASSERT(scan::read_digits("0000000000000000000000000255", 255, number));
        CPPUNIT_ASSERT(!scan::read_digits("256", 255, number));
        CPPUNIT_ASSERT(!scan::read_digits("", 255, number));
        std::string_view text = "42;x";
        CPPUNIT_ASSERT(scan::take_number(text, 255, number));
        ASSERT_TEXT(";x", text);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ParamsTest);

} // namespace sipi
