// SIP methods, RFC 3261 §7.1 and the IANA "SIP methods" registry.
#pragma once

#include <cstdint>
#include <string_view>

namespace sipi {

enum class Method : std::uint8_t {
    unknown, ///< any other token; its text stays with the message
    invite,
    ack,
    bye,
    cancel,
    options,
    register_,
    prack,
    update,
    info,
    subscribe,
    notify,
    refer,
    message,
    publish,
};

/// Method of a token; methods are case-sensitive (RFC 3261 §7.1).
Method method_of(std::string_view text);
/// "INVITE" and so on; "" for unknown.
std::string_view text(Method method);

} // namespace sipi
