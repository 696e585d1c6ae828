// Packets of a line in the order of their sequence numbers (RFC 5086 §6.2.2): reorder window,
// losses, duplicates.
#pragma once

#include "base/clock.h"
#include "drivers/tdmoip/packet.h"

#include <vector>

namespace drivers {

/// Who takes the packets in order. Exactly one call for each sequence number from the first packet
/// on.
class SequenceSink {
  public:
    virtual ~SequenceSink() = default;
    virtual void on_packet(const Packet& packet) = 0;
    /// `count` packets are given up as lost.
    virtual void on_lost(unsigned count) = 0;
    /// The sender has started anew with other numbers: nothing is known about what lies between.
    virtual void on_resync() = 0;
};

/// Memory: `window` payloads, taken once.
class Sequence {
  public:
    /// A jump further than this is a new start of the sender, not a loss.
    static constexpr int kMaxJump = 100;
    /// So many packets in order prove it: far away, and just behind what is expected.
    static constexpr unsigned kFarRun = 2, kLateRun = 4;

    /// `patience`: how long a missing packet is awaited at most when later ones are there.
    Sequence(unsigned window, std::size_t payload_octets, base::Duration patience,
             SequenceSink& sink);

    void push(const Packet& packet, base::TimePoint now);
    /// Gives up what has been awaited too long. Call at or after deadline().
    void expire(base::TimePoint now);
    base::TimePoint deadline() const { return deadline_; }
    std::uint64_t late() const { return late_; }
    std::uint64_t reordered() const { return reordered_; }
    std::uint64_t lost() const { return lost_; }

  private:
    struct Held {
        bool used = false;
        Packet packet;
        std::vector<std::uint8_t> octets;
    };

    Held& place(std::uint16_t sequence) { return held_[sequence % held_.size()]; }
    void hold(const Packet& packet);
    void skip_to_first_held();
    void start_anew(std::uint16_t number);
    void deliver_run();

    unsigned window_;
    base::Duration patience_;
    SequenceSink& sink_;
    bool synchronised_ = false;
    std::uint16_t expected_ = 0;
    unsigned stranger_run_ =
        0; // packets in a row, in order, that do not belong to what is expected
    std::uint16_t stranger_next_ = 0;
    unsigned held_count_ = 0;
    std::vector<Held> held_; // by sequence number modulo its size, a power of 2
    base::TimePoint deadline_ = base::TimePoint::max();
    std::uint64_t late_ = 0, reordered_ = 0, lost_ = 0;
};

} // namespace drivers
