// The commands "trace call" and "call explain". Private to the room.
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

namespace console {

/// `trace call ID [now] [details]`: the ladder so far and, of a live call, what comes until it ends
/// or the client cancels; `now` only what is there. JSON never follows. `call explain ID`: why it
/// ended.
void add_trace(Registry& registry, DaemonView& daemon);

} // namespace console
