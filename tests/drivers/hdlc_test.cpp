// HDLC on a timeslot: what one end sends the other receives, whatever lies between.
#include "drivers/hdlc.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <string>
#include <vector>

namespace {

using drivers::HdlcRate;
using drivers::HdlcReceiver;
using drivers::HdlcSender;
using Frame = std::vector<std::uint8_t>;

// Q.921 Table 5: SABME from the network side, SAPI 0, TEI 0.
const Frame kSabme{0x02, 0x01, 0x7f};

struct HdlcLine {
    explicit HdlcLine(HdlcRate rate = HdlcRate::kbit64)
        : sender(rate),
          receiver([this](base::Octets frame) { frames.emplace_back(frame.begin(), frame.end()); },
                   rate) {}
    void carry(std::size_t octets) {
        std::vector<std::uint8_t> line(octets);
        sender.fill(line.data(), octets);
        receiver.receive(line.data(), octets);
    }
    std::vector<Frame> frames;
    HdlcSender sender;
    HdlcReceiver receiver;
};

// The line octets of bits given in their order on the line; ones behind the end.
std::vector<std::uint8_t> octets_of(const std::string& bits) {
    std::vector<std::uint8_t> octets;
    for (std::size_t i = 0; i < bits.size(); i += 8) {
        unsigned octet = 0;
        for (std::size_t j = 0; j < 8; ++j)
            octet = octet << 1 | (i + j < bits.size() && bits[i + j] == '0' ? 0U : 1U);
        octets.push_back(static_cast<std::uint8_t>(octet));
    }
    return octets;
}

// The bits of a frame with its FCS and inserted zeros, without flags: written down independently of
// the tables.
std::string bits_of(const Frame& frame) {
    Frame all = frame;
    const std::uint16_t fcs = drivers::hdlc_fcs(frame);
    all.push_back(static_cast<std::uint8_t>(fcs));
    all.push_back(static_cast<std::uint8_t>(fcs >> 8));
    std::string bits;
    int ones = 0;
    for (const std::uint8_t octet : all)
        for (int i = 0; i < 8; ++i) {
            const bool one = octet >> i & 1;
            bits += one ? '1' : '0';
            ones = one ? ones + 1 : 0;
            if (ones == 5) {
                bits += '0';
                ones = 0;
            }
        }
    return bits;
}
const std::string kFlagBits = "01111110";

class HdlcTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HdlcTest);
    CPPUNIT_TEST(fcs_is_that_of_the_x25_check_string);
    CPPUNIT_TEST(sends_flags_while_idle);
    CPPUNIT_TEST(sends_the_bits_of_the_specification);
    CPPUNIT_TEST(random_frames_arrive_at_64_kbit);
    CPPUNIT_TEST(random_frames_arrive_at_16_kbit);
    CPPUNIT_TEST(d_bits_of_a_basic_rate_lie_uppermost);
    CPPUNIT_TEST(frames_arrive_at_every_bit_shift);
    CPPUNIT_TEST(flags_may_share_a_zero);
    CPPUNIT_TEST(abort_drops_the_frame);
    CPPUNIT_TEST(a_wrong_bit_drops_the_frame);
    CPPUNIT_TEST(cut_frames_are_dropped_at_every_length);
    CPPUNIT_TEST(lost_octets_cost_one_frame);
    CPPUNIT_TEST(too_long_and_too_short_frames_are_bad);
    CPPUNIT_TEST(full_queue_refuses);
    CPPUNIT_TEST(idle_line_of_ones_is_silence);
    CPPUNIT_TEST_SUITE_END();

    void fcs_is_that_of_the_x25_check_string() {
        const std::string check = "123456789";
        const Frame octets(check.begin(), check.end());
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{0x906e}, drivers::hdlc_fcs(octets));
    }
    void sends_flags_while_idle() {
        HdlcSender sender;
        std::vector<std::uint8_t> line(40);
        sender.fill(line.data(), line.size());
        CPPUNIT_ASSERT(line == std::vector<std::uint8_t>(40, 0x7e));
    }
    void sends_the_bits_of_the_specification() {
        HdlcSender sender;
        CPPUNIT_ASSERT(sender.queue(kSabme));
        const auto expected =
            octets_of(kFlagBits + bits_of(kSabme) + kFlagBits + kFlagBits.substr(0, 7));
        std::vector<std::uint8_t> line(expected.size() - 1);
        sender.fill(line.data(), line.size());
        CPPUNIT_ASSERT(std::equal(line.begin(), line.end(), expected.begin()));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, sender.frames_sent());
    }
    void random_frames(HdlcRate rate) {
        std::mt19937 random(921);
        HdlcLine line(rate);
        line.carry(8);
        std::vector<Frame> sent;
        for (int i = 0; i < 2000; ++i) {
            Frame frame(3 + random() % (drivers::kMaxHdlcFrame - 2));
            const auto kind = random() % 3; // noise, many ones, all ones
            for (std::uint8_t& octet : frame)
                octet = static_cast<std::uint8_t>(kind == 0   ? random()
                                                  : kind == 1 ? random() | random() | random()
                                                              : 0xff);
            while (!line.sender.queue(frame))
                line.carry(1 + random() % 40);
            sent.push_back(frame);
            line.carry(random() % 300);
        }
        while (!line.sender.idle())
            line.carry(40);
        line.carry(40);
        CPPUNIT_ASSERT_EQUAL(sent.size(), line.frames.size());
        CPPUNIT_ASSERT(sent == line.frames);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, line.receiver.frames_bad());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2000}, line.receiver.frames_received());
    }
    void random_frames_arrive_at_64_kbit() { random_frames(HdlcRate::kbit64); }
    void random_frames_arrive_at_16_kbit() { random_frames(HdlcRate::kbit16); }
    void d_bits_of_a_basic_rate_lie_uppermost() {
        HdlcSender sender(HdlcRate::kbit16);
        std::vector<std::uint8_t> line(4);
        sender.fill(line.data(), line.size()); // a flag: 01 11 11 10
        CPPUNIT_ASSERT(line == (std::vector<std::uint8_t>{0x7f, 0xff, 0xff, 0xbf}));
    }
    void frames_arrive_at_every_bit_shift() {
        for (std::size_t shift = 0; shift < 8; ++shift) {
            HdlcLine line;
            const auto octets =
                octets_of(std::string(shift, '1') + kFlagBits + kFlagBits + kFlagBits +
                          bits_of(kSabme) + kFlagBits + bits_of(kSabme) + kFlagBits);
            line.receiver.receive(octets.data(), octets.size());
            CPPUNIT_ASSERT_EQUAL(std::size_t{2}, line.frames.size());
            CPPUNIT_ASSERT(line.frames[0] == kSabme && line.frames[1] == kSabme);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, line.receiver.frames_bad());
        }
    }
    void flags_may_share_a_zero() {
        HdlcLine line;
        const auto octets =
            octets_of("0111111011111101111110" + bits_of(kSabme) + "011111101111110");
        line.receiver.receive(octets.data(), octets.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.frames.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, line.receiver.frames_bad());
    }
    void abort_drops_the_frame() {
        HdlcLine line;
        const auto octets = octets_of(kFlagBits + bits_of(kSabme).substr(0, 20) + "1111111" +
                                      "0000" + kFlagBits + bits_of(kSabme) + kFlagBits);
        line.receiver.receive(octets.data(), octets.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.frames.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, line.receiver.frames_bad());
    }
    void a_wrong_bit_drops_the_frame() {
        const Frame frame{0x00, 0x01, 0x00, 0x00, 0x08, 0x02, 0x00, 0x01, 0x05};
        const std::string bits = bits_of(frame);
        for (std::size_t wrong = 0; wrong < bits.size(); ++wrong) {
            std::string altered = bits;
            altered[wrong] = altered[wrong] == '1' ? '0' : '1';
            HdlcLine line;
            const auto octets = octets_of(kFlagBits + altered + kFlagBits + bits + kFlagBits);
            line.receiver.receive(octets.data(), octets.size());
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.frames.size());
            CPPUNIT_ASSERT(line.frames[0] == frame);
        }
    }
    void cut_frames_are_dropped_at_every_length() {
        const std::string bits = bits_of(kSabme);
        for (std::size_t length = 0; length < bits.size(); ++length) {
            HdlcLine line;
            const auto octets = octets_of(kFlagBits + bits.substr(0, length) + kFlagBits);
            line.receiver.receive(octets.data(), octets.size());
            CPPUNIT_ASSERT(line.frames.empty());
        }
    }
    void lost_octets_cost_one_frame() {
        HdlcLine line;
        line.carry(40);
        Frame frame(100, 0x55);
        line.sender.queue(frame);
        line.carry(40);
        std::vector<std::uint8_t> away(40);
        line.sender.fill(away.data(), away.size());
        line.receiver.lost();
        line.carry(40);
        CPPUNIT_ASSERT(line.frames.empty());
        line.sender.queue(frame);
        line.carry(120);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.frames.size());
        CPPUNIT_ASSERT(line.frames[0] == frame);
    }
    void too_long_and_too_short_frames_are_bad() {
        HdlcSender sender;
        CPPUNIT_ASSERT(!sender.queue(Frame(drivers::kMaxHdlcFrame + 1)));
        CPPUNIT_ASSERT(!sender.queue(Frame(2)));
        CPPUNIT_ASSERT(sender.queue(Frame(drivers::kMaxHdlcFrame)));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, sender.frames_dropped());
        HdlcLine line;
        const auto octets =
            octets_of(kFlagBits + bits_of(Frame(drivers::kMaxHdlcFrame + 1)) + kFlagBits +
                      bits_of(Frame(2)) + kFlagBits + bits_of(kSabme) + kFlagBits);
        line.receiver.receive(octets.data(), octets.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.frames.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, line.receiver.frames_bad());
    }
    void full_queue_refuses() {
        HdlcLine line;
        unsigned queued = 0;
        while (line.sender.queue(Frame(200, 0xaa)))
            ++queued;
        CPPUNIT_ASSERT(queued >= 35);
        while (!line.sender.idle())
            line.carry(40);
        line.carry(40);
        CPPUNIT_ASSERT_EQUAL(std::size_t{queued}, line.frames.size());
        CPPUNIT_ASSERT(line.sender.queue(kSabme));
    }
    void idle_line_of_ones_is_silence() {
        HdlcLine line;
        const std::vector<std::uint8_t> ones(1000, 0xff);
        line.receiver.receive(ones.data(), ones.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, line.receiver.frames_bad());
        line.carry(40);
        line.sender.queue(kSabme);
        line.carry(40);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, line.frames.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HdlcTest);

} // namespace
