// The trace of a call: every message, mapping decision and timer of both legs on one time axis.
#pragma once

#include "base/clock.h"
#include "base/octets.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace observe {

/// Names a call; never reused while the daemon runs.
using CallId = std::uint64_t;

/// Where on the ladder something happened: A is the leg that the call came in on, B the one it goes
/// out on.
enum class TraceLeg : std::uint8_t { incoming, gateway, outgoing };
enum class Direction : std::uint8_t { in, out, internal }; ///< as the gateway sees it
enum class Protocol : std::uint8_t { sip, isup, q931, media, route, timer, mapping };
inline constexpr std::size_t kProtocols = 7;

/// "A", "gateway", "B"; "in", "out", "internal"; "SIP", "ISUP", "Q.931", "media", ...
std::string_view name(TraceLeg leg);
std::string_view name(Direction direction);
std::string_view name(Protocol protocol);

/// One thing that happened, as read back from a trace: a value.
struct TraceEvent {
    base::Duration at{}; ///< since the call began
    TraceLeg leg = TraceLeg::gateway;
    Direction direction = Direction::internal;
    Protocol protocol = Protocol::route;
    std::string
        summary; ///< "INVITE sip:600@192.0.2.1", "IAM called 600"; of a note: the mapping's row
    std::string clause;               ///< of a note: "Q.699 §2.1.1"; else empty
    std::string value;                ///< of a note: what the row gave, "17 -> 486"; else empty
    std::vector<std::uint8_t> detail; ///< the message's octets, empty when dropped
    std::size_t detail_size = 0;      ///< how many octets the message had
    bool is_note() const { return !clause.empty() || !value.empty(); }
    bool truncated() const { return detail.size() < detail_size; }
};

/// The trace of one call as a value: what the ladder and the summary are made from.
struct TraceView {
    CallId id = 0;
    base::WallTime began{};
    bool ended = false;
    base::Duration duration{}; ///< until its end, or until now
    std::size_t dropped = 0;   ///< events left out because the call had too many
    std::string incoming_name; ///< heads the ladder's column of leg A: "SIP pbx"
    std::string outgoing_name; ///< and of leg B: "PRI line1/7"; may be empty
    std::vector<TraceEvent> events;
};

/// How the octets of one protocol become text, when somebody asks. Octets may be cut short; never
/// throws.
struct TraceRenderer {
    std::string (*summary)(base::Octets octets) = nullptr; ///< one line, as in TraceEvent::summary
    std::string (*detail)(base::Octets octets) = nullptr;  ///< several lines
};
using TraceRenderers = std::array<TraceRenderer, kProtocols>;
inline TraceRenderer& renderer(TraceRenderers& renderers, Protocol protocol) {
    return renderers[static_cast<std::size_t>(protocol)];
}
inline const TraceRenderer& renderer(const TraceRenderers& renderers, Protocol protocol) {
    return renderers[static_cast<std::size_t>(protocol)];
}

struct TraceLimits {
    std::size_t call_octets = 24 * 1024;       ///< per call; 0 switches tracing off
    std::size_t message_octets = 4 * 1024;     ///< of one message; the rest is cut
    std::size_t kept_octets = 4 * 1024 * 1024; ///< of all ended calls together; the oldest go first
};

/// Of a call that has too many events, this many first ones stay, and the latest; the middle goes.
inline constexpr std::size_t kFirstEventsKept = 24;

class CallTrace;
class TraceStore;

/// Sees the events of one live call as they happen. Destruction unsubscribes.
/// Thread: the signalling loop. The callbacks must not record into the trace, nor end the call.
class TraceFollower {
  public:
    TraceFollower() = default;
    virtual ~TraceFollower();
    TraceFollower(const TraceFollower&) = delete;
    TraceFollower& operator=(const TraceFollower&) = delete;
    virtual void on_trace_event(const TraceEvent& event) = 0;
    /// The call is over; nothing more comes, the trace is kept in the store.
    virtual void on_trace_end() = 0;
    void unfollow();

  private:
    friend class CallTrace;
    CallTrace* trace_ = nullptr;
};

/// A message of a call as it happens. Valid during the callback only.
struct TraceMessage {
    CallId call = 0;
    TraceLeg leg{};
    Direction direction{};
    Protocol protocol{};
    std::string_view leg_name; ///< as it heads the leg's column; empty: no name yet
    base::Octets octets;       ///< all of them, whatever the trace keeps
};

/// Is told of each message of each call, for what leaves the daemon at once.
/// Thread: the signalling loop. The callbacks must not record into a trace, nor end a call.
class TraceTap {
  public:
    virtual ~TraceTap() = default;
    virtual void on_trace_message(const TraceMessage& message) = 0;
    virtual void on_trace_call_over(CallId call) = 0;
};

