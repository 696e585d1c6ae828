// The commands "test ..." and "show tests": line maintenance.
#include "gateway/console/test_command.h"

#include "gateway/console/common.h"

#include <fmt/core.h>

#include <cmath>

namespace console {

namespace {

constexpr unsigned kMostSeconds = 24 * 3600;

Value tenths(double value) {
    return std::round(value * 10) / 10;
}
Value level_value(double dbm0) {
    return dbm0 <= -99 ? Value{} : tenths(dbm0);
}
template <class T, class Member>
Value of(const std::optional<T>& part, Member member) {
    return part ? member(*part) : Value{};
}

template <class T>
bool parse(std::string_view word, T& value) {
    if (word.starts_with('+'))
        word.remove_prefix(1);
    const auto parsed = number<T>(word);
    value = parsed.value_or(value);
    return parsed.has_value();
}

/// "line1/3"; "line1" is the whole line.
base::Result<ChannelName, std::string> channel_of(std::string_view word) {
    const auto slash = word.rfind('/');
    ChannelName name{std::string(word.substr(0, slash)), 0};
    if (slash != std::string_view::npos &&
        (!parse(word.substr(slash + 1), name.timeslot) || name.timeslot == 0))
        return base::fail(
            fmt::format("\"{}\" is no channel; one is SPAN/TIMESLOT, as line1/3", word));
    return name;
}

/// Sends what a running test has found, once a second, and at the end its verdict. The test ends
/// with it: when the reader goes away or presses Ctrl-C.
class TestStream final : public StreamSource, private TestFollower {
  public:
    TestStream(LineTests& tests, unsigned id, bool json) : tests_(tests), id_(id), json_(json) {}
    ~TestStream() override {
        tests_.follow(id_, nullptr);
        if (!ended_)
            tests_.stop(id_, "the console that asked for it has gone");
    }
    void start(StreamSink& sink) override {
        sink_ = &sink;
        tests_.follow(id_, this);
        if (const auto view = tests_.find(id_); view && !view->running())
            on_test_end(*view);
    }
    void cancel() override { tests_.stop(id_, "ended by the operator"); }

  private:
    void on_test_progress(const TestView& view) override {
        if (json_)
            return;
        for (const TestMeasure& measure : view.measures)
            sink_->send(fmt::format("{:4.0f} s  {}\n", view.seconds, line_of(measure)));
    }
    void on_test_end(const TestView& view) override {
        ended_ = true;
        const Document document = test_document(view);
        const std::string text = json_ ? to_json(document) : "\n" + to_text(document);
        if (view.state == "failed")
            sink_->fail(text);
        else {
            sink_->send(text);
            sink_->end();
        }
    }
    static std::string line_of(const TestMeasure& measure) {
        std::string text = measure.channel;
        if (measure.bits)
            text += measure.bits->in_sync
                        ? fmt::format(": in synchronism, {} bits, {} errors, {} slips",
                                      measure.bits->bits, measure.bits->errors, measure.bits->slips)
                        : std::string(": the sequence is not there");
        if (measure.level && measure.level->dbm0 > -99)
            text += fmt::format(": level {:.1f} dBm0", measure.level->dbm0);
        if (measure.level && measure.level->frequency)
            text += fmt::format(", {:.0f} Hz", *measure.level->frequency);
        return text;
    }

