// What people ask of a certificate file: for whom it is, and how long.
#include "sipi/tls/certificate_facts.h"

#include "sipi/tls/certificate_names.h"

#include <ctime>
#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace sipi::tls {
namespace {

using CertificateRead = std::unique_ptr<X509, decltype(&X509_free)>;

std::unique_ptr<BIO, decltype(&BIO_free)> memory_of(std::string_view text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

CertificateRead first_of(std::string_view pem) {
    const auto memory = memory_of(pem);
    CertificateRead read(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr), X509_free);
    ERR_clear_error();
    return read;
}

base::WallTime wall_time(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return base::WallTime(std::chrono::seconds(timegm(&parts)));
}

} // namespace

std::optional<CertificateFacts> facts_of(std::string_view pem) {
    const CertificateRead certificate = first_of(pem);
    if (!certificate)
        return std::nullopt;
    return CertificateFacts{domains_of(certificate.get()),
                            wall_time(X509_get0_notBefore(certificate.get())),
                            wall_time(X509_get0_notAfter(certificate.get()))};
}

bool belong_together(std::string_view key, std::string_view certificate) {
    const auto memory = memory_of(key);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> read(
        PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const CertificateRead holder = first_of(certificate);
    const bool fits = read && holder && X509_check_private_key(holder.get(), read.get()) == 1;
    ERR_clear_error();
    return fits;
}

} // namespace sipi::tls
