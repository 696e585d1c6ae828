// TDM-over-Ethernet: messages, and two spans at the ends of a virtual Ethernet cable (needs root).
#include "drivers/tdmoe/tdmoe.h"

#include "drivers/tdmoe/packet.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

using namespace drivers;
using namespace std::chrono_literals;

namespace {

constexpr const char *kNear = "02:00:00:00:00:01", *kFar = "02:00:00:00:00:02";

/// A network of our own with a cable in it while it lives; sockets made meanwhile stay there.
class Cable {
  public:
    Cable() : before_(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) {
        if (::unshare(CLONE_NEWNET) != 0)
            return;
        const std::string command = std::string("ip link add near address ") + kNear +
                                    " type veth peer name far address " + kFar +
                                    " && ip link set near up && ip link set far up";
        laid_ = std::system(command.c_str()) == 0;
    }
    ~Cable() {
        CPPUNIT_ASSERT_EQUAL(0, ::setns(before_, CLONE_NEWNET));
        ::close(before_);
    }
    bool laid() const { return laid_; }

  private:
    int before_;
    bool laid_ = false;
};

struct TdmoeSink final : SpanSink {
    std::uint8_t sends = 0xd5; ///< on timeslot 1
    std::vector<std::uint8_t> heard;
    std::vector<std::vector<std::uint8_t>> frames;
    void on_block(Span&, const Block& rx, Block& tx) override {
        CPPUNIT_ASSERT_EQUAL(kTdmoeSamples, rx.samples);
        heard.push_back(rx.at(1)[0]);
        for (unsigned at = 0; at < tx.samples; ++at)
            tx.at(1)[at] = sends;
    }
    void on_d_frame(Span&, base::Octets frame) override {
        frames.emplace_back(frame.begin(), frame.end());
    }
    void on_alarm(Span&, Alarms) override {}
};

} // namespace

class TdmoeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TdmoeTest);
    CPPUNIT_TEST(a_message_is_what_dahdi_sends);
    CPPUNIT_TEST(refuses_what_is_cut_or_of_another_shape);
    CPPUNIT_TEST(reads_addresses);
    CPPUNIT_TEST(says_what_is_wrong_with_the_interface);
    CPPUNIT_TEST(two_spans_carry_samples_and_frames);
    CPPUNIT_TEST_SUITE_END();

    void a_message_is_what_dahdi_sends() {
        std::vector<std::uint8_t> message(tdmoe_octets(31), 0x55);
        CPPUNIT_ASSERT_EQUAL(std::size_t{8 + 16 + 31 * 8}, message.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{24},
                             write_tdmoe_header(message.data(), 31, 0x0102, 0xfffe, true));
        const std::vector<std::uint8_t> head{0x01, 0x02, 8, 0x03, 0xff, 0xfe, 0, 31, 0, 0};
        CPPUNIT_ASSERT(std::equal(head.begin(), head.end(), message.begin()));
        const auto parsed = parse_tdmoe(message, 31);
        CPPUNIT_ASSERT(parsed && parsed->yellow);
        CPPUNIT_ASSERT_EQUAL(0x0102, int(parsed->subaddress));
        CPPUNIT_ASSERT_EQUAL(0xfffe, int(parsed->sequence));
        CPPUNIT_ASSERT(parsed->samples.data() == message.data() + 24);
        message.resize(message.size() + 20); // padded by Ethernet
        CPPUNIT_ASSERT_EQUAL(std::size_t{248}, parse_tdmoe(message, 31)->samples.size());
    }
    void refuses_what_is_cut_or_of_another_shape() {
        std::vector<std::uint8_t> message(tdmoe_octets(3));
        write_tdmoe_header(message.data(), 3, 0, 1, false);
        for (std::size_t size = 0; size < message.size(); ++size) {
            const auto parsed = parse_tdmoe(base::Octets(message).first(size), 3);
            CPPUNIT_ASSERT(!parsed && parsed.error() == TdmoeError::truncated);
        }
        CPPUNIT_ASSERT(parse_tdmoe(message, 24).error() == TdmoeError::wrong_channels);
        message[2] = 16;
        CPPUNIT_ASSERT(parse_tdmoe(message, 3).error() == TdmoeError::wrong_samples);
    }
    void reads_addresses() {
        CPPUNIT_ASSERT((*parse_mac("02:00:5e:10:00:0A") == MacAddress{2, 0, 0x5e, 0x10, 0, 10}));
        for (const char* wrong :
             {"", "02:00:5e:10:00", "02-00-5e-10-00-01", "02:00:5e:10:00:0g", "02:00:5e:10:00:001"})
            CPPUNIT_ASSERT(!parse_mac(wrong));
    }
    void says_what_is_wrong_with_the_interface() {
        TdmoeOptions options;
        options.name = "line1";
        options.interface = "nowhere0";
        options.peer = "02:00";
        CPPUNIT_ASSERT_EQUAL(
            std::string("span line1: \"02:00\" is no MAC address such as 02:00:5e:10:00:01"),
            make_tdmoe(options, {}).error().text);
        options.peer = kFar;
        CPPUNIT_ASSERT(make_tdmoe(options, {})
                           .error()
                           .text.starts_with("span line1: there is no interface nowhere0: "));
    }
    // Every type of line: alarms end, samples and frames of the D-channel cross both ways.
    void two_spans_carry_samples_and_frames() {
        if (::geteuid() != 0)
            return; // a network of our own needs root
        Cable cable;
        CPPUNIT_ASSERT(cable.laid());
        for (const LineType type : {LineType::e1, LineType::t1, LineType::bri}) {
            base::TimePoint now{1h};
            TdmoeSink near_sink, far_sink;
            near_sink.sends = 0x11;
            far_sink.sends = 0x22;
            TdmoeOptions options;
            options.name = "line";
            options.type = type;
            options.subaddress = 7;
            options.interface = "near";
            options.peer = kFar;
            options.clock = ClockMode::free;
            options.sink = &near_sink;
            auto near = make_tdmoe(options, now);
            options.interface = "far";
            options.peer = kNear;
            options.clock = ClockMode::loop;
            options.sink = &far_sink;
            auto far = make_tdmoe(options, now);
            CPPUNIT_ASSERT(near && far);
            const std::vector<std::uint8_t> there{0x00, 0x01, 0x7f}, back{0x00, 0x01, 0x73};
            for (int step = 0; step < 600; ++step) {
                if (step == 300) {
                    CPPUNIT_ASSERT(!(*near)->alarms().any() && !(*far)->alarms().any());
                    CPPUNIT_ASSERT((*near)->send_d_frame(there) && (*far)->send_d_frame(back));
                }
                now += 1ms;
                for (Span* span : {near->get(), far->get()}) {
                    span->tick(now);
                    pollfd waiting{(span == near->get() ? *far : *near)->fd(), POLLIN, 0};
                    ::poll(&waiting, 1, 5);
                    (span == near->get() ? *far : *near)->readable(now);
                }
            }
            CPPUNIT_ASSERT_EQUAL(0x22, int(near_sink.heard.back()));
            CPPUNIT_ASSERT_EQUAL(0x11, int(far_sink.heard.back()));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, far_sink.frames.size());
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, near_sink.frames.size());
            CPPUNIT_ASSERT(far_sink.frames[0] == there && near_sink.frames[0] == back);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, (*far)->counters().packets_malformed);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, (*far)->counters().packets_lost);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TdmoeTest);
