// The routing plan: which route a call takes, with which numbers, and what the explanation says.
#include "gateway/route/plan.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace {

using route::Bearer;
using route::Decision;
using route::Explain;
using route::Nature;
using route::Number;
using route::Plan;
using route::Query;
using route::Settings;
using route::Step;

Number dialled(std::string digits, Nature nature = Nature::unknown) {
    return {std::move(digits), nature, {}};
}

// A PBX that dials 0 for the exchange, two carriers, an emergency route, a data route.
Settings office() {
    Settings settings;
    settings.number_rules = {
        {.name = "strip-0", .match = "0.+", .strip = 1},
        {.name = "to-e164", .match = "0([1-9]\\d*)", .rewrite = "+49\\1"},
        {.name = "hide",
         .number = route::WhichNumber::calling,
         .set_presentation = route::Presentation::restricted},
    };
    settings.groups = {
        {"pbx", {"strip-0"}, {}}, {"carrier-a", {}, {"to-e164"}}, {"carrier-b", {}, {}}};
    settings.routes = {
        {.name = "emergency",
         .called = "11[02]",
         .to = {"carrier-b", "carrier-a"},
         .priority = true},
        {.name = "data", .from = {"pbx"}, .bearer = {Bearer::unrestricted}, .to = {"carrier-b"}},
        {.name = "boss",
         .from = {"pbx"},
         .called = "0.*",
         .calling = "100",
         .to = {"carrier-a"},
         .number_rules = {"hide"}},
        {.name = "out",
         .from = {"pbx"},
         .called = "0.*",
         .to = {"carrier-a", "carrier-b"},
         .next_on = {34, 38}},
        {.name = "in",
         .from = {"carrier-a", "carrier-b"},
         .called = "\\+49301234.*",
         .to = {"pbx"}},
    };
    return settings;
}

class PlanTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PlanTest);
    CPPUNIT_TEST(a_named_trunk_group_is_the_only_one_tried);
    CPPUNIT_TEST(routes_may_be_for_the_trunk_groups_of_the_peer);
    CPPUNIT_TEST(a_test_call_goes_to_its_group_whatever_the_routes_say);
    CPPUNIT_TEST(takes_the_first_route_that_matches);
    CPPUNIT_TEST(tells_calls_apart_by_incoming_group);
    CPPUNIT_TEST(tells_calls_apart_by_calling_number);
    CPPUNIT_TEST(tells_calls_apart_by_bearer);
    CPPUNIT_TEST(gives_candidates_in_order_with_their_own_numbers);
    CPPUNIT_TEST(answers_cause_3_when_nothing_matches);
    CPPUNIT_TEST(an_unknown_group_takes_only_routes_for_any);
    CPPUNIT_TEST(goes_on_only_on_the_route_s_causes);
    CPPUNIT_TEST(hands_priority_on);
    CPPUNIT_TEST(both_depths_of_explanation_decide_alike);
    CPPUNIT_TEST(explains_why_earlier_routes_were_not_taken);
    CPPUNIT_TEST(explains_each_rule_that_acted);
    CPPUNIT_TEST(refuses_names_and_patterns_that_are_wrong_all_at_once);
    CPPUNIT_TEST(an_empty_plan_routes_nothing);
    CPPUNIT_TEST(finds_one_of_thousands_of_routes);
    CPPUNIT_TEST_SUITE_END();

    Plan plan_ = Plan::build(office()).value();

    Decision decide(std::string_view from, Number called, std::string calling = "200",
                    Bearer bearer = Bearer::speech, Explain explain = Explain::brief) {
        return plan_.decide({from, std::move(called), dialled(std::move(calling)), bearer},
                            explain);
    }
    static std::string all_text(const Decision& decision) {
        std::string out;
        for (const Step& step : decision.steps)
            out += route::text(step) + "\n";
        return out;
    }
    static void assert_says(const Decision& decision, const std::string& wanted) {
        CPPUNIT_ASSERT_MESSAGE(wanted + " in:\n" + all_text(decision),
                               all_text(decision).find(wanted) != std::string::npos);
    }

    void a_test_call_goes_to_its_group_whatever_the_routes_say() {
        for (const route::Group& group : plan_.settings().groups) {
            route::Query query;
            query.from = "test";
            query.called = dialled("999888777");
            query.via = group.name;
            const Decision decision = plan_.decide(query);
            CPPUNIT_ASSERT_EQUAL(group.name, groups(decision));
            CPPUNIT_ASSERT(decision.route.empty());
        }
        route::Query query;
        query.via = "nowhere";
        CPPUNIT_ASSERT_EQUAL(3, int{plan_.decide(query).cause});
    }
    static std::string groups(const Decision& decision) {
        std::string names;
        for (const route::Candidate& candidate : decision.candidates)
            names += (names.empty() ? "" : " ") + candidate.group;
        return names;
    }
    // RFC 4904 §6.2
    void a_named_trunk_group_is_the_only_one_tried() {
        const Plan plan = *Plan::build(office());
        const auto wanting = [&](std::string_view group) {
            return plan.decide({"pbx", dialled("00123"), {}, Bearer::speech, group}, Explain::full);
        };
        CPPUNIT_ASSERT_EQUAL(std::string("carrier-a carrier-b"), groups(wanting("")));
        CPPUNIT_ASSERT_EQUAL(std::string("carrier-b"), groups(wanting("carrier-b")));
        const Decision none = wanting("pbx"); // no route leads there
        CPPUNIT_ASSERT(none.candidates.empty() && none.cause == 3);
        CPPUNIT_ASSERT(std::ranges::any_of(none.steps, [](const Step& step) {
            return step.reason == "it does not lead to trunk group pbx";
        }));
    }
    void routes_may_be_for_the_trunk_groups_of_the_peer() {
        Settings settings = office();
        settings.routes.insert(
            settings.routes.begin(),
            {{.name = "by-label", .trunk_group = "TG2-1", .to = {"carrier-b"}},
             {.name = "by-origin", .origin_trunk_group = "TG1-1", .to = {"carrier-a"}}});
        const Plan plan = *Plan::build(settings);
        const auto route = [&](std::string_view group, std::string_view origin) {
            return plan.decide({"pbx", dialled("00123"), {}, Bearer::speech, group, origin}).route;
        };
        CPPUNIT_ASSERT_EQUAL(std::string("by-label"), route("TG2-1", ""));
        CPPUNIT_ASSERT_EQUAL(std::string("by-origin"), route("", "TG1-1"));
        CPPUNIT_ASSERT_EQUAL(std::string("by-origin"), route("carrier-a", "TG1-1"));
        CPPUNIT_ASSERT_EQUAL(std::string("out"), route("", ""));
        CPPUNIT_ASSERT_EQUAL(std::string(), route("TG9", ""));
    }
    void takes_the_first_route_that_matches() {
        CPPUNIT_ASSERT_EQUAL(std::string("out"), decide("pbx", dialled("0030123")).route);
        CPPUNIT_ASSERT_EQUAL(std::string("emergency"), decide("pbx", dialled("110")).route);
    }
    void tells_calls_apart_by_incoming_group() {
        const Number ours = dialled("493012345", Nature::international);
        CPPUNIT_ASSERT_EQUAL(std::string("in"), decide("carrier-b", ours).route);
        CPPUNIT_ASSERT_EQUAL(std::string(""), decide("pbx", ours).route);
    }
    void tells_calls_apart_by_calling_number() {
        const Decision boss = decide("pbx", dialled("0030123"), "100");
        CPPUNIT_ASSERT_EQUAL(std::string("boss"), boss.route);
        CPPUNIT_ASSERT(boss.candidates[0].calling.presentation == route::Presentation::restricted);
        CPPUNIT_ASSERT_EQUAL(std::string("out"), decide("pbx", dialled("0030123"), "1001").route);
        CPPUNIT_ASSERT_EQUAL(std::string("out"), decide("pbx", dialled("0030123"), "").route);
    }
    void tells_calls_apart_by_bearer() {
        CPPUNIT_ASSERT_EQUAL(std::string("data"),
                             decide("pbx", dialled("0030123"), "200", Bearer::unrestricted).route);
    }
    void gives_candidates_in_order_with_their_own_numbers() {
        const Decision out = decide("pbx", dialled("0030123"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, out.candidates.size());
        CPPUNIT_ASSERT_EQUAL(std::string("carrier-a"), out.candidates[0].group);
        CPPUNIT_ASSERT(out.candidates[0].called == dialled("4930123", Nature::international));
        CPPUNIT_ASSERT_EQUAL(std::string("carrier-b"), out.candidates[1].group);
        CPPUNIT_ASSERT(out.candidates[1].called == dialled("030123"));
    }
    void answers_cause_3_when_nothing_matches() {
        const Decision none = decide("pbx", dialled("555"));
        CPPUNIT_ASSERT(none.candidates.empty());
        CPPUNIT_ASSERT_EQUAL(3, int{none.cause});
        assert_says(none, "no route (called 555 (unknown) from pbx; cause 3)");
    }
    void an_unknown_group_takes_only_routes_for_any() {
        CPPUNIT_ASSERT_EQUAL(std::string("emergency"), decide("nobody", dialled("112")).route);
        CPPUNIT_ASSERT_EQUAL(std::string(""), decide("nobody", dialled("0123")).route);
    }
    void goes_on_only_on_the_route_s_causes() {
        const Decision out = decide("pbx", dialled("0030123"));
        CPPUNIT_ASSERT(out.next_choice(34) && out.next_choice(38));
        CPPUNIT_ASSERT(!out.next_choice(17) && !out.next_choice(41) && !out.next_choice(200));
    }
    void hands_priority_on() {
        CPPUNIT_ASSERT(decide("pbx", dialled("112")).priority);
        CPPUNIT_ASSERT(!decide("pbx", dialled("0030123")).priority);
    }
    void both_depths_of_explanation_decide_alike() {
        for (const char* from : {"pbx", "carrier-a", "nobody"})
            for (const char* called : {"110", "112", "0030123", "0", "00", "49301234", "*1", "555"})
                for (const char* calling : {"", "100", "200"})
                    for (const Nature nature : {Nature::unknown, Nature::international}) {
                        const Number number = dialled(called, nature);
                        const Decision brief = decide(from, number, calling),
                                       full = decide(from, number, calling, Bearer::speech,
                                                     Explain::full);
                        CPPUNIT_ASSERT_EQUAL(brief.route, full.route);
                        CPPUNIT_ASSERT(brief.candidates == full.candidates);
                    }
    }
    void explains_why_earlier_routes_were_not_taken() {
        const Decision full = decide("carrier-a", dialled("493012345", Nature::international),
                                     "200", Bearer::speech, Explain::full);
        assert_says(full, "route emergency: not taken, called +493012345 (international) does not "
                          "match 11[02]\n");
        assert_says(full, "route data: not taken, it is for calls from pbx\n");
        assert_says(full, "route in: taken (called +493012345 (international) matches");
        const Decision data =
            decide("pbx", dialled("0030123"), "200", Bearer::speech, Explain::full);
        assert_says(data, "route data: not taken, it is not for bearer speech\n");
        assert_says(data, "route boss: not taken, calling 200 (unknown) does not match 100\n");
    }
    void explains_each_rule_that_acted() {
        const Decision out = decide("pbx", dialled("0030123"));
        assert_says(out,
                    "number rule strip-0 (in pbx): called 0030123 (unknown) -> 030123 (unknown)\n");
        assert_says(out, "number rule to-e164 (out carrier-a): called 030123 (unknown) -> +4930123 "
                         "(international)\n");
        assert_says(
            out, "trunk group carrier-a: called +4930123 (international), calling 200 (unknown)\n");
        const Decision idle = decide("pbx", dialled("110"), "200", Bearer::speech, Explain::full);
        assert_says(idle, "number rule strip-0 (in pbx): does not match called 110 (unknown)\n");
    }
    void refuses_names_and_patterns_that_are_wrong_all_at_once() {
        Settings settings = office();
        settings.routes[0].to = {"carrier-c"};
        settings.routes[1].called = "(";
        settings.number_rules[1].rewrite = "\\4";
        settings.groups[0].number_rules_in = {"strip"};
        const auto built = Plan::build(settings);
        CPPUNIT_ASSERT(!built.ok());
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, built.error().size());
    }
    void an_empty_plan_routes_nothing() {
        CPPUNIT_ASSERT_EQUAL(3, int{Plan().decide({"pbx", dialled("1"), {}, {}}).cause});
    }
    void finds_one_of_thousands_of_routes() {
        Settings settings;
        settings.groups = {{"pbx", {}, {}}};
        for (int prefix = 1000; prefix < 6000; ++prefix)
            settings.routes.push_back({.name = "r" + std::to_string(prefix),
                                       .called = std::to_string(prefix) + "\\d*",
                                       .to = {"pbx"}});
        const Plan plan = Plan::build(settings).value();
        CPPUNIT_ASSERT_EQUAL(std::string("r5999"),
                             plan.decide({"pbx", dialled("599912"), {}, {}}).route);
        CPPUNIT_ASSERT_EQUAL(std::string(""),
                             plan.decide({"pbx", dialled("699912"), {}, {}}).route);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PlanTest);

} // namespace
