// Transport addresses as text and as socket addresses (RFC 3261 §18, §19.1; RFC 5118 for IPv6).
#include "sipi/endpoint.h"

#include "base/ip_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace sipi {
namespace {

struct KindRow {
    TransportKind kind;
    std::string_view via;
    std::string_view text;
    std::uint16_t port;
};
// RFC 3261 §19.1.2 and §20.42; SCTP from RFC 4168 §3.
constexpr std::array kKinds{
    KindRow{TransportKind::udp, "UDP", "udp", 5060},
    KindRow{TransportKind::tcp, "TCP", "tcp", 5060},
    KindRow{TransportKind::tls, "TLS", "tls", 5061},
    KindRow{TransportKind::sctp, "SCTP", "sctp", 5060},
};
const KindRow& row(TransportKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

bool same_text(std::string_view a, std::string_view lower) {
    return std::ranges::equal(a, lower, [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + ('a' - 'A')) : x) == y;
    });
}

std::optional<std::uint16_t> port_from_text(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return port;
}

} // namespace

std::string_view via_name(TransportKind kind) {
    return row(kind).via;
}
std::uint16_t default_port(TransportKind kind) {
    return row(kind).port;
}

std::optional<TransportKind> transport_kind_from_text(std::string_view text) {
    for (const KindRow& candidate : kKinds)
        if (same_text(text, candidate.text))
            return candidate.kind;
    return std::nullopt;
}

std::optional<Endpoint> Endpoint::from_host(std::string_view host, std::uint16_t port,
                                            TransportKind kind) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    char text[INET6_ADDRSTRLEN + 1];
    if (host.empty() || host.size() >= sizeof text)
        return std::nullopt;
    std::memcpy(text, host.data(), host.size());
    text[host.size()] = 0;

    Endpoint endpoint;
    endpoint.kind = kind;
    endpoint.port = port;
    endpoint.v6 = host.find(':') != std::string_view::npos;
    if (inet_pton(endpoint.v6 ? AF_INET6 : AF_INET, text, endpoint.address.data()) != 1)
        return std::nullopt;
    return endpoint;
}

std::optional<Endpoint> Endpoint::from_text(std::string_view text) {
    TransportKind kind = TransportKind::udp;
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos)
        if (const auto named = transport_kind_from_text(text.substr(0, colon))) {
            kind = *named;
            text.remove_prefix(colon + 1);
        }

    std::string_view host = text;
    std::string_view port_text;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        host = text.substr(0, end + 1);
        text.remove_prefix(end + 1);
        if (!text.empty() && (text.front() != ':' || text.size() == 1))
            return std::nullopt;
        port_text = text.empty() ? text : text.substr(1);
    } else if (std::ranges::count(text, ':') == 1) { // more of them: IPv6 without a port
        host = text.substr(0, text.find(':'));
        port_text = text.substr(host.size() + 1);
        if (port_text.empty())
            return std::nullopt;
    }
    std::uint16_t port = default_port(kind);
    if (!port_text.empty()) {
        const auto given = port_from_text(port_text);
        if (!given)
            return std::nullopt;
        port = *given;
    }
    return from_host(host, port, kind);
}

Endpoint Endpoint::from_socket(const sockaddr_storage& address, TransportKind kind) {
    Endpoint endpoint;
    endpoint.kind = kind;
    if (address.ss_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, &address, sizeof v6);
        endpoint.v6 = true;
        endpoint.port = ntohs(v6.sin6_port);
        endpoint.scope = v6.sin6_scope_id;
        std::memcpy(endpoint.address.data(), &v6.sin6_addr, 16);
    } else {
        sockaddr_in v4;
        std::memcpy(&v4, &address, sizeof v4);
        endpoint.port = ntohs(v4.sin_port);
        std::memcpy(endpoint.address.data(), &v4.sin_addr, 4);
    }
    return endpoint;
}

std::size_t Endpoint::to_socket(sockaddr_storage& storage) const {
    if (v6) {
        sockaddr_in6 out{};
        out.sin6_family = AF_INET6;
        out.sin6_port = htons(port);
        out.sin6_scope_id = scope;
        std::memcpy(&out.sin6_addr, address.data(), 16);
        std::memcpy(&storage, &out, sizeof out);
        return sizeof out;
    }
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    std::memcpy(&out.sin_addr, address.data(), 4);
    std::memcpy(&storage, &out, sizeof out);
    return sizeof out;
}

std::string Endpoint::bare_host() const {
    return v6 ? base::ipv6_text(address.data()) : base::ipv4_text(address.data());
}

std::string Endpoint::host() const {
    return v6 ? '[' + bare_host() + ']' : bare_host();
}

std::string Endpoint::text() const {
    return host() + ':' + std::to_string(port);
}

bool Endpoint::is_any_address() const {
    return std::ranges::all_of(address, [](std::uint8_t octet) { return octet == 0; });
}

std::size_t EndpointHash::operator()(const Endpoint& endpoint) const {
    std::uint64_t halves[2];
    std::memcpy(halves, endpoint.address.data(), sizeof halves);
    std::uint64_t hash = halves[0] ^ (halves[1] * 0x9E3779B97F4A7C15U);
    hash ^=
        static_cast<std::uint64_t>(endpoint.port) << 32 | static_cast<std::uint64_t>(endpoint.kind);
    return static_cast<std::size_t>((hash ^ hash >> 29) * 0xBF58476D1CE4E5B9U);
}

} // namespace sipi
