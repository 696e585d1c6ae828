// Who is at the other end of a UNIX socket, and what he may do.
#pragma once

#include "gateway/console/console.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace console {

/// Of a connected process, as the kernel vouches for it.
struct Credentials {
    uid_t user = 0;
    std::vector<gid_t> groups; ///< the primary and the supplementary ones
};

/// root and the daemon's own user may do everything, members of `group` may read. `group` -1:
/// nobody else.
Access access_of(const Credentials& peer, uid_t own_user, gid_t group);

/// The usual check: SO_PEERCRED and SO_PEERGROUPS (socket(7)) against the daemon's user and
/// `group`.
CredentialCheck peer_credentials(gid_t group);

/// The group's number. Errors: std::runtime_error names the group (start-up only).
gid_t group_by_name(const std::string& name);

} // namespace console
