// The mapping's dry runs for the console: trunks of the running configuration by name.
#pragma once

#include "gateway/console/views.h"
#include "gateway/daemon.h"

namespace gateway {

/// Errors: unknown trunk or variant (with what there is), a message that cannot be read.
base::Result<console::MapTestView, std::string> map_test(Daemon& daemon,
                                                         const console::MapTestRequest& request);
base::Result<console::CauseTestView, std::string>
cause_test(Daemon& daemon, unsigned value, std::string_view location, std::string_view trunk);

} // namespace gateway
