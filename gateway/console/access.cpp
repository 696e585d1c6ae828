// Who is at the other end of a UNIX socket: SO_PEERCRED and SO_PEERGROUPS, socket(7), unix(7).
#include "gateway/console/access.h"

#include <grp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace console {

namespace {

std::vector<gid_t> peer_groups(int fd) {
    std::vector<gid_t> groups(64);
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        const int status = getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
        groups.resize(size / sizeof(gid_t));
        if (status == 0)
            return groups;
        if (errno != ERANGE) // else `size` says how much room it takes
            break;
    }
    return {};
}

} // namespace

Access access_of(const Credentials& peer, uid_t own_user, gid_t group) {
    if (peer.user == 0 || peer.user == own_user)
        return Access::read_write;
    const bool member =
        group != static_cast<gid_t>(-1) &&
        std::find(peer.groups.begin(), peer.groups.end(), group) != peer.groups.end();
    return member ? Access::read_only : Access::none;
}

CredentialCheck peer_credentials(gid_t group) {
    return [group, own = geteuid()](int fd) {
        ucred credentials{};
        socklen_t size = sizeof credentials;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
            return Access::none;
        Credentials peer{credentials.uid, peer_groups(fd)};
        peer.groups.push_back(credentials.gid);
        return access_of(peer, own, group);
    };
}

gid_t group_by_name(const std::string& name) {
    const group* found = getgrnam(name.c_str());
    if (!found)
        throw std::runtime_error("console.group: there is no group \"" + name +
                                 "\"; create it with: groupadd --system " + name);
    return found->gr_gid;
}

} // namespace console
