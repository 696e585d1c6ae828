// SIP over UDP, RFC 3261 §18: datagrams read and written in batches.
#include "sipi/udp.h"

#include "base/log.h"
#include "sipi/local_address.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sipi {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kDatagram = 65536;  // the most that UDP carries (RFC 3261 §18.1.1)
constexpr std::size_t kMostQueued = 4096; // datagrams that may wait for a full socket
constexpr int kSocketBuffer = 4 << 20;    // octets: a burst of some thousand messages
constexpr std::size_t kControl = 128;

[[noreturn]] void fail_start(const char* what) {
    throw std::system_error(errno, std::generic_category(), std::string("UDP ") + what);
}

void set_option(int socket, int level, int option, int value) {
    // Each of them is an improvement that we can live without.
    (void)setsockopt(socket, level, option, &value, sizeof value);
}

bool is_keep_alive(base::Octets octets) {
    return std::ranges::all_of(octets,
                               [](std::uint8_t c) { return c == '\r' || c == '\n' || c == 0; });
}

// The local address that a datagram was sent to, from its control messages; false: none is there.
bool destination_of(msghdr& header, Endpoint& local) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
            in_pktinfo info;
            std::memcpy(&info, CMSG_DATA(part), sizeof info);
            std::memcpy(local.address.data(), &info.ipi_addr, 4);
            return true;
        }
        if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info;
            std::memcpy(&info, CMSG_DATA(part), sizeof info);
            std::memcpy(local.address.data(), &info.ipi6_addr, 16);
            return true;
        }
    }
    return false;
}

// True for what RFC 3261 §18.4 wants reported: host, network, port or protocol unreachable.
bool is_icmp_error(const msghdr& header) {
    msghdr& walked = const_cast<msghdr&>(header);
    for (cmsghdr* part = CMSG_FIRSTHDR(&walked); part; part = CMSG_NXTHDR(&walked, part)) {
        const bool ours = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                          (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
        if (!ours)
            continue;
        sock_extended_err error;
        std::memcpy(&error, CMSG_DATA(part), sizeof error);
        return (error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6) &&
               error.ee_errno != EMSGSIZE;
    }
    return false;
}

} // namespace

struct UdpTransport::Batch {
    // reading
    // 4 MiB of addresses, but of pages only what datagrams have touched.
    std::unique_ptr<std::uint8_t[]> memory{new std::uint8_t[kBatch * kDatagram]};
    std::array<mmsghdr, kBatch> in{};
    std::array<iovec, kBatch> in_parts{};
    std::array<sockaddr_storage, kBatch> sources{};
    alignas(cmsghdr) std::array<std::array<std::uint8_t, kControl>, kBatch> controls{};

    Batch() {
        for (std::size_t i = 0; i < kBatch; ++i)
            in_parts[i] = {memory.get() + i * kDatagram, kDatagram};
        prepare_read(kBatch);
    }
    // writing: all queued octets back to back
    struct Queued {
        std::size_t at;
        std::size_t length;
        Endpoint destination;
    };
    std::vector<std::uint8_t> out;
    std::vector<Queued> queue;
    std::size_t sent = 0; // of queue
    LocalAddresses addresses;

    /// Makes the first `count` places ready to be read into; what was read has shortened them.
    void prepare_read(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            msghdr& header = in[i].msg_hdr;
            header.msg_iov = &in_parts[i];
            header.msg_iovlen = 1;
            header.msg_name = &sources[i];
            header.msg_namelen = sizeof sources[i];
            header.msg_control = controls[i].data();
            header.msg_controllen = kControl;
        }
    }
    void forget_sent() {
        if (sent == queue.size()) {
            queue.clear();
            out.clear();
            sent = 0;
        }
    }
};

UdpTransport::UdpTransport(base::Loop& loop, const Endpoint& local, unsigned dscp)
    : loop_(loop), any_address_(local.is_any_address()), batch_(std::make_unique<Batch>()),
      alive_(std::make_shared<UdpTransport*>(this)) {
    socket_ = socket(local.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0)
        fail_start("socket");
    set_option(socket_, SOL_SOCKET, SO_RCVBUF, kSocketBuffer);
    set_option(socket_, SOL_SOCKET, SO_SNDBUF, kSocketBuffer);
    if (local.v6) {
        set_option(socket_, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        set_option(socket_, IPPROTO_IPV6, IPV6_RECVERR, 1);
        set_option(socket_, IPPROTO_IPV6, IPV6_RECVPKTINFO, any_address_ ? 1 : 0);
    } else {
        set_option(socket_, IPPROTO_IP, IP_RECVERR, 1);
        set_option(socket_, IPPROTO_IP, IP_PKTINFO, any_address_ ? 1 : 0);
    }
    if (dscp != 0)
        set_option(socket_, local.v6 ? IPPROTO_IPV6 : IPPROTO_IP, local.v6 ? IPV6_TCLASS : IP_TOS,
                   static_cast<int>(dscp << 2));
    sockaddr_storage address{};
    auto length = static_cast<socklen_t>(local.to_socket(address));
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), length) != 0) {
        const int error = errno;
        close(socket_);
        throw std::system_error(error, std::generic_category(), "UDP bind to " + local.text());
    }
    length = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    local_ = Endpoint::from_socket(address, TransportKind::udp);

    readable_ = loop_.watch(socket_, [this] { read(); });
    loop_.at_end_of_turn([alive = std::weak_ptr<UdpTransport*>(alive_)] {
        if (const auto self = alive.lock())
            (*self)->flush();
    });
}

