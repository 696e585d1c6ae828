// Commands about lines: taking channels out of service and back, and why one is in its state.
#include "gateway/console/line_commands.h"

#include "gateway/console/common.h"
#include "gateway/console/view_documents.h"

#include <fmt/core.h>

#include <algorithm>

namespace console {
namespace {

// A span and a B-channel of it, or all (0). Errors: what is wrong with the words.
struct Place {
    std::string span;
    unsigned timeslot = 0;
};
base::Result<Place, std::string> place(DaemonView& daemon, std::string_view span,
                                       std::string_view channel) {
    if (!find_span(daemon, span))
        return base::fail(unknown_span(daemon, span));
    if (channel.empty())
        return Place{std::string(span), 0};
    const auto channels = daemon.channels(span);
    const auto wanted = number<unsigned>(channel);
    if (!wanted || std::none_of(channels.begin(), channels.end(), [&](const ChannelView& known) {
            return known.timeslot == *wanted;
        }))
        return base::fail(
            fmt::format("span {} has no B-channel \"{}\"; \"show channels {}\" lists them", span,
                        channel, span));
    return Place{std::string(span), *wanted};
}

using Act = std::function<Outcome(const Place&)>;
Handler on_place(DaemonView& daemon, Act act) {
    return [&daemon, act = std::move(act)](const Arguments& arguments, Reply& reply) {
        const auto where =
            place(daemon, arguments["SPAN"], arguments.has("CHANNEL") ? arguments["CHANNEL"] : "");
        if (!where)
            return reply.error(where.error());
        answer(reply, act(*where));
    };
}

void channel_why(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const std::string_view word = arguments["CHANNEL"];
    const std::size_t slash = word.rfind('/');
    if (slash == std::string_view::npos)
        return reply.error(
            fmt::format("\"{}\" is no channel; write SPAN/TIMESLOT, as in line1/7", word));
    const auto where = place(daemon, word.substr(0, slash), word.substr(slash + 1));
    if (!where)
        return reply.error(where.error());
    if (const auto view = daemon.channel_why(where->span, where->timeslot))
        reply.document(channel_why_document(*view));
    else
        reply.error(fmt::format("\"{}\" is no channel; write SPAN/TIMESLOT, as in line1/7", word));
}

ArgumentHelp channel_argument(DaemonView& daemon) {
    return {"CHANNEL", "SPAN/TIMESLOT of a B-channel, as in line1/7",
            [&daemon] { return channel_candidates(daemon); }};
}

} // namespace

void add_lines(Registry& registry, DaemonView& daemon) {
    struct Row {
        const char *syntax, *help;
        Act act;
    };
    const Row rows[] = {
        {"span block SPAN [CHANNEL]", "no new calls on these B-channels; calls that are up stay",
         [&daemon](const Place& at) { return daemon.block(at.span, at.timeslot, true, false); }},
        {"span force-block SPAN [CHANNEL]", "the same, and calls that are up are released",
         [&daemon](const Place& at) { return daemon.block(at.span, at.timeslot, true, true); }},
        {"span unblock SPAN [CHANNEL]", "allow calls on these B-channels again",
         [&daemon](const Place& at) { return daemon.block(at.span, at.timeslot, false, false); }},
        {"span restart SPAN [CHANNEL]", "send RESTART; calls on these B-channels are released",
         [&daemon](const Place& at) { return daemon.restart(at.span, at.timeslot); }},
    };
    registry.describe("span", "take B-channels out of service and back");
    for (const Row& row : rows)
        registry.add({row.syntax,
                      row.help,
                      false,
                      {span_argument(daemon),
                       ArgumentHelp{"CHANNEL", "timeslot of a B-channel; all when left out", {}}},
                      on_place(daemon, row.act)});
    registry.describe("channel", "one B-channel");
    registry.add({"channel why CHANNEL",
                  "why the channel is in its state, and what happened to it lately",
                  true,
                  {channel_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      channel_why(daemon, arguments, reply);
                  }});
    registry.add({"show peers",
                  "SIP peers, and whether they answer",
                  true,
                  {},
                  [&daemon](const Arguments&, Reply& reply) {
                      reply.document(peers_document(daemon.peers()));
                  }});
}

} // namespace console
