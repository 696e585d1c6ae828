// A span on a telephony card, or any other span of the DAHDI kernel modules (dahdi/user.h).
#pragma once

#include "base/result.h"
#include "drivers/span.h"
#include "drivers/tdmoip/tdmoip.h"

#include <chrono>
#include <memory>
#include <string>

namespace drivers {

namespace dahdi {
class Kernel;
}

enum class LineCoding : std::uint8_t { automatic, ami, b8zs, hdb3 };
enum class LineFraming : std::uint8_t { automatic, d4, esf, ccs };
/// Where HDLC and FCS of the D-channel are done: in DAHDI itself (`dchan`), or by the card
/// (`hardhdlc`).
enum class DChannelHdlc : std::uint8_t { automatic, software, hardware };

/// Delay: `block` from the line to us, and `buffer` plus what is left of the block that the card is
/// sending (at most one) from us to the line.
struct DahdiOptions {
    std::string name;
    /// The span: its DAHDI number ("3"), or card and port on it ("pci:0000:05:04.0/2"), the card by
    /// the location, hardware id or name that `landline span scan` prints.
    std::string card = "1";
    LineType type = LineType::e1;
    Law law = Law::alaw;
    LineCoding coding = LineCoding::automatic;    ///< hdb3 on E1, b8zs on T1, ami on BRI
    LineFraming framing = LineFraming::automatic; ///< ccs on E1 and BRI, esf on T1
    bool crc4 = true;                             ///< E1 only (G.704 §2.3)
    unsigned build_out = 0;     ///< 0-7: T1 0 to 4 133 to 655 ft, 5 to 7 -7.5 to -22.5 dB; E1 0
    unsigned timing = 1;        ///< 0: the card is the clock; else its place among clock sources
    bool network = false;       ///< BRI: NT
    bool termination = false;   ///< BRI: the 100 ohm resistors
    std::string echo_canceller; ///< a DAHDI name ("hwec", "mg2", "oslec" ...); empty: none
    unsigned echo_tail_ms = 16; ///< 4, 8, 16, 32, 64 or 128
    DChannelHdlc d_channel = DChannelHdlc::automatic;
    bool has_d_channel = true; ///< else all channels are B-channels (NFAS)
    unsigned d_slot() const { return has_d_channel ? d_timeslot(type) : 0; }
    std::string tone_zone;                  ///< as libtonezone names it ("de"); empty: not loaded
    double gain_in_db = 0, gain_out_db = 0; ///< of speech from and to the line; never of data
    std::chrono::milliseconds block{5};     ///< 1-5
    std::chrono::milliseconds buffer{10};   ///< a whole number of blocks, 1-12 of them
    SpanSink* sink = nullptr;               ///< or later by set_sink()
};

/// Configures the span and opens it. A span that is not there, or cannot be used, is a span in
/// alarm (`not_present`): the reason and its remedy are logged once, and it is tried again every
/// two seconds by a thread of its own, so that a card may be plugged in, and out, at any time.
/// `sysfs`: "/sys" but in tests. The kernel outlives the span.
/// Errors: options that can never work.
base::Result<std::unique_ptr<Span>, OpenError> make_dahdi(DahdiOptions options,
                                                          base::TimePoint now);
base::Result<std::unique_ptr<Span>, OpenError> make_dahdi(DahdiOptions options, base::TimePoint now,
                                                          dahdi::Kernel& kernel,
                                                          const std::string& sysfs);

} // namespace drivers
