// The media engine as the signalling side sees it: spans, ports, bridges, tones. The work is done
// by media workers.
#pragma once

#include "base/clock.h"
#include "base/octets.h"
#include "base/result.h"
#include "drivers/span.h"
#include "dsp/tone/plan.h"
#include "gateway/media/line_test.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace media {

/// A span handed to the engine; 0 = none.
struct SpanId {
    std::uint32_t value = 0;
    bool operator==(const SpanId&) const = default;
    explicit operator bool() const { return value != 0; }
};

/// One end of a bridge. Never reused: an id of a closed port is harmless everywhere. 0 = none.
struct PortId {
    std::uint64_t value = 0;
    bool operator==(const PortId&) const = default;
    explicit operator bool() const { return value != 0; }
};

/// A media worker (thread), 0 to workers() - 1.
using WorkerId = unsigned;

enum class Error : std::uint8_t {
    no_free_port, ///< the local port range is used up
    bad_address,  ///< not an IP address, or of another family than the local one
    socket,       ///< the kernel refused a socket; logged
    no_such_span,
    no_such_timeslot, ///< outside the line, or its D-channel
    timeslot_busy,    ///< another port has it
    stale_port,       ///< the port is closed
    no_line,          ///< the port is no B-channel
    other_worker,     ///< RTP ports of a bridge must be on one worker (see worker_of)
    no_worker,
};
const char* text(Error error);

/// What an RTP payload holds. clearmode (RFC 4040) is passed on bit by bit: no law, no concealment.
enum class Codec : std::uint8_t { pcma, pcmu, clearmode };

/// What a bridge between two lines carries. Audio is converted between the laws of the lines; data
/// passes octet by octet and waits longer, so that nothing slips.
enum class Content : std::uint8_t { audio, data };

/// A transport address; `host` is an IP address in text, never a name.
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

/// How audio is carried, as agreed by SDP.
struct RtpFormat {
    Codec codec = Codec::pcma;
    std::uint8_t payload_type = 8;               ///< both ways
    std::optional<std::uint8_t> telephone_event; ///< RFC 4733 payload type; never played as audio
    std::uint8_t comfort_noise = 13;             ///< RFC 3389
    unsigned ptime = 20; ///< ms per packet sent: 10, 20, 30 or 40; any is received
};

struct RtpOptions {
    RtpFormat format;
    std::optional<Endpoint>
        remote; ///< where to send; none: not yet known, or learned when symmetric
    std::optional<Endpoint> remote_rtcp; ///< none: port + 1 of `remote` (RFC 3550 §11)
    /// Send to where RTP comes from (RFC 4961 peers, peers behind NAT): the first valid source is
    /// latched; another takes its place only when the latched one has been silent for 500 ms or
    /// after set_remote().
    bool symmetric = true;
};

/// An open port, for audits: `span` and `timeslot` of a line's, none of an RTP port.
struct OpenPort {
    PortId port;
    SpanId span;
    unsigned timeslot = 0;
};

struct RtpPort {
    PortId port;
    std::uint16_t local_port = 0; ///< even; RTCP is on the next one
};

/// From the view of the port, as in SDP of ours (RFC 3264 §5.1): what we send to the far end, what
/// we take from it. Early media to a caller: its port is send_only. The far end holds us
/// (a=sendonly): the port is receive_only.
enum class Direction : std::uint8_t { send_receive, send_only, receive_only, inactive };

/// Of one port, over its life. Times in ms, rates as said.
struct Stats {
    PortId port;
    bool rtp = false; ///< else TDM: only `samples_*` and `seconds` count
    std::uint64_t packets_sent = 0, octets_sent = 0;         ///< RTP payload octets
    std::uint64_t packets_received = 0, octets_received = 0; ///< valid ones
    std::uint64_t packets_lost = 0; ///< RFC 3550 §6.4.1 cumulative, never negative here
    std::uint64_t packets_late = 0; ///< came after their time to be played
    std::uint64_t packets_duplicate = 0, packets_reordered = 0;
    std::uint64_t packets_discarded = 0; ///< malformed, unknown payload type or from a stranger
    double jitter_ms = 0;                ///< RFC 3550 §6.4.1 interarrival jitter
    double max_jitter_ms = 0;
    double round_trip_ms = 0;    ///< last, from RTCP; 0: never measured
    double remote_jitter_ms = 0; ///< what the far end says of our stream (RTCP RR)
    std::uint32_t remote_lost = 0;
    double delay_ms = 0;  ///< the jitter buffer's present delay
    double target_ms = 0; ///< and its target
    double drift_ppm = 0; ///< far RTP clock against our line clock; positive: far is faster
    std::uint64_t samples_played = 0; ///< towards the line (TDM: towards the line as well)
    std::uint64_t samples_concealed = 0;
    std::uint64_t samples_dropped = 0, samples_inserted = 0; ///< to follow target and drift
    std::uint64_t slips_in_speech = 0; ///< of these adjustments, those outside silence, or in data
    std::uint32_t ssrc = 0, remote_ssrc = 0;
    Endpoint remote;    ///< where we send at the end, after latching
    double seconds = 0; ///< since the port was opened
};

