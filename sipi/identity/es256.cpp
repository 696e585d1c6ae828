// ES256: ECDSA on P-256 with SHA-256, signatures as r || s (RFC 7518 §3.4), by OpenSSL.
#include "sipi/identity/es256.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>

namespace sipi::identity {
namespace {

constexpr std::size_t kHalf = 32; ///< octets of r and of s

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* object) const { release(object); }
};
using Context = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG, ECDSA_SIG_free>>;

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_PKEY* pkey(const std::shared_ptr<void>& key) {
    return static_cast<EVP_PKEY*>(key.get());
}

/// No passphrase is asked for on the terminal.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

using Reader = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

std::shared_ptr<void> read(std::string_view pem, Reader reader) {
    if (pem.size() > 65536)
        return nullptr;
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    EVP_PKEY* found = bio ? reader(bio, nullptr, no_passphrase, nullptr) : nullptr;
    BIO_free(bio);
    ERR_clear_error();
    std::shared_ptr<void> key(found, [](void* old) { EVP_PKEY_free(static_cast<EVP_PKEY*>(old)); });
    std::array<char, 32> group{};
    if (!found || EVP_PKEY_get_base_id(found) != EVP_PKEY_EC ||
        EVP_PKEY_get_group_name(found, group.data(), group.size(), nullptr) != 1 ||
        std::string_view(group.data()) != "prime256v1")
        return nullptr;
    return key;
}

} // namespace

Result<Key> Key::private_key(std::string_view pem) {
    auto key = read(pem, PEM_read_bio_PrivateKey);
    if (!key)
        return fail(Error::bad_key);
    return Key(std::move(key));
}

Result<Key> Key::public_key(std::string_view pem) {
    auto key = read(pem, PEM_read_bio_PUBKEY);
    if (!key)
        return fail(Error::bad_key);
    return Key(std::move(key));
}

Result<std::string> Key::sign(std::string_view text) const {
    const Context context(EVP_MD_CTX_new());
    std::array<unsigned char, 80> der{}; // two INTEGERs of at most 33 octets in a SEQUENCE: 72
    std::size_t size = der.size();
    if (!context ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey(key_)) != 1 ||
        EVP_DigestSign(context.get(), der.data(), &size, octets(text), text.size()) != 1) {
        ERR_clear_error();
        return fail(Error::bad_key);
    }
    const unsigned char* at = der.data();
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    std::array<unsigned char, 2 * kHalf> raw{};
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), kHalf) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + kHalf, kHalf) < 0)
        return fail(Error::bad_key);
    return std::string(reinterpret_cast<const char*>(raw.data()), raw.size());
}

bool Key::pairs_with(const Key& other) const {
    const bool same = EVP_PKEY_eq(pkey(key_), pkey(other.key_)) == 1;
    ERR_clear_error();
    return same;
}

bool Key::verifies(std::string_view text, std::string_view signature) const {
    if (signature.size() != 2 * kHalf)
        return false;
    const Signature parts(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(octets(signature), kHalf, nullptr);
    BIGNUM* s = BN_bin2bn(octets(signature) + kHalf, kHalf, nullptr);
    if (!parts || !r || !s || ECDSA_SIG_set0(parts.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return false;
    }
    std::array<unsigned char, 80> der{};
    unsigned char* at = der.data();
    const int size = i2d_ECDSA_SIG(parts.get(), &at);
    const Context context(EVP_MD_CTX_new());
    const bool good =
        size > 0 && context &&
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey(key_)) == 1 &&
        EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(size), octets(text),
                         text.size()) == 1;
    ERR_clear_error();
    return good;
}

} // namespace sipi::identity
