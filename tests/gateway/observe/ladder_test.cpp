// The ladder against golden text, its JSON, and the explanation of a call.
#include "gateway/observe/ladder.h"

#include "gateway/observe/sip_text.h"

#include <cppunit/extensions/HelperMacros.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace observe;
using namespace std::chrono_literals;

namespace {

TraceEvent event(base::Duration at, TraceLeg leg, Direction direction, Protocol protocol,
                 std::string summary, std::string clause = {}, std::string value = {}) {
    TraceEvent made;
    made.at = at;
    made.leg = leg;
    made.direction = direction;
    made.protocol = protocol;
    made.summary = std::move(summary);
    made.clause = std::move(clause);
    made.value = std::move(value);
    return made;
}

constexpr auto A = TraceLeg::incoming;
constexpr auto G = TraceLeg::gateway;
constexpr auto B = TraceLeg::outgoing;
constexpr auto in = Direction::in;
constexpr auto out = Direction::out;
constexpr auto internal = Direction::internal;

/// SIP to PRI, called user busy.
TraceView busy_call() {
    TraceView view;
    view.id = 42;
    view.ended = true;
    view.duration = 25ms;
    view.incoming_name = "SIP pbx";
    view.outgoing_name = "PRI line1/7";
    view.events = {
        event(0ms, A, in, Protocol::sip, "INVITE sip:600@192.0.2.1 [SDP]"),
        event(100us, A, out, Protocol::sip, "100 Trying (INVITE)"),
        event(200us, A, internal, Protocol::mapping, "speech", "Q.1912.5 Table 2",
              "PCMA -> TMR 3.1 kHz audio"),
        event(250us, A, in, Protocol::isup, "IAM called 600"),
        event(300us, G, internal, Protocol::route, "route to-exchange, trunk group exchange"),
        event(400us, B, out, Protocol::q931, "SETUP called 600 channel 7"),
        event(20400us, B, in, Protocol::q931,
              "DISCONNECT cause 17 user busy, private network serving remote user"),
        event(20500us, B, in, Protocol::isup, "REL cause 17 user busy"),
        event(20600us, A, internal, Protocol::mapping, "17", "RFC 3398 §7.2.4.1",
              "17 user busy -> 486 Busy Here"),
        event(20700us, A, out, Protocol::sip, "486 Busy Here (INVITE)"),
        event(24000us, A, in, Protocol::sip, "ACK sip:600@192.0.2.1"),
    };
    return view;
}

constexpr const char* kBusyLadder = R"(
       ms SIP pbx                              gateway                          PRI line1/7
          |                                       |                                       |
      0.0 |--- INVITE sip:600@192.0.2.1 [SDP] --->|                                       |
      0.1 |<-------- 100 Trying (INVITE) ---------|                                       |
      0.2 | * speech: PCMA -> TMR 3.1 kHz audio [Q.1912.5 Table 2]                        |
      0.2 |                             == IAM called 600 =>                              |
      0.3 |               * route: route to-exchange, trunk group exchange                |
      0.4 |                                       |----- SETUP called 600 channel 7 ----->|
     20.4 |                                       |<- DISCONNECT cause 17 user busy, ...--|
     20.5 |                         <= REL cause 17 user busy ==                          |
     20.6 | * 17: 17 user busy -> 486 Busy Here [RFC 3398 §7.2.4.1]                       |
     20.7 |<------ 486 Busy Here (INVITE) --------|                                       |
     24.0 |-------- ACK sip:600@192.0.2.1 ------->|                                       |
)";

std::size_t longest_line(const std::string& text) {
    std::size_t longest = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        longest = std::max(longest, line.size());
    return longest;
}

} // namespace

class LadderTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LadderTest);
    CPPUNIT_TEST(draws_a_busy_call);
    CPPUNIT_TEST(fits_the_width_asked_for);
    CPPUNIT_TEST(wraps_a_long_decision);
    CPPUNIT_TEST(counts_utf8_by_character);
    CPPUNIT_TEST(shows_the_octets_when_asked);
    CPPUNIT_TEST(says_how_many_events_were_not_kept);
    CPPUNIT_TEST(gives_the_same_trace_as_json);
    CPPUNIT_TEST(json_survives_octets_that_are_no_utf8);
    CPPUNIT_TEST_SUITE_END();

    void draws_a_busy_call() {
        LadderOptions options;
        options.width = 91;
        CPPUNIT_ASSERT_EQUAL(std::string(kBusyLadder), '\n' + ladder(busy_call(), options));
    }
    void fits_the_width_asked_for() {
        for (unsigned width = 60; width <= 200; ++width) {
            LadderOptions options;
            options.width = width;
            CPPUNIT_ASSERT(longest_line(ladder(busy_call(), options)) <=
                           width + 1); // one "§" has two octets
        }
        LadderOptions options;
        options.width = 3;
        CPPUNIT_ASSERT(longest_line(ladder(busy_call(), options)) <= 61);
    }
    void wraps_a_long_decision() {
        std::string words;
        for (int i = 0; i < 40; ++i)
            words += "word" + std::to_string(i) + ' ';
        for (const TraceLeg leg : {A, G, B}) {
            const std::string text =
                ladder_line(event(0ms, leg, internal, Protocol::mapping, "row", "clause", words));
            CPPUNIT_ASSERT(longest_line(text) <= 100);
            for (int i = 0; i < 40; ++i)
                CPPUNIT_ASSERT_MESSAGE(text,
                                       text.find("word" + std::to_string(i)) != std::string::npos);
        }
    }
    void counts_utf8_by_character() {
        const std::string plain = ladder_line(event(0ms, A, in, Protocol::sip, "INFO u"));
        const std::string umlaut = ladder_line(event(0ms, A, in, Protocol::sip, "INFO \xc3\xbc"));
        const std::string broken = ladder_line(event(0ms, A, in, Protocol::sip, "INFO \xc3"));
        CPPUNIT_ASSERT_EQUAL(plain.size() + 1, umlaut.size());
        CPPUNIT_ASSERT_EQUAL(plain.size(), broken.size());
    }
    void shows_the_octets_when_asked() {
        TraceEvent message = event(0ms, A, in, Protocol::sip, "BYE sip:a@b");
        const std::string text = "BYE sip:a@b SIP/2.0\r\nCSeq: 2 BYE\r\n\r\n";
        message.detail.assign(text.begin(), text.end());
        message.detail_size = text.size() + 100;
        LadderOptions options;
        CPPUNIT_ASSERT(ladder_line(message, options).find("CSeq") == std::string::npos);
        options.details = true;
        const std::string shown = ladder_line(message, options);
        CPPUNIT_ASSERT_MESSAGE(shown,
                               shown.find("\n              CSeq: 2 BYE\n") != std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(shown, shown.find("(36 of 136 octets kept)") != std::string::npos);
    }
    void says_how_many_events_were_not_kept() {
        TraceView view = busy_call();
        view.dropped = 312;
        CPPUNIT_ASSERT(ladder(view).find("... 312 events were not kept\n") != std::string::npos);
    }
    void gives_the_same_trace_as_json() {
        TraceView view = busy_call();
        view.events[5].detail = {0x08, 0x01, 0x05};
        view.events[5].detail_size = 3;
        const auto json = nlohmann::json::parse(trace_json(view));
        CPPUNIT_ASSERT_EQUAL(42, json["id"].get<int>());
        CPPUNIT_ASSERT_EQUAL(std::string("1970-01-01T00:00:00.000Z"),
                             json["began"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(view.events.size(), json["events"].size());
        const auto& note = json["events"][2];
        CPPUNIT_ASSERT_EQUAL(std::string("A"), note["leg"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(0.2, note["ms"].get<double>());
        CPPUNIT_ASSERT_EQUAL(std::string("Q.1912.5 Table 2"), note["clause"].get<std::string>());
        CPPUNIT_ASSERT(!json["events"][0].contains("clause"));
        CPPUNIT_ASSERT_EQUAL(std::string("080105"), json["events"][5]["hex"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(std::string("Q.931"),
                             json["events"][5]["protocol"].get<std::string>());
    }
    void json_survives_octets_that_are_no_utf8() {
        TraceEvent message = event(0ms, A, in, Protocol::sip, "\xff");
        message.detail = {0xff, 0xfe};
        message.detail_size = 2;
        CPPUNIT_ASSERT(nlohmann::json::accept(event_json(message)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LadderTest);

class ExplainTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ExplainTest);
    CPPUNIT_TEST(names_who_released_and_where_it_was_mapped);
    CPPUNIT_TEST(tells_the_gateways_own_reason);
    CPPUNIT_TEST(tells_how_long_an_answered_call_was_up);
    CPPUNIT_TEST(does_not_take_a_challenge_for_a_release);
    CPPUNIT_TEST(takes_responses_without_their_method_for_those_to_invite);
    CPPUNIT_TEST(says_when_a_call_is_still_up);
    CPPUNIT_TEST_SUITE_END();

    void names_who_released_and_where_it_was_mapped() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("Call 42 was released after 0.020 s, before answer, by the called side "
                        "(PRI line1/7): "
                        "DISCONNECT cause 17 user busy, private network serving remote user. "
                        "The gateway told the calling side (SIP pbx): 486 Busy Here (INVITE). "
                        "Mapped by 17: 17 user busy -> 486 Busy Here [RFC 3398 §7.2.4.1].\n"),
            explain(busy_call()));
    }
    void tells_the_gateways_own_reason() {
        TraceView view = busy_call();
        view.events.resize(4);
        view.events.push_back(
            event(300us, G, internal, Protocol::route, "no route for 600 from pbx"));
        view.events.push_back(
            event(400us, A, internal, Protocol::mapping, "1", "RFC 3398 §7.2.4.1", "1 -> 404"));
        view.events.push_back(event(500us, A, out, Protocol::sip, "404 Not Found (INVITE)"));
        const std::string text = explain(view);
        CPPUNIT_ASSERT_MESSAGE(text, text.find("by the gateway because of route: no route for 600 "
                                               "from pbx. It told the calling side "
                                               "(SIP pbx): 404 Not Found (INVITE).") !=
                                         std::string::npos);
        CPPUNIT_ASSERT_MESSAGE(text,
                               text.find("1: 1 -> 404 [RFC 3398 §7.2.4.1]") != std::string::npos);
    }
    void tells_how_long_an_answered_call_was_up() {
        TraceView view;
        view.id = 5;
        view.ended = true;
        view.events = {
            event(0ms, B, in, Protocol::q931, "CONNECT"),
            event(1ms, A, out, Protocol::sip, "200 OK (INVITE) [SDP]"),
            event(61s, A, in, Protocol::sip, "BYE sip:x@y"),
            event(61s, B, out, Protocol::q931, "DISCONNECT cause 16 normal call clearing")};
        const std::string text = explain(view);
        CPPUNIT_ASSERT_MESSAGE(
            text,
            text.find("61.000 s after the answer, by the calling side: BYE sip:x@y. The "
                      "gateway told the called side: DISCONNECT cause 16") != std::string::npos);
    }
    void does_not_take_a_challenge_for_a_release() {
        TraceView view;
        view.events = {event(0ms, B, out, Protocol::sip, "INVITE sip:a@b"),
                       event(1ms, B, in, Protocol::sip, "401 Unauthorized (INVITE)"),
                       event(1ms, B, in, Protocol::sip, "404 Not Found (OPTIONS)")};
        CPPUNIT_ASSERT_EQUAL(std::string("Call 0 is being set up.\n"), explain(view));
    }
    void takes_responses_without_their_method_for_those_to_invite() {
        TraceView view;
        view.events = {event(0ms, A, in, Protocol::sip, "INVITE sip:a@b"),
                       event(1ms, A, out, Protocol::sip, "404 Not Found")};
        const std::string text = explain(view);
        CPPUNIT_ASSERT_MESSAGE(
            text, text.find("by the gateway. It told the calling side: 404 Not Found.") !=
                      std::string::npos);
    }
    void says_when_a_call_is_still_up() {
        TraceView view;
        view.id = 9;
        view.events = {event(1ms, A, out, Protocol::sip, "200 OK (INVITE)")};
        CPPUNIT_ASSERT_EQUAL(std::string("Call 9 is answered.\n"), explain(view));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExplainTest);
