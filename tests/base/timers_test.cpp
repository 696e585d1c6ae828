// base/timers.h: the wheel on a hand-driven clock, against a plain sorted model.
#include "base/timers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace std::chrono_literals;

class TimersTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TimersTest);
    CPPUNIT_TEST(fires_once_at_its_time_and_not_before);
    CPPUNIT_TEST(rearming_moves_it);
    CPPUNIT_TEST(cancel_and_destruction_prevent_it);
    CPPUNIT_TEST(callback_may_rearm_itself);
    CPPUNIT_TEST(callback_may_destroy_itself_and_its_neighbour);
    CPPUNIT_TEST(next_deadline_is_never_late);
    CPPUNIT_TEST(agrees_with_a_sorted_model_over_days);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;

    void fires_once_at_its_time_and_not_before() {
        base::Timers timers(clock);
        for (const base::Duration after :
             {base::Duration(0ms), base::Duration(1ms), base::Duration(255ms),
              base::Duration(256ms), base::Duration(257ms), base::Duration(65536ms),
              base::Duration(5h), base::Duration(60 * 24h)}) {
            int fired = 0;
            base::Timer timer(timers, [&] { ++fired; });
            timer.arm(after);
            if (after > 1ms) {
                clock.advance(after - 1ms);
                timers.run();
                CPPUNIT_ASSERT_EQUAL(0, fired);
                clock.advance(1ms);
            } else {
                clock.advance(after);
            }
            clock.advance(1ms); // the wheel rounds up to its tick
            timers.run();
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(after.count()), 1, fired);
            clock.advance(1000h);
            timers.run();
            CPPUNIT_ASSERT_EQUAL(1, fired);
        }
    }
    void rearming_moves_it() {
        base::Timers timers(clock);
        int fired = 0;
        base::Timer timer(timers, [&] { ++fired; });
        timer.arm(10ms);
        timer.arm(500ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timers.armed());
        clock.advance(400ms);
        timers.run();
        CPPUNIT_ASSERT_EQUAL(0, fired);
        clock.advance(101ms);
        timers.run();
        CPPUNIT_ASSERT_EQUAL(1, fired);
    }
    void cancel_and_destruction_prevent_it() {
        base::Timers timers(clock);
        int fired = 0;
        base::Timer kept(timers, [&] { ++fired; });
        auto dropped = std::make_unique<base::Timer>(timers, [&] { ++fired; });
        kept.arm(5ms);
        dropped->arm(5ms);
        kept.cancel();
        dropped.reset();
        clock.advance(1s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, timers.run());
        CPPUNIT_ASSERT_EQUAL(0, fired);
        CPPUNIT_ASSERT(timers.next_deadline() == base::TimePoint::max());
    }
    void callback_may_rearm_itself() {
        base::Timers timers(clock);
        int fired = 0;
        base::Timer* self = nullptr;
        base::Timer timer(timers, [&] {
            if (++fired < 5)
                self->arm(20ms);
        });
        self = &timer;
        timer.arm(20ms);
        for (int i = 0; i < 300; ++i) {
            clock.advance(1ms);
            timers.run();
        }
        CPPUNIT_ASSERT_EQUAL(5, fired);
    }
    void callback_may_destroy_itself_and_its_neighbour() {
        base::Timers timers(clock);
        std::unique_ptr<base::Timer> self, neighbour;
        std::string witness = "a captured string longer than any small buffer";
        std::size_t seen = 0;
        self = std::make_unique<base::Timer>(timers, [&self, &neighbour, &seen, witness] {
            self.reset();
            neighbour.reset();
            seen = witness.size();
        });
        neighbour = std::make_unique<base::Timer>(timers, [&] { seen = 1; });
        self->arm(3ms);
        neighbour->arm(3ms);
        clock.advance(10ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timers.run());
        CPPUNIT_ASSERT_EQUAL(witness.size(), seen);
    }
    void next_deadline_is_never_late() {
        base::Timers timers(clock);
        std::mt19937 random(7);
        for (int i = 0; i < 2000; ++i) {
            bool fired = false;
            base::Timer timer(timers, [&] { fired = true; });
            const auto after = std::chrono::milliseconds(random() % 200000);
            timer.arm(after);
            int wakeups = 0;
            while (!fired) {
                CPPUNIT_ASSERT(timers.next_deadline() <= timer.deadline() + 1ms);
                if (timers.next_deadline() > clock.now())
                    clock.advance(timers.next_deadline() - clock.now());
                timers.run();
                CPPUNIT_ASSERT(++wakeups < 2000);
            }
            CPPUNIT_ASSERT(clock.now() >= timer.deadline() &&
                           clock.now() <= timer.deadline() + 1ms);
        }
    }
    void agrees_with_a_sorted_model_over_days() {
        base::Timers timers(clock);
        std::mt19937_64 random(11);
        std::vector<std::unique_ptr<base::Timer>> all;
        std::vector<base::TimePoint> fired_at(500);
        for (std::size_t i = 0; i < fired_at.size(); ++i) {
            all.push_back(std::make_unique<base::Timer>(
                timers, [this, i, &fired_at] { fired_at[i] = clock.now(); }));
            all.back()->arm(
                std::chrono::milliseconds(random() % (std::uint64_t{1} << (1 + random() % 32))));
        }
        while (timers.armed() != 0) {
            clock.advance(std::max(timers.next_deadline() - clock.now(), base::Duration(1ms)));
            timers.run();
        }
        for (std::size_t i = 0; i < fired_at.size(); ++i) {
            CPPUNIT_ASSERT(fired_at[i] >= all[i]->deadline());
            CPPUNIT_ASSERT(fired_at[i] <= all[i]->deadline() + 2ms);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TimersTest);
