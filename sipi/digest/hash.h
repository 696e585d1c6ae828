// The hash functions of digest authentication (RFC 7616 §6.1, RFC 8760 §2.1), by OpenSSL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi::digest {

enum class Hash : std::uint8_t { md5, sha256, sha512_256 };

/// Lower-case hex digits of the hash of `text`: 32 for MD5, 64 for the others. Nothing where
/// OpenSSL does not offer the function (MD5 in FIPS mode).
std::optional<std::string> hex_of(Hash hash, std::string_view text);

} // namespace sipi::digest
