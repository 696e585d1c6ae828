// base/ring.h: order and bounds, alone and between two threads.
#include "base/ring.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <thread>

class RingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RingTest);
    CPPUNIT_TEST(keeps_order_and_refuses_when_full);
    CPPUNIT_TEST(moves_what_cannot_be_copied);
    CPPUNIT_TEST(loses_nothing_between_two_threads);
    CPPUNIT_TEST_SUITE_END();

    void keeps_order_and_refuses_when_full() {
        base::Ring<int> ring(4);
        for (int round = 0; round < 10; ++round) {
            for (int i = 0; i < 4; ++i)
                CPPUNIT_ASSERT(ring.push(round * 4 + i));
            CPPUNIT_ASSERT(!ring.push(-1));
            CPPUNIT_ASSERT_EQUAL(std::size_t{4}, ring.size());
            int item = 0;
            for (int i = 0; i < 4; ++i) {
                CPPUNIT_ASSERT(ring.pop(item));
                CPPUNIT_ASSERT_EQUAL(round * 4 + i, item);
            }
            CPPUNIT_ASSERT(!ring.pop(item));
        }
    }
    void moves_what_cannot_be_copied() {
        base::Ring<std::unique_ptr<int>> ring(1);
        CPPUNIT_ASSERT(ring.push(std::make_unique<int>(5)));
        auto refused = std::make_unique<int>(6);
        CPPUNIT_ASSERT(!ring.push(std::move(refused)));
        CPPUNIT_ASSERT(refused); // untouched
        std::unique_ptr<int> item;
        CPPUNIT_ASSERT(ring.pop(item));
        CPPUNIT_ASSERT_EQUAL(5, *item);
    }
    void loses_nothing_between_two_threads() {
        constexpr int kItems = 200000;
        base::Ring<int> ring(64);
        std::thread producer([&] {
            for (int i = 0; i < kItems;)
                if (ring.push(i))
                    ++i;
                else
                    std::this_thread::yield();
        });
        int expected = 0;
        for (int item = 0; expected < kItems;)
            if (ring.pop(item)) {
                if (item != expected)
                    break;
                ++expected;
            } else {
                std::this_thread::yield();
            }
        producer.join();
        CPPUNIT_ASSERT_EQUAL(kItems, expected);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RingTest);
