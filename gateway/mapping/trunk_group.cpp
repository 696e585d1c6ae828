// Trunk groups in URIs (RFC 4904 §5, §6).
#include "gateway/mapping/trunk_group.h"

#include "sipi/header.h"
#include "sipi/name_addr.h"

namespace mapping {
namespace {

constexpr Row kHalf{"trunk group without its context, or the reverse", "RFC 4904 §5"};
constexpr Row kTrunkGroupForeign{"trunk group of a context that is not ours", "RFC 4904 §6.2"};
constexpr Row kSelected{"trunk group to go to from Request-URI", "RFC 4904 §6.2"};
constexpr Row kPassed{"trunk group for the next peer from Request-URI", "RFC 4904 §6.3"};
constexpr Row kTrunkGroupUnused{"trunk group in Request-URI left out", "RFC 4904 §6.2"};
constexpr Row kOrigin{"trunk group that the call came from, of Contact", "RFC 4904 §6.1"};
constexpr Row kToRequestUri{"trunk group in Request-URI", "RFC 4904 §6.1, §6.3"};
constexpr Row kToContact{"trunk group in Contact", "RFC 4904 §6.1"};

constexpr std::string_view kLabel = "tgrp", kContext = "trunk-context";

SubscriberParams params_of(std::string_view label, const Profile& profile) {
    return {{std::string(kLabel), std::string(label)},
            {std::string(kContext), profile.trunk_context}};
}

} // namespace

std::optional<std::string> trunk_group_of(const Subscriber& subscriber, const Profile& profile,
                                          Notes& notes) {
    std::string label = subscriber.value(kLabel);
    const std::string context = subscriber.value(kContext);
    if (label.empty() || context.empty()) {
        if (subscriber.has(kLabel) || subscriber.has(kContext))
            notes.add(kHalf, "{}", label.empty() ? context : label);
        return std::nullopt;
    }
    if (sipi::equal_without_case(context, profile.trunk_context))
        return label;
    notes.add(kTrunkGroupForeign, "{} {}", label, context);
    return std::nullopt;
}

TrunkGroupNames trunk_groups_of(const sipi::Message& invite, const Profile& profile, Notes& notes) {
    TrunkGroupNames names;
    const auto uri = sipi::Uri::parse(invite.request_uri());
    if (!uri)
        return names;
    const Subscriber called(*uri);
    if (!profile.trust || profile.trunk_context.empty() ||
        profile.trunk_group_in == TrunkGroupUse::off) {
        if (called.has(kLabel))
            notes.add(kTrunkGroupUnused, "{}", called.value(kLabel));
        return names;
    }
    if (const auto label = trunk_group_of(called, profile, notes)) {
        names.destination = *label;
        notes.add(profile.trunk_group_in == TrunkGroupUse::select ? kSelected : kPassed, "{}",
                  *label);
    }
    if (const auto contact = invite.contact(); contact && !contact->star)
        if (const auto label = trunk_group_of(Subscriber(contact->uri), profile, notes)) {
            names.origin = *label;
            notes.add(kOrigin, "{}", *label);
        }
    return names;
}

void add_destination_trunk_group(std::string_view passed, const Profile& profile,
                                 SubscriberParams& params, Notes& notes) {
    const std::string_view label = profile.trunk_group_destination.empty()
                                       ? passed
                                       : std::string_view(profile.trunk_group_destination);
    if (label.empty() || profile.trunk_context.empty())
        return;
    for (SubscriberParam& param : params_of(label, profile))
        params.push_back(std::move(param));
    notes.add(kToRequestUri, "{} {}", label, profile.trunk_context);
}

std::string contact_user(std::string_view from, std::string_view origin, const Profile& profile,
                         Notes& notes) {
    if (!profile.trunk_group_origin || origin.empty() || profile.trunk_context.empty())
        return {};
    const auto address = sipi::NameAddr::parse(from);
    std::string user = address && !address->uri.user.empty() ? std::string(address->uri.user)
                                                             : std::string("unavailable");
    user += params_text(params_of(origin, profile));
    notes.add(kToContact, "{} {}", origin, profile.trunk_context);
    return user;
}

} // namespace mapping
