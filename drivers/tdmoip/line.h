// The line that CESoPSN packets make: blocks, D-channel, alarms and clock, without the socket (RFC
// 5086 §5, §6).
#pragma once

#include "drivers/hdlc.h"
#include "drivers/tdmoip/packet.h"
#include "drivers/tdmoip/sequence.h"
#include "drivers/tdmoip/tdmoip.h"

#include <array>
#include <functional>

namespace drivers {

/// One end of a line. All time comes in by argument.
///
/// Clock `loop`: each packet taken in order gives one block and sends one packet at once; so do
/// lost ones. Clock `free`: each interval gives one block and sends one packet; received blocks
/// wait in a short queue whose depth absorbs jitter. D-channel octets never wait there.
class Line : private SequenceSink {
  public:
    /// Takes one packet to be sent; valid during the call.
    using SendPacket = std::function<void(base::Octets packet)>;

    /// `d_rate`: of the D-channel's timeslot; CESoPSN's is what the type of line has.
    Line(Span& span, const TdmoipOptions& options, base::TimePoint now, SendPacket send);
    Line(Span& span, const TdmoipOptions& options, base::TimePoint now, SendPacket send,
         HdlcRate d_rate);
    void set_sink(SpanSink* sink) { sink_ = sink; }

    void receive(base::Octets datagram, base::TimePoint now);
    void tick(base::TimePoint now);
    base::TimePoint next_due() const;
    bool send_d_frame(base::Octets frame) { return d_sender_.queue(frame); }
    Alarms alarms() const { return alarms_; }
    /// Up to date after each call of this function.
    const SpanCounters& counters() const;

  private:
    static constexpr unsigned kQueueBlocks = 24;

    void on_packet(const Packet& packet) override;
    void on_lost(unsigned count) override;
    void on_resync() override;

    void take_block(const Packet* packet);
    void conceal(Block& block);
    void idle_block(Block& block) const;
    void exchange_block(const Block& rx);
    void queue_block(const Block& block);
    const Block* next_queued();
    void watch_depth();
    void update_alarms(base::TimePoint now);
    void set_alarms(Alarms alarms);
    bool may_answer();
    void tick_free(base::TimePoint now);
    void tick_loop(base::TimePoint now);

    Span& span_; // handed to the sink, never called
    SpanSink* sink_;
    const SendPacket send_;
    const ClockMode clock_;
    const PacketShape shape_;
    const unsigned d_slot_;
    const std::uint8_t idle_octet_;
    const base::Duration interval_, loss_after_, recover_after_;
    const unsigned queue_target_;

    HdlcSender d_sender_;
    HdlcReceiver d_receiver_;
    Sequence sequence_;
    base::TimePoint now_;
    base::TimePoint next_send_; // free: the next interval; loop: when to send though nothing came
    base::TimePoint last_received_, receiving_since_;
    bool received_any_ = false;
    bool remote_ = false, indication_ = false; // as the last packet said
    Alarms alarms_{.loss_of_signal = true};
    double credit_ =
        0; // loop: packets that may be answered, against two loop-timed ends chasing each other
    base::TimePoint credit_at_;
    unsigned ahead_ = 0;          // loop: blocks made up since the last packet
    unsigned lost_in_row_ = 0;    // blocks concealed in a row
    std::uint16_t send_sequence_; // starts anywhere, so that a new start is seen as one
    std::uint32_t rtp_timestamp_ = 0, rtp_ssrc_;

    std::array<Block, kQueueBlocks> queue_; // free: received blocks that wait
    unsigned queue_head_ = 0, queue_size_ = 0;
    bool queue_running_ = false;
    unsigned least_depth_ = kQueueBlocks;
    base::TimePoint depth_until_;
    Block last_, tx_;
    std::array<std::uint8_t, kMaxPacketOctets> packet_;
    mutable SpanCounters counters_;
};

} // namespace drivers
