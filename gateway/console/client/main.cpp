// landline: the console of the gateway.
#include "config.h"
#include "gateway/console/client/interactive.h"
#include "gateway/console/client/span_scan.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

int main(int argc, char** argv) {
    using namespace console::client;
    const auto parsed = parse_command_line({argv + 1, argv + argc}, std::getenv("LANDLINE_SOCKET"));
    if (!parsed) {
        std::fprintf(stderr, "landline: %s\n", parsed.error().c_str());
        return kNoAnswer;
    }
    if (parsed->help || parsed->version) {
        std::fputs(parsed->help ? kUsage : "landline " LANDLINE_VERSION "\n", stdout);
        return kDone;
    }
    if (is_span_scan(parsed->command))
        return span_scan("/sys", stdout);
    Connection connection(parsed->socket);
    catch_interrupts();
    if (!parsed->command.empty())
        return run_command(connection, parsed->command, stdout, stderr);
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return run_interactive(connection);
    return run_lines(connection, stdin, stdout, stderr);
}
