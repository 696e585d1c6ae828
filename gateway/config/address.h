// Numeric network addresses as conf files write them: address, address:port, prefix (RFC 4632),
// port range.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace config {

/// An IPv4 or IPv6 address in network order; IPv4 uses the first four octets.
struct IpAddress {
    bool v6 = false;
    std::array<std::uint8_t, 16> octets{};
    auto operator<=>(const IpAddress&) const = default;

    static std::optional<IpAddress> from_text(std::string_view text);
    std::string text() const;
    bool any() const; ///< 0.0.0.0 or ::
};

/// "192.0.2.1:5060" or "[2001:db8::1]:5060".
struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;

    static std::optional<Endpoint> from_text(std::string_view text);
    std::string text() const;
};

/// "192.0.2.0/24"; a bare address is the prefix of its full length.
struct Cidr {
    IpAddress address;
    std::uint8_t bits = 0;
    auto operator<=>(const Cidr&) const = default;

    static std::optional<Cidr> from_text(std::string_view text);
    std::string text() const;
    bool contains(const IpAddress& other) const;
};

/// "16384-32766", both ends included.
struct PortRange {
    std::uint16_t first = 0, last = 0;
    auto operator<=>(const PortRange&) const = default;

    static std::optional<PortRange> from_text(std::string_view text);
    std::string text() const;
    unsigned size() const { return last - first + 1u; }
};

/// Where SIP is heard: "udp:192.0.2.1:5060", "tcp:...", "tls:...".
enum class Transport : std::uint8_t { udp, tcp, tls };
std::string_view name(Transport transport);
struct Listen {
    Transport transport = Transport::udp;
    Endpoint endpoint;
    auto operator<=>(const Listen&) const = default;

    static std::optional<Listen> from_text(std::string_view text);
    std::string text() const;
};

} // namespace config
