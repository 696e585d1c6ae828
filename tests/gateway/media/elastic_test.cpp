// The elastic store between two lines.
#include "gateway/media/elastic.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>
#include <vector>

namespace {

class ElasticTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ElasticTest);
    CPPUNIT_TEST(waits_for_two_blocks_then_gives_them_in_order);
    CPPUNIT_TEST(a_dry_store_is_a_slip_and_fills_again);
    CPPUNIT_TEST(a_slow_reader_skips_to_the_newest);
    CPPUNIT_TEST(two_threads_see_the_same_octets);
    CPPUNIT_TEST_SUITE_END();

    media::Elastic store_;
    std::uint8_t next_ = 0;
    void push(unsigned count = 40) {
        std::vector<std::uint8_t> octets(count);
        for (std::uint8_t& octet : octets)
            octet = next_++;
        store_.push(octets);
    }
    void waits_for_two_blocks_then_gives_them_in_order() {
        std::uint8_t out[40];
        push();
        CPPUNIT_ASSERT(!store_.pull(out));
        push();
        for (unsigned i = 0; i < 100; ++i) {
            CPPUNIT_ASSERT(store_.pull(out));
            CPPUNIT_ASSERT_EQUAL(static_cast<std::uint8_t>(i * 40), out[0]);
            CPPUNIT_ASSERT_EQUAL(static_cast<std::uint8_t>(i * 40 + 39), out[39]);
            push();
        }
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, store_.slips());
    }
    void a_dry_store_is_a_slip_and_fills_again() {
        std::uint8_t out[40];
        push(), push();
        CPPUNIT_ASSERT(store_.pull(out));
        CPPUNIT_ASSERT(store_.pull(out));
        CPPUNIT_ASSERT(!store_.pull(out));
        push();
        CPPUNIT_ASSERT(!store_.pull(out));
        push();
        CPPUNIT_ASSERT(store_.pull(out));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, store_.slips());
    }
    void a_slow_reader_skips_to_the_newest() {
        std::uint8_t out[40];
        for (int i = 0; i < 12; ++i)
            push();
        CPPUNIT_ASSERT(store_.pull(out));
        CPPUNIT_ASSERT_EQUAL(std::uint8_t((12 * 40 - 80) % 256), out[0]);
        for (int i = 0; i < 1000; ++i)
            push(); // far more than it holds
        CPPUNIT_ASSERT(store_.pull(out));
    }
    void two_threads_see_the_same_octets() {
        static constexpr unsigned kBlocks = 20000;
        std::thread writer([this] {
            for (unsigned i = 0; i < kBlocks; ++i) {
                push(8);
                std::this_thread::yield();
            }
        });
        std::uint8_t out[8];
        bool whole = true;
        for (unsigned i = 0; i < kBlocks; ++i)
            if (store_.pull(out))
                for (unsigned n = 1; n < 8; ++n)
                    whole = whole && out[n] == static_cast<std::uint8_t>(out[0] + n);
        writer.join();
        CPPUNIT_ASSERT(whole);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ElasticTest);

} // namespace
