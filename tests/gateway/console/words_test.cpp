// Request lines as words, nearest matches.
#include "gateway/console/words.h"

#include <cppunit/extensions/HelperMacros.h>

using console::nearest;
using console::quoted_word;
using console::split;

class WordsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WordsTest);
    CPPUNIT_TEST(splits_at_blanks);
    CPPUNIT_TEST(keeps_blanks_within_quotes);
    CPPUNIT_TEST(takes_options_out);
    CPPUNIT_TEST(refuses_unknown_options_and_open_quotes);
    CPPUNIT_TEST(knows_whether_the_last_word_is_complete);
    CPPUNIT_TEST(quotes_what_it_splits_again);
    CPPUNIT_TEST(writes_line_ends_as_escapes);
    CPPUNIT_TEST(finds_the_nearest_word);
    CPPUNIT_TEST_SUITE_END();

    using List = std::vector<std::string>;
    void splits_at_blanks() {
        CPPUNIT_ASSERT(split("  show\tcalls \r").words == (List{"show", "calls"}));
        CPPUNIT_ASSERT(split("").words.empty());
    }
    void keeps_blanks_within_quotes() {
        CPPUNIT_ASSERT(split("span block \"line 2\" \"a\\\"b\"").words ==
                       (List{"span", "block", "line 2", "a\"b"}));
        CPPUNIT_ASSERT(split("\"a\\r\\nb\"").words == List{"a\\r\\nb"}); // two characters each
        CPPUNIT_ASSERT(split("\"\"").words == List{""});
    }
    void takes_options_out() {
        const auto line = split("--json show --width=132 calls");
        CPPUNIT_ASSERT(line.words == (List{"show", "calls"}));
        CPPUNIT_ASSERT(line.json);
        CPPUNIT_ASSERT_EQUAL(132U, line.width);
        CPPUNIT_ASSERT_EQUAL(40U, split("--width=0").width);
        CPPUNIT_ASSERT(split("\"--json\"").words == List{"--json"});
    }
    void refuses_unknown_options_and_open_quotes() {
        CPPUNIT_ASSERT(split("show --jason").error.find("--jason") != std::string::npos);
        CPPUNIT_ASSERT(!split("--width=x").error.empty());
        CPPUNIT_ASSERT(!split("--width=99999999999").error.empty());
        CPPUNIT_ASSERT(!split("show \"calls").error.empty());
    }
    void knows_whether_the_last_word_is_complete() {
        CPPUNIT_ASSERT(split("show ca").open_word);
        CPPUNIT_ASSERT(!split("show ca ").open_word);
        CPPUNIT_ASSERT(!split("").open_word);
    }
    void quotes_what_it_splits_again() {
        for (const std::string word : {"line1", "line 2", "", "a\"b", "--json", "back\\slash"})
            CPPUNIT_ASSERT_MESSAGE(word, split(quoted_word(word)).words == List{word});
    }
    void writes_line_ends_as_escapes() {
        CPPUNIT_ASSERT(split(quoted_word("a b\r\nc")).words == List{"a b\\r\\nc"});
    }
    void finds_the_nearest_word() {
        const List words{"calls", "channels", "config", "counters"};
        CPPUNIT_ASSERT_EQUAL(std::string("calls"), std::string(nearest("clals", words)));
        CPPUNIT_ASSERT_EQUAL(std::string("counters"), std::string(nearest("conuters", words)));
        CPPUNIT_ASSERT_EQUAL(std::string("channels"), std::string(nearest("chanels", words)));
        CPPUNIT_ASSERT(nearest("frobnicate", words).empty());
        CPPUNIT_ASSERT(nearest(std::string(100000, 'c'), words).empty());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordsTest);