UdpTransport::~UdpTransport() {
    flush();
    writable_.reset();
    readable_.reset();
    close(socket_);
}

bool UdpTransport::can_reach(const Endpoint& peer) const {
    return peer.kind == TransportKind::udp && peer.v6 == local_.v6 && peer.port != 0;
}

Endpoint UdpTransport::local_for(const Endpoint& peer) const {
    return batch_->addresses.of(local_, peer);
}

// --- in
// ------------------------------------------------------------------------------------------------------

void UdpTransport::read() {
    // A bounded number of batches, so that a flood leaves the timers and the other sockets their
    // turn.
    for (int batches = 0; batches < 8; ++batches) {
        const int count = recvmmsg(socket_, batch_->in.data(), kBatch, MSG_DONTWAIT, nullptr);
        ++counters_.reads;
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            // Nothing, or an ICMP error: the error queue keeps the socket readable until it is
            // read.
            const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK;
            read_errors();
            if (nothing)
                return;
            continue;
        }
        read_batch(static_cast<std::size_t>(count));
        batch_->prepare_read(static_cast<std::size_t>(count));
        if (static_cast<std::size_t>(count) < kBatch)
            return;
    }
}

void UdpTransport::read_batch(std::size_t count) {
    Endpoint local = local_;
    for (std::size_t i = 0; i < count && listener_; ++i) {
        mmsghdr& datagram = batch_->in[i];
        const base::Octets octets(static_cast<const std::uint8_t*>(batch_->in_parts[i].iov_base),
                                  datagram.msg_len);
        if ((datagram.msg_hdr.msg_flags & MSG_TRUNC) != 0) {
            ++counters_.truncated;
            continue;
        }
        if (is_keep_alive(octets)) {
            ++counters_.keep_alives_in;
            continue;
        }
        ++counters_.messages_in;
        counters_.octets_in += octets.size();
        if (any_address_)
            destination_of(datagram.msg_hdr, local);
        listener_->on_octets(octets, Endpoint::from_socket(batch_->sources[i], TransportKind::udp),
                             local, *this);
    }
}

void UdpTransport::read_errors() {
    std::vector<Endpoint> reported; // one report a destination, however many datagrams failed
    for (std::size_t i = 0; i < 4 * kBatch; ++i) {
        sockaddr_storage destination{};
        alignas(cmsghdr) std::array<std::uint8_t, 512> control{};
        std::array<std::uint8_t, 64> start{};
        iovec part{start.data(), start.size()};
        msghdr header{};
        header.msg_name = &destination;
        header.msg_namelen = sizeof destination;
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        if (recvmsg(socket_, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            break;
        if (!is_icmp_error(header))
            continue;
        ++counters_.unreachable;
        const Endpoint peer = Endpoint::from_socket(destination, TransportKind::udp);
        if (std::ranges::find(reported, peer) == reported.end())
            reported.push_back(peer);
    }
    for (const Endpoint& peer : reported)
        if (listener_)
            listener_->on_unreachable(peer, *this);
}

// --- out
// -----------------------------------------------------------------------------------------------------

base::Result<void, TransportError> UdpTransport::send(base::Octets message,
                                                      const Endpoint& destination) {
    if (message.size() > kDatagram - 28) {
        ++counters_.send_failures;
        return base::fail(TransportError::too_long);
    }
    if (!can_reach(destination)) {
        ++counters_.send_failures;
        return base::fail(TransportError::unreachable);
    }
    if (batch_->queue.size() - batch_->sent >= kMostQueued) {
        ++counters_.send_failures;
        return base::fail(TransportError::congested);
    }
    batch_->queue.push_back({batch_->out.size(), message.size(), destination});
    batch_->out.insert(batch_->out.end(), message.begin(), message.end());
    ++counters_.messages_out;
    counters_.octets_out += message.size();
    return {};
}

void UdpTransport::flush() {
    if (!writable_)
        write_some();
}

void UdpTransport::write_some() {
    std::array<mmsghdr, kBatch> messages;
    std::array<iovec, kBatch> parts;
    std::array<sockaddr_storage, kBatch> addresses;
    bool again = false;
    while (batch_->sent < batch_->queue.size()) {
        const std::size_t count = std::min(kBatch, batch_->queue.size() - batch_->sent);
        for (std::size_t i = 0; i < count; ++i) {
            const Batch::Queued& queued = batch_->queue[batch_->sent + i];
            parts[i] = {batch_->out.data() + queued.at, queued.length};
            messages[i] = {};
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
            messages[i].msg_hdr.msg_name = &addresses[i];
            messages[i].msg_hdr.msg_namelen =
                static_cast<socklen_t>(queued.destination.to_socket(addresses[i]));
        }
        const int done =
            sendmmsg(socket_, messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
        ++counters_.writes;
        if (done > 0) {
            batch_->sent += static_cast<std::size_t>(done);
            again = false;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
            wait_until_writable();
            return;
        } else if (!again) { // mostly the report of an earlier datagram (IP_RECVERR), cleared by
                             // telling us
            again = true;
        } else { // this one cannot leave: no route, too long for the path ...
            ++counters_.send_failures;
            ++batch_->sent;
            again = false;
        }
    }
    batch_->forget_sent();
}

void UdpTransport::wait_until_writable() {
    writable_ = loop_.watch_writable(socket_, [this] {
        writable_.reset();
        write_some();
    });
}

} // namespace sipi
