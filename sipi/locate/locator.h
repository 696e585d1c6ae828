// Where the server of a domain is: RFC 3263 §4, from a name to transport addresses in the order to
// try.
#pragma once

#include "sipi/endpoint.h"
#include "sipi/locate/dns.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// What a URI or a conf file says of the server.
struct Wanted {
    std::string host;                       ///< a name, or a literal address
    std::uint16_t port = 0;                 ///< 0: not given
    std::optional<TransportKind> transport; ///< not given: the server's choice (NAPTR)
    bool secure = false;                    ///< sips: only TLS will do
    bool operator==(const Wanted&) const = default;
};

struct Located {
    std::vector<Endpoint> targets; ///< in the order to be tried; empty: nothing was found
    base::Duration ttl{};          ///< how long this holds
    DnsError error = DnsError::none;
    std::string steps; ///< for people: "NAPTR SIP+D2U, SRV _sip._udp.example.com, 3 addresses"
};

/// Which transports and families we can use, in the order that we like them.
struct LocatorSettings {
    std::vector<TransportKind> transports{TransportKind::udp};
    bool v4 = true, v6 = true;
    std::function<std::uint32_t(std::uint32_t n)> random; ///< 0 to n - 1
};

/// Thread: the signalling loop. Owner: main; the client outlives it.
class Locator {
  public:
    Locator(DnsClient& dns, LocatorSettings settings);
    ~Locator();
    Locator(const Locator&) = delete;
    Locator& operator=(const Locator&) = delete;

    /// `done` comes once, perhaps from inside; not after the locator is gone. Every target of every
    /// service that we can use is in the answer, at most kMostTargets.
    void locate(const Wanted& wanted, std::function<void(Located)> done);

    static constexpr std::size_t kMostTargets = 32;
    /// How long an answer without a time to live holds, or one that found nothing.
    static constexpr base::Duration kLiteralTtl = std::chrono::hours(1),
                                    kNegativeTtl = std::chrono::seconds(30);

  private:
    class Search;
    void forget(const Search* search);

    DnsClient& dns_;
    LocatorSettings settings_;
    std::vector<std::shared_ptr<Search>> searches_;
};

/// A row of RFC 3263 §4.1: the service field of a NAPTR record, its SRV prefix and transport.
struct ServiceRow {
    std::string_view naptr, srv;
    TransportKind transport;
    bool secure;
};
std::span<const ServiceRow> service_rows();

} // namespace sipi
