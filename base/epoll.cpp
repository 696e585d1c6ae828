// An epoll set.
#include "base/epoll.h"

#include "base/log.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace base {

Epoll::Epoll() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (fd_ < 0)
        throw std::system_error(errno, std::generic_category(), "epoll");
}

Epoll::~Epoll() {
    ::close(fd_);
}

void Epoll::add(int fd, std::uint64_t data, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = data;
    if (::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0)
        log::error("loop", "epoll: {}", std::generic_category().message(errno));
}

void Epoll::remove(int fd) {
    static_cast<void>(::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr));
}

std::span<epoll_event> Epoll::wait(std::span<epoll_event> events, const timespec& timeout) {
    const int most = static_cast<int>(events.size());
    int count = ::epoll_pwait2(fd_, events.data(), most, &timeout, nullptr);
    if (count < 0 && errno == ENOSYS) // before Linux 5.11: whole milliseconds
        count = ::epoll_wait(
            fd_, events.data(), most,
            static_cast<int>(timeout.tv_sec * 1000 + (timeout.tv_nsec + 999999) / 1000000));
    return events.first(count > 0 ? static_cast<std::size_t>(count) : 0);
}

} // namespace base
