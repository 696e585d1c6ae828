// Every command of the console, in the order of the manual.
#include "gateway/console/console.h"

#include "base/log.h"
#include "gateway/console/ban_command.h"
#include "gateway/console/common.h"
#include "gateway/console/line_commands.h"
#include "gateway/console/map_command.h"
#include "gateway/console/span_command.h"
#include "gateway/console/test_command.h"
#include "gateway/console/trace_command.h"
#include "gateway/console/user_command.h"
#include "gateway/console/view_documents.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace console {

namespace {

constexpr std::size_t kTracesShown = 50;

ArgumentHelp call_argument(DaemonView& daemon) {
    return {"ID", "number of a call, from \"show calls\"; its Call-ID or Session-ID", [&daemon] {
                std::vector<Candidate> out;
                for (const CallView& call : daemon.calls())
                    out.push_back(
                        {std::to_string(call.id),
                         fmt::format("{} from {} to {}", call.state, call.calling, call.called)});
                return out;
            }};
}

ArgumentHelp group_argument(DaemonView& daemon) {
    return {"GROUP", "name of a trunk group", [&daemon] {
                std::vector<Candidate> out;
                for (const TrunkGroupView& group : daemon.trunk_groups())
                    out.push_back({group.name, group.kind});
                return out;
            }};
}

// --- show
// ---------------------------------------------------------------------------------------------------------

void show_call(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const auto id = call_named(daemon, arguments["ID"]);
    if (!id)
        return reply.error(fmt::format("\"{}\" is no number of a call, and no Call-ID or half of "
                                       "Session-ID of one that is known",
                                       arguments["ID"]));
    if (const auto call = daemon.call(*id))
        return reply.document(call_document(*call));
    const bool traced = daemon.traces().find(*id).has_value();
    reply.error(fmt::format(
        "there is no call {}{}", *id,
        traced ? fmt::format(" any more; \"trace call {}\" shows what happened to it", *id)
               : "; \"show calls\" lists those that are up"));
}

void show_channels(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const std::string_view span = arguments["SPAN"];
    if (!span.empty() && !find_span(daemon, span))
        return reply.error(unknown_span(daemon, span));
    reply.document(channels_document(daemon.channels(span)));
}

void show_alarms(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const std::string_view span = arguments["SPAN"];
    if (!span.empty() && !find_span(daemon, span))
        return reply.error(unknown_span(daemon, span));
    reply.document(alarms_document(daemon.alarms(span)));
}

void show_performance(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const std::string_view span = arguments["SPAN"];
    if (!span.empty() && !find_span(daemon, span))
        return reply.error(unknown_span(daemon, span));
    reply.document(performance_document(daemon.performance(span)));
}

void show_traces(DaemonView& daemon, Reply& reply) {
    std::vector<observe::TraceView> views;
    for (const CallId id : daemon.traces().ended()) {
        if (views.size() == kTracesShown)
            break;
        if (auto view = daemon.traces().find(id))
            views.push_back(std::move(*view));
    }
    reply.document(traces_document(views));
}

/// A document of one view, without arguments.
template <class View>
Handler shows(DaemonView& daemon, View view) {
    return [&daemon, view](const Arguments&, Reply& reply) { reply.document(view(daemon)); };
}

void add_show(Registry& registry, DaemonView& daemon) {
    registry.describe("show", "what the gateway is and does now");
    registry.add(
        {"show version", "version of the daemon", true, {}, shows(daemon, [](DaemonView& of) {
             return Document{
                 {"", "", Record{{{"version", "landlined", text(of.status().version)}}}}};
         })});
    registry.add({"show status",
                  "the daemon in one page: calls, spans, memory",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return status_document(of.status()); })});
    registry.add({"show spans",
                  "lines to the exchange: alarms, D-channel, counters",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return spans_document(of.spans()); })});
    registry.add({"show channels [SPAN]",
                  "B-channels and what occupies them",
                  true,
                  {span_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      show_channels(daemon, arguments, reply);
                  }});
    registry.add({"show alarms [SPAN]",
                  "alarms of the lines since the start: raised, cleared, lasting",
                  true,
                  {span_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      show_alarms(daemon, arguments, reply);
                  }});
    registry.add({"show performance [SPAN]",
                  "errored, severely errored and unavailable seconds by quarters of an hour",
                  true,
                  {span_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      show_performance(daemon, arguments, reply);
                  }});
    registry.add(
        {"show trunks", "trunk groups and their use", true, {}, shows(daemon, [](DaemonView& of) {
             return trunks_document(of.trunk_groups());
         })});
    registry.add({"show dns",
                  "servers of SIP peers with a domain: where they are, which are avoided",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return dns_document(of.dns()); })});
    registry.add({"show shaken",
                  "STIR/SHAKEN: keys, certificates and their ends, calls signed and verified",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return shaken_document(of.shaken()); })});
    registry.add(
        {"show completions",
         "completion of calls: who is waited for, and for which line",
         true,
         {},
         shows(daemon, [](DaemonView& of) { return completions_document(of.completions()); })});
    registry.add(
        {"show mailboxes",
         "mailboxes: what is waiting in them, who is told, whom we have asked",
         true,
         {},
         shows(daemon, [](DaemonView& of) { return mailboxes_document(of.mailboxes()); })});
    registry.add({"show dialogs",
                  "SIP dialogs: whose, in which state, where their requests go",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return dialogs_document(of.dialogs()); })});
    registry.add(
        {"show listeners",
         "where SIP is received, and how much came",
         true,
         {},
         shows(daemon, [](DaemonView& of) { return listeners_document(of.listeners()); })});
    registry.add(
        {"show connections",
         "TCP and TLS connections of SIP, and with whom",
         true,
         {},
         shows(daemon, [](DaemonView& of) { return connections_document(of.connections()); })});
    registry.add(
        {"show transactions",
         "SIP transactions and the states of their machines",
         true,
         {},
         shows(daemon, [](DaemonView& of) { return transactions_document(of.transactions()); })});
    registry.add({"show routes",
                  "routes in the order in which they are tried",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return routes_document(of.routes()); })});
    registry.add({"show calls",
                  "calls that are up or being set up",
                  true,
                  {},
                  shows(daemon, [](DaemonView& of) { return calls_document(of.calls()); })});
    registry.add({"show call ID",
                  "one call: legs, numbers, media",
                  true,
                  {call_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      show_call(daemon, arguments, reply);
                  }});
    registry.add({"show traces",
                  "ended calls that \"trace call\" still knows, and how they ended",
                  true,
                  {},
                  [&daemon](const Arguments&, Reply& reply) { show_traces(daemon, reply); }});
    registry.add(
        {"show registrations",
         "registrations with SIP registrars",
         true,
         {},
         shows(daemon, [](DaemonView& of) { return registrations_document(of.registrations()); })});
    registry.add({"show config [FILTER]",
                  "the conf in force, defaults included",
                  true,
                  {{"FILTER", "part of a key: \"media\"", {}}},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      reply.document(config_document(daemon.config(), arguments["FILTER"]));
                  }});
    registry.add({"show counters [FILTER]",
                  "counters and latencies since the start",
                  true,
                  {{"FILTER", "part of a name: \"sip\"", {}}},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      reply.document(counters_document(daemon.metrics().view(arguments["FILTER"])));
                  }});
}

