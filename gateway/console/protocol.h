// The console's line protocol, both directions; console.h describes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace console {

enum class Status : std::uint8_t { more, ok, error };

struct Request {
    enum class Kind : std::uint8_t { command, help, complete, cancel, bad };
    Kind kind = Kind::command;
    std::string text; ///< the line; for help without its "?"; for bad: what is wrong with it
    bool operator==(const Request&) const = default;
};

inline constexpr std::size_t kMaxRequest = 64 * 1024; // a SIP message may be part of it
inline constexpr std::size_t kMaxFrame = 64 * 1024 * 1024;

/// One line without its end as a request.
Request parse_request(std::string_view line);

/// Cuts what arrives into requests. Memory: one line of at most kMaxRequest octets; longer ones are
/// skipped to their end and reported as bad.
class RequestReader {
  public:
    void feed(std::string_view octets) { pending_.append(octets); }
    std::optional<Request> next();
    /// Octets that wait for next(), complete lines included.
    std::size_t pending() const { return pending_.size(); }

  private:
    std::string pending_;
    bool skipping_ = false; ///< within a line that is too long
};

/// "ok 12\n" and the octets.
std::string frame(Status status, std::string_view text);

struct Frame {
    Status status = Status::ok;
    std::string text;
};

/// Cuts what arrives into frames: the client's side.
class FrameReader {
  public:
    void feed(std::string_view octets) { pending_.append(octets); }
    std::optional<Frame> next();
    /// What came was no frame; nothing more will be read.
    bool failed() const { return failed_; }

  private:
    std::string pending_;
    bool failed_ = false;
};

} // namespace console
