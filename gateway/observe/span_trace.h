// The trace of a span: the frames of its D-channel and what happened to its layers 1 and 2, the
// latest of them kept, live to whoever follows.
#pragma once

#include "base/clock.h"
#include "base/octets.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace observe {

enum class SpanEventKind : std::uint8_t { received, sent, event };

/// One frame or event.
struct SpanEvent {
    base::WallTime at{};
    SpanEventKind kind = SpanEventKind::event;
    std::vector<std::uint8_t> frame; ///< address field first, no FCS; empty of an event
    std::string text;                ///< of an event: "alarms: red", "D-channel down"
};

/// How frames become text, when somebody asks. Octets may be anything; none throws.
struct SpanRenderer {
    std::string (*summary)(base::Octets frame, bool by_network) = nullptr; ///< one line, not ended
    std::string (*detail)(base::Octets frame, bool by_network) = nullptr;  ///< several lines, ended
    bool (*layer3)(base::Octets frame) = nullptr;
};

/// What of a span's trace is shown, and how.
struct SpanTraceOptions {
    bool layer3 = false;  ///< only frames that carry messages of layer 3
    bool details = false; ///< every element of each
};

class SpanTrace;

/// Sees the events of one span as they happen. Destruction unsubscribes. Thread: the signalling
/// loop. The callbacks must not destroy the trace.
class SpanFollower {
  public:
    SpanFollower() = default;
    virtual ~SpanFollower();
    SpanFollower(const SpanFollower&) = delete;
    SpanFollower& operator=(const SpanFollower&) = delete;
    virtual void on_span_event(const SpanEvent& event) = 0;
    /// The span is gone; nothing more comes.
    virtual void on_span_gone() = 0;

  private:
    friend class SpanTrace;
    SpanTrace* trace_ = nullptr;
};

/// Cost: a clock reading and a copy of the octets into memory that is there already. Thread: the
/// signalling loop. Owner: the span's line.
class SpanTrace {
  public:
    static constexpr std::size_t kKept = 128;

    SpanTrace(const base::Clock& clock, SpanRenderer renderer, bool network_side)
        : clock_(clock), renderer_(renderer), network_side_(network_side) {}
    ~SpanTrace();
    SpanTrace(const SpanTrace&) = delete;
    SpanTrace& operator=(const SpanTrace&) = delete;

    void frame(bool sent, base::Octets octets);
    void event(std::string_view text);
    /// Sees each frame as well, whoever follows: the capture. Empty: nobody.
    using FrameTap = std::function<void(bool sent, base::Octets octets)>;
    void set_tap(FrameTap tap) { tap_ = std::move(tap); }

    /// The latest kKept, oldest first.
    std::vector<SpanEvent> recent() const;
    void follow(SpanFollower& follower);
    /// One or more lines, each ended, or nothing when the options leave it out:
    /// "17:05:01.123 > I command SAPI 0 ... | SETUP ref 1 channel 7".
    std::string line(const SpanEvent& event, const SpanTraceOptions& options) const;
    /// As a JSON object: {"at", "direction" (in, out, internal), "summary", "hex"}.
    std::string json(const SpanEvent& event) const;

  private:
    friend class SpanFollower;
    SpanEvent& next(SpanEventKind kind);
    void tell(const SpanEvent& event);
    bool by_network(const SpanEvent& event) const {
        return (event.kind == SpanEventKind::sent) == network_side_;
    }

    const base::Clock& clock_;
    const SpanRenderer renderer_;
    const bool network_side_;
    FrameTap tap_;
    std::array<SpanEvent, kKept> ring_;
    std::size_t head_ = 0, size_ = 0; ///< of the oldest; how many
    std::vector<SpanFollower*> followers_;
};

} // namespace observe
