// SIP status codes and their default reason phrases, RFC 3261 §21 and the IANA "SIP response codes"
// registry.
#pragma once

#include <string_view>

namespace sipi {

/// Default reason phrase; for a code without a row, that of its class ("Server Failure").
std::string_view default_reason(int status);

constexpr bool is_provisional(int status) {
    return status >= 100 && status < 200;
}
constexpr bool is_success(int status) {
    return status >= 200 && status < 300;
}
constexpr bool is_final(int status) {
    return status >= 200;
}

} // namespace sipi
