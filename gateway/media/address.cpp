// A socket address, IPv4 or IPv6.
#include "gateway/media/address.h"

#include "base/ip_text.h"

#include <arpa/inet.h>

#include <cstring>

namespace media {

std::optional<Address> Address::from(const std::string& host, std::uint16_t port) {
    Address address;
    if (inet_pton(AF_INET, host.c_str(), &address.v4_.sin_addr) == 1) {
        address.v4_.sin_family = AF_INET;
    } else {
        address = Address{};
        if (inet_pton(AF_INET6, host.c_str(), &address.v6_.sin6_addr) != 1)
            return {};
        address.v6_.sin6_family = AF_INET6;
    }
    return address.with_port(port);
}

Address Address::with_port(std::uint16_t port) const {
    Address other = *this;
    other.v4_.sin_port = htons(port); // at the same place in both
    return other;
}

bool Address::same_host(const Address& other) const {
    if (family() != other.family())
        return false;
    if (family() == AF_INET)
        return v4_.sin_addr.s_addr == other.v4_.sin_addr.s_addr;
    return std::memcmp(&v6_.sin6_addr, &other.v6_.sin6_addr, sizeof v6_.sin6_addr) == 0;
}

Endpoint Address::endpoint() const {
    std::string host;
    if (family() == AF_INET)
        host = base::ipv4_text(reinterpret_cast<const std::uint8_t*>(&v4_.sin_addr));
    else if (family() == AF_INET6)
        host = base::ipv6_text(v6_.sin6_addr.s6_addr);
    return {std::move(host), port()};
}

} // namespace media
