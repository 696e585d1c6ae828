// What several commands share.
#include "gateway/console/common.h"

#include <fmt/core.h>

namespace console {

std::optional<CallId> call_named(DaemonView& daemon, std::string_view word) {
    if (const auto id = number<CallId>(word))
        return id;
    constexpr std::size_t kLeast = 8; // less may stand anywhere in a message
    if (word.size() < kLeast)
        return std::nullopt;
    for (const CallView& call : daemon.calls())
        for (const LegView* leg : {&call.incoming, &call.outgoing})
            if (leg->reference == word || leg->session_id.find(word) != std::string::npos)
                return call.id;
    for (const CallId id : daemon.traces().ended())
        if (const auto trace = daemon.traces().find(id))
            for (const observe::TraceEvent& event : trace->events)
                if (std::string_view(reinterpret_cast<const char*>(event.detail.data()),
                                     event.detail.size())
                        .find(word) != std::string_view::npos)
                    return id;
    return std::nullopt;
}

void answer(Reply& reply, const Outcome& outcome) {
    if (outcome)
        reply.done(*outcome);
    else
        reply.error(outcome.error());
}

std::vector<Candidate> span_candidates(DaemonView& daemon) {
    std::vector<Candidate> out;
    for (const SpanView& span : daemon.spans())
        out.push_back({span.name,
                       fmt::format("{} {}, D-channel {}", span.driver, span.type, span.d_channel)});
    return out;
}

std::vector<Candidate> channel_candidates(DaemonView& daemon) {
    std::vector<Candidate> out;
    for (const ChannelView& channel : daemon.channels(""))
        out.push_back({fmt::format("{}/{}", channel.span, channel.timeslot), channel.state});
    return out;
}

ArgumentHelp span_argument(DaemonView& daemon) {
    return {"SPAN", "name of a span", [&daemon] { return span_candidates(daemon); }};
}

std::optional<SpanView> find_span(DaemonView& daemon, std::string_view name) {
    for (SpanView& span : daemon.spans())
        if (span.name == name)
            return std::move(span);
    return std::nullopt;
}

std::string unknown_span(DaemonView& daemon, std::string_view name) {
    std::string names;
    for (const SpanView& span : daemon.spans())
        names += (names.empty() ? "" : ", ") + span.name;
    return fmt::format("there is no span \"{}\"; there {}", name,
                       names.empty() ? "are none" : "are: " + names);
}

} // namespace console
