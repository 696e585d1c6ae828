// The alarms of a line: which were raised when, and when they were over.
#pragma once

#include "base/clock.h"
#include "drivers/span.h"

#include <deque>
#include <optional>
#include <string>

namespace legs {

struct AlarmRecord {
    std::string name; ///< as drivers::names() says it, or "D-channel"
    base::WallTime raised{};
    std::optional<base::WallTime> cleared; ///< absent: it lasts
};

/// The last alarms, the oldest forgotten first. Thread: the signalling loop.
class AlarmLog {
  public:
    static constexpr std::size_t kKept = 100;

    /// The alarms of the line that are on now, from this moment.
    void update(const drivers::Alarms& alarms, base::WallTime now);
    /// One by its name.
    void set(const std::string& name, bool on, base::WallTime now);
    /// In the order in which they were raised.
    const std::deque<AlarmRecord>& records() const { return records_; }

  private:
    std::deque<AlarmRecord> records_;
};

} // namespace legs
