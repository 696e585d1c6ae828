// The one place that knows spdlog.
#include "base/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <memory>
#include <string>

namespace base::log {

namespace detail {
std::atomic<Level> level{Level::info};

namespace {
constexpr std::array kNames{std::string_view("debug"), std::string_view("info"),
                            std::string_view("warning"), std::string_view("error"),
                            std::string_view("off")};
constexpr std::array kSpdlogLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                   spdlog::level::err, spdlog::level::off};

std::shared_ptr<spdlog::logger> make(spdlog::sink_ptr sink) {
    auto logger = std::make_shared<spdlog::logger>("landline", std::move(sink));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %-7l %v");
    logger->set_level(spdlog::level::debug);
    logger->flush_on(spdlog::level::debug);
    return logger;
}
std::shared_ptr<spdlog::logger>& logger() {
    static std::shared_ptr<spdlog::logger> instance =
        make(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    return instance;
}
} // namespace

void write(Level wanted, std::string_view room, fmt::string_view format,
           fmt::format_args arguments) {
    fmt::memory_buffer line;
    fmt::format_to(std::back_inserter(line), "{}: ", room);
    fmt::vformat_to(std::back_inserter(line), format, arguments);
    logger()->log(kSpdlogLevels[static_cast<std::size_t>(wanted)],
                  spdlog::string_view_t(line.data(), line.size()));
}
} // namespace detail

void set_level(Level wanted) {
    detail::level.store(wanted, std::memory_order_relaxed);
}
Level level() {
    return detail::level.load(std::memory_order_relaxed);
}

bool level_from_text(std::string_view text, Level& level) {
    for (std::size_t i = 0; i < detail::kNames.size(); ++i)
        if (detail::kNames[i] == text) {
            level = static_cast<Level>(i);
            return true;
        }
    return false;
}

std::string_view name(Level level) {
    return detail::kNames[static_cast<std::size_t>(level)];
}

void open(std::string_view path) {
    if (path.empty())
        detail::logger() = detail::make(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    else
        detail::logger() =
            detail::make(std::make_shared<spdlog::sinks::basic_file_sink_mt>(std::string(path)));
}

} // namespace base::log
