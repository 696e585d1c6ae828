// The local RTP port range and the socket pairs on it (RFC 3550 §11: RTP even, RTCP the next odd).
#pragma once

#include "base/result.h"
#include "gateway/media/address.h"

#include <cstdint>
#include <deque>

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
/// rests as long as possible and late packets of its last call find nobody.
class PortRange {
  public:
    /// `kernel_time`: packets come with the kernel's time of arrival (SO_TIMESTAMPNS).
    PortRange(Address local, std::uint16_t first, std::uint16_t last, bool kernel_time);

    /// Opens the next free pair, O(1). Ports that somebody else has are passed over, kTries at
    /// most. Errors: no_free_port, socket.
    base::Result<SocketPair, Error> open();
    /// The pair on this port has been closed.
    void give_back(std::uint16_t port) { free_.push_back(port); }
    const Address& local() const { return local_; }
    std::size_t free() const { return free_.size(); }

  private:
    static constexpr unsigned kTries = 32;
    int open_socket(std::uint16_t port, int& error) const;

    const Address local_;
    const bool kernel_time_;
    std::deque<std::uint16_t> free_; // even ports
};

} // namespace media
