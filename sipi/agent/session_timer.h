// The timer of one session, either side: RFC 4028 §7 (UAC), §9 (UAS), §10 (refresh and expiry).
#pragma once

#include "base/timers.h"
#include "sipi/session_timer.h"

#include <functional>

namespace sipi {

/// What one session has agreed on, and when it must be refreshed or is over.
///
///      off ──2xx with Session-Expires──► running ──refreshed──► running
///       ▲                                   │  at 1/2: refresh(), when it is ours
///       └──2xx without──────────────────────┘  at the end less min(32 s, 1/3): expire()
///
/// Thread: the signalling loop. Owner: the InviteSession, which sends and answers.
class SessionTimer {
  public:
    SessionTimer(base::Timers& timers, const TimerPolicy& policy, std::function<void()> refresh,
                 std::function<void()> expire);

    /// Another policy of the same session, before its first answer.
    void set_policy(const TimerPolicy& policy) { policy_ = policy; }
    const TimerPolicy& policy() const { return policy_; }

    /// Writes what our INVITE or UPDATE asks for; in a running session its present state (§7.4).
    void ask(Message& request) const;
    /// 422 to a request of ours: true, it may be asked again with the peer's Min-SE (§7.3).
    bool raise(const Message& response);
    /// 2xx to an INVITE or UPDATE of ours (§7.2): the timer runs anew, or not at all.
    void answered(const Message& response);
    /// A 2xx of ours to such a request: writes what is agreed on and starts anew (§9).
    void answer(const Message& request, Message& response);
    /// What the peer can do, of any message with Allow.
    void note(const Message& message);
    /// The refresh must wait, or has failed; tried again while there is time.
    void refresh_later();
    void stop();

    bool running() const { return refresher_ != Refresher::none; }
    /// An UPDATE may refresh; false: a re-INVITE must (§7.4).
    bool by_update() const { return peer_updates_ && !policy_.by_reinvite; }
    void update_is_refused() { policy_.by_reinvite = true; }
    TimerView view() const;

  private:
    void start(Refresher refresher, std::chrono::seconds interval, bool may_expire);

    TimerPolicy policy_;
    const base::Clock& clock_;
    Refresher refresher_ = Refresher::none;
    std::chrono::seconds interval_{};
    base::TimePoint ends_{};
    unsigned starts_ = 0;
    bool peer_updates_ = false; ///< its Allow has UPDATE
    base::Timer refresh_timer_, expiry_timer_;
};

} // namespace sipi
