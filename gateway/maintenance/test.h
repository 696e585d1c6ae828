// One running test: what the table of tests asks of each kind.
#pragma once

#include "gateway/maintenance/held_channel.h"
#include "gateway/maintenance/verdict.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace maintenance {

class Test;

/// Who owns the tests.
class TestOwner {
  public:
    virtual ~TestOwner() = default;
    /// The test has its verdict; it is destroyed, and its channels given back, later in this turn
    /// of the timers.
    virtual void on_over(Test& test) = 0;
};

/// Thread: the signalling loop. Destruction gives back whatever the test holds.
///
///     begin() ──► running, on_tick() each 200 ms ──► finish() ──► destroyed by the owner
class Test {
  public:
    Test(Services& services, TestOwner& owner, console::TestRequest request)
        : services_(services), owner_(owner), request_(std::move(request)),
          began_(services.timers.clock().now()) {}
    virtual ~Test() = default;
    Test(const Test&) = delete;
    Test& operator=(const Test&) = delete;

    /// Errors: a sentence why it cannot be; then it is destroyed at once.
    virtual base::Result<void, std::string> begin() = 0;
    /// Time has passed; 200 ms or so.
    virtual void on_tick() = 0;
    virtual void on_result(media::PortId, const media::TestResult&) {}
    /// A port is closed: of ours, or of the call that we have joined.
    virtual void on_closed(media::PortId) {}
    virtual void on_loop(media::SpanId, bool /*done*/) {}
    /// Ended from outside; what has been measured stays.
    void stop(const std::string& why) {
        reasons_.push_back(why);
        finish("stopped");
    }
    /// The channel is one of this test's.
    virtual bool uses(const console::ChannelName& channel) const = 0;
    virtual std::string name() const = 0;
    virtual std::string channel() const = 0;
    virtual std::chrono::seconds limit() const = 0;
    virtual std::uint64_t call() const { return 0; }

    const console::TestRequest& request() const { return request_; }
    const std::string& state() const { return state_; }
    bool over() const { return state_ != "running"; }
    base::Duration elapsed() const {
        return (over() ? ended_ : services_.timers.clock().now()) - began_;
    }
    const std::vector<std::string>& reasons() const { return reasons_; }
    const std::vector<console::TestMeasure>& measures() const { return measures_; }

  protected:
    void finish(const std::string& state) {
        if (over())
            return;
        state_ = state;
        ended_ = services_.timers.clock().now();
        owner_.on_over(*this);
    }
    void finish(const Verdict& verdict) {
        reasons_ = verdict.reasons;
        finish(verdict.passed ? "passed" : "failed");
    }
    std::chrono::seconds seconds(unsigned usual) const {
        return std::chrono::seconds(request_.seconds ? request_.seconds : usual);
    }
    /// Keeps the last values of each channel.
    void keep(const console::TestMeasure& measure);

    Services& services_;
    TestOwner& owner_;
    const console::TestRequest request_;
    std::vector<std::string> reasons_;
    std::vector<console::TestMeasure> measures_;

  private:
    base::TimePoint began_, ended_{};
    std::string state_ = "running";
};

using TestPointer = std::unique_ptr<Test>;
/// Loops, bit errors, tone, level, echo on one channel; and the loop asked of a far end.
TestPointer make_channel_test(Services& services, TestOwner& owner, console::TestRequest request);
/// Two channels that are joined somewhere.
TestPointer make_pair_test(Services& services, TestOwner& owner, console::TestRequest request);

} // namespace maintenance
