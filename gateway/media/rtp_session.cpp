// An RTP port: its orders, its side of the bridge, and what it sends (RFC 3550, RFC 3551).
#include "gateway/media/rtp_session.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace media {

namespace {
constexpr unsigned kSamplesPerMs = 8;
}

RtpSession::RtpSession(PortId name, SocketPair sockets, std::uint32_t ssrc,
                       const std::string& cname)
    : Port(name), sockets_(std::move(sockets)), cname_(cname), ssrc_(ssrc), random_(ssrc | 1) {
    sequence_ = static_cast<std::uint16_t>(random() &
                                           0x7fff); // RFC 3550 §5.1: random, and far from its wrap
    timestamp_ = random();
}

// xorshift: only to spread SSRC-dependent starts and RTCP times, nothing secret
std::uint32_t RtpSession::random() {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 17;
    random_ ^= random_ << 5;
    return random_;
}

// --- orders
// ----------------------------------------------------------------------------------------

void RtpSession::set_format(const RtpFormat& format, std::unique_ptr<dsp::Playout> playout) {
    format_ = format;
    format_.ptime = std::clamp(format.ptime / 10 * 10, 10U, 40U);
    timestamp_ += filled_;
    filled_ = 0;
    if (playout && line_) {
        keep_playout_counters();
        playout_ = std::move(playout);
    }
    choose_tables();
    if (line_)
        line_->tell_span();
}

void RtpSession::choose_tables() {
    const bool plain = !line_ || format_.codec == Codec::clearmode;
    to_line_ = plain ? nullptr : dsp::conversion(codec_law(), line_->law);
    from_line_ = plain ? nullptr : dsp::conversion(line_->law, codec_law());
}

void RtpSession::set_remote(const Address& rtp, const Address& rtcp, base::TimePoint now) {
    latch_.set_signalled(rtp, now);
    rtcp_remote_ = rtcp;
}

void RtpSession::set_direction(Direction wanted) {
    if (receives(wanted) && !receives(direction)) {
        if (playout_)
            playout_->reset(); // what was there is as old as the hold
        if (expecting_)
            expecting_since_ = std::max(expecting_since_, last_packet_);
    }
    talking_ = talking_ && sends(wanted);
    direction = wanted;
}

void RtpSession::join_line(TdmPort& line, std::unique_ptr<dsp::Playout> playout) {
    line_ = &line;
    line.rtp = this;
    playout_ = std::move(playout);
    choose_tables();
    line.tell_span();
}

void RtpSession::join_rtp(RtpSession& other) {
    relay_to_ = &other;
    other.relay_to_ = this;
}

void RtpSession::part() {
    keep_playout_counters();
    playout_.reset();
    relaying_ = false;
    timestamp_ += filled_;
    filled_ = 0;
    if (TdmPort* line = std::exchange(line_, nullptr))
        line->part();
    if (RtpSession* other = std::exchange(relay_to_, nullptr))
        other->part();
}

void RtpSession::expect_media(base::Duration timeout, base::TimePoint now) {
    timeout_ = timeout;
    expecting_ = timeout > base::Duration::zero();
    expecting_since_ = now;
}

bool RtpSession::media_timeout(base::TimePoint now) {
    if (!expecting_)
        return false;
    if (!receives(direction)) {
        expecting_since_ = now;
        return false;
    }
    if (now - std::max(expecting_since_, last_packet_) < timeout_)
        return false;
    expecting_ = false;
    return true;
}

// --- the line's clock
// ------------------------------------------------------------------------------

void RtpSession::from_line(const std::uint8_t* octets, unsigned samples) {
    if (tone.playing()) {
        std::array<std::uint8_t, drivers::kMaxBlockSamples> block;
        samples = std::min<unsigned>(samples, block.size());
        tone.next(std::span(block).first(samples));
        fill_packet(block.data(), samples, nullptr); // in the codec's law already
    } else {
        fill_packet(octets, samples, from_line_);
    }
}

void RtpSession::fill_packet(const std::uint8_t* octets, unsigned samples,
                             const dsp::OctetTable* conversion) {
    const unsigned full = format_.ptime * kSamplesPerMs;
    while (samples > 0) {
        const unsigned part = std::min(samples, full - filled_);
        std::uint8_t* to = packet_.data() + dsp::kRtpHeader + filled_;
        if (octets)
            dsp::convert(conversion, octets, to, part);
        else
            std::memset(to,
                        format_.codec == Codec::clearmode ? dsp::kIdleData
                                                          : dsp::idle_octet(codec_law()),
                        part);
        octets = octets ? octets + part : nullptr;
        samples -= part;
        filled_ += part;
        if (filled_ == full)
            send_packet();
    }
}

bool RtpSession::to_line(std::span<std::uint8_t> out) {
    if (!playout_ || !receives(direction))
        return false;
    playout_->take(out);
    return true;
}

void RtpSession::send_tone_packet() {
    const unsigned full = format_.ptime * kSamplesPerMs;
    tone.next(std::span(packet_).subspan(dsp::kRtpHeader, full));
    filled_ = full;
    send_packet();
}

void RtpSession::send_packet() {
    const std::uint32_t timestamp = timestamp_;
    const unsigned payload = filled_;
    timestamp_ += payload;
    filled_ = 0;
    if (!(sends(direction) || tone.playing()) || !remote().known()) {
        talking_ = false;
        return;
    }
    send(format_.payload_type, !talking_, timestamp, payload);
    talking_ = true;
}

