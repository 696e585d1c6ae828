// The trace of a live call: what is read back, limits, followers.
#include "gateway/observe/trace.h"

#include "gateway/observe/sip_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

using namespace observe;
using namespace std::chrono_literals;

class TraceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TraceTest);
    CPPUNIT_TEST(gives_back_what_was_recorded_in_order);
    CPPUNIT_TEST(makes_the_summary_of_a_message_when_read);
    CPPUNIT_TEST(counts_the_octets_of_a_message_without_renderer);
    CPPUNIT_TEST(cuts_a_message_longer_than_the_limit);
    CPPUNIT_TEST(never_exceeds_the_limit_of_a_call);
    CPPUNIT_TEST(drops_details_before_events);
    CPPUNIT_TEST(keeps_the_first_and_the_latest_events_of_an_endless_call);
    CPPUNIT_TEST(records_nothing_when_switched_off);
    CPPUNIT_TEST(survives_a_limit_smaller_than_one_event);
    CPPUNIT_TEST(tells_followers_of_new_events_and_of_the_end);
    CPPUNIT_TEST(lets_followers_leave_in_the_middle_of_an_event);
    CPPUNIT_TEST(a_destroyed_follower_is_forgotten);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    static TraceRenderers renderers() {
        TraceRenderers made;
        renderer(made, Protocol::sip).summary = sip_summary;
        return made;
    }
    struct Recorder : TraceFollower {
        std::vector<std::string> seen;
        bool ended = false;
        Recorder* also_unfollow = nullptr;
        void on_trace_event(const TraceEvent& event) override {
            seen.push_back(event.summary);
            if (also_unfollow) {
                also_unfollow->unfollow();
                unfollow();
            }
        }
        void on_trace_end() override { ended = true; }
    };
    static std::string sip_message(std::size_t size) {
        std::string message = "INVITE sip:600@192.0.2.1 SIP/2.0\r\nSubject: ";
        message.resize(size, 'x');
        return message;
    }

    void gives_back_what_was_recorded_in_order() {
        TraceStore store(clock_, {}, renderers());
        CallTrace trace(store, 42);
        trace.name_leg(TraceLeg::incoming, "SIP pbx");
        trace.name_leg(TraceLeg::outgoing, "PRI line1/7");
        clock_.advance(1500us);
        trace.event(TraceLeg::gateway, Direction::internal, Protocol::route, "route to-exchange");
        clock_.advance(2ms);
        trace.note(TraceLeg::outgoing, "speech", "Q.699 §2.1.1", "TMR 0 -> BC 80 90 a3");
        const TraceView view = trace.view();
        CPPUNIT_ASSERT_EQUAL(CallId{42}, view.id);
        CPPUNIT_ASSERT_EQUAL(std::string("SIP pbx"), view.incoming_name);
        CPPUNIT_ASSERT_EQUAL(std::string("PRI line1/7"), view.outgoing_name);
        CPPUNIT_ASSERT(!view.ended);
        CPPUNIT_ASSERT(view.duration == 3500us);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, view.events.size());
        CPPUNIT_ASSERT(view.events[0].at == 1500us);
        CPPUNIT_ASSERT_EQUAL(std::string("route to-exchange"), view.events[0].summary);
        CPPUNIT_ASSERT(!view.events[0].is_note());
        CPPUNIT_ASSERT(view.events[1].is_note());
        CPPUNIT_ASSERT(view.events[1].leg == TraceLeg::outgoing);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.699 §2.1.1"), view.events[1].clause);
        CPPUNIT_ASSERT_EQUAL(std::string("TMR 0 -> BC 80 90 a3"), view.events[1].value);
    }
    void makes_the_summary_of_a_message_when_read() {
        TraceStore store(clock_, {}, renderers());
        CallTrace trace(store, 1);
        trace.message(TraceLeg::incoming, Direction::in, Protocol::sip, sip_message(300));
        trace.message(TraceLeg::incoming, Direction::in, Protocol::sip, sip_message(300), "given");
        const TraceView view = trace.view();
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE sip:600@192.0.2.1"), view.events[0].summary);
        CPPUNIT_ASSERT_EQUAL(std::string("given"), view.events[1].summary);
        CPPUNIT_ASSERT_EQUAL(std::size_t{300}, view.events[0].detail.size());
    }
    void counts_the_octets_of_a_message_without_renderer() {
        TraceStore store(clock_);
        CallTrace trace(store, 1);
        const std::uint8_t octets[] = {0x08, 0x01, 0x05};
        trace.message(TraceLeg::outgoing, Direction::out, Protocol::q931, octets);
        CPPUNIT_ASSERT_EQUAL(std::string("3 octets"), trace.view().events[0].summary);
    }
    void cuts_a_message_longer_than_the_limit() {
        TraceLimits limits;
        limits.message_octets = 100;
        TraceStore store(clock_, limits, renderers());
        CallTrace trace(store, 1);
        trace.message(TraceLeg::incoming, Direction::in, Protocol::sip, sip_message(5000));
        const TraceEvent event = trace.view().events[0];
        CPPUNIT_ASSERT_EQUAL(std::size_t{100}, event.detail.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{5000}, event.detail_size);
        CPPUNIT_ASSERT(event.truncated());
    }
    void never_exceeds_the_limit_of_a_call() {
        TraceLimits limits;
        limits.call_octets = 8192;
        TraceStore store(clock_, limits, renderers());
        CallTrace trace(store, 1);
        for (std::size_t i = 0; i < 500; ++i) {
            trace.message(TraceLeg::incoming, Direction::in, Protocol::sip,
                          sip_message(100 + 7 * i));
            CPPUNIT_ASSERT_MESSAGE("message " + std::to_string(i),
                                   trace.octets() <= limits.call_octets);
        }
    }
    void drops_details_before_events() {
        TraceLimits limits;
        limits.call_octets = 8192;
        TraceStore store(clock_, limits, renderers());
        CallTrace trace(store, 1);
        for (int i = 0; i < 12; ++i)
            trace.message(TraceLeg::incoming, Direction::in, Protocol::sip, sip_message(1000));
        const TraceView view = trace.view();
        CPPUNIT_ASSERT_EQUAL(std::size_t{12}, view.events.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, view.dropped);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE sip:600@192.0.2.1"), view.events.front().summary);
        CPPUNIT_ASSERT(view.events.front().detail.empty());
        CPPUNIT_ASSERT(view.events.front().truncated());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, view.events.back().detail.size());
    }
    void keeps_the_first_and_the_latest_events_of_an_endless_call() {
        TraceLimits limits;
        limits.call_octets = 4096;
        TraceStore store(clock_, limits);
        CallTrace trace(store, 1);
        const std::size_t count = 1000;
        for (std::size_t i = 0; i < count; ++i)
            trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer,
                        "event " + std::to_string(i));
        const TraceView view = trace.view();
        CPPUNIT_ASSERT_EQUAL(count, view.events.size() + view.dropped);
        for (std::size_t i = 0; i < kFirstEventsKept; ++i)
            CPPUNIT_ASSERT_EQUAL("event " + std::to_string(i), view.events[i].summary);
        CPPUNIT_ASSERT_EQUAL(std::string("event 999"), view.events.back().summary);
    }
    void records_nothing_when_switched_off() {
        TraceLimits limits;
        limits.call_octets = 0;
        TraceStore store(clock_, limits);
        {
            CallTrace trace(store, 1);
            trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "T7");
            CPPUNIT_ASSERT(trace.view().events.empty());
        }
        CPPUNIT_ASSERT(!store.find(1));
    }
    void survives_a_limit_smaller_than_one_event() {
        TraceLimits limits;
        limits.call_octets = 16;
        TraceStore store(clock_, limits);
        CallTrace trace(store, 1);
        for (int i = 0; i < 10; ++i)
            trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer,
                        std::string(5000, 'x'));
        CPPUNIT_ASSERT(trace.octets() < 1100);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trace.view().events.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{9}, trace.view().dropped);
    }
    void tells_followers_of_new_events_and_of_the_end() {
        TraceStore store(clock_, {}, renderers());
        auto trace = std::make_unique<CallTrace>(store, 1);
        trace->event(TraceLeg::gateway, Direction::internal, Protocol::timer, "before");
        Recorder follower;
        store.live(1)->follow(follower);
        trace->message(TraceLeg::incoming, Direction::in, Protocol::sip,
                       "BYE sip:a@b SIP/2.0\r\n\r\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, follower.seen.size());
        CPPUNIT_ASSERT_EQUAL(std::string("BYE sip:a@b"), follower.seen[0]);
        CPPUNIT_ASSERT(!follower.ended);
        trace.reset();
        CPPUNIT_ASSERT(follower.ended);
    }
    void lets_followers_leave_in_the_middle_of_an_event() {
        TraceStore store(clock_);
        CallTrace trace(store, 1);
        Recorder first, second;
        first.also_unfollow = &second;
        trace.follow(first);
        trace.follow(second);
        trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "one");
        trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "two");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, first.seen.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, second.seen.size());
    }
    void a_destroyed_follower_is_forgotten() {
        TraceStore store(clock_);
        CallTrace trace(store, 1);
        {
            Recorder follower;
            trace.follow(follower);
        }
        trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "alone");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, trace.view().events.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TraceTest);
