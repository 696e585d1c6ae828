// The commands "map test" and "cause test": what the mapping would make of a message or a cause.
#include "gateway/console/map_command.h"

#include "gateway/console/common.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <array>

namespace console {

namespace {

struct LocationName {
    std::string_view token, help;
};
// RFC 8606 §4, in the order of Q.850 Table 1.
constexpr std::array kLocations{
    LocationName{"U", "user"},
    LocationName{"LPN", "private network serving the local user"},
    LocationName{"LN", "public network serving the local user (taken when not given)"},
    LocationName{"TN", "transit network"},
    LocationName{"RLN", "public network serving the remote user"},
    LocationName{"RPN", "private network serving the remote user"},
    LocationName{"INTL", "international network"},
    LocationName{"BI", "network beyond interworking point"},
};

/// Lines of a part set in by two blanks.
std::string indented(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out += end ? "  " + std::string(text.substr(0, end)) + '\n' : "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

Table rows_table(const std::vector<MapTestView::Row>& rows) {
    Table table{{{"trunk", "Trunk"}, {"name", "Row"}, {"value", "Value"}, {"clause", "Clause"}},
                {},
                "no row was used"};
    for (const MapTestView::Row& row : rows)
        table.rows.push_back({text(row.trunk), text(row.name), text(row.value), text(row.clause)});
    return table;
}

std::string map_text(const MapTestView& view) {
    std::string out;
    for (const MapTestView::Part& part : view.parts) {
        out += part.title + '\n' + indented(part.text);
        if (!part.hex.empty())
            out += "  octets: " + part.hex + '\n';
        out += '\n';
    }
    return out + to_text(Document{{"rows", "", rows_table(view.rows)}}) + '\n' + view.outcome +
           '\n';
}

std::string map_json(const MapTestView& view) {
    nlohmann::ordered_json json{{"outcome", view.outcome},
                                {"parts", nlohmann::ordered_json::array()},
                                {"rows", nlohmann::ordered_json::array()}};
    for (const MapTestView::Part& part : view.parts)
        json["parts"].push_back(
            {{"part", part.key}, {"title", part.title}, {"text", part.text}, {"hex", part.hex}});
    for (const MapTestView::Row& row : view.rows)
        json["rows"].push_back({{"trunk", row.trunk},
                                {"name", row.name},
                                {"value", row.value},
                                {"clause", row.clause}});
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

void map_test(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    MapTestRequest request;
    request.message = arguments["MESSAGE"];
    request.via = arguments["TRUNK"];
    request.from = arguments["ORIGIN"];
    for (const char* language : {"sip", "isup", "q931", "number"})
        if (arguments.keyword(language))
            request.language = language;
    request.variant = arguments["VARIANT"];
    request.acm_seen = arguments.keyword("acm");
    const auto view = daemon.map_test(request);
    if (!view)
        return reply.error(view.error());
    reply.formatted(map_text(*view), map_json(*view));
}

void cause_test(DaemonView& daemon, const Arguments& arguments, Reply& reply) {
    const std::string_view word = arguments["VALUE"];
    const auto value = number<unsigned>(word);
    if (!value)
        return reply.error(
            fmt::format("\"{}\" is no number: a cause (1-127) or a status (300-699)", word));
    const auto view = daemon.cause_test(*value, arguments["LOCATION"], arguments["TRUNK"]);
    if (!view)
        return reply.error(view.error());
    Table table{{{"what", "What"},
                 {"result", "Result"},
                 {"name", "Row"},
                 {"value", "Value"},
                 {"clause", "Clause"}},
                {},
                "nothing"};
    for (const CauseTestView::Step& step : view->steps)
        table.rows.push_back({text(step.what), text(step.result), text(step.name), text(step.value),
                              text(step.clause)});
    reply.document({{"steps", "", std::move(table)}});
}

ArgumentHelp trunk_argument(DaemonView& daemon, std::string name, std::string help) {
    return {std::move(name), std::move(help), [&daemon] {
                std::vector<Candidate> out;
                for (const TrunkGroupView& group : daemon.trunk_groups()) {
                    out.push_back({group.name, group.kind + " trunk group"});
                    if (group.kind == "sip")
                        for (const std::string& peer : group.members)
                            if (peer != group.name)
                                out.push_back({peer, "SIP peer of " + group.name});
                }
                return out;
            }};
}

ArgumentHelp location_argument() {
    return {"LOCATION", "where the cause arose (RFC 8606)", [] {
                std::vector<Candidate> out;
                for (const LocationName& row : kLocations)
                    out.push_back({std::string(row.token), std::string(row.help)});
                return out;
            }};
}

} // namespace

void add_map(Registry& registry, DaemonView& daemon) {
    registry.describe("map", "how messages are translated");
    registry.describe("map test", "translate a message without a call");
    registry.add(
        {"map test MESSAGE via TRUNK [from ORIGIN] [as sip|q931|number|isup [VARIANT]] [after acm]",
         "dry run through the mapping: what would leave on a trunk, and which rows make it",
         true,
         {{"MESSAGE",
           "octets in hex (ISUP, Q.931), SIP text in quotes, a called number, or @FILE",
           {}},
          trunk_argument(daemon, "TRUNK", "SIP peer or trunk group on which it leaves"),
          trunk_argument(daemon, "ORIGIN", "SIP peer or trunk group that it comes from"),
          {"VARIANT", "variant of the ISUP octets",
           [] {
               std::vector<Candidate> out;
               for (const char* variant : {"itu", "ansi", "etsi356", "uk", "spirou", "germany",
                                           "ttc", "russia", "china", "brazil"})
                   out.push_back({variant, "ISUP variant"});
               return out;
           }}},
         [&daemon](const Arguments& arguments, Reply& reply) {
             map_test(daemon, arguments, reply);
         }});
    registry.describe("cause", "how causes are translated");
    registry.describe("cause test", "translate a cause or a SIP status without a call");
    registry.add({"cause test VALUE via TRUNK [location LOCATION]",
                  "a cause (1-127) or SIP status (300-699) through the tables of a trunk",
                  true,
                  {{"VALUE", "Q.850 cause, 1-127, or SIP status, 300-699", {}},
                   trunk_argument(daemon, "TRUNK", "SIP peer or trunk group"),
                   location_argument()},
                  [&daemon](const Arguments& arguments, Reply& reply) {
                      cause_test(daemon, arguments, reply);
                  }});
}

} // namespace console
