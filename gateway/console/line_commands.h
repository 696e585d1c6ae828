// Commands about lines: "span block", "span restart", "channel why", "show peers".
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

#include <optional>
#include <string>
#include <string_view>

namespace console {

/// Registers them. `daemon` outlives the registry's use.
void add_lines(Registry& registry, DaemonView& daemon);

/// An argument SPAN, completed with the names of all spans.
ArgumentHelp span_argument(DaemonView& daemon);
std::optional<SpanView> find_span(DaemonView& daemon, std::string_view name);
std::string unknown_span(DaemonView& daemon, std::string_view name);

} // namespace console
