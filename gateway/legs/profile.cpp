// From configuration to what legs and mapping work with.
#include "gateway/legs/profile.h"

#include <algorithm>
#include <array>

namespace legs {
namespace {

mapping::Interworking interworking_of(config::Profile profile) {
    switch (profile) {
    case config::Profile::rfc3398:
        return mapping::Interworking::rfc3398;
    case config::Profile::q1912_5_a:
        return mapping::Interworking::q1912_5_a;
    case config::Profile::sip_i:
        return mapping::Interworking::sip_i;
    case config::Profile::sip_t:
        return mapping::Interworking::sip_t;
    case config::Profile::q1912_5_b:
        break;
    }
    return mapping::Interworking::q1912_5_b;
}

// What application/ISUP says of a variant when the conf file does not: the names of RFC 3204 Table
// 1 and those in use; a base for peers that do not know the version.
struct BodyNames {
    isup::Variant variant;
    std::string_view version, base;
};
constexpr std::array kBodyNames{
    BodyNames{isup::Variant::itu, "itu-t92+", "itu-t92+"},
    BodyNames{isup::Variant::ansi, "ansi00", "ansi00"},
    BodyNames{isup::Variant::etsi356, "etsi356", "etsi356"},
    BodyNames{isup::Variant::uk, "X-uk", "etsi356"},
    BodyNames{isup::Variant::spirou, "spirou", "itu-t92+"},
    BodyNames{isup::Variant::germany, "X-germany", "etsi356"},
    BodyNames{isup::Variant::ttc, "ttc93+", "ttc93+"},
    BodyNames{isup::Variant::russia, "X-russia", "itu-t92+"},
    BodyNames{isup::Variant::china, "chinese", "itu-t92+"},
    BodyNames{isup::Variant::brazil, "X-brazil", "itu-t92+"},
};

isup::Location location_of(config::IsupLocation location) {
    constexpr std::array kLocations{
        isup::Location::user,          isup::Location::private_local,
        isup::Location::public_local,  isup::Location::transit,
        isup::Location::public_remote, isup::Location::private_remote,
        isup::Location::international, isup::Location::beyond_interworking};
    return kLocations[static_cast<std::size_t>(location)];
}

mapping::IsupBodies bodies_of(const config::Mapping& mapping) {
    const BodyNames& names =
        *std::ranges::find(kBodyNames, mapping.isup_variant, &BodyNames::variant);
    const bool sip_i = mapping.profile == config::Profile::sip_i;
    mapping::IsupBodies bodies;
    bodies.variant = mapping.isup_variant;
    bodies.version = mapping.isup_version.empty() ? names.version : mapping.isup_version;
    bodies.base = !mapping.isup_base.empty()     ? std::string_view(mapping.isup_base)
                  : mapping.isup_version.empty() ? names.base
                                                 : std::string_view();
    bodies.required = mapping.isup_handling == config::IsupHandling::required ||
                      (mapping.isup_handling == config::IsupHandling::by_profile && sip_i);
    bodies.release_complete = mapping.isup_rlc == config::IsupRlc::always ||
                              (mapping.isup_rlc == config::IsupRlc::by_profile && sip_i);
    bodies.location = location_of(mapping.isup_location);
    return bodies;
}

mapping::CallHistory call_history_of(config::CallHistory choice) {
    constexpr std::array kChoices{mapping::CallHistory::diversion,
                                  mapping::CallHistory::history_info, mapping::CallHistory::both,
                                  mapping::CallHistory::off};
    return kChoices[static_cast<std::size_t>(choice)];
}

mapping::Portability portability_of(config::Portability choice) {
    constexpr std::array kChoices{mapping::Portability::routing_number,
                                  mapping::Portability::concatenated,
                                  mapping::Portability::directory_number,
                                  mapping::Portability::ported_number, mapping::Portability::off};
    return kChoices[static_cast<std::size_t>(choice)];
}

mapping::CarrierParameter carrier_of(config::Carrier choice) {
    constexpr std::array kChoices{mapping::CarrierParameter::transit_network,
                                  mapping::CarrierParameter::carrier_identification,
                                  mapping::CarrierParameter::off};
    return kChoices[static_cast<std::size_t>(choice)];
}

mapping::TrunkGroupUse trunk_group_use_of(config::TrunkGroupUse choice) {
    constexpr std::array kChoices{mapping::TrunkGroupUse::off, mapping::TrunkGroupUse::select,
                                  mapping::TrunkGroupUse::pass};
    return kChoices[static_cast<std::size_t>(choice)];
}

// RFC 3398 says nothing of the preference; in Q.1912.5 A and B interworking is what a caller has
// ruled out.
bool refuses_isup_required(const config::Mapping& mapping) {
    if (mapping.isup_required != config::IsupRequired::by_profile)
        return mapping.isup_required == config::IsupRequired::refuse;
    return mapping.profile == config::Profile::q1912_5_a ||
           mapping.profile == config::Profile::q1912_5_b;
}

mapping::CauseTable cause_table_of(config::CauseTable table) {
    switch (table) {
    case config::CauseTable::rfc3398:
        return mapping::CauseTable::rfc3398;
    case config::CauseTable::ts29163:
        return mapping::CauseTable::vendor_29163;
    default:
        return mapping::CauseTable::q1912_5; // by_profile is settled at loading
    }
}

// What a row of the trunk's own cites as its clause.
std::string conf(const std::string& where) {
    return "conf " + where;
}

std::vector<mapping::CauseOverride> overrides_of(const std::vector<config::CauseOverride>& rows,
                                                 std::string_view name) {
    std::vector<mapping::CauseOverride> overrides;
    for (const config::CauseOverride& row : rows)
        overrides.push_back({row.from, row.to, mapping::own_row(name, conf(row.where))});
    return overrides;
}

isup::NatureOfAddress nature_of(route::Nature nature) {
    switch (nature) {
    case route::Nature::subscriber:
        return isup::NatureOfAddress::subscriber;
    case route::Nature::national:
        return isup::NatureOfAddress::national;
    case route::Nature::international:
        return isup::NatureOfAddress::international;
    case route::Nature::network_specific:
        return isup::NatureOfAddress::network_specific;
    case route::Nature::unknown:
        break;
    }
    return isup::NatureOfAddress::unknown;
}

config::Reliable reliable_of(const config::Mapping& mapping) {
    if (mapping.reliable != config::Reliable::by_profile)
        return mapping.reliable;
    const mapping::Interworking interworking = interworking_of(mapping.profile);
    const bool supported =
        mapping::carries_isup(interworking) || interworking == mapping::Interworking::q1912_5_a;
    return supported ? config::Reliable::supported : config::Reliable::accept;
}

config::Preconditions preconditions_of(const config::Mapping& mapping) {
    if (mapping.preconditions != config::Preconditions::by_profile)
        return mapping.preconditions;
    return mapping.profile == config::Profile::q1912_5_a ? config::Preconditions::accept
                                                         : config::Preconditions::off;
}

sipi::TimerPolicy timer_of(const config::Mapping& mapping) {
    using config::SessionTimer;
    const auto seconds = [](config::Milliseconds time) {
        return std::chrono::duration_cast<std::chrono::seconds>(time);
    };
    sipi::TimerPolicy timer;
    timer.supported = mapping.session_timer != SessionTimer::off;
    timer.offered = mapping.session_timer == SessionTimer::offer ||
                    mapping.session_timer == SessionTimer::require;
    timer.required = mapping.session_timer == SessionTimer::require;
    timer.by_reinvite = mapping.session_refresh == config::SessionRefresh::reinvite;
    timer.least = seconds(mapping.min_session_expires);
    timer.interval = std::max(seconds(mapping.session_expires), timer.least);
    timer.preferred = static_cast<sipi::Refresher>(mapping.session_refresher);
    return timer;
}

std::vector<sipi::SdpFormat> formats_of(const std::vector<config::Codec>& codecs) {
    constexpr std::array kNames{"pcma", "pcmu", "clearmode",
                                "g722"}; // in the order of config::Codec
    std::vector<sipi::SdpFormat> formats;
    for (const config::Codec codec : codecs)
        if (auto format = sipi::format_by_name(kNames.at(static_cast<std::size_t>(codec))))
            formats.push_back(std::move(*format));
    return formats;
}

// Our host in identities towards a peer: the first listener with an address of its own, else the
// RTP address.
std::string local_host(const config::Config& config) {
    for (const config::Listen& listen : config.sip.listen)
        if (!listen.endpoint.address.any())
            return listen.endpoint.text();
    return config.media.address.text();
}

} // namespace

mapping::Profile profile_of(const config::Mapping& mapping) {
    mapping::Profile profile;
    profile.interworking = interworking_of(mapping.profile);
    profile.cause_table = cause_table_of(mapping.cause_table);
    profile.cause_to_status = overrides_of(mapping.cause_to_status, "status from cause");
    profile.status_to_cause = overrides_of(mapping.status_to_cause, "cause from status");
    profile.cause_to_line = overrides_of(mapping.cause_to_line, "cause to the line");
    profile.cause_from_line = overrides_of(mapping.cause_from_line, "cause from the line");
    for (const config::NumberPrefix& row : mapping.number_prefixes)
        profile.number_prefixes.push_back(
            {nature_of(row.nature), row.prefix,
             mapping::own_row("prefix of a number", conf(row.where))});
    for (const config::QuirkSetting& row : mapping.quirks)
        profile.quirks.push_back({row.quirk, row.on, mapping::own_row("quirk", conf(row.where))});
    profile.country_code = mapping.country_code;
    profile.national_prefix = mapping.national_prefix;
    profile.international_prefix = mapping.international_prefix;
    profile.isup = bodies_of(mapping);
    profile.area_code = mapping.area_code;
    profile.phone_context = mapping.phone_context;
    profile.call_history = call_history_of(mapping.diversion);
    profile.portability = portability_of(mapping.number_portability);
    profile.routing_number_digits = mapping.routing_number_digits;
    profile.carrier = carrier_of(mapping.carrier);
    profile.trunk_context = mapping.trunk_context;
    profile.trunk_group_in = trunk_group_use_of(mapping.trunk_group_in);
    profile.trunk_group_origin = mapping.trunk_group_origin;
    profile.trunk_group_destination = mapping.trunk_group_destination;
    profile.isup_required_refused = refuses_isup_required(mapping);
    profile.isup_required_cause = static_cast<std::uint8_t>(mapping.isup_required_cause);
    profile.closed_user_group_carried = mapping.closed_user_group == config::ClosedUserGroup::carry;
    profile.hop_factor = mapping.hop_factor;
    profile.user_to_user = mapping.user_to_user;
    profile.qsig = mapping.qsig;
    profile.seven_khz = mapping.seven_khz;
    profile.trust = mapping.trust;
    profile.default_calling = mapping.default_calling;
    profile.number_in_to = mapping.number_in_to;
    profile.emergency_number = mapping.emergency_number;
    return profile;
}

namespace {

PeerSettings settings_of(const config::SipPeer& peer, const config::TrunkGroup* group,
                         const config::Config& config) {
    PeerSettings settings;
    settings.peer = peer;
    if (group) {
        settings.group = group->name;
        settings.networks = group->networks;
    }
    settings.profile = profile_of(peer.mapping);
    settings.profile.peer_host = peer.host_text();
    settings.profile.local_host = local_host(config);
    settings.codecs = formats_of(peer.codecs);
    settings.reliable = reliable_of(peer.mapping);
    settings.preconditions = preconditions_of(peer.mapping);
    settings.timer = timer_of(peer.mapping);
    const auto has = [&](config::Codec codec) {
        return std::ranges::find(peer.codecs, codec) != peer.codecs.end();
    };
    settings.profile.clearmode = has(config::Codec::clearmode);
    settings.profile.g722 = has(config::Codec::g722);
    return settings;
}

} // namespace

std::vector<std::shared_ptr<const PeerSettings>> peers_of(const config::Config& config) {
    std::vector<std::shared_ptr<const PeerSettings>> peers;
    for (const config::SipPeer& peer : config.sip_peers)
        peers.push_back(std::make_shared<const PeerSettings>(
            settings_of(peer, config.group_of_peer(peer.name), config)));
    return peers;
}

std::vector<std::shared_ptr<const PeerSettings>> users_of(const config::Config& config) {
    std::vector<std::shared_ptr<const PeerSettings>> users;
    for (const config::User& user : config.users) {
        const config::TrunkGroup* const group = config.group_of_user(user.name);
        config::SipPeer peer;
        peer.name = user.name;
        peer.domain = config.registrar.realm;
        peer.codecs = user.codecs;
        peer.symmetric = user.symmetric;
        peer.mapping = group ? group->mapping : config.calls.mapping;
        PeerSettings settings = settings_of(peer, group, config);
        settings.is_user = true;
        users.push_back(std::make_shared<const PeerSettings>(std::move(settings)));
    }
    return users;
}

} // namespace legs
