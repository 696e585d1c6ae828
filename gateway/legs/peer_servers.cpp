// Where the servers of peers with a domain are.
#include "gateway/legs/peer_servers.h"

#include "base/log.h"

#include <algorithm>
#include <charconv>

namespace legs {

sipi::Wanted wanted_of(std::string_view domain) {
    sipi::Wanted wanted;
    const std::size_t colon = domain.rfind(':');
    wanted.host = domain.substr(0, colon);
    if (colon != domain.npos)
        std::from_chars(domain.data() + colon + 1, domain.data() + domain.size(), wanted.port);
    return wanted;
}

void PeerServers::configure(const std::vector<std::shared_ptr<const PeerSettings>>& peers) {
    decltype(entries_) entries;
    for (const auto& peer : peers) {
        const std::string &name = peer->peer.name, &domain = peer->peer.domain;
        if (domain.empty())
            continue;
        const auto before = entries_.find(name);
        sipi::Wanted wanted = wanted_of(domain);
        wanted.transport = transport_of(peer->peer);
        if (before != entries_.end() && before->second->domain == domain &&
            before->second->wanted == wanted) {
            entries.insert(*before);
            continue;
        }
        auto entry = std::make_shared<Entry>(timers_, [this, name] { ask(name); });
        entry->domain = domain;
        entry->wanted = wanted;
        entry->timer.arm(base::Duration::zero());
        entries.emplace(name, std::move(entry));
    }
    entries_ = std::move(entries);
}

void PeerServers::ask(const std::string& peer) {
    const auto found = entries_.find(peer);
    if (found == entries_.end())
        return;
    // The answer may come after the peer has gone from the conf, or been replaced.
    locator_.locate(found->second->wanted,
                    [this, peer, weak = std::weak_ptr(found->second)](sipi::Located located) {
                        if (!weak.expired())
                            answered(peer, std::move(located));
                    });
}

void PeerServers::answered(const std::string& peer, sipi::Located located) {
    Entry& entry = *entries_.at(peer);
    entry.timer.arm(std::clamp(located.ttl, kShortest, kLongest));
    const bool good = !located.targets.empty();
    if (good != !entry.latest.targets.empty() || entry.latest.error != located.error) {
        if (good)
            base::log::info("dns", "peer {}: {}: {}", peer, entry.domain, located.steps);
        else
            base::log::warning("dns", "peer {}: {} is not located: {}{}", peer, entry.domain,
                               located.error == sipi::DnsError::failed ? "the DNS does not answer"
                                                                       : "the DNS knows no server",
                               entry.servers.empty() ? "" : "; the last answer stays");
    }
    entry.latest = std::move(located);
    if (!good && entry.latest.error == sipi::DnsError::failed)
        return;
    std::vector<Server> servers;
    for (const sipi::Endpoint& target : entry.latest.targets) {
        const auto known = std::ranges::find(entry.servers, target, &Server::address);
        servers.push_back(
            {target, known == entry.servers.end() ? base::TimePoint{} : known->avoided_until});
    }
    entry.servers = std::move(servers);
}

std::vector<sipi::Endpoint> PeerServers::of(std::string_view peer) const {
    std::vector<sipi::Endpoint> first, last;
    if (const auto found = entries_.find(peer); found != entries_.end())
        for (const Server& server : found->second->servers)
            (server.avoided_until > timers_.clock().now() ? last : first).push_back(server.address);
    first.insert(first.end(), last.begin(), last.end());
    return first;
}

bool PeerServers::has(std::string_view peer, const sipi::Endpoint& source) const {
    const auto found = entries_.find(peer);
    return found != entries_.end() &&
           std::ranges::any_of(found->second->servers, [&](const Server& server) {
               return server.address.same_host(source);
           });
}

void PeerServers::failed(std::string_view peer, const sipi::Endpoint& server, int status) {
    const auto found = entries_.find(peer);
    if (found == entries_.end())
        return;
    const auto known = std::ranges::find(found->second->servers, server, &Server::address);
    if (known == found->second->servers.end())
        return;
    if (known->avoided_until <= timers_.clock().now())
        base::log::warning("sip", "peer {}: {} failed ({}), comes last for {} s", peer,
                           server.text(), status,
                           std::chrono::duration_cast<std::chrono::seconds>(avoid_).count());
    known->avoided_until = timers_.clock().now() + avoid_;
}

std::vector<PeerServers::View> PeerServers::view() const {
    std::vector<View> views;
    for (const auto& [peer, entry] : entries_)
        views.push_back({peer, entry->domain, entry->latest.steps, entry->latest.error,
                         entry->timer.armed() ? entry->timer.deadline() - timers_.clock().now()
                                              : base::Duration::zero(),
                         entry->servers});
    return views;
}

} // namespace legs
