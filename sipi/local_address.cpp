// The address of ours that a peer reaches, for listeners on 0.0.0.0 or ::.
#include "sipi/local_address.h"

#include <sys/socket.h>
#include <unistd.h>

namespace sipi {
namespace {

constexpr std::size_t kMostRoutes = 1024; // strangers may be many; routes may change

} // namespace

// A connected datagram socket sends nothing, but asks the routing table for its source address.
Endpoint LocalAddresses::of(const Endpoint& local, const Endpoint& peer) {
    if (!local.is_any_address())
        return local;
    Endpoint host = peer;
    host.port = 5060; // one entry a host
    const auto known = routes_.find(host);
    if (known != routes_.end())
        return known->second;
    Endpoint found = local;
    const int probe = socket(local.v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_storage address{};
    auto length = static_cast<socklen_t>(host.to_socket(address));
    if (probe >= 0 && connect(probe, reinterpret_cast<const sockaddr*>(&address), length) == 0) {
        length = sizeof address;
        if (getsockname(probe, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
            found = Endpoint::from_socket(address, local.kind);
            found.port = local.port;
        }
    }
    if (probe >= 0)
        close(probe);
    if (routes_.size() >= kMostRoutes)
        routes_.clear();
    routes_.emplace(host, found);
    return found;
}

} // namespace sipi
