// A connected UDP socket that sends and receives in batches.
#pragma once

#include "base/octets.h"
#include "base/result.h"

#include <cstdint>
#include <functional>
#include <string>

namespace drivers {

/// Thread: one. Owner of the descriptor.
class DatagramSocket {
  public:
    /// Errors: a sentence with the address and the reason.
    static base::Result<DatagramSocket, std::string>
    open(const std::string& local, const std::string& remote, int receive_buffer);
    DatagramSocket(DatagramSocket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    DatagramSocket& operator=(DatagramSocket&&) = delete;
    ~DatagramSocket();

    int fd() const { return fd_; }
    /// Hands over all datagrams that wait, at most about 64, so that one line cannot starve the
    /// others.
    void receive(const std::function<void(base::Octets)>& take);
    /// Queues a datagram for flush(); at most 1500 octets. A full batch is flushed by itself.
    void send(base::Octets datagram);
    /// False when the system did not take some of them.
    bool flush();

  private:
    explicit DatagramSocket(int fd) : fd_(fd) {}
    int fd_ = -1;
};

} // namespace drivers
