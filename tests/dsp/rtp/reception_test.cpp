// Sequence, loss and jitter of a received source (RFC 3550 appendix A).
#include "dsp/rtp/reception.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using Verdict = dsp::Reception::Verdict;

class ReceptionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReceptionTest);
    CPPUNIT_TEST(believes_a_source_from_its_first_packet);
    CPPUNIT_TEST(counts_what_is_lost_across_the_wrap_of_the_sequence);
    CPPUNIT_TEST(starts_well_at_sequence_zero);
    CPPUNIT_TEST(tells_duplicates_from_late_ones);
    CPPUNIT_TEST(follows_a_jump_only_when_two_packets_agree);
    CPPUNIT_TEST(fraction_lost_is_since_the_last_report);
    CPPUNIT_TEST(duplicates_make_loss_negative_in_reports_only);
    CPPUNIT_TEST(jitter_is_zero_when_packets_come_evenly);
    CPPUNIT_TEST(jitter_converges_to_the_mean_difference);
    CPPUNIT_TEST(jitter_ignores_a_jump_of_the_timestamp);
    CPPUNIT_TEST(reports_the_delay_since_the_last_sender_report);
    CPPUNIT_TEST_SUITE_END();

    dsp::Reception reception_;
    void begin(std::uint16_t sequence) {
        reception_.start(7, sequence);
        send(sequence);
    }
    Verdict send(unsigned sequence) {
        return reception_.on_packet(static_cast<std::uint16_t>(sequence), sequence * 160,
                                    sequence * 160);
    }

    void believes_a_source_from_its_first_packet() {
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, reception_.lost());
        begin(1000);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, reception_.received());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, reception_.lost());
        CPPUNIT_ASSERT_EQUAL(1000U, reception_.extended_highest());
    }
    void counts_what_is_lost_across_the_wrap_of_the_sequence() {
        begin(65530);
        for (unsigned sequence = 65531; sequence < 65546; ++sequence)
            if (sequence != 65533 && sequence != 65536)
                CPPUNIT_ASSERT(send(sequence) == Verdict::in_order);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, reception_.lost());
        CPPUNIT_ASSERT_EQUAL(0x10009U, reception_.extended_highest());
    }
    void starts_well_at_sequence_zero() {
        begin(0);
        send(1);
        CPPUNIT_ASSERT_EQUAL(1U, reception_.extended_highest());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, reception_.lost());
    }
    void tells_duplicates_from_late_ones() {
        begin(1);
        send(2);
        send(5);
        CPPUNIT_ASSERT(send(3) == Verdict::reordered);
        CPPUNIT_ASSERT(send(3) == Verdict::duplicate);
        CPPUNIT_ASSERT(send(5) == Verdict::duplicate);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, reception_.duplicates());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, reception_.reordered());
    }
    void follows_a_jump_only_when_two_packets_agree() {
        begin(1);
        send(2);
        send(4); // 3 lost
        CPPUNIT_ASSERT(send(30000) == Verdict::refused);
        CPPUNIT_ASSERT(send(5) == Verdict::in_order);
        CPPUNIT_ASSERT(send(40000) == Verdict::refused);
        CPPUNIT_ASSERT(send(40001) == Verdict::jumped);
        CPPUNIT_ASSERT(send(40002) == Verdict::in_order);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, reception_.lost());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{6}, reception_.received());
    }
    void fraction_lost_is_since_the_last_report() {
        begin(0);
        for (unsigned sequence = 1; sequence < 16; ++sequence)
            if (sequence % 4 != 1)
                send(sequence);
        dsp::ReportBlock block = reception_.report(0);
        CPPUNIT_ASSERT_EQUAL(64U, unsigned{block.fraction_lost}); // 4 of 16
        CPPUNIT_ASSERT_EQUAL(4, block.cumulative_lost);
        for (unsigned sequence = 16; sequence < 32; ++sequence)
            send(sequence);
        block = reception_.report(0);
        CPPUNIT_ASSERT_EQUAL(0U, unsigned{block.fraction_lost});
        CPPUNIT_ASSERT_EQUAL(4, block.cumulative_lost);
        CPPUNIT_ASSERT_EQUAL(31U, block.highest_sequence);
        CPPUNIT_ASSERT_EQUAL(7U, block.ssrc);
    }
    void duplicates_make_loss_negative_in_reports_only() {
        begin(0);
        send(0);
        send(0);
        CPPUNIT_ASSERT_EQUAL(-2, reception_.report(0).cumulative_lost);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, reception_.lost());
    }
    void jitter_is_zero_when_packets_come_evenly() {
        begin(0);
        for (unsigned sequence = 1; sequence < 100; ++sequence)
            send(sequence);
        CPPUNIT_ASSERT_EQUAL(0U, reception_.jitter());
    }
    void jitter_converges_to_the_mean_difference() {
        begin(0);
        for (unsigned sequence = 1; sequence < 300;
             ++sequence) // every other packet 5 ms late: |D| is always 40
            reception_.on_packet(static_cast<std::uint16_t>(sequence), sequence * 160,
                                 sequence * 160 + sequence % 2 * 40);
        CPPUNIT_ASSERT(reception_.jitter() >= 38 && reception_.jitter() <= 40);
        CPPUNIT_ASSERT(reception_.max_jitter() >= reception_.jitter());
    }
    void jitter_ignores_a_jump_of_the_timestamp() {
        begin(0);
        send(1);
        reception_.on_packet(2, 90000000, 320);
        reception_.on_packet(3, 90000160, 480);
        CPPUNIT_ASSERT_EQUAL(0U, reception_.jitter());
    }
    void reports_the_delay_since_the_last_sender_report() {
        begin(0);
        CPPUNIT_ASSERT_EQUAL(0U, reception_.report(5).delay_since_sr);
        dsp::SenderInfo sender;
        sender.ntp = 0x12345678'9abcdef0;
        reception_.on_sender_report(sender, 0x10000);
        const dsp::ReportBlock block = reception_.report(0x28000);
        CPPUNIT_ASSERT_EQUAL(0x56789abcU, block.last_sr);
        CPPUNIT_ASSERT_EQUAL(0x18000U, block.delay_since_sr);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReceptionTest);

} // namespace
