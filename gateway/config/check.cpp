// What must hold between keys and tables of the conf files, beyond each value being of its kind.
#include "gateway/config/draft.h"
#include "gateway/route/number_rule.h"

#include <algorithm>
#include <set>

namespace config {
namespace {

constexpr std::uint16_t kMaxCause = 127, kMinFailure = 300, kMaxStatus = 699;

// --- names and references
// --------------------------------------------------------------------------

std::string name_of(const Section& section, const Config& config, std::size_t position) {
    const Value name = section.key("name")->fetch(section.at(config, position));
    return std::get<std::string>(std::get<Scalar>(name));
}

using Names = std::map<std::string, std::size_t>; // to the first table of that name

Names unique_names(Draft& draft, const Section& section) {
    Names names;
    for (std::size_t at = 0; at < section.count(draft.config); ++at) {
        const std::string name = name_of(section, draft.config, at);
        const auto [first, fresh] = names.emplace(name, at);
        if (!fresh && !name.empty())
            draft.complain(section.name, at, "name",
                           "stands already at " +
                               text(draft.place(section.name, first->second, "name")));
    }
    return names;
}

void check_reference(Draft& draft, const Section& section, std::size_t position, const Key& key,
                     const Names& names) {
    const Value value = key.fetch(section.at(draft.config, position));
    const auto* const several = std::get_if<List>(&value);
    const List list = several ? *several : List{std::get<Scalar>(value)};
    std::set<std::string> seen;
    for (std::size_t item = 0; item < list.size(); ++item) {
        const auto& wanted = std::get<std::string>(list[item]);
        if (wanted.empty()) // not given
            continue;
        std::string what, near;
        if (!names.contains(wanted)) {
            std::vector<std::string_view> known;
            for (const auto& [name, at] : names)
                known.push_back(name);
            what = "there is no [[" + std::string(key.kind.words) + "]] named \"" + wanted + '"';
            near = nearest(wanted, known);
        } else if (!seen.insert(wanted).second) {
            what = '"' + wanted + "\" stands twice in the list";
        } else {
            continue;
        }
        draft.problems.push_back({draft.place(section.name, position, key.name, item),
                                  draft.label(section, position) + ": " + std::string(key.name),
                                  what,
                                  {},
                                  near});
    }
}

void check_names(Draft& draft) {
    std::map<std::string_view, Names> names;
    for (const Section& section : sections())
        if (section.many)
            names[section.name] = unique_names(draft, section);
    for (const Section& section : sections())
        for (std::size_t at = 0; at < section.count(draft.config); ++at)
            for (const Key& key : section.keys)
                if (key.kind.type == Type::reference)
                    check_reference(draft, section, at, key, names[key.kind.words]);
}

// --- sockets
// ---------------------------------------------------------------------------------------

// A socket that the daemon will open, and the key that asks for it.
struct Socket {
    Endpoint endpoint;
    std::string_view section;
    std::size_t position;
    std::string_view key;
    bool stream = false; ///< TCP: its ports are others than UDP's
};

bool same_address(const IpAddress& a, const IpAddress& b) {
    return a.v6 == b.v6 && (a == b || a.any() || b.any());
}

void check_sockets(Draft& draft) {
    const Config& config = draft.config;
    std::vector<Socket> sockets;
    for (const Listen& listen : config.sip.listen)
        sockets.push_back(
            {listen.endpoint, "sip", 0, "listen", listen.transport != Transport::udp});
    for (std::size_t at = 0; at < config.spans.size(); ++at)
        if (draft.given("span", at, "local"))
            sockets.push_back({config.spans[at].local, "span", at, "local"});
    for (std::size_t at = 0; at < sockets.size(); ++at) {
        const Socket& socket = sockets[at];
        for (std::size_t other = 0; other < at; ++other)
            if (sockets[other].stream == socket.stream &&
                sockets[other].endpoint.port == socket.endpoint.port &&
                same_address(sockets[other].endpoint.address, socket.endpoint.address))
                draft.complain(socket.section, socket.position, socket.key,
                               "uses " + socket.endpoint.text() + ", which is taken already at " +
                                   text(draft.place(sockets[other].section, sockets[other].position,
                                                    sockets[other].key)));
        const PortRange& rtp = config.media.ports;
        if (!socket.stream && socket.endpoint.port >= rtp.first &&
            socket.endpoint.port <= rtp.last &&
            same_address(socket.endpoint.address, config.media.address))
            draft.complain(socket.section, socket.position, socket.key,
                           "uses a port of media: ports, " + rtp.text());
    }
}

// --- section by section
// ------------------------------------------------------------------------------

void check_general(Draft& draft) {
    const Config& config = draft.config;
    if (config.sip.listen.empty() && draft.given("sip", 0, "listen") && draft.problems.empty())
        draft.complain("sip", 0, "listen", "needs at least one address");
    const bool secure = std::ranges::any_of(
        config.sip.listen, [](const Listen& listen) { return listen.transport == Transport::tls; });
    if (secure && config.tls.certificate.empty())
        draft.complain("tls", 0, "certificate", "is needed by the listener of tls in sip: listen");
    if (config.sip.t1 > config.sip.t2)
        draft.complain("sip", 0, "t1", "is more than t2");
    if (config.media.jitter_min > config.media.jitter_max)
        draft.complain("media", 0, "jitter_min", "is more than jitter_max");
    if (draft.given("media", 0, "ports") && config.media.ports.size() < 4)
        draft.complain("media", 0, "ports",
                       "has no room for one call; it needs 2 ports per RTP session");
}

// What ISDN asks of a span, key against key.
void check_line(Draft& draft, std::size_t at) {
    const Span& span = draft.config.spans[at];
    const auto complain = [&](std::string_view key, std::string what) {
        draft.complain("span", at, key, std::move(what));
    };
    const isdn::SwitchType type = span.switch_type.value_or(isdn::usual_switch_type(span.type));
    if (!isdn::spoken_on(type, span.type))
        complain("switch_type", std::string(isdn::name(type)) + " is not spoken on " +
                                    std::string(drivers::name(span.type)));
    const bool multipoint = span.bri_mode == BriMode::multipoint;
    if (multipoint && span.type != drivers::LineType::bri)
        complain("bri_mode", "ptmp is for type bri only");
    else if (multipoint && type == isdn::SwitchType::qsig)
        complain("bri_mode", "qsig knows ptp only");
    if (!span.msn.empty() && (!multipoint || span.side != isdn::Side::user))
        complain("msn", "is for the user side of a bus only (bri_mode ptmp)");
    if (span.channel_mapping == ChannelMapping::logical && span.type != drivers::LineType::e1)
        complain("channel_mapping", "logical differs from physical on e1 only");
    if (span.service_messages && !isdn::has_service_messages(type))
        complain("service_messages", std::string(isdn::name(type)) + " has none");
    if (span.timers.t312 <= span.timers.t303)
        complain("t312", "is not longer than t303");
}

// A span's place in its NFAS group, against the spans before it.
void check_nfas(Draft& draft, std::size_t at) {
    const std::vector<Span>& spans = draft.config.spans;
    const Span& span = spans[at];
    const auto complain = [&](std::string_view key, std::string what) {
        draft.complain("span", at, key, std::move(what));
    };
    if (span.nfas_group.empty()) {
        if (span.d_channel != DChannelRole::own)
            complain("d_channel", "is other than own in an NFAS group only (nfas_group)");
        return;
    }
    if (!drivers::is_t1_or_j1(span.type))
        complain("nfas_group", "is for types t1 and j1 only");
    if (span.switch_type == isdn::SwitchType::qsig)
        complain("nfas_group", "is not known in qsig");
    if (span.d_channel == DChannelRole::own)
        complain("d_channel", "must be primary, backup or none in an NFAS group");
    bool primary = span.d_channel == DChannelRole::primary;
    std::size_t first = at;
    for (std::size_t other = 0; other < spans.size(); ++other) {
        const Span& it = spans[other];
        if (other == at || it.nfas_group != span.nfas_group)
            continue;
        primary = primary || it.d_channel == DChannelRole::primary;
        if (other > at)
            continue;
        first = std::min(first, other);
        if (it.interface_id == span.interface_id)
            complain("interface_id", "is that of span " + it.name + " too");
        const bool is_signalling =
            span.d_channel == DChannelRole::primary || span.d_channel == DChannelRole::backup;
        if (is_signalling && it.d_channel == span.d_channel)
            complain("d_channel", "is what span " + it.name + " is already in this group");
        if (it.side != span.side)
            complain("side", "differs from that of span " + it.name + " in the same NFAS group");
        if (it.switch_type != span.switch_type)
            complain("switch_type",
                     "differs from that of span " + it.name + " in the same NFAS group");
    }
    if (!primary && first == at)
        complain("nfas_group", "has no span whose d_channel is primary");
}

void check_span(Draft& draft, std::size_t at) {
    const Span& span = draft.config.spans[at];
    check_driver(draft, at);
    if (draft.given("span", at, "local") && span.local == span.remote)
        draft.complain("span", at, "remote", "is the same as local");
    check_line(draft, at);
    check_nfas(draft, at);
}

// Two rows for the same thing: only the first would ever be used.
template <class Row, class Field>
void check_twice(Draft& draft, std::string_view section, std::size_t at, std::string_view key,
                 const std::vector<Row>& rows, Field field) {
    if (!draft.given(section, at, key))
        return;
    for (std::size_t item = 1; item < rows.size(); ++item)
        for (std::size_t earlier = 0; earlier < item; ++earlier)
            if (rows[item].*field == rows[earlier].*field)
                return draft.complain(section, at, key,
                                      "says the same twice, at " + rows[earlier].where + " and " +
                                          rows[item].where);
}

void check_exceptions(Draft& draft, std::string_view section, std::size_t at,
                      const Mapping& mapping) {
    const auto is_cause = [](std::uint16_t value) { return value >= 1 && value <= kMaxCause; };
    const auto is_status = [](std::uint16_t value) {
        return value >= kMinFailure && value <= kMaxStatus;
    };
    if (draft.given(section, at, "cause_to_status"))
        for (const CauseOverride& row : mapping.cause_to_status)
            if (!is_cause(row.from) || !is_status(row.to))
                draft.complain(section, at, "cause_to_status", "has a row out of range",
                               "1-127=300-699");
    if (draft.given(section, at, "status_to_cause"))
        for (const CauseOverride& row : mapping.status_to_cause)
            if (!is_status(row.from) || !is_cause(row.to))
                draft.complain(section, at, "status_to_cause", "has a row out of range",
                               "300-699=1-127");
    const auto check_line = [&](std::string_view key, const std::vector<CauseOverride>& rows) {
        if (draft.given(section, at, key))
            for (const CauseOverride& row : rows)
                if (!is_cause(row.from) || !is_cause(row.to))
                    draft.complain(section, at, key, "has a row out of range", "1-127=1-127");
    };
    check_line("cause_to_line", mapping.cause_to_line);
    check_line("cause_from_line", mapping.cause_from_line);
    check_twice(draft, section, at, "cause_to_status", mapping.cause_to_status,
                &CauseOverride::from);
    check_twice(draft, section, at, "status_to_cause", mapping.status_to_cause,
                &CauseOverride::from);
    check_twice(draft, section, at, "cause_to_line", mapping.cause_to_line, &CauseOverride::from);
    check_twice(draft, section, at, "cause_from_line", mapping.cause_from_line,
                &CauseOverride::from);
    check_twice(draft, section, at, "number_prefixes", mapping.number_prefixes,
                &NumberPrefix::nature);
    check_twice(draft, section, at, "number_prefixes", mapping.number_prefixes,
                &NumberPrefix::prefix);
    check_twice(draft, section, at, "quirks", mapping.quirks, &QuirkSetting::quirk);
}

// A name, or a name and a port.
bool is_domain(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view host = text.substr(0, colon);
    constexpr std::string_view kHost =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    constexpr std::size_t kLongest = 253; // RFC 1035 §2.3.4
    if (host.empty() || host.size() > kLongest || host.find_first_not_of(kHost) != host.npos)
        return false;
    return colon == text.npos || Endpoint::from_text("0.0.0.0" + std::string(text.substr(colon)));
}

void check_domain(Draft& draft, std::size_t at, const SipPeer& peer) {
    const bool address = draft.given("sip_peer", at, "address");
    if (!address && peer.domain.empty())
        draft.complain("sip_peer", at, "address", "or domain must be given");
    if (peer.domain.empty())
        return;
    if (address)
        draft.complain("sip_peer", at, "domain", "may not stand together with address");
    if (!is_domain(peer.domain))
        draft.complain("sip_peer", at, "domain", '"' + peer.domain + "\" is no domain",
                       "as example.com or example.com:5080");
    if (!peer.mailboxes.empty())
        draft.complain("sip_peer", at, "mailboxes", "needs a peer with an address");
}

// A listener of the same kind and family sends to it.
void check_transport(Draft& draft, std::size_t at, const SipPeer& peer) {
    if (peer.transport == PeerTransport::automatic || draft.config.sip.listen.empty())
        return;
    const auto wanted = static_cast<Transport>(static_cast<int>(peer.transport) - 1);
    const bool found = std::ranges::any_of(draft.config.sip.listen, [&](const Listen& listen) {
        return listen.transport == wanted &&
               (!peer.domain.empty() || listen.endpoint.address.v6 == peer.address.address.v6);
    });
    if (!found)
        draft.complain("sip_peer", at, "transport",
                       "needs a listener of its kind in sip: listen, as " +
                           std::string(name(wanted)) +
                           (peer.address.address.v6 ? ":[::]:" : ":0.0.0.0:") +
                           (wanted == Transport::tls ? "5061" : "5060"));
}

void check_peers(Draft& draft) {
    std::map<Cidr, std::size_t> taken;
    const auto& peers = draft.config.sip_peers;
    for (std::size_t at = 0; at < peers.size(); ++at) {
        if (draft.given("sip_peer", at, "codecs") && peers[at].codecs.empty())
            draft.complain("sip_peer", at, "codecs", "needs at least one codec", "pcma, pcmu");
        check_exceptions(draft, "sip_peer", at, peers[at].mapping);
        check_domain(draft, at, peers[at]);
        check_transport(draft, at, peers[at]);
        if (!draft.given("sip_peer", at, "address") && !draft.given("sip_peer", at, "match"))
            continue; // its match would be made from it
        for (const Cidr& match : peers[at].match)
            if (const auto [first, fresh] = taken.emplace(match, at); !fresh)
                draft.complain("sip_peer", at, "match",
                               match.text() + " is matched already by sip_peer " +
                                   peers[first->second].name + " at " +
                                   text(draft.place("sip_peer", first->second, "match")));
    }
}

void check_groups(Draft& draft) {
    std::map<std::pair<std::string_view, std::string>, std::size_t>
        members; // key and name -> group
    const auto& groups = draft.config.trunk_groups;
    for (std::size_t at = 0; at < groups.size(); ++at) {
        const TrunkGroup& group = groups[at];
        if (!group.spans.empty() && !group.peers.empty())
            draft.complain("trunk_group", at, "peers", "may not stand together with spans");
        if (!group.users.empty() && (!group.spans.empty() || !group.peers.empty()))
            draft.complain("trunk_group", at, "users",
                           "may not stand together with spans or peers");
        if (!draft.given("trunk_group", at, "spans") && !draft.given("trunk_group", at, "peers") &&
            !draft.given("trunk_group", at, "users"))
            draft.complain("trunk_group", at, {}, "needs spans, peers or users");
        if (group.reserve > 0 && group.reserve >= group.max_calls)
            draft.complain("trunk_group", at, "reserve", "must be less than max_calls");
        check_exceptions(draft, "trunk_group", at, group.mapping);
        const auto claim = [&](std::string_view key, const std::vector<std::string>& names) {
            for (const std::string& name : names) {
                const auto [first, fresh] = members.emplace(std::pair(key, name), at);
                if (!fresh && first->second != at)
                    draft.complain("trunk_group", at, key,
                                   '"' + name + "\" is in trunk_group " +
                                       groups[first->second].name + " already, at " +
                                       text(draft.place("trunk_group", first->second, key)));
            }
        };
        claim("spans", group.spans);
        claim("peers", group.peers);
        claim("users", group.users);
    }
}

void check_credentials(Draft& draft) {
    for (std::size_t at = 0; at < draft.config.sip_peers.size(); ++at) {
        const SipPeer& peer = draft.config.sip_peers[at];
        if (!peer.auth_user.empty())
            continue;
        if (!peer.auth_password.empty())
            draft.complain("sip_peer", at, "auth_password", "needs auth_user");
        if (!peer.auth_realm.empty())
            draft.complain("sip_peer", at, "auth_realm", "needs auth_user");
    }
}

void check_routing(Draft& draft) {
    const Config& config = draft.config;
    for (std::size_t at = 0; at < config.routes.size(); ++at)
        if (config.routes[at].to.empty() && draft.given("route", at, "to"))
            draft.complain("route", at, "to", "needs at least one trunk group");
    for (std::size_t at = 0; at < config.number_rules.size(); ++at) {
        const route::NumberRule& rule = config.number_rules[at];
        if (rule.rewrite.empty())
            continue;
        if (rule.match.empty())
            draft.complain("number_rule", at, "rewrite", "needs match");
        else if (const auto fault = route::rewrite_fault(rule.match, rule.rewrite))
            draft.complain("number_rule", at, "rewrite", *fault);
    }
}

bool is_uuid(std::string_view text) {
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"; // RFC 4122 §3
    constexpr std::string_view kHex = "0123456789abcdefABCDEF";
    if (text.size() != kForm.size())
        return false;
    for (std::size_t at = 0; at < text.size(); ++at)
        if (kForm[at] == '-' ? text[at] != '-' : kHex.find(text[at]) == kHex.npos)
            return false;
    return true;
}

void check_shaken(Draft& draft) {
    const Shaken& shaken = draft.config.shaken;
    const std::string_view url = shaken.certificate_url;
    if (!url.empty() && (!url.starts_with("https://") || url.find_first_of(" \"<>") != url.npos))
        draft.complain("shaken", 0, "certificate_url", "is no https URL",
                       "as https://certificates.example.com/shaken.pem");
    if (url.empty() != shaken.private_key.empty())
        draft.complain("shaken", 0, url.empty() ? "private_key" : "certificate_url",
                       "needs " + std::string(url.empty() ? "certificate_url" : "private_key"));
    const auto check_signing = [&](std::string_view section, std::size_t at,
                                   const Mapping& mapping) {
        if (mapping.shaken_sign && url.empty() && draft.given(section, at, "shaken_sign"))
            draft.complain(section, at, "shaken_sign", "needs certificate_url of section shaken");
        if (mapping.shaken_verify != VerifyIdentity::off && shaken.trust_anchors.empty() &&
            draft.given(section, at, "shaken_verify"))
            draft.complain(section, at, "shaken_verify", "needs trust_anchors of section shaken");
        const std::string& origid = mapping.shaken_origid;
        if (draft.given(section, at, "shaken_origid") && origid != "group" && origid != "call" &&
            !is_uuid(origid))
            draft.complain(section, at, "shaken_origid", '"' + origid + "\" is no UUID",
                           "group, call or a UUID");
    };
    check_signing("calls", 0, draft.config.calls.mapping);
    for (std::size_t at = 0; at < draft.config.trunk_groups.size(); ++at)
        check_signing("trunk_group", at, draft.config.trunk_groups[at].mapping);
    for (std::size_t at = 0; at < draft.config.sip_peers.size(); ++at)
        check_signing("sip_peer", at, draft.config.sip_peers[at].mapping);
}

} // namespace

void check(Draft& draft) {
    check_names(draft);
    check_general(draft);
    check_exceptions(draft, "calls", 0, draft.config.calls.mapping);
    check_sockets(draft);
    for (std::size_t at = 0; at < draft.config.spans.size(); ++at)
        check_span(draft, at);
    check_peers(draft);
    check_groups(draft);
    check_routing(draft);
    check_credentials(draft);
    check_users(draft);
    check_registrations(draft);
    check_shaken(draft);
}

} // namespace config
