// A span: one line of timeslots to a switch, whatever carries it (CESoPSN over UDP, DAHDI, TDMoE).
#pragma once

#include "base/clock.h"
#include "base/octets.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace drivers {

/// Timeslots as on the line: E1 1-31 (16 = D-channel), T1 and J1 1-24 (24 = D), BRI 1-2 and 3 = D.
inline constexpr unsigned kMaxTimeslots = 31;
/// The most samples per timeslot in one block: 5 ms at 8 kHz.
inline constexpr unsigned kMaxBlockSamples = 40;

/// J1 is T1 with Japan's CRC-6 and yellow alarm (JT-G704, JT-I431-a).
enum class LineType : std::uint8_t { e1, t1, bri, j1 };
enum class Law : std::uint8_t { alaw, ulaw };

constexpr bool is_t1_or_j1(LineType type) {
    return type == LineType::t1 || type == LineType::j1;
}
constexpr unsigned timeslots(LineType type) {
    return type == LineType::e1 ? 31 : is_t1_or_j1(type) ? 24 : 3;
}
constexpr unsigned d_timeslot(LineType type) {
    return type == LineType::e1 ? 16 : is_t1_or_j1(type) ? 24 : 3;
}
/// The name in conf files: "e1", "t1", "bri", "j1".
constexpr const char* name(LineType type) {
    constexpr const char* kNames[] = {"e1", "t1", "bri", "j1"};
    return kNames[static_cast<unsigned>(type)];
}
/// The law usual on such a line (G.711 §3, §4): mu-law on T1 and J1, A-law elsewhere.
constexpr Law usual_law(LineType type) {
    return is_t1_or_j1(type) ? Law::ulaw : Law::alaw;
}

/// Alarm states of a span; `none` means in service.
struct Alarms {
    bool loss_of_signal = false; ///< red: nothing arrives
    bool remote = false;         ///< yellow: the far end does not receive us
    bool indication = false;     ///< blue: the far end says its own source is lost (AIS)
    bool loopback = false;       ///< what we send comes back
    bool no_multiframe = false;  ///< E1 with CRC4: frames, but no multiframes (G.706 §4.2)
    bool recovering = false;     ///< the fault is over, the line is not yet taken into service
    bool not_present = false;    ///< no such hardware, or it cannot be used
    bool any() const {
        return loss_of_signal || remote || indication || loopback || no_multiframe || recovering ||
               not_present;
    }
    bool operator==(const Alarms&) const = default;
};

/// Counted since the span was opened; read on the span's thread.
struct SpanCounters {
    std::uint64_t packets_received = 0, packets_sent = 0;
    std::uint64_t packets_lost = 0, packets_late = 0, packets_reordered = 0, packets_malformed = 0;
    std::uint64_t samples_concealed = 0; ///< octets per timeslot that were made up for lost packets
    std::uint64_t slips = 0;             ///< blocks skipped or repeated because clocks differ
    std::uint64_t d_frames_received = 0, d_frames_sent = 0;
    std::uint64_t d_frames_bad = 0;     ///< FCS error, abort or length outside Q.921 §2
    std::uint64_t d_frames_dropped = 0; ///< the transmit queue was full
    // Of a line with hardware, as it counts them itself.
    std::uint64_t bipolar_violations = 0, crc4_errors = 0, e_bits = 0, framing_errors = 0;
    std::uint64_t errored_seconds = 0, missed_interrupts = 0;
    std::uint64_t removals = 0; ///< the hardware went away
};

/// The names of alarms for people: "red", "yellow", "no multiframe" ...
inline std::vector<std::string> names(const Alarms& alarms) {
    std::vector<std::string> names;
    for (const auto& [set, name] :
         {std::pair(alarms.not_present, "not present"), std::pair(alarms.loss_of_signal, "red"),
          std::pair(alarms.remote, "yellow"), std::pair(alarms.indication, "blue"),
          std::pair(alarms.loopback, "loopback"), std::pair(alarms.no_multiframe, "no multiframe"),
          std::pair(alarms.recovering, "recovering")})
        if (set)
            names.emplace_back(name);
    return names;
}

/// What a timeslot carries. Data passes bit by bit: no echo canceller, no gain.
enum class Content : std::uint8_t { nothing, speech, data };

/// One block of samples of every timeslot, timeslot-major: `at(ts)` is `samples` octets, earliest
/// first.
struct Block {
    unsigned samples = 0; ///< per timeslot, 8 per millisecond, at most kMaxBlockSamples
    std::uint8_t octets[kMaxTimeslots + 1][kMaxBlockSamples]; ///< row 0 is unused
    std::uint8_t* at(unsigned timeslot) { return octets[timeslot]; }
    const std::uint8_t* at(unsigned timeslot) const { return octets[timeslot]; }
};

/// A loopback of a whole line, where its driver can make one.
enum class SpanLoop : std::uint8_t {
    none,
    line,    ///< here, towards the far end, framing and all
    payload, ///< here, towards the far end; framing is made anew
    remote,  ///< asked of the far end
};

class Span;

/// Who uses a span. All calls come on the span's thread, from inside readable() and tick().
class SpanSink {
  public:
    virtual ~SpanSink() = default;
    /// A block has arrived and one of the same size is due: read `rx`, fill `tx`. `tx` comes filled
    /// with the law's idle octet; the D-channel's row is the driver's own in both.
    virtual void on_block(Span& span, const Block& rx, Block& tx) = 0;
    /// An HDLC frame of the D-channel with correct FCS, address field first, FCS removed. Valid
    /// during the call.
    virtual void on_d_frame(Span& span, base::Octets frame) = 0;
    /// The alarm state changed.
    virtual void on_alarm(Span& span, Alarms alarms) = 0;
};

/// Thread: exactly one, the media worker's (or the exchange's) that owns it.
class Span {
  public:
    virtual ~Span() = default;
    /// Who gets the blocks, frames and alarms from now on; nullptr: nobody, and the far end is told
    /// that we have no signal. Outlives the span or is taken away first.
    virtual void set_sink(SpanSink* /*sink*/) {}
    /// The descriptor to poll for readability, or -1.
    virtual int fd() const = 0;
    /// The descriptor is readable: take all that is there.
    virtual void readable(base::TimePoint now) = 0;
    /// Time has passed: send and check what is due. Call at or after next_due().
    virtual void tick(base::TimePoint now) = 0;
    virtual base::TimePoint next_due() const = 0;
    /// Queues one frame (no FCS) for the D-channel. False when the queue is full; counted.
    virtual bool send_d_frame(base::Octets frame) = 0;
    /// What a timeslot carries from now on. Nothing at first.
    virtual void set_content(unsigned /*timeslot*/, Content /*content*/) {}
    /// Cuts the line here, as if the cable were out, without telling the far end: maintenance and
    /// tests.
    virtual void mute(bool /*sending*/, bool /*receiving*/) {}
    /// Makes or ends a loopback for maintenance. False: this kind of line has none.
    virtual bool set_loop(SpanLoop /*loop*/) { return false; }
    virtual Alarms alarms() const = 0;
    virtual const SpanCounters& counters() const = 0;
    virtual LineType type() const = 0;
    /// The timeslot of its D-channel; 0: it has none, as most spans of an NFAS group.
    virtual unsigned d_slot() const { return d_timeslot(type()); }
    virtual Law law() const = 0;
    virtual const std::string& name() const = 0;
};

} // namespace drivers
