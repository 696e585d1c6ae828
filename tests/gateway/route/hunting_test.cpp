// Hunting: each strategy's order over idle and busy members.
#include "gateway/route/hunting.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using route::Channel;
using route::ChannelHunter;
using route::Hunting;
using route::HuntOrder;

constexpr auto kAnyIdle = [](auto) { return true; };

class HuntingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HuntingTest);
    CPPUNIT_TEST(ascending_takes_the_first_idle_each_time);
    CPPUNIT_TEST(descending_takes_the_last_idle_each_time);
    CPPUNIT_TEST(round_robin_goes_on_behind_the_last_given);
    CPPUNIT_TEST(round_robin_does_not_turn_when_a_call_ends);
    CPPUNIT_TEST(least_recently_used_takes_the_one_idle_longest);
    CPPUNIT_TEST(least_recently_used_notes_the_end_of_a_call);
    CPPUNIT_TEST(finds_nothing_when_all_are_busy);
    CPPUNIT_TEST(finds_nothing_in_an_empty_group);
    CPPUNIT_TEST(asks_each_member_once);
    CPPUNIT_TEST(orders_peers_for_trying_one_after_the_other);
    CPPUNIT_TEST(opposite_ends_meet_only_at_the_last_channel);
    CPPUNIT_TEST(hunts_channels_over_spans);
    CPPUNIT_TEST(a_single_member_is_given_again_and_again);
    CPPUNIT_TEST_SUITE_END();

    using Positions = std::vector<std::size_t>;

    // The next `count` picks when every member is idle again at once.
    static Positions picks(HuntOrder& order, std::size_t count) {
        Positions out;
        while (out.size() < count)
            out.push_back(order.pick(kAnyIdle).value());
        return out;
    }

    void ascending_takes_the_first_idle_each_time() {
        HuntOrder order(Hunting::ascending, 3);
        CPPUNIT_ASSERT((picks(order, 3) == Positions{0, 0, 0}));
        CPPUNIT_ASSERT(order.pick([](std::size_t at) { return at != 0; }) == 1u);
    }
    void descending_takes_the_last_idle_each_time() {
        HuntOrder order(Hunting::descending, 3);
        CPPUNIT_ASSERT((picks(order, 3) == Positions{2, 2, 2}));
        CPPUNIT_ASSERT(order.pick([](std::size_t at) { return at != 2; }) == 1u);
    }
    void round_robin_goes_on_behind_the_last_given() {
        HuntOrder order(Hunting::round_robin, 3);
        CPPUNIT_ASSERT((picks(order, 5) == Positions{0, 1, 2, 0, 1}));
        CPPUNIT_ASSERT(order.pick([](std::size_t at) { return at != 2; }) == 0u);
    }
    void round_robin_does_not_turn_when_a_call_ends() {
        HuntOrder order(Hunting::round_robin, 3);
        picks(order, 1);
        order.touch(2);
        CPPUNIT_ASSERT((picks(order, 2) == Positions{1, 2}));
    }
    void least_recently_used_takes_the_one_idle_longest() {
        HuntOrder order(Hunting::least_recently_used, 4);
        CPPUNIT_ASSERT((picks(order, 4) == Positions{0, 1, 2, 3}));
        order.touch(1); // 0 2 3 1
        order.touch(0); // 2 3 1 0
        CPPUNIT_ASSERT((picks(order, 4) == Positions{2, 3, 1, 0}));
    }
    void least_recently_used_notes_the_end_of_a_call() {
        ChannelHunter hunter(Hunting::least_recently_used, {{0, 1}, {0, 2}, {0, 3}});
        CPPUNIT_ASSERT((hunter.pick(kAnyIdle) == Channel{0, 1}));
        hunter.touch({0, 2}); // an incoming call on timeslot 2 has ended
        CPPUNIT_ASSERT((hunter.pick(kAnyIdle) == Channel{0, 3}));
        CPPUNIT_ASSERT((hunter.pick(kAnyIdle) == Channel{0, 1}));
        CPPUNIT_ASSERT((hunter.pick(kAnyIdle) == Channel{0, 2}));
    }
    void finds_nothing_when_all_are_busy() {
        for (const Hunting hunting : kAll) {
            HuntOrder order(hunting, 30);
            CPPUNIT_ASSERT(!order.pick([](std::size_t) { return false; }));
        }
    }
    void finds_nothing_in_an_empty_group() {
        for (const Hunting hunting : kAll) {
            HuntOrder order(hunting, 0);
            CPPUNIT_ASSERT(!order.pick(kAnyIdle));
            CPPUNIT_ASSERT(order.order().empty());
        }
    }
    void asks_each_member_once() {
        for (const Hunting hunting : kAll) {
            HuntOrder order(hunting, 5);
            order.pick(kAnyIdle);
            order.touch(3);
            std::vector<int> asked(5);
            order.pick([&](std::size_t at) { return ++asked[at], false; });
            CPPUNIT_ASSERT((asked == std::vector<int>{1, 1, 1, 1, 1}));
        }
    }
    void orders_peers_for_trying_one_after_the_other() {
        HuntOrder ordered(Hunting::ascending, 3), turning(Hunting::round_robin, 3);
        CPPUNIT_ASSERT((ordered.order() == Positions{0, 1, 2}));
        CPPUNIT_ASSERT((ordered.order() == Positions{0, 1, 2}));
        CPPUNIT_ASSERT((turning.order() == Positions{0, 1, 2}));
        CPPUNIT_ASSERT((turning.order() == Positions{1, 2, 0}));
        CPPUNIT_ASSERT((turning.order() == Positions{2, 0, 1}));
    }
    void opposite_ends_meet_only_at_the_last_channel() {
        HuntOrder here(Hunting::ascending, 30), there(Hunting::descending, 30);
        std::vector<bool> busy(30);
        const auto idle = [&](std::size_t at) { return !busy[at]; };
        for (int call = 0; call < 15; ++call) {
            const std::size_t ours = here.pick(idle).value(), theirs = there.pick(idle).value();
            CPPUNIT_ASSERT(ours != theirs);
            busy[ours] = busy[theirs] = true;
        }
        CPPUNIT_ASSERT(!here.pick(idle));
    }
    void hunts_channels_over_spans() {
        ChannelHunter hunter(Hunting::descending, {{0, 1}, {0, 2}, {1, 1}, {1, 2}});
        const auto first_span_only = [](Channel channel) { return channel.span == 0; };
        CPPUNIT_ASSERT((hunter.pick(kAnyIdle) == Channel{1, 2}));
        CPPUNIT_ASSERT((hunter.pick(first_span_only) == Channel{0, 2}));
        hunter.touch({7, 7}); // not of this group: ignored
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, hunter.channels().size());
    }
    void a_single_member_is_given_again_and_again() {
        for (const Hunting hunting : kAll) {
            HuntOrder order(hunting, 1);
            CPPUNIT_ASSERT((picks(order, 3) == Positions{0, 0, 0}));
        }
    }

    static constexpr Hunting kAll[] = {Hunting::ascending, Hunting::descending,
                                       Hunting::round_robin, Hunting::least_recently_used};
};

CPPUNIT_TEST_SUITE_REGISTRATION(HuntingTest);

} // namespace
