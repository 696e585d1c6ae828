// A span that leads nowhere: a clock of 5 ms for B-channels whose far end is a LineTest (inward).
#pragma once

#include "drivers/span.h"

#include <chrono>
#include <string>

namespace media {

/// An E1 in A-law without a line. It beats by the worker's clock; a turn that comes late makes up
/// for what it missed, up to 100 ms. Thread: its worker's.
class TestSpan final : public drivers::Span {
  public:
    TestSpan(drivers::SpanSink& sink, base::TimePoint now) : sink_(sink), next_(now + kBlock) {}

    int fd() const override { return -1; }
    void readable(base::TimePoint) override {}
    void tick(base::TimePoint now) override;
    base::TimePoint next_due() const override { return next_; }
    bool send_d_frame(base::Octets) override { return false; }
    drivers::Alarms alarms() const override { return {}; }
    const drivers::SpanCounters& counters() const override { return counters_; }
    drivers::LineType type() const override { return drivers::LineType::e1; }
    drivers::Law law() const override { return drivers::Law::alaw; }
    const std::string& name() const override { return name_; }

  private:
    static constexpr base::Duration kBlock = std::chrono::milliseconds(5);
    static constexpr base::Duration kMostBehind = std::chrono::milliseconds(100);

    drivers::SpanSink& sink_;
    base::TimePoint next_;
    drivers::SpanCounters counters_;
    std::string name_ = "test";
    drivers::Block rx_{}, tx_{};
};

} // namespace media
