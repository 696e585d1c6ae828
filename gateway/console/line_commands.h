// Commands about lines: "span block", "span restart", "channel why", "show peers".
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

namespace console {

/// Registers them. `daemon` outlives the registry's use.
void add_lines(Registry& registry, DaemonView& daemon);

} // namespace console
