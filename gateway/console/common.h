// What several commands share: spans and channels as arguments, numbers, the answer to an action.
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace console {

/// The whole word as a number; nothing when it is none, or out of range.
template <class T>
std::optional<T> number(std::string_view word) {
    T value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
        return std::nullopt;
    return value;
}

/// A call by its number, or by the Call-ID or half of a Session-ID (RFC 7989) of one of its legs;
/// of calls that are over as long as their traces are kept. A number need not be one of a call.
std::optional<CallId> call_named(DaemonView& daemon, std::string_view word);

/// What an action came to.
void answer(Reply& reply, const Outcome& outcome);

/// Spans and B-channels (SPAN/TIMESLOT), with their state, for completion.
std::vector<Candidate> span_candidates(DaemonView& daemon);
std::vector<Candidate> channel_candidates(DaemonView& daemon);
/// An argument SPAN, completed with the names of all spans.
ArgumentHelp span_argument(DaemonView& daemon);

std::optional<SpanView> find_span(DaemonView& daemon, std::string_view name);
/// The error for a name that no span has.
std::string unknown_span(DaemonView& daemon, std::string_view name);

} // namespace console
