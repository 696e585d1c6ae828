// The trace of a span: what is kept, what a follower sees, how a line looks.
#include "gateway/observe/span_trace.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

using namespace observe;
using namespace std::chrono_literals;

namespace {

struct Kept final : SpanFollower {
    std::vector<SpanEvent> events;
    bool gone = false;
    void on_span_event(const SpanEvent& event) override { events.push_back(event); }
    void on_span_gone() override { gone = true; }
};

SpanRenderer renderer() {
    return {[](base::Octets frame, bool by_network) {
                return std::string(by_network ? "net " : "usr ") + std::to_string(frame.size());
            },
            [](base::Octets, bool) { return std::string("head\n  one\n  two\n"); },
            [](base::Octets frame) { return frame.size() > 4; }};
}

} // namespace

class SpanTraceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SpanTraceTest);
    CPPUNIT_TEST(keeps_the_latest_events);
    CPPUNIT_TEST(tells_followers_until_they_go);
    CPPUNIT_TEST(tells_followers_that_the_span_is_gone);
    CPPUNIT_TEST(prints_direction_and_time);
    CPPUNIT_TEST(details_are_indented_below_their_frame);
    CPPUNIT_TEST(layer3_leaves_the_rest_out);
    CPPUNIT_TEST(hands_frames_to_the_capture);
    CPPUNIT_TEST(json_has_the_octets);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    static std::vector<std::uint8_t> octets(std::size_t size) {
        return std::vector<std::uint8_t>(size, 0xab);
    }

    void keeps_the_latest_events() {
        SpanTrace trace(clock_, renderer(), false);
        for (std::size_t at = 0; at < SpanTrace::kKept + 10; ++at)
            trace.event(std::to_string(at));
        const auto recent = trace.recent();
        CPPUNIT_ASSERT_EQUAL(SpanTrace::kKept, recent.size());
        CPPUNIT_ASSERT_EQUAL(std::string("10"), recent.front().text);
        CPPUNIT_ASSERT_EQUAL(std::to_string(SpanTrace::kKept + 9), recent.back().text);
    }
    void tells_followers_until_they_go() {
        SpanTrace trace(clock_, renderer(), false);
        Kept stays;
        {
            Kept goes;
            trace.follow(stays);
            trace.follow(goes);
            trace.frame(true, octets(3));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, goes.events.size());
        }
        trace.frame(false, octets(5));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, stays.events.size());
        CPPUNIT_ASSERT(stays.events[0].kind == SpanEventKind::sent);
        CPPUNIT_ASSERT(stays.events[1].kind == SpanEventKind::received);
        CPPUNIT_ASSERT(stays.events[1].frame == octets(5));
    }
    void tells_followers_that_the_span_is_gone() {
        Kept kept;
        {
            SpanTrace trace(clock_, renderer(), false);
            trace.follow(kept);
        }
        CPPUNIT_ASSERT(kept.gone);
    }
    void prints_direction_and_time() {
        SpanTrace user(clock_, renderer(), false), network(clock_, renderer(), true);
        clock_.advance(1234ms);
        for (SpanTrace* trace : {&user, &network}) {
            trace->frame(true, octets(3));
            trace->frame(false, octets(4));
            trace->event("alarms: red");
        }
        const auto lines = [](const SpanTrace& trace) {
            std::string text;
            for (const SpanEvent& event : trace.recent())
                text += trace.line(event, {});
            return text;
        };
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:01.234 > usr 3\n00:00:01.234 < net 4\n"
                                         "00:00:01.234 * alarms: red\n"),
                             lines(user));
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:01.234 > net 3\n00:00:01.234 < usr 4\n"
                                         "00:00:01.234 * alarms: red\n"),
                             lines(network));
    }
    void details_are_indented_below_their_frame() {
        SpanTrace trace(clock_, renderer(), false);
        trace.frame(true, octets(3));
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:00.000 > head\n"
                                         "                 one\n"
                                         "                 two\n"),
                             trace.line(trace.recent().front(), {false, true}));
    }
    void layer3_leaves_the_rest_out() {
        SpanTrace trace(clock_, renderer(), false);
        trace.frame(true, octets(4));
        trace.frame(true, octets(5));
        trace.event("D-channel up");
        std::string text;
        for (const SpanEvent& event : trace.recent())
            text += trace.line(event, {true, false});
        CPPUNIT_ASSERT_EQUAL(std::string("00:00:00.000 > usr 5\n"), text);
    }
    void hands_frames_to_the_capture() {
        SpanTrace trace(clock_, renderer(), false);
        std::size_t sent = 0, received = 0;
        trace.set_tap(
            [&](bool out, base::Octets frame) { (out ? sent : received) += frame.size(); });
        trace.frame(true, octets(3));
        trace.frame(false, octets(4));
        trace.event("not a frame");
        trace.set_tap({});
        trace.frame(true, octets(100));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, sent);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, received);
    }
    void json_has_the_octets() {
        SpanTrace trace(clock_, renderer(), false);
        trace.frame(false, octets(2));
        trace.event("D-channel \"up\"");
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"at":"2019-12-20T00:00:00.000Z","direction":"in",)"
                                         R"("summary":"net 2","hex":"abab"})"),
                             trace.json(trace.recent()[0]));
        CPPUNIT_ASSERT_EQUAL(
            std::string(R"({"at":"2019-12-20T00:00:00.000Z","direction":"internal",)"
                        R"("summary":"D-channel \"up\""})"),
            trace.json(trace.recent()[1]));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SpanTraceTest);
