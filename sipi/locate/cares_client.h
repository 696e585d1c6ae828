// The DNS by c-ares, on the signalling loop.
#pragma once

#include "base/loop.h"
#include "base/octets.h"
#include "base/result.h"
#include "sipi/locate/dns.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sipi {

struct DnsSettings {
    std::vector<std::string> servers; ///< "192.0.2.53:53"; empty: the system's (resolv.conf)
    base::Duration timeout = std::chrono::seconds(2); ///< for a server's first answer
    unsigned tries = 2;                               ///< of each server
};

/// Answers come from a later turn of the loop, except errors that are known at once. Addresses of
/// the hosts file are found too.
/// Errors: a sentence when the library cannot start, or a server's address is none.
base::Result<std::unique_ptr<DnsClient>, std::string> make_dns_client(base::Loop& loop,
                                                                      const DnsSettings& settings);

/// The shortest time to live in an answer's records of `type`, in seconds; nothing when it has none
/// or is broken (RFC 1035 §4.1). `answer`: a whole DNS message from outside.
std::optional<std::uint32_t> shortest_ttl(base::Octets answer, std::uint16_t type);

} // namespace sipi
