// Every command against a daemon made of values.
#include "gateway/console/console.h"

#include "base/log.h"
#include "tests/gateway/console/fake_daemon.h"

#include <cppunit/extensions/HelperMacros.h>
#include <nlohmann/json.hpp>

#include <optional>

using namespace console;
using namespace std::chrono_literals;

namespace {

/// Keeps what a handler answers.
struct KeptReply final : Reply {
    std::optional<Document> document_;
    std::string text, json, done_, error_, head;
    std::unique_ptr<StreamSource> source;
    int answers = 0;
    void document(const Document& document) override { document_ = document, ++answers; }
    void formatted(std::string_view as_text, std::string_view as_json) override {
        text = as_text, json = as_json, ++answers;
    }
    void done(std::string_view message) override { done_ = message, ++answers; }
    void error(std::string_view message) override { error_ = message, ++answers; }
    void stream(std::string_view first, std::unique_ptr<StreamSource> from) override {
        head = first, source = std::move(from), ++answers;
    }
};

struct KeptSink final : StreamSink {
    std::string text;
    bool ended = false;
    void send(std::string_view more) override { text += more; }
    void fail(std::string_view last) override {
        send(last);
        end();
    }
    void end() override { ended = true; }
};

} // namespace

class CommandsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CommandsTest);
    CPPUNIT_TEST(every_show_gives_text_and_json_of_the_same_cells);
    CPPUNIT_TEST(json_schema_is_stable);
    CPPUNIT_TEST(shows_one_call_or_says_where_it_is);
    CPPUNIT_TEST(filters_channels_config_and_counters);
    CPPUNIT_TEST(tests_a_route_from_a_known_group_only);
    CPPUNIT_TEST(tests_the_mapping_of_a_message);
    CPPUNIT_TEST(tests_the_mapping_of_a_cause);
    CPPUNIT_TEST(explains_each_decision);
    CPPUNIT_TEST(releases_a_call);
    CPPUNIT_TEST(blocks_and_unblocks_channels);
    CPPUNIT_TEST(tells_why_a_channel_is_in_its_state);
    CPPUNIT_TEST(shows_which_peers_answer);
    CPPUNIT_TEST(shows_adds_and_removes_bans);
    CPPUNIT_TEST(shows_and_unregisters_users);
    CPPUNIT_TEST(changes_the_level_of_the_log);
    CPPUNIT_TEST(reloads_and_stops);
    CPPUNIT_TEST(traces_an_ended_call);
    CPPUNIT_TEST(follows_a_live_call_until_it_ends);
    CPPUNIT_TEST(traces_what_is_there_when_asked_or_in_json);
    CPPUNIT_TEST(lists_and_explains_ended_calls);
    CPPUNIT_TEST(commands_that_change_something_are_not_read_only);
    CPPUNIT_TEST(completes_from_the_daemons_values);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    FakeDaemon daemon_{clock_};
    Registry registry_;

  public:
    void setUp() override { register_commands(registry_, daemon_); }

  private:
    KeptReply run(std::string_view line) {
        const auto match = registry_.match(line);
        CPPUNIT_ASSERT_MESSAGE(std::string(line) + ": " + (match ? "" : match.error().message),
                               match.ok());
        KeptReply reply;
        match->command->handler(match->arguments, reply);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(line), 1, reply.answers);
        return reply;
    }
    void end_a_call(CallId id) {
        observe::CallTrace trace(daemon_.store, id);
        trace.name_leg(observe::TraceLeg::incoming, "SIP pbx");
        trace.message(observe::TraceLeg::incoming, observe::Direction::in, observe::Protocol::sip,
                      "x", "BYE sip:a@b");
    }
    static void assert_contains(const std::string& text, const std::string& part) {
        CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text,
                               text.find(part) != std::string::npos);
    }

    void every_show_gives_text_and_json_of_the_same_cells() {
        daemon_.registry.counter("landline_calls_total", "Calls.").add(3);
        end_a_call(1);
        for (const char* line : {"show version", "show status", "show spans", "show channels",
                                 "show alarms", "show trunks", "show routes", "show calls",
                                 "show call 42", "show traces", "show registrations", "show config",
                                 "show counters", "log level", "help", "route test 600 from pbx"}) {
            const KeptReply reply = run(line);
            CPPUNIT_ASSERT_MESSAGE(line, reply.document_.has_value());
            const std::string text = to_text(*reply.document_);
            const auto json = nlohmann::json::parse(to_json(*reply.document_));
            std::size_t members = 0;
            for (const Section& section : *reply.document_) {
                if (const auto* table = std::get_if<Table>(&section.content)) {
                    const auto& rows = json.at(section.key);
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(line, table->rows.size(), rows.size());
                    for (const auto& row : table->rows)
                        CPPUNIT_ASSERT_EQUAL_MESSAGE(line, table->columns.size(), row.size());
                    for (const auto& row : rows)
                        CPPUNIT_ASSERT_EQUAL_MESSAGE(line, table->columns.size(), row.size());
                    if (!table->rows.empty())
                        for (const Column& column : table->columns)
                            assert_contains(text, column.title);
                    ++members;
                } else {
                    const auto& record = std::get<Record>(section.content);
                    const auto& object = section.key.empty() ? json : json.at(section.key);
                    for (const Field& field : record.fields) {
                        CPPUNIT_ASSERT_MESSAGE(field.key, object.contains(field.key));
                        assert_contains(text, field.title + ":");
                    }
                    members += section.key.empty() ? record.fields.size() : 1;
                }
            }
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, members, json.size());
            CPPUNIT_ASSERT_MESSAGE(line, text.find('\x1b') == std::string::npos);
        }
    }
    void json_schema_is_stable() {
        const auto json = nlohmann::ordered_json::parse(to_json(*run("show calls").document_));
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                R"({"calls":[{"id":42,"state":"answered","calling":"+49301234\u001b[2J","called":"600","from":"pbx",)"
                R"("incoming":"pbx 127.0.0.1:5070","to":"exchange","outgoing":"line1/7","route":"to-exchange",)"
                R"("began":"2017-07-14T02:40:00.250Z","duration_seconds":75.5,"answered_seconds":70.0}]})"),
            json.dump());
    }
    void shows_one_call_or_says_where_it_is() {
        assert_contains(to_text(*run("show call 42").document_), "PCMA");
        end_a_call(7);
        assert_contains(run("show call 7").error_, "trace call 7");
        assert_contains(run("show call 8").error_, "there is no call 8");
        assert_contains(run("show call x").error_, "\"x\" is no number");
        assert_contains(run("show call 99999999999999999999").error_, "is no number");
    }
    void filters_channels_config_and_counters() {
        CPPUNIT_ASSERT_EQUAL(
            std::size_t{30},
            std::get<Table>(run("show channels line1").document_->at(0).content).rows.size());
        assert_contains(run("show alarms line9").error_, "there are: line1, line 2");
        const Table alarms = std::get<Table>(run("show alarms line1").document_->at(0).content);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, alarms.rows.size());
        assert_contains(run("show channels line9").error_, "there are: line1, line 2");
        CPPUNIT_ASSERT_EQUAL(
            std::size_t{1},
            std::get<Table>(run("show config media").document_->at(0).content).rows.size());
        daemon_.registry.counter("landline_sip_requests_total", "Requests.");
        daemon_.registry.histogram("landline_setup_delay_seconds", "Delay.").record(2ms);
        const auto table = std::get<Table>(run("show counters delay").document_->at(0).content);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, table.rows.size());
        CPPUNIT_ASSERT_DOUBLES_EQUAL(0.002, std::get<Seconds>(table.rows[0][5]).value, 0.0002);
    }
    void tests_a_route_from_a_known_group_only() {
        assert_contains(to_text(*run("route test 600 from pbx").document_),
                        "called 600 matches, from pbx");
        assert_contains(run("route test 600 from nowhere").error_, "there are: pbx, exchange");
    }
    void tests_the_mapping_of_a_message() {
        const KeptReply reply = run("map test \"INVITE sip:1@b SIP/2.0\\r\\nTo: x\" via exchange "
                                    "from pbx as sip after acm");
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE sip:1@b SIP/2.0\\r\\nTo: x"),
                             daemon_.asked.message);
        CPPUNIT_ASSERT_EQUAL(std::string("exchange"), daemon_.asked.via);
        CPPUNIT_ASSERT_EQUAL(std::string("pbx"), daemon_.asked.from);
        CPPUNIT_ASSERT_EQUAL(std::string("sip"), daemon_.asked.language);
        CPPUNIT_ASSERT(daemon_.asked.acm_seen);
        for (const char* wanted : {"received from pbx: SIP INVITE\n  INVITE sip:1@b\n  To: x\n",
                                   "  SETUP\n  octets: 08 02 00 01 05\n", "RFC 3398 §12.2",
                                   "SETUP leaves on exchange\n"})
            assert_contains(reply.text, wanted);
        const auto json = nlohmann::json::parse(reply.json);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, json["parts"].size());
        CPPUNIT_ASSERT(json["parts"][1]["hex"] == "08 02 00 01 05");
        CPPUNIT_ASSERT(json["rows"][0]["clause"] == "RFC 3398 §12.2");

        run("map test 0c0200 via pbx as isup etsi356");
        CPPUNIT_ASSERT_EQUAL(std::string("etsi356"), daemon_.asked.variant);
        CPPUNIT_ASSERT(daemon_.asked.language == "isup" && !daemon_.asked.acm_seen &&
                       daemon_.asked.from.empty());
        assert_contains(run("map test 01 via nowhere").error_, "nowhere");
        CPPUNIT_ASSERT(!registry_.match("map test 01 via pbx as morse"));
        CPPUNIT_ASSERT_EQUAL(std::string("exchange"),
                             registry_.candidates("map test 01 via e").at(0).word);
        CPPUNIT_ASSERT_EQUAL(std::string("etsi356"),
                             registry_.candidates("map test 01 via pbx as isup e").at(0).word);
    }
    void tests_the_mapping_of_a_cause() {
        const auto document = run("cause test 34 via pbx location U").document_;
        CPPUNIT_ASSERT(document);
        const auto json = nlohmann::json::parse(to_json(*document));
        CPPUNIT_ASSERT(json["steps"][0]["result"] == "34" && json["steps"][0]["value"] == "U" &&
                       json["steps"][0]["clause"] == "conf landline.conf:7");
        assert_contains(run("cause test busy via pbx").error_, "1-127");
        assert_contains(run("cause test 34 via nowhere").error_, "nowhere");
        CPPUNIT_ASSERT_EQUAL(std::string("BI"),
                             registry_.candidates("cause test 34 via pbx location ").at(0).word);
    }
    void explains_each_decision() {
        {
            observe::CallTrace trace(daemon_.store, 7);
            trace.note(observe::TraceLeg::incoming, "called number", "RFC 3398 §12.2", "1 -> 1");
            trace.note(observe::TraceLeg::outgoing, "compatibility", "Q.764 §2.9.5", "discard");
        }
        const KeptReply reply = run("call explain 7");
        for (const char* wanted : {"called number", "RFC 3398 §12.2", "compatibility", "discard"})
            assert_contains(reply.text, wanted);
        const auto json = nlohmann::json::parse(reply.json);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, json["decisions"].size());
        CPPUNIT_ASSERT(json["decisions"][1]["clause"] == "Q.764 §2.9.5" &&
                       json["decisions"][1]["leg"] == "B");
    }
    void releases_a_call() {
        CPPUNIT_ASSERT_EQUAL(std::string("released 42"), run("call release 42").done_);
        assert_contains(run("call release 43").error_, "there is no call \"43\"");
    }
    void blocks_and_unblocks_channels() {
        CPPUNIT_ASSERT_EQUAL(std::string("blocked line1/0"), run("span block line1").done_);
        CPPUNIT_ASSERT_EQUAL(std::string("unblocked line1/7"), run("span unblock line1 7").done_);
        assert_contains(run("span block line1 16").error_, "has no B-channel \"16\"");
        assert_contains(run("span block line1 x").error_, "has no B-channel \"x\"");
        assert_contains(run("span block nothing").error_, "there is no span \"nothing\"");
        CPPUNIT_ASSERT_EQUAL(std::string("forced line1/7"), run("span force-block line1 7").done_);
        CPPUNIT_ASSERT_EQUAL(std::string("restarted line1/0"), run("span restart line1").done_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, daemon_.actions.size());
    }
    void tells_why_a_channel_is_in_its_state() {
        const auto reply = run("channel why line1/7");
        CPPUNIT_ASSERT(reply.document_);
        const auto json = nlohmann::json::parse(to_json(*reply.document_));
        CPPUNIT_ASSERT_EQUAL(std::string("line1/7"), json["channel"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(std::string("blocked by the operator"),
                             json["verdict"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(std::string("call 12 over, cause 16"),
                             json["events"][0]["event"].get<std::string>());
        assert_contains(run("channel why line1").error_, "SPAN/TIMESLOT");
        assert_contains(run("channel why line1/16").error_, "has no B-channel \"16\"");
    }
    void shows_adds_and_removes_bans() {
        const auto reply = run("show bans");
        CPPUNIT_ASSERT(reply.document_);
        const auto json = nlohmann::json::parse(to_json(*reply.document_));
        CPPUNIT_ASSERT_EQUAL(std::string("scanner"), json["bans"][0]["reason"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(12, json["bans"][0]["dropped"].get<int>());
        CPPUNIT_ASSERT_EQUAL(std::string("banned 192.0.2.9 0"), run("ban add 192.0.2.9").done_);
        CPPUNIT_ASSERT_EQUAL(std::string("banned 192.0.2.9 60"), run("ban add 192.0.2.9 60").done_);
        CPPUNIT_ASSERT_EQUAL(std::string("unbanned 192.0.2.9"), run("ban remove 192.0.2.9").done_);
        assert_contains(run("ban add 192.0.2.9 soon").error_, "no number of seconds");
    }
    void shows_and_unregisters_users() {
        const auto reply = run("show users");
        CPPUNIT_ASSERT(reply.document_);
        const auto json = nlohmann::json::parse(to_json(*reply.document_));
        CPPUNIT_ASSERT_EQUAL(std::string("+4930..."),
                             json["users"][0]["numbers"][1].get<std::string>());
        CPPUNIT_ASSERT(!json["users"][0]["registered"].get<bool>());
        CPPUNIT_ASSERT_EQUAL(1, json["users"][1]["contacts"].get<int>());
        CPPUNIT_ASSERT_EQUAL(std::string("UDP 192.0.2.1:1025"),
                             json["bindings"][0]["source"].get<std::string>());
        CPPUNIT_ASSERT(json["bindings"][0]["nat"].get<bool>());
        CPPUNIT_ASSERT_EQUAL(std::string("unregistered pbx"), run("user unregister pbx").done_);
    }
    void shows_which_peers_answer() {
        const auto reply = run("show peers");
        CPPUNIT_ASSERT(reply.document_);
        const auto json = nlohmann::json::parse(to_json(*reply.document_));
        CPPUNIT_ASSERT_EQUAL(std::string("down"), json["peers"][0]["state"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(408, json["peers"][0]["last_status"].get<int>());
    }
    void changes_the_level_of_the_log() {
        const auto before = base::log::level();
        run("log level error");
        CPPUNIT_ASSERT(base::log::level() == base::log::Level::error);
        assert_contains(run("log level loud").error_, "debug, info, warning, error");
        base::log::set_level(before);
    }
    void reloads_and_stops() {
        assert_contains(run("reload").error_, "landline.conf:3:1");
        run("stop when idle");
        run("stop");
        CPPUNIT_ASSERT(daemon_.actions ==
                       (std::vector<std::string>{"reload", "stop when idle", "stop"}));
    }
    void traces_an_ended_call() {
        end_a_call(7);
        const KeptReply reply = run("trace call 7");
        assert_contains(reply.text, "BYE sip:a@b");
        assert_contains(reply.text, "by the calling side (SIP pbx)");
        CPPUNIT_ASSERT(reply.json.empty());
        assert_contains(run("trace call 8").error_, "no trace of call 8");
    }
    void follows_a_live_call_until_it_ends() {
        auto trace = std::make_unique<observe::CallTrace>(daemon_.store, 9);
        trace->event(observe::TraceLeg::gateway, observe::Direction::internal,
                     observe::Protocol::timer, "T7 started");
        const KeptReply reply = run("trace call 9");
        assert_contains(reply.head, "T7 started");
        KeptSink sink;
        reply.source->start(sink);
        trace->event(observe::TraceLeg::gateway, observe::Direction::internal,
                     observe::Protocol::timer, "T7 expired");
        assert_contains(sink.text, "T7 expired");
        CPPUNIT_ASSERT(sink.text.find("T7 started") == std::string::npos);
        CPPUNIT_ASSERT(!sink.ended);
        trace.reset();
        CPPUNIT_ASSERT(sink.ended);
        assert_contains(sink.text, "Call 9 ended");
    }
    void traces_what_is_there_when_asked_or_in_json() {
        observe::CallTrace trace(daemon_.store, 9);
        trace.message(observe::TraceLeg::incoming, observe::Direction::in, observe::Protocol::sip,
                      "CSeq: 1 INVITE", "INVITE");
        CPPUNIT_ASSERT(run("trace call 9 now").text.find("CSeq") == std::string::npos);
        assert_contains(run("trace call 9 now details").text, "CSeq: 1 INVITE");
        const auto json = nlohmann::json::parse(run("trace call 9 --json").json);
        CPPUNIT_ASSERT_EQUAL(9, json["id"].get<int>());
        CPPUNIT_ASSERT(!json["ended"].get<bool>());
    }
    void lists_and_explains_ended_calls() {
        end_a_call(7);
        end_a_call(8);
        const auto table = std::get<Table>(run("show traces").document_->at(0).content);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{8}, std::get<std::int64_t>(table.rows.at(0)[0]));
        const KeptReply reply = run("call explain 7");
        const auto json = nlohmann::json::parse(reply.json);
        CPPUNIT_ASSERT(
            reply.text.starts_with(json["explanation"].get<std::string>() + "\n\nDecisions"));
        assert_contains(reply.text, "no decision was made");
    }
    void commands_that_change_something_are_not_read_only() {
        for (const char* line : {"call release 42", "span block line1", "span unblock line1 1",
                                 "span force-block line1", "span restart line1", "log level debug",
                                 "reload", "stop", "stop when idle"})
            CPPUNIT_ASSERT_MESSAGE(line, !registry_.match(line)->command->read_only);
        for (const char* line :
             {"show calls", "trace call 1", "route test 6 from pbx", "log level",
              "map test 01 via pbx", "cause test 1 via pbx", "help", "call explain 3"})
            CPPUNIT_ASSERT_MESSAGE(line, registry_.match(line)->command->read_only);
    }
    void completes_from_the_daemons_values() {
        end_a_call(7);
        CPPUNIT_ASSERT_EQUAL(std::string("line1"), registry_.candidates("span block l").at(1).word);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, registry_.candidates("trace call ").size());
        CPPUNIT_ASSERT_EQUAL(std::string("exchange"),
                             registry_.candidates("route test 6 from e").at(0).word);
        CPPUNIT_ASSERT_EQUAL(std::string("warning"),
                             registry_.candidates("log level w").at(0).word);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CommandsTest);