    LineTests& tests_;
    const unsigned id_;
    const bool json_;
    bool ended_ = false;
    StreamSink* sink_ = nullptr;
};

bool seconds_of(const Arguments& arguments, TestRequest& request, Reply& reply) {
    if (!arguments.has("SECONDS"))
        return true;
    if (parse(arguments["SECONDS"], request.seconds) && request.seconds >= 1 &&
        request.seconds <= kMostSeconds)
        return true;
    reply.error(
        fmt::format("\"{}\" is no number of seconds, 1 to {}", arguments["SECONDS"], kMostSeconds));
    return false;
}

/// With an answer that lasts as long as the test.
void in_foreground(DaemonView& daemon, const TestRequest& request, const Arguments& arguments,
                   Reply& reply) {
    const auto id = daemon.tests().start(request);
    if (!id)
        return reply.error(id.error());
    const auto view = daemon.tests().find(*id);
    const std::string head = arguments.json()
                                 ? std::string()
                                 : fmt::format("{} on {}, {:.0f} s at most; Ctrl-C ends it\n",
                                               view->test, view->channel, view->limit_seconds);
    reply.stream(head, std::make_unique<TestStream>(daemon.tests(), *id, arguments.json()));
}

/// Goes on when the console has gone, until its time is up or it is ended.
void in_background(DaemonView& daemon, const TestRequest& request, Reply& reply) {
    const auto id = daemon.tests().start(request);
    if (!id)
        return reply.error(id.error());
    const auto view = daemon.tests().find(*id);
    reply.done(fmt::format("test {}: {} on {} for {:.0f} s; \"test stop {}\" ends it", *id,
                           view->test, view->channel, view->limit_seconds, view->channel));
}

bool place_of(const Arguments& arguments, TestRequest& request, Reply& reply) {
    const auto name = channel_of(arguments["CHANNEL"]);
    if (!name) {
        reply.error(name.error());
        return false;
    }
    request.at = *name;
    request.force = arguments.keyword("force");
    return seconds_of(arguments, request, reply);
}

void stop_test(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const auto name = channel_of(arguments["CHANNEL"]);
    if (!name)
        return reply.error(name.error());
    if (daemon.tests().stop(*name, "ended by the operator"))
        return reply.done(fmt::format("the test on {} is over", arguments["CHANNEL"]));
    reply.error(fmt::format("no test runs on {}; \"show tests\" lists them", arguments["CHANNEL"]));
}

void add_loops(Registry& registry, DaemonView& daemon, const std::vector<ArgumentHelp>& help) {
    registry.describe("test loop", "loopbacks of a B-channel or a line");
    struct Row {
        const char* word;
        TestKind kind;
        const char* help;
    };
    static constexpr Row kRows[] = {
        {"local", TestKind::loop, "send back to the line what it sends; nothing comes in"},
        {"payload", TestKind::payload_loop,
         "send back to the line what it sends; a call hears it too"},
    };
    for (const Row& row : kRows)
        registry.add({fmt::format("test loop CHANNEL {} [SECONDS] [force]", row.word), row.help,
                      false, help,
                      [&daemon, kind = row.kind](const Arguments& arguments, Reply& reply) {
                          TestRequest request;
                          request.kind = kind;
                          if (place_of(arguments, request, reply))
                              in_background(daemon, request, reply);
                      }});
    registry.add({"test loop CHANNEL remote [SECONDS] [force]",
                  "ask the far end of a whole line to loop it, where the line's driver can", false,
                  help, [&daemon](const Arguments& arguments, Reply& reply) {
                      TestRequest request;
                      request.kind = TestKind::remote_loop;
                      if (place_of(arguments, request, reply))
                          in_foreground(daemon, request, arguments, reply);
                  }});
    registry.add({"test loop CHANNEL off", "end a loopback", false, help,
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      stop_test(daemon, arguments, reply);
                  }});
}

void add_measurements(Registry& registry, DaemonView& daemon,
                      const std::vector<ArgumentHelp>& help) {
    struct Row {
        const char* word;
        TestKind kind;
        const char* help;
    };
    static constexpr Row kRows[] = {
        {"prbs", TestKind::prbs, "bit errors: 2^15-1 (O.150) is sent and looked for"},
        {"level", TestKind::level, "level and strongest frequency of what comes; disturbs no call"},
        {"echo", TestKind::echo, "echo return loss and delay"},
    };
    for (const Row& row : kRows)
        registry.add({fmt::format("test {} CHANNEL [SECONDS] [force]", row.word), row.help, false,
                      help, [&daemon, kind = row.kind](const Arguments& arguments, Reply& reply) {
                          TestRequest request;
                          request.kind = kind;
                          if (place_of(arguments, request, reply))
                              in_foreground(daemon, request, arguments, reply);
                      }});
    registry.add({"test tone CHANNEL FREQUENCY LEVEL [SECONDS] [force]", "send a tone", false, help,
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      TestRequest request;
                      request.kind = TestKind::tone;
                      if (!parse(arguments["FREQUENCY"], request.frequency) ||
                          request.frequency < 20 || request.frequency > 3980)
                          return reply.error(fmt::format("\"{}\" is no frequency, 20 to 3980 Hz",
                                                         arguments["FREQUENCY"]));
                      if (!parse(arguments["LEVEL"], request.level_dbm0) ||
                          request.level_dbm0 < -70 || request.level_dbm0 > 3)
                          return reply.error(
                              fmt::format("\"{}\" is no level, -70 to 3 dBm0", arguments["LEVEL"]));
                      if (place_of(arguments, request, reply))
                          in_background(daemon, request, reply);
                  }});
}

