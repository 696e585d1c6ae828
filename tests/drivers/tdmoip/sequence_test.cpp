// The order of packets: losses, duplicates, late ones and a sender that starts anew.
#include "drivers/tdmoip/sequence.h"

#include <cppunit/extensions/HelperMacros.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace drivers;
using std::chrono::milliseconds;

constexpr base::TimePoint kStart{std::chrono::hours(1)};

// What comes out, in words: the first payload octet of a packet, "-n" for n lost, "!" for a new
// start.
struct Record : SequenceSink {
    void on_packet(const Packet& packet) override {
        text += std::to_string(packet.payload[0]) + " ";
    }
    void on_lost(unsigned count) override { text += "-" + std::to_string(count) + " "; }
    void on_resync() override { text += "! "; }
    std::string text;
};

struct Fixture {
    explicit Fixture(unsigned window = 2) : sequence(window, 4, milliseconds(10), record) {}
    void push(unsigned number, base::TimePoint now = kStart) {
        // The octets do not outlive the call: what is held must have been copied.
        std::vector<std::uint8_t> payload(4, static_cast<std::uint8_t>(number));
        Packet packet;
        packet.control.sequence = static_cast<std::uint16_t>(number);
        packet.payload = payload;
        sequence.push(packet, now);
    }
    Record record;
    Sequence sequence;
};

class SequenceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SequenceTest);
    CPPUNIT_TEST(passes_packets_in_order);
    CPPUNIT_TEST(puts_swapped_packets_right);
    CPPUNIT_TEST(gives_up_when_the_window_is_passed);
    CPPUNIT_TEST(gives_up_when_patience_ends);
    CPPUNIT_TEST(counts_late_and_duplicate_packets);
    CPPUNIT_TEST(wraps_around);
    CPPUNIT_TEST(follows_a_sender_that_starts_anew);
    CPPUNIT_TEST(follows_a_sender_that_starts_anew_just_behind);
    CPPUNIT_TEST(one_stray_packet_changes_nothing);
    CPPUNIT_TEST(without_window_a_gap_is_a_loss_at_once);
    CPPUNIT_TEST(fills_a_large_gap_around_held_packets);
    CPPUNIT_TEST_SUITE_END();

    void expect(const std::string& expected, const Fixture& fixture) {
        CPPUNIT_ASSERT_EQUAL(expected, fixture.record.text);
    }
    void passes_packets_in_order() {
        Fixture f;
        for (unsigned i = 7; i < 10; ++i)
            f.push(i);
        expect("7 8 9 ", f);
        CPPUNIT_ASSERT(f.sequence.deadline() == base::TimePoint::max());
    }
    void puts_swapped_packets_right() {
        Fixture f;
        for (const unsigned i : {1U, 4U, 3U, 2U, 5U})
            f.push(i);
        expect("1 2 3 4 5 ", f);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, f.sequence.lost());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, f.sequence.reordered());
        CPPUNIT_ASSERT(f.sequence.deadline() == base::TimePoint::max());
    }
    void gives_up_when_the_window_is_passed() {
        Fixture f;
        for (const unsigned i : {1U, 3U, 4U})
            f.push(i);
        expect("1 ", f);
        f.push(5);
        expect("1 -1 3 4 5 ", f);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, f.sequence.lost());
    }
    void gives_up_when_patience_ends() {
        Fixture f;
        f.push(1);
        f.push(3, kStart + milliseconds(1));
        CPPUNIT_ASSERT(f.sequence.deadline() == kStart + milliseconds(11));
        f.sequence.expire(kStart + milliseconds(10));
        expect("1 ", f);
        f.sequence.expire(kStart + milliseconds(11));
        expect("1 -1 3 ", f);
        CPPUNIT_ASSERT(f.sequence.deadline() == base::TimePoint::max());
    }
    void counts_late_and_duplicate_packets() {
        Fixture f;
        for (const unsigned i : {5U, 6U, 8U, 8U, 6U, 4U, 7U})
            f.push(i);
        expect("5 6 7 8 ", f);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, f.sequence.late());
    }
    void wraps_around() {
        for (const unsigned window : {1U, 2U, 4U}) {
            Fixture f(window);
            f.push(65534);
            f.push(65536);
            f.push(65535);
            f.push(65538);
            f.push(65537);
            expect("254 255 0 1 2 ", f);
        }
    }
    void follows_a_sender_that_starts_anew() {
        Fixture f;
        f.push(1);
        f.push(3);
        f.push(30000);
        f.push(30001);
        f.push(30002);
        expect("1 -1 3 ! 49 50 ", f);
    }
    void follows_a_sender_that_starts_anew_just_behind() {
        Fixture f;
        for (unsigned i = 50; i < 53; ++i)
            f.push(i);
        for (unsigned i = 0; i < 6; ++i)
            f.push(i);
        expect("50 51 52 ! 3 4 5 ", f);
    }
    void one_stray_packet_changes_nothing() {
        Fixture f;
        f.push(1);
        f.push(30000);
        f.push(2);
        f.push(3);
        expect("1 2 3 ", f);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, f.sequence.late());
    }
    void without_window_a_gap_is_a_loss_at_once() {
        Fixture f(0);
        f.push(1);
        f.push(4);
        expect("1 -2 4 ", f);
    }
    void fills_a_large_gap_around_held_packets() {
        Fixture f;
        f.push(1);
        f.push(3);
        f.push(20);
        f.push(19);
        f.push(18);
        expect("1 -1 3 -14 18 19 20 ", f);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{15}, f.sequence.lost());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SequenceTest);

} // namespace
