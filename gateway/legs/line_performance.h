// How well a line has carried: errored, severely errored and unavailable seconds in quarters of an
// hour, for a day (ITU-T G.826, with the thresholds of M.2100 and ANSI T1.231 where no block of
// G.826 is counted).
#pragma once

#include "base/clock.h"
#include "drivers/span.h"

#include <chrono>
#include <cstdint>
#include <deque>

namespace legs {

/// A quarter of an hour that begins at a whole one of UTC, or what has passed of it.
struct PerformanceInterval {
    base::WallTime begin{};
    std::uint32_t seconds = 0;          ///< that were watched; 900 is whole
    std::uint32_t errored = 0;          ///< ES, of available seconds
    std::uint32_t severely_errored = 0; ///< SES, of available seconds
    std::uint32_t unavailable = 0;      ///< UAS
    std::uint64_t bipolar_violations = 0, crc_errors = 0, e_bits = 0, framing_errors = 0;
    std::uint64_t slips = 0, packets_lost = 0;
    bool operator==(const PerformanceInterval&) const = default;
};

/// Thread: the signalling loop.
class LinePerformance {
  public:
    static constexpr std::size_t kKept = 96; ///< whole intervals: a day
    /// Ten seconds in a row that are severely errored, or not, begin and end unavailability, and
    /// belong to what they begin (G.826 Annex A).
    static constexpr unsigned kTurn = 10;

    explicit LinePerformance(drivers::LineType type) : type_(type) {}

    /// Once a second: the counters as they are now, and the alarms.
    void second(base::WallTime now, const drivers::SpanCounters& counters,
                const drivers::Alarms& alarms);
    /// The oldest first, the present one last.
    const std::deque<PerformanceInterval>& intervals() const { return intervals_; }
    bool available() const { return available_; }
    /// Since the start.
    const PerformanceInterval& total() const { return total_; }

  private:
    struct Second {
        bool errored = false, severe = false;
    };
    Second judge(const drivers::SpanCounters& delta, const drivers::Alarms& alarms) const;
    void count(const Second& second);
    template <class Change>
    void both(Change change);

    drivers::LineType type_;
    drivers::SpanCounters last_{};
    bool have_last_ = false, available_ = true;
    std::deque<Second> turning_; ///< those that may turn out to be of the other kind
    std::deque<PerformanceInterval> intervals_;
    PerformanceInterval total_;
};

} // namespace legs
