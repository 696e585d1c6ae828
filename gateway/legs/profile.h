// From configuration to what legs and mapping work with.
#pragma once

#include "gateway/config/config.h"
#include "gateway/legs/sip_side.h"
#include "gateway/mapping/profile.h"

#include <memory>
#include <vector>

namespace legs {

mapping::Profile profile_of(const config::Mapping& mapping);
/// Of a peer: numbers and identities in URIs need its host, and ours.
std::vector<std::shared_ptr<const PeerSettings>> peers_of(const config::Config& config);
/// The same of the users, in the order of the conf: mapping and limits are those of their trunk
/// groups.
std::vector<std::shared_ptr<const PeerSettings>> users_of(const config::Config& config);

} // namespace legs
