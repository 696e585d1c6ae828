// How one event lies in a trace's buffer: a fixed head, three texts and the message's octets.
#include "gateway/observe/trace_record.h"

#include <cstring>

namespace observe {

namespace {

std::uint8_t* put(std::uint8_t* to, const void* from, std::size_t count) {
    if (count)
        std::memcpy(to, from, count);
    return to + count;
}

std::string_view text_at(const std::uint8_t* at, std::size_t count) {
    return {reinterpret_cast<const char*>(at), count};
}

} // namespace

std::uint8_t* write_record(std::uint8_t* to, const RecordView& view) {
    to = put(to, &view.head, sizeof view.head);
    to = put(to, view.summary.data(), view.head.summary);
    to = put(to, view.clause.data(), view.head.clause);
    to = put(to, view.value.data(), view.head.value);
    return put(to, view.detail.data(), view.head.detail);
}

RecordView read_record(const std::uint8_t* buffer, std::size_t& position) {
    RecordView view;
    const std::uint8_t* at = buffer + position;
    std::memcpy(&view.head, at, sizeof view.head);
    at += sizeof view.head;
    view.summary = text_at(at, view.head.summary);
    at += view.head.summary;
    view.clause = text_at(at, view.head.clause);
    at += view.head.clause;
    view.value = text_at(at, view.head.value);
    at += view.head.value;
    view.detail = base::Octets(at, view.head.detail);
    position += view.head.octets();
    return view;
}

std::string summary_of(const RecordView& record, const TraceRenderers& renderers) {
    if (!record.summary.empty() || record.head.detail_size == 0)
        return std::string(record.summary);
    if (const auto render = renderer(renderers, record.head.protocol).summary;
        render && !record.detail.empty())
        return render(record.detail);
    return std::to_string(record.head.detail_size) + " octets";
}

TraceEvent to_event(const RecordView& record, const TraceRenderers& renderers) {
    TraceEvent event;
    event.at = base::Duration(record.head.at);
    event.leg = record.head.leg;
    event.direction = record.head.direction;
    event.protocol = record.head.protocol;
    event.summary = summary_of(record, renderers);
    event.clause = record.clause;
    event.value = record.value;
    event.detail.assign(record.detail.begin(), record.detail.end());
    event.detail_size = record.head.detail_size;
    return event;
}

std::vector<TraceEvent> read_records(const std::uint8_t* buffer, std::size_t size,
                                     const TraceRenderers& renderers) {
    std::vector<TraceEvent> events;
    for (std::size_t position = 0; position < size;)
        events.push_back(to_event(read_record(buffer, position), renderers));
    return events;
}

} // namespace observe
