// The commands "trace span", "capture span" and "show captures": a D-channel, live and in files.
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

namespace console {

/// `registry` and `daemon` outlive each other's use.
void add_span_trace(Registry& registry, DaemonView& daemon);

} // namespace console
