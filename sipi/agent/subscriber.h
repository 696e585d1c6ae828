// A subscription of ours to an event package at a peer (RFC 6665 §4.1).
#pragma once

#include "sipi/agent.h"
#include "sipi/dialog.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sipi {

/// One subscription, kept for as long as it lives.
///
///     idle --SUBSCRIBE--> asking --2xx or NOTIFY--> active --before Expires--> SUBSCRIBE again
///     asking --error--> waiting --the time is over--> asking
///     active --NOTIFY terminated--> waiting, or refused for good (RFC 6665 §4.1.3)
///     active --481--> asking, with a new dialog
///
/// Thread: the signalling loop. Owner: whoever made it; the agent and timers outlive it.
class Subscriber {
  public:
    enum class State : std::uint8_t { idle, asking, active, waiting, refused };
    struct Wanted {
        std::string uri;  ///< of the resource
        std::string from; ///< a URI
        Endpoint destination;
        std::string event, accept; ///< package, media type
        std::chrono::seconds expires{3600};
        bool operator==(const Wanted&) const = default;
    };
    /// Hears of each NOTIFY with a body.
    using Heard = std::function<void(const Message& notify)>;

    Subscriber(Agent& agent, base::Timers& timers, Wanted wanted, Heard heard);
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    void start();
    /// The answer to a NOTIFY with a To tag; nothing: it is of another subscription.
    std::optional<RequestAnswer> take(const Message& notify);
    State state() const { return state_; }
    const Wanted& wanted() const { return wanted_; }
    int last_status() const { return last_status_; }

  private:
    void ask();
    void answered(int status, const Message* response);
    void granted(const Message& response);
    void wait(base::Duration time);
    void lose_dialog();

    Agent& agent_;
    const Wanted wanted_;
    Heard heard_;
    base::Timer timer_;
    State state_ = State::idle;
    std::chrono::seconds expires_; ///< asked for; grows by 423
    std::string call_id_, tag_;
    std::uint32_t cseq_ = 0;
    std::optional<Dialog> dialog_;
    unsigned failures_ = 0;
    int last_status_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace sipi
