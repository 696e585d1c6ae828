// Trunk groups: which line and channel, or which SIP peer, takes an outgoing call.
#include "gateway/legs/trunks.h"

#include "gateway/mapping/numbers.h"

#include "gateway/call/causes.h"
#include "gateway/call/numbers.h"
#include "gateway/legs/fork_leg.h"
#include "gateway/legs/profile.h"
#include "gateway/mapping/encapsulation.h"

#include <algorithm>

namespace legs {
namespace {

constexpr std::uint8_t kUnallocated = 1, kNoRoute = 3, kSubscriberAbsent = 20, kNoCircuit = 34,
                       kOutOfOrder = 38;

using call::cause_here;

std::vector<route::Channel> channels_of(const std::vector<IsdnLine*>& lines) {
    std::vector<route::Channel> channels;
    for (std::size_t line = 0; line < lines.size(); ++line) {
        const drivers::LineType type = lines[line]->span().type;
        for (unsigned timeslot = 1; timeslot <= drivers::timeslots(type); ++timeslot)
            if (timeslot != lines[line]->d_slot())
                channels.push_back(
                    {static_cast<std::uint16_t>(line), static_cast<std::uint8_t>(timeslot)});
    }
    return channels;
}

} // namespace

void Trunks::configure(const config::Config& config,
                       const std::map<std::string, std::unique_ptr<IsdnLine>>& lines) {
    std::map<std::string, Group, std::less<>> groups;
    for (const config::TrunkGroup& settings : config.trunk_groups) {
        Group group;
        group.settings = settings;
        if (const auto before = groups_.find(settings.name); before != groups_.end())
            group.counters = before->second.counters;
        mapping::Profile profile = profile_of(settings.mapping);
        if (const auto line =
                settings.spans.empty() ? lines.end() : lines.find(settings.spans.front());
            line != lines.end())
            profile.law = line->second->span().law == drivers::Law::ulaw ? mapping::Law::mu_law
                                                                         : mapping::Law::a_law;
        const auto shared = std::make_shared<const GroupSettings>(
            GroupSettings{settings, std::move(profile), config.calls.t306});
        if (!settings.spans.empty())
            group.shared = shared;
        for (const std::string& name : settings.spans)
            if (const auto line = lines.find(name); line != lines.end()) {
                line->second->set_group(shared);
                group.lines.push_back(line->second.get());
            }
        for (const std::string& name : settings.peers)
            if (auto peer = sip_.peer(name))
                group.peers.push_back(std::move(peer));
        if (!group.lines.empty())
            group.channels =
                std::make_unique<route::ChannelHunter>(settings.hunting, channels_of(group.lines));
        if (!group.peers.empty())
            group.peer_order =
                std::make_unique<route::HuntOrder>(settings.hunting, group.peers.size());
        groups.emplace(settings.name, std::move(group));
    }
    groups_ = std::move(groups);
}

base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
Trunks::place(const Placement& placement) {
    const auto found = groups_.find(placement.group);
    if (found == groups_.end())
        return base::fail(cause_here(kNoRoute));
    Group& group = found->second;
    auto leg = group.channels                  ? place_on_line(group, placement)
               : !group.settings.users.empty() ? place_at_user(group, placement)
                                               : place_at_peer(group, placement);
    ++(leg ? group.counters.calls_out : group.counters.calls_refused);
    return leg;
}

// Seizes the next idle channel of the group's hunting; one that its line refuses is passed over.
base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
Trunks::place_on_line(Group& group, const Placement& placement) {
    bool any_up = false;
    for (const IsdnLine* line : group.lines)
        any_up = any_up || line->up();
    if (!any_up)
        return base::fail(cause_here(kOutOfOrder));
    mapping::Notes notes;
    const auto refused =
        mapping::refused_at_edge(placement.iam, isup::Location::public_local, notes);
    mapping::record(notes, placement.trace, observe::TraceLeg::outgoing);
    if (refused)
        return base::fail(*refused);
    if (!placement.replaces.empty()) {
        placement.trace.event(observe::TraceLeg::outgoing, observe::Direction::internal,
                              observe::Protocol::route,
                              "Replaces: no line has such a dialog (RFC 3891)");
        return base::fail(cause_here(call::kFacilityRejected));
    }
    const auto channel = group.channels->pick([&](route::Channel candidate) {
        const IsdnLine& line = *group.lines[candidate.span];
        return line.up() && line.idle(candidate.timeslot);
    });
    if (!channel)
        return base::fail(cause_here(kNoCircuit));
    return group.lines[channel->span]->place(channel->timeslot, placement);
}

base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
Trunks::place_at_peer(Group& group, const Placement& placement) {
    if (!group.peer_order)
        return base::fail(cause_here(kNoRoute));
    isup::CauseIndicators cause = cause_here(kNoRoute);
    const bool choice = std::ranges::any_of(
        group.peers, [&](const auto& peer) { return !monitor_.down(peer->peer.name); });
    for (const std::size_t position : group.peer_order->order()) {
        if (choice && monitor_.down(group.peers[position]->peer.name))
            continue;
        auto leg = sip_.place(group.peers[position], placement);
        if (leg)
            return leg;
        cause = leg.error();
    }
    return base::fail(cause);
}

// Whose number it is, and where that user is now.
base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
Trunks::place_at_user(const Group& group, const Placement& placement) {
    const Users& users = sip_.users();
    const std::string called = route::written(call::called_number(placement.iam));
    const auto tell = [&](std::string text) {
        placement.trace.event(observe::TraceLeg::outgoing, observe::Direction::internal,
                              observe::Protocol::route, std::move(text));
    };
    const auto user = users.of_number(group.settings.name, called);
    if (!user) {
        tell(called + " is the number of no user of " + group.settings.name);
        return base::fail(cause_here(kUnallocated));
    }
    const auto targets = users.targets(user->peer.name, called);
    if (targets.empty()) {
        tell("user " + user->peer.name + " is not registered");
        return base::fail(cause_here(kSubscriberAbsent));
    }
    if (targets.size() == 1)
        return sip_.place(user, placement, &targets.front());
    ForkLeg::Callee callee{user->peer.name, targets, users.ring_time()};
    callee.place = [this, user](const Placement& branch, const sipi::registrar::Target& target) {
        return sip_.place(user, branch, &target);
    };
    return ForkLeg::place(sip_.timers(), placement, std::move(callee));
}

std::vector<IsdnLine*> Trunks::lines(std::string_view group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() ? std::vector<IsdnLine*>() : found->second.lines;
}

std::vector<std::shared_ptr<const PeerSettings>> Trunks::peers(std::string_view group) const {
    std::vector<std::shared_ptr<const PeerSettings>> there;
    if (const auto found = groups_.find(group); found != groups_.end())
        for (const auto& peer : found->second.peers)
            if (!monitor_.down(peer->peer.name))
                there.push_back(peer);
    return there;
}

bool Trunks::in_service(std::string_view group) const {
    const auto found = groups_.find(group);
    if (found == groups_.end())
        return false;
    return std::ranges::any_of(found->second.lines,
                               [](const IsdnLine* line) { return line->up(); }) ||
           std::ranges::any_of(found->second.peers,
                               [&](const auto& peer) { return !monitor_.down(peer->peer.name); }) ||
           sip_.users().any_registered(found->second.settings.users);
}

bool Trunks::busied_out(std::string_view group) const {
    const auto found = groups_.find(group);
    if (found == groups_.end())
        return false;
    const std::vector<std::string>& needed = found->second.settings.busy_out_with;
    return !needed.empty() && std::ranges::none_of(needed, [&](const std::string& other) {
        return in_service(other);
    });
}

void Trunks::update_busy_out() {
    for (const auto& [name, group] : groups_)
        for (IsdnLine* line : group.lines)
            line->busy_out(busied_out(name));
}

void Trunks::count_incoming(const std::string& group) {
    if (const auto found = groups_.find(group); found != groups_.end())
        ++found->second.counters.calls_in;
}

bool Trunks::takes_overlap(const std::string& group) const {
    const auto found = groups_.find(group);
    if (found == groups_.end())
        return false;
    const Group& wanted = found->second;
    if (wanted.channels)
        return wanted.settings.mapping.overlap != config::Overlap::en_bloc;
    // Digits in INFO need a body that says them: that of SIP-I and SIP-T.
    return !wanted.peers.empty() && std::ranges::all_of(wanted.peers, [](const auto& peer) {
        const config::Overlap overlap = peer->peer.mapping.overlap;
        return overlap != config::Overlap::en_bloc &&
               (overlap != config::Overlap::info ||
                mapping::carries_isup(peer->profile.interworking));
    });
}

bool Trunks::takes_unchecked(const std::string& group) const {
    const auto found = groups_.find(group);
    return found != groups_.end() && !found->second.peers.empty() &&
           std::ranges::all_of(found->second.peers,
                               [](const auto& peer) { return peer->uses_preconditions(); });
}

call::Ringback Trunks::ringback(const std::string& group) const {
    const auto found = groups_.find(group);
    return found == groups_.end()
               ? call::Ringback::automatic
               : static_cast<call::Ringback>(found->second.settings.mapping.ringback);
}

std::vector<std::string> Trunks::contacts(const std::string& group,
                                          const isup::Message& iam) const {
    std::vector<std::string> uris;
    const auto called = iam.get<isup::CalledPartyNumber>();
    if (!called)
        return uris;
    for (const auto& peer : peers(group))
        uris.push_back(mapping::uri_from_address({called->nature, called->digits.without_st()},
                                                 peer->profile, peer->profile.peer_host));
    return uris;
}

call::Redirection Trunks::redirection(const std::string& group) const {
    const auto found = groups_.find(group);
    if (found == groups_.end())
        return call::Redirection::none;
    switch (found->second.settings.mapping.redirection) {
    case config::Redirection::follow: // a SIP leg has gone to the Contact before
        return found->second.channels ? call::Redirection::route : call::Redirection::none;
    case config::Redirection::route:
        return call::Redirection::route;
    case config::Redirection::pass:
        return call::Redirection::pass;
    case config::Redirection::refuse:
        break;
    }
    return call::Redirection::none;
}

const GroupCounters& Trunks::counters(std::string_view group) const {
    static constexpr GroupCounters kNone;
    const auto found = groups_.find(group);
    return found == groups_.end() ? kNone : found->second.counters;
}

const mapping::Profile* Trunks::profile(std::string_view group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() || !found->second.shared ? nullptr
                                                           : &found->second.shared->profile;
}

} // namespace legs
