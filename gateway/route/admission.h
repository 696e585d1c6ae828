// Admission: how many calls a trunk group may carry, and the reserve that priority calls may still
// use.
#pragma once

#include "base/token_bucket.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace route {

/// `max_calls` 0 = no limit; of these `reserve` are kept for priority (emergency) calls.
/// `max_rate` counts calls begun in a second (0 = no limit), priority calls not.
struct Limits {
    std::uint32_t max_calls = 0;
    std::uint32_t reserve = 0;
    std::uint32_t max_rate = 0;
    bool operator==(const Limits&) const = default;
};

/// Counts calls per trunk group, both directions together.
///
/// Limits may change at any time (reload): calls in progress stay, also above the new limit.
/// Thread: the signalling loop.
class Admission {
    struct Count {
        Limits limits;
        base::TokenBucket rate;
        std::uint32_t calls = 0;
        std::uint64_t refused = 0;
    };

  public:
    /// The right to one call, given back on destruction. Outlives the Admission that gave it.
    class Ticket {
      public:
        Ticket() = default;
        explicit operator bool() const { return count_ != nullptr; }
        Ticket(Ticket&& other) noexcept : count_(std::move(other.count_)) {}
        Ticket& operator=(Ticket&& other) noexcept {
            std::swap(count_, other.count_);
            return *this;
        }
        ~Ticket();

      private:
        friend class Admission;
        explicit Ticket(std::shared_ptr<Count> count) : count_(std::move(count)) {}
        std::shared_ptr<Count> count_;
    };

    Admission() = default;
    /// Without a clock max_rate means nothing. The clock outlives it.
    explicit Admission(const base::Clock& clock) : clock_(&clock) {}
    void set_limits(std::string_view group, Limits limits);
    /// A ticket, or an empty one when the group is full (cause 34 out, 42 in: Q.850); counted.
    Ticket admit(std::string_view group, bool priority = false);
    /// Whether admit() would give a ticket; counts nothing.
    bool has_room(std::string_view group, bool priority) const;
    std::uint32_t calls(std::string_view group) const;
    std::uint64_t refused(std::string_view group) const;

  private:
    bool has_room(Count& count, bool priority) const;
    const base::Clock* clock_ = nullptr;
    std::map<std::string, std::shared_ptr<Count>, std::less<>> groups_;
};

} // namespace route