/// Collects the events of one call: a member of the call.
///
/// Cost: a clock reading and a copy of the octets; no text is made until somebody reads or follows.
/// Memory: at most TraceLimits::call_octets. When full, the octets of the oldest messages go first
/// (their summaries stay), then events from the middle: how a call began and how it ends is what
/// people ask for. Thread: the signalling loop. Owner: the call; destruction hands the trace to the
/// store's ring of ended calls.
class CallTrace {
  public:
    CallTrace(TraceStore& store, CallId id);
    ~CallTrace();
    CallTrace(const CallTrace&) = delete;
    CallTrace& operator=(const CallTrace&) = delete;

    CallId id() const { return id_; }
    /// "SIP pbx", "PRI line1/7": heads the leg's column.
    void name_leg(TraceLeg leg, std::string_view text);
    /// A message as on the wire: its summary is rendered from the octets on demand, unless given.
    void message(TraceLeg leg, Direction direction, Protocol protocol, base::Octets octets,
                 std::string_view summary = {});
    /// SIP text, likewise.
    void message(TraceLeg leg, Direction direction, Protocol protocol, std::string_view text,
                 std::string_view summary = {});
    /// Anything else in one line: "T7 expired", "route to-exchange", "RTP from 192.0.2.7:4000".
    void event(TraceLeg leg, Direction direction, Protocol protocol, std::string_view summary);
    /// A row of a mapping table (or a number rule) was used: its name, its clause and what it gave.
    void note(TraceLeg leg, std::string_view row, std::string_view clause, std::string_view value,
              Protocol protocol = Protocol::mapping);

    TraceView view() const;
    std::size_t octets() const { return size_; }
    /// Subscribes; the follower is told of what comes, not of what was.
    void follow(TraceFollower& follower);

  private:
    friend class TraceStore;
    friend class TraceFollower;
    void append(TraceLeg leg, Direction direction, Protocol protocol, std::string_view summary,
                std::string_view clause, std::string_view value, base::Octets octets);
    void tell_tap(TraceLeg leg, Direction direction, Protocol protocol, base::Octets octets);
    void make_room(std::size_t wanted);
    void compact(std::size_t target);
    void tell_followers(std::size_t position);

    TraceStore& store_;
    CallId id_;
    base::TimePoint began_;
    base::WallTime began_wall_;
    std::unique_ptr<std::uint8_t[]> buffer_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
    std::size_t dropped_ = 0;
    std::string names_[2];
    std::vector<TraceFollower*> followers_;
};

/// All traces: those of live calls by reference, those of ended calls in a ring of bounded size.
/// Thread: the signalling loop. Owner: main; outlives every CallTrace.
class TraceStore {
  public:
    explicit TraceStore(const base::Clock& clock, TraceLimits limits = {},
                        TraceRenderers renderers = {});
    ~TraceStore();
    TraceStore(const TraceStore&) = delete;
    TraceStore& operator=(const TraceStore&) = delete;

    /// Applies to what is recorded from now on.
    void set_limits(TraceLimits limits);
    const TraceLimits& limits() const { return limits_; }
    const TraceRenderers& renderers() const { return renderers_; }
    void set_renderers(const TraceRenderers& renderers) { renderers_ = renderers; }

    /// Null: nobody. It must outlive the calls.
    void set_tap(TraceTap* tap) { tap_ = tap; }

    /// A live or an ended call; nothing when unknown or dropped.
    std::optional<TraceView> find(CallId id) const;
    CallTrace* live(CallId id) const;
    /// Ended calls that are kept, the latest first.
    std::vector<CallId> ended() const;
    std::size_t kept_octets() const { return kept_octets_; }

  private:
    friend class CallTrace;
    /// What is kept of an ended call: its records, cut to size.
    struct Ended {
        CallId id = 0;
        base::WallTime began{};
        base::Duration duration{};
        std::size_t dropped = 0;
        std::string names[2];
        std::unique_ptr<std::uint8_t[]> records;
        std::size_t size = 0;
        std::size_t octets() const { return size + sizeof(Ended); }
    };
    void begin(CallTrace& trace);
    void end(CallTrace& trace);
    void shrink_to(std::size_t octets);

    const base::Clock& clock_;
    TraceLimits limits_;
    TraceRenderers renderers_;
    TraceTap* tap_ = nullptr;
    std::unordered_map<CallId, CallTrace*> live_;
    std::deque<Ended> ended_;
    std::size_t kept_octets_ = 0;
};

} // namespace observe
