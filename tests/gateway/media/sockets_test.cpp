// The RTP port range.
#include "gateway/media/sockets.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>

namespace {

using namespace media;

class SocketsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SocketsTest);
    CPPUNIT_TEST(a_pair_is_even_and_odd);
    CPPUNIT_TEST(passes_over_a_port_that_somebody_has);
    CPPUNIT_TEST(closes_what_it_opened);
    CPPUNIT_TEST(works_on_ipv6);
    CPPUNIT_TEST_SUITE_END();

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
        const auto pair = range.open();
        CPPUNIT_ASSERT(pair.ok());
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31002}, pair->port);
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31002}, bound_port(pair->rtp));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31003}, bound_port(pair->rtcp));
    }
    void passes_over_a_port_that_somebody_has() {
        PortRange theirs(local_, 31020, 31021, false), ours(local_, 31020, 31025, false);
        const auto taken = theirs.open();
        CPPUNIT_ASSERT(taken.ok());
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{31022}, ours.open()->port);
        PortRange only(local_, 31020, 31021, false);
        CPPUNIT_ASSERT(only.open().error() == Error::no_free_port);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, only.free()); // it may be free another time
    }
    void closes_what_it_opened() {
        PortRange range(local_, 31030, 31031, true);
        int fd = -1;
        {
            const auto pair = range.open();
            fd = pair->rtp.fd();
            CPPUNIT_ASSERT(::fcntl(fd, F_GETFD) >= 0);
        }
        CPPUNIT_ASSERT(::fcntl(fd, F_GETFD) < 0);
        range.give_back(31030);
        CPPUNIT_ASSERT(range.open().ok());
    }
    void works_on_ipv6() {
        PortRange range(*Address::from("::1", 0), 31040, 31051, true);
        const auto pair = range.open();
        CPPUNIT_ASSERT(pair.ok() || pair.error() == Error::socket); // a machine without IPv6
        if (pair.ok())
            CPPUNIT_ASSERT_EQUAL(pair->port, bound_port(pair->rtp));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SocketsTest);

} // namespace
