// UUIDs for origid: RFC 4122 (RFC 8588 §5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sipi::identity {

/// Version 4, of 128 random bits.
std::string random_uuid(std::uint64_t high, std::uint64_t low);
/// Version 5 in the name space of URLs: always the same of the same text. Errors: none; "" when
/// the library has no SHA-1.
std::string uuid_of(std::string_view text);

} // namespace sipi::identity
