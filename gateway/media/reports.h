// What workers tell the signalling thread, and the way there.
#pragma once

#include "base/ring.h"
#include "base/wakeup.h"
#include "drivers/span.h"
#include "gateway/media/address.h"
#include "gateway/media/media.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

namespace media {

struct Report {
    enum class Kind : std::uint8_t {
        stats,
        closed,
        media_timeout,
        telephone_event,
        alarm,
        counters,
        test,
        loop,
        span_removed
    };
    Kind kind = Kind::stats;
    PortId port;
    SpanId span;
    Stats stats; ///< stats, closed; its `remote` is empty, see the next
    Address remote;
    std::uint8_t event = 0;
    unsigned duration_ms = 0;
    drivers::Alarms alarms;
    drivers::SpanCounters counters;
    TestResult test;
    bool loop_set = false;
};

/// A D-channel frame between the threads, either way.
struct DFrame {
    SpanId span;
    std::uint16_t length = 0;
    std::array<std::uint8_t, Engine::kMaxDFrame> octets;

    static DFrame of(SpanId span, base::Octets frame) {
        DFrame result;
        result.span = span;
        result.length = static_cast<std::uint16_t>(frame.size());
        std::copy(frame.begin(), frame.end(), result.octets.begin());
        return result;
    }
    base::Octets frame() const { return base::Octets(octets).first(length); }
};

/// A worker's end of its report rings. Nothing that a call waits for is lost: when the ring is
/// full, reports wait in a queue (which then allocates: the signalling thread is stuck at such a
/// time).
class ReportSender {
  public:
    explicit ReportSender(const base::Wakeup& wakeup) : wakeup_(wakeup) {}

    // --- worker
    void report(const Report& report) {
        unsent_ = true;
        if (waiting_.empty() && reports_.push(report))
            return;
        waiting_.push_back(report);
    }
    /// A frame that does not fit is dropped and counted; Q.921 sends it again.
    void d_frame(SpanId span, base::Octets frame) {
        unsent_ = true;
        if (frame.size() > Engine::kMaxDFrame || !d_frames_.push(DFrame::of(span, frame)))
            ++d_frames_dropped_;
    }
    /// At the end of a turn: wakes the signalling thread once for all.
    void flush() {
        while (!waiting_.empty() && reports_.push(waiting_.front())) {
            waiting_.pop_front();
            unsent_ = true;
        }
        if (unsent_)
            wakeup_.notify();
        unsent_ = false;
    }
    bool waiting() const { return !waiting_.empty(); }
    std::uint64_t d_frames_dropped() const { return d_frames_dropped_; }

    // --- signalling
    bool take(Report& report) { return reports_.pop(report); }
    bool take(DFrame& frame) { return d_frames_.pop(frame); }

  private:
    const base::Wakeup& wakeup_;
    base::Ring<Report> reports_{256};
    base::Ring<DFrame> d_frames_{256};
    std::deque<Report> waiting_;
    bool unsent_ = false;
    std::uint64_t d_frames_dropped_ = 0;
};

} // namespace media
