// Certificates of PASSporT signers and the authorities that they lead to: RFC 8226, RFC 5280 §6.
#include "sipi/identity/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>

namespace sipi::identity {
namespace {

constexpr std::size_t kMostOctets = 262'144;
constexpr int kMostInChain = 10;
constexpr const char* kTnAuthList = "1.3.6.1.5.5.7.1.26"; // RFC 8226 §9 id-pe-TNAuthList

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

Bio bio_of(std::string_view text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void free_stack(void* stack) {
    sk_X509_pop_free(static_cast<STACK_OF(X509)*>(stack), X509_free);
}

STACK_OF(X509) * stack_of(const std::shared_ptr<void>& stack) {
    return static_cast<STACK_OF(X509)*>(stack.get());
}

/// All certificates of a text, in PEM, or the one in DER; at most `most`.
std::shared_ptr<void> read_certificates(std::string_view text, int most) {
    std::shared_ptr<void> stack(sk_X509_new_null(), free_stack);
    if (!stack || text.size() > kMostOctets)
        return nullptr;
    const Bio bio = bio_of(text);
    while (bio && sk_X509_num(stack_of(stack)) < most) {
        X509* one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
        if (!one)
            break;
        sk_X509_push(stack_of(stack), one);
    }
    if (sk_X509_num(stack_of(stack)) == 0) {
        const auto* at = reinterpret_cast<const unsigned char*>(text.data());
        if (X509* one = d2i_X509(nullptr, &at, static_cast<long>(text.size())))
            sk_X509_push(stack_of(stack), one);
    }
    ERR_clear_error();
    return sk_X509_num(stack_of(stack)) > 0 ? stack : nullptr;
}

std::string name_text(const X509_NAME* name) {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) < 0)
        return {};
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::int64_t seconds_of(const ASN1_TIME* time) {
    int days = 0, seconds = 0;
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> epoch(ASN1_TIME_set(nullptr, 0),
                                                                      &ASN1_TIME_free);
    if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1)
        return 0;
    return std::int64_t{days} * 86'400 + seconds;
}

Result<Key> key_of(X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (!bio || !key || PEM_write_bio_PUBKEY(bio.get(), key) != 1) {
        ERR_clear_error();
        return fail(Error::bad_key);
    }
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return Key::public_key({text, static_cast<std::size_t>(size)});
}

/// False: the extension is there and is none.
bool read_numbers(X509* certificate, std::optional<TnAuthList>& numbers) {
    const std::unique_ptr<ASN1_OBJECT, decltype(&ASN1_OBJECT_free)> id(OBJ_txt2obj(kTnAuthList, 1),
                                                                       &ASN1_OBJECT_free);
    const int at = X509_get_ext_by_OBJ(certificate, id.get(), -1);
    if (at < 0)
        return true;
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
    numbers = tn_auth_list_from_der({reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                     static_cast<std::size_t>(ASN1_STRING_length(value))});
    return numbers.has_value();
}

/// A TNAuthList that is critical is understood (RFC 5280 §4.2).
int accept_tn_auth_list(int good, X509_STORE_CTX* context) {
    if (good || X509_STORE_CTX_get_error(context) != X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION)
        return good;
    X509* certificate = X509_STORE_CTX_get_current_cert(context);
    for (int at = 0; certificate && at < X509_get_ext_count(certificate); ++at) {
        X509_EXTENSION* extension = X509_get_ext(certificate, at);
        std::array<char, 64> id{};
        OBJ_obj2txt(id.data(), static_cast<int>(id.size()), X509_EXTENSION_get_object(extension),
                    1);
        if (X509_EXTENSION_get_critical(extension) && !X509_supported_extension(extension) &&
            std::string_view(id.data()) != kTnAuthList)
            return 0;
    }
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
}

} // namespace

Result<Certificate> Certificate::parse(std::string_view text) {
    auto chain = read_certificates(text, kMostInChain);
    if (!chain)
        return fail(Error::bad_key);
    X509* own = sk_X509_value(stack_of(chain), 0);
    auto key = key_of(own);
    if (!key)
        return fail(key.error());
    Certificate certificate(*std::move(key));
    if (!read_numbers(own, certificate.numbers_))
        return fail(Error::bad_key);
    certificate.subject_ = name_text(X509_get_subject_name(own));
    certificate.issuer_ = name_text(X509_get_issuer_name(own));
    certificate.not_before_ = seconds_of(X509_get0_notBefore(own));
    certificate.not_after_ = seconds_of(X509_get0_notAfter(own));
    certificate.chain_ = std::move(chain);
    return certificate;
}

Result<TrustAnchors> TrustAnchors::parse(std::string_view pem) {
    constexpr int kMostAnchors = 1000;
    const auto stack = read_certificates(pem, kMostAnchors);
    TrustAnchors anchors;
    anchors.store_ = std::shared_ptr<void>(
        X509_STORE_new(), [](void* store) { X509_STORE_free(static_cast<X509_STORE*>(store)); });
    if (!stack || !anchors.store_)
        return fail(Error::bad_key);
    auto* store = static_cast<X509_STORE*>(anchors.store_.get());
    for (int at = 0; at < sk_X509_num(stack_of(stack)); ++at)
        anchors.size_ += X509_STORE_add_cert(store, sk_X509_value(stack_of(stack), at)) == 1;
    ERR_clear_error();
    return anchors;
}

Trust TrustAnchors::judge(const Certificate& certificate, std::int64_t now) const {
    const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
        X509_STORE_CTX_new(), &X509_STORE_CTX_free);
    auto* store = static_cast<X509_STORE*>(store_.get());
    STACK_OF(X509)* chain = stack_of(certificate.chain_);
    if (!context ||
        X509_STORE_CTX_init(context.get(), store, sk_X509_value(chain, 0), chain) != 1) {
        ERR_clear_error();
        return Trust::not_trusted;
    }
    X509_STORE_CTX_set_time(context.get(), 0, static_cast<time_t>(now));
    X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN);
    X509_STORE_CTX_set_verify_cb(context.get(), accept_tn_auth_list);
    const bool good = X509_verify_cert(context.get()) == 1;
    const int error = X509_STORE_CTX_get_error(context.get());
    ERR_clear_error();
    if (good)
        return Trust::trusted;
    return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID
               ? Trust::expired
               : Trust::not_trusted;
}

} // namespace sipi::identity
