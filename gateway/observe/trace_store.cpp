// All traces: live calls by reference, ended calls in a ring of bounded size.
#include "gateway/observe/trace.h"

#include "gateway/observe/trace_record.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace observe {

TraceStore::TraceStore(const base::Clock& clock, TraceLimits limits, TraceRenderers renderers)
    : clock_(clock), limits_(limits), renderers_(renderers) {}

TraceStore::~TraceStore() {
    assert(live_.empty());
}

void TraceStore::set_limits(TraceLimits limits) {
    limits_ = limits;
    shrink_to(limits_.kept_octets);
}

void TraceStore::begin(CallTrace& trace) {
    [[maybe_unused]] const bool added = live_.emplace(trace.id_, &trace).second;
    assert(added);
}

void TraceStore::end(CallTrace& trace) {
    live_.erase(trace.id_);
    if (tap_)
        tap_->on_trace_call_over(trace.id_);
    if (trace.size_ == 0)
        return;
    Ended ended{trace.id_,
                trace.began_wall_,
                clock_.now() - trace.began_,
                trace.dropped_,
                {std::move(trace.names_[0]), std::move(trace.names_[1])},
                nullptr,
                trace.size_};
    if (ended.octets() > limits_.kept_octets)
        return;
    shrink_to(limits_.kept_octets - ended.octets());
    ended.records = std::make_unique_for_overwrite<std::uint8_t[]>(trace.size_);
    std::memcpy(ended.records.get(), trace.buffer_.get(), trace.size_);
    kept_octets_ += ended.octets();
    ended_.push_back(std::move(ended));
}

void TraceStore::shrink_to(std::size_t octets) {
    while (kept_octets_ > octets) {
        kept_octets_ -= ended_.front().octets();
        ended_.pop_front();
    }
}

CallTrace* TraceStore::live(CallId id) const {
    const auto found = live_.find(id);
    return found == live_.end() ? nullptr : found->second;
}

std::optional<TraceView> TraceStore::find(CallId id) const {
    if (const CallTrace* trace = live(id))
        return trace->view();
    const auto found = std::find_if(ended_.rbegin(), ended_.rend(),
                                    [id](const Ended& ended) { return ended.id == id; });
    if (found == ended_.rend())
        return std::nullopt;
    return TraceView{found->id,
                     found->began,
                     true,
                     found->duration,
                     found->dropped,
                     found->names[0],
                     found->names[1],
                     read_records(found->records.get(), found->size, renderers_)};
}

std::vector<CallId> TraceStore::ended() const {
    std::vector<CallId> ids;
    for (auto each = ended_.rbegin(); each != ended_.rend(); ++each)
        ids.push_back(each->id);
    return ids;
}

} // namespace observe
