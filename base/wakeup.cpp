// Wakes another thread's loop: an eventfd.
#include "base/wakeup.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace base {

Wakeup::Wakeup() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (fd_ < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wakeup::~Wakeup() {
    ::close(fd_);
}

void Wakeup::notify() const {
    // Fails only when the counter is full, and then fd_ is readable already.
    static_cast<void>(::eventfd_write(fd_, 1));
}

void Wakeup::clear() const {
    eventfd_t count = 0;
    static_cast<void>(::eventfd_read(fd_, &count));
}

} // namespace base