void test_call(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    TestRequest request;
    request.kind = TestKind::call;
    request.number = arguments["NUMBER"];
    request.group = arguments["GROUP"];
    request.calling = arguments["CALLING"];
    request.expect = arguments.keyword("tone")   ? Expect::tone
                     : arguments.keyword("echo") ? Expect::echo
                     : arguments.keyword("prbs") ? Expect::prbs
                                                 : Expect::answer;
    if (seconds_of(arguments, request, reply))
        in_foreground(daemon, request, arguments, reply);
}

void test_channels(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    TestRequest request;
    request.kind = TestKind::channels;
    const auto other = channel_of(arguments["OTHER"]);
    if (!other)
        return reply.error(other.error());
    request.other = *other;
    if (place_of(arguments, request, reply))
        in_foreground(daemon, request, arguments, reply);
}

} // namespace

Document test_document(const TestView& view) {
    Record head{{{"id", "Test", integer(view.id)},
                 {"test", "What", text(view.test)},
                 {"channel", "On", text(view.channel)},
                 {"state", "Verdict", text(view.state)},
                 {"reasons", "Because", view.reasons},
                 {"began", "Began", Timestamp{view.began}},
                 {"duration_seconds", "Ran for", Seconds{std::round(view.seconds * 10) / 10}},
                 {"limit_seconds", "At most", Seconds{view.limit_seconds}},
                 {"forced", "Forced", view.forced},
                 {"call", "Call", view.call == 0 ? Value{} : integer(view.call)}}};
    Table measures{{{"channel", "Channel"},
                    {"in_sync", "In sync"},
                    {"bits", "Bits"},
                    {"errors", "Errors"},
                    {"error_ratio", "BER"},
                    {"losses", "Losses"},
                    {"slips", "Slips"},
                    {"seconds", "Seconds"},
                    {"errored_seconds", "Errored s"},
                    {"level_dbm0", "dBm0"},
                    {"tone_dbm0", "Tone dBm0"},
                    {"frequency_hz", "Hz"},
                    {"echo", "Echo"},
                    {"echo_loss_db", "Loss dB"},
                    {"delay_ms", "Delay ms"},
                    {"noise_dbm0", "Noise dBm0"}},
                   {},
                   "nothing was measured"};
    using Bits = TestMeasure::Bits;
    using Level = TestMeasure::Level;
    using Echo = TestMeasure::Echo;
    for (const TestMeasure& measure : view.measures) {
        const auto echo = [&](auto member) {
            return measure.echo && measure.echo->found ? tenths((*measure.echo).*member) : Value{};
        };
        measures.rows.push_back(
            {measure.channel, of(measure.bits, [](const Bits& b) { return Value{b.in_sync}; }),
             of(measure.bits, [](const Bits& b) { return integer(b.bits); }),
             of(measure.bits, [](const Bits& b) { return integer(b.errors); }),
             of(measure.bits, [](const Bits& b) { return Value{b.ratio}; }),
             of(measure.bits, [](const Bits& b) { return integer(b.losses); }),
             of(measure.bits, [](const Bits& b) { return integer(b.slips); }),
             of(measure.bits, [](const Bits& b) { return integer(b.seconds); }),
             of(measure.bits, [](const Bits& b) { return integer(b.errored_seconds); }),
             of(measure.level, [](const Level& l) { return level_value(l.dbm0); }),
             of(measure.level,
                [](const Level& l) { return l.tone_dbm0 ? tenths(*l.tone_dbm0) : Value{}; }),
             of(measure.level,
                [](const Level& l) { return l.frequency ? tenths(*l.frequency) : Value{}; }),
             of(measure.echo, [](const Echo& e) { return Value{e.found}; }), echo(&Echo::loss_db),
             echo(&Echo::delay_ms),
             of(measure.echo, [](const Echo& e) { return level_value(e.noise_dbm0); })});
    }
    return {{"", "", std::move(head)}, {"results", "", std::move(measures)}};
}

