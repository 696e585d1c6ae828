// The client's end of the console socket: one request, its answer, frame by frame.
#pragma once

#include "base/result.h"
#include "gateway/console/protocol.h"

#include <functional>
#include <string>
#include <string_view>

namespace console::client {

/// Blocking: a person waits. Owner: the client program; reconnects when the daemon has been
/// restarted.
class Connection {
  public:
    explicit Connection(std::string path) : path_(std::move(path)) {}
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const std::string& path() const { return path_; }
    /// Errors: a sentence that says what is wrong and what to do about it.
    base::Result<void, std::string> open();
    void close();

    /// Sends a line and hands each frame of the answer to `take`. While it waits, `interrupted` is
    /// asked after each signal; the first time that it says yes, the daemon is asked to end the
    /// answer. Errors: as open(), or the daemon went away.
    base::Result<Status, std::string> ask(std::string_view line,
                                          const std::function<void(const Frame&)>& take,
                                          const std::function<bool()>& interrupted = {});

  private:
    base::Result<void, std::string> send(std::string_view octets);
    base::Result<void, std::string> receive(const std::function<bool()>& interrupted,
                                            bool& cancelled);

    std::string path_;
    int fd_ = -1;
    FrameReader frames_;
};

/// What a failed connect() means for the person in front of it.
std::string connect_error(const std::string& path, int error);

} // namespace console::client
