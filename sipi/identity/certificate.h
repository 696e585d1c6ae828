// Certificates of PASSporT signers and the authorities that they lead to: RFC 8226, RFC 5280 §6.
#pragma once

#include "base/clock.h"
#include "sipi/identity/es256.h"
#include "sipi/identity/tn_auth_list.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sipi::identity {

/// A signer's certificate with those that lead from it to an authority.
/// Owner: itself (shared, never changed). Thread: any.
class Certificate {
  public:
    /// PEM, the signer's own first, at most ten; or one in DER. Errors: bad_key: there is none, or
    /// its key is not P-256, or its TNAuthList is none.
    static Result<Certificate> parse(std::string_view text);

    const std::string& subject() const { return subject_; } ///< "C = US, O = Example"
    const std::string& issuer() const { return issuer_; }
    std::int64_t not_before() const { return not_before_; } ///< seconds since 1970 UTC
    std::int64_t not_after() const { return not_after_; }
    bool ended(base::WallTime now) const {
        return now.time_since_epoch() >= std::chrono::seconds(not_after_);
    }
    const Key& key() const { return key_; }
    const std::optional<TnAuthList>& numbers() const { return numbers_; }

  private:
    friend class TrustAnchors;
    explicit Certificate(Key key) : key_(std::move(key)) {}
    std::shared_ptr<void> chain_; ///< STACK_OF(X509), the signer's own first
    std::string subject_, issuer_;
    std::int64_t not_before_ = 0, not_after_ = 0;
    Key key_;
    std::optional<TnAuthList> numbers_;
};

enum class Trust : std::uint8_t {
    trusted,
    expired,     ///< one of the chain, or not valid yet
    not_trusted, ///< leads to none of the authorities
};

/// The authorities that are believed. Owner: itself (shared). Thread: one.
class TrustAnchors {
  public:
    /// PEM; an authority may be an intermediate one. Errors: bad_key: there is none.
    static Result<TrustAnchors> parse(std::string_view pem);
    Trust judge(const Certificate& certificate, std::int64_t now) const;
    std::size_t size() const { return size_; }

  private:
    std::shared_ptr<void> store_; ///< X509_STORE
    std::size_t size_ = 0;
};

} // namespace sipi::identity
