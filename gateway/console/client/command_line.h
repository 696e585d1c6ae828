// The command line of `landline`, and one command after another without a terminal.
#pragma once

#include "base/result.h"
#include "gateway/console/client/connection.h"

#include <cstdio>
#include <string>
#include <vector>

namespace console::client {

/// Exit statuses, as documented in landline(1).
enum ExitStatus : int {
    kDone = 0,     ///< the command was carried out
    kRefused = 1,  ///< the daemon answered with an error
    kNoAnswer = 2, ///< wrong use, or no daemon to ask
};

struct CommandLine {
    std::string socket;
    bool socket_given = false;      ///< by option or environment
    std::string command;            ///< empty: interactive
    std::vector<std::string> words; ///< of the command, as they were given
    bool help = false, version = false;
};

/// `environment_socket`: LANDLINE_SOCKET, may be null. Errors: a sentence about wrong use.
base::Result<CommandLine, std::string> parse_command_line(const std::vector<std::string>& arguments,
                                                          const char* environment_socket);
extern const char* const kUsage;

/// Runs one command: answers to `out`, errors to `err`.
ExitStatus run_command(Connection& connection, const std::string& command, std::FILE* out,
                       std::FILE* err);
/// Runs each line of `in` until its end, "exit" or a lost daemon. Empty lines and those that begin
/// with # are skipped. Returns the status of the worst.
ExitStatus run_lines(Connection& connection, std::FILE* in, std::FILE* out, std::FILE* err);

/// Ctrl-C ends a running answer instead of the program, from here on.
void catch_interrupts();
/// Ctrl-C since the last call.
bool take_interrupt();
/// The same, and it is not forgotten.
bool interrupt_waits();
/// "exit" or "quit": the client's own words.
bool is_exit(std::string_view line);

} // namespace console::client
