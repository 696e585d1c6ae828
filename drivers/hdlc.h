// HDLC on the octets of one timeslot (Q.921 §2): flags, zero insertion, FCS-16, abort; a sender and
// a receiver.
#pragma once

#include "base/octets.h"

#include <array>
#include <cstdint>
#include <functional>

namespace drivers {

/// How many bits of each timeslot octet the channel uses, most significant first: all 8 on a 64
/// kbit/s D-channel, the 2 uppermost on the 16 kbit/s D-channel of a basic-rate line (the other 6
/// are ones).
///
/// The first bit on the line is the most significant bit of a timeslot octet (G.704), and the least
/// significant bit of a frame's octet (Q.921 §2.8.2); so a frame lies bit-reversed in the timeslot.
enum class HdlcRate : std::uint8_t { kbit64 = 8, kbit16 = 2 };

/// The longest frame without FCS: N201 (260) octets of information, 2 of address, 2 of control
/// (Q.921 §5.9.3).
inline constexpr std::size_t kMaxHdlcFrame = 264;
/// The shortest: address and one octet of control (Q.921 §2.9).
inline constexpr std::size_t kMinHdlcFrame = 3;

/// The frame check sequence of Q.921 §2.7 over these octets, as it is sent (low octet first).
std::uint16_t hdlc_fcs(base::Octets octets);

/// Turns frames into timeslot octets; flags while there is nothing to send. No allocation.
class HdlcSender {
  public:
    explicit HdlcSender(HdlcRate rate = HdlcRate::kbit64) : rate_(rate) {}

    /// Queues a frame (without FCS). False when the queue (8 KiB: one second) has no room or the
    /// length is not allowed.
    bool queue(base::Octets frame);
    /// Fills the timeslot's next `count` octets.
    void fill(std::uint8_t* timeslot, std::size_t count);
    bool idle() const { return used_ == 0 && !in_frame_; }
    std::uint64_t frames_sent() const { return frames_sent_; }
    std::uint64_t frames_dropped() const { return frames_dropped_; }

  private:
    static constexpr std::size_t kQueueOctets = 8192;

    std::uint8_t next_line_octet();
    void refill();
    void push_flag();
    void push_octet(std::uint8_t octet);
    void put(std::uint8_t octet);
    std::uint8_t take();

    HdlcRate rate_;
    bool in_frame_ = false;
    std::uint64_t bits_ =
        0x7e; // bits_count_ bits to send, the next one uppermost of them; a flag opens the line
    unsigned bits_count_ = 8;
    unsigned ones_ = 0;         // sent in a row
    std::size_t remaining_ = 0; // octets of the frame that is being sent, FCS included
    std::uint8_t quarter_ = 0;  // 16 kbit/s: the line octet that is being spread over four frames
    unsigned quarters_left_ = 0;
    std::array<std::uint8_t, kQueueOctets> queue_; // frames: length (2), octets, FCS (2)
    std::size_t head_ = 0, used_ = 0;
    std::uint64_t frames_sent_ = 0, frames_dropped_ = 0;
};

/// Finds frames in timeslot octets. No allocation; octets that repeat an idle line cost one
/// comparison.
class HdlcReceiver {
  public:
    /// A frame with correct FCS, FCS removed. Valid during the call.
    using OnFrame = std::function<void(base::Octets frame)>;
    explicit HdlcReceiver(OnFrame on_frame, HdlcRate rate = HdlcRate::kbit64)
        : rate_(rate), on_frame_(std::move(on_frame)) {}

    void receive(const std::uint8_t* timeslot, std::size_t count);
    /// Octets are missing here: drops the frame in progress and looks for the next flag.
    void lost();
    std::uint64_t frames_received() const { return frames_received_; }
    /// FCS wrong, aborted, not whole octets, too short or too long (Q.921 §2.9).
    std::uint64_t frames_bad() const { return frames_bad_; }

  private:
    static constexpr std::size_t kBuffer = kMaxHdlcFrame + 2;

    void line_octet(std::uint8_t octet);
    void line_bit(unsigned bit);
    void push_bits(unsigned bits, unsigned count);
    void end_frame();
    void bad();

    HdlcRate rate_;
    OnFrame on_frame_;
    bool in_frame_ = false; // a flag was seen, and no abort since
    unsigned ones_ = 0;     // in a row on the line, 7 = more than six
    unsigned partial_ = 0;  // bits of the next octet, the first one lowest
    unsigned partial_count_ = 0;
    std::size_t size_ = 0;
    std::int16_t idle_ = -1; // a line octet that changes nothing
    std::uint8_t quarter_ = 0;
    unsigned quarters_ = 0;
    std::array<std::uint8_t, kBuffer> frame_;
    std::uint64_t frames_received_ = 0, frames_bad_ = 0;
};

} // namespace drivers
