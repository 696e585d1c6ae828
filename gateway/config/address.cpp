// Numeric addresses as text and back (RFC 4291 §2.2, RFC 5952, RFC 4632).
#include "gateway/config/address.h"

#include "base/ip_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace config {
namespace {

constexpr std::array<std::string_view, 3> kTransportNames{"udp", "tcp", "tls"};

// A decimal number that is the whole of `text` and at most `max`.
std::optional<unsigned> decimal(std::string_view text, unsigned max) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value > max)
        return std::nullopt;
    return value;
}

std::optional<std::uint16_t> port_number(std::string_view text) {
    const auto value = decimal(text, 65535);
    if (!value || *value == 0)
        return std::nullopt;
    return static_cast<std::uint16_t>(*value);
}

} // namespace

std::optional<IpAddress> IpAddress::from_text(std::string_view text) {
    const std::string copy(text); // inet_pton wants a terminated string
    IpAddress address;
    if (copy.find('\0') != std::string::npos)
        return std::nullopt;
    if (inet_pton(AF_INET, copy.c_str(), address.octets.data()) == 1)
        return address;
    address.v6 = true;
    if (inet_pton(AF_INET6, copy.c_str(), address.octets.data()) == 1)
        return address;
    return std::nullopt;
}

std::string IpAddress::text() const {
    return v6 ? base::ipv6_text(octets.data()) : base::ipv4_text(octets.data());
}

bool IpAddress::any() const {
    return std::ranges::all_of(octets, [](std::uint8_t octet) { return octet == 0; });
}

std::optional<Endpoint> Endpoint::from_text(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets)
        host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::from_text(host);
    const auto port = port_number(text.substr(colon + 1));
    if (!address || !port || address->v6 != brackets)
        return std::nullopt;
    return Endpoint{*address, *port};
}

std::string Endpoint::text() const {
    const std::string host = address.v6 ? '[' + address.text() + ']' : address.text();
    return host + ':' + std::to_string(port);
}

std::optional<Cidr> Cidr::from_text(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = IpAddress::from_text(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    const unsigned full = address->v6 ? 128 : 32;
    const auto bits =
        slash == std::string_view::npos ? full : decimal(text.substr(slash + 1), full);
    if (!bits)
        return std::nullopt;
    return Cidr{*address, static_cast<std::uint8_t>(*bits)};
}

std::string Cidr::text() const {
    return address.text() + '/' + std::to_string(bits);
}

bool Cidr::contains(const IpAddress& other) const {
    if (other.v6 != address.v6)
        return false;
    const std::size_t whole = bits / 8u;
    if (!std::equal(address.octets.begin(), address.octets.begin() + static_cast<long>(whole),
                    other.octets.begin()))
        return false;
    const unsigned rest = bits % 8u;
    return rest == 0 || (address.octets[whole] ^ other.octets[whole]) >> (8 - rest) == 0;
}

std::optional<PortRange> PortRange::from_text(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto first = port_number(text.substr(0, dash)), last = port_number(text.substr(dash + 1));
    if (!first || !last || *first > *last)
        return std::nullopt;
    return PortRange{*first, *last};
}

std::string PortRange::text() const {
    return std::to_string(first) + '-' + std::to_string(last);
}

std::string_view name(Transport transport) {
    return kTransportNames[static_cast<std::size_t>(transport)];
}

std::optional<Listen> Listen::from_text(std::string_view text) {
    for (std::size_t at = 0; at < kTransportNames.size(); ++at) {
        const std::string_view name = kTransportNames[at];
        if (!text.starts_with(name) || text.substr(name.size(), 1) != ":")
            continue;
        if (const auto endpoint = Endpoint::from_text(text.substr(name.size() + 1)))
            return Listen{static_cast<Transport>(at), *endpoint};
    }
    return std::nullopt;
}

std::string Listen::text() const {
    return std::string(name(transport)).append(":").append(endpoint.text());
}

} // namespace config
