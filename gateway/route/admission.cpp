// Admission by counting calls per trunk group.
#include "gateway/route/admission.h"

namespace route {

Admission::Ticket::~Ticket() {
    if (count_)
        --count_->calls;
}

void Admission::set_limits(std::string_view group, Limits limits) {
    auto found = groups_.find(group);
    if (found == groups_.end())
        found = groups_.emplace(group, std::make_shared<Count>()).first;
    found->second->limits = limits;
}

Admission::Ticket Admission::admit(std::string_view group, bool priority) {
    auto found = groups_.find(group);
    if (found == groups_.end())
        found = groups_.emplace(group, std::make_shared<Count>()).first;
    Count& count = *found->second;
    if (!has_room(count, priority)) {
        ++count.refused;
        return {};
    }
    if (clock_ && !priority)
        count.rate.take(clock_->now(), count.limits.max_rate, count.limits.max_rate);
    ++count.calls;
    return Ticket(found->second);
}

bool Admission::has_room(Count& count, bool priority) const {
    const Limits limits = count.limits;
    const std::uint32_t kept = priority ? 0 : limits.reserve;
    if (limits.max_calls != 0 && count.calls + kept >= limits.max_calls)
        return false;
    return priority || !clock_ || count.rate.has(clock_->now(), limits.max_rate, limits.max_rate);
}

bool Admission::has_room(std::string_view group, bool priority) const {
    const auto found = groups_.find(group);
    return found == groups_.end() || has_room(*found->second, priority);
}

std::uint32_t Admission::calls(std::string_view group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() ? 0 : found->second->calls;
}

std::uint64_t Admission::refused(std::string_view group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() ? 0 : found->second->refused;
}

} // namespace route
