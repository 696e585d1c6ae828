// Headers that carry something for a service: User-to-User (RFC 7433), Resource-Priority (RFC
// 4412), P-Early-Media (RFC 5009).
#pragma once

#include "sipi/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// One User-to-User value (RFC 7433 §4.1).
struct UserToUser {
    std::string data;          ///< as written, quotes and their escapes undone
    std::string_view purpose;  ///< package; "" when absent: isdn-uui (RFC 7434 §7)
    std::string_view content;  ///< "" when absent
    std::string_view encoding; ///< "" when absent
    static Result<UserToUser> parse(std::string_view value);
};

/// The octets of hex text (RFC 4648 §8), in either case; nothing when it is none.
std::optional<std::vector<std::uint8_t>> octets_from_hex(std::string_view text);
/// Appends two upper-case digits for each octet (RFC 7433 §4.2).
void append_hex(std::string& out, const std::uint8_t* octets, std::size_t count);

/// One Resource-Priority value (RFC 4412 §3.1): "q735.3".
struct ResourceValue {
    std::string_view name_space; ///< "q735", "ets", "wps" ...
    std::string_view priority;   ///< "3"
    static Result<ResourceValue> parse(std::string_view value);
};

/// One direction of P-Early-Media (RFC 5009 §8), for the media line of the same place.
enum class EarlyMediaParam : std::uint8_t {
    sendrecv,
    sendonly,
    recvonly,
    inactive,
    gated,
    supported
};
/// Other tokens are bad_value: ignore them.
Result<EarlyMediaParam> parse_early_media(std::string_view value);
std::string_view text(EarlyMediaParam param);

} // namespace sipi
