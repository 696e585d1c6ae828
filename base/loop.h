// The signalling loop: one thread on which all SIP, ISDN, calls, routing and console work runs.
#pragma once

#include "base/clock.h"
#include "base/timers.h"

#include <functional>
#include <memory>

namespace base {

/// One wait a turn: all that is ready, then timers that are due, then the end of the turn. An event
/// loop of a library took two waits and one change of the epoll set for each descriptor that was
/// ready.
///
/// Owner: outlives its watches. Thread: everything on the thread that calls run(), but post() and
/// stop() on any.
class Loop {
  public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    const Clock& clock() const;
    Timers& timers();

    /// Watches a descriptor until destroyed. Owner: the caller of watch(); the descriptor stays the
    /// caller's and must be open as long as the Watch lives.
    class Watch {
      public:
        virtual ~Watch() = default;
    };
    /// Calls `ready` each time that `fd` is readable; `ready` must read until nothing is left to
    /// read now, or will be called again. It may destroy its own Watch.
    std::unique_ptr<Watch> watch(int fd, std::function<void()> ready);
    /// The same for writability, once: for output that would have blocked.
    std::unique_ptr<Watch> watch_writable(int fd, std::function<void()> ready);
    /// Runs `work` soon on the loop's thread.
    void post(std::function<void()> work);
    /// Runs `work` on the loop's thread at the end of each turn, after all that was ready (flush
    /// what was queued).
    void at_end_of_turn(std::function<void()> work);
    /// Calls `handler` when one of the signals arrives. At most one set a loop.
    void on_signals(std::initializer_list<int> signals, std::function<void(int)> handler);

    /// Until stop().
    void run();
    /// Handles what is ready now, fires due timers, returns. For tests and tools.
    void run_once(Duration at_most);
    void stop();

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace base
