// Session-Expires and Min-SE as values, RFC 4028 §4, §5, §9.
#include "sipi/session_timer.h"

#include "sipi/header.h"
#include "sipi/option_tags.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

constexpr int kBadRequest = 400, kIntervalTooSmall = 422;

std::optional<std::chrono::seconds> seconds_in(std::string_view value) {
    value = value.substr(0, value.find(';'));
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
        value.remove_suffix(1);
    const auto number = parse_number(value);
    return number ? std::optional(std::chrono::seconds(*number)) : std::nullopt;
}

} // namespace

std::string_view name(Refresher refresher) {
    constexpr std::array<std::string_view, 3> kNames{"nobody", "us", "them"};
    return kNames[static_cast<std::size_t>(refresher)];
}

std::string text(const TimerView& view) {
    if (view.refresher == Refresher::none)
        return {};
    std::string out = std::to_string(view.interval.count());
    out.append(" s, refreshed by ").append(name(view.refresher));
    out.append(", ends in ").append(std::to_string(view.left.count()));
    out.append(" s, ").append(std::to_string(view.refreshes));
    return out.append(view.refreshes == 1 ? " refresh" : " refreshes");
}

std::optional<SessionExpires> session_expires_of(const Message& message) {
    const std::string_view value = message.header(HeaderName::session_expires);
    const auto interval = seconds_in(value);
    if (!interval)
        return std::nullopt;
    const std::size_t params = value.find(';');
    const Params found(params == std::string_view::npos ? std::string_view()
                                                        : value.substr(params));
    return SessionExpires{*interval, found.value("refresher")};
}

std::optional<std::chrono::seconds> min_se_of(const Message& message) {
    return seconds_in(message.header(HeaderName::min_se));
}

int judge_timer(const Message& request, const TimerPolicy& policy) {
    if (!policy.supported || !request.has(HeaderName::session_expires))
        return 0;
    const auto wanted = session_expires_of(request);
    if (!wanted)
        return kBadRequest;
    const bool short_one = wanted->interval < std::max(policy.least, kLeastSession);
    return short_one && offers(request, kTimer) ? kIntervalTooSmall : 0;
}

} // namespace sipi
