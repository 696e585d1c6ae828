// A call to a user with several contacts: those of the highest q at once, then the next ones (RFC
// 3261 §16.6, §16.7, §20.10).
#pragma once

#include "base/timers.h"
#include "gateway/call/call.h"
#include "gateway/call/leg.h"
#include "sipi/registrar/binding.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legs {

/// Outgoing leg until somebody answers; then the leg of who did takes its place in the call, and
/// this one cancels the others and ends.
///
///     calling ──answer of one──► left to that one; the others are released ──► ended
///     calling ──all of this q refuse, or ring_time──► the contacts of the next q are called
///     calling ──nobody is left──► REL with the best cause ──► ended
///
/// Thread: the signalling loop. Owner: its Call. Its branches hear of the call through it.
class ForkLeg final : public call::Leg, public call::LegListener {
  public:
    using Placed = base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>;
    /// Whom it calls, and how.
    struct Callee {
        std::string name;                               ///< of the user
        std::vector<sipi::registrar::Target> targets{}; ///< by q, the highest first; at least one
        base::Duration ring_time{};
        /// Places one branch.
        std::function<Placed(const call::Trunks::Placement&, const sipi::registrar::Target&)>
            place{};
    };
    /// Calls the first of them. Errors: the cause, when none could be called.
    static Placed place(base::Timers& timers, const call::Trunks::Placement& placement,
                        Callee callee);
    ~ForkLeg() override;

    // call::Leg
    void send(const isup::Message& message) override;
    bool attach(std::string_view octets) override;
    media::PortId port() const override;
    std::optional<media::WorkerId> worker() const override;
    bool open_media(media::WorkerId worker) override;
    void set_through(call::Through) override {}
    call::ToneNeeds tones() const override { return {}; }
    call::Traits traits() const override;
    bool ended() const override { return ended_; }
    call::LegDescription describe() const override;

    // call::LegListener, of the branches
    void on_message(call::Leg& leg, const isup::Message& message) override;
    void on_media_changed(call::Leg& leg) override;
    void on_ended(call::Leg& leg) override;
    std::string_view other_session_uuid(const call::Leg& leg) const override;

  private:
    class Caller;
    struct Branch {
        std::unique_ptr<call::Leg> leg;
        bool out = false; ///< it has refused, or was released
    };
    ForkLeg(base::Timers& timers, const call::Trunks::Placement& placement, Callee callee);
    bool call_next();
    void go_on();
    void win(call::Leg& leg, const isup::Message& answer);
    void early(call::Leg& leg, const isup::Message& message);
    void refused(const isup::CauseIndicators& cause);
    void release_others(const call::Leg* winner, std::uint8_t cause);
    void on_ring_time();
    void end_if_over();
    const call::Leg* speaker() const;
    bool any_left() const;

    const Callee callee_;
    call::LegListener& call_;
    observe::CallTrace& trace_;
    const isup::Message iam_;
    const std::string group_, origin_, trunk_group_, referred_by_;
    std::unique_ptr<Caller> caller_;
    std::size_t next_ = 0; ///< of the targets
    std::vector<Branch> branches_;
    const call::Leg* heard_ = nullptr; ///< whose early media is
    std::optional<isup::CauseIndicators> best_;
    base::Timer ring_timer_;
    bool alerting_ = false, acm_passed_ = false;
    bool over_ = false; ///< answered, or released
    bool ended_ = false;
};

} // namespace legs
