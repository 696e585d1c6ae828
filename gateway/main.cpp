// landlined: reads arguments and configuration, builds the gateway and its console, runs the loop.
#include "base/log.h"
#include "base/loop.h"
#include "config.h"
#include "gateway/config/config.h"
#include "gateway/console/console.h"
#include "gateway/daemon.h"
#include "gateway/daemon_view.h"

#include <systemd/sd-daemon.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

namespace {

constexpr const char* kUsage = R"(usage: landlined [--config FILE]      run the gateway
       landlined --check [FILE]       read the conf file, say what is wrong with it
       landlined --version | --help

  -c, --config FILE   conf file (default )" LANDLINE_CONF R"()
  -s, --socket PATH   console socket, instead of the conf file's

SIGTERM and SIGINT release all calls and stop; SIGHUP reloads the conf file.
See landlined(8), landline.conf(5) and landline(1).
)";

struct Arguments {
    std::string config = LANDLINE_CONF;
    std::string socket;
    bool check = false;
};

/// False: `status` is the exit status, all is said.
bool read_arguments(int argc, char** argv, Arguments& arguments, int& status) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool more = i + 1 < argc;
        if ((word == "-c" || word == "--config") && more) {
            arguments.config = argv[++i];
        } else if ((word == "-s" || word == "--socket") && more) {
            arguments.socket = argv[++i];
        } else if (word == "--check") {
            arguments.check = true;
            if (more && argv[i + 1][0] != '-')
                arguments.config = argv[++i];
        } else if (word == "--version") {
            std::printf("landlined %s\n", LANDLINE_VERSION);
            return status = 0, false;
        } else if (word == "-h" || word == "--help") {
            std::fputs(kUsage, stdout);
            return status = 0, false;
        } else {
            std::fprintf(stderr, "landlined: '%s' is no option or lacks its value\n%s",
                         word.c_str(), kUsage);
            return status = 2, false;
        }
    }
    return true;
}

void run(config::Config config, const Arguments& arguments) {
    base::Loop loop;
    console::Options options;
    options.socket = arguments.socket.empty() ? config.console.socket : arguments.socket;
    options.group = config.console.group;
    gateway::Daemon daemon(loop, std::move(config), arguments.config);
    gateway::View view(daemon);
    console::Registry registry;
    console::register_commands(registry, view);
    console::Server server(loop, registry, std::move(options));
    (void)std::signal(SIGPIPE, SIG_IGN); // a write to a connection that has gone is a value
    loop.on_signals({SIGTERM, SIGINT, SIGHUP}, [&](int signal) {
        if (signal != SIGHUP)
            return daemon.stop(false);
        if (const auto outcome = daemon.reload(); !outcome)
            base::log::error("config", "{}", outcome.error());
    });
    sd_notify(0, "READY=1");
    base::log::info("daemon", "landlined {} is ready", LANDLINE_VERSION);
    loop.run();
    sd_notify(0, "STOPPING=1");
    base::log::info("daemon", "stopped");
}

} // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    int status = 0;
    if (!read_arguments(argc, argv, arguments, status))
        return status;
    auto loaded = config::load(arguments.config);
    if (!loaded) {
        for (const config::Problem& problem : loaded.error())
            std::fprintf(stderr, "%s\n", config::text(problem).c_str());
        return 1;
    }
    if (arguments.check) {
        std::printf("%s: no fault found\n", arguments.config.c_str());
        return 0;
    }
    try {
        run(std::move(*loaded), arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "landlined: %s\n", error.what());
        return 1;
    }
    return 0;
}
