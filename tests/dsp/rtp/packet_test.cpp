// RTP headers: what is read, what is refused (RFC 3550 §5.1, A.1).
#include "dsp/rtp/packet.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

class RtpPacketTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RtpPacketTest);
    CPPUNIT_TEST(reads_back_the_header_it_writes);
    CPPUNIT_TEST(skips_sources_and_extension_and_removes_padding);
    CPPUNIT_TEST(refuses_truncation_at_every_length);
    CPPUNIT_TEST(refuses_other_versions);
    CPPUNIT_TEST(refuses_padding_of_zero_or_beyond_the_payload);
    CPPUNIT_TEST(refuses_rtcp_on_the_rtp_port);
    CPPUNIT_TEST(accepts_an_empty_payload);
    CPPUNIT_TEST(reads_and_writes_telephone_events);
    CPPUNIT_TEST_SUITE_END();

    static Bytes full() {
        return {0xb2, 0x88, 0x12, 0x34, 0x00, 0x00, 0x00, 0xa0,
                0xde, 0xad, 0xbe, 0xef,                      // P, X, 2 CSRC
                1,    1,    1,    1,    2,    2,    2,    2, // CSRC list
                0xbe, 0xde, 0x00, 0x01, 0x10, 0x7f, 0,    0, // extension, 1 word
                0xd5, 0xd5, 0xd5, 0,    0,    3};            // payload, padding 3
    }
    void reads_back_the_header_it_writes() {
        std::uint8_t datagram[14] = {};
        datagram[12] = 0x2a;
        dsp::write_rtp_header(std::span(datagram).first<12>(), true, 8, 65535, 0xfffffff0,
                              0x01020304);
        const auto packet = dsp::parse_rtp(datagram);
        CPPUNIT_ASSERT(packet.ok());
        CPPUNIT_ASSERT(packet->marker);
        CPPUNIT_ASSERT_EQUAL(8U, unsigned{packet->payload_type});
        CPPUNIT_ASSERT_EQUAL(65535U, unsigned{packet->sequence});
        CPPUNIT_ASSERT_EQUAL(0xfffffff0U, packet->timestamp);
        CPPUNIT_ASSERT_EQUAL(0x01020304U, packet->ssrc);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, packet->payload.size());
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x2a}, packet->payload[0]);
    }
    void skips_sources_and_extension_and_removes_padding() {
        const Bytes datagram = full();
        const auto packet = dsp::parse_rtp(datagram);
        CPPUNIT_ASSERT(packet.ok());
        CPPUNIT_ASSERT_EQUAL(std::size_t{8}, packet->csrcs.size());
        CPPUNIT_ASSERT_EQUAL(0xbedeU, unsigned{packet->extension_profile});
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, packet->extension.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, packet->payload.size());
    }
    void refuses_truncation_at_every_length() {
        Bytes datagram = full();
        datagram[0] = 0x92; // without padding, so that each cut into the payload is a packet
        for (std::size_t length = 0; length < 28; ++length)
            CPPUNIT_ASSERT_MESSAGE("length " + std::to_string(length),
                                   !dsp::parse_rtp(base::Octets(datagram).first(length)).ok());
        for (std::size_t length = 28; length <= datagram.size(); ++length)
            CPPUNIT_ASSERT_EQUAL(
                length - 28, dsp::parse_rtp(base::Octets(datagram).first(length))->payload.size());
    }
    void refuses_other_versions() {
        for (const unsigned version : {0U, 1U, 3U}) {
            Bytes datagram = full();
            datagram[0] = static_cast<std::uint8_t>(version << 6);
            CPPUNIT_ASSERT(dsp::parse_rtp(datagram).error() == dsp::RtpError::version);
        }
    }
    void refuses_padding_of_zero_or_beyond_the_payload() {
        for (const unsigned padding : {0U, 7U, 255U}) {
            Bytes datagram = full();
            datagram.back() = static_cast<std::uint8_t>(padding);
            CPPUNIT_ASSERT(dsp::parse_rtp(datagram).error() == dsp::RtpError::padding);
        }
        CPPUNIT_ASSERT(dsp::parse_rtp(base::Octets(full()).first(28)).error() ==
                       dsp::RtpError::padding);
    }
    void refuses_rtcp_on_the_rtp_port() {
        Bytes datagram = full();
        for (unsigned type = 200; type <= 204; ++type) {
            datagram[1] = static_cast<std::uint8_t>(type);
            CPPUNIT_ASSERT(dsp::parse_rtp(datagram).error() == dsp::RtpError::rtcp);
        }
    }
    void accepts_an_empty_payload() {
        const Bytes datagram = {0x80, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1};
        CPPUNIT_ASSERT(dsp::parse_rtp(datagram)->payload.empty());
    }
    void reads_and_writes_telephone_events() {
        const auto octets = dsp::build_telephone_event({11, true, 10, 1600});
        const auto event = dsp::parse_telephone_event(octets);
        CPPUNIT_ASSERT(event.ok());
        CPPUNIT_ASSERT_EQUAL(11U, unsigned{event->event});
        CPPUNIT_ASSERT(event->end);
        CPPUNIT_ASSERT_EQUAL(10U, unsigned{event->volume});
        CPPUNIT_ASSERT_EQUAL(1600U, unsigned{event->duration});
        for (std::size_t length = 0; length < octets.size(); ++length)
            CPPUNIT_ASSERT(!dsp::parse_telephone_event(base::Octets(octets).first(length)).ok());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RtpPacketTest);

} // namespace
