// An RTP port: what it receives, and RTCP both ways (RFC 3550 §6, RFC 4733).
#include "gateway/media/rtp_session.h"

#include <sys/socket.h>

#include <algorithm>

namespace media {

namespace {
/// Another SSRC from the same source is believed at once when the old one has been silent so long.
constexpr base::Duration kSsrcSilence = std::chrono::milliseconds(100);
constexpr base::Duration kRtcpInterval = std::chrono::seconds(5); // RFC 3550 §6.2
} // namespace

RtpSession::Kind RtpSession::kind_of(std::uint8_t payload_type) const {
    if (payload_type == format_.payload_type)
        return Kind::audio;
    if (format_.telephone_event == payload_type)
        return Kind::telephone_event;
    if (payload_type == format_.comfort_noise && format_.codec != Codec::clearmode)
        return Kind::comfort_noise;
    return Kind::unknown;
}

KeyPress RtpSession::on_rtp(base::Octets datagram, const Arrival& arrival) {
    const auto packet = dsp::parse_rtp(datagram);
    const Kind kind = packet.ok() ? kind_of(packet->payload_type) : Kind::unknown;
    if (kind == Kind::unknown || !latch_.accept(arrival.from, arrival.now) ||
        !of_source(*packet, arrival)) {
        ++discarded_;
        return {kNoKey, 0};
    }
    last_packet_ = arrival.now;
    const auto verdict = source_.on_packet(packet->sequence, packet->timestamp, arrival.rtp_clock);
    if (verdict == dsp::Reception::Verdict::duplicate)
        return {kNoKey, 0};
    if (verdict == dsp::Reception::Verdict::refused) {
        ++discarded_;
        return {kNoKey, 0};
    }
    octets_received_ += packet->payload.size();
    if (receives(direction)) {
        if (relay_to_)
            relay_to_->relay(*packet, kind, format_);
        else if (playout_ && kind == Kind::audio)
            play(*packet);
        else if (playout_ && kind == Kind::comfort_noise && !packet->payload.empty())
            playout_->put_comfort_noise(packet->payload[0]);
    }
    if (kind == Kind::telephone_event)
        return on_event(*packet);
    // audio after a key whose end was lost
    if (event_open_ && kind == Kind::audio &&
        static_cast<std::int32_t>(packet->timestamp - event_timestamp_ - event_.duration) > 0)
        return end_event();
    return {kNoKey, 0};
}

void RtpSession::play(const dsp::RtpPacket& packet) {
    if (!to_line_) {
        playout_->put(packet.timestamp, packet.payload, packet.marker);
        return;
    }
    std::array<std::uint8_t, dsp::JitterBuffer::kMaxPacket> converted;
    const std::size_t count = std::min(packet.payload.size(), converted.size());
    dsp::convert(to_line_, packet.payload.data(), converted.data(), count);
    playout_->put(packet.timestamp, std::span(converted).first(count), packet.marker);
}

// The stream goes on under another SSRC when the far end changes its source (transfer, music on
// hold). A single packet of another SSRC amid the stream is not believed.
bool RtpSession::of_source(const dsp::RtpPacket& packet, const Arrival& arrival) {
    if (source_.started() && packet.ssrc == source_.ssrc()) {
        have_new_ssrc_ = false;
        return true;
    }
    const bool confirmed = have_new_ssrc_ && new_ssrc_ == packet.ssrc;
    if (source_.started() && !confirmed && !packet.marker &&
        arrival.now - last_packet_ < kSsrcSilence) {
        have_new_ssrc_ = true;
        new_ssrc_ = packet.ssrc;
        return false;
    }
    start_source(packet);
    return true;
}

void RtpSession::start_source(const dsp::RtpPacket& packet) {
    kept_.received += source_.received();
    kept_.lost += source_.lost();
    kept_.duplicates += source_.duplicates();
    kept_.reordered += source_.reordered();
    kept_.max_jitter = std::max(kept_.max_jitter, source_.max_jitter());
    have_new_ssrc_ = false;
    event_open_ = had_event_ = false;
    source_.start(packet.ssrc, packet.sequence);
    if (playout_)
        playout_->reset();
}

// RFC 4733 §2.5: all packets of one key press have the timestamp of its start; the last comes three
// times.
KeyPress RtpSession::on_event(const dsp::RtpPacket& packet) {
    const auto event = dsp::parse_telephone_event(packet.payload);
    if (!event.ok())
        return {kNoKey, 0};
    const bool another = !had_event_ || packet.timestamp != event_timestamp_;
    KeyPress ended{kNoKey, 0};
    if (another) {
        if (had_event_ && static_cast<std::int32_t>(packet.timestamp - event_timestamp_) < 0)
            return ended; // a late repetition of an earlier key
        if (event_open_)
            ended = end_event(); // its end was lost
        event_open_ = had_event_ = true;
        event_timestamp_ = packet.timestamp;
    }
    if (!event_open_)
        return ended;
    event_ = *event;
    return event_.end && ended.event == kNoKey ? end_event() : ended;
}

KeyPress RtpSession::end_event() {
    event_open_ = false;
    return {event_.event, static_cast<std::uint16_t>(event_.duration / 8)};
}

// --- RTCP
// ------------------------------------------------------------------------------------------

void RtpSession::on_rtcp(base::Octets datagram, const Arrival& arrival, base::WallTime wall) {
    const auto rtcp = dsp::parse_rtcp(datagram);
    // believed from the host that RTP goes to; behind a NAT its port is known only now
    if (!rtcp.ok() || (remote().known() && !arrival.from.same_host(remote()))) {
        ++discarded_;
        return;
    }
    if (latch_.latched())
        rtcp_remote_ = arrival.from;
    const std::uint32_t now = dsp::ntp_middle(dsp::ntp_time(wall));
    if (rtcp->sender && source_.started() && rtcp->ssrc == source_.ssrc())
        source_.on_sender_report(*rtcp->sender, now);
    for (unsigned i = 0; i < rtcp->blocks; ++i)
        if (rtcp->block[i].ssrc == ssrc_)
            on_own_report(rtcp->block[i], now);
}

void RtpSession::on_own_report(const dsp::ReportBlock& block, std::uint32_t now) {
    remote_jitter_ = block.jitter;
    remote_lost_ = block.cumulative_lost;
    if (const auto trip = dsp::round_trip(now, block.last_sr, block.delay_since_sr))
        round_trip_ = *trip;
}

// RFC 3550 §6.2, §6.3.1: each 5 s, times 0.5 to 1.5; half of that at first.
void RtpSession::schedule_rtcp(base::TimePoint now) {
    const bool first = next_rtcp_ == base::TimePoint{};
    const auto interval = kRtcpInterval / (first ? 2 : 1);
    next_rtcp_ = now + interval / 2 + interval * (random() % 1024) / 1024;
}

void RtpSession::send_rtcp_when_due(base::TimePoint now, base::WallTime wall) {
    if (next_rtcp_ == base::TimePoint{})
        schedule_rtcp(now);
    if (now < next_rtcp_)
        return;
    schedule_rtcp(now);
    send_rtcp(wall, false);
}

void RtpSession::send_rtcp(base::WallTime wall, bool bye) {
    const Address to = rtcp_remote_.known()
                           ? rtcp_remote_
                           : remote().with_port(static_cast<std::uint16_t>(remote().port() + 1));
    if (!remote().known() || !to.known() || (packets_sent_ == 0 && !source_.started()))
        return;
    const dsp::NtpTime ntp = dsp::ntp_time(wall);
    std::optional<dsp::SenderInfo>
        sender; // SR when something was sent since the last two reports (§6.4)
    if (packets_sent_ != sent_at_last_report_)
        sender =
            dsp::SenderInfo{ntp, timestamp_ + filled_, static_cast<std::uint32_t>(packets_sent_),
                            static_cast<std::uint32_t>(octets_sent_)};
    sent_at_last_report_ = packets_sent_;
    std::optional<dsp::ReportBlock> block;
    if (source_.started())
        block = source_.report(dsp::ntp_middle(ntp));
    std::array<std::uint8_t, 512> memory;
    const base::Octets octets = dsp::build_rtcp(memory, ssrc_, sender, block, cname_, bye);
    static_cast<void>(::sendto(sockets_.rtcp.fd(), octets.data(), octets.size(),
                               MSG_DONTWAIT | MSG_NOSIGNAL, to.raw(), to.length()));
}

} // namespace media
