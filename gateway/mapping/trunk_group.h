// Trunk groups that a peer and the gateway name to each other: `tgrp` and `trunk-context` of URIs
// (RFC 4904).
#pragma once

#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "gateway/mapping/subscriber.h"
#include "sipi/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace mapping {

/// Labels within the trunk's own context; empty: none.
struct TrunkGroupNames {
    std::string destination{}; ///< Request-URI: over which the call shall go
    std::string origin{};      ///< Contact: over which it came
    bool operator==(const TrunkGroupNames&) const = default;
};

/// The label of a URI when it has both parameters and the context is the trunk's own, whatever its
/// case (a domain, or a global number); else it is as if there were none (RFC 4904 §5, §6.2), which
/// is noted.
std::optional<std::string> trunk_group_of(const Subscriber& subscriber, const Profile& profile,
                                          Notes& notes);

/// What an INVITE of a trusted peer names. Without a context, or with trunk_group_in off, nothing.
TrunkGroupNames trunk_groups_of(const sipi::Message& invite, const Profile& profile, Notes& notes);

/// Adds both parameters for the group that the peer shall use: the trunk's own choice, else
/// `passed`.
void add_destination_trunk_group(std::string_view passed, const Profile& profile,
                                 SubscriberParams& params, Notes& notes);

/// User part of our Contact: that of `from` (a name-addr) with both parameters behind it. Empty:
/// nothing is named and the Contact stays as it would be.
std::string contact_user(std::string_view from, std::string_view origin, const Profile& profile,
                         Notes& notes);

} // namespace mapping