// --- the rest
// -----------------------------------------------------------------------------------------------------

void route_test(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const auto groups = daemon.trunk_groups();
    const auto named = [&](const TrunkGroupView& group) {
        return group.name == arguments["GROUP"];
    };
    if (std::none_of(groups.begin(), groups.end(), named)) {
        std::string names;
        for (const TrunkGroupView& group : groups)
            names += (names.empty() ? "" : ", ") + group.name;
        return reply.error(fmt::format("there is no trunk group \"{}\"; there are: {}",
                                       arguments["GROUP"], names));
    }
    const auto outcome = daemon.route_test(arguments["NUMBER"], arguments["GROUP"]);
    if (outcome)
        reply.document(route_test_document(*outcome));
    else
        reply.error(outcome.error());
}

void release_call(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const auto id = number<CallId>(arguments["ID"]);
    if (!id || !daemon.call(*id))
        return reply.error(fmt::format(
            "there is no call \"{}\"; \"show calls\" lists those that are up", arguments["ID"]));
    answer(reply, daemon.release_call(*id));
}

constexpr const char* kLevels[] = {"debug", "info", "warning", "error", "off"};

void add_log(Registry& registry) {
    registry.describe("log", "what the daemon writes to its log");
    registry.add(
        {"log level", "the level of the log", true, {}, [](const Arguments&, Reply& reply) {
             const std::string level(base::log::name(base::log::level()));
             reply.document({{"", "", Record{{{"level", "Level", level}}}}});
         }});
    const auto levels = [] {
        std::vector<Candidate> out;
        for (const char* level : kLevels)
            out.push_back({level, fmt::format("log {}", base::log::name(base::log::level()) == level
                                                            ? "as it is now"
                                                            : "from here on")});
        return out;
    };
    registry.add({"log level LEVEL",
                  "set the level of the log until the next start",
                  false,
                  {{"LEVEL", "debug, info, warning, error or off", levels}},
                  [](const Arguments& arguments, Reply& reply) {
                      base::log::Level level{};
                      if (!base::log::level_from_text(arguments["LEVEL"], level))
                          return reply.error(fmt::format(
                              "\"{}\" is no level; there are debug, info, warning, error and off",
                              arguments["LEVEL"]));
                      base::log::set_level(level);
                      reply.done(fmt::format("the log's level is {}", base::log::name(level)));
                  }});
}

