// Looking things up in a Config.
#include "gateway/config/config.h"

#include <algorithm>

namespace config {
namespace {

template <class Named>
const Named* by_name(const std::vector<Named>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &Named::name);
    return found == all.end() ? nullptr : &*found;
}

const TrunkGroup* group_with(const std::vector<TrunkGroup>& groups, std::string_view name,
                             std::vector<std::string> TrunkGroup::*members) {
    for (const TrunkGroup& group : groups)
        if (std::ranges::find(group.*members, name) != (group.*members).end())
            return &group;
    return nullptr;
}

} // namespace

const Span* Config::span(std::string_view name) const {
    return by_name(spans, name);
}
const SipPeer* Config::sip_peer(std::string_view name) const {
    return by_name(sip_peers, name);
}
const User* Config::user(std::string_view name) const {
    return by_name(users, name);
}
const TrunkGroup* Config::trunk_group(std::string_view name) const {
    return by_name(trunk_groups, name);
}
const TrunkGroup* Config::group_of_span(std::string_view name) const {
    return group_with(trunk_groups, name, &TrunkGroup::spans);
}
const TrunkGroup* Config::group_of_peer(std::string_view name) const {
    return group_with(trunk_groups, name, &TrunkGroup::peers);
}
const TrunkGroup* Config::group_of_user(std::string_view name) const {
    return group_with(trunk_groups, name, &TrunkGroup::users);
}

const SipPeer* Config::peer_at(const IpAddress& source) const {
    const SipPeer* best = nullptr;
    int best_bits = -1;
    for (const SipPeer& peer : sip_peers)
        for (const Cidr& match : peer.match)
            if (match.bits > best_bits && match.contains(source)) {
                best = &peer;
                best_bits = match.bits;
            }
    return best;
}

route::Settings Config::routing() const {
    route::Settings settings{number_rules, {}, routes};
    for (const TrunkGroup& group : trunk_groups)
        settings.groups.push_back({group.name, group.number_rules_in, group.number_rules_out});
    return settings;
}

} // namespace config