Document tests_document(const std::vector<TestView>& views) {
    Table table{{{"id", "Test"},
                 {"test", "What"},
                 {"channel", "On"},
                 {"state", "State"},
                 {"began", "Began"},
                 {"duration_seconds", "Ran for"},
                 {"limit_seconds", "At most"},
                 {"forced", "Forced"},
                 {"reasons", "Because"}},
                {},
                "no test runs, none has run"};
    for (const TestView& view : views)
        table.rows.push_back({integer(view.id), text(view.test), text(view.channel),
                              text(view.state), Timestamp{view.began},
                              Seconds{std::round(view.seconds * 10) / 10},
                              Seconds{view.limit_seconds}, view.forced, view.reasons});
    return {{"tests", "", std::move(table)}};
}

void add_tests(Registry& registry, DaemonView& daemon) {
    registry.describe("test", "line maintenance: loopbacks, bit errors, tones, levels, test calls");
    const ArgumentHelp seconds{"SECONDS", "how long; it ends by itself then", {}};
    const std::vector<ArgumentHelp> help{
        {"CHANNEL", "SPAN/TIMESLOT", [&daemon] { return channel_candidates(daemon); }},
        seconds,
        {"FREQUENCY", "Hz, 20 to 3980", {}},
        {"LEVEL", "dBm0, -70 to 3", {}}};
    add_loops(registry, daemon, help);
    add_measurements(registry, daemon, help);
    const std::vector<ArgumentHelp> of_call{{"NUMBER", "called number", {}},
                                            {"GROUP", "trunk group on which the call leaves",
                                             [&daemon] {
                                                 std::vector<Candidate> out;
                                                 for (const TrunkGroupView& group :
                                                      daemon.trunk_groups())
                                                     out.push_back({group.name, group.kind});
                                                 return out;
                                             }},
                                            {"CALLING", "calling number", {}},
                                            seconds};
    registry.add(
        {"test call NUMBER via GROUP [from CALLING] [expect answer|tone|echo|prbs] [SECONDS]",
         "place a call and judge it: answered, and what comes of who answers", false, of_call,
         [&daemon](const Arguments& arguments, Reply& reply) {
             test_call(daemon, arguments, reply);
         }});
    std::vector<ArgumentHelp> of_two = help;
    of_two.push_back({"OTHER", "SPAN/TIMESLOT", [&daemon] { return channel_candidates(daemon); }});
    registry.add({"test channel CHANNEL to OTHER [SECONDS]",
                  "two channels that are joined somewhere: level, delay and bit errors both ways",
                  false, of_two, [&daemon](const Arguments& arguments, Reply& reply) {
                      test_channels(daemon, arguments, reply);
                  }});
    registry.add({"test stop CHANNEL", "end the test on a channel", false, help,
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      stop_test(daemon, arguments, reply);
                  }});
    registry.add({"show tests",
                  "line tests that run and the last ones that did",
                  true,
                  {},
                  [&daemon](const Arguments&, Reply& reply) {
                      reply.document(tests_document(daemon.tests().all()));
                  }});
    registry.add({"show test ID",
                  "one line test and what it found",
                  true,
                  {{"ID", "number of a test, from \"show tests\"", {}}},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      unsigned id = 0;
                      const auto view = parse(arguments["ID"], id) ? daemon.tests().find(id)
                                                                   : std::optional<TestView>{};
                      if (!view)
                          return reply.error(
                              fmt::format("there is no test \"{}\"; \"show tests\" lists them",
                                          arguments["ID"]));
                      reply.document(test_document(*view));
                  }});
}

} // namespace console
