// An epoll set: which descriptors are readable.
#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <ctime>
#include <span>

namespace base {

/// Level-triggered. Thread: whose loop it is. Errors: the constructor throws std::system_error
/// (start-up only).
class Epoll {
  public:
    Epoll();
    ~Epoll();
    Epoll(const Epoll&) = delete;
    Epoll& operator=(const Epoll&) = delete;

    /// `data` comes back in the events. An error is logged; the descriptor is then never readable.
    /// `events`: EPOLLIN or EPOLLOUT.
    void add(int fd, std::uint64_t data, std::uint32_t events = EPOLLIN);
    void remove(int fd);
    /// Waits for events, at most `timeout`. Returns those that fit.
    std::span<epoll_event> wait(std::span<epoll_event> events, const timespec& timeout);

  private:
    int fd_;
};

} // namespace base
