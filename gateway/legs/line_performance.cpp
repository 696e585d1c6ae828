// Errored, severely errored and unavailable seconds of a line.
#include "gateway/legs/line_performance.h"

#include <algorithm>

namespace legs {
namespace {

constexpr std::chrono::minutes kInterval{15};
// SES from so many events in a second on: 30 % of the blocks that are counted.
constexpr std::uint64_t kCrc4Blocks = 300;   // of 1000 sub-multiframes of E1
constexpr std::uint64_t kCrc6Blocks = 100;   // of 333 superframes of T1 and J1 (ESF)
constexpr std::uint64_t kFramingErrors = 28; // frame alignment signals (M.2100)
constexpr std::uint64_t kBipolar = 1544;     // T1.231: BPV without CRC
constexpr unsigned kLostShare = 30;          // % of the packets of a line over packets

template <class T>
T since(T now, T before) {
    return now > before ? now - before : 0;
}

drivers::SpanCounters difference(const drivers::SpanCounters& now,
                                 const drivers::SpanCounters& before) {
    drivers::SpanCounters delta;
    for (const auto member :
         {&drivers::SpanCounters::packets_received, &drivers::SpanCounters::packets_lost,
          &drivers::SpanCounters::slips, &drivers::SpanCounters::bipolar_violations,
          &drivers::SpanCounters::crc4_errors, &drivers::SpanCounters::e_bits,
          &drivers::SpanCounters::framing_errors, &drivers::SpanCounters::errored_seconds})
        delta.*member = since(now.*member, before.*member);
    return delta;
}

} // namespace

void LinePerformance::second(base::WallTime now, const drivers::SpanCounters& counters,
                             const drivers::Alarms& alarms) {
    const base::WallTime begin = now - now.time_since_epoch() % kInterval;
    if (intervals_.empty() || intervals_.back().begin != begin) {
        intervals_.push_back({});
        intervals_.back().begin = begin;
        if (intervals_.size() > kKept + 1)
            intervals_.pop_front();
    }
    if (total_.seconds == 0)
        total_.begin = now;
    const drivers::SpanCounters delta =
        have_last_ ? difference(counters, last_) : drivers::SpanCounters{};
    last_ = counters;
    have_last_ = true;
    both([&](PerformanceInterval& interval) {
        ++interval.seconds;
        interval.bipolar_violations += delta.bipolar_violations;
        interval.crc_errors += delta.crc4_errors;
        interval.e_bits += delta.e_bits;
        interval.framing_errors += delta.framing_errors;
        interval.slips += delta.slips;
        interval.packets_lost += delta.packets_lost;
    });
    count(judge(delta, alarms));
}

LinePerformance::Second LinePerformance::judge(const drivers::SpanCounters& delta,
                                               const drivers::Alarms& alarms) const {
    const bool defect =
        alarms.loss_of_signal || alarms.indication || alarms.not_present || alarms.no_multiframe;
    const std::uint64_t crc = type_ == drivers::LineType::e1 ? kCrc4Blocks : kCrc6Blocks;
    const std::uint64_t packets = delta.packets_received + delta.packets_lost;
    Second second;
    second.severe = defect || delta.crc4_errors >= crc || delta.framing_errors >= kFramingErrors ||
                    delta.bipolar_violations >= kBipolar ||
                    (packets > 0 && delta.packets_lost * 100 >= packets * kLostShare);
    second.errored = second.severe || delta.crc4_errors || delta.framing_errors ||
                     delta.bipolar_violations || delta.packets_lost || delta.slips ||
                     delta.errored_seconds;
    return second;
}

template <class Change>
void LinePerformance::both(Change change) {
    change(intervals_.back());
    change(total_);
}

// While it is available, seconds count as they come, and are taken back when the tenth severe one
// in a row shows that they were unavailable; the other way round likewise.
void LinePerformance::count(const Second& second) {
    both([&](PerformanceInterval& interval) {
        if (!available_) {
            ++interval.unavailable;
            return;
        }
        interval.errored += second.errored;
        interval.severely_errored += second.severe;
    });
    const bool against = second.severe == available_;
    if (!against) {
        turning_.clear();
        return;
    }
    turning_.push_back(second);
    if (turning_.size() < kTurn)
        return;
    const auto take = [](std::uint32_t& from, std::uint32_t wanted) {
        from -= std::min(from, wanted); // those before the interval stay in the one before
    };
    const auto errored = static_cast<std::uint32_t>(
        std::ranges::count_if(turning_, [](const Second& one) { return one.errored; }));
    both([&](PerformanceInterval& interval) {
        if (available_) {
            take(interval.errored, kTurn);
            take(interval.severely_errored, kTurn);
            interval.unavailable += std::min(kTurn, interval.seconds);
        } else {
            take(interval.unavailable, kTurn);
            interval.errored += std::min(errored, interval.seconds);
        }
    });
    available_ = !available_;
    turning_.clear();
}

} // namespace legs
