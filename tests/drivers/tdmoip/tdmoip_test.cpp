// Spans on real sockets of the loopback interface.
#include "drivers/tdmoip/tdmoip.h"

#include <cppunit/extensions/HelperMacros.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace {

using namespace drivers;
using std::chrono::milliseconds;

// A port that nobody uses at the moment.
std::string free_address() {
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t length = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    ::close(fd);
    return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

struct Sink : SpanSink {
    void on_block(Span&, const Block& rx, Block& tx) override {
        ++blocks;
        for (unsigned i = 0; i < tx.samples; ++i)
            tx.at(7)[i] = fill;
        last = rx.at(7)[0];
    }
    void on_d_frame(Span&, base::Octets frame) override {
        frames.emplace_back(frame.begin(), frame.end());
    }
    void on_alarm(Span&, Alarms) override {}
    unsigned blocks = 0;
    std::uint8_t fill = 0, last = 0;
    std::vector<std::vector<std::uint8_t>> frames;
};

class TdmoipTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TdmoipTest);
    CPPUNIT_TEST(carries_samples_and_frames_between_two_sockets);
    CPPUNIT_TEST(says_when_an_address_is_in_use);
    CPPUNIT_TEST(says_what_is_wrong_with_an_option);
    CPPUNIT_TEST_SUITE_END();

    static TdmoipOptions options(const std::string& local, const std::string& remote,
                                 ClockMode clock, SpanSink& sink) {
        TdmoipOptions o;
        o.name = "line1";
        o.local = local;
        o.remote = remote;
        o.packet = milliseconds(1);
        o.clock = clock;
        o.rtp_header = true;
        o.sink = &sink;
        return o;
    }
    void carries_samples_and_frames_between_two_sockets() {
        const std::string a = free_address(), b = free_address();
        Sink network_sink, user_sink;
        network_sink.fill = 0x11;
        user_sink.fill = 0x22;
        base::TimePoint now{std::chrono::hours(1)};
        auto network = make_tdmoip(options(a, b, ClockMode::free, network_sink), now);
        auto user = make_tdmoip(options(b, a, ClockMode::loop, user_sink), now);
        CPPUNIT_ASSERT(network.ok() && user.ok());
        const std::vector<std::uint8_t> frame{0x02, 0x01, 0x7f};
        (*network)->send_d_frame(frame);
        (*user)->send_d_frame(frame);
        for (int i = 0; i < 100;
             ++i, now += milliseconds(1)) { // loopback delivers within the call that sends
            (*network)->tick(now);
            (*user)->readable(now);
            (*user)->tick(now);
            (*network)->readable(now);
        }
        CPPUNIT_ASSERT(user_sink.blocks >= 95);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x11}, user_sink.last);
        CPPUNIT_ASSERT_EQUAL(std::uint8_t{0x22}, network_sink.last);
        CPPUNIT_ASSERT(user_sink.frames.size() == 1 && user_sink.frames[0] == frame);
        CPPUNIT_ASSERT(network_sink.frames.size() == 1 && network_sink.frames[0] == frame);
        CPPUNIT_ASSERT(!(*user)->alarms().any());
        (*user)->mute(false, true);
        for (int i = 0; i < 150; ++i, now += milliseconds(1)) {
            (*network)->tick(now);
            (*user)->readable(now);
            (*user)->tick(now);
            (*network)->readable(now);
        }
        CPPUNIT_ASSERT((*user)->alarms().loss_of_signal);
        CPPUNIT_ASSERT((*network)->alarms().remote);
    }
    void says_when_an_address_is_in_use() {
        const std::string a = free_address(), b = free_address();
        Sink sink;
        auto first = make_tdmoip(options(a, b, ClockMode::free, sink), {});
        auto second = make_tdmoip(options(a, b, ClockMode::free, sink), {});
        CPPUNIT_ASSERT(first.ok() && !second.ok());
        CPPUNIT_ASSERT_EQUAL("span line1: cannot receive on " + a + ": Address already in use",
                             second.error().text);
    }
    void says_what_is_wrong_with_an_option() {
        Sink sink;
        auto o = options("127.0.0.1:1", "nowhere", ClockMode::free, sink);
        CPPUNIT_ASSERT_EQUAL(std::string("span line1: \"nowhere\" is not address:port"),
                             make_tdmoip(o, {}).error().text);
        o.packet = milliseconds(6);
        CPPUNIT_ASSERT_EQUAL(std::string("span line1: packet is 6 ms, not 1 to 5"),
                             make_tdmoip(o, {}).error().text);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TdmoipTest);

} // namespace