void add_daemon(Registry& registry, DaemonView& daemon) {
    registry.add({"reload",
                  "read the conf file again; calls in progress stay",
                  false,
                  {},
                  [&daemon](const Arguments&, Reply& reply) { answer(reply, daemon.reload()); }});
    registry.add(
        {"stop",
         "release all calls and stop the daemon",
         false,
         {},
         [&daemon](const Arguments&, Reply& reply) { answer(reply, daemon.stop(false)); }});
    registry.add({"stop when idle",
                  "take no new calls, stop when the last one has ended",
                  false,
                  {},
                  [&daemon](const Arguments&, Reply& reply) { answer(reply, daemon.stop(true)); }});
    registry.add({"help [WORD]",
                  "all commands, or those that begin with a word",
                  true,
                  {{"WORD", "first word of a command", {}}},
                  [&registry](const Arguments& arguments, Reply& reply) {
                      reply.document(registry.all(arguments["WORD"]));
                  }});
}

} // namespace

void register_commands(Registry& registry, DaemonView& daemon) {
    add_show(registry, daemon);
    registry.describe("trace", "the messages of a call or of a D-channel");
    add_trace(registry, daemon);
    add_span_trace(registry, daemon);
    registry.describe("route", "how calls are routed");
    registry.describe("route test", "route a number without calling it");
    registry.add({"route test NUMBER from GROUP",
                  "dry run through the routes: every rule, applied or not",
                  true,
                  {{"NUMBER", "called number", {}}, group_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      route_test(daemon, arguments, reply);
                  }});
    add_map(registry, daemon);
    registry.describe("call", "act on one call");
    registry.add({"call release ID",
                  "release a call on both legs",
                  false,
                  {call_argument(daemon)},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      release_call(daemon, arguments, reply);
                  }});
    add_lines(registry, daemon);
    add_bans(registry, daemon);
    add_users(registry, daemon);
    add_tests(registry, daemon);
    add_log(registry);
    add_daemon(registry, daemon);
}

} // namespace console
