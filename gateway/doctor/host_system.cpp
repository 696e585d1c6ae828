// The machine that this program runs on.
#include "gateway/doctor/doctor.h"

#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace doctor {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostOctets = 1 << 20;
constexpr std::string_view kSignature = "~Module signature appended~\n";

std::string user_name(uid_t user) {
    const passwd* entry = ::getpwuid(user);
    return entry ? entry->pw_name : std::to_string(user);
}
std::string group_name(gid_t group) {
    const struct group* entry = ::getgrgid(group);
    return entry ? entry->gr_name : std::to_string(group);
}

/// One row of /proc/PID/limits, the soft value; absent: unlimited.
std::optional<std::uint64_t> limit_of(int pid, std::string_view row) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/limits");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(row))
            continue;
        std::istringstream words(line.substr(row.size()));
        std::string soft;
        words >> soft;
        std::uint64_t value = 0;
        if (std::from_chars(soft.data(), soft.data() + soft.size(), value).ec == std::errc{})
            return value;
    }
    return std::nullopt;
}

/// The effective capability CAP_SYS_NICE (23).
bool may_be_nice(int pid) {
    std::ifstream file("/proc/" + (pid ? std::to_string(pid) : std::string("self")) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("CapEff:"))
            return std::strtoull(line.c_str() + 7, nullptr, 16) >> 23 & 1U;
    return false;
}

/// The inode of the UDP socket at a port, from /proc/net/udp and udp6; empty: none.
std::string udp_inode(std::uint16_t port) {
    for (const char* table : {"/proc/net/udp", "/proc/net/udp6"}) {
        std::ifstream file(table);
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            std::istringstream words(line);
            std::string slot, local, skip, inode;
            words >> slot >> local;
            for (int i = 0; i < 7; ++i)
                words >> skip;
            words >> inode;
            const std::size_t colon = local.find(':');
            if (colon != std::string::npos &&
                std::strtoul(local.c_str() + colon + 1, nullptr, 16) == port)
                return inode;
        }
    }
    return {};
}

/// Whether a socket of this type can be bound there.
Port port_state(const std::string& address, std::uint16_t port, int type) {
    sockaddr_in6 v6{};
    sockaddr_in v4{};
    const bool is_v6 = ::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1;
    if (!is_v6 && ::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) != 1)
        return Port::unknown;
    v6.sin6_family = AF_INET6;
    v4.sin_family = AF_INET;
    v6.sin6_port = v4.sin_port = htons(port);
    const int fd = ::socket(is_v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return Port::unknown;
    const int on = 1; // as the daemon does: a connection that has just ended is in nobody's way
    if (type == SOCK_STREAM)
        (void)::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const int bound = is_v6 ? ::bind(fd, reinterpret_cast<const sockaddr*>(&v6), sizeof v6)
                            : ::bind(fd, reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    const int error = errno;
    ::close(fd);
    if (bound == 0)
        return Port::free;
    switch (error) {
    case EADDRINUSE:
        return Port::in_use;
    case EACCES:
        return Port::not_permitted;
    case EADDRNOTAVAIL:
        return Port::no_such_address;
    default:
        return Port::unknown;
    }
}

} // namespace

std::optional<std::string> HostSystem::read(const std::string& path) const {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return std::nullopt;
    std::string text(kMostOctets, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

std::optional<FileAccess> HostSystem::access(const std::string& path) const {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    FileAccess access;
    access.readable = ::access(path.c_str(), R_OK) == 0;
    access.writable = ::access(path.c_str(), W_OK) == 0;
    access.owner = user_name(status.st_uid);
    access.group = group_name(status.st_gid);
    access.mode = status.st_mode & 07777;
    return access;
}

std::string HostSystem::kernel_release() const {
    utsname name{};
    ::uname(&name);
    return name.release;
}

std::string HostSystem::module_file(const std::string& release, const std::string& name) const {
    std::error_code error;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at("/lib/modules/" + release, options, error), end;
         !error && at != end; at.increment(error)) {
        const std::string file = at->path().filename().string();
        if (file == name + ".ko" || file.starts_with(name + ".ko."))
            return at->path().string();
    }
    return {};
}

std::vector<std::string> HostSystem::kernels_with(const std::string& name) const {
    std::vector<std::string> found;
    std::error_code error;
    for (fs::directory_iterator at("/lib/modules", error), end; !error && at != end;
         at.increment(error))
        if (!module_file(at->path().filename().string(), name).empty())
            found.push_back(at->path().filename().string());
    return found;
}

bool HostSystem::module_signed(const std::string& file) const {
    std::ifstream module(file, std::ios::binary | std::ios::ate);
    if (!module || module.tellg() < static_cast<std::streamoff>(kSignature.size()))
        return false;
    module.seekg(-static_cast<std::streamoff>(kSignature.size()), std::ios::end);
    std::string end(kSignature.size(), '\0');
    module.read(end.data(), static_cast<std::streamsize>(end.size()));
    return end == kSignature;
}

Port HostSystem::udp_port(const std::string& address, std::uint16_t port) const {
    return port_state(address, port, SOCK_DGRAM);
}
Port HostSystem::tcp_port(const std::string& address, std::uint16_t port) const {
    return port_state(address, port, SOCK_STREAM);
}

// Only root sees the descriptors of other users.
std::string HostSystem::port_owner(std::uint16_t port) const {
    const std::string inode = udp_inode(port);
    if (inode.empty())
        return {};
    const std::string wanted = "socket:[" + inode + "]";
    std::error_code error;
    for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
        const std::string pid = at->path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos)
            continue;
        std::error_code denied;
        for (fs::directory_iterator fd(at->path() / "fd", denied), last; !denied && fd != last;
             fd.increment(denied)) {
            std::error_code gone;
            if (fs::read_symlink(fd->path(), gone).string() != wanted)
                continue;
            std::string name = read("/proc/" + pid + "/comm").value_or("?");
            while (!name.empty() && name.back() == '\n')
                name.pop_back();
            return name + " (pid " + pid + ")";
        }
    }
    return {};
}

std::optional<std::uint64_t> HostSystem::open_files_limit(int pid) const {
    return limit_of(pid ? pid : ::getpid(), "Max open files");
}

unsigned HostSystem::realtime_limit(int pid) const {
    if (may_be_nice(pid))
        return 99;
    const auto limit = limit_of(pid ? pid : ::getpid(), "Max realtime priority");
    return limit ? static_cast<unsigned>(*limit) : 99;
}

unsigned HostSystem::realtime_threads(int pid) const {
    unsigned threads = 0;
    std::error_code error;
    for (fs::directory_iterator at("/proc/" + std::to_string(pid) + "/task", error), end;
         !error && at != end; at.increment(error)) {
        const int policy = ::sched_getscheduler(std::atoi(at->path().filename().c_str()));
        threads += policy == SCHED_FIFO || policy == SCHED_RR;
    }
    return threads;
}

void HostSystem::pause(std::chrono::milliseconds time) const {
    std::this_thread::sleep_for(time);
}

} // namespace doctor
