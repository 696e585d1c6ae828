// The hash functions of digest authentication (RFC 7616 §6.1, RFC 8760 §2.1), by OpenSSL.
#pragma once

#include "base/octets.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi::digest {

enum class Hash : std::uint8_t { md5, sha256, sha512_256 };

/// Lower-case hex digits of the hash of `text`: 32 for MD5, 64 for the others. Nothing where
/// OpenSSL does not offer the function (MD5 in FIPS mode).
std::optional<std::string> hex_of(Hash hash, std::string_view text);

/// HMAC-SHA-256 (RFC 2104): 32 octets, by which we know again what we gave out ourselves.
using Seal = std::array<std::uint8_t, 32>;
Seal seal_of(base::Octets key, base::Octets octets);

} // namespace sipi::digest
