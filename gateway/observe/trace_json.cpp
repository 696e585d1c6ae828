// A trace as JSON; the schema stands in ladder.h.
#include "gateway/observe/ladder.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <ctime>

namespace observe {

namespace {

using Json = nlohmann::ordered_json;

double milliseconds(base::Duration time) {
    // Microseconds are enough for people and keep the numbers short.
    return static_cast<double>(std::chrono::round<std::chrono::microseconds>(time).count()) /
           1000.0;
}

std::string rfc3339(base::WallTime time) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, ms % 1000);
}

std::string hex(const std::vector<std::uint8_t>& octets) {
    std::string out;
    for (const std::uint8_t octet : octets)
        out += fmt::format("{:02x}", octet);
    return out;
}

Json event_value(const TraceEvent& event) {
    Json value{{"ms", milliseconds(event.at)},
               {"leg", name(event.leg)},
               {"direction", name(event.direction)},
               {"protocol", name(event.protocol)},
               {"summary", event.summary}};
    if (!event.clause.empty())
        value["clause"] = event.clause;
    if (!event.value.empty())
        value["value"] = event.value;
    if (event.detail_size > 0) {
        value["octets"] = event.detail_size;
        if (event.protocol == Protocol::sip)
            value["text"] = std::string(event.detail.begin(), event.detail.end());
        else
            value["hex"] = hex(event.detail);
    }
    return value;
}

std::string print(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace

std::string event_json(const TraceEvent& event) {
    return print(event_value(event), -1);
}

std::string trace_json(const TraceView& trace) {
    Json events = Json::array();
    for (const TraceEvent& event : trace.events)
        events.push_back(event_value(event));
    const Json value{{"id", trace.id},
                     {"began", rfc3339(trace.began)},
                     {"ended", trace.ended},
                     {"duration_ms", milliseconds(trace.duration)},
                     {"incoming", trace.incoming_name},
                     {"outgoing", trace.outgoing_name},
                     {"dropped", trace.dropped},
                     {"explanation", explain(trace)},
                     {"events", std::move(events)}};
    return print(value, 2);
}

} // namespace observe
