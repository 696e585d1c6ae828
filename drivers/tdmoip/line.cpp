// The line that CESoPSN packets make: what RFC 5086 §6 calls the IWF's PSN-bound and CE-bound
// directions.
#include "drivers/tdmoip/line.h"

#include "base/log.h"

#include <algorithm>
#include <cstring>

namespace drivers {
namespace {

using std::chrono::milliseconds;

constexpr std::uint8_t kIdleAlaw = 0xd5, kIdleUlaw = 0xff; // G.711: the value of zero
// Loop clock: so long without a packet, this end sends by its own clock.
constexpr base::Duration kSilence = milliseconds(20);
// Loop clock: how much faster than its nominal rate a line may run, and how large a burst may be.
constexpr double kMaxRate = 1.05, kMaxBurst = 64;
// Free clock: intervals that are made up for when the thread came late; more are skipped.
constexpr unsigned kMaxCatchUp = 6;
// A gap this long is not filled up block by block.
constexpr unsigned kMaxConcealed = 16;
constexpr base::Duration kDepthWatch = std::chrono::seconds(2);

HdlcRate d_rate(LineType type) {
    return type == LineType::bri ? HdlcRate::kbit16 : HdlcRate::kbit64;
}

PacketShape shape_of(const TdmoipOptions& options) {
    return {timeslots(options.type), static_cast<unsigned>(options.packet.count()) * 8,
            options.rtp_header};
}

unsigned queue_target(const TdmoipOptions& options) {
    const auto blocks = (options.jitter + options.packet - milliseconds(1)) / options.packet;
    return static_cast<unsigned>(std::clamp<std::int64_t>(blocks, 0, 12));
}

} // namespace

Line::Line(Span& span, const TdmoipOptions& options, base::TimePoint now, SendPacket send)
    : Line(span, options, now, std::move(send), d_rate(options.type)) {}

Line::Line(Span& span, const TdmoipOptions& options, base::TimePoint now, SendPacket send,
           HdlcRate d_rate)
    : span_(span), sink_(options.sink), send_(std::move(send)), clock_(options.clock),
      shape_(shape_of(options)), d_slot_(options.has_d_channel ? d_timeslot(options.type) : 0),
      idle_octet_(options.law == Law::alaw ? kIdleAlaw : kIdleUlaw), interval_(options.packet),
      loss_after_(options.loss_after), recover_after_(options.recover_after),
      queue_target_(queue_target(options)), d_sender_(d_rate),
      d_receiver_(
          [this](base::Octets frame) {
              if (sink_)
                  sink_->on_d_frame(span_, frame);
          },
          d_rate),
      sequence_(options.reorder_window, shape_.payload_octets(),
                interval_ * std::max(1U, options.reorder_window), *this),
      now_(now), next_send_(now), last_received_(now), receiving_since_(now), credit_(kMaxBurst),
      credit_at_(now), send_sequence_(static_cast<std::uint16_t>(now.time_since_epoch() /
                                                                 std::chrono::microseconds(1))),
      rtp_ssrc_(static_cast<std::uint32_t>(std::hash<std::string>{}(options.local))),
      depth_until_(now + kDepthWatch) {
    idle_block(last_);
    idle_block(tx_);
}

const SpanCounters& Line::counters() const {
    counters_.packets_late = sequence_.late();
    counters_.packets_reordered = sequence_.reordered();
    counters_.packets_lost = sequence_.lost();
    counters_.d_frames_received = d_receiver_.frames_received();
    counters_.d_frames_bad = d_receiver_.frames_bad();
    counters_.d_frames_sent = d_sender_.frames_sent();
    counters_.d_frames_dropped = d_sender_.frames_dropped();
    return counters_;
}

base::TimePoint Line::next_due() const {
    return std::min(next_send_, sequence_.deadline());
}

// --- receiving
// ---------------------------------------------------------------------------------------

void Line::receive(base::Octets datagram, base::TimePoint now) {
    now_ = now;
    const auto packet = parse_packet(datagram, shape_);
    if (!packet) {
        if (counters_.packets_malformed++ == 0)
            base::log::warning("span",
                               "{}: a packet of {} octets is not one of this line (error {})",
                               span_.name(), datagram.size(), static_cast<int>(packet.error()));
        return;
    }
    ++counters_.packets_received;
    if (clock_ == ClockMode::loop && !may_answer()) {
        ++counters_.slips;
        return;
    }
    if (!received_any_ || now - last_received_ >= kSilence + interval_)
        receiving_since_ = now;
    received_any_ = true;
    last_received_ = now;
    remote_ = packet->control.remote_loss || packet->control.remote_defect;
    indication_ = packet->control.local_loss;
    if (clock_ == ClockMode::loop)
        next_send_ = now + std::max(kSilence, 2 * interval_);
    sequence_.push(*packet, now);
    update_alarms(now);
}

// Two loop-timed ends would answer each other as fast as the network carries it.
bool Line::may_answer() {
    const double intervals =
        static_cast<double>((now_ - credit_at_).count()) / static_cast<double>(interval_.count());
    credit_ = std::min(kMaxBurst, credit_ + intervals * kMaxRate);
    credit_at_ = now_;
    if (credit_ < 1)
        return false;
    credit_ -= 1;
    return true;
}

void Line::on_packet(const Packet& packet) {
    if (packet.payload.empty()) {
        d_receiver_.lost();
        take_block(nullptr);
        return;
    }
    take_block(&packet);
}

void Line::on_lost(unsigned count) {
    d_receiver_.lost();
    for (unsigned i = 0; i < std::min(count, kMaxConcealed); ++i) {
        counters_.samples_concealed += shape_.frames;
        take_block(nullptr);
    }
}

void Line::on_resync() {
    d_receiver_.lost();
    ahead_ = 0;
    base::log::debug("span", "{}: the far end numbers its packets anew", span_.name());
}

// One interval of the line has come in: samples, or nothing usable.
void Line::take_block(const Packet* packet) {
    if (packet) {
        payload_to_block(packet->payload, shape_, last_);
        lost_in_row_ = 0;
        if (d_slot_)
            d_receiver_.receive(last_.at(d_slot_), shape_.frames);
    } else {
        conceal(last_);
    }
    // What this end has already made up while the packet was late is not sent twice.
    if (ahead_ > 0 && ahead_ <= kMaxConcealed) {
        --ahead_;
        ++counters_.slips;
        return;
    }
    ahead_ = 0;
    if (clock_ == ClockMode::loop)
        exchange_block(last_);
    else
        queue_block(last_);
}

// The first lost block repeats the one before it; then the line is silent.
void Line::conceal(Block& block) {
    if (lost_in_row_++ == 0)
        block.samples = shape_.frames;
    else
        idle_block(block);
}

void Line::idle_block(Block& block) const {
    block.samples = shape_.frames;
    for (unsigned slot = 1; slot <= shape_.slots; ++slot)
        std::memset(block.at(slot), idle_octet_, shape_.frames);
}

// --- sending
// -----------------------------------------------------------------------------------------

// Shows a received block to the sink and sends the one that it fills.
void Line::exchange_block(const Block& rx) {
    const bool nobody = sink_ == nullptr;
    if (!nobody) {
        idle_block(tx_);
        sink_->on_block(span_, rx, tx_);
        if (d_slot_)
            d_sender_.fill(tx_.at(d_slot_), shape_.frames);
    }
    const ControlWord control{.local_loss = nobody,
                              .remote_loss = alarms_.loss_of_signal,
                              .remote_defect = false,
                              .sequence = send_sequence_++};
    std::size_t length =
        write_header(packet_.data(), shape_, control, !nobody, rtp_timestamp_, rtp_ssrc_);
    rtp_timestamp_ += shape_.frames;
    if (!nobody) {
        block_to_payload(tx_, shape_, packet_.data() + length);
        length += shape_.payload_octets();
    }
    ++counters_.packets_sent;
    send_(base::Octets(packet_).first(length));
}

void Line::tick(base::TimePoint now) {
    now_ = now;
    sequence_.expire(now);
    if (clock_ == ClockMode::free)
        tick_free(now);
    else
        tick_loop(now);
    update_alarms(now);
}

void Line::tick_loop(base::TimePoint now) {
    if (now < next_send_)
        return;
    next_send_ = std::max(next_send_ + interval_, now);
    ++ahead_;
    if (!alarms_.loss_of_signal)
        counters_.samples_concealed += shape_.frames;
    conceal(last_);
    exchange_block(last_);
}

void Line::tick_free(base::TimePoint now) {
    for (unsigned sent = 0; now >= next_send_; ++sent) {
        if (sent == kMaxCatchUp) {
            const auto skipped = (now - next_send_) / interval_ + 1;
            counters_.slips += static_cast<std::uint64_t>(skipped);
            next_send_ += interval_ * skipped;
            break;
        }
        next_send_ += interval_;
        if (const Block* rx = next_queued()) {
            exchange_block(*rx);
        } else {
            conceal(last_);
            exchange_block(last_);
        }
    }
    watch_depth();
}

// --- the queue of received blocks (clock `free`)
// -------------------------------------------------------

void Line::queue_block(const Block& block) {
    if (queue_size_ == kQueueBlocks) {
        queue_head_ = (queue_head_ + 1) % kQueueBlocks;
        --queue_size_;
        ++counters_.slips;
    }
    Block& place = queue_[(queue_head_ + queue_size_++) % kQueueBlocks];
    place.samples = block.samples;
    std::memcpy(place.octets, block.octets, sizeof place.octets[0] * (shape_.slots + 1));
}

// nullptr: nothing has come in time. The queue starts when it holds its target.
const Block* Line::next_queued() {
    if (!queue_running_ && queue_size_ > 0 && queue_size_ >= queue_target_)
        queue_running_ = true;
    if (!queue_running_)
        return nullptr;
    if (queue_size_ == 0) {
        if (alarms_.loss_of_signal) {
            queue_running_ = false;
        } else {
            ++counters_.slips;
            counters_.samples_concealed += shape_.frames;
        }
        least_depth_ = 0;
        return nullptr;
    }
    const Block* block = &queue_[queue_head_];
    queue_head_ = (queue_head_ + 1) % kQueueBlocks;
    --queue_size_;
    least_depth_ = std::min(least_depth_, queue_size_);
    return block;
}

// Delay that a hiccup has left behind and that nobody needs is given back at once: one click, not
// many.
void Line::watch_depth() {
    if (now_ < depth_until_)
        return;
    depth_until_ = now_ + kDepthWatch;
    if (queue_running_ && least_depth_ != kQueueBlocks && least_depth_ > queue_target_) {
        const unsigned excess = std::min(least_depth_ - queue_target_, queue_size_);
        queue_head_ = (queue_head_ + excess) % kQueueBlocks;
        queue_size_ -= excess;
        counters_.slips += excess;
    }
    least_depth_ = kQueueBlocks;
}

// --- alarms
// ------------------------------------------------------------------------------------------

void Line::update_alarms(base::TimePoint now) {
    Alarms next = alarms_;
    const bool silent = !received_any_ || now - last_received_ >= loss_after_;
    if (silent)
        next.loss_of_signal = true;
    else if (last_received_ - receiving_since_ >= recover_after_)
        next.loss_of_signal = false;
    next.remote = !silent && remote_;
    next.indication = !silent && indication_;
    set_alarms(next);
}

void Line::set_alarms(Alarms alarms) {
    if (alarms == alarms_)
        return;
    alarms_ = alarms;
    if (sink_)
        sink_->on_alarm(span_, alarms);
}

} // namespace drivers
