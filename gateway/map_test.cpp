// The mapping's dry runs for the console: trunks of the running configuration by name.
#include "gateway/map_test.h"

#include "gateway/legs/profile.h"
#include "gateway/mapping/causes.h"
#include "gateway/mapping/dry_run.h"
#include "isup/variants.h"

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

/// A SIP peer, or a trunk group; of a group of peers the first one stands for all.
base::Result<mapping::DryTrunk, std::string> trunk_of(Daemon& daemon, std::string_view name) {
    const config::TrunkGroup* group = daemon.config().trunk_group(name);
    std::string peer_name(name);
    if (!daemon.config().sip_peer(name) && group && !group->peers.empty())
        peer_name = group->peers.front();
    if (const auto peer = daemon.sip().peer(peer_name))
        return mapping::DryTrunk{peer_name, false, peer->profile};
    if (group)
        if (const mapping::Profile* profile = daemon.trunks().profile(name))
            return mapping::DryTrunk{group->name, true, *profile};
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
    return {"[calls]", language == mapping::Language::q931,
            legs::profile_of(daemon.config().calls.mapping)};
}

} // namespace

base::Result<console::MapTestView, std::string> map_test(Daemon& daemon,
                                                         const console::MapTestRequest& request) {
    const auto via = trunk_of(daemon, request.via);
    if (!via)
        return base::fail(via.error());
    const auto message = mapping::read_typed(request.message, language_of(request.language));
    if (!message)
        return base::fail(message.error());
    mapping::DryTrunk from = origin_of(daemon, message->language, *via);
    if (!request.from.empty()) {
        const auto named = trunk_of(daemon, request.from);
        if (!named)
            return base::fail(named.error());
        from = *named;
    }
    const bool isup = message->language == mapping::Language::isup;
    if (!isup && from.line != (message->language == mapping::Language::q931))
        return base::fail("no " + std::string(mapping::name(message->language)) + " comes from " +
                          from.name);
    mapping::DryOptions options;
    options.acm_seen = request.acm_seen;
    options.variant = from.profile.isup.variant;
    if (!request.variant.empty()) {
        const auto variant = isup::variant_named(request.variant);
        if (!variant || !isup)
            return base::fail(isup ? "there is no ISUP variant \"" + request.variant +
                                         "\"; there are: " + variants_text()
                                   : "only ISUP has variants");
        options.variant = *variant;
    }
    auto run = mapping::dry_run(*message, from, *via, options);
    if (!run)
        return base::fail(run.error());
    console::MapTestView view;
    view.outcome = std::move(run->outcome);
    for (mapping::DryPart& part : run->parts)
        view.parts.push_back({std::string(part.key), std::move(part.title), std::move(part.text),
                              std::move(part.hex)});
    for (mapping::DryRow& row : run->rows)
        view.rows.push_back({std::move(row.trunk), std::move(row.name), std::move(row.clause),
                             std::move(row.value)});
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
