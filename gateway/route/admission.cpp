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
    const Limits limits = count.limits;
    const std::uint32_t kept = priority ? 0 : limits.reserve;
    if (limits.max_calls != 0 && count.calls + kept >= limits.max_calls) {
        ++count.refused;
        return {};
    }
    ++count.calls;
    return Ticket(found->second);
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
