// A jitter buffer for G.711: octets in a ring by RTP timestamp, played on the clock of the line.
#pragma once

#include "base/octets.h"
#include "dsp/codec/g711.h"
#include "dsp/rtp/delay.h"
#include "dsp/rtp/drift.h"

#include <array>
#include <cstdint>
#include <span>

namespace dsp {

/// Packets go in as they come, samples come out as the line asks for them.
///
///      played          play_ ........ ahead ........ end_
///     [history |  taken next |x x x x x x - - - - x x x x|      ]   x there, - missing; 512 ms in
///     all
///
/// Delay: a packet that comes as fast as the fastest waits target() samples; later ones wait less.
/// The buffer moves towards a changed target, and follows the drift between the clocks, by leaving
/// out or repeating quiet samples, in speech only when that would take too long, one sample in 40;
/// in gaps it moves at once. Data keeps its alignment: what is late or lost is missing, what comes
/// after it has its place. Thread: the owner's. Nothing is allocated. Law: the octets' (for
/// telling silence), never converted here.
class JitterBuffer {
  public:
    struct Options {
        Law law = Law::alaw;
        unsigned min_ms = 20, max_ms = 200; ///< bounds of the target
        /// Clear channel: the delay is max_ms, and stays so whatever the jitter. Octets are put in
        /// or left out only by a slip, when the clocks or the path have moved the delay to the
        /// buffer's ends.
        bool data = false;
    };
    struct Counters {
        std::uint64_t late = 0; ///< packets that came, wholly or in part, after their time
        std::uint64_t duplicate = 0;
        std::uint64_t resyncs = 0;               ///< new timelines: timestamp jumps, changed paths
        std::uint64_t dropped = 0, inserted = 0; ///< samples, to follow target and drift
        std::uint64_t slips_in_speech = 0; ///< adjustments made where somebody spoke; of data, all
        std::uint64_t played = 0, missing = 0; ///< samples taken; those not there (after the first)
    };
    enum class Put : std::uint8_t { accepted, late, duplicate, refused };

    explicit JitterBuffer(const Options& options);

    /// One packet's octets, in the law of the line. Longer than kMaxPacket: refused.
    Put put(std::uint32_t timestamp, base::Octets octets, bool marker);
    /// The next samples, at most kMaxTake. Bit n of the result: sample n is missing (out[n] is not
    /// written).
    std::uint64_t take(std::span<std::uint8_t> out);
    /// The samples played before the last `back` ones (at most kHistory together), for concealment.
    void history(std::span<std::uint8_t> out, unsigned back) const;
    /// Keeps what was really played in the last take(), concealment included, for history().
    void played(std::span<const std::uint8_t> out);
    /// A new source: forget everything but the counters.
    void reset();

    bool started() const { return started_; }
    /// Something of this timeline has been played.
    bool heard() const { return heard_; }
    /// Nothing waits to be played.
    bool dry() const { return static_cast<std::int32_t>(end_ - play_) <= 0; }
    /// Present delay of the fastest packets, and what it should be; samples.
    int delay() const;
    unsigned target() const { return estimator_.target(); }
    double drift_ppm() const { return drift_.ppm(); }
    const Counters& counters() const { return counters_; }

    static constexpr unsigned kMaxTake = 64;
    static constexpr unsigned kMaxPacket = 960; ///< 120 ms
    static constexpr unsigned kHistory = 400;

  private:
    static constexpr std::uint32_t kRing = 4096;
    static constexpr std::int32_t kMaxAhead = 3200;  // 400 ms
    static constexpr std::int32_t kMaxBehind = 4000; // later than that is another timeline
    static constexpr std::uint32_t kLongDry = 8000;

    void start(std::uint32_t timestamp);
    bool on_timeline(std::uint32_t timestamp, std::size_t length, bool marker);
    void resync(std::uint32_t timestamp);
    void observe(std::uint32_t timestamp);
    void move_in_gap(std::uint32_t timestamp, bool marker);
    bool stretch(std::uint32_t timestamp);
    Put put_late(std::uint32_t timestamp, base::Octets octets);
    void store(std::uint32_t timestamp, base::Octets octets);
    void decide();
    void cut();
    void watch_data();
    void slip_data();

    bool leave_out_quiet();
    bool repeat_quiet(std::span<std::uint8_t> out);
    bool slip(std::span<std::uint8_t> out);
    void count_adjustment(int samples, bool in_speech);

    bool newest(std::uint32_t timestamp) const {
        return static_cast<std::int32_t>(timestamp - end_) >= 0;
    }
    std::int32_t transit(std::uint32_t timestamp) const {
        return static_cast<std::int32_t>(timestamp - clock_ - origin_);
    }
    void jump(std::uint32_t play);
    void read(std::uint32_t from, std::span<std::uint8_t> out) const;
    void write(std::uint32_t to, base::Octets octets);
    std::uint64_t present(std::uint32_t from, unsigned count) const;
    void mark(std::uint32_t from, unsigned count, bool there);
    void forget(unsigned count);

    const Options options_;
    bool started_ = false, heard_ = false;
    std::uint32_t play_ = 0;    // timestamp of the next sample to play
    std::uint32_t end_ = 0;     // one past the newest sample that came
    std::uint32_t clock_ = 0;   // samples taken: our clock
    std::uint32_t origin_ = 0;  // timestamp minus clock of the first packet: keeps transits small
    std::uint32_t suspect_ = 0; // timestamp expected next on a timeline that nothing confirms yet
    bool have_suspect_ = false;
    unsigned late_in_a_row_ = 0;
    std::uint32_t late_since_ = 0; // our clock at the first of them
    int adjusting_ = 0;            // samples to leave out (positive) or to repeat (negative)
    std::uint32_t adjusting_since_ = 0, last_slip_ = 0;
    DelayEstimator estimator_;
    DriftMeter drift_;
    Counters counters_;
    std::array<std::uint64_t, kRing / 64> there_{};
    std::array<std::uint8_t, kRing> ring_;
};

} // namespace dsp
