// Registrations of ours with the registrars of SIP peers (RFC 3261 §10.2): made from the conf, kept
// alive, and what calls to and from those peers take from them.
#pragma once

#include "base/timers.h"
#include "gateway/config/config.h"
#include "sipi/agent/registration.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace legs {

class SipSide;

/// Thread: the signalling loop. Owner: the daemon; the SIP side and timers outlive it.
class Registrations {
  public:
    struct View {
        config::Registration conf;
        sipi::Registration::View state;
        bool registered = false;
        std::string registrar; ///< "tls 192.0.2.1:5061"; empty: none has been asked
        base::WallTime since{};
    };

    Registrations(SipSide& sip, base::Timers& timers);
    ~Registrations();

    /// These from now on: one that stays as it is keeps its state, one that is no more unregisters.
    void configure(const std::vector<config::Registration>& wanted);
    /// All unregister; configure() takes them up again.
    void stop();
    /// Some have not had the answer to that yet.
    bool leaving() const { return !leaving_.empty(); }
    /// The peer needs a registration that it has not (`needed`).
    bool missing(std::string_view peer) const;
    /// The first one of the peer that is registered; null: none is.
    const sipi::Registration* of(std::string_view peer) const;
    /// A connection has gone: whoever was registered by it does it again.
    void on_unreachable(const sipi::Endpoint& registrar);
    std::vector<View> view() const;
    struct Counters {
        std::uint64_t granted = 0; ///< became registered
        std::uint64_t refused = 0, unanswered = 0;
    };
    const Counters& counters() const { return counters_; }

    /// One became registered, or is no more, or the last has left.
    std::function<void()> on_change;

    /// Between a lost connection and the REGISTER that makes a new one, so that a registrar that
    /// closes each is not asked without end.
    static constexpr base::Duration kRecovery = std::chrono::seconds(2);

  private:
    class Entry;
    void sweep();

    SipSide& sip_;
    base::Timers& timers_;
    std::vector<std::unique_ptr<Entry>> entries_; ///< in the order of the conf
    std::vector<std::unique_ptr<Entry>> leaving_;
    Counters counters_;
    base::Timer sweep_timer_;
};

} // namespace legs
