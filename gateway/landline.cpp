// landline: the console of the gateway, and its doctor.
#include "config.h"
#include "gateway/config/config.h"
#include "gateway/console/client/interactive.h"
#include "gateway/console/client/span_scan.h"
#include "gateway/doctor/doctor.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

namespace {

using namespace console::client;

constexpr const char* kDoctorUsage =
    R"(usage: landline [-s SOCKET] doctor [--config FILE] [--json]

Checks modules, cards, lines, clocks, ports, limits and the conf file; tells for each finding what, why
it matters, and the remedy. landlined need not run. Exit status: 0 well, 1 warnings, 2 errors.

  -c, --config FILE  conf file (default )" LANDLINE_CONF ")\n";

/// The daemon's whole answer. Errors: a sentence.
base::Result<std::string, std::string> ask(Connection& connection, const std::string& command) {
    std::string answer;
    const auto status =
        connection.ask(command, [&](const console::Frame& frame) { answer += frame.text; });
    if (!status)
        return base::fail(status.error());
    if (*status != console::Status::ok)
        return base::fail(answer);
    return answer;
}

/// The rest of the command line behind "doctor".
int run_doctor(const CommandLine& line) {
    std::string conf = LANDLINE_CONF;
    bool json = false;
    for (std::size_t at = 1; at < line.words.size(); ++at) {
        const std::string& word = line.words[at];
        if (word == "--json") {
            json = true;
        } else if ((word == "-c" || word == "--config") && at + 1 < line.words.size()) {
            conf = line.words[++at];
        } else if (word.starts_with("--config=")) {
            conf = word.substr(9);
        } else {
            std::fputs(kDoctorUsage, word == "-h" || word == "--help" ? stdout : stderr);
            return word == "-h" || word == "--help" ? 0 : 3;
        }
    }
    const auto loaded = config::load(conf);
    const std::string path = loaded && !line.socket_given ? loaded->console.socket : line.socket;
    Connection connection(path);
    const doctor::HostSystem system(
        [&](const std::string& command) { return ask(connection, command); });
    const doctor::Report report = doctor::examine(doctor::admit(system, conf, path, loaded));
    std::fputs((json ? to_json(report) : to_text(report)).c_str(), stdout);
    return report.exit_status();
}

} // namespace

int main(int argc, char** argv) {
    const auto parsed = parse_command_line({argv + 1, argv + argc}, std::getenv("LANDLINE_SOCKET"));
    if (!parsed) {
        std::fprintf(stderr, "landline: %s\n", parsed.error().c_str());
        return kNoAnswer;
    }
    if (parsed->help || parsed->version) {
        std::fputs(parsed->help ? kUsage : "landline " LANDLINE_VERSION "\n", stdout);
        return kDone;
    }
    if (!parsed->words.empty() && parsed->words.front() == "doctor")
        return run_doctor(*parsed);
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
