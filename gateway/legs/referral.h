// What a peer that sent REFER is told: the implicit subscription of RFC 3515 §2.4.4, inside the
// dialog of the call.
#pragma once

#include "base/timers.h"
#include "gateway/call/transfer.h"
#include "sipi/session.h"

#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace legs {

/// One REFER from its 202 to the last NOTIFY. Thread: the signalling loop. Owner: the leg.
class Referral {
  public:
    /// `id`: of its Event header; empty for the first REFER of a dialog (RFC 3515 §2.4.6).
    /// `subscribed`: false with Refer-Sub: false (RFC 4488): nobody is told.
    Referral(base::Timers& timers, sipi::Session& session, std::string id, bool subscribed);
    /// The same with NOTIFYs in a dialog of their own (RFC 4538): `send` sends one; false: it
    /// cannot.
    using Send = std::function<bool(sipi::ExtraHeaders headers, sipi::BodyView body)>;
    Referral(base::Timers& timers, Send send, std::string id, bool subscribed);

    const std::string& event() const { return event_; }
    /// More is to be told.
    bool active() const { return subscribed_ && !over_; }
    /// A status of the request that was asked for; a final one is the last (RFC 3515 §2.4.5).
    /// NOTIFYs go one at a time: the next one when the last has been answered.
    void report(int status);
    /// The response to a NOTIFY. An error ends the subscription (RFC 6665 §4.2.2).
    void answered(int status);
    /// SUBSCRIBE in the dialog: refreshed, or ended with 0 seconds. The time granted.
    unsigned refresh(unsigned seconds);
    /// No more will come, the last status known stands (RFC 6665 §4.1.3).
    void end(std::string_view reason);

  private:
    void notify(int status, std::string_view ended);
    void send_next();
    unsigned seconds_left() const;

    base::Timers& timers_;
    Send send_;
    std::string event_;
    bool subscribed_;
    bool over_ = false;
    bool waiting_ = false; ///< for the response to a NOTIFY
    int last_ = 100;
    struct Pending {
        int status;
        std::string state;
    };
    std::deque<Pending> pending_;
    base::TimePoint until_;
    base::Timer expiry_;
};

} // namespace legs
