// Event and Subscription-State of SUBSCRIBE and NOTIFY (RFC 6665 §8.2, §8.4).
#include "sipi/event.h"

#include "sipi/params.h"
#include "sipi/text.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

using std::chrono::seconds;

constexpr seconds kLongest{31 * 24 * 3600}; // what is asked beyond counts as this

struct Value {
    std::string_view word;
    Params params;
};

Result<Value> split(std::string_view value) {
    const std::string_view text = scan::trimmed(value);
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view word = scan::trimmed(text.substr(0, end));
    if (!scan::is_token(word))
        return fail(Error::bad_token);
    return Value{word, Params(text.substr(end))};
}

struct ReasonRow {
    std::string_view reason;
    std::optional<seconds> again; ///< without a retry-after
    bool heeds_retry_after;
    std::string_view clause;
};
constexpr std::array kEventReasons{
    ReasonRow{"deactivated", seconds(1), false, "RFC 6665 §4.1.3"},
    ReasonRow{"timeout", seconds(1), false, "RFC 6665 §4.1.3"},
    ReasonRow{"probation", seconds(60), true, "RFC 6665 §4.1.3"},
    ReasonRow{"giveup", seconds(60), true, "RFC 6665 §4.1.3"},
    ReasonRow{"rejected", std::nullopt, false, "RFC 6665 §4.1.3"},
    ReasonRow{"noresource", std::nullopt, false, "RFC 6665 §4.1.3"},
    ReasonRow{"invariant", std::nullopt, false, "RFC 6665 §4.1.3"},
};

} // namespace

Result<Event> Event::parse(std::string_view value) {
    const auto read = split(value);
    if (!read)
        return fail(read.error());
    return Event{read->word, read->params.value("id")};
}

Result<SubscriptionState> SubscriptionState::parse(std::string_view value) {
    const auto read = split(value);
    if (!read)
        return fail(read.error());
    SubscriptionState state;
    state.state = equal_without_case(read->word, "active")       ? State::active
                  : equal_without_case(read->word, "pending")    ? State::pending
                  : equal_without_case(read->word, "terminated") ? State::terminated
                                                                 : State::other;
    state.expires = delta_seconds(read->params.value("expires"));
    state.reason = read->params.value("reason");
    state.retry_after = delta_seconds(read->params.value("retry-after"));
    return state;
}

std::optional<seconds> delta_seconds(std::string_view value) {
    const std::string_view digits = scan::trimmed(value);
    if (digits.empty() || !scan::all(digits, scan::kDigit))
        return std::nullopt;
    seconds total{0};
    for (const char digit : digits)
        total = std::min(total * 10 + seconds(digit - '0'), kLongest);
    return total;
}

std::optional<seconds> subscribe_again_after(const SubscriptionState& ended) {
    for (const ReasonRow& row : kEventReasons)
        if (equal_without_case(row.reason, ended.reason))
            return row.heeds_retry_after && ended.retry_after ? ended.retry_after : row.again;
    return ended.retry_after.value_or(seconds(60)); // no reason, or a new one
}

} // namespace sipi
