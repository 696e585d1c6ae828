// An IP address as text (RFC 4291 §2.2, RFC 5952). IPv4 without the C library, which prints it by
// way of a format string.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <cstdint>
#include <string>

namespace base {

/// `octets`: 4 in network order.
inline std::string ipv4_text(const std::uint8_t* octets) {
    char text[INET_ADDRSTRLEN];
    char* end = text;
    for (int i = 0; i < 4; ++i) {
        if (i > 0)
            *end++ = '.';
        end = std::to_chars(end, text + sizeof text, octets[i]).ptr;
    }
    return {text, end};
}

/// `octets`: 16 in network order.
inline std::string ipv6_text(const std::uint8_t* octets) {
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(AF_INET6, octets, text, sizeof text);
    return text;
}

} // namespace base
