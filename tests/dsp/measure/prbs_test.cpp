// The bit-error test, against the sequence of another maker and exact numbers.
#include "dsp/measure/prbs.h"
#include "tests/prbs.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

class PrbsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PrbsTest);
    CPPUNIT_TEST(the_sequence_repeats_after_32767_bits_and_not_before);
    CPPUNIT_TEST(its_longest_runs_are_15_zeros_and_14_ones);
    CPPUNIT_TEST(the_simulated_exchange_makes_the_same_sequence);
    CPPUNIT_TEST(every_bit_of_a_good_line_counts);
    CPPUNIT_TEST(each_wrong_bit_is_one_error);
    CPPUNIT_TEST(a_lost_octet_is_a_slip);
    CPPUNIT_TEST(changed_octets_are_a_loss_without_slip);
    CPPUNIT_TEST(idle_patterns_and_noise_are_never_the_sequence);
    CPPUNIT_TEST(seconds_with_errors_are_counted);
    CPPUNIT_TEST(a_tenth_of_errors_does_not_lose_synchronism);
    CPPUNIT_TEST_SUITE_END();

    static Bytes sequence(std::size_t octets) {
        Bytes out(octets);
        dsp::PrbsSource source;
        source.fill(out);
        return out;
    }
    static bool bit(const Bytes& octets, std::size_t at) {
        return (octets[at / 8] >> (7 - at % 8) & 1) != 0;
    }
    static dsp::PrbsResult check(const Bytes& octets, std::size_t block = 40) {
        dsp::PrbsChecker checker;
        for (std::size_t at = 0; at < octets.size(); at += block)
            checker.take(std::span(octets).subspan(at, std::min(block, octets.size() - at)));
        return checker.result();
    }

    void the_sequence_repeats_after_32767_bits_and_not_before() {
        const Bytes octets = sequence(3 * 32767 / 8);
        for (std::size_t i = 0; i < 32767; ++i)
            CPPUNIT_ASSERT_EQUAL(bit(octets, i), bit(octets, i + 32767));
        for (const std::size_t part :
             {7U, 31U, 151U, 7U * 31, 7U * 151, 31U * 151}) { // 32767 = 7·31·151
            bool same = true;
            for (std::size_t i = 0; i < 32767 && same; ++i)
                same = bit(octets, i) == bit(octets, i + part);
            CPPUNIT_ASSERT(!same);
        }
    }
    void its_longest_runs_are_15_zeros_and_14_ones() { // O.150 §5.3: 15 zeros (inverted signal)
        const Bytes octets = sequence(2 * 32767 / 8 + 8);
        std::size_t run = 0, longest[2] = {0, 0};
        for (std::size_t i = 1; i < 32767 * 2; ++i) {
            run = bit(octets, i) == bit(octets, i - 1) ? run + 1 : 0;
            longest[bit(octets, i)] = std::max(longest[bit(octets, i)], run + 1);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{15}, longest[0]);
        CPPUNIT_ASSERT_EQUAL(std::size_t{14}, longest[1]);
    }
    void the_simulated_exchange_makes_the_same_sequence() {
        testing::Prbs15 theirs;
        Bytes octets(10000);
        theirs.fill(octets);
        const auto found = check(octets);
        CPPUNIT_ASSERT(found.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.errors);
        testing::Prbs15Receiver receiver;
        receiver.take(sequence(10000));
        CPPUNIT_ASSERT(receiver.result().in_step);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, receiver.result().errors);
    }
    void every_bit_of_a_good_line_counts() {
        const auto found = check(sequence(80000));
        CPPUNIT_ASSERT(found.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{80000}, found.octets);
        // 15 bits fill the register, 48 more confirm: 63 bits, 8 octets but one bit
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{80000 * 8 - 63}, found.bits);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.errors + found.losses + found.slips);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{9}, found.seconds);
    }
    void each_wrong_bit_is_one_error() {
        Bytes octets = sequence(80000);
        for (const std::size_t at : {1000U, 1001U, 20000U, 79999U})
            octets[at] ^= 0x10;
        octets[50000] ^= 0xff;
        const auto found = check(octets);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{12}, found.errors);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.losses);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(12.0 / (80000 * 8 - 63), found.ratio(), 1e-12);
    }
    void a_lost_octet_is_a_slip() {
        Bytes octets = sequence(40000);
        octets.erase(octets.begin() + 20000);
        const auto found = check(octets);
        CPPUNIT_ASSERT(found.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, found.losses);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, found.slips);
        CPPUNIT_ASSERT(found.errors >= 26);
        CPPUNIT_ASSERT(found.errors < 128);
    }
    void changed_octets_are_a_loss_without_slip() {
        Bytes octets = sequence(40000);
        std::fill_n(octets.begin() + 20000, 40, std::uint8_t{0xd5});
        const auto found = check(octets);
        CPPUNIT_ASSERT(found.in_sync);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, found.losses);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.slips);
    }
    void idle_patterns_and_noise_are_never_the_sequence() {
        for (const unsigned octet : {0x00U, 0xffU, 0xd5U, 0x55U, 0x7eU, 0xaaU})
            CPPUNIT_ASSERT(!check(Bytes(80000, static_cast<std::uint8_t>(octet))).ever_in_sync());
        std::mt19937 random(1);
        Bytes noise(800000);
        for (std::uint8_t& octet : noise)
            octet = static_cast<std::uint8_t>(random());
        CPPUNIT_ASSERT(!check(noise).ever_in_sync());
    }
    void seconds_with_errors_are_counted() {
        Bytes octets = sequence(8000 * 5 + 100);
        octets[12000] ^= 1; // in the second one
        octets[28000] ^= 1; // and the fourth
        octets[28001] ^= 1;
        const auto found = check(octets);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{5}, found.seconds);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, found.errored_seconds);
    }
    void a_tenth_of_errors_does_not_lose_synchronism() {
        Bytes octets = sequence(80000);
        std::size_t wrong = 0;
        for (std::size_t at = 100; at < octets.size(); at += 5, ++wrong)
            octets[at] ^= 0x81; // 2 of 40 bits
        const auto found = check(octets);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, found.losses);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2 * wrong}, found.errors);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PrbsTest);

} // namespace
