// A test call: placed through a trunk group, judged by its answer and by what is heard then.
#pragma once

#include "gateway/maintenance/test.h"
#include "gateway/maintenance/test_leg.h"

#include <optional>

namespace maintenance {

/// The far end of a test call's incoming leg: a span without a line (media/test_span.h).
struct TestChannel {
    media::SpanId span;
    unsigned timeslot = 0;
};

///     begin(): IAM ──► answered: the test signal runs on the called line, or over RTP ──► released
class CallTest final : public Test, private TestCaller {
  public:
    /// `channel`: of the test span, this test's alone until its destruction.
    CallTest(Services& services, TestOwner& owner, console::TestRequest request,
             TestChannel channel)
        : Test(services, owner, std::move(request)), channel_(channel) {}
    ~CallTest() override;

    base::Result<void, std::string> begin() override;
    void on_tick() override;
    void on_result(media::PortId port, const media::TestResult& result) override;
    bool uses(const console::ChannelName&) const override { return false; }
    std::string name() const override { return "test call"; }
    std::string channel() const override { return request_.number + " via " + request_.group; }
    std::chrono::seconds limit() const override;
    std::uint64_t call() const override { return call_; }

    const TestChannel& test_channel() const { return channel_; }

  private:
    void on_answered() override;
    void on_released(const isup::CauseIndicators& cause) override;
    void on_leg_gone() override { leg_ = nullptr; }
    void start_signal();
    void judge(const media::TestResult& result);
    std::chrono::seconds listens_for() const;

    const TestChannel channel_;
    TestLeg* leg_ = nullptr; ///< its Call's
    std::uint64_t call_ = 0;
    std::optional<base::Duration> answered_after_;
    std::optional<isup::CauseIndicators> cause_;
    media::PortId measured_; ///< where the test runs
    std::string where_;
};

} // namespace maintenance