/// What workers report about ports. Thread: the signalling loop, from inside process_reports().
class Listener {
  public:
    virtual ~Listener() = default;
    /// No RTP for the time of expect_media(). Comes once, until expect_media() is called again.
    virtual void on_media_timeout(PortId port) = 0;
    /// The answer to request_stats().
    virtual void on_stats(const Stats& stats) = 0;
    /// The last word of a port, after close(). Comes exactly once per port, except when the engine
    /// is destroyed.
    virtual void on_closed(const Stats& stats) = 0;
    /// The answer to request_test(), while there is a test.
    virtual void on_test(PortId port, const TestResult& result) {
        static_cast<void>(port), static_cast<void>(result);
    }
    /// The answer to set_loop(): false when this kind of line has no such loopback.
    virtual void on_loop(SpanId span, bool done) {
        static_cast<void>(span), static_cast<void>(done);
    }
    /// A key was pressed (RFC 4733 §3.2): 0-9, 10 = *, 11 = #, 12-15 = A-D. Once per press, at its
    /// end.
    virtual void on_telephone_event(PortId port, std::uint8_t event, unsigned duration_ms) {
        static_cast<void>(port), static_cast<void>(event), static_cast<void>(duration_ms);
    }
};

/// What a worker reports about one span. Thread: the signalling loop, from inside
/// process_reports().
class SpanListener {
  public:
    virtual ~SpanListener() = default;
    /// A D-channel frame, no FCS. Valid during the call.
    virtual void on_d_frame(base::Octets frame) = 0;
    virtual void on_alarm(drivers::Alarms alarms) = 0;
};

struct Options {
    unsigned workers = 0;              ///< 0: one per core
    bool threads = true;               ///< false: the owner runs all workers by run_once() (tests)
    std::string address = "127.0.0.1"; ///< local RTP address, IPv4 or IPv6
    std::uint16_t first_port = 16384, last_port = 32766;
    std::chrono::milliseconds jitter_min{20}, jitter_max{200};
    std::chrono::milliseconds data_delay{60}; ///< fixed delay of clearmode and of data tandems
    std::chrono::milliseconds timeout{30000}; ///< default of expect_media()
    bool realtime = false;                    ///< SCHED_FIFO for workers; when refused, logged once
    std::string cname; ///< RTCP CNAME (RFC 3550 §6.5.1); empty: made up at random
};

/// All media of the daemon.
///
/// Thread:  signalling only, each member. Orders cross to the workers without locks and take effect
/// in the
///          order given, within one block (5 ms).
/// Owner:   whoever made it; clock and listeners outlive it. Destruction stops and joins the
/// workers. Errors:  as said; orders to a closed or unknown port do nothing.
class Engine {
  public:
    /// Errors: std::runtime_error for options that cannot work (start-up only).
    static std::unique_ptr<Engine> create(Options options, const base::Clock& clock,
                                          Listener& listener);
    virtual ~Engine() = default;

