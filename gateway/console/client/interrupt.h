// Waits that Ctrl-C ends, whenever it comes: a signal between the question and the wait is not
// lost.
#pragma once

#include <poll.h>
#include <signal.h>

namespace console::client {

/// SIGINT waits while one of these lives, except in a wait that lets it through. Thread: the
/// program's only one.
class InterruptHeld {
  public:
    InterruptHeld() {
        sigset_t interrupt;
        sigemptyset(&interrupt);
        sigaddset(&interrupt, SIGINT);
        pthread_sigmask(SIG_BLOCK, &interrupt, &before_);
    }
    ~InterruptHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    InterruptHeld(const InterruptHeld&) = delete;
    InterruptHeld& operator=(const InterruptHeld&) = delete;

    /// False: a signal has come.
    bool wait_readable(int fd) const {
        pollfd readable{fd, POLLIN, 0};
        return ::ppoll(&readable, 1, nullptr, &before_) >= 0;
    }

  private:
    sigset_t before_;
};

} // namespace console::client
