// A daemon made of values, for the console's tests.
#pragma once

#include "gateway/console/views.h"

#include <string>
#include <vector>

/// One test that ends when told.
class FakeTests final : public console::LineTests {
  public:
    base::Result<unsigned, std::string> start(const console::TestRequest& request) override {
        asked = request;
        view = {};
        view.id = ++started;
        view.test = "a test";
        view.channel = request.at.span + "/" + std::to_string(request.at.timeslot);
        view.state = "running";
        return started;
    }
    bool stop(unsigned, const std::string& why) override {
        if (!view.running())
            return false;
        view.reasons.push_back(why);
        end("stopped");
        return true;
    }
    bool stop(const console::ChannelName&, const std::string& why) override {
        return stop(view.id, why);
    }
    void follow(unsigned, console::TestFollower* wanted) override { follower = wanted; }
    std::optional<console::TestView> find(unsigned id) const override {
        return id == view.id ? std::optional(view) : std::nullopt;
    }
    std::vector<console::TestView> all() const override { return {view}; }
    void end(const std::string& state) {
        view.state = state;
        if (follower)
            follower->on_test_end(view);
    }

    console::TestRequest asked;
    console::TestView view;
    console::TestFollower* follower = nullptr;
    unsigned started = 0;
};

class FakeDaemon final : public console::DaemonView {
  public:
    explicit FakeDaemon(const base::Clock& clock)
        : store(clock),
          line1_trace(clock,
                      {[](base::Octets frame, bool) { return std::string(frame.size(), 'x'); },
                       [](base::Octets frame, bool) {
                           return std::string(frame.size(), 'x') + "\n  detail\n";
                       },
                       [](base::Octets frame) { return frame.size() > 4; }},
                      false) {}

    console::StatusView status() const override {
        console::StatusView view;
        view.version = "0.1.0";
        view.pid = 4711;
        view.started = 1.5e9;
        view.uptime = 3723;
        view.calls = 1;
        return view;
    }
    std::vector<console::SpanView> spans() const override {
        console::SpanView line1, line2;
        line1.name = "line1";
        line1.driver = "tdmoip";
        line1.type = "e1";
        line1.d_channel_up = true;
        line1.d_channel = "up";
        line1.channels = 30;
        line1.idle = 29;
        line1.busy = 1;
        line2.name = "line 2";
        line2.alarms = {"red", "yellow"};
        line2.drift_ppm = -3.25;
        return {line1, line2};
    }
    std::vector<console::ChannelView> channels(std::string_view span) const override {
        std::vector<console::ChannelView> out;
        for (unsigned timeslot = 1; timeslot <= 31; ++timeslot)
            if (timeslot != 16 && span != "line 2")
                out.push_back({"line1", timeslot, timeslot == 7 ? "in call" : "idle",
                               timeslot == 7 ? 42U : 0U, ""});
        return out;
    }
    std::vector<console::TrunkGroupView> trunk_groups() const override {
        console::TrunkGroupView pbx, exchange;
        pbx.name = "pbx";
        pbx.kind = "sip";
        pbx.members = {"pbx"};
        exchange.name = "exchange";
        exchange.kind = "isdn";
        exchange.members = {"line1", "line 2"};
        exchange.channels = 60;
        return {pbx, exchange};
    }
    std::vector<console::RouteView> routes() const override {
        console::RouteView route;
        route.name = "to-exchange";
        route.from = {"pbx"};
        route.called = "^[0-9*#+]+$";
        route.to = {"exchange"};
        return {route};
    }
    std::vector<console::CallView> calls() const override {
        console::CallView call;
        call.id = 42;
        call.state = "answered";
        call.calling = "+49301234\x1b[2J"; // peers send what they like
        call.called = "600";
        call.began = 1.5e9 + 0.25;
        call.duration = 75.5;
        call.answered_for = 70;
        call.incoming = {"SIP", "pbx", "pbx 127.0.0.1:5070", "confirmed", "a84b4c76e66710@pbx"};
        call.outgoing = {"ISDN", "exchange", "line1/7", "active", "1"};
        call.route = "to-exchange";
        return {call};
    }
    std::optional<console::CallDetailView> call(console::CallId id) const override {
        if (id != 42)
            return std::nullopt;
        console::CallDetailView view;
        view.call = calls().front();
        view.bearer = "3.1 kHz audio";
        view.media = {{"PCMA",
                       "127.0.0.1:16384",
                       "127.0.0.1:4000",
                       0.02,
                       100,
                       101,
                       1,
                       0,
                       0.0005,
                       0.04,
                       {},
                       1.5}};
        return view;
    }
    std::vector<console::DnsView> dns() const override {
        return {{"carrier",
                 "example.com",
                 "located",
                 "SRV _sip._udp.example.com, 2 addresses",
                 30,
                 {{"192.0.2.1:5060", 12}, {"192.0.2.2:5060", 0}}},
                {"other", "example.net", "no server", "", 5, {}}};
    }
    std::vector<console::RegistrationView> registrations() const override { return {}; }
    std::vector<console::ConfigEntryView> config() const override {
        return {{"media.timeout", "\"30s\"", "default", "no RTP for so long ends the call"},
                {"span.line1.type", "\"e1\"", "landline.conf:12", "e1, t1 or bri"}};
    }
    const observe::Metrics& metrics() const override { return registry; }
    observe::TraceStore& traces() override { return store; }
    observe::SpanTrace* span_trace(std::string_view span) override {
        return span == "line1" ? &line1_trace : nullptr;
    }
    std::vector<observe::CaptureView> captures() const override {
        return {{"line1", true, "/var/lib/landline/line1-20260101-000000-000.pcapng", "", 12, 3456,
                 0, 1}};
    }
    console::Outcome capture(std::string_view span, bool on) override {
        if (span == "line 2")
            return base::fail(std::string("cannot write captures"));
        return done((on ? "capture " : "stop capture ") + std::string(span));
    }

