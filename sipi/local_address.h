// The address of ours that a peer reaches, for listeners on 0.0.0.0 or ::.
#pragma once

#include "sipi/endpoint.h"

#include <unordered_map>

namespace sipi {

/// Asks the routing table, once a host. Thread: the signalling loop.
class LocalAddresses {
  public:
    /// `local` when it is an address, else the one of the route to `peer`, with local's port.
    Endpoint of(const Endpoint& local, const Endpoint& peer);

  private:
    std::unordered_map<Endpoint, Endpoint, EndpointHash> routes_;
};

} // namespace sipi
