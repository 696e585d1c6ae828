// ES256: ECDSA on P-256 with SHA-256, signatures as r || s (RFC 7518 §3.4), by OpenSSL.
#pragma once

#include "sipi/identity/error.h"

#include <memory>
#include <string>
#include <string_view>

namespace sipi::identity {

/// A P-256 key, private or public. Owner: itself (shared, never changed). Thread: any.
class Key {
  public:
    /// PEM text of a private key (PKCS #8 or SEC 1), without a passphrase. Errors: bad_key.
    static Result<Key> private_key(std::string_view pem);
    /// PEM text of a public key. Errors: bad_key.
    static Result<Key> public_key(std::string_view pem);

    /// 64 octets. Errors: bad_key when this is a public key.
    Result<std::string> sign(std::string_view text) const;
    /// Whether `signature`, 64 octets, is this key's over `text`.
    bool verifies(std::string_view text, std::string_view signature) const;
    /// Both are halves of one pair, or the same half.
    bool pairs_with(const Key& other) const;

  private:
    explicit Key(std::shared_ptr<void> key) : key_(std::move(key)) {}
    std::shared_ptr<void> key_; ///< EVP_PKEY; OpenSSL's headers stay in the .cpp
};

} // namespace sipi::identity
