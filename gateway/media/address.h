// A socket address, IPv4 or IPv6, as a small value.
#pragma once

#include "gateway/media/media.h"

#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>

namespace media {

/// Numbers only: names are never resolved here.
class Address {
  public:
    Address() : v6_{} {}
    /// Nothing when `host` is not an IP address in text.
    static std::optional<Address> from(const std::string& host, std::uint16_t port);

    bool known() const { return family() != AF_UNSPEC && port() != 0; }
    int family() const { return v4_.sin_family; }
    std::uint16_t port() const { return ntohs(v4_.sin_port); }
    /// The same host with another port.
    Address with_port(std::uint16_t port) const;
    bool same_host(const Address& other) const;
    bool operator==(const Address& other) const {
        return port() == other.port() && same_host(other);
    }
    Endpoint endpoint() const;

    const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&v6_); }
    sockaddr* raw() { return reinterpret_cast<sockaddr*>(&v6_); }
    socklen_t length() const { return family() == AF_INET ? sizeof v4_ : sizeof v6_; }
    static constexpr socklen_t kMaxLength = sizeof(sockaddr_in6);

  private:
    union {
        sockaddr_in v4_;
        sockaddr_in6 v6_;
    };
};

} // namespace media
