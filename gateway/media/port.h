// What all ports have: identity, direction, the other end of the bridge, a tone. And the TDM port.
#pragma once

#include "dsp/codec/g711.h"
#include "dsp/tone/player.h"
#include "gateway/media/elastic.h"
#include "gateway/media/line_test.h"
#include "gateway/media/media.h"

#include <cstdint>
#include <memory>

namespace media {

class RtpSession;
class SpanHost;

constexpr bool sends(Direction direction) {
    return direction == Direction::send_receive || direction == Direction::send_only;
}
constexpr bool receives(Direction direction) {
    return direction == Direction::send_receive || direction == Direction::receive_only;
}
constexpr dsp::Law dsp_law(drivers::Law law) {
    return law == drivers::Law::alaw ? dsp::Law::alaw : dsp::Law::ulaw;
}

/// Made and destroyed by the signalling thread; in between, from the open order to the closed
/// report, only its worker touches it.
struct Port {
    explicit Port(PortId name) : id(name) {}
    virtual ~Port() = default;
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    virtual void set_direction(Direction wanted) { direction = wanted; }
    /// Ends the bridge at both ends.
    virtual void part() = 0;
    virtual void fill(Stats& stats) const = 0;
    /// The RTP port of this bridge, whichever end it is; null: none.
    virtual RtpSession* rtp_end() = 0;

    const PortId id;
    Direction direction = Direction::send_receive;
    dsp::TonePlayer tone; ///< played outward instead of what the bridge gives
    base::TimePoint opened{};
};

/// A B-channel. Thread: its worker.
///
///     line  ── rx ──►  RTP peer's packet, or the tandem buffer that the other TDM port reads
///     line  ◄── tx ──  the tone, or the RTP peer's jitter buffer, or the tandem buffer
///
/// A test on the channel stands in the place of the line, of the bridge, or beside it
/// (line_test.h).
struct TdmPort final : Port {
    TdmPort(PortId name, SpanHost& host, unsigned slot, dsp::Law its_law)
        : Port(name), span(host), timeslot(slot), law(its_law) {}

    /// One block of the span.
    void on_block(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples) {
        if (test)
            test_block(rx, tx, samples);
        else
            pass(rx, tx, samples);
    }
    /// Of a tandem: the law of the other line matters to audio only.
    void set_content(Content content, dsp::Law other_law) {
        tandem_data = content == Content::data;
        tandem_law = tandem_data ? nullptr : dsp::conversion(other_law, law);
    }
    void part() override;
    /// Tells the span what the timeslot carries now, after each change of the bridge.
    void tell_span() const;
    void fill(Stats& stats) const override { stats.samples_played = samples_played; }
    RtpSession* rtp_end() override { return rtp; }

    SpanHost& span;
    const unsigned timeslot;
    const dsp::Law law;
    RtpSession* rtp = nullptr; ///< the other end, when it is an RTP port; on the same worker
    std::shared_ptr<Elastic> tandem_in, tandem_out; ///< when it is a TDM port, on any worker
    const dsp::OctetTable* tandem_law = nullptr;    ///< applied to tandem_in
    bool tandem_data = false;                       ///< what is missing is the idle pattern of data
    std::uint64_t samples_played = 0;
    std::unique_ptr<LineTest> test;

  private:
    void pass(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples);
    void test_block(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples);
};

} // namespace media
