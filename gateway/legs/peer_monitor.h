// Which SIP peers answer: OPTIONS at intervals (RFC 3261 §11), for hunting and for busying out.
#pragma once

#include "base/timers.h"
#include "gateway/legs/sip_side.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace legs {

/// Thread: the signalling loop. Owner: main; the SIP side and timers outlive it.
class PeerMonitor {
  public:
    /// A peer is down after so many OPTIONS in a row without an answer, or with 503; up again after
    /// one.
    static constexpr unsigned kFailuresUntilDown = 2;

    struct State {
        bool watched = false; ///< it has an options_interval
        bool down = false;
        unsigned failures = 0;  ///< in a row
        int last_status = 0;    ///< of the last OPTIONS; 408 none came; 0: none sent yet
        base::WallTime since{}; ///< of its last change between up and down
    };

    PeerMonitor(SipSide& sip, base::Timers& timers) : sip_(sip), timers_(timers) {}

    /// Watches these peers from now on; what is known of one that stays is kept.
    void configure(const std::vector<std::shared_ptr<const PeerSettings>>& peers);
    /// Of a peer that nobody knows: not watched, not down.
    State state(std::string_view peer) const;
    bool down(std::string_view peer) const {
        return state(peer).down || (unregistered && unregistered(peer));
    }
    /// Asked of each peer: does it lack a registration that it needs? Then it is down as well.
    std::function<bool(std::string_view peer)> unregistered;
    /// A peer went down or came up.
    std::function<void()> on_change;

  private:
    struct Watch {
        Watch(base::Timers& timers, std::function<void()> due) : timer(timers, std::move(due)) {}
        State state;
        base::Duration interval{};
        std::string uri;
        std::shared_ptr<const PeerSettings> peer;
        base::Timer timer;
    };
    void ping(const std::string& name);
    void answered(const std::string& name, int status);

    SipSide& sip_;
    base::Timers& timers_;
    std::map<std::string, std::shared_ptr<Watch>, std::less<>> watches_;
};

} // namespace legs
