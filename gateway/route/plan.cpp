// The routing plan: compiles settings once, then decides call by call in time linear in the number
// dialled.
#include "gateway/route/plan.h"

#include "gateway/route/pattern_set.h"

#include <algorithm>
#include <unordered_map>

namespace route {
namespace {

constexpr std::uint8_t kNoRouteToDestination = 3; // Q.850

// Names to positions, so that nothing is looked up by text while a call waits but the incoming
// group.
using Index = std::unordered_map<std::string_view, std::size_t>;

template <class Named>
Index index_of(const std::vector<Named>& all) {
    Index index;
    for (std::size_t at = 0; at < all.size(); ++at)
        index.emplace(all[at].name, at);
    return index;
}

template <class List, class Value>
bool contains(const List& list, const Value& value) {
    return std::ranges::find(list, value) != list.end();
}

} // namespace

struct Plan::Compiled {
    struct RouteRow {
        std::size_t called = PatternSet::kNone;
        std::size_t calling = PatternSet::kNone;
        std::vector<std::size_t> from, to, rules;
        CauseSet next_on;
    };

    struct GroupRow {
        std::vector<std::size_t> rules_in, rules_out;
    };

    Settings settings;
    std::vector<CompiledRule> rules;
    std::vector<GroupRow> groups;
    std::vector<RouteRow> routes;
    PatternSet called, calling;
    Index group_index;

    using Faults = std::vector<std::string>;
    Faults compile();
    std::vector<std::size_t> positions(const std::vector<std::string>& names, const Index& index,
                                       const std::string& who, const char* what, Faults& faults);
    static std::size_t pattern(PatternSet& set, const std::string& text, const std::string& who,
                               Faults& faults);
    void compile_route(const Route& route, const Index& rule_index, Faults& faults);

