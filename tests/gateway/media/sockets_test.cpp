// The RTP port range.
#include "gateway/media/sockets.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/socket.h>

namespace {

using namespace media;

class SocketsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SocketsTest);
    CPPUNIT_TEST(a_pair_is_even_and_odd);
    CPPUNIT_TEST(passes_over_a_port_that_somebody_has);
    CPPUNIT_TEST(closes_what_it_opened);
    CPPUNIT_TEST(a_pair_given_back_is_taken_again_when_it_has_rested);
    CPPUNIT_TEST(the_last_pair_need_not_have_rested);
    CPPUNIT_TEST(late_packets_of_the_last_call_are_gone);
    CPPUNIT_TEST(a_port_that_is_still_sent_to_gets_new_sockets_later);
    CPPUNIT_TEST(works_on_ipv6);
    CPPUNIT_TEST_SUITE_END();

    const base::TimePoint now_{std::chrono::hours(1)};
    const Address local_ = *Address::from("127.7.3.2", 0);

    static std::uint16_t bound_port(const Socket& socket) {
        Address address;
        socklen_t length = Address::kMaxLength;
        ::getsockname(socket.fd(), address.raw(), &length);
        return address.port();
    }
    void a_pair_is_even_and_odd() {
        PortRange range(local_, 31001, 31010, false);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, range.free());
        const auto pair = range.open(now_);
        CPPUNIT_ASSERT(pair.ok());
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31002}, pair->port);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31002}, bound_port(pair->rtp));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31003}, bound_port(pair->rtcp));
    }
    void passes_over_a_port_that_somebody_has() {
        PortRange theirs(local_, 31020, 31021, false), ours(local_, 31020, 31025, false);
        const auto taken = theirs.open(now_);
        CPPUNIT_ASSERT(taken.ok());
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31022}, ours.open(now_)->port);
        PortRange only(local_, 31020, 31021, false);
        CPPUNIT_ASSERT(only.open(now_).error() == Error::no_free_port);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, only.free()); // it may be free another time
    }
    void closes_what_it_opened() {
        PortRange range(local_, 31030, 31031, true);
        int fd = -1;
        {
            const auto pair = range.open(now_);
            fd = pair->rtp.fd();
            CPPUNIT_ASSERT(::fcntl(fd, F_GETFD) >= 0);
        }
        CPPUNIT_ASSERT(::fcntl(fd, F_GETFD) < 0);
    }
    void a_pair_given_back_is_taken_again_when_it_has_rested() {
        PortRange range(local_, 31060, 31065, true);
        auto first = range.open(now_);
        const std::uint16_t port = first->port;
        const int fd = first->rtp.fd();
        range.give_back(std::move(*first), now_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, range.free());
        const auto other = range.open(now_ + PortRange::kRest / 2);
        CPPUNIT_ASSERT(other->port != port);
        const auto again = range.open(now_ + PortRange::kRest);
        CPPUNIT_ASSERT_EQUAL(port, again->port);
        CPPUNIT_ASSERT_EQUAL(fd, again->rtp.fd());
        CPPUNIT_ASSERT_EQUAL(port, bound_port(again->rtp));
    }
    void the_last_pair_need_not_have_rested() {
        PortRange range(local_, 31070, 31071, true);
        auto only = range.open(now_);
        CPPUNIT_ASSERT(range.open(now_).error() == Error::no_free_port);
        range.give_back(std::move(*only), now_);
        CPPUNIT_ASSERT(range.open(now_).ok());
    }
    void late_packets_of_the_last_call_are_gone() {
        PortRange range(local_, 31080, 31081, false);
        auto pair = range.open(now_);
        const Address rtp = local_.with_port(pair->port);
        const Address rtcp = local_.with_port(static_cast<std::uint16_t>(pair->port + 1));
        for (const Address& to : {rtp, rtp, rtcp})
            CPPUNIT_ASSERT(::sendto(pair->rtp.fd(), "late", 4, 0, to.raw(), to.length()) == 4);
        range.give_back(std::move(*pair), now_);
        const auto again = range.open(now_ + PortRange::kRest);
        char octet;
        CPPUNIT_ASSERT(::recv(again->rtp.fd(), &octet, 1, MSG_DONTWAIT) < 0);
        CPPUNIT_ASSERT(::recv(again->rtcp.fd(), &octet, 1, MSG_DONTWAIT) < 0);
    }
    void a_port_that_is_still_sent_to_gets_new_sockets_later() {
        PortRange range(local_, 31090, 31093, false);
        auto pair = range.open(now_);
        const std::uint16_t port = pair->port;
        const Address to = local_.with_port(port);
        for (unsigned i = 0; i < 100; ++i)
            CPPUNIT_ASSERT(::sendto(pair->rtp.fd(), "flood", 5, 0, to.raw(), to.length()) == 5);
        range.give_back(std::move(*pair), now_);
        const auto next = range.open(now_ + PortRange::kRest);
        CPPUNIT_ASSERT(next->port != port);
        CPPUNIT_ASSERT_EQUAL(port, range.open(now_ + PortRange::kRest)->port);
    }
    void works_on_ipv6() {
        PortRange range(*Address::from("::1", 0), 31040, 31051, true);
        const auto pair = range.open(now_);
        CPPUNIT_ASSERT(pair.ok() || pair.error() == Error::socket); // a machine without IPv6
        if (pair.ok())
            CPPUNIT_ASSERT_EQUAL(pair->port, bound_port(pair->rtp));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SocketsTest);

} // namespace
