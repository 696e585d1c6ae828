// A span carried as CESoPSN over UDP (RFC 5086, structure-aware, octet aligned), with HDLC on its
// D-channel timeslot.
#pragma once

#include "base/result.h"
#include "drivers/span.h"

#include <chrono>
#include <memory>
#include <string>

namespace drivers {

/// Who is the clock of the line. `free`: this end sends a packet each interval of the monotonic
/// clock. `loop`: this end sends a packet for each one that it receives, as a terminal on a line
/// does; while nothing is received it free-runs with the R bit, so that both ends find each other.
enum class ClockMode : std::uint8_t { free, loop };

/// Payload of a packet: for each frame of 125 us one octet of each timeslot, in order: 1-31 of an
/// E1 (D-channel 16), 1-24 of a T1 (D-channel 24), B1, B2 and D of a BRI. The D-channel of a BRI
/// has 16 kbit/s: its two bits of a frame are the most significant ones of the third octet, the
/// other six are ones.
struct TdmoipOptions {
    std::string name;
    LineType type = LineType::e1;
    Law law = Law::alaw;
    bool has_d_channel = true;           ///< else all timeslots are B-channels (NFAS)
    std::string local;                   ///< "address:port" or "[v6]:port" to receive on
    std::string remote;                  ///< where packets go; only packets from there are taken
    std::chrono::milliseconds packet{5}; ///< 1-5 ms; the same at both ends
    ClockMode clock = ClockMode::loop;
    bool rtp_header = false;     ///< the fixed RTP header before the control word (RFC 5086 §4.2)
    unsigned reorder_window = 2; ///< packets that may be awaited when a later one is there, 0-8
    std::chrono::milliseconds jitter{
        10}; ///< clock `free` only: received blocks wait so long, 0-60 ms
    std::chrono::milliseconds loss_after{100};   ///< nothing for so long is loss of signal
    std::chrono::milliseconds recover_after{15}; ///< packets for so long end it
    SpanSink* sink = nullptr;                    ///< or later by set_sink()
};

/// Why a span could not be opened: a sentence for people, with the address and the system's reason.
struct OpenError {
    std::string text;
};

/// Opens the socket and starts sending at the first tick(). `now`: on the clock that readable() and
/// tick() will get.
base::Result<std::unique_ptr<Span>, OpenError> make_tdmoip(TdmoipOptions options,
                                                           base::TimePoint now);

} // namespace drivers
