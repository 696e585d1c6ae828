// The commands "trace call" and "call explain": the ladder of a call, live or after the fact.
#include "gateway/console/trace_command.h"

#include "gateway/console/common.h"
#include "gateway/observe/ladder.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace console {

namespace {

constexpr std::size_t kEndedOffered = 20; // by TAB

/// Sends each new event of one live call as a line of the ladder.
class LadderStream final : public StreamSource, private observe::TraceFollower {
  public:
    LadderStream(observe::TraceStore& store, CallId id, observe::LadderOptions options)
        : store_(store), id_(id), options_(options) {}
    void start(StreamSink& sink) override {
        sink_ = &sink;
        if (observe::CallTrace* const trace = store_.live(id_))
            trace->follow(*this);
        else
            sink.end();
    }

  private:
    void on_trace_event(const observe::TraceEvent& event) override {
        sink_->send(ladder_line(event, options_, store_.renderers()));
    }
    void on_trace_end() override {
        if (const auto trace = store_.find(id_))
            sink_->send('\n' + explain(*trace));
        sink_->end();
    }

    observe::TraceStore& store_;
    CallId id_;
    observe::LadderOptions options_;
    StreamSink* sink_ = nullptr;
};

std::optional<observe::TraceView> find(DaemonView& daemon, const Arguments& arguments,
                                       Reply& reply) {
    const std::string_view word = arguments["ID"];
    const auto id = call_named(daemon, word);
    if (!id) {
        reply.error(fmt::format("\"{}\" is no number of a call, and no Call-ID or half of "
                                "Session-ID of one that is known",
                                word));
        return std::nullopt;
    }
    auto trace = daemon.traces().find(*id);
    if (!trace)
        reply.error(fmt::format(
            "there is no trace of call {}; \"show calls\" and \"show traces\" list what there is",
            *id));
    return trace;
}

void trace_call(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const auto trace = find(daemon, arguments, reply);
    if (!trace)
        return;
    observe::TraceStore& store = daemon.traces();
    observe::LadderOptions options;
    options.width = arguments.width();
    options.details = arguments.keyword("details");
    std::string text = ladder(*trace, options, store.renderers());
    if (!trace->ended && !arguments.keyword("now") && !arguments.json())
        return reply.stream(text, std::make_unique<LadderStream>(store, trace->id, options));
    text += '\n' + explain(*trace);
    reply.formatted(text, arguments.json() ? trace_json(*trace) : std::string{});
}

void explain_call(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const auto trace = find(daemon, arguments, reply);
    if (!trace)
        return;
    std::string text = explain(*trace);
    nlohmann::ordered_json json{{"id", trace->id},
                                {"explanation", text.substr(0, text.size() - 1)},
                                {"decisions", nlohmann::ordered_json::array()}};
    Table table{{{"at", "After"},
                 {"leg", "Leg"},
                 {"name", "Row"},
                 {"value", "Value"},
                 {"clause", "Clause"}},
                {},
                "no decision was made"};
    for (const observe::TraceEvent& event : trace->events) {
        if (!event.is_note())
            continue;
        const double seconds = std::chrono::duration<double>(event.at).count();
        table.rows.push_back({Seconds{seconds}, std::string(name(event.leg)), event.summary,
                              console::text(event.value), console::text(event.clause)});
        json["decisions"].push_back({{"seconds", seconds},
                                     {"leg", name(event.leg)},
                                     {"name", event.summary},
                                     {"value", event.value},
                                     {"clause", event.clause}});
    }
    text += '\n' + to_text(Document{{"decisions", "Decisions, in their order", std::move(table)}});
    reply.formatted(
        text, json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
}

ArgumentHelp traced_call(DaemonView& daemon) {
    return {"ID", "number of a call, from \"show calls\" or \"show traces\"", [&daemon] {
                std::vector<Candidate> out;
                for (const CallView& call : daemon.calls())
                    out.push_back(
                        {std::to_string(call.id),
                         fmt::format("{} from {} to {}", call.state, call.calling, call.called)});
                for (const CallId id : daemon.traces().ended()) {
                    if (out.size() >= kEndedOffered)
                        break;
                    out.push_back({std::to_string(id), "ended"});
                }
                return out;
            }};
}

} // namespace

void add_trace(Registry& registry, DaemonView& daemon) {
    registry.describe("trace call", "the messages and decisions of one call");
    registry.add(
        {"trace call ID [now] [details]",
         "ladder of a call, followed until it ends; now: what is there; details: with octets",
         true,
         {traced_call(daemon)},
         [&daemon](const Arguments& arguments, Reply& reply) {
             trace_call(daemon, arguments, reply);
         }});
    registry.add({"call explain ID",
                  "who released a call, why, and each decision of its mapping with its clause",
                  true,
                  {traced_call(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      explain_call(daemon, arguments, reply);
                  }});
}

} // namespace console
