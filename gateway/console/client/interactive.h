// The prompt of `landline`: line editing, history, completion and help by the daemon.
#pragma once

#include "gateway/console/client/command_line.h"

namespace console::client {

/// Reads commands from the terminal until Ctrl-D or "exit". History: ~/.landline_history.
ExitStatus run_interactive(Connection& connection);

} // namespace console::client
