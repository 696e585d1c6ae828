// The commands of line maintenance: what they ask the daemon for, and what they answer.
#include "gateway/console/console.h"
#include "gateway/console/test_command.h"
#include "tests/gateway/console/fake_daemon.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace {

using namespace console;

struct Answer final : Reply {
    std::string text, failure, head;
    std::unique_ptr<StreamSource> source;
    void document(const Document& document) override { text = to_json(document); }
    void formatted(std::string_view shown, std::string_view) override { text = shown; }
    void done(std::string_view message) override { text = message; }
    void error(std::string_view message) override { failure = message; }
    void stream(std::string_view first, std::unique_ptr<StreamSource> from) override {
        head = first;
        source = std::move(from);
    }
};

struct Sink final : StreamSink {
    std::string text;
    bool ended = false, failed = false;
    void send(std::string_view more) override { text += more; }
    void end() override { ended = true; }
    void fail(std::string_view last) override {
        text += last;
        ended = failed = true;
    }
};

class TestCommandTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TestCommandTest);
    CPPUNIT_TEST(a_loop_goes_on_in_the_background);
    CPPUNIT_TEST(a_bit_error_test_lasts_as_long_as_its_answer);
    CPPUNIT_TEST(a_failed_test_fails_the_command);
    CPPUNIT_TEST(the_reader_who_goes_away_ends_the_test);
    CPPUNIT_TEST(a_reader_who_has_enough_sees_what_was_found);
    CPPUNIT_TEST(json_comes_once_at_the_end);
    CPPUNIT_TEST(what_is_asked_for_arrives);
    CPPUNIT_TEST(wrong_words_are_refused_before_anything_happens);
    CPPUNIT_TEST(show_tests_has_the_same_cells_in_json);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    FakeDaemon daemon_{clock_};
    Registry registry_;

  public:
    void setUp() override { register_commands(registry_, daemon_); }

  private:
    std::unique_ptr<Answer> run(std::string_view line) {
        const auto match = registry_.match(line);
        CPPUNIT_ASSERT_MESSAGE(std::string(line) + ": " + (match ? "" : match.error().message),
                               match.ok());
        CPPUNIT_ASSERT_EQUAL(line.starts_with("show"), match->command->read_only);
        auto answer = std::make_unique<Answer>();
        match->command->handler(match->arguments, *answer);
        return answer;
    }
    static void assert_contains(const std::string& text, const std::string& part) {
        CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text,
                               text.find(part) != std::string::npos);
    }
    FakeTests& tests() { return daemon_.line_tests; }

    void a_loop_goes_on_in_the_background() {
        const auto answer = run("test loop line1/3 local 60 force");
        assert_contains(answer->text, "\"test stop line1/3\" ends it");
        CPPUNIT_ASSERT(!answer->source);
        CPPUNIT_ASSERT(tests().asked.kind == TestKind::loop && tests().asked.force);
        CPPUNIT_ASSERT_EQUAL(60U, tests().asked.seconds);
        assert_contains(run("test loop line1/3 off")->text, "is over");
        assert_contains(run("test loop line1/3 off")->failure, "no test runs");
    }
    void a_bit_error_test_lasts_as_long_as_its_answer() {
        const auto answer = run("test prbs line1/3 10");
        Sink sink;
        answer->source->start(sink);
        TestMeasure measure;
        measure.channel = "line1/3";
        measure.bits = TestMeasure::Bits{true, 64000, 2, 0, 0, 1, 1, 2 / 64000.0};
        tests().view.measures = {measure};
        tests().follower->on_test_progress(tests().view);
        assert_contains(sink.text, "in synchronism, 64000 bits, 2 errors");
        CPPUNIT_ASSERT(!sink.ended);
        tests().end("passed");
        CPPUNIT_ASSERT(sink.ended && !sink.failed);
        assert_contains(sink.text, "passed");
    }
    void a_failed_test_fails_the_command() {
        const auto answer = run("test prbs line1/3");
        Sink sink;
        answer->source->start(sink);
        tests().view.reasons = {"2 of 64000 bits wrong"};
        tests().end("failed");
        CPPUNIT_ASSERT(sink.failed);
        assert_contains(sink.text, "2 of 64000 bits wrong");
    }
    void the_reader_who_goes_away_ends_the_test() {
        const auto answer = run("test prbs line1/3");
        Sink sink;
        answer->source->start(sink);
        answer->source.reset();
        CPPUNIT_ASSERT_EQUAL(std::string("stopped"), tests().view.state);
        CPPUNIT_ASSERT(!tests().follower);
    }
    void a_reader_who_has_enough_sees_what_was_found() {
        const auto answer = run("test prbs line1/3");
        Sink sink;
        answer->source->start(sink);
        answer->source->cancel();
        assert_contains(sink.text, "ended by the operator");
    }
    void json_comes_once_at_the_end() {
        const auto answer = run("test level line1/3 --json");
        CPPUNIT_ASSERT(answer->head.empty());
        Sink sink;
        answer->source->start(sink);
        TestMeasure measure;
        measure.channel = "line1/3";
        measure.level = TestMeasure::Level{-10.04, -10.06, 1004.02};
        tests().view.measures = {measure};
        tests().follower->on_test_progress(tests().view);
        CPPUNIT_ASSERT(sink.text.empty());
        tests().end("done");
        const auto json = nlohmann::json::parse(sink.text);
        CPPUNIT_ASSERT_EQUAL(-10.0, json["results"][0]["level_dbm0"].get<double>());
        CPPUNIT_ASSERT_EQUAL(1004.0, json["results"][0]["frequency_hz"].get<double>());
        CPPUNIT_ASSERT(json["results"][0]["bits"].is_null());
        CPPUNIT_ASSERT_EQUAL(std::string("done"), json["state"].get<std::string>());
    }
    void what_is_asked_for_arrives() {
        run("test tone line1/5 1020.5 -10.5 30");
        CPPUNIT_ASSERT_EQUAL(1020.5, tests().asked.frequency);
        CPPUNIT_ASSERT_EQUAL(-10.5, tests().asked.level_dbm0);
        run("test call +493012 via exchange from 600 expect prbs 7");
        CPPUNIT_ASSERT(tests().asked.kind == TestKind::call);
        CPPUNIT_ASSERT(tests().asked.expect == Expect::prbs);
        CPPUNIT_ASSERT_EQUAL(std::string("+493012 exchange 600 7"),
                             tests().asked.number + " " + tests().asked.group + " " +
                                 tests().asked.calling + " " +
                                 std::to_string(tests().asked.seconds));
        run("test channel line1/3 to line2/4");
        CPPUNIT_ASSERT_EQUAL(std::string("line2"), tests().asked.other.span);
        CPPUNIT_ASSERT_EQUAL(4U, tests().asked.other.timeslot);
        run("test loop line1 remote");
        CPPUNIT_ASSERT(tests().asked.kind == TestKind::remote_loop);
        CPPUNIT_ASSERT_EQUAL(0U, tests().asked.at.timeslot);
    }
    void wrong_words_are_refused_before_anything_happens() {
        assert_contains(run("test loop line1/x local")->failure, "SPAN/TIMESLOT");
        assert_contains(run("test tone line1/3 5000 -10")->failure, "no frequency");
        assert_contains(run("test tone line1/3 1004 5")->failure, "no level");
        assert_contains(run("test prbs line1/3 0")->failure, "number of seconds");
        assert_contains(run("show test 99")->failure, "no test \"99\"");
        CPPUNIT_ASSERT_EQUAL(0U, tests().started);
    }
    void show_tests_has_the_same_cells_in_json() {
        run("test tone line1/5 1004 -10");
        const auto json = nlohmann::json::parse(run("show tests")->text);
        CPPUNIT_ASSERT_EQUAL(std::size_t{9}, json["tests"][0].size());
        CPPUNIT_ASSERT_EQUAL(std::string("line1/5"),
                             json["tests"][0]["channel"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(1, nlohmann::json::parse(run("show test 1")->text)["id"].get<int>());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TestCommandTest);

} // namespace
