// Commands about banned sources of SIP.
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

namespace console {

/// `show bans`, `ban add`, `ban remove`.
void add_bans(Registry& registry, DaemonView& daemon);

} // namespace console
