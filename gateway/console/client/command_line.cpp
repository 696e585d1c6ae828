// The command line of `landline`, and one command after another without a terminal.
#include "gateway/console/client/command_line.h"

#include "gateway/console/client/files.h"
#include "gateway/console/words.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace console::client {

const char* const kUsage =
    R"(usage: landline [-s SOCKET] [COMMAND...]

Console of the Landline gateway: one command, or without one a prompt (TAB completes, ? helps). From
a pipe or file it reads one command a line.

  -s, --socket SOCKET  socket of the daemon (LANDLINE_SOCKET, else /run/landline/console.sock)
  -h, --help           this text
  -V, --version        version of this program ("landline show version": of the daemon)
      --json           with any command: the answer as JSON

"landline doctor" checks machine and lines, with the daemon or without it (doctor --help).
Words of commands may be shortened: "landline sh cal". "landline help" lists all commands.
"landline span scan" prints conf tables for the telephony cards of this machine; it needs no daemon.
Exit status: 0 done, 1 the daemon refused, 2 wrong use or no daemon.
)";

namespace {

constexpr const char* kDefaultSocket = "/run/landline/console.sock";

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) {
    interrupted = 1;
}

} // namespace

base::Result<CommandLine, std::string> parse_command_line(const std::vector<std::string>& arguments,
                                                          const char* environment_socket) {
    CommandLine out;
    out.socket_given = environment_socket && *environment_socket;
    out.socket = out.socket_given ? environment_socket : kDefaultSocket;
    std::size_t at = 0;
    for (; at < arguments.size() && arguments[at].starts_with('-') && arguments[at] != "--json";
         ++at) {
        const std::string& option = arguments[at];
        if (option == "-h" || option == "--help") {
            out.help = true;
        } else if (option == "-V" || option == "--version") {
            out.version = true;
        } else if (option == "-s" || option == "--socket") {
            if (++at == arguments.size())
                return base::fail(option + " needs the path of a socket");
            out.socket = arguments[at];
            out.socket_given = true;
        } else if (option.starts_with("--socket=")) {
            out.socket = option.substr(9);
            out.socket_given = true;
        } else if (option == "--") {
            ++at;
            break;
        } else {
            return base::fail("unknown option " + option + "; landline --help lists them");
        }
    }
    out.words.assign(arguments.begin() + static_cast<std::ptrdiff_t>(at), arguments.end());
    // One argument may be a whole command ("landline 'show calls'"); several are its words.
    const bool whole = arguments.size() - at == 1;
    for (; at < arguments.size(); ++at) {
        const bool option = arguments[at] == "--json" || arguments[at].starts_with("--width=");
        out.command += out.command.empty() ? "" : " ";
        out.command += whole || option ? arguments[at] : quoted_word(arguments[at]);
    }
    return out;
}

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = on_interrupt; // without SA_RESTART: a wait for the daemon must end
    sigaction(SIGINT, &action, nullptr);
}

bool interrupt_waits() {
    return interrupted != 0;
}

bool take_interrupt() {
    return std::exchange(interrupted, 0) != 0;
}

bool is_exit(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    const auto last = line.find_last_not_of(" \t");
    const std::string_view word =
        first == std::string_view::npos ? "" : line.substr(first, last - first + 1);
    return word == "exit" || word == "quit";
}

ExitStatus run_command(Connection& connection, const std::string& command, std::FILE* out,
                       std::FILE* err) {
    if (command.find_first_of("\n\r") != std::string::npos) {
        std::fputs("landline: a command is one line\n", err);
        return kNoAnswer;
    }
    const auto take = [&](const Frame& frame) {
        std::FILE* const to =
            frame.status == Status::error && command.find("--json") == std::string::npos ? err
                                                                                         : out;
        std::fwrite(frame.text.data(), 1, frame.text.size(), to);
        std::fflush(to);
    };
    const auto request = with_files(command);
    if (!request) {
        std::fprintf(err, "landline: %s\n", request.error().c_str());
        return kNoAnswer;
    }
    const auto status = connection.ask(*request, take, take_interrupt);
    if (!status) {
        std::fprintf(err, "landline: %s\n", status.error().c_str());
        return kNoAnswer;
    }
    return *status == Status::ok ? kDone : kRefused;
}

ExitStatus run_lines(Connection& connection, std::FILE* in, std::FILE* out, std::FILE* err) {
    ExitStatus worst = kDone;
    char* line = nullptr;
    std::size_t room = 0;
    for (ssize_t size; (size = getline(&line, &room, in)) >= 0;) {
        std::string command(line, static_cast<std::size_t>(size));
        while (command.ends_with('\n') || command.ends_with('\r'))
            command.pop_back();
        const auto first = command.find_first_not_of(" \t");
        if (first == std::string::npos || command[first] == '#')
            continue;
        if (is_exit(command))
            break;
        worst = std::max(worst, run_command(connection, command.substr(first), out, err));
        if (worst == kNoAnswer)
            break;
    }
    std::free(line);
    return worst;
}

} // namespace console::client
