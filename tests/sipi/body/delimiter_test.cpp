// Which lines are delimiters and which only look like it, RFC 2046 §5.1.1.
#include "sipi/body/delimiter.h"

#include "tests/sipi/text_support.h"

namespace sipi {

class DelimiterTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DelimiterTest);
    CPPUNIT_TEST(finds_a_delimiter_at_the_start);
    CPPUNIT_TEST(line_end_before_it_belongs_to_it);
    CPPUNIT_TEST(knows_the_closing_delimiter);
    CPPUNIT_TEST(counts_line_ends_as_asked);
    CPPUNIT_TEST(carriage_return_is_content_where_lines_end_with_line_feeds);
    CPPUNIT_TEST(finds_it_only_behind_a_given_length);
    CPPUNIT_TEST(finds_it_at_every_place_of_a_long_text);
    CPPUNIT_TEST(cut_line_counts_only_whole);
    CPPUNIT_TEST_SUITE_END();

    static std::string found(std::string_view text, LineEnds ends = LineEnds::crlf) {
        const auto delimiter = DelimiterScanner(text, "b").find(0, ends);
        return delimiter
                   ? std::to_string(delimiter->part_end) + "-" + std::to_string(delimiter->next) +
                         (delimiter->closing ? "!" : "") + (delimiter->bare_lf ? "lf" : "")
                   : "none";
    }

    void finds_a_delimiter_at_the_start() {
        ASSERT_TEXT("0-5", found("--b\r\nx"));
        ASSERT_TEXT("none", found(" --b\r\nx"));
        ASSERT_TEXT("none", found(""));
    }
    void line_end_before_it_belongs_to_it() {
        ASSERT_TEXT("1-8", found("x\r\n--b\r\n"));
        ASSERT_TEXT("3-10", found("x\r\n\r\n--b\r\n"));
        ASSERT_TEXT("0-7", found("\r\n--b\r\n"));
    }
    void knows_the_closing_delimiter() {
        ASSERT_TEXT("1-10!", found("x\r\n--b--\r\n"));
        ASSERT_TEXT("1-9!", found("x\r\n--b-- "));
        ASSERT_TEXT("none", found("x\r\n--b-- x\r\n"));
        ASSERT_TEXT("none", found("x\r\n--b -- x\r\n"));
    }
    void counts_line_ends_as_asked() {
        ASSERT_TEXT("none", found("x\n--b\r\n"));
        ASSERT_TEXT("none", found("x\r\n--b\n"));
        ASSERT_TEXT("none", found("x\r--b\r\n"));
        ASSERT_TEXT("1-7", found("x\n--b\r\n", LineEnds::any));
        ASSERT_TEXT("1-7lf", found("x\r\n--b\n", LineEnds::any));
    }
    void carriage_return_is_content_where_lines_end_with_line_feeds() {
        ASSERT_TEXT("2-7lf", found("x\r\n--b\n", LineEnds::lf));
    }
    void finds_it_only_behind_a_given_length() {
        const DelimiterScanner scanner("x\r\n--b\r\ny\r\n--b--", "b");
        CPPUNIT_ASSERT(scanner.behind(1, LineEnds::crlf)->next == 8);
        CPPUNIT_ASSERT(scanner.behind(9, LineEnds::crlf)->closing);
        for (const std::size_t length : {0U, 2U, 3U, 8U, 10U, 16U, 17U, 1000U})
            CPPUNIT_ASSERT(!scanner.behind(length, LineEnds::crlf));
    }
    void finds_it_at_every_place_of_a_long_text() {
        for (std::size_t before = 0; before < 80; ++before) {
            const std::string text =
                "\n-\n" + std::string(before, 'x') + "\r\n--b\r\n" + std::string(before, '-');
            ASSERT_TEXT(std::to_string(before + 3) + "-" + std::to_string(before + 10),
                        found(text));
        }
    }
    void cut_line_counts_only_whole() {
        constexpr std::string_view text = "x\r\n--b--\r\n";
        for (std::size_t length = 0; length <= text.size(); ++length) {
            const std::string cut(text.substr(0, length));
            // "--b" and "--b--" are whole at the end of the octets, "--b-" and "--b--\r" are not
            const bool whole = length == 6 || length == 8 || length == 10;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(cut, whole, found(cut) != "none");
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DelimiterTest);

} // namespace sipi
