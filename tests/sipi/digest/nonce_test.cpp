// Nonces of ours: who may use them, for how long, and each count once (RFC 7616 §3.3, §5.4).
#include "sipi/digest/nonce.h"

#include "tests/sipi/network.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace {

using namespace sipi;
using namespace sipi::digest;
using namespace std::chrono_literals;
using test::at;

class NonceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NonceTest);
    CPPUNIT_TEST(no_two_are_the_same);
    CPPUNIT_TEST(it_is_good_for_its_address_and_time_only);
    CPPUNIT_TEST(a_changed_or_cut_one_is_not_ours);
    CPPUNIT_TEST(another_key_makes_others);
    CPPUNIT_TEST(each_count_is_taken_once);
    CPPUNIT_TEST(counts_may_come_late_within_the_window);
    CPPUNIT_TEST(one_without_a_count_is_taken_once);
    CPPUNIT_TEST(what_is_forgotten_counts_as_used);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    Nonces nonces{clock, Nonces::Key{1, 2, 3}};
    const Endpoint phone = at("192.0.2.1:5060");

    void no_two_are_the_same() {
        std::set<std::string> made;
        for (int i = 0; i < 1000; ++i)
            made.insert(nonces.make(phone));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, made.size());
        CPPUNIT_ASSERT_EQUAL(Nonces::kText, made.begin()->size());
    }
    void it_is_good_for_its_address_and_time_only() {
        nonces.set_lifetime(60s);
        const std::string nonce = nonces.make(phone);
        CPPUNIT_ASSERT(nonces.good(nonce, phone));
        CPPUNIT_ASSERT(nonces.good(nonce, at("192.0.2.1:1024")));
        CPPUNIT_ASSERT(nonces.good(nonce, at("tcp:192.0.2.1:5060")));
        CPPUNIT_ASSERT(!nonces.good(nonce, at("192.0.2.2:5060")));
        CPPUNIT_ASSERT(!nonces.good(nonce, at("[2001:db8::1]:5060")));
        clock.advance(59s);
        CPPUNIT_ASSERT(nonces.good(nonce, phone));
        clock.advance(1s);
        CPPUNIT_ASSERT(!nonces.good(nonce, phone));
    }
    void a_changed_or_cut_one_is_not_ours() {
        const std::string nonce = nonces.make(phone);
        for (std::size_t at = 0; at < nonce.size(); ++at) {
            std::string changed = nonce;
            changed[at] = changed[at] == '0' ? '1' : '0';
            CPPUNIT_ASSERT_MESSAGE(changed, !nonces.good(changed, phone));
            CPPUNIT_ASSERT(!nonces.good(nonce.substr(0, at), phone));
        }
        CPPUNIT_ASSERT(!nonces.good(nonce + "0", phone));
        CPPUNIT_ASSERT(!Nonces::Stamp::parse(std::string(Nonces::kText, 'g')));
    }
    void another_key_makes_others() {
        const Nonces others(clock, Nonces::Key{4});
        CPPUNIT_ASSERT(!others.good(nonces.make(phone), phone));
    }
    void each_count_is_taken_once() {
        const std::string nonce = nonces.make(phone);
        CPPUNIT_ASSERT(nonces.use(nonce, 1));
        CPPUNIT_ASSERT(!nonces.use(nonce, 1));
        CPPUNIT_ASSERT(nonces.use(nonce, 2));
        CPPUNIT_ASSERT(nonces.use(nonces.make(phone), 1));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, nonces.in_use());
    }
    void counts_may_come_late_within_the_window() {
        const std::string nonce = nonces.make(phone);
        CPPUNIT_ASSERT(nonces.use(nonce, 100));
        CPPUNIT_ASSERT(nonces.use(nonce, 37));
        CPPUNIT_ASSERT(!nonces.use(nonce, 37));
        CPPUNIT_ASSERT(!nonces.use(nonce, 36)); // beyond it
        CPPUNIT_ASSERT(nonces.use(nonce, 101));
        CPPUNIT_ASSERT(!nonces.use(nonce, 100));
        CPPUNIT_ASSERT(nonces.use(nonce, 4'000'000'000));
        CPPUNIT_ASSERT(!nonces.use(nonce, 101));
        CPPUNIT_ASSERT(nonces.use(nonce, 3'999'999'999));
    }
    void one_without_a_count_is_taken_once() {
        const std::string nonce = nonces.make(phone);
        CPPUNIT_ASSERT(nonces.use(nonce, 0));
        CPPUNIT_ASSERT(!nonces.use(nonce, 0));
    }
    void what_is_forgotten_counts_as_used() {
        nonces.set_lifetime(1h);
        const std::string first = nonces.make(phone), unused = nonces.make(phone);
        CPPUNIT_ASSERT(nonces.use(first, 1));
        for (std::size_t i = 0; i < Nonces::kMost; ++i) {
            clock.advance(1ms);
            CPPUNIT_ASSERT(nonces.use(nonces.make(phone), 1));
        }
        CPPUNIT_ASSERT_EQUAL(Nonces::kMost, nonces.in_use());
        CPPUNIT_ASSERT(nonces.good(first, phone));
        CPPUNIT_ASSERT(!nonces.use(first, 1));
        CPPUNIT_ASSERT(!nonces.use(first, 2));
        clock.advance(1ms);
        CPPUNIT_ASSERT(nonces.use(unused, 1)); // younger than the one forgotten
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NonceTest);

} // namespace
