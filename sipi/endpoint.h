// Where a SIP message comes from and goes to: transport, address and port (RFC 3261 §18, RFC 5118).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr_storage;

namespace sipi {

/// The transports of RFC 3261 §18 and RFC 4168.
enum class TransportKind : std::uint8_t { udp, tcp, tls, sctp };

/// As in a Via: "UDP", "TCP", "TLS", "SCTP".
std::string_view via_name(TransportKind kind);
/// As in a transport parameter and in our conf files: "udp" ... ; case is ignored. nullopt:
/// unknown.
std::optional<TransportKind> transport_kind_from_text(std::string_view text);
/// 5061 for TLS, else 5060 (RFC 3261 §19.1.2).
std::uint16_t default_port(TransportKind kind);
/// True where the transport repeats lost octets itself, so that transactions do not (RFC 3261 §17).
constexpr bool is_reliable(TransportKind kind) {
    return kind != TransportKind::udp;
}

/// A transport address: a value, compares and hashes. An IPv4 address is in the first four octets
/// of `address`.
struct Endpoint {
    TransportKind kind = TransportKind::udp;
    bool v6 = false;
    std::uint16_t port = 0;
    std::uint32_t scope = 0; ///< interface of a link-local IPv6 address, 0 otherwise
    std::array<std::uint8_t, 16> address{};

    /// "127.0.0.1:5060", "[::1]:5060", "127.0.0.1" (default port), with "udp:" or "tcp:" ... in
    /// front if wanted. Errors: nullopt when it is no literal address; names are for the resolver.
    static std::optional<Endpoint> from_text(std::string_view text);
    /// From the host part of a URI or a Via ("192.0.2.1", "[2001:db8::1]", "2001:db8::1") and a
    /// port.
    static std::optional<Endpoint> from_host(std::string_view host, std::uint16_t port,
                                             TransportKind kind = TransportKind::udp);
    static Endpoint from_socket(const sockaddr_storage& address, TransportKind kind);
    /// Returns the length of the socket address written.
    std::size_t to_socket(sockaddr_storage& address) const;

    /// "192.0.2.1" or "[2001:db8::1]": as in a URI, and in a Via.
    std::string host() const;
    /// "192.0.2.1" or "2001:db8::1": as in `received=` and in SDP.
    std::string bare_host() const;
    /// "192.0.2.1:5060" or "[2001:db8::1]:5060".
    std::string text() const;
    /// 0.0.0.0 or ::, a listener on every address.
    bool is_any_address() const;
    bool same_host(const Endpoint& other) const {
        return v6 == other.v6 && address == other.address;
    }

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct EndpointHash {
    std::size_t operator()(const Endpoint& endpoint) const;
};

} // namespace sipi
