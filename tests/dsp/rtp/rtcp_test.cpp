// RTCP compound packets: written, read back, refused (RFC 3550 §6, A.2).
#include "dsp/rtp/rtcp.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::uint32_t kUs = 0x11223344, kThem = 0x55667788;

class RtcpTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RtcpTest);
    CPPUNIT_TEST(reads_back_the_sender_report_it_writes);
    CPPUNIT_TEST(reads_back_a_receiver_report_with_bye);
    CPPUNIT_TEST(pads_the_name_of_every_length);
    CPPUNIT_TEST(refuses_truncation_at_every_length);
    CPPUNIT_TEST(refuses_memory_that_is_too_small);
    CPPUNIT_TEST(refuses_a_compound_that_starts_with_another_packet);
    CPPUNIT_TEST(refuses_padding_before_the_last_packet);
    CPPUNIT_TEST(accepts_padding_of_the_last_packet);
    CPPUNIT_TEST(skips_packets_it_does_not_know);
    CPPUNIT_TEST(refuses_a_count_beyond_its_length);
    CPPUNIT_TEST(reads_a_reason_of_bye);
    CPPUNIT_TEST(ntp_time_of_the_unix_epoch);
    CPPUNIT_TEST(round_trip_of_figure_2);
    CPPUNIT_TEST(no_round_trip_without_a_report_or_with_a_clock_that_runs_back);
    CPPUNIT_TEST_SUITE_END();

    static dsp::ReportBlock block() {
        return {kThem, 64, -3, 0x0001fffe, 17, 0xb7052000, 0x00054000};
    }
    static Bytes compound(bool sender, bool bye, std::string_view cname = "landline@example") {
        Bytes memory(300);
        std::optional<dsp::SenderInfo> info;
        if (sender)
            info = dsp::SenderInfo{0xb44db70520000000, 0x1234, 500, 80000};
        memory.resize(dsp::build_rtcp(memory, kUs, info, block(), cname, bye).size());
        return memory;
    }
    void reads_back_the_sender_report_it_writes() {
        const Bytes datagram = compound(true, false);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, datagram.size() % 4);
        const auto rtcp = dsp::parse_rtcp(datagram);
        CPPUNIT_ASSERT(rtcp.ok());
        CPPUNIT_ASSERT_EQUAL(kUs, rtcp->ssrc);
        CPPUNIT_ASSERT(rtcp->sender.has_value());
        CPPUNIT_ASSERT_EQUAL(dsp::NtpTime{0xb44db70520000000}, rtcp->sender->ntp);
        CPPUNIT_ASSERT_EQUAL(500U, rtcp->sender->packets);
        CPPUNIT_ASSERT_EQUAL(80000U, rtcp->sender->octets);
        CPPUNIT_ASSERT_EQUAL(1U, rtcp->blocks);
        CPPUNIT_ASSERT_EQUAL(kThem, rtcp->block[0].ssrc);
        CPPUNIT_ASSERT_EQUAL(64U, unsigned{rtcp->block[0].fraction_lost});
        CPPUNIT_ASSERT_EQUAL(-3, rtcp->block[0].cumulative_lost);
        CPPUNIT_ASSERT_EQUAL(0x0001fffeU, rtcp->block[0].highest_sequence);
        CPPUNIT_ASSERT_EQUAL(17U, rtcp->block[0].jitter);
        CPPUNIT_ASSERT(rtcp->cname == "landline@example");
        CPPUNIT_ASSERT(!rtcp->bye);
    }
    void reads_back_a_receiver_report_with_bye() {
        const Bytes datagram = compound(false, true);
        const auto rtcp = dsp::parse_rtcp(datagram);
        CPPUNIT_ASSERT(rtcp.ok());
        CPPUNIT_ASSERT(!rtcp->sender.has_value());
        CPPUNIT_ASSERT(rtcp->bye);
    }
    void pads_the_name_of_every_length() {
        for (std::size_t length = 0; length < 20; ++length) {
            const std::string name(length, 'x');
            const Bytes datagram = compound(false, true, name);
            const auto rtcp = dsp::parse_rtcp(datagram);
            CPPUNIT_ASSERT_MESSAGE(name, rtcp.ok());
            CPPUNIT_ASSERT(rtcp->cname == name);
            CPPUNIT_ASSERT(rtcp->bye);
        }
    }
    void refuses_truncation_at_every_length() {
        const Bytes datagram = compound(true, true);
        const std::size_t report = 52, names = datagram.size() - 8; // whole packets end there
        for (std::size_t length = 0; length < datagram.size(); ++length)
            if (length != report && length != names)
                CPPUNIT_ASSERT_MESSAGE("length " + std::to_string(length),
                                       !dsp::parse_rtcp(base::Octets(datagram).first(length)).ok());
    }
    void refuses_memory_that_is_too_small() {
        Bytes memory(300);
        const std::size_t needed = compound(true, true).size();
        for (std::size_t size = 0; size < needed; ++size)
            CPPUNIT_ASSERT(dsp::build_rtcp(std::span(memory).first(size), kUs, dsp::SenderInfo{},
                                           block(), "landline@example", true)
                               .empty());
    }
    void refuses_a_compound_that_starts_with_another_packet() {
        const Bytes datagram = {0x81, 203, 0, 1, 0x11, 0x22, 0x33, 0x44};
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagram).error() == dsp::RtpError::order);
    }
    void refuses_padding_before_the_last_packet() {
        Bytes datagram = compound(false, true);
        datagram[0] |= 0x20;
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagram).error() == dsp::RtpError::order);
    }
    void accepts_padding_of_the_last_packet() {
        Bytes datagram = compound(false, false);
        for (const int octet : {0xa1, 203, 0, 2, 0x11, 0x22, 0x33, 0x44, 0, 0, 0, 4})
            datagram.push_back(static_cast<std::uint8_t>(octet));
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagram)->bye);
        datagram.back() = 3;
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagram).error() == dsp::RtpError::padding);
        datagram.back() = 12;
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagram).error() == dsp::RtpError::padding);
    }
    void skips_packets_it_does_not_know() {
        Bytes datagram = compound(false, false);
        for (const int octet : {0x80, 207, 0, 1, 1, 2, 3, 4})
            datagram.push_back(static_cast<std::uint8_t>(octet));
        CPPUNIT_ASSERT(dsp::parse_rtcp(datagram).ok());
    }
    void refuses_a_count_beyond_its_length() {
        Bytes datagram = compound(false, false);
        datagram[0] = 0x82;
        CPPUNIT_ASSERT(!dsp::parse_rtcp(datagram).ok());
    }
    void reads_a_reason_of_bye() {
        Bytes datagram = compound(false, false);
        for (const int octet : {0x81, 203, 0, 2, 0x11, 0x22, 0x33, 0x44, 3, 0x65, 0x6e, 0x64})
            datagram.push_back(static_cast<std::uint8_t>(octet));
        const auto rtcp = dsp::parse_rtcp(datagram);
        CPPUNIT_ASSERT(rtcp->bye);
        CPPUNIT_ASSERT(rtcp->bye_reason == "end");
        datagram[datagram.size() - 4] = 4; // longer than what is there
        CPPUNIT_ASSERT(!dsp::parse_rtcp(datagram).ok());
    }
    void ntp_time_of_the_unix_epoch() {
        CPPUNIT_ASSERT_EQUAL(dsp::NtpTime{2208988800} << 32, dsp::ntp_time(base::WallTime{}));
        const auto half = dsp::ntp_time(base::WallTime{} + std::chrono::milliseconds(1500));
        CPPUNIT_ASSERT_EQUAL((dsp::NtpTime{2208988801} << 32) + 0x80000000, half);
    }
    void round_trip_of_figure_2() { // RFC 3550 Figure 2: 6.125 s
        CPPUNIT_ASSERT_EQUAL(0x00062000U,
                             dsp::round_trip(0xb7108000, 0xb7052000, 0x00054000).value());
    }
    void no_round_trip_without_a_report_or_with_a_clock_that_runs_back() {
        CPPUNIT_ASSERT(!dsp::round_trip(0xb7108000, 0, 0x00054000));
        CPPUNIT_ASSERT(!dsp::round_trip(0xb7052000, 0xb7052000, 0x00054000));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RtcpTest);

} // namespace
