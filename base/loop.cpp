// The signalling loop: epoll, the timer wheel, work from elsewhere.
#include "base/loop.h"

#include "base/epoll.h"
#include "base/wakeup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <vector>

namespace base {

namespace {

constexpr Duration kLongTurn = std::chrono::seconds(1);
constexpr std::size_t kEvents = 64;

// What a signal handler may touch: the signals that have come, one bit each, and how to wake the
// loop.
std::atomic<std::uint64_t> pending_signals{0};
std::atomic<const Wakeup*> signal_wakeup{nullptr};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

extern "C" void note_signal(int number) {
    const int error = errno;
    pending_signals.fetch_or(std::uint64_t{1} << number);
    if (const Wakeup* wakeup = signal_wakeup.load())
        wakeup->notify();
    errno = error;
}

} // namespace

struct Loop::Implementation {
    // A watched descriptor; the event's data is its address. One that is given up stays until the
    // end of the turn: an event of it may be waiting, and it may be running just now.
    struct Watched {
        int fd;
        bool once; ///< a copy of our own, for output: one descriptor is in an epoll set only once
        std::function<void()> ready;
        bool alive = true;
    };
    class Handle;

    SystemClock clock;
    Timers timers{clock};
    Epoll epoll;
    Wakeup wakeup; // post(), stop(), signals
    std::vector<std::unique_ptr<Watched>> given_up;
    std::vector<std::function<void()>> end_of_turn;
    std::function<void(int)> on_signal;
    std::vector<int> signals;
    std::atomic<bool> stopped{false};
    std::mutex posted_mutex;
    std::vector<std::function<void()>> posted;

    Implementation() { epoll.add(wakeup.fd(), 0); }

    void turn(Duration at_most) {
        const Duration left = std::max(timers.next_deadline() - clock.now(), Duration::zero());
        const Duration wait = std::min(left, at_most);
        const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
        timespec timeout{};
        timeout.tv_sec = seconds.count();
        timeout.tv_nsec = (wait - seconds).count();
        std::array<epoll_event, kEvents> events;
        for (const epoll_event& event : epoll.wait(events, timeout))
            take(event);
        timers.run();
        for (const auto& work : end_of_turn)
            work();
        given_up.clear();
    }

    void take(const epoll_event& event) {
        if (event.data.u64 == 0)
            return take_wakeup();
        auto& watched = *reinterpret_cast<Watched*>(static_cast<std::uintptr_t>(event.data.u64));
        if (!watched.alive)
            return;
        if (watched.once)
            epoll.remove(watched.fd);
        watched.ready();
    }

    void take_wakeup() {
        wakeup.clear();
        std::uint64_t come = signals.empty() ? 0 : pending_signals.exchange(0);
        for (int number = 1; come >>= 1; ++number)
            if (come & 1)
                on_signal(number);
        std::vector<std::function<void()>> work;
        {
            const std::lock_guard lock(posted_mutex);
            work.swap(posted);
        }
        for (const auto& item : work)
            item();
    }

    std::unique_ptr<Watch> watch(int fd, bool once, std::function<void()> ready);
};

class Loop::Implementation::Handle final : public Loop::Watch {
  public:
    Handle(Implementation& loop, std::unique_ptr<Watched> watched)
        : loop_(loop), watched_(std::move(watched)) {
        loop_.epoll.add(watched_->fd, reinterpret_cast<std::uintptr_t>(watched_.get()),
                        watched_->once ? EPOLLOUT : EPOLLIN);
    }
    ~Handle() override {
        loop_.epoll.remove(watched_->fd);
        if (watched_->once)
            ::close(watched_->fd);
        watched_->alive = false;
        loop_.given_up.push_back(std::move(watched_));
    }

  private:
    Implementation& loop_;
    std::unique_ptr<Watched> watched_;
};

std::unique_ptr<Loop::Watch> Loop::Implementation::watch(int fd, bool once,
                                                         std::function<void()> ready) {
    const int watched_fd = once ? ::fcntl(fd, F_DUPFD_CLOEXEC, 0) : fd;
    return std::make_unique<Handle>(
        *this, std::make_unique<Watched>(Watched{watched_fd, once, std::move(ready)}));
}

Loop::Loop() : implementation_(std::make_unique<Implementation>()) {}

Loop::~Loop() {
    for (const int number : implementation_->signals)
        std::signal(number, SIG_DFL);
    if (!implementation_->signals.empty())
        signal_wakeup = nullptr;
}

const Clock& Loop::clock() const {
    return implementation_->clock;
}
Timers& Loop::timers() {
    return implementation_->timers;
}

std::unique_ptr<Loop::Watch> Loop::watch(int fd, std::function<void()> ready) {
    return implementation_->watch(fd, false, std::move(ready));
}

std::unique_ptr<Loop::Watch> Loop::watch_writable(int fd, std::function<void()> ready) {
    return implementation_->watch(fd, true, std::move(ready));
}

void Loop::post(std::function<void()> work) {
    {
        const std::lock_guard lock(implementation_->posted_mutex);
        implementation_->posted.push_back(std::move(work));
    }
    implementation_->wakeup.notify();
}

void Loop::at_end_of_turn(std::function<void()> work) {
    implementation_->end_of_turn.push_back(std::move(work));
}

void Loop::on_signals(std::initializer_list<int> signals, std::function<void(int)> handler) {
    implementation_->on_signal = std::move(handler);
    implementation_->signals = signals;
    signal_wakeup = &implementation_->wakeup;
    struct sigaction action {};
    action.sa_handler = note_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : signals)
        ::sigaction(number, &action, nullptr);
}

void Loop::run() {
    while (!implementation_->stopped)
        implementation_->turn(kLongTurn);
}

void Loop::run_once(Duration at_most) {
    implementation_->turn(at_most);
}

void Loop::stop() {
    implementation_->stopped = true;
    implementation_->wakeup.notify();
}

} // namespace base
