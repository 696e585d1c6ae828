// "trace span", "capture span" and "show captures" against a daemon made of values.
#include "gateway/console/span_command.h"

#include "tests/gateway/console/fake_daemon.h"

#include <cppunit/extensions/HelperMacros.h>
#include <nlohmann/json.hpp>

#include <optional>

using namespace console;

namespace {

struct KeptReply final : Reply {
    std::optional<Document> document_;
    std::string text, json, done_, error_, head;
    std::unique_ptr<StreamSource> source;
    void document(const Document& document) override { document_ = document; }
    void formatted(std::string_view as_text, std::string_view as_json) override {
        text = as_text, json = as_json;
    }
    void done(std::string_view message) override { done_ = message; }
    void error(std::string_view message) override { error_ = message; }
    void stream(std::string_view first, std::unique_ptr<StreamSource> from) override {
        head = first, source = std::move(from);
    }
};

struct KeptSink final : StreamSink {
    std::string text;
    bool ended = false;
    void send(std::string_view more) override { text += more; }
    void end() override { ended = true; }
};

} // namespace

class SpanCommandTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SpanCommandTest);
    CPPUNIT_TEST(shows_what_was_and_follows);
    CPPUNIT_TEST(layer3_and_details_choose_what_is_shown);
    CPPUNIT_TEST(now_and_json_do_not_follow);
    CPPUNIT_TEST(an_unknown_span_is_answered_with_the_known_ones);
    CPPUNIT_TEST(captures_one_span_or_all);
    CPPUNIT_TEST(lists_captures);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    FakeDaemon daemon_{clock_};
    Registry registry_;

  public:
    void setUp() override { add_span_trace(registry_, daemon_); }

  private:
    KeptReply run(std::string_view line) {
        const auto match = registry_.match(line);
        CPPUNIT_ASSERT_MESSAGE(std::string(line), match.ok());
        KeptReply reply;
        match->command->handler(match->arguments, reply);
        return reply;
    }
    void frame(bool sent, std::size_t size) {
        daemon_.line1_trace.frame(sent, std::vector<std::uint8_t>(size));
    }

    void shows_what_was_and_follows() {
        frame(true, 2);
        KeptReply reply = run("trace span line1");
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:00.000 > xx\n"), reply.head);
        CPPUNIT_ASSERT(reply.source);
        KeptSink sink;
        reply.source->start(sink);
        frame(false, 3);
        daemon_.line1_trace.event("alarms: red");
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:00.000 < xxx\n00:00:00.000 * alarms: red\n"),
                             sink.text);
        reply.source.reset(); // the client has gone
        frame(false, 3);
        CPPUNIT_ASSERT(!sink.ended);
    }
    void layer3_and_details_choose_what_is_shown() {
        frame(true, 2);
        frame(true, 5);
        daemon_.line1_trace.event("D-channel up");
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:00.000 > xxxxx\n"),
                             run("trace span line1 layer3 now").text);
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:00.000 > xxxxx\n                 detail\n"),
                             run("trace span line1 layer3 now details").text);
    }
    void now_and_json_do_not_follow() {
        CPPUNIT_ASSERT_EQUAL(std::string("nothing yet\n"), run("trace span line1 now").text);
        frame(true, 2);
        daemon_.line1_trace.event("D-channel up");
        const KeptReply reply = run("trace span line1 --json");
        CPPUNIT_ASSERT(!reply.source);
        const auto json = nlohmann::json::parse(reply.json);
        CPPUNIT_ASSERT_EQUAL(std::string("line1"), json["span"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, json["events"].size());
        CPPUNIT_ASSERT_EQUAL(std::string("0000"), json["events"][0]["hex"].get<std::string>());
        CPPUNIT_ASSERT(!json["events"][1].contains("hex"));
    }
    void an_unknown_span_is_answered_with_the_known_ones() {
        for (const char* line : {"trace span nowhere", "capture span nowhere start"})
            CPPUNIT_ASSERT_EQUAL(
                std::string("there is no span \"nowhere\"; there are: line1, line 2"),
                run(line).error_);
    }
    void captures_one_span_or_all() {
        CPPUNIT_ASSERT_EQUAL(std::string("capture line1"), run("capture span line1 start").done_);
        CPPUNIT_ASSERT_EQUAL(std::string("stop capture line1"),
                             run("capture span line1 stop").done_);
        CPPUNIT_ASSERT_EQUAL(std::string("capture line1\ncannot write captures"),
                             run("capture span all start").done_);
        const auto match = registry_.match("capture span line1 start");
        CPPUNIT_ASSERT(match.ok() && !match->command->read_only);
    }
    void lists_captures() {
        const KeptReply reply = run("show captures");
        CPPUNIT_ASSERT(reply.document_);
        const auto json = nlohmann::json::parse(to_json(*reply.document_));
        CPPUNIT_ASSERT_EQUAL(std::string("line1"), json["captures"][0]["span"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(12, json["captures"][0]["frames"].get<int>());
        CPPUNIT_ASSERT(json["captures"][0]["error"].is_null());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SpanCommandTest);
