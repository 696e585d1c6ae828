// The ring of ended calls: what is kept, what goes first.
#include "gateway/observe/trace.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

using namespace observe;
using namespace std::chrono_literals;

class TraceStoreTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TraceStoreTest);
    CPPUNIT_TEST(finds_a_live_and_an_ended_call);
    CPPUNIT_TEST(keeps_the_duration_of_an_ended_call);
    CPPUNIT_TEST(drops_the_oldest_call_when_full);
    CPPUNIT_TEST(never_keeps_more_than_its_limit);
    CPPUNIT_TEST(shrinks_at_once_to_a_smaller_limit);
    CPPUNIT_TEST(does_not_keep_a_call_larger_than_everything);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock_;
    void run_call(TraceStore& store, CallId id, std::size_t octets) {
        CallTrace trace(store, id);
        trace.message(TraceLeg::incoming, Direction::in, Protocol::sip, std::string(octets, 'x'));
    }
    static TraceLimits keep(std::size_t octets) {
        TraceLimits limits;
        limits.kept_octets = octets;
        return limits;
    }

    void finds_a_live_and_an_ended_call() {
        TraceStore store(clock_);
        run_call(store, 1, 10);
        CallTrace trace(store, 2);
        CPPUNIT_ASSERT(store.find(1)->ended);
        CPPUNIT_ASSERT(!store.find(2)->ended);
        CPPUNIT_ASSERT(!store.find(3));
        CPPUNIT_ASSERT(store.live(1) == nullptr);
        CPPUNIT_ASSERT(store.live(2) == &trace);
    }
    void keeps_the_duration_of_an_ended_call() {
        TraceStore store(clock_);
        {
            CallTrace trace(store, 7);
            trace.name_leg(TraceLeg::incoming, "SIP pbx");
            trace.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "T7 started");
            clock_.advance(3s);
        }
        clock_.advance(60s);
        CPPUNIT_ASSERT(store.find(7)->duration == 3s);
        CPPUNIT_ASSERT_EQUAL(std::string("SIP pbx"), store.find(7)->incoming_name);
    }
    void drops_the_oldest_call_when_full() {
        TraceStore store(clock_, keep(4000));
        for (CallId id = 1; id <= 5; ++id)
            run_call(store, id, 1000);
        CPPUNIT_ASSERT(!store.find(1));
        CPPUNIT_ASSERT(!store.find(2));
        CPPUNIT_ASSERT_EQUAL(CallId{5}, store.ended().front());
        CPPUNIT_ASSERT_EQUAL(CallId{3}, store.ended().back());
    }
    void never_keeps_more_than_its_limit() {
        TraceStore store(clock_, keep(50000));
        for (CallId id = 1; id <= 200; ++id) {
            run_call(store, id, id * 37 % 4000);
            CPPUNIT_ASSERT(store.kept_octets() <= 50000);
        }
    }
    void shrinks_at_once_to_a_smaller_limit() {
        TraceStore store(clock_, keep(50000));
        for (CallId id = 1; id <= 10; ++id)
            run_call(store, id, 1000);
        store.set_limits(keep(0));
        CPPUNIT_ASSERT(store.ended().empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, store.kept_octets());
    }
    void does_not_keep_a_call_larger_than_everything() {
        TraceStore store(clock_, keep(1500));
        run_call(store, 1, 100);
        run_call(store, 2, 3000);
        CPPUNIT_ASSERT(store.find(1));
        CPPUNIT_ASSERT(!store.find(2));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TraceStoreTest);