    /// Makes a driver's span with the sink it must report to. Called once, inside add_span;
    /// afterwards the span belongs to a worker and is touched by that thread only.
    using MakeSpan = std::function<std::unique_ptr<drivers::Span>(drivers::SpanSink& sink)>;
    virtual SpanId add_span(const MakeSpan& make, SpanListener& listener) = 0;
    /// Closes the span and its ports (each reports on_closed). Its listener is not called any more.
    virtual void remove_span(SpanId span) = 0;
    /// Queues a D-channel frame (no FCS, at most kMaxDFrame octets). False: unknown span or too
    /// long.
    virtual bool send_d_frame(SpanId span, base::Octets frame) = 0;
    static constexpr std::size_t kMaxDFrame = 512;
    virtual WorkerId worker_of(SpanId span) const = 0;
    /// As last reported: alarms at once, counters each second.
    virtual drivers::Alarms alarms(SpanId span) const = 0;
    virtual drivers::SpanCounters counters(SpanId span) const = 0;

    virtual unsigned workers() const = 0;
    /// The worker with the fewest ports, for a call without a span.
    virtual WorkerId least_loaded() const = 0;

    /// Opens a pair of sockets at the local address (RTP even, RTCP odd), known at once for the
    /// SDP.
    virtual base::Result<RtpPort, Error> open_rtp(WorkerId worker, const RtpOptions& options) = 0;
    /// Takes a B-channel. While neither bridged nor playing it sends the law's idle octet.
    virtual base::Result<PortId, Error> open_tdm(SpanId span, unsigned timeslot) = 0;
    virtual void set_format(PortId rtp, const RtpFormat& format) = 0;
    /// A new address from SDP; a latched source is forgotten. Errors: bad_address, stale_port.
    virtual base::Result<void, Error>
    set_remote(PortId rtp, const Endpoint& remote,
               const std::optional<Endpoint>& remote_rtcp = {}) = 0;

    /// Joins two ports; former bridges of both end. TDM with TDM may be on different workers,
    /// anything else not.
    /// `content` counts between two lines; elsewhere the codec of the RTP port says it.
    virtual base::Result<void, Error> bridge(PortId a, PortId b,
                                             Content content = Content::audio) = 0;
    /// Parts the bridge of this port; both ports stay open.
    virtual void unbridge(PortId port) = 0;
    /// Ports start as send_receive.
    virtual void set_direction(PortId port, Direction direction) = 0;
    /// Plays a tone outward on this port (whatever its direction) instead of what the bridge gives,
    /// until stop_tone(). Never on clearmode: data has no tones.
    virtual void play(PortId port, dsp::Tone tone, dsp::TonePlan plan = dsp::TonePlan::etsi) = 0;
    virtual void stop_tone(PortId port) = 0;

    /// From now on RTP must arrive (the port receives, the call is answered): else on_media_timeout
    /// once after `timeout`. Paused while the direction does not receive.
    virtual void expect_media(PortId rtp, std::chrono::milliseconds timeout) = 0;
    /// The same with the default of the options.
    virtual void expect_media(PortId rtp) = 0;
    virtual void ignore_media_timeout(PortId rtp) = 0;

    /// The open port of a B-channel; none.
    virtual PortId port_on(SpanId span, unsigned timeslot) const = 0;
    /// Puts a test on a B-channel's port, in the place of a former one. Direction and tones of the
    /// port do not concern it. Errors: stale_port, no_line.
    virtual base::Result<void, Error> start_test(PortId tdm, const TestSpec& spec) = 0;
    /// The port goes on as before.
    virtual void stop_test(PortId tdm) = 0;
    /// Answered by Listener::on_test.
    virtual void request_test(PortId tdm) = 0;
    /// A loopback of the whole line. Answered by Listener::on_loop.
    virtual void set_loop(SpanId span, drivers::SpanLoop loop) = 0;

    /// Answered by Listener::on_stats.
    virtual void request_stats(PortId port) = 0;
    /// Parts its bridge, sends RTCP BYE, frees sockets or timeslot; answered by
    /// Listener::on_closed. The id is stale at once; the timeslot may be opened again at once.
    virtual void close(PortId port) = 0;

    virtual std::vector<OpenPort> open_ports() const = 0;

    /// Readable when reports wait; to be watched by the signalling loop.
    virtual int fd() const = 0;
    /// Calls the listeners for all reports that wait. Returns how many there were.
    virtual std::size_t process_reports() = 0;

    /// Without threads: one turn of every worker at time `now` (orders, sockets, spans, timers),
    /// then process_reports().
    virtual void run_once(base::TimePoint now) = 0;
    /// Processor time that a worker's thread has used; for benchmarks and the console.
    virtual base::Duration cpu_time(WorkerId worker) const = 0;
};

} // namespace media
