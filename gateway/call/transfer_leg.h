// Stands in for the transferred party while the call to the target is set up (RFC 5589 §6).
#pragma once

#include "gateway/call/transfer.h"

namespace call {

class TransferLeg;

/// The call that waits for the target. Thread: the signalling loop, from inside the target's call.
class TransferOwner {
  public:
    virtual ~TransferOwner() = default;
    virtual void on_target(TransferLeg& leg, const TransferReport& report) = 0;
};

/// The incoming leg of a call that the gateway places itself: no protocol and no media. Owner: its
/// Call, until the transferred party's own leg takes its place.
class TransferLeg final : public Leg {
  public:
    /// `place`: the media worker of the transferred party, if it is bound to one.
    TransferLeg(LegListener& call, TransferOwner& owner, std::optional<media::WorkerId> worker)
        : call_(call), owner_(&owner), worker_(worker) {}

    /// Nobody waits for the target any more; the call goes on, or is released by release().
    void forget() { owner_ = nullptr; }
    void release(const isup::CauseIndicators& cause);

    void send(const isup::Message& message) override;
    media::PortId port() const override { return {}; }
    std::optional<media::WorkerId> worker() const override { return worker_; }
    bool open_media(media::WorkerId) override { return true; }
    bool has_media() const override { return false; }
    void set_through(Through) override {}
    ToneNeeds tones() const override { return {}; }
    bool ended() const override { return ended_; }
    LegDescription describe() const override;

  private:
    void tell(TransferStage stage, const isup::CauseIndicators& cause = {});

    LegListener& call_;
    TransferOwner* owner_;
    std::optional<media::WorkerId> worker_;
    bool ended_ = false;
};

} // namespace call
