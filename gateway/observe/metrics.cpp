// Counters, gauges and latency histograms by name and labels.
#include "gateway/observe/metrics.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <tuple>

namespace observe {

// --- Histogram: bucket b < 8 holds b us exactly; above, each doubling has eight buckets of equal
// width. ------

unsigned Histogram::bucket_of(std::uint64_t microseconds) {
    if (microseconds < kPerDoubling)
        return static_cast<unsigned>(microseconds);
    const auto magnitude = static_cast<unsigned>(std::bit_width(microseconds)) - 1; // at least 3
    const auto step = static_cast<unsigned>(microseconds >> (magnitude - 3)) & (kPerDoubling - 1);
    return std::min((magnitude - 2) * kPerDoubling + step, kBuckets - 1);
}

std::uint64_t Histogram::lower_border(unsigned bucket) {
    if (bucket < kPerDoubling)
        return bucket;
    const unsigned magnitude = bucket / kPerDoubling + 2;
    return std::uint64_t{kPerDoubling + bucket % kPerDoubling} << (magnitude - 3);
}

void Histogram::record(base::Duration time) {
    const base::Duration positive = std::max(time, base::Duration::zero());
    const auto microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(positive).count();
    ++buckets_[bucket_of(static_cast<std::uint64_t>(microseconds))];
    ++count_;
    sum_ += positive;
    maximum_ = std::max(maximum_, positive);
}

base::Duration Histogram::quantile(double share) const {
    if (count_ == 0)
        return {};
    const auto rank = static_cast<std::uint64_t>(
        std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (unsigned bucket = 0; bucket < kBuckets; ++bucket) {
        seen += buckets_[bucket];
        if (seen < std::max<std::uint64_t>(rank, 1))
            continue;
        // The middle of the bucket, never above what was really seen.
        const std::uint64_t twice = lower_border(bucket) + lower_border(bucket + 1);
        return std::min(base::Duration(static_cast<std::int64_t>(twice * 500)), maximum_);
    }
    return maximum_;
}

std::uint64_t Histogram::at_most(base::Duration limit) const {
    std::uint64_t count = 0;
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(limit).count();
    for (unsigned bucket = 0; bucket < kBuckets; ++bucket)
        if (static_cast<std::int64_t>(lower_border(bucket + 1)) <= microseconds)
            count += buckets_[bucket];
    return count;
}

// --- Metrics
// ---------------------------------------------------------------------------------------------------

namespace {

double seconds(base::Duration time) {
    return std::chrono::duration<double>(time).count();
}

[[maybe_unused]] bool valid_name(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

} // namespace

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Entry& Metrics::entry(std::string_view name, std::string_view help, Labels&& labels,
                               MetricView::Kind kind) {
    assert(valid_name(name));
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) {
        return !each.removed && each.name == name && each.labels == labels;
    });
    if (found != entries_.end()) {
        assert(found->kind == kind);
        return *found;
    }
    const auto free = std::find_if(entries_.begin(), entries_.end(),
                                   [](const Entry& each) { return each.removed; });
    Entry& added = free == entries_.end() ? entries_.emplace_back() : *free;
    added = Entry{};
    added.name = name;
    added.help = help;
    added.labels = std::move(labels);
    added.kind = kind;
    if (kind == MetricView::Kind::histogram)
        added.histogram = std::make_unique<Histogram>();
    return added;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
    return entry(name, help, std::move(labels), MetricView::Kind::counter).counter;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels labels) {
    return *entry(name, help, std::move(labels), MetricView::Kind::histogram).histogram;
}

void Metrics::counter(std::string_view name, std::string_view help, Labels labels,
                      std::function<std::uint64_t()> read) {
    entry(name, help, std::move(labels), MetricView::Kind::counter).read =
        [read = std::move(read)] { return static_cast<double>(read()); };
}

void Metrics::gauge(std::string_view name, std::string_view help, Labels labels,
                    std::function<double()> read) {
    entry(name, help, std::move(labels), MetricView::Kind::gauge).read = std::move(read);
}

void Metrics::remove(std::string_view label, std::string_view value) {
    const auto has_label = [&](const Entry& each) {
        return std::any_of(each.labels.begin(), each.labels.end(), [&](const auto& pair) {
            return pair.first == label && pair.second == value;
        });
    };
    for (Entry& each : entries_)
        if (each.read && has_label(each)) { // nobody holds a reference to it
            each.read = nullptr;
            each.removed = true;
        }
}

std::vector<MetricView> Metrics::view(std::string_view filter) const {
    std::vector<MetricView> views;
    for (const Entry& each : entries_) {
        if (each.removed || each.name.find(filter) == std::string::npos)
            continue;
        MetricView& view = views.emplace_back();
        view.name = each.name;
        view.labels = each.labels;
        view.help = each.help;
        view.kind = each.kind;
        if (each.read)
            view.value = each.read();
        else if (!each.histogram)
            view.value = static_cast<double>(each.counter.value());
        if (each.histogram) {
            view.value = static_cast<double>(each.histogram->count());
            view.sum = seconds(each.histogram->sum());
            view.p50 = seconds(each.histogram->quantile(0.5));
            view.p99 = seconds(each.histogram->quantile(0.99));
            view.maximum = seconds(each.histogram->maximum());
        }
    }
    std::sort(views.begin(), views.end(), [](const MetricView& a, const MetricView& b) {
        return std::tie(a.name, a.labels) < std::tie(b.name, b.labels);
    });
    return views;
}

const Histogram* Metrics::find_histogram(std::string_view name) const {
    for (const Entry& each : entries_)
        if (each.histogram && each.name == name)
            return each.histogram.get();
    return nullptr;
}

} // namespace observe
