// The trace of one live call: events appended to one buffer, made smaller when it would outgrow its
// limit.
#include "gateway/observe/trace.h"

#include "gateway/observe/trace_record.h"

#include <algorithm>
#include <cstring>

namespace observe {

namespace {

constexpr std::size_t kFirstCapacity = 4096; // an ordinary call fits into one doubling of it

constexpr std::string_view kLegNames[] = {"A", "gateway", "B"};
constexpr std::string_view kDirectionNames[] = {"in", "out", "internal"};
constexpr std::string_view kProtocolNames[kProtocols] = {"SIP",   "ISUP",  "Q.931",  "media",
                                                         "route", "timer", "mapping"};

std::uint16_t text_size(std::string_view text) {
    return static_cast<std::uint16_t>(std::min(text.size(), kMaxRecordText));
}

/// A record on its way through compaction: views into the old buffer, or its own summary.
struct Kept {
    RecordView record;
    std::string rendered;

    void drop_detail(const TraceRenderers& renderers) {
        if (record.summary.empty()) {
            rendered = summary_of(record, renderers);
            record.head.summary = text_size(rendered);
        }
        record.detail = {};
        record.head.detail = 0;
    }
    std::uint8_t* write(std::uint8_t* to) const {
        RecordView view = record;
        if (!rendered.empty())
            view.summary = rendered;
        return write_record(to, view);
    }
};

} // namespace

std::string_view name(TraceLeg leg) {
    return kLegNames[static_cast<std::size_t>(leg)];
}
std::string_view name(Direction direction) {
    return kDirectionNames[static_cast<std::size_t>(direction)];
}
std::string_view name(Protocol protocol) {
    return kProtocolNames[static_cast<std::size_t>(protocol)];
}

CallTrace::CallTrace(TraceStore& store, CallId id)
    : store_(store), id_(id), began_(store.clock_.now()), began_wall_(store.clock_.wall()) {
    store_.begin(*this);
}

CallTrace::~CallTrace() {
    store_.end(*this);
    while (!followers_.empty()) { // each may destroy itself and others
        TraceFollower* const follower = followers_.back();
        follower->unfollow();
        follower->on_trace_end();
    }
}

void CallTrace::name_leg(TraceLeg leg, std::string_view text) {
    if (leg != TraceLeg::gateway)
        names_[leg == TraceLeg::outgoing] = text;
}

void CallTrace::message(TraceLeg leg, Direction direction, Protocol protocol, base::Octets octets,
                        std::string_view summary) {
    append(leg, direction, protocol, summary, {}, {}, octets);
}

void CallTrace::message(TraceLeg leg, Direction direction, Protocol protocol, std::string_view text,
                        std::string_view summary) {
    append(leg, direction, protocol, summary, {}, {},
           {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void CallTrace::event(TraceLeg leg, Direction direction, Protocol protocol,
                      std::string_view summary) {
    append(leg, direction, protocol, summary, {}, {}, {});
}

void CallTrace::note(TraceLeg leg, std::string_view row, std::string_view clause,
                     std::string_view value, Protocol protocol) {
    append(leg, Direction::internal, protocol, row, clause, value, {});
}

void CallTrace::append(TraceLeg leg, Direction direction, Protocol protocol,
                       std::string_view summary, std::string_view clause, std::string_view value,
                       base::Octets octets) {
    if (store_.tap_ && !octets.empty())
        tell_tap(leg, direction, protocol, octets);
    const TraceLimits& limits = store_.limits_;
    if (limits.call_octets == 0)
        return;
    const std::size_t cut = std::min(
        {octets.size(), limits.message_octets, limits.call_octets / 4, std::size_t{0xffff}});
    RecordView record{{}, summary, clause, value, octets.first(cut)};
    record.head.at = (store_.clock_.now() - began_).count();
    record.head.detail_size = static_cast<std::uint32_t>(octets.size());
    record.head.summary = text_size(summary);
    record.head.clause = text_size(clause);
    record.head.value = text_size(value);
    record.head.detail = static_cast<std::uint16_t>(cut);
    record.head.leg = leg;
    record.head.direction = direction;
    record.head.protocol = protocol;

    const std::size_t wanted = record.head.octets();
    if (size_ + wanted > capacity_)
        make_room(wanted);
    const std::size_t position = size_;
    write_record(buffer_.get() + position, record);
    size_ += wanted;
    if (!followers_.empty())
        tell_followers(position);
}

void CallTrace::tell_tap(TraceLeg leg, Direction direction, Protocol protocol,
                         base::Octets octets) {
    const std::string_view of =
        leg == TraceLeg::gateway ? std::string_view() : names_[leg == TraceLeg::outgoing];
    store_.tap_->on_trace_message({id_, leg, direction, protocol, of, octets});
}

/// Grows the buffer by doubling, up to the limit; at the limit, halves what is in it.
void CallTrace::make_room(std::size_t wanted) {
    const std::size_t limit = store_.limits_.call_octets;
    if (size_ + wanted > limit)
        compact(limit / 2);
    // One event alone may pass a limit that is smaller than its texts; then the limit gives way,
    // not the memory.
    const std::size_t needed = size_ + wanted;
    if (needed <= capacity_)
        return;
    const std::size_t capacity =
        std::max(needed, std::min(limit, std::max(kFirstCapacity, capacity_ * 2)));
    auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    if (size_)
        std::memcpy(larger.get(), buffer_.get(), size_);
    buffer_ = std::move(larger);
    capacity_ = capacity;
}

/// Drops details from the oldest on, then whole events behind the first ones, until `target` octets
/// are left.
void CallTrace::compact(std::size_t target) {
    std::vector<Kept> kept;
    for (std::size_t position = 0; position < size_;)
        kept.push_back({read_record(buffer_.get(), position), {}});

    std::size_t size = size_;
    for (Kept& each : kept) {
        if (size <= target)
            break;
        size -= each.record.head.octets();
        each.drop_detail(store_.renderers_);
        size += each.record.head.octets();
    }
    std::size_t from = std::min(kFirstEventsKept, kept.size()), to = from;
    for (; size > target && to < kept.size(); ++to)
        size -= kept[to].record.head.octets();
    // The first events alone are too large (a tiny limit): give them up as well, latest first.
    for (; size > target && from > 0; --from)
        size -= kept[from - 1].record.head.octets();

    // Rendered summaries may make a record larger than it was, but all of them together are at most
    // `size`.
    auto smaller = std::make_unique_for_overwrite<std::uint8_t[]>(std::max(size, capacity_));
    std::uint8_t* end = smaller.get();
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (i < from || i >= to)
            end = kept[i].write(end);
    capacity_ = std::max(size, capacity_);
    buffer_ = std::move(smaller);
    size_ = static_cast<std::size_t>(end - buffer_.get());
    dropped_ += to - from;
}

TraceView CallTrace::view() const {
    return {
        id_,      began_wall_, false,     store_.clock_.now() - began_,
        dropped_, names_[0],   names_[1], read_records(buffer_.get(), size_, store_.renderers_)};
}

void CallTrace::follow(TraceFollower& follower) {
    follower.unfollow();
    follower.trace_ = this;
    followers_.push_back(&follower);
}

void CallTrace::tell_followers(std::size_t position) {
    const TraceEvent event = to_event(read_record(buffer_.get(), position), store_.renderers_);
    const std::vector<TraceFollower*> followers =
        followers_; // each may unsubscribe itself and others
    for (TraceFollower* follower : followers)
        if (std::find(followers_.begin(), followers_.end(), follower) != followers_.end())
            follower->on_trace_event(event);
}

TraceFollower::~TraceFollower() {
    unfollow();
}

void TraceFollower::unfollow() {
    if (trace_)
        std::erase(trace_->followers_, this);
    trace_ = nullptr;
}

} // namespace observe
