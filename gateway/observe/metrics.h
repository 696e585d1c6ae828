// Counters, gauges and latency histograms of the daemon, by name and labels as Prometheus names
// them.
#pragma once

#include "base/clock.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace observe {

/// Counts upwards. Thread: the signalling loop.
class Counter {
  public:
    void add(std::uint64_t count = 1) { value_ += count; }
    std::uint64_t value() const { return value_; }

  private:
    std::uint64_t value_ = 0;
};

/// Times between 1 us and about 70 minutes in fixed buckets: eight per doubling, so a quantile is
/// off by at most 6 %. Memory: 2 KB. Thread: the signalling loop.
class Histogram {
  public:
    void record(base::Duration time);
    std::uint64_t count() const { return count_; }
    base::Duration sum() const { return sum_; }
    base::Duration maximum() const { return maximum_; }
    /// The time that a share of the recorded ones (0.5, 0.99) does not exceed; zero when there are
    /// none.
    base::Duration quantile(double share) const;
    /// How many recorded times are at most `limit`, exact at bucket borders: Prometheus' "le".
    std::uint64_t at_most(base::Duration limit) const;

  private:
    static constexpr unsigned kDoublings = 32; ///< 2^32 us
    static constexpr unsigned kPerDoubling = 8;
    static constexpr unsigned kBuckets = (kDoublings - 2) * kPerDoubling;
    static unsigned bucket_of(std::uint64_t microseconds);
    static std::uint64_t lower_border(unsigned bucket);

    std::array<std::uint64_t, kBuckets> buckets_{};
    std::uint64_t count_ = 0;
    base::Duration sum_{};
    base::Duration maximum_{};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

/// One metric as a value, for the console and for exporters.
struct MetricView {
    enum class Kind : std::uint8_t { counter, gauge, histogram };
    std::string name; ///< landline_calls_total
    Labels labels;
    std::string help;
    Kind kind = Kind::counter;
    double value = 0; ///< of a counter or gauge; of a histogram: how many times were recorded
    double sum = 0, p50 = 0, p99 = 0, maximum = 0; ///< of a histogram, seconds
};

/// All metrics of the daemon. References stay valid as long as the registry lives.
///
/// Names follow Prometheus: landline_ROOM_WHAT_UNIT, counters end in _total, times are in seconds.
/// Asking twice for the same name and labels gives the same metric. A name outside
/// [a-zA-Z_:][a-zA-Z0-9_:]*, or of another kind than before, is a bug and asserts. Thread: the
/// signalling loop. Owner: main; what the functions read must outlive it or be removed first.
class Metrics {
  public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {});
    /// Read when asked for: a counter kept elsewhere (a span's, a worker's), or a level that goes
    /// up and down.
    void counter(std::string_view name, std::string_view help, Labels labels,
                 std::function<std::uint64_t()> read);
    void gauge(std::string_view name, std::string_view help, Labels labels,
               std::function<double()> read);
    /// Forgets the functions (never the counters) registered with this label: a span or peer has
    /// gone.
    void remove(std::string_view label, std::string_view value);

    /// Everything whose name contains `filter`, sorted by name, then labels.
    std::vector<MetricView> view(std::string_view filter = {}) const;
    const Histogram* find_histogram(std::string_view name) const;

  private:
    struct Entry {
        std::string name;
        std::string help;
        Labels labels;
        MetricView::Kind kind = MetricView::Kind::counter;
        bool removed = false; ///< its function is gone; the entry keeps its place
        Counter counter;
        std::unique_ptr<Histogram> histogram;
        std::function<double()> read;
    };
    Entry& entry(std::string_view name, std::string_view help, Labels&& labels,
                 MetricView::Kind kind);
    std::deque<Entry> entries_;
};

} // namespace observe
