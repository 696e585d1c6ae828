// The caller of a test call: a leg without a protocol, whose speech path is a test.
#pragma once

#include "gateway/call/leg.h"

#include <cstdint>

namespace maintenance {

class TestLeg;

/// Who placed the test call. Thread: the signalling loop, from inside TestLeg::send() and its
/// destructor.
class TestCaller {
  public:
    virtual ~TestCaller() = default;
    virtual void on_answered() = 0;
    virtual void on_released(const isup::CauseIndicators& cause) = 0;
    virtual void on_leg_gone() = 0;
};

/// Owner: its Call.
class TestLeg final : public call::Leg {
  public:
    /// `timeslot`: of the test span, for this leg only.
    TestLeg(media::Engine& media, media::SpanId span, unsigned timeslot, call::LegListener& call,
            TestCaller& caller)
        : media_(media), span_(span), timeslot_(timeslot), call_(call), caller_(&caller) {}
    ~TestLeg() override;

    /// The caller hangs up.
    void release(std::uint8_t cause);
    /// The caller is interested no more.
    void forget() { caller_ = nullptr; }

    void send(const isup::Message& message) override;
    media::PortId port() const override { return port_; }
    std::optional<media::WorkerId> worker() const override { return media_.worker_of(span_); }
    bool open_media(media::WorkerId) override;
    void set_through(call::Through) override {} // a test listens and speaks when it likes
    call::ToneNeeds tones() const override { return {}; }
    call::Traits traits() const override { return {}; }
    bool ended() const override { return ended_; }
    call::LegDescription describe() const override;

  private:
    void end();

    media::Engine& media_;
    const media::SpanId span_;
    const unsigned timeslot_;
    call::LegListener& call_;
    TestCaller* caller_;
    media::PortId port_;
    bool answered_ = false, ended_ = false;
};

} // namespace maintenance