void RtpSession::send(std::uint8_t payload_type, bool marker, std::uint32_t timestamp,
                      std::size_t payload) {
    dsp::write_rtp_header(std::span(packet_).first<dsp::kRtpHeader>(), marker, payload_type,
                          sequence_++, timestamp, ssrc_);
    const Address& to = remote();
    const ssize_t sent = ::sendto(sockets_.rtp.fd(), packet_.data(), dsp::kRtpHeader + payload,
                                  MSG_DONTWAIT | MSG_NOSIGNAL, to.raw(), to.length());
    ++(sent < 0 ? send_failures_ : packets_sent_);
    octets_sent_ += payload;
}

// Passes on what the peer of an RTP-to-RTP bridge received, with our own SSRC and continuous
// numbers.
void RtpSession::relay(const dsp::RtpPacket& packet, Kind kind, const RtpFormat& from) {
    if (!sends(direction) || !remote().known() || tone.playing() ||
        packet.payload.size() > kMaxPayload) {
        relaying_ = false;
        return;
    }
    std::uint8_t payload_type = format_.payload_type;
    const dsp::OctetTable* conversion = nullptr;
    if (kind == Kind::telephone_event) {
        if (!format_.telephone_event)
            return;
        payload_type = *format_.telephone_event;
    } else if (kind == Kind::comfort_noise) {
        payload_type = format_.comfort_noise;
    } else if (from.codec != format_.codec) {
        if (from.codec == Codec::clearmode || format_.codec == Codec::clearmode)
            return; // data and speech are never made of each other
        conversion = dsp::conversion(from.codec == Codec::pcmu ? dsp::Law::ulaw : dsp::Law::alaw,
                                     codec_law());
    }
    const bool begins = !relaying_ || relayed_ssrc_ != packet.ssrc;
    if (begins) {
        relaying_ = true;
        relayed_ssrc_ = packet.ssrc;
        relay_sequence_offset_ = static_cast<std::uint16_t>(sequence_ - packet.sequence);
        relay_timestamp_offset_ = timestamp_ - packet.timestamp;
    }
    const std::uint32_t timestamp = packet.timestamp + relay_timestamp_offset_;
    dsp::convert(conversion, packet.payload.data(), packet_.data() + dsp::kRtpHeader,
                 packet.payload.size());
    const std::uint16_t next = sequence_;
    sequence_ = static_cast<std::uint16_t>(packet.sequence + relay_sequence_offset_);
    const bool newest = static_cast<std::int16_t>(sequence_ - next) >= 0;
    send(payload_type, packet.marker || begins, timestamp, packet.payload.size());
    if (newest)
        timestamp_ = timestamp +
                     (kind == Kind::audio ? static_cast<std::uint32_t>(packet.payload.size()) : 0);
    else
        sequence_ = next; // a reordered one: our numbering is further already
}

// --- counters
// --------------------------------------------------------------------------------------

void RtpSession::keep_playout_counters() {
    if (!playout_)
        return;
    const auto& counters = playout_->buffer().counters();
    kept_.late += counters.late;
    kept_.played += counters.played;
    kept_.concealed += counters.missing;
    kept_.dropped += counters.dropped;
    kept_.inserted += counters.inserted;
    kept_.slips += counters.slips_in_speech;
    kept_.delay = playout_->buffer().delay();
    kept_.target = playout_->buffer().target();
    kept_.drift_ppm = playout_->buffer().drift_ppm();
}

void RtpSession::fill(Stats& stats) const {
    stats.rtp = true;
    stats.packets_sent = packets_sent_;
    stats.octets_sent = octets_sent_;
    stats.packets_received = kept_.received + source_.received();
    stats.octets_received = octets_received_;
    stats.packets_lost = kept_.lost + source_.lost();
    stats.packets_duplicate = kept_.duplicates + source_.duplicates();
    stats.packets_reordered = kept_.reordered + source_.reordered();
    stats.packets_discarded = discarded_;
    stats.jitter_ms = source_.jitter() / 8.0;
    stats.max_jitter_ms = std::max(kept_.max_jitter, source_.max_jitter()) / 8.0;
    stats.round_trip_ms = round_trip_ / 65.536;
    stats.remote_jitter_ms = remote_jitter_ / 8.0;
    stats.remote_lost = remote_lost_ > 0 ? static_cast<std::uint32_t>(remote_lost_) : 0;
    stats.packets_late = kept_.late;
    stats.samples_played = kept_.played;
    stats.samples_concealed = kept_.concealed;
    stats.samples_dropped = kept_.dropped;
    stats.samples_inserted = kept_.inserted;
    stats.slips_in_speech = kept_.slips;
    stats.ssrc = ssrc_;
    stats.remote_ssrc = source_.ssrc();
    stats.delay_ms = kept_.delay / 8.0;
    stats.target_ms = kept_.target / 8.0;
    stats.drift_ppm = kept_.drift_ppm;
    if (!playout_)
        return;
    const dsp::JitterBuffer& buffer = playout_->buffer();
    const auto& counters = buffer.counters();
    stats.packets_late += counters.late;
    stats.samples_played += counters.played;
    stats.samples_concealed += counters.missing;
    stats.samples_dropped += counters.dropped;
    stats.samples_inserted += counters.inserted;
    stats.slips_in_speech += counters.slips_in_speech;
    stats.delay_ms = buffer.delay() / 8.0;
    stats.target_ms = buffer.target() / 8.0;
    stats.drift_ppm = buffer.drift_ppm();
}

} // namespace media
