// Grammar, abbreviations, help and completion of commands.
#include "gateway/console/registry.h"

#include <cppunit/extensions/HelperMacros.h>

#include <stdexcept>

using namespace console;

class RegistryTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RegistryTest);
    CPPUNIT_TEST(finds_commands_and_their_arguments);
    CPPUNIT_TEST(takes_optional_parts_or_not);
    CPPUNIT_TEST(takes_alternatives);
    CPPUNIT_TEST(takes_abbreviations_that_leave_one_command);
    CPPUNIT_TEST(an_exact_word_wins_over_a_longer_one);
    CPPUNIT_TEST(never_guesses_a_command_that_changes_something);
    CPPUNIT_TEST(names_the_bad_word_and_the_nearest);
    CPPUNIT_TEST(says_what_is_missing_and_what_is_too_much);
    CPPUNIT_TEST(completes_words_and_arguments);
    CPPUNIT_TEST(helps_at_every_point);
    CPPUNIT_TEST(lists_commands_that_begin_with_a_word);
    CPPUNIT_TEST(help_after_a_bad_word_names_it);
    CPPUNIT_TEST(refuses_a_bad_grammar);
    CPPUNIT_TEST(lists_all_commands);
    CPPUNIT_TEST_SUITE_END();

    Registry registry_;

  public:
    void setUp() override {
        const Handler none = [](const Arguments&, Reply&) {};
        const auto spans = [] {
            return std::vector<Candidate>{{"line10", "E1"}, {"line 2", "T1"}, {"line1", "E1"}};
        };
        registry_.describe("show", "what is");
        registry_.add({"show calls", "all calls", true, {}, none});
        registry_.add({"show call ID", "one call", true, {{"ID", "number of a call", {}}}, none});
        registry_.add(
            {"show channels [SPAN]", "channels", true, {{"SPAN", "a span", spans}}, none});
        registry_.add(
            {"span block SPAN [CHANNEL]", "block", false, {{"SPAN", "a span", spans}}, none});
        registry_.add({"stop [when idle]", "stop it", false, {}, none});
        registry_.add({"route test NUMBER from GROUP", "dry run", true, {}, none});
        registry_.add({"alarm on|off", "bell", false, {}, none});
    }

  private:
    std::string command(std::string_view line) {
        const auto match = registry_.match(line);
        return match ? match->command->grammar : "error: " + match.error().message;
    }
    std::string words(std::string_view line) {
        std::string out;
        for (const Candidate& candidate : registry_.candidates(line))
            out += (out.empty() ? "" : " ") +
                   (candidate.literal ? candidate.word : "<" + candidate.word + ">");
        return out;
    }
    void assert_command(const char* expected, std::string_view line) {
        CPPUNIT_ASSERT_EQUAL(std::string(expected), command(line));
    }

    void finds_commands_and_their_arguments() {
        assert_command("show calls", "show calls");
        const auto match = registry_.match("route test \"+49 30\" from pbx --json --width=80");
        CPPUNIT_ASSERT_EQUAL(std::string_view("+49 30"), match->arguments["NUMBER"]);
        CPPUNIT_ASSERT_EQUAL(std::string_view("pbx"), match->arguments["GROUP"]);
        CPPUNIT_ASSERT(match->arguments.json());
        CPPUNIT_ASSERT_EQUAL(80U, match->arguments.width());
        CPPUNIT_ASSERT(!match->arguments.has("SPAN"));
    }
    void takes_optional_parts_or_not() {
        assert_command("span block SPAN [CHANNEL]", "span block line1");
        CPPUNIT_ASSERT_EQUAL(std::string_view("7"),
                             registry_.match("span block line1 7")->arguments["CHANNEL"]);
        CPPUNIT_ASSERT(!registry_.match("stop")->arguments.keyword("idle"));
        CPPUNIT_ASSERT(registry_.match("stop when idle")->arguments.keyword("idle"));
        CPPUNIT_ASSERT(!registry_.match("stop when"));
    }
    void takes_alternatives() {
        CPPUNIT_ASSERT(registry_.match("alarm off")->arguments.keyword("off"));
        assert_command("error: unknown word \"never\" after \"alarm\"; expected off or on",
                       "alarm never");
    }
    void takes_abbreviations_that_leave_one_command() {
        assert_command("show calls", "sh ca");
        assert_command("show call ID", "sh ca 5");
        assert_command("show channels [SPAN]", "sh ch line1");
        assert_command("error: \"c\" may mean call, calls or channels", "sh c");
        assert_command("route test NUMBER from GROUP", "r t 600 f pbx");
    }
    void an_exact_word_wins_over_a_longer_one() {
        assert_command("error: \"show call\" is not complete; next comes ID", "show call");
    }
    void never_guesses_a_command_that_changes_something() {
        assert_command("error: \"s\" may mean show, span or stop", "s");
        assert_command("stop [when idle]", "st");
        assert_command("span block SPAN [CHANNEL]", "sp bl line1");
    }
    void names_the_bad_word_and_the_nearest() {
        assert_command("error: unknown word \"clals\" after \"show\"; did you mean \"calls\"?",
                       "show clals");
        assert_command("error: unknown word \"shwo\"; did you mean \"show\"?", "shwo calls");
        assert_command("error: unknown word \"xyzzy\" after \"span\"; expected block",
                       "span xyzzy");
    }
    void says_what_is_missing_and_what_is_too_much() {
        assert_command("error: no command; \"help\" lists them all", "  ");
        assert_command("error: \"span block\" is not complete; next comes SPAN", "span block");
        assert_command("error: \"now\" is too much after \"show calls\"", "show calls now");
        assert_command("error: a quotation mark is not closed", "show \"calls");
    }
    void completes_words_and_arguments() {
        CPPUNIT_ASSERT_EQUAL(std::string("alarm route show span stop"), words(""));
        CPPUNIT_ASSERT_EQUAL(std::string("call calls"), words("show ca"));
        CPPUNIT_ASSERT_EQUAL(std::string("call calls channels"), words("sh "));
        CPPUNIT_ASSERT_EQUAL(std::string("\"line 2\" line1 line10"), words("span block "));
        CPPUNIT_ASSERT_EQUAL(std::string("line1 line10"), words("span block line1"));
        CPPUNIT_ASSERT_EQUAL(std::string("<CHANNEL>"), words("span block line1 "));
        CPPUNIT_ASSERT_EQUAL(std::string("<ID>"), words("show call "));
        CPPUNIT_ASSERT_EQUAL(std::string(""), words("show calls "));
        CPPUNIT_ASSERT_EQUAL(std::string(""), words("nonsense "));
    }
    void lists_commands_that_begin_with_a_word() {
        const auto rows = [this](std::string_view word) {
            return std::get<Table>(registry_.all(word)[0].content).rows.size();
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows("stop"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rows("show"));
        CPPUNIT_ASSERT(rows("") > rows("s"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows("xyzzy"));
    }
    void helps_at_every_point() {
        CPPUNIT_ASSERT_EQUAL(std::string("  alarm  bell\n  route  dry run\n  show   what is\n  "
                                         "span   block\n  stop   stop it\n"),
                             registry_.help(""));
        CPPUNIT_ASSERT_EQUAL(std::string("  call   one call\n  calls  all calls\n"),
                             registry_.help("show ca"));
        CPPUNIT_ASSERT_EQUAL(std::string("  <enter>  stop it\n  when     stop it\n"),
                             registry_.help("stop "));
        CPPUNIT_ASSERT_EQUAL(std::string("  ID  number of a call\n"), registry_.help("show call "));
        CPPUNIT_ASSERT_EQUAL(std::string("  <enter>  all calls\n"), registry_.help("show calls "));
    }
    void help_after_a_bad_word_names_it() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("unknown word \"clals\" after \"show\"; did you mean \"calls\"?\n"),
            registry_.help("show clals "));
        CPPUNIT_ASSERT_EQUAL(
            std::string("unknown word \"clals\" after \"show\"; did you mean \"calls\"?\n"),
            registry_.help("show clals"));
    }
    void refuses_a_bad_grammar() {
        Registry registry;
        for (const char* grammar : {"stop [when", "stop when]", "alarm on|"})
            CPPUNIT_ASSERT_THROW(registry.add({grammar, "", true, {}, {}}), std::logic_error);
    }
    void lists_all_commands() {
        const Document all = registry_.all();
        const Table& table = std::get<Table>(all.at(0).content);
        CPPUNIT_ASSERT_EQUAL(std::size_t{7}, table.rows.size());
        CPPUNIT_ASSERT_EQUAL(std::string("alarm on|off"), std::get<std::string>(table.rows[0][0]));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegistryTest);
