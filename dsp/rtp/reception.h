// Statistics of one received RTP source: sequence, loss, jitter (RFC 3550 appendix A.1, A.3, A.8).
#pragma once

#include "dsp/rtp/rtcp.h"

#include <cstdint>

namespace dsp {

/// One source (SSRC). Thread: the owner's. Time: arrival is given on the RTP clock (8000 Hz), any
/// origin.
///
/// Unlike A.1 a new source is believed from its first packet (no probation): on a telephone call
/// the source is agreed by signalling, and 20 ms of "Hello" count. A jump of the sequence is still
/// taken only when two packets in a row agree on it.
class Reception {
  public:
    enum class Verdict : std::uint8_t {
        in_order,
        reordered, ///< behind the newest, not seen before
        duplicate,
        jumped,  ///< first packet of a sequence that continues elsewhere; counting starts anew
        refused, ///< far from the sequence and not confirmed by a second packet yet
    };

    /// Starts over with this source.
    void start(std::uint32_t ssrc, std::uint16_t sequence);
    bool started() const { return started_; }
    std::uint32_t ssrc() const { return ssrc_; }

    Verdict on_packet(std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t arrival);
    /// A sender report of this source came at `now` (ntp_middle of our clock).
    void on_sender_report(const SenderInfo& sender, std::uint32_t now);
    /// The block for our next RR or SR; loss fraction is since the last call (A.3).
    ReportBlock report(std::uint32_t now);

    std::uint64_t received() const { return received_total_; }
    /// Over all sequences seen, never negative.
    std::uint64_t lost() const;
    std::uint64_t duplicates() const { return duplicates_; }
    std::uint64_t reordered() const { return reordered_; }
    /// Timestamp units.
    std::uint32_t jitter() const { return jitter_ >> 4; }
    std::uint32_t max_jitter() const { return max_jitter_; }
    std::uint32_t extended_highest() const { return cycles_ + highest_; }

  private:
    void start_sequence(std::uint16_t sequence);
    std::int64_t lost_in_sequence() const;
    void measure_jitter(std::uint32_t timestamp, std::uint32_t arrival);

    bool started_ = false;
    std::uint32_t ssrc_ = 0;
    // A.1
    std::uint16_t highest_ = 0;
    std::uint32_t cycles_ = 0; // 65536 per wrap
    std::uint32_t base_ = 0;
    std::uint32_t bad_ = kNoBad;
    std::uint64_t seen_ = 0;     // bit n: the packet n before the highest has come
    std::uint32_t received_ = 0; // of this sequence, duplicates too
    std::uint32_t expected_before_ = 0, received_before_ = 0;
    // A.8, in 1/16 units
    std::uint32_t transit_ = 0;
    bool have_transit_ = false;
    std::uint32_t jitter_ = 0, max_jitter_ = 0;
    // §6.4.1
    std::uint32_t last_sr_ = 0, last_sr_at_ = 0;
    // over the source's life
    std::uint64_t received_total_ = 0, lost_before_ = 0, duplicates_ = 0, reordered_ = 0;

    static constexpr std::uint32_t kNoBad = 0x10000;
};

} // namespace dsp
