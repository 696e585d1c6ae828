// An epoll set: which descriptors are readable.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <ctime>
#include <span>

namespace media {

/// Level-triggered. Thread: its worker's. Errors: the constructor throws std::system_error
/// (start-up only).
class Epoll {
  public:
    Epoll();
    ~Epoll();
    Epoll(const Epoll&) = delete;
    Epoll& operator=(const Epoll&) = delete;

    /// `data` comes back in the events. An error is logged; the descriptor is then never readable.
    void add(int fd, std::uint64_t data);
    void remove(int fd);
    /// Waits for events, at most `timeout`. Returns those that fit.
    std::span<epoll_event> wait(std::span<epoll_event> events, const timespec& timeout);

  private:
    int fd_;
};

} // namespace media
