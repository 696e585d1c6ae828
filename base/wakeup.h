// Wakes another thread's loop: an eventfd.
#pragma once

namespace base {

/// Thread: notify() any; fd() and clear() the thread that waits. Owner: closes its descriptor.
/// Errors: the constructor throws std::system_error when no descriptor is left (start-up only).
class Wakeup {
  public:
    Wakeup();
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    int fd() const { return fd_; }
    /// Makes fd() readable until clear().
    void notify() const;
    void clear() const;

  private:
    int fd_;
};

} // namespace base
