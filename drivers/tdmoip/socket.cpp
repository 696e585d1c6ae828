// UDP in batches: recvmmsg and sendmmsg where more than one datagram is at hand.
#include "drivers/tdmoip/socket.h"

#include <fmt/core.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

namespace drivers {
namespace {

constexpr std::size_t kBatch = 16, kDatagram = 1500, kMaxPerCall = 64;

struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
};

// "192.0.2.1:2142" or "[2001:db8::1]:2142"
std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string host(text.substr(0, colon));
    const std::string_view port_text = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] =
        std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (error != std::errc() || end != port_text.data() + port_text.size() || port == 0)
        return std::nullopt;
    Address address;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1)
            return std::nullopt;
        std::memcpy(&address.storage, &v6, sizeof v6);
        address.length = sizeof v6;
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) != 1)
            return std::nullopt;
        std::memcpy(&address.storage, &v4, sizeof v4);
        address.length = sizeof v4;
    }
    return address;
}

// Both batches live only within one call chain of one thread; so all sockets of a thread share
// them.
struct Batch {
    std::array<std::array<std::uint8_t, kDatagram>, kBatch> octets;
    std::array<iovec, kBatch> vectors{};
    std::array<mmsghdr, kBatch> headers{};
    std::size_t count = 0;
    Batch() {
        for (std::size_t i = 0; i < kBatch; ++i) {
            vectors[i] = {octets[i].data(), kDatagram};
            headers[i].msg_hdr.msg_iov = &vectors[i];
            headers[i].msg_hdr.msg_iovlen = 1;
        }
    }
};
thread_local Batch incoming, outgoing;

// A connected socket reports an ICMP error of an earlier datagram once, in place of the next call.
bool report_of_the_past(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EINTR;
}

} // namespace

base::Result<DatagramSocket, std::string>
DatagramSocket::open(const std::string& local, const std::string& remote, int receive_buffer) {
    const auto from = parse_address(local), to = parse_address(remote);
    if (!from || !to)
        return base::fail(fmt::format("\"{}\" is not address:port", from ? remote : local));
    if (from->storage.ss_family != to->storage.ss_family)
        return base::fail(
            fmt::format("{} and {} are not of the same address family", local, remote));
    const int fd = ::socket(from->storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return base::fail(fmt::format("no socket for {}: {}", local, std::strerror(errno)));
    DatagramSocket socket(fd);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&from->storage), from->length) != 0)
        return base::fail(fmt::format("cannot receive on {}: {}", local, std::strerror(errno)));
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&to->storage), to->length) != 0)
        return base::fail(
            fmt::format("cannot send from {} to {}: {}", local, remote, std::strerror(errno)));
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const int expedited = 0xb8; // DSCP EF, RFC 5086 §7
    if (from->storage.ss_family == AF_INET)
        ::setsockopt(fd, IPPROTO_IP, IP_TOS, &expedited, sizeof expedited);
    else
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &expedited, sizeof expedited);
    return socket;
}

DatagramSocket::~DatagramSocket() {
    if (fd_ >= 0)
        ::close(fd_);
}

void DatagramSocket::receive(const std::function<void(base::Octets)>& take) {
    for (std::size_t total = 0; total < kMaxPerCall;) {
        const int count = ::recvmmsg(fd_, incoming.headers.data(), kBatch, MSG_DONTWAIT, nullptr);
        if (count < 0) {
            if (!report_of_the_past(errno))
                return;
            ++total;
            continue;
        }
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
            take(base::Octets(incoming.octets[i]).first(incoming.headers[i].msg_len));
        total += static_cast<std::size_t>(count);
        if (count < static_cast<int>(kBatch))
            return;
    }
}

void DatagramSocket::send(base::Octets datagram) {
    if (outgoing.count == kBatch)
        flush();
    const std::size_t length = std::min(datagram.size(), kDatagram);
    std::memcpy(outgoing.octets[outgoing.count].data(), datagram.data(), length);
    outgoing.vectors[outgoing.count].iov_len = length;
    ++outgoing.count;
}

bool DatagramSocket::flush() {
    bool all = true;
    for (std::size_t sent = 0; sent < outgoing.count;) {
        int count = 0;
        for (int attempt = 0; attempt < 2; ++attempt) {
            count = outgoing.count - sent == 1
                        ? (::send(fd_, outgoing.octets[sent].data(), outgoing.vectors[sent].iov_len,
                                  MSG_DONTWAIT) >= 0
                               ? 1
                               : -1)
                        : ::sendmmsg(fd_, outgoing.headers.data() + sent,
                                     static_cast<unsigned>(outgoing.count - sent), MSG_DONTWAIT);
            if (count > 0 || !report_of_the_past(errno))
                break;
        }
        if (count <= 0) { // the line has lost it
            all = false;
            count = 1;
        }
        sent += static_cast<std::size_t>(count);
    }
    outgoing.count = 0;
    return all;
}

} // namespace drivers
