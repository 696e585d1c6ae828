// The commands "map test" and "cause test": what the mapping would make of a message or a cause.
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

namespace console {

/// Registers both. `daemon` outlives the registry's use.
void add_map(Registry& registry, DaemonView& daemon);

} // namespace console