    void apply(const std::vector<std::size_t>& which, const std::string& where, Explain explain,
               Number& called_number, Number& calling_number, std::vector<Step>& steps) const;
    void add_candidate(std::size_t group, const Query& query, Explain explain,
                       Decision& decision) const;
    Decision straight(Query& query, Explain explain, Decision decision) const;
    std::size_t find(std::size_t from, const Query& query) const;
    std::size_t find_and_explain(std::size_t from, const Query& query,
                                 std::vector<Step>& steps) const;
    std::string why_not(const RouteRow& route, const Route& written_route, std::size_t from,
                        const Query& query, bool called_matches, bool calling_matches) const;
};

// --- compiling ---------------------------------------------------------------------------------

std::vector<std::size_t> Plan::Compiled::positions(const std::vector<std::string>& names,
                                                   const Index& index, const std::string& who,
                                                   const char* what, Faults& faults) {
    std::vector<std::size_t> out;
    for (const std::string& wanted : names)
        if (const auto found = index.find(wanted); found != index.end())
            out.push_back(found->second);
        else
            faults.push_back(who + ": there is no " + what + " " + wanted);
    return out;
}

std::size_t Plan::Compiled::pattern(PatternSet& set, const std::string& text,
                                    const std::string& who, Faults& faults) {
    if (text.empty())
        return PatternSet::kNone;
    if (const auto wrong = pattern_fault(text)) {
        faults.push_back(who + ": pattern " + text + ": " + *wrong);
        return PatternSet::kNone;
    }
    return set.add(text);
}

void Plan::Compiled::compile_route(const Route& route, const Index& rule_index, Faults& faults) {
    const std::string who = "route " + route.name;
    RouteRow out;
    out.called = pattern(called, route.called, who, faults);
    out.calling = pattern(calling, route.calling, who, faults);
    out.from = positions(route.from, group_index, who, "trunk group", faults);
    out.to = positions(route.to, group_index, who, "trunk group", faults);
    out.rules = positions(route.number_rules, rule_index, who, "number rule", faults);
    for (const std::uint8_t cause : route.next_on)
        out.next_on.set(cause & 0x7f);
    routes.push_back(std::move(out));
}

Plan::Compiled::Faults Plan::Compiled::compile() {
    Faults faults;
    group_index = index_of(settings.groups);
    const Index rule_index = index_of(settings.number_rules);
    for (const NumberRule& rule : settings.number_rules) {
        auto compiled = CompiledRule::compile(rule);
        if (compiled)
            rules.push_back(std::move(compiled).value());
        else
            faults.push_back("number rule " + rule.name + ": " + compiled.error());
    }
    for (const Group& group : settings.groups) {
        const std::string who = "trunk group " + group.name;
        groups.push_back(
            {positions(group.number_rules_in, rule_index, who, "number rule", faults),
             positions(group.number_rules_out, rule_index, who, "number rule", faults)});
    }
    for (const Route& route : settings.routes)
        compile_route(route, rule_index, faults);
    called.seal();
    calling.seal();
    return faults;
}

// --- deciding ----------------------------------------------------------------------------------

void Plan::Compiled::apply(const std::vector<std::size_t>& which, const std::string& where,
                           Explain explain, Number& called_number, Number& calling_number,
                           std::vector<Step>& steps) const {
    for (const std::size_t at : which) {
        const NumberRule& rule = rules[at].rule();
        const bool of_called = rule.number == WhichNumber::called;
        Number& number = of_called ? called_number : calling_number;
        const std::string label = of_called ? "called " : "calling ";
        const Number before = number;
        if (rules[at].apply(number))
            steps.push_back(
                {Step::Kind::rule, rule.name, where, label + text(before), text(number)});
        else if (explain == Explain::full)
            steps.push_back({Step::Kind::rule_idle, rule.name, where, label + text(before), {}});
    }
}

/// Whether a route is one for the trunk groups that the caller's peer has named (RFC 4904 §6.2).
static bool leads(const Route& route, const Query& query) {
    if (!route.origin_trunk_group.empty() && route.origin_trunk_group != query.origin_trunk_group)
        return false;
    if (!route.trunk_group.empty())
        return route.trunk_group == query.trunk_group;
    return query.trunk_group.empty() ||
           std::ranges::find(route.to, query.trunk_group) != route.to.end();
}

std::size_t Plan::Compiled::find(std::size_t from, const Query& query) const {
    const std::vector<bool> by_called = called.match(written(query.called));
    const std::vector<bool> by_calling =
        calling.size() == 0 ? std::vector<bool>{} : calling.match(written(query.calling));
    for (std::size_t at = 0; at < routes.size(); ++at) {
        const RouteRow& route = routes[at];
        if ((route.called == PatternSet::kNone || by_called[route.called]) &&
            (route.calling == PatternSet::kNone || by_calling[route.calling]) &&
            (route.from.empty() || contains(route.from, from)) &&
            leads(settings.routes[at], query) &&
            (settings.routes[at].bearer.empty() ||
             contains(settings.routes[at].bearer, query.bearer)))
            return at;
    }
    return routes.size();
}

std::string Plan::Compiled::why_not(const RouteRow& route, const Route& written_route,
                                    std::size_t from, const Query& query, bool called_matches,
                                    bool calling_matches) const {
    if (!route.from.empty() && !contains(route.from, from)) {
        std::string groups_named;
        for (const std::string& group : written_route.from)
            groups_named += (groups_named.empty() ? "" : ", ") + group;
        return "it is for calls from " + groups_named;
    }
    if (!called_matches)
        return "called " + text(query.called) + " does not match " + written_route.called;
    if (!calling_matches)
        return "calling " + text(query.calling) + " does not match " + written_route.calling;
    if (!leads(written_route, query))
        return written_route.origin_trunk_group.empty() && written_route.trunk_group.empty()
                   ? "it does not lead to trunk group " + std::string(query.trunk_group)
                   : "it is for other trunk groups of the peer";
    if (!written_route.bearer.empty() && !contains(written_route.bearer, query.bearer))
        return "it is not for bearer " + std::string(name(query.bearer));
    return {};
}

std::size_t Plan::Compiled::find_and_explain(std::size_t from, const Query& query,
                                             std::vector<Step>& steps) const {
    const std::string called_form = written(query.called), calling_form = written(query.calling);
    for (std::size_t at = 0; at < routes.size(); ++at) {
        const RouteRow& route = routes[at];
        const bool called_matches =
            route.called == PatternSet::kNone || called.matches(route.called, called_form);
        const bool calling_matches =
            route.calling == PatternSet::kNone || calling.matches(route.calling, calling_form);
        std::string reason =
            why_not(route, settings.routes[at], from, query, called_matches, calling_matches);
        if (reason.empty())
            return at;
        steps.push_back(
            {Step::Kind::passed_over, settings.routes[at].name, std::move(reason), {}, {}});
    }
    return routes.size();
}

// A trunk group that may take the call, with its numbers by the group's rules.
void Plan::Compiled::add_candidate(std::size_t group, const Query& query, Explain explain,
                                   Decision& decision) const {
    Candidate candidate{settings.groups[group].name, query.called, query.calling};
    apply(groups[group].rules_out, "out " + candidate.group, explain, candidate.called,
          candidate.calling, decision.steps);
    decision.steps.push_back({Step::Kind::candidate,
                              candidate.group,
                              {},
                              {},
                              text(candidate.called) + ", calling " + text(candidate.calling)});
    decision.candidates.push_back(std::move(candidate));
}

// To a trunk group that the query names: only the group's own rules apply.
Decision Plan::Compiled::straight(Query& query, Explain explain, Decision decision) const {
    const auto known = group_index.find(query.via);
    if (known == group_index.end()) {
        decision.cause = kNoRouteToDestination;
        decision.steps.push_back(
            {Step::Kind::no_route, {}, "no such trunk group; cause 3", {}, {}});
        return decision;
    }
    add_candidate(known->second, query, explain, decision);
    return decision;
}

Decision Plan::decide(const Query& asked, Explain explain) const {
    const Compiled& plan = *compiled_;
    Decision decision;
    Query query = asked;
    const auto known = plan.group_index.find(query.from);
    const std::size_t from =
        known == plan.group_index.end() ? plan.settings.groups.size() : known->second;
    if (from < plan.groups.size())
        plan.apply(plan.groups[from].rules_in, "in " + std::string(query.from), explain,
                   query.called, query.calling, decision.steps);

    if (!query.via.empty())
        return plan.straight(query, explain, std::move(decision));
    const std::size_t at = explain == Explain::full
                               ? plan.find_and_explain(from, query, decision.steps)
                               : plan.find(from, query);
    if (at == plan.routes.size()) {
        decision.cause = kNoRouteToDestination;
        decision.steps.push_back(
            {Step::Kind::no_route,
             {},
             "called " + text(query.called) + " from " + std::string(query.from) + "; cause 3",
             {},
             {}});
        return decision;
    }

    const Route& route = plan.settings.routes[at];
    decision.route = route.name;
    decision.next_on = plan.routes[at].next_on;
    decision.priority = route.priority;
    decision.redirect = route.redirect;
    decision.steps.push_back({Step::Kind::matched,
                              route.name,
                              "called " + text(query.called) +
                                  (route.called.empty() ? "" : " matches " + route.called) +
                                  (route.redirect ? "; SIP callers are told to call there" : ""),
                              {},
                              {}});
    plan.apply(plan.routes[at].rules, "route " + route.name, explain, query.called, query.calling,
               decision.steps);
    for (const std::size_t to : plan.routes[at].to) {
        if (route.trunk_group.empty() && !query.trunk_group.empty() &&
            plan.settings.groups[to].name != query.trunk_group)
            continue; // the caller's peer wants that one and no other (RFC 4904 §6.2)
        plan.add_candidate(to, query, explain, decision);
    }
    return decision;
}

// --- the handle --------------------------------------------------------------------------------

base::Result<Plan, std::vector<std::string>> Plan::build(Settings settings) {
    auto compiled = std::make_unique<Compiled>();
    compiled->settings = std::move(settings);
    if (auto faults = compiled->compile(); !faults.empty())
        return base::fail(std::move(faults));
    return Plan(std::move(compiled));
}

Plan::Plan() : compiled_(std::make_unique<Compiled>()) {}
Plan::Plan(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(Plan&&) noexcept = default;
Plan::~Plan() = default;
const Settings& Plan::settings() const {
    return compiled_->settings;
}

} // namespace route
