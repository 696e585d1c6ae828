// landline-exchange: a simulated ISDN exchange at the far end of lines over UDP.
#include "base/log.h"
#include "tests/exchange/control.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

namespace {

constexpr const char* kUsage =
    "usage: landline-exchange --config FILE | --check FILE | --help\n"
    "Runs the far end of the lines that FILE describes; see tests/exchange/README.md.\n";

int complain(const std::string& text) {
    std::fprintf(stderr, "landline-exchange: %s\n", text.c_str());
    return 1;
}

int run(const exchange::Conf& conf) {
    base::Loop loop;
    exchange::Exchange exchange(conf, loop);
    exchange::Control control(exchange, loop, [&loop] { loop.stop(); });
    exchange.set_on_changed([&control] { control.on_changed(); });
    if (const auto opened = exchange.open(); !opened)
        return complain(opened.error());
    if (const auto opened = control.open(conf.control_socket); !opened)
        return complain(opened.error());
    loop.on_signals({SIGTERM, SIGINT}, [&loop](int) { loop.stop(); });
    std::puts("ready");
    std::fflush(stdout);
    loop.run();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], "--help") == 0) {
        std::fputs(kUsage, stdout);
        return 0;
    }
    const bool check = argc == 3 && std::strcmp(argv[1], "--check") == 0;
    if (!check && (argc != 3 || std::strcmp(argv[1], "--config") != 0)) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    const auto conf = exchange::read_conf(argv[2]);
    if (!conf) {
        std::fprintf(stderr, "%s\n", conf.error().c_str());
        return 1;
    }
    if (check)
        return 0;
    base::log::Level level{};
    if (!base::log::level_from_text(conf->log_level, level))
        return complain("log.level is none of debug, info, warning, error, off");
    base::log::set_level(level);
    try {
        base::log::open(conf->log_file);
    } catch (const std::runtime_error& error) {
        return complain(error.what());
    }
    return run(*conf);
}
