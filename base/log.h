// The log: spdlog behind a small face, so that its headers stay in log.cpp. Never call it per media
// packet.
#pragma once

#include <fmt/core.h>

#include <atomic>
#include <cstdint>
#include <string_view>

namespace base::log {

enum class Level : std::uint8_t { debug, info, warning, error, off };

namespace detail {
extern std::atomic<Level> level;
void write(Level level, std::string_view room, fmt::string_view format, fmt::format_args arguments);
} // namespace detail

/// Messages below this level cost one relaxed load. Any thread.
void set_level(Level level);
Level level();
/// "debug", "info", "warning", "error" or "off"; false when it is none of them.
bool level_from_text(std::string_view text, Level& level);
std::string_view name(Level level);
/// To a file (reopened by calling again, for log rotation) or, with an empty path, to stderr.
/// Errors: std::runtime_error when the file cannot be opened (start-up only).
void open(std::string_view path);

inline bool enabled(Level wanted) {
    return wanted >= detail::level.load(std::memory_order_relaxed);
}
template <class... Arguments>
void write(Level wanted, std::string_view room, fmt::format_string<Arguments...> format,
           Arguments&&... arguments) {
    if (enabled(wanted))
        detail::write(wanted, room, format, fmt::make_format_args(arguments...));
}
/// `room` is the room that speaks ("sip", "isdn", "media", ...).
template <class... Arguments>
void debug(std::string_view room, fmt::format_string<Arguments...> format,
           Arguments&&... arguments) {
    write(Level::debug, room, format, std::forward<Arguments>(arguments)...);
}
template <class... Arguments>
void info(std::string_view room, fmt::format_string<Arguments...> format,
          Arguments&&... arguments) {
    write(Level::info, room, format, std::forward<Arguments>(arguments)...);
}
template <class... Arguments>
void warning(std::string_view room, fmt::format_string<Arguments...> format,
             Arguments&&... arguments) {
    write(Level::warning, room, format, std::forward<Arguments>(arguments)...);
}
template <class... Arguments>
void error(std::string_view room, fmt::format_string<Arguments...> format,
           Arguments&&... arguments) {
    write(Level::error, room, format, std::forward<Arguments>(arguments)...);
}

} // namespace base::log
