// An RTP port at its worker: packets from and to one far end, RTCP beside them (RFC 3550),
// symmetric (RFC 4961).
#pragma once

#include "dsp/rtp/playout.h"
#include "dsp/rtp/reception.h"
#include "gateway/media/address.h"
#include "gateway/media/port.h"
#include "gateway/media/sockets.h"
#include "gateway/media/source_latch.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace media {

inline constexpr std::uint8_t kNoKey = 255;
/// A key press that has ended; kNoKey: none has.
struct KeyPress {
    std::uint8_t event = 0;
    std::uint16_t duration_ms = 0;
};

/// What arrived with a datagram.
struct Arrival {
    base::TimePoint now;
    std::uint32_t rtp_clock = 0; ///< the same on an 8 kHz clock, as exact as the kernel tells
    Address from;
};

/// Thread: its worker; no allocation, lock or log per packet.
///
///     network ── on_rtp ──► playout (line law) ── to_line ──► TDM port      or ── relay ──► the
///     RTP peer network ◄── send ──── packet (codec law) ◄─ from_line ── TDM port
class RtpSession final : public Port {
  public:
    RtpSession(PortId name, SocketPair sockets, std::uint32_t ssrc, const std::string& cname);

    // --- orders
    /// `playout`: a new one when bridged with a line and the codec needs it, else null.
    void set_format(const RtpFormat& format, std::unique_ptr<dsp::Playout> playout);
    /// An unchanged address keeps what was latched.
    void set_remote(const Address& rtp, const Address& rtcp, base::TimePoint now);
    void set_symmetric(bool symmetric) { latch_.set_symmetric(symmetric); }
    void set_direction(Direction wanted) override;
    /// Joins a line; `playout` is for its law. Both are parted before.
    void join_line(TdmPort& line, std::unique_ptr<dsp::Playout> playout);
    /// Joins both ends of a relay.
    void join_rtp(RtpSession& other);
    void part() override;
    RtpSession* rtp_end() override { return this; }
    void expect_media(base::Duration timeout, base::TimePoint now);

    // --- the line's clock
    /// A block from the line, in its law; null: the line gives nothing, silence is sent. Sends full
    /// packets.
    void from_line(const std::uint8_t* octets, unsigned samples);
    /// A block for the line. False: nothing to say, `out` is untouched.
    bool to_line(std::span<std::uint8_t> out);
    /// Without a line's clock a tone is sent by the worker's: one packet is due.
    void send_tone_packet();
    /// A tone is to be sent and no line gives the time.
    bool free_running() const { return tone.playing() && !line_; }
    bool in_free_list = false;
    base::TimePoint next_tone_packet{};
    base::Duration packet_time() const { return std::chrono::milliseconds(format_.ptime); }

    // --- the network
    /// Returns a key press that has ended with this packet.
    KeyPress on_rtp(base::Octets datagram, const Arrival& arrival);
    void on_rtcp(base::Octets datagram, const Arrival& arrival, base::WallTime wall);
    /// Sends SR or RR when it is due.
    void send_rtcp_when_due(base::TimePoint now, base::WallTime wall);
    void send_bye(base::WallTime wall) { send_rtcp(wall, true); }
    /// True once, when nothing has come for the time of expect_media().
    bool media_timeout(base::TimePoint now);

    void fill(Stats& stats) const override;
    const Address& remote() const { return latch_.remote(); }
    int rtp_fd() const { return sockets_.rtp.fd(); }
    int rtcp_fd() const { return sockets_.rtcp.fd(); }
    std::uint16_t local_port() const { return sockets_.port; }
    /// After the closed report, by the signalling thread: they are taken for another call.
    SocketPair take_sockets() { return std::move(sockets_); }
    const RtpFormat& format() const { return format_; }

    std::size_t place = 0; ///< in the worker's list

  private:
    enum class Kind : std::uint8_t { audio, telephone_event, comfort_noise, unknown };
    Kind kind_of(std::uint8_t payload_type) const;
    dsp::Law codec_law() const {
        return format_.codec == Codec::pcmu ? dsp::Law::ulaw : dsp::Law::alaw;
    }
    void choose_tables();
    bool of_source(const dsp::RtpPacket& packet, const Arrival& arrival);
    void start_source(const dsp::RtpPacket& packet);
    void play(const dsp::RtpPacket& packet);
    void relay(const dsp::RtpPacket& packet, Kind kind, const RtpFormat& from);
    KeyPress on_event(const dsp::RtpPacket& packet);
    KeyPress end_event();
    void on_own_report(const dsp::ReportBlock& block, std::uint32_t now);
    void fill_packet(const std::uint8_t* octets, unsigned samples,
                     const dsp::OctetTable* conversion);
    void send_packet();
    void send(std::uint8_t payload_type, bool marker, std::uint32_t timestamp, std::size_t payload);
    void send_rtcp(base::WallTime wall, bool bye);
    void schedule_rtcp(base::TimePoint now);
    void keep_playout_counters();
    std::uint32_t random();

    // passed in or agreed
    SocketPair sockets_;
    const std::string cname_;
    RtpFormat format_;
    SourceLatch latch_;
    Address rtcp_remote_;

    // the bridge
    std::unique_ptr<dsp::Playout> playout_; // with a line
    RtpSession* relay_to_ = nullptr;
    TdmPort* line_ = nullptr; // gives the time
    const dsp::OctetTable* to_line_ = nullptr;
    const dsp::OctetTable* from_line_ = nullptr;

    // sending
    const std::uint32_t ssrc_;
    std::uint16_t sequence_;
    std::uint32_t timestamp_; // of the first octet in packet_
    unsigned filled_ = 0;     // octets of payload in packet_
    bool talking_ = false;    // the last packet was sent: no marker (RFC 3551 §4.1)
    std::uint16_t relay_sequence_offset_ = 0;
    std::uint32_t relay_timestamp_offset_ = 0, relayed_ssrc_ = 0; // to continue our own numbering
    bool relaying_ = false;
    std::uint64_t packets_sent_ = 0, octets_sent_ = 0, send_failures_ = 0, sent_at_last_report_ = 0;

    // receiving
    dsp::Reception source_;
    std::uint32_t new_ssrc_ = 0;
    bool have_new_ssrc_ = false;
    base::TimePoint last_packet_{};
    std::uint64_t octets_received_ = 0, discarded_ = 0;
    dsp::TelephoneEvent event_;
    std::uint32_t event_timestamp_ = 0;
    bool event_open_ = false, had_event_ = false;

    // over all sources and playouts of the port's life
    struct Kept {
        std::uint64_t received = 0, lost = 0, duplicates = 0, reordered = 0;
        std::uint64_t late = 0, played = 0, concealed = 0, dropped = 0, inserted = 0, slips = 0;
        std::uint32_t max_jitter = 0;
        int delay = 0; ///< samples, of the last playout; so are these
        unsigned target = 0;
        double drift_ppm = 0;
    };
    Kept kept_;

    // RTCP
    base::TimePoint next_rtcp_{};
    std::uint32_t round_trip_ = 0; // 1/65536 s
    std::uint32_t remote_jitter_ = 0;
    std::int32_t remote_lost_ = 0;

    // timeout
    base::Duration timeout_{};
    base::TimePoint expecting_since_{};
    bool expecting_ = false;

    static constexpr std::size_t kMaxPayload = 1500 - dsp::kRtpHeader;
    std::uint32_t random_;
    std::array<std::uint8_t, dsp::kRtpHeader + kMaxPayload> packet_;
};

} // namespace media
