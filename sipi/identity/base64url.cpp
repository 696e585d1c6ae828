// base64url without padding, RFC 7515 §2 and RFC 4648 §5.
#include "sipi/identity/base64url.h"

#include <cstdint>

namespace sipi::identity {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

std::string to_base64url(std::string_view octets) {
    std::string out;
    out.reserve((octets.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char octet : octets) {
        bits = bits << 8 | static_cast<unsigned char>(octet);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += kAlphabet[bits >> count & 0x3FU];
        }
    }
    if (count > 0)
        out += kAlphabet[bits << (6 - count) & 0x3FU];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char character : text) {
        const std::size_t value = kAlphabet.find(character);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xFFU);
        }
    }
    if (count == 6 || (bits & ((1U << count) - 1U)) != 0)
        return std::nullopt;
    return out;
}

} // namespace sipi::identity
