// The local RTP port range and the socket pairs on it (RFC 3550 §11: RTP even, RTCP the next odd).
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "gateway/media/address.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace media {

/// An open descriptor. Owner: closes it.
class Socket {
  public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    ~Socket();
    Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Socket& operator=(Socket&& other) noexcept;
    int fd() const { return fd_; }

  private:
    int fd_ = -1;
};

struct SocketPair {
    Socket rtp, rtcp;
    std::uint16_t port = 0; ///< of `rtp`
};

/// Thread: signalling. Ports are taken in the order in which they were given back, so that a port
/// rests and late packets of its last call find nobody. Pairs that came back stay open, kMostKept
/// at most, and are taken again before new ones are opened: that saves ten system calls a call.
class PortRange {
  public:
    /// `kernel_time`: packets come with the kernel's time of arrival (SO_TIMESTAMPNS).
    PortRange(Address local, std::uint16_t first, std::uint16_t last, bool kernel_time);

    /// A pair that nobody uses, O(1): one that has rested for kRest, else a new one, else the one
    /// that has rested longest. It holds no packet. Ports that somebody else has are passed over,
    /// kTries at most. Errors: no_free_port, socket.
    base::Result<SocketPair, Error> open(base::TimePoint now);
    void give_back(SocketPair pair, base::TimePoint now);
    const Address& local() const { return local_; }
    std::size_t free() const { return free_.size() + kept_.size(); }

    static constexpr base::Duration kRest = std::chrono::milliseconds(250);
    static constexpr std::size_t kMostKept = 256;

  private:
    struct Kept {
        SocketPair pair;
        base::TimePoint since;
    };
    static constexpr unsigned kTries = 32;
    base::Result<SocketPair, Error> open_new();
    std::optional<SocketPair> take_kept();
    int open_socket(std::uint16_t port, int& error) const;

    const Address local_;
    const bool kernel_time_;
    std::deque<std::uint16_t> free_; // even ports without sockets
    std::deque<Kept> kept_;          // those with, the longest rested first
};

} // namespace media
