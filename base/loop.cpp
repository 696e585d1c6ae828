// The signalling loop on Asio.
#include "base/loop.h"

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace base {

struct Loop::Implementation {
    SystemClock clock;
    Timers timers{clock};
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work =
        asio::make_work_guard(context);
    std::unique_ptr<asio::signal_set> signals;
    std::vector<std::function<void()>> end_of_turn;
    std::atomic<bool> stopped{false};

    void wait_for_signal(std::function<void(int)> handler) {
        signals->async_wait([this, handler](const asio::error_code& error, int number) {
            if (error)
                return;
            handler(number);
            wait_for_signal(handler);
        });
    }
    void turn(Duration at_most) {
        const TimePoint next = timers.next_deadline();
        const TimePoint now = clock.now();
        const Duration wait = next <= now ? Duration::zero() : std::min(next - now, at_most);
        if (wait > Duration::zero())
            context.run_one_for(wait);
        context.poll();
        timers.run();
        for (const auto& work_item : end_of_turn)
            work_item();
    }
};

namespace {

// The descriptor is borrowed: released, not closed, in the end. The reactor takes a descriptor only
// once, so one that is watched for writing is a copy of our own. `alive` tells the handler in
// flight that its Watch is gone.
class DescriptorWatch final : public Loop::Watch {
  public:
    using Wait = asio::posix::stream_descriptor::wait_type;
    DescriptorWatch(asio::io_context& context, int fd, Wait wait, std::function<void()> ready)
        : state_(std::make_shared<State>(
              State{{context, is_copy(wait) ? ::fcntl(fd, F_DUPFD_CLOEXEC, 0) : fd},
                    std::move(ready),
                    wait})) {
        rearm(state_);
    }
    ~DescriptorWatch() override {
        state_->alive = false;
        if (is_copy(state_->wait))
            state_->descriptor.close();
        else
            state_->descriptor.release();
    }
    DescriptorWatch(const DescriptorWatch&) = delete;
    DescriptorWatch& operator=(const DescriptorWatch&) = delete;

  private:
    struct State {
        asio::posix::stream_descriptor descriptor;
        std::function<void()> ready;
        Wait wait;
        bool alive = true;
    };
    static bool is_copy(Wait wait) { return wait == asio::posix::stream_descriptor::wait_write; }
    static void rearm(const std::shared_ptr<State>& state) {
        state->descriptor.async_wait(state->wait, [state](const asio::error_code& error) {
            if (error || !state->alive)
                return;
            state->ready();
            if (state->alive && !is_copy(state->wait))
                rearm(state);
        });
    }
    std::shared_ptr<State> state_;
};

} // namespace

Loop::Loop() : implementation_(std::make_unique<Implementation>()) {}
Loop::~Loop() = default;

const Clock& Loop::clock() const {
    return implementation_->clock;
}
Timers& Loop::timers() {
    return implementation_->timers;
}

std::unique_ptr<Loop::Watch> Loop::watch(int fd, std::function<void()> ready) {
    return std::make_unique<DescriptorWatch>(
        implementation_->context, fd, asio::posix::stream_descriptor::wait_read, std::move(ready));
}

std::unique_ptr<Loop::Watch> Loop::watch_writable(int fd, std::function<void()> ready) {
    return std::make_unique<DescriptorWatch>(
        implementation_->context, fd, asio::posix::stream_descriptor::wait_write, std::move(ready));
}

void Loop::post(std::function<void()> work) {
    asio::post(implementation_->context, std::move(work));
}

void Loop::at_end_of_turn(std::function<void()> work) {
    implementation_->end_of_turn.push_back(std::move(work));
}

void Loop::on_signals(std::initializer_list<int> signals, std::function<void(int)> handler) {
    implementation_->signals = std::make_unique<asio::signal_set>(implementation_->context);
    for (const int number : signals)
        implementation_->signals->add(number);
    implementation_->wait_for_signal(std::move(handler));
}

void Loop::run() {
    while (!implementation_->stopped)
        implementation_->turn(std::chrono::seconds(1));
}

void Loop::run_once(Duration at_most) {
    implementation_->turn(at_most);
}

void Loop::stop() {
    implementation_->stopped = true;
    asio::post(implementation_->context, [] {});
}

} // namespace base
