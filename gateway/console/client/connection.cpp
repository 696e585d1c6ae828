// The client's end of the console socket.
#include "gateway/console/client/connection.h"

#include "gateway/console/client/interrupt.h"

#include <fmt/core.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace console::client {

namespace {

constexpr std::string_view kCancelLine = "\x03\n";

std::string reason(int error) {
    return std::system_category().message(error);
}

} // namespace

std::string connect_error(const std::string& path, int error) {
    switch (error) {
    case ENOENT:
        return fmt::format("no daemon: there is no socket {}\n"
                           "Start it (systemctl start landline, or landlined --config FILE), or "
                           "name its socket with -s.",
                           path);
    case ECONNREFUSED:
        return fmt::format(
            "no daemon: nobody listens on {}\n"
            "It has ended without removing its socket; start it again (systemctl start landline).",
            path);
    case EACCES:
    case EPERM:
        return fmt::format("permission denied for {}\n"
                           "Use sudo, or join the group that may read (ls -l {} names it; usermod "
                           "-aG GROUP USER, then log in again).",
                           path, path);
    default:
        return fmt::format("cannot connect to {}: {}", path, reason(error));
    }
}

base::Result<void, std::string> Connection::open() {
    if (fd_ >= 0)
        return {};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.empty() || path_.size() >= sizeof address.sun_path)
        return base::fail(fmt::format("the path of a socket has 1 to {} octets: {}",
                                      sizeof address.sun_path - 1, path_));
    std::memcpy(address.sun_path, path_.data(), path_.size());
    fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0)
        return base::fail("no socket: " + reason(errno));
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        close();
        return base::fail(connect_error(path_, error));
    }
    frames_ = {};
    return {};
}

void Connection::close() {
    if (fd_ >= 0)
        ::close(std::exchange(fd_, -1));
}

base::Result<void, std::string> Connection::send(std::string_view octets) {
    while (!octets.empty()) {
        const ssize_t count = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (count > 0)
            octets.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return base::fail("the daemon closed the connection: " + reason(errno));
    }
    return {};
}

/// One portion. Whether the person has had enough is asked before each wait, and a signal between
/// the question and the wait ends the wait.
base::Result<void, std::string> Connection::receive(const std::function<bool()>& interrupted,
                                                    bool& cancelled) {
    for (;;) {
        {
            const InterruptHeld held;
            if (interrupted && interrupted() && !std::exchange(cancelled, true))
                if (auto sent = send(kCancelLine); !sent)
                    return sent;
            static_cast<void>(held.wait_readable(fd_));
        }
        char buffer[16384];
        const ssize_t count = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
        if (count > 0) {
            frames_.feed({buffer, static_cast<std::size_t>(count)});
            return {};
        }
        if (count == 0)
            return base::fail(std::string("the daemon closed the connection"));
        if (errno != EINTR && errno != EAGAIN)
            return base::fail("no answer from the daemon: " + reason(errno));
    }
}

base::Result<Status, std::string> Connection::ask(std::string_view line,
                                                  const std::function<void(const Frame&)>& take,
                                                  const std::function<bool()>& interrupted) {
    // A connection from before may have died with the daemon: then a second one is tried, once.
    const bool fresh = fd_ < 0;
    if (auto opened = open(); !opened)
        return base::fail(opened.error());
    const std::string request = std::string(line) + '\n';
    bool cancelled = false;
    auto done = send(request);
    if (done)
        done = receive(interrupted, cancelled);
    if (!done && !fresh) {
        close();
        return ask(line, take, interrupted);
    }
    while (done) {
        while (auto frame = frames_.next()) {
            take(*frame);
            if (frame->status != Status::more)
                return frame->status;
        }
        if (frames_.failed()) {
            close();
            return base::fail(fmt::format("what answers on {} is no landlined", path_));
        }
        done = receive(interrupted, cancelled);
    }
    close();
    return base::fail(done.error());
}

} // namespace console::client
