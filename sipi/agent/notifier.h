// Who has subscribed to one event package of ours, and the NOTIFYs that they get (RFC 6665 §4.2).
#pragma once

#include "sipi/agent.h"
#include "sipi/dialog.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sipi {

/// The notifier of an event package.
///
///     SUBSCRIBE -> 200, NOTIFY active ... SUBSCRIBE (refresh) -> 200, NOTIFY active
///     SUBSCRIBE Expires: 0, or the time is over -> NOTIFY terminated;reason=timeout
///
/// Thread: the signalling loop. Owner: main; the agent and timers outlive it.
class Notifier {
  public:
    struct Package {
        std::string event; ///< "message-summary"
        std::string type;  ///< media type of its bodies
        std::chrono::seconds standard{3600}, least{60}, most{86400};
    };
    /// The body for a resource, as it is now.
    using State = std::function<std::string(const std::string& resource)>;
    static constexpr std::size_t kMostWatchers = 2000;

    Notifier(Agent& agent, base::Timers& timers, Package package, State state);
    ~Notifier();

    /// The answer to a SUBSCRIBE without a To tag, which the caller has admitted: 200, 400, 423,
    /// 489, 503. Its NOTIFY follows.
    RequestAnswer subscribe(const Message& subscribe, const Endpoint& source,
                            const std::string& resource);
    /// The answer to a SUBSCRIBE with a To tag; 481: no subscription of ours.
    RequestAnswer refresh(const Message& subscribe);
    /// Tells everybody who watches the resource: how many.
    std::size_t changed(const std::string& resource);
    std::size_t size() const { return watchers_.size(); }
    /// How many watch the resource.
    std::size_t watching(const std::string& resource) const;

  private:
    struct Watcher {
        Watcher(Dialog its, Endpoint source, std::string what)
            : dialog(std::move(its)), peer(source), resource(std::move(what)) {}
        Dialog dialog;
        Endpoint peer;
        std::string resource, event; ///< with its id
        base::TimePoint until{};
        std::unique_ptr<base::Timer> expiry, soon;
        bool waiting = false; ///< for the response to a NOTIFY
        bool again = false;   ///< one more is due
        bool over = false;    ///< the next NOTIFY is the last
    };
    /// What is granted; 0 with `status` 423 or 200 for Expires: 0.
    std::chrono::seconds granted(const Message& subscribe, RequestAnswer& answer) const;
    void extend(const std::shared_ptr<Watcher>& watcher, std::chrono::seconds time);
    void notify(const std::shared_ptr<Watcher>& watcher);
    void remove(const Watcher* watcher);

    Agent& agent_;
    base::Timers& timers_;
    const Package package_;
    State state_;
    std::vector<std::shared_ptr<Watcher>> watchers_;
};

} // namespace sipi
