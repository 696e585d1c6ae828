// base/loop.h and base/wakeup.h: descriptors, timers and other threads' work on one loop.
#include "base/loop.h"

#include "base/wakeup.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

class LoopTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LoopTest);
    CPPUNIT_TEST(calls_a_watch_each_time_it_is_readable);
    CPPUNIT_TEST(a_watch_may_destroy_itself);
    CPPUNIT_TEST(a_watch_may_destroy_another_that_is_ready_too);
    CPPUNIT_TEST(one_descriptor_is_watched_both_ways);
    CPPUNIT_TEST(tells_each_signal_that_came);
    CPPUNIT_TEST(fires_timers_and_ends_when_told);
    CPPUNIT_TEST(runs_work_posted_by_another_thread);
    CPPUNIT_TEST(runs_work_at_the_end_of_each_turn);
    CPPUNIT_TEST_SUITE_END();

    base::Loop loop;

    void calls_a_watch_each_time_it_is_readable() {
        base::Wakeup wakeup;
        int calls = 0;
        const auto watch = loop.watch(wakeup.fd(), [&] {
            wakeup.clear();
            if (++calls < 3)
                wakeup.notify();
            else
                loop.stop();
        });
        wakeup.notify();
        loop.run();
        CPPUNIT_ASSERT_EQUAL(3, calls);
    }
    void a_watch_may_destroy_itself() {
        base::Wakeup wakeup;
        std::unique_ptr<base::Loop::Watch> watch;
        int calls = 0;
        watch = loop.watch(wakeup.fd(), [&] {
            ++calls;
            watch.reset();
        });
        wakeup.notify();
        for (int i = 0; i < 5; ++i)
            loop.run_once(1ms);
        CPPUNIT_ASSERT_EQUAL(1, calls);
    }
    void a_watch_may_destroy_another_that_is_ready_too() {
        base::Wakeup wakeups[2];
        std::unique_ptr<base::Loop::Watch> watches[2];
        int calls = 0;
        for (int i = 0; i < 2; ++i) {
            watches[i] = loop.watch(wakeups[i].fd(), [&, i] {
                ++calls;
                watches[1 - i].reset();
                wakeups[i].clear();
            });
            wakeups[i].notify();
        }
        for (int i = 0; i < 5; ++i)
            loop.run_once(1ms);
        CPPUNIT_ASSERT_EQUAL(1, calls);
    }
    void tells_each_signal_that_came() {
        std::vector<int> told;
        loop.on_signals({SIGUSR1, SIGUSR2}, [&](int number) { told.push_back(number); });
        std::raise(SIGUSR2);
        std::raise(SIGUSR1);
        loop.run_once(1ms);
        CPPUNIT_ASSERT(told == (std::vector<int>{SIGUSR1, SIGUSR2}));
        std::raise(SIGUSR2);
        loop.run_once(1ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, told.size());
    }
    void one_descriptor_is_watched_both_ways() {
        int sockets[2];
        CPPUNIT_ASSERT_EQUAL(0, ::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
        int readable = 0, writable = 0;
        const auto reading = loop.watch(sockets[0], [&] {
            char octet = 0;
            CPPUNIT_ASSERT_EQUAL(ssize_t{1}, ::read(sockets[0], &octet, 1));
            ++readable;
        });
        const auto writing = loop.watch_writable(sockets[0], [&] { ++writable; });
        CPPUNIT_ASSERT_EQUAL(ssize_t{1}, ::write(sockets[1], "x", 1));
        for (int i = 0; i < 5; ++i)
            loop.run_once(1ms);
        CPPUNIT_ASSERT_EQUAL(1, readable);
        CPPUNIT_ASSERT_EQUAL(1, writable);
        ::close(sockets[0]);
        ::close(sockets[1]);
    }
    void fires_timers_and_ends_when_told() {
        base::Timer timer(loop.timers(), [&] { loop.stop(); });
        timer.arm(2ms);
        loop.run();
        CPPUNIT_ASSERT(!timer.armed());
    }
    void runs_work_posted_by_another_thread() {
        std::thread::id ran_on;
        std::thread other([&] {
            loop.post([&] {
                ran_on = std::this_thread::get_id();
                loop.stop();
            });
        });
        loop.run();
        other.join();
        CPPUNIT_ASSERT(ran_on == std::this_thread::get_id());
    }
    void runs_work_at_the_end_of_each_turn() {
        std::string order;
        loop.at_end_of_turn([&] { order += 'e'; });
        loop.post([&] { order += 'a'; });
        loop.post([&] { order += 'b'; });
        loop.run_once(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("abe"), order);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LoopTest);
