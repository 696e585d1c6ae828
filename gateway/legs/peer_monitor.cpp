// Which SIP peers answer OPTIONS.
#include "gateway/legs/peer_monitor.h"

#include "base/log.h"

#include <utility>

namespace legs {
namespace {

constexpr int kNoAnswer = 408, kServiceUnavailable = 503;

} // namespace

void PeerMonitor::configure(const std::vector<std::shared_ptr<const PeerSettings>>& peers) {
    decltype(watches_) watches;
    for (const auto& peer : peers) {
        const base::Duration interval = peer->peer.options_interval;
        if (interval == base::Duration::zero())
            continue;
        const std::string& name = peer->peer.name;
        const std::string uri = "sip:" + peer->peer.host_text();
        const auto before = watches_.find(name);
        std::shared_ptr<Watch> watch;
        if (before != watches_.end() && before->second->uri == uri) {
            watch = before->second;
        } else {
            watch = std::make_shared<Watch>(timers_, [this, name] { ping(name); });
            watch->state.watched = true;
            watch->state.since = timers_.clock().wall();
            watch->uri = uri;
            watch->timer.arm(base::Duration::zero());
        }
        watch->interval = interval;
        watch->peer = peer;
        watches.emplace(name, std::move(watch));
    }
    watches_ = std::move(watches);
}

PeerMonitor::State PeerMonitor::state(std::string_view peer) const {
    const auto found = watches_.find(peer);
    return found == watches_.end() ? State{} : found->second->state;
}

void PeerMonitor::ping(const std::string& name) {
    const auto found = watches_.find(name);
    if (found == watches_.end())
        return;
    Watch& watch = *found->second;
    watch.timer.arm(watch.interval);
    const std::vector<sipi::Endpoint> servers = sip_.servers(*watch.peer);
    if (servers.empty())
        return answered(name, kServiceUnavailable);
    // The answer may come after the peer has gone from the conf, or been replaced.
    const auto sent =
        sip_.agent().options(watch.uri, servers.front(),
                             [this, name, server = servers.front(),
                              weak = std::weak_ptr<Watch>(found->second)](int status) {
                                 if (weak.expired())
                                     return;
                                 if (status == kNoAnswer || status == kServiceUnavailable)
                                     sip_.failed(*weak.lock()->peer, server, status);
                                 answered(name, status);
                             });
    if (!sent)
        answered(name, kServiceUnavailable);
}

void PeerMonitor::answered(const std::string& name, int status) {
    State& state = watches_.at(name)->state;
    state.last_status = status;
    const bool good = status != kNoAnswer && status != kServiceUnavailable;
    state.failures = good ? 0 : state.failures + 1;
    const bool down = !good && (state.down || state.failures >= kFailuresUntilDown);
    if (down == state.down)
        return;
    state.down = down;
    state.since = timers_.clock().wall();
    base::log::write(down ? base::log::Level::warning : base::log::Level::info, "sip",
                     "peer {}: {} (OPTIONS: {})", name, down ? "down" : "up", status);
    if (on_change)
        on_change();
}

} // namespace legs
