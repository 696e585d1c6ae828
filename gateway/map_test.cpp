// The mapping's dry runs for the console: trunks of the running configuration by name.
#include "gateway/map_test.h"

#include "gateway/call/numbers.h"
#include "gateway/legs/profile.h"
#include "gateway/legs/sip_media.h"
#include "gateway/mapping/causes.h"
#include "gateway/mapping/dry_run.h"
#include "gateway/mapping/numbers.h"
#include "isup/text.h"
#include "isup/variants.h"

#include <array>
#include <optional>

namespace gateway {
namespace {

std::string names_of_trunks(const config::Config& config) {
    std::string names;
    for (const config::TrunkGroup& group : config.trunk_groups)
        names += (names.empty() ? "" : ", ") + group.name;
    for (const config::SipPeer& peer : config.sip_peers)
        if (!config.trunk_group(peer.name))
            names += (names.empty() ? "" : ", ") + peer.name;
    return names.empty() ? "there are none" : "there are: " + names;
}

/// What the peer would be offered, from the first port that media may use.
std::function<std::string(mapping::MediaKind)> sdp_of(Daemon& daemon,
                                                      const legs::PeerSettings& peer) {
    const config::Media& media = daemon.config().media;
    legs::SipMediaOptions options;
    options.address = media.address.text();
    options.codecs = peer.codecs;
    options.asks_preconditions = peer.preconditions == config::Preconditions::require;
    return [options, port = media.ports.first](mapping::MediaKind kind) {
        return legs::offer_for(options, kind, static_cast<std::uint16_t>(port));
    };
}

/// The trunk group whose calls come in at a trunk; empty when that is [calls].
std::string group_of(Daemon& daemon, const mapping::DryTrunk& trunk) {
    if (trunk.line)
        return daemon.config().trunk_group(trunk.name) ? trunk.name : std::string();
    const config::TrunkGroup* group = daemon.config().group_of_peer(trunk.name);
    return group ? group->name : std::string();
}

/// How a call with that IAM would be routed, step by step.
std::string routing_text(Daemon& daemon, const std::string& group, const isup::Message& iam) {
    const route::Decision decision = daemon.calls().plan().decide(
        {group, call::called_number(iam), call::calling_number(iam), call::bearer(iam)},
        route::Explain::full);
    std::string text;
    for (const route::Step& step : decision.steps)
        text += route::text(step) + '\n';
    return text;
}

/// The IAM of a call to a number that comes in at a trunk; nothing when it is none.
std::optional<isup::Message> iam_for(std::string_view number, const mapping::DryTrunk& from) {
    const auto address = mapping::address_from_dialled(number, from.profile);
    if (!address)
        return std::nullopt;
    isup::Message iam(isup::MessageType::iam);
    iam.set(isup::NatureOfConnection{});
    iam.set(isup::ForwardCallIndicators{});
    iam.set(isup::CallingPartyCategory{});
    iam.set(isup::TransmissionMediumRequirement{isup::Medium::audio_3k1});
    isup::CalledPartyNumber called;
    called.nature = address->nature;
    called.digits = address->digits;
    called.digits.push_back(isup::Digits::kSt);
    iam.set(called);
    return iam;
}

/// A SIP peer, or a trunk group; of a group of peers the first one stands for all.
base::Result<mapping::DryTrunk, std::string> trunk_of(Daemon& daemon, std::string_view name) {
    const config::TrunkGroup* group = daemon.config().trunk_group(name);
    std::string peer_name(name);
    if (!daemon.config().sip_peer(name) && group && !group->peers.empty())
        peer_name = group->peers.front();
    if (const auto peer = daemon.sip().peer(peer_name))
        return mapping::DryTrunk{peer_name, false, peer->profile, sdp_of(daemon, *peer)};
    if (group)
        if (const mapping::Profile* profile = daemon.trunks().profile(name))
            return mapping::DryTrunk{group->name, true, *profile, {}};
    return base::fail("there is no SIP peer or trunk group \"" + std::string(name) + "\"; " +
                      names_of_trunks(daemon.config()));
}

std::optional<mapping::Language> language_of(std::string_view word) {
    return word == "sip"    ? std::optional(mapping::Language::sip)
           : word == "isup" ? std::optional(mapping::Language::isup)
           : word == "q931" ? std::optional(mapping::Language::q931)
                            : std::nullopt;
}

std::string variants_text() {
    std::string names;
    for (const isup::VariantRow& row : isup::variants())
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names;
}

/// Where the message comes from when nobody says: the trunk itself if it speaks that language, else
/// one that is as [calls] says.
mapping::DryTrunk origin_of(Daemon& daemon, mapping::Language language,
                            const mapping::DryTrunk& via) {
    const bool same = language == (via.line ? mapping::Language::q931 : mapping::Language::sip);
    if (same)
        return via;
    return {"[calls]",
            language == mapping::Language::q931,
            legs::profile_of(daemon.config().calls.mapping),
            {}};
}

} // namespace

namespace {

struct Asked {
    mapping::TypedMessage message;
    mapping::DryTrunk from;
};

/// A called number, given as such: the octets of the IAM that it makes.
base::Result<Asked, std::string> asked_by_number(const console::MapTestRequest& request,
                                                 mapping::DryTrunk from) {
    const auto iam = iam_for(request.message, from);
    if (!iam)
        return base::fail("\"" + request.message + "\" is no number: digits, *, # and a leading +");
    std::array<std::uint8_t, isup::kMaxOctets> memory;
    const auto size = iam->encode(memory);
    if (!size)
        return base::fail("the number is too long: " + isup::to_text(size.error()));
    return Asked{{mapping::Language::isup, {memory.begin(), memory.begin() + *size}},
                 std::move(from)};
}

bool is_number(const console::MapTestRequest& request) {
    return request.language == "number" ||
           (request.language.empty() && request.message.starts_with('+'));
}

console::MapTestView view_of(mapping::DryRun run) {
    console::MapTestView view;
    view.outcome = std::move(run.outcome);
    for (mapping::DryPart& part : run.parts)
        view.parts.push_back({std::string(part.key), std::move(part.title), std::move(part.text),
                              std::move(part.hex)});
    for (mapping::DryRow& row : run.rows)
        view.rows.push_back({std::move(row.trunk), std::move(row.name), std::move(row.clause),
                             std::move(row.value)});
    return view;
}

/// Message and origin; without one a message comes from where its language suggests.
base::Result<Asked, std::string> asked(Daemon& daemon, const console::MapTestRequest& request,
                                       const mapping::DryTrunk& via) {
    std::optional<mapping::DryTrunk> named;
    if (!request.from.empty()) {
        auto found = trunk_of(daemon, request.from);
        if (!found)
            return base::fail(found.error());
        named = std::move(found).value();
    }
    if (is_number(request))
        return asked_by_number(request,
                               named ? *named : origin_of(daemon, mapping::Language::isup, via));
    auto message = mapping::read_typed(request.message, language_of(request.language));
    if (!message)
        return base::fail(message.error());
    mapping::DryTrunk from = named ? *named : origin_of(daemon, message->language, via);
    if (message->language != mapping::Language::isup &&
        from.line != (message->language == mapping::Language::q931))
        return base::fail("no " + std::string(mapping::name(message->language)) + " comes from " +
                          from.name);
    return Asked{std::move(message).value(), std::move(from)};
}

} // namespace

base::Result<console::MapTestView, std::string> map_test(Daemon& daemon,
                                                         const console::MapTestRequest& request) {
    const auto via = trunk_of(daemon, request.via);
    if (!via)
        return base::fail(via.error());
    const auto given = asked(daemon, request, *via);
    if (!given)
        return base::fail(given.error());
    const bool isup = given->message.language == mapping::Language::isup && !is_number(request);
    mapping::DryOptions options;
    options.acm_seen = request.acm_seen;
    options.variant = isup ? given->from.profile.isup.variant : isup::Variant::itu;
    if (!request.variant.empty()) {
        const auto variant = isup::variant_named(request.variant);
        if (!variant || !isup)
            return base::fail(isup ? "there is no ISUP variant \"" + request.variant +
                                         "\"; there are: " + variants_text()
                                   : "only ISUP has variants");
        options.variant = *variant;
    }
    auto run = mapping::dry_run(given->message, given->from, *via, options);
    if (!run)
        return base::fail(run.error());
    const std::optional<isup::Message> between = run->between;
    console::MapTestView view = view_of(std::move(run).value());
    const std::string group = group_of(daemon, given->from);
    if (between && between->type() == isup::MessageType::iam && !group.empty())
        view.parts.push_back({"routing",
                              "a call from " + group + " with that number would be routed so",
                              routing_text(daemon, group, *between),
                              {}});
    return view;
}

base::Result<console::CauseTestView, std::string>
cause_test(Daemon& daemon, unsigned value, std::string_view location, std::string_view trunk) {
    const auto found = trunk_of(daemon, trunk);
    if (!found)
        return base::fail(found.error());
    const auto where = mapping::location_from_token(location.empty() ? "LN" : location);
    if (!where)
        return base::fail("\"" + std::string(location) +
                          "\" is no location: U, LPN, LN, TN, RLN, RPN, INTL, BI or LOC-n");
    auto cause = mapping::dry_cause(value, *where, *found);
    if (!cause)
        return base::fail(cause.error());
    console::CauseTestView view;
    for (mapping::DryCause::Step& step : cause->steps)
        view.steps.push_back({std::move(step.what), std::move(step.result), std::move(step.name),
                              std::move(step.clause), std::move(step.value)});
    return view;
}

} // namespace gateway