    base::Result<console::RouteTestView, std::string>
    route_test(std::string_view called, std::string_view group) const override {
        console::RouteTestView view;
        view.steps = {{"route", "to-exchange", true,
                       "called " + std::string(called) + " matches, from " + std::string(group),
                       "600", ""}};
        view.routed = true;
        view.trunk_group = "exchange";
        view.called = called;
        return view;
    }
    base::Result<console::MapTestView, std::string>
    map_test(const console::MapTestRequest& request) const override {
        asked = request;
        if (request.via == "nowhere")
            return base::fail(std::string("there is no SIP peer or trunk group \"nowhere\""));
        console::MapTestView view;
        view.parts = {{"received", "received from pbx: SIP INVITE", "INVITE sip:1@b\nTo: x\n", ""},
                      {"leaving", "leaving on exchange", "SETUP\n", "08 02 00 01 05"}};
        view.rows = {{"pbx", "called number", "RFC 3398 §12.2", "1 -> 1"}};
        view.outcome = "SETUP leaves on exchange";
        return view;
    }
    base::Result<console::CauseTestView, std::string>
    cause_test(unsigned value, std::string_view location, std::string_view trunk) const override {
        if (trunk == "nowhere")
            return base::fail(std::string("there is no SIP peer or trunk group \"nowhere\""));
        return console::CauseTestView{{{"SIP response", std::to_string(value), "status from cause",
                                        "conf landline.conf:7", std::string(location)}}};
    }
    console::LineTests& tests() override { return line_tests; }
    console::Outcome release_call(console::CallId id) override {
        return done("released " + std::to_string(id));
    }
    std::vector<console::PerformanceView> performance(std::string_view span) const override {
        if (span == "line2")
            return {};
        return {{"line1", 1'700'000'100, 900, 3, 1, 0, 0, 12, 2, 0, 1, 0}};
    }
    std::vector<console::AlarmView> alarms(std::string_view span) const override {
        if (!span.empty() && span != "line1")
            return {};
        return {{"line1", "red", 1.5e9, 1.5e9 + 3}, {"line1", "D-channel", 1.5e9 + 1, {}}};
    }
    std::optional<console::ChannelWhyView> channel_why(std::string_view span,
                                                       unsigned timeslot) const override {
        console::ChannelWhyView view;
        view.channel.span = span;
        view.channel.timeslot = timeslot;
        view.channel.state = "blocked";
        view.verdict = "blocked by the operator";
        view.events = {{1.5e9, "call 12 over, cause 16"}, {1.5e9 + 1, "blocked by the operator"}};
        return view;
    }
    std::vector<console::PeerView> peers() const override {
        return {{"pbx", "pbx", "192.0.2.1:5060", "down", 2, 408, 1.5e9}};
    }
    console::ShakenView shaken() const override {
        return {{{"signs",
                  "https://certificates.example.com/shaken.pem",
                  "CN = SHAKEN",
                  "valid",
                  1.5e9,
                  {},
                  12}},
                {{"signed with A", 12}}};
    }
    std::vector<console::CompletionView> completions() const override {
        return {{"line1", 3, "busy", "2001", "waiting", 2700}};
    }
    std::vector<console::MailboxView> mailboxes() const override {
        return {{"told", "pbx", "2001", true, "Voice 2/8, Fax 1/0", 3, ""}};
    }
    std::vector<console::BanView> bans() const override {
        return {{"198.51.100.7", "scanner", 540, 12}};
    }
    std::vector<console::UserView> users() const override {
        return {{"alice", "phones", {"12", "+4930..."}, {}},
                {"pbx",
                 "phones",
                 {},
                 {{"sip:pbx@10.0.0.1", "UDP 192.0.2.1:1025", 59.5, 600, 0.5, true, {}, "PBX"}}}};
    }
    console::Outcome unregister(std::string_view user) override {
        return done("unregistered " + std::string(user));
    }
    console::Outcome ban(std::string_view address, unsigned seconds) override {
        return done("banned " + std::string(address) + " " + std::to_string(seconds));
    }
    console::Outcome unban(std::string_view address) override {
        return done("unbanned " + std::string(address));
    }
    console::Outcome block(std::string_view span, unsigned timeslot, bool blocked,
                           bool force) override {
        return done((!blocked ? "unblocked "
                     : force  ? "forced "
                              : "blocked ") +
                    std::string(span) + "/" + std::to_string(timeslot));
    }
    console::Outcome restart(std::string_view span, unsigned timeslot) override {
        return done("restarted " + std::string(span) + "/" + std::to_string(timeslot));
    }
    console::Outcome reload() override {
        actions.push_back("reload");
        return base::fail(std::string("landline.conf:3:1: no such key"));
    }
    console::Outcome stop(bool when_idle) override {
        return done(when_idle ? "stop when idle" : "stop");
    }

    FakeTests line_tests;
    std::vector<std::string> actions;
    mutable console::MapTestRequest asked;
    observe::TraceStore store;
    observe::SpanTrace line1_trace;
    observe::Metrics registry;

  private:
    console::Outcome done(std::string what) {
        actions.push_back(what);
        return what;
    }
};
