// The local RTP port range and the socket pairs on it.
#include "gateway/media/sockets.h"

#include "base/log.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace media {

namespace {
constexpr int kExpedited = 46 << 2; // DSCP EF in the traffic class octet (RFC 3246; RFC 4594 §4.1)
constexpr unsigned kMostDrained = 64; // datagrams; who has got more is still being sent to

// Throws away what came since the last call. False: more keeps coming.
bool drain(const Socket& socket) {
    char octet;
    for (unsigned i = 0; i < kMostDrained; ++i)
        if (::recv(socket.fd(), &octet, sizeof octet, MSG_DONTWAIT | MSG_TRUNC) < 0)
            return true;
    return false;
}
} // namespace

Socket::~Socket() {
    if (fd_ >= 0)
        ::close(fd_);
}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

PortRange::PortRange(Address local, std::uint16_t first, std::uint16_t last, bool kernel_time)
    : local_(local), kernel_time_(kernel_time) {
    for (unsigned port = (first + 1U) & ~1U; port + 1 <= last; port += 2)
        free_.push_back(static_cast<std::uint16_t>(port));
}

int PortRange::open_socket(std::uint16_t port, int& error) const {
    const int fd = ::socket(local_.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        error = errno;
        return -1;
    }
    const Address address = local_.with_port(port);
    if (::bind(fd, address.raw(), address.length()) != 0) {
        error = errno;
        ::close(fd);
        return -1;
    }
    const int on = 1;
    if (kernel_time_)
        ::setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    const bool v4 = local_.family() == AF_INET;
    ::setsockopt(fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, &kExpedited,
                 sizeof kExpedited);
    return fd;
}

base::Result<SocketPair, Error> PortRange::open(base::TimePoint now) {
    const bool rested = !kept_.empty() && now - kept_.front().since >= kRest;
    if (rested)
        if (auto pair = take_kept())
            return std::move(*pair);
    auto made = open_new();
    if (!made.ok()) // no free port, or no descriptor left
        if (auto pair = take_kept())
            return std::move(*pair);
    return made;
}

// The first that nobody sends to any more; the others get new sockets another time.
std::optional<SocketPair> PortRange::take_kept() {
    while (!kept_.empty()) {
        SocketPair pair = std::move(kept_.front().pair);
        kept_.pop_front();
        if (drain(pair.rtp) && drain(pair.rtcp))
            return pair;
        free_.push_back(pair.port);
    }
    return std::nullopt;
}

void PortRange::give_back(SocketPair pair, base::TimePoint now) {
    if (kept_.size() < kMostKept)
        kept_.push_back({std::move(pair), now});
    else
        free_.push_back(pair.port);
}

base::Result<SocketPair, Error> PortRange::open_new() {
    for (unsigned tries = 0; tries < kTries && !free_.empty(); ++tries) {
        SocketPair pair;
        pair.port = free_.front();
        free_.pop_front();
        int error = 0;
        pair.rtp = Socket(open_socket(pair.port, error));
        if (pair.rtp.fd() >= 0)
            pair.rtcp = Socket(open_socket(static_cast<std::uint16_t>(pair.port + 1), error));
        if (pair.rtcp.fd() >= 0)
            return pair;
        free_.push_back(pair.port);
        if (error != EADDRINUSE && error != EACCES) {
            base::log::error("media", "RTP socket on port {}: {}", pair.port, std::strerror(error));
            return base::fail(Error::socket);
        }
    }
    return base::fail(Error::no_free_port);
}

} // namespace media
