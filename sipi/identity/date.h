// The Date header field: RFC 3261 §20.17 and the rfc1123-date of RFC 9110 §5.6.7.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi::identity {

/// "Sat, 13 Nov 2010 23:29:00 GMT" of seconds since 1970 UTC.
std::string date_text(std::int64_t seconds);
/// The reverse; nothing for any other form. The day of the week is not compared.
std::optional<std::int64_t> date_from_text(std::string_view text);

} // namespace sipi::identity
