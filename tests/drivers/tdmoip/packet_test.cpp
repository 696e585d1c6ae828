// CESoPSN packets, octet by octet (RFC 5086 §4).
#include "drivers/tdmoip/packet.h"

#include <cppunit/extensions/HelperMacros.h>

#include <numeric>
#include <vector>

namespace {

using namespace drivers;

const PacketShape kE1{31, 8, false};
const PacketShape kBri{3, 8, true};

std::vector<std::uint8_t> packet(const PacketShape& shape, const ControlWord& control,
                                 bool with_payload = true) {
    std::vector<std::uint8_t> octets(shape.packet_octets());
    const std::size_t header =
        write_header(octets.data(), shape, control, with_payload, 0x01020304, 0xaabbccdd);
    octets.resize(with_payload ? header + shape.payload_octets() : header);
    for (std::size_t i = header; i < octets.size(); ++i)
        octets[i] = static_cast<std::uint8_t>(i - header);
    return octets;
}

class PacketTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PacketTest);
    CPPUNIT_TEST(control_word_lies_as_in_the_figure);
    CPPUNIT_TEST(length_stands_only_below_64_octets);
    CPPUNIT_TEST(rtp_header_precedes_the_control_word);
    CPPUNIT_TEST(reads_what_it_has_written);
    CPPUNIT_TEST(samples_may_be_absent_only_with_l);
    CPPUNIT_TEST(refuses_what_is_not_of_this_line);
    CPPUNIT_TEST(rejects_truncation_at_every_length);
    CPPUNIT_TEST(payload_is_in_frame_order);
    CPPUNIT_TEST_SUITE_END();

    void control_word_lies_as_in_the_figure() {
        const auto octets = packet(
            kE1,
            {.local_loss = true, .remote_loss = true, .remote_defect = true, .sequence = 0x1234});
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x0c}, octets[0]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0}, octets[1]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x12}, octets[2]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x34}, octets[3]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x02}, packet(kE1, {.remote_defect = true})[0]);
    }
    void length_stands_only_below_64_octets() {
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{40}, packet(kBri, {})[13]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{4}, packet(kE1, {.local_loss = true}, false)[1]);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0}, packet(kE1, {})[1]);
    }
    void rtp_header_precedes_the_control_word() {
        const auto octets = packet(kBri, {.sequence = 0x1234});
        const std::vector<std::uint8_t> expected{0x80, 96,   0x12, 0x34, 1,  2,    3,    4, 0xaa,
                                                 0xbb, 0xcc, 0xdd, 0,    40, 0x12, 0x34, 0, 1};
        CPPUNIT_ASSERT(std::equal(expected.begin(), expected.end(), octets.begin()));
    }
    void reads_what_it_has_written() {
        for (const PacketShape& shape : {kE1, kBri}) {
            const auto octets =
                packet(shape, {.remote_loss = true, .remote_defect = true, .sequence = 65535});
            const auto read = parse_packet(octets, shape);
            CPPUNIT_ASSERT(read.ok());
            CPPUNIT_ASSERT(read->control.remote_loss && read->control.remote_defect &&
                           !read->control.local_loss);
            CPPUNIT_ASSERT_EQUAL(std::uint16_t{65535}, read->control.sequence);
            CPPUNIT_ASSERT_EQUAL(shape.payload_octets(), read->payload.size());
        }
    }
    void samples_may_be_absent_only_with_l() {
        CPPUNIT_ASSERT(parse_packet(packet(kE1, {.local_loss = true}, false), kE1).ok());
        CPPUNIT_ASSERT(parse_packet(packet(kE1, {}, false), kE1).error() ==
                       PacketError::wrong_length);
    }
    void refuses_what_is_not_of_this_line() {
        auto octets = packet(kE1, {});
        octets[0] = 0x10;
        CPPUNIT_ASSERT(parse_packet(octets, kE1).error() == PacketError::not_cesopsn);
        octets[0] = 0x03;
        CPPUNIT_ASSERT(parse_packet(octets, kE1).error() == PacketError::signalling);
        octets[0] = 0;
        octets[1] = 0x40;
        CPPUNIT_ASSERT(parse_packet(octets, kE1).error() == PacketError::fragmented);
        octets[1] = 0x05;
        CPPUNIT_ASSERT(parse_packet(octets, kE1).error() == PacketError::wrong_length);
        octets[1] = 0;
        octets.push_back(0);
        CPPUNIT_ASSERT(parse_packet(octets, kE1).error() == PacketError::wrong_length);
        auto rtp = packet(kBri, {});
        rtp[0] = 0x90;
        CPPUNIT_ASSERT(parse_packet(rtp, kBri).error() == PacketError::rtp_header);
    }
    void rejects_truncation_at_every_length() {
        for (const PacketShape& shape : {kE1, kBri}) {
            const auto octets = packet(shape, {});
            for (std::size_t length = 0; length < octets.size(); ++length)
                CPPUNIT_ASSERT_MESSAGE("length " + std::to_string(length),
                                       !parse_packet(base::Octets(octets).first(length), shape));
        }
    }
    void payload_is_in_frame_order() {
        for (const PacketShape& shape : {PacketShape{31, 40, false}, PacketShape{31, 8, false},
                                         PacketShape{24, 40, false}, PacketShape{3, 16, false}}) {
            std::vector<std::uint8_t> payload(shape.payload_octets());
            for (std::size_t i = 0; i < payload.size(); ++i)
                payload[i] = static_cast<std::uint8_t>(i * 131 + i / 256);
            Block block;
            payload_to_block(payload, shape, block);
            CPPUNIT_ASSERT_EQUAL(shape.frames, block.samples);
            for (unsigned frame = 0; frame < shape.frames; ++frame)
                for (unsigned slot = 0; slot < shape.slots; ++slot)
                    CPPUNIT_ASSERT_EQUAL(payload[frame * shape.slots + slot],
                                         block.at(slot + 1)[frame]);
            std::vector<std::uint8_t> again(payload.size());
            block_to_payload(block, shape, again.data());
            CPPUNIT_ASSERT(again == payload);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PacketTest);

} // namespace
