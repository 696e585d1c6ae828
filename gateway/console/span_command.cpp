// The commands "trace span", "capture span" and "show captures": a D-channel, live and in files.
#include "gateway/console/span_command.h"

#include "gateway/console/common.h"

#include <fmt/core.h>

#include <algorithm>

namespace console {

namespace {

constexpr std::string_view kAll = "all";

/// Sends each new event of a span as it happens.
class SpanStream final : public StreamSource, private observe::SpanFollower {
  public:
    SpanStream(observe::SpanTrace& trace, observe::SpanTraceOptions options)
        : trace_(trace), options_(options) {}
    void start(StreamSink& sink) override {
        sink_ = &sink;
        trace_.follow(*this);
    }

  private:
    void on_span_event(const observe::SpanEvent& event) override {
        if (const std::string line = trace_.line(event, options_); !line.empty())
            sink_->send(line);
    }
    void on_span_gone() override { sink_->end(); }

    observe::SpanTrace& trace_;
    const observe::SpanTraceOptions options_;
    StreamSink* sink_ = nullptr;
};

void trace_span(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    observe::SpanTrace* const trace = daemon.span_trace(arguments["SPAN"]);
    if (!trace)
        return reply.error(unknown_span(daemon, arguments["SPAN"]));
    const observe::SpanTraceOptions options{arguments.keyword("layer3"),
                                            arguments.keyword("details")};
    std::string text;
    std::string json = fmt::format("{{\"span\": \"{}\", \"events\": [", arguments["SPAN"]);
    bool first = true;
    for (const observe::SpanEvent& event : trace->recent()) {
        const std::string line = trace->line(event, options);
        if (line.empty())
            continue;
        text += line;
        json += (first ? "\n  " : ",\n  ") + trace->json(event);
        first = false;
    }
    if (!arguments.keyword("now") && !arguments.json())
        return reply.stream(text, std::make_unique<SpanStream>(*trace, options));
    reply.formatted(text.empty() ? "nothing yet\n" : text, json + "]}\n");
}

void capture_span(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const bool on = arguments.keyword("start");
    std::vector<std::string> names;
    for (const SpanView& span : daemon.spans())
        if (arguments["SPAN"] == kAll || arguments["SPAN"] == span.name)
            names.push_back(span.name);
    if (names.empty())
        return reply.error(unknown_span(daemon, arguments["SPAN"]));
    std::string done, faults;
    for (const std::string& name : names) {
        const Outcome outcome = daemon.capture(name, on);
        std::string& text = outcome ? done : faults;
        text += (text.empty() ? "" : "\n") + (outcome ? *outcome : outcome.error());
    }
    if (done.empty())
        reply.error(faults);
    else
        reply.done(done + (faults.empty() ? "" : '\n' + faults));
}

Document captures_document(const std::vector<observe::CaptureView>& views) {
    Table table{{{"span", "Span"},
                 {"running", "Running"},
                 {"file", "File"},
                 {"files", "Files"},
                 {"frames", "Frames"},
                 {"octets", "Octets"},
                 {"dropped", "Dropped"},
                 {"error", "Error"}},
                {},
                "no D-channel has been captured; \"capture span SPAN start\" does"};
    for (const observe::CaptureView& view : views)
        table.rows.push_back({view.name, view.running, text(view.file), integer(view.files),
                              integer(view.frames), integer(view.octets), integer(view.dropped),
                              text(view.error)});
    return {{"captures", "", std::move(table)}};
}

} // namespace

void add_span_trace(Registry& registry, DaemonView& daemon) {
    const ArgumentHelp spans_or_all{"SPAN", "name of a span, or all", [&daemon] {
                                        std::vector<Candidate> out = span_candidates(daemon);
                                        out.push_back({std::string(kAll), "every span"});
                                        return out;
                                    }};
    registry.describe("trace span", "the frames of one D-channel");
    registry.add({"trace span SPAN [layer3] [now] [details]",
                  "frames of a D-channel and alarms, as they come; now: the latest; layer3: Q.931 "
                  "only; details: each element",
                  true,
                  {span_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      trace_span(daemon, arguments, reply);
                  }});
    registry.describe("capture", "frames of D-channels into files for Wireshark");
    registry.describe("capture span", "the capture of one D-channel, or of all");
    registry.add({"capture span SPAN start|stop",
                  "write the frames of a D-channel to pcapng files, or no longer",
                  false,
                  {spans_or_all},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      capture_span(daemon, arguments, reply);
                  }});
    registry.add({"show captures",
                  "captures of D-channels: files, frames, what went wrong",
                  true,
                  {},
                  [&daemon](const Arguments&, Reply& reply) {
                      reply.document(captures_document(daemon.captures()));
                  }});
}

} // namespace console
