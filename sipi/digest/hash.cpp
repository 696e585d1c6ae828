// The hash functions of digest authentication (RFC 7616 §6.1, RFC 8760 §2.1), by OpenSSL.
#include "sipi/digest/hash.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

namespace sipi::digest {
namespace {

const EVP_MD* function_of(Hash hash) {
    switch (hash) {
    case Hash::md5:
        return EVP_md5();
    case Hash::sha256:
        return EVP_sha256();
    case Hash::sha512_256:
        return EVP_sha512_256();
    }
    return EVP_sha256();
}

} // namespace

std::optional<std::string> hex_of(Hash hash, std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), octets.data(), &size, function_of(hash), nullptr) !=
        1) {
        ERR_clear_error();
        return std::nullopt;
    }
    std::string hex;
    hex.reserve(2 * static_cast<std::size_t>(size));
    for (unsigned at = 0; at < size; ++at) {
        hex += kDigits[octets[at] >> 4U];
        hex += kDigits[octets[at] & 0xFU];
    }
    return hex;
}

Seal seal_of(base::Octets key, base::Octets octets) {
    Seal seal{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets.data(), octets.size(),
              seal.data(), &size))
        throw std::bad_alloc(); // nothing else can fail there
    return seal;
}

} // namespace sipi::digest
