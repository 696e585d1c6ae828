// The control socket's connections.
#include "tests/exchange/control.h"

#include "tests/exchange/commands.h"

#include <fmt/core.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace exchange {
namespace {
constexpr std::size_t kMaxLine = 65536;
}

struct Control::Client {
    int fd = -1;
    std::string in, out;
    bool waiting = false, dead = false;
    Outcome outcome;
    std::unique_ptr<base::Timer> timeout;
    std::unique_ptr<base::Loop::Watch> readable, writable;
    ~Client() {
        readable.reset();
        writable.reset();
        if (fd >= 0)
            ::close(fd);
    }
};

Control::Control(Exchange& exchange, base::Loop& loop, std::function<void()> quit)
    : exchange_(exchange), loop_(loop), quit_(std::move(quit)),
      look_again_(loop.timers(), [this] { on_changed(); }) {}

Control::~Control() {
    clients_.clear();
    watch_.reset();
    if (fd_ >= 0) {
        ::close(fd_);
        ::unlink(path_.c_str());
    }
}

base::Result<void, std::string> Control::open(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return base::fail(fmt::format("{}: the path is too long for a socket", path));
    std::memcpy(address.sun_path, path.data(), path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return base::fail(fmt::format("no socket: {}", std::strerror(errno)));
    ::unlink(path.c_str());
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd, 16) != 0) {
        const int error = errno;
        ::close(fd);
        return base::fail(fmt::format("{}: {}", path, std::strerror(error)));
    }
    fd_ = fd;
    path_ = path;
    watch_ = loop_.watch(fd, [this] { accept(); });
    return {};
}

void Control::accept() {
    closed_.clear();
    for (int fd; (fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        auto client = std::make_unique<Client>();
        Client* place = client.get();
        place->fd = fd;
        place->timeout = std::make_unique<base::Timer>(loop_.timers(), [this, place] {
            place->waiting = false;
            answer(*place, place->outcome.late());
            work_off(*place);
        });
        place->readable = loop_.watch(fd, [this, place] { read(*place); });
        clients_.push_back(std::move(client));
    }
}

void Control::read(Client& client) {
    char buffer[4096];
    for (;;) {
        const ssize_t count = ::read(client.fd, buffer, sizeof buffer);
        if (count > 0) {
            client.in.append(buffer, static_cast<std::size_t>(count));
            if (client.in.size() > kMaxLine)
                return close(client);
            continue;
        }
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            work_off(client);
            return close(client);
        }
        if (errno == EAGAIN)
            break;
    }
    work_off(client);
}

void Control::work_off(Client& client) {
    while (!client.waiting && !client.dead) {
        const std::size_t end = client.in.find('\n');
        if (end == std::string::npos)
            return;
        const std::string line = client.in.substr(0, end);
        client.in.erase(0, end + 1);
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        client.outcome = execute(exchange_, line);
        if (client.outcome.answer.empty() && client.outcome.ready)
            client.outcome.answer = client.outcome.ready();
        if (!client.outcome.answer.empty()) {
            answer(client, client.outcome.answer);
        } else {
            client.waiting = true;
            client.timeout->arm(client.outcome.timeout);
            look_again_.arm(std::chrono::milliseconds(10));
        }
    }
}

void Control::on_changed() {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        Client& client = *clients_[i];
        if (!client.waiting)
            continue;
        const std::string line = client.outcome.ready();
        if (line.empty()) {
            look_again_.arm(std::chrono::milliseconds(10));
            continue;
        }
        client.waiting = false;
        client.timeout->cancel();
        answer(client, line);
        work_off(client);
    }
}

void Control::answer(Client& client, const std::string& line) {
    client.out += line + "\n";
    flush(client);
    if (client.outcome.quit)
        quit_();
}

void Control::flush(Client& client) {
    while (!client.out.empty()) {
        const ssize_t count = ::send(client.fd, client.out.data(), client.out.size(), MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EAGAIN)
                client.writable =
                    loop_.watch_writable(client.fd, [this, &client] { flush(client); });
            else if (errno != EINTR)
                client.out.clear();
            if (errno != EINTR)
                return;
            continue;
        }
        client.out.erase(0, static_cast<std::size_t>(count));
    }
}

// The client itself goes later: this is called from inside its own watch.
void Control::close(Client& client) {
    client.dead = true;
    client.waiting = false;
    client.timeout->cancel();
    const auto found =
        std::ranges::find_if(clients_, [&](const auto& one) { return one.get() == &client; });
    if (found == clients_.end())
        return;
    client.writable.reset();
    closed_.push_back(std::move(*found));
    clients_.erase(found);
    loop_.post([this] { closed_.clear(); });
}

} // namespace exchange
