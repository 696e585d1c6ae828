// The trace of a span: kept in a ring whose memory is used again.
#include "gateway/observe/span_trace.h"

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace observe {
namespace {

std::tm utc(base::WallTime at) {
    const std::time_t seconds = base::WallTime::clock::to_time_t(at);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return parts;
}

long milliseconds(base::WallTime at) {
    return static_cast<long>(
        std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count() %
        1000);
}

} // namespace

SpanFollower::~SpanFollower() {
    if (trace_)
        std::erase(trace_->followers_, this);
}

SpanTrace::~SpanTrace() {
    while (!followers_.empty()) {
        SpanFollower* const follower = followers_.back();
        followers_.pop_back();
        follower->trace_ = nullptr;
        follower->on_span_gone();
    }
}

SpanEvent& SpanTrace::next(SpanEventKind kind) {
    SpanEvent& event = ring_[(head_ + size_) % kKept];
    if (size_ < kKept)
        ++size_;
    else
        head_ = (head_ + 1) % kKept;
    event.at = clock_.wall();
    event.kind = kind;
    event.frame.clear();
    event.text.clear();
    return event;
}

void SpanTrace::frame(bool sent, base::Octets octets) {
    if (tap_)
        tap_(sent, octets);
    SpanEvent& event = next(sent ? SpanEventKind::sent : SpanEventKind::received);
    event.frame.assign(octets.begin(), octets.end());
    tell(event);
}

void SpanTrace::event(std::string_view text) {
    SpanEvent& event = next(SpanEventKind::event);
    event.text = text;
    tell(event);
}

void SpanTrace::tell(const SpanEvent& event) {
    for (std::size_t at = followers_.size(); at-- > 0;) // one may go away meanwhile
        if (at < followers_.size())
            followers_[at]->on_span_event(event);
}

void SpanTrace::follow(SpanFollower& follower) {
    follower.trace_ = this;
    followers_.push_back(&follower);
}

std::vector<SpanEvent> SpanTrace::recent() const {
    std::vector<SpanEvent> out;
    for (std::size_t at = 0; at < size_; ++at)
        out.push_back(ring_[(head_ + at) % kKept]);
    return out;
}

std::string SpanTrace::line(const SpanEvent& event, const SpanTraceOptions& options) const {
    const bool is_frame = event.kind != SpanEventKind::event;
    if (options.layer3 && (!is_frame || !renderer_.layer3 || !renderer_.layer3(event.frame)))
        return {};
    const std::string head =
        fmt::format("{:%H:%M:%S}.{:03} {} ", utc(event.at), milliseconds(event.at),
                    event.kind == SpanEventKind::sent       ? '>'
                    : event.kind == SpanEventKind::received ? '<'
                                                            : '*');
    if (!is_frame || !renderer_.summary)
        return head + event.text + '\n';
    if (!options.details || !renderer_.detail)
        return head + renderer_.summary(event.frame, by_network(event)) + '\n';
    std::string text = head, detail = renderer_.detail(event.frame, by_network(event));
    for (const char c : detail) {
        text += c;
        if (c == '\n')
            text.append(head.size(), ' ');
    }
    text.resize(text.size() - head.size());
    return text;
}

std::string SpanTrace::json(const SpanEvent& event) const {
    const bool is_frame = event.kind != SpanEventKind::event;
    std::string hex;
    for (const std::uint8_t octet : event.frame)
        hex += fmt::format("{:02x}", octet);
    nlohmann::ordered_json json{
        {"at", fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc(event.at), milliseconds(event.at))},
        {"direction", event.kind == SpanEventKind::sent       ? "out"
                      : event.kind == SpanEventKind::received ? "in"
                                                              : "internal"},
        {"summary", is_frame && renderer_.summary
                        ? renderer_.summary(event.frame, by_network(event))
                        : event.text}};
    if (is_frame)
        json["hex"] = hex;
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace observe
