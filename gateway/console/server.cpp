// The console's UNIX socket: one listener, its clients, and who may connect (unix(7)).
#include "gateway/console/console.h"

#include "base/log.h"
#include "gateway/console/access.h"
#include "gateway/console/session.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace console {

namespace {

constexpr mode_t kSocketMode = 0660;
constexpr int kBacklog = 16;

[[noreturn]] void cannot(const std::string& what, const std::string& path,
                         std::string_view remedy = {}) {
    const std::string reason = std::system_category().message(errno);
    throw std::runtime_error(fmt::format("console: cannot {} {}: {}{}{}", what, path, reason,
                                         remedy.empty() ? "" : "; ", remedy));
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        throw std::runtime_error(fmt::format("console.socket: \"{}\" must have 1 to {} octets",
                                             path, sizeof address.sun_path - 1));
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

/// Closes a descriptor when start-up fails half-way.
struct Descriptor {
    int fd = -1;
    explicit Descriptor(int opened) : fd(opened) {}
    ~Descriptor() {
        if (fd >= 0)
            ::close(fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int release() { return std::exchange(fd, -1); }
};

/// Removes a socket that nobody listens on; refuses to take over one in use, or anything that is no
/// socket.
void remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0)
        return;
    if (!S_ISSOCK(status.st_mode))
        throw std::runtime_error(
            "console: " + path +
            " exists and is no socket; remove it or choose another console.socket");
    const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(probe.fd, generic(address), sizeof address) == 0 || errno == EAGAIN)
        throw std::runtime_error("console: another daemon answers on " + path +
                                 "; stop it (landline stop) or choose another console.socket");
    ::unlink(path.c_str());
}

/// The socket appears with no rights for others, and gets its group before its mode opens it to the
/// group.
int open_listener(const std::string& path, gid_t group) {
    const sockaddr_un address = address_of(path);
    remove_stale(path, address);
    Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (listener.fd < 0)
        cannot("open a socket for", path);
    if (::fchmod(listener.fd, 0600) != 0 ||
        ::bind(listener.fd, generic(address), sizeof address) != 0)
        cannot("create", path, "its directory must exist and be writable for the daemon's user");
    if (group != static_cast<gid_t>(-1) &&
        ::chown(path.c_str(), static_cast<uid_t>(-1), group) != 0)
        cannot("give to its group", path,
               "the daemon's user must be root or a member of console.group");
    if (::chmod(path.c_str(), kSocketMode) != 0 || ::listen(listener.fd, kBacklog) != 0)
        cannot("listen on", path);
    return listener.release();
}

} // namespace

class Server::Listener {
  public:
    Listener(base::Loop& loop, Registry& registry, Options options)
        : loop_(loop), registry_(registry), options_(std::move(options)) {
        const gid_t group =
            options_.group.empty() ? static_cast<gid_t>(-1) : group_by_name(options_.group);
        if (!options_.credentials)
            options_.credentials = peer_credentials(group);
        fd_ = open_listener(options_.socket, group);
        struct stat status {};
        if (lstat(options_.socket.c_str(), &status) == 0)
            inode_ = status.st_ino;
        watch_ = loop_.watch(fd_, [this] { accept_all(); });
    }
    ~Listener() {
        watch_.reset();
        for (const auto& [number, session] : sessions_)
            session->abandon(); // callbacks still to come may keep it alive
        ::close(fd_);
        struct stat status {};
        if (lstat(options_.socket.c_str(), &status) == 0 && status.st_ino == inode_)
            ::unlink(options_.socket.c_str());
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    std::size_t clients() const { return sessions_.size(); }

  private:
    void accept_all() {
        for (;;) {
            const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (fd >= 0) {
                accept(fd);
            } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                // Asked again at once, the kernel would say the same: pause, or the loop would
                // spin.
                base::log::warning("console", "cannot accept a client: {}",
                                   std::system_category().message(errno));
                watch_.reset();
                pause_.arm(std::chrono::seconds(1));
                return;
            } else if (errno != EINTR && errno != ECONNABORTED) {
                return;
            }
        }
    }
    void accept(int fd) {
        const Access access = options_.credentials(fd);
        if (access == Access::none)
            return refuse(
                fd, "you may not use this console; ask for membership in the group of the socket "
                    "(console.group), or use it as root\n");
        if (sessions_.size() >= options_.clients)
            return refuse(fd,
                          fmt::format("the console serves {} clients already; try again later\n",
                                      sessions_.size()));
        const std::uint64_t number = ++last_session_;
        auto session =
            std::make_shared<Session>(loop_, registry_, fd, access, options_.stream_octets,
                                      [this, number] { sessions_.erase(number); });
        sessions_.emplace(number, session);
        session->start();
    }
    static void refuse(int fd, std::string_view why) {
        const std::string answer = frame(Status::error, why);
        // A fresh socket's buffer takes a sentence; if not, the client sees the end of the
        // connection.
        [[maybe_unused]] const ssize_t sent =
            ::send(fd, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        ::close(fd);
    }

    base::Loop& loop_;
    Registry& registry_;
    Options options_;
    int fd_ = -1;
    ino_t inode_ = 0;
    std::unique_ptr<base::Loop::Watch> watch_;
    base::Timer pause_{loop_.timers(),
                       [this] { watch_ = loop_.watch(fd_, [this] { accept_all(); }); }};
    std::map<std::uint64_t, std::shared_ptr<Session>> sessions_;
    std::uint64_t last_session_ = 0;
};

Server::Server(base::Loop& loop, Registry& registry, Options options)
    : listener_(std::make_unique<Listener>(loop, registry, std::move(options))) {}
Server::~Server() = default;
std::size_t Server::clients() const {
    return listener_->clients();
}

} // namespace console
