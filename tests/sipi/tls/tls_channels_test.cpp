// Whom certificates are for, and TLS channels that cannot be.
#include "sipi/tls/certificate_facts.h"
#include "sipi/tls/certificate_names.h"
#include "sipi/tls/tls_channels.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <unistd.h>

namespace {

using namespace sipi;

struct Made {
    std::unique_ptr<X509, decltype(&X509_free)> certificate{X509_new(), X509_free};
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};

    /// Self-signed for a day; `names` as in openssl.cnf, empty: none.
    Made(const char* common, const std::string& names) {
        X509* raw = certificate.get();
        X509_set_version(raw, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
        X509_gmtime_adj(X509_getm_notBefore(raw), 0);
        X509_gmtime_adj(X509_getm_notAfter(raw), 86400);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(common), -1, -1, 0);
        X509_set_issuer_name(raw, X509_get_subject_name(raw));
        if (!names.empty()) {
            X509_EXTENSION* extension =
                X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
            CPPUNIT_ASSERT(extension);
            X509_add_ext(raw, extension, -1);
            X509_EXTENSION_free(extension);
        }
        X509_set_pubkey(raw, key.get());
        X509_sign(raw, key.get(), EVP_sha256());
    }
    std::string pem(bool of_key) const {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        if (of_key)
            PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        else
            PEM_write_bio_X509(out.get(), certificate.get());
        char* text = nullptr;
        const long length = BIO_get_mem_data(out.get(), &text);
        return {text, static_cast<std::size_t>(length)};
    }
};

class TlsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TlsTest);
    CPPUNIT_TEST(sip_uris_come_before_dns_names_and_those_before_the_common_name);
    CPPUNIT_TEST(wildcards_and_users_are_nobody);
    CPPUNIT_TEST(addresses_are_looked_for_among_addresses);
    CPPUNIT_TEST(tells_the_facts_of_a_file);
    CPPUNIT_TEST(files_that_do_not_fit_are_refused_and_named);
    CPPUNIT_TEST_SUITE_END();

    using Names = std::vector<std::string>;

    void sip_uris_come_before_dns_names_and_those_before_the_common_name() {
        const Made all("common.example", "DNS:host.example,URI:sip:Domain.example");
        CPPUNIT_ASSERT(tls::domains_of(all.certificate.get()) == Names{"domain.example"});
        CPPUNIT_ASSERT(tls::is_for(all.certificate.get(), "DOMAIN.example"));
        CPPUNIT_ASSERT(!tls::is_for(all.certificate.get(), "host.example"));
        const Made hosts("common.example", "DNS:a.example,DNS:b.example");
        CPPUNIT_ASSERT(
            (tls::domains_of(hosts.certificate.get()) == Names{"a.example", "b.example"}));
        CPPUNIT_ASSERT(!tls::is_for(hosts.certificate.get(), "common.example"));
        const Made common("Common.example", "");
        CPPUNIT_ASSERT(tls::is_for(common.certificate.get(), "common.example"));
    }
    void wildcards_and_users_are_nobody() {
        const Made wild("x", "DNS:*.example.com");
        CPPUNIT_ASSERT(!tls::is_for(wild.certificate.get(), "a.example.com"));
        const Made user("x", "URI:sip:alice@example.com,URI:sips:example.com");
        CPPUNIT_ASSERT(tls::domains_of(user.certificate.get()).empty());
    }
    void addresses_are_looked_for_among_addresses() {
        const Made made("192.0.2.1", "IP:192.0.2.1,IP:2001:db8::1");
        CPPUNIT_ASSERT(tls::is_for(made.certificate.get(), "192.0.2.1"));
        CPPUNIT_ASSERT(tls::is_for(made.certificate.get(), "2001:db8::1"));
        CPPUNIT_ASSERT(!tls::is_for(made.certificate.get(), "192.0.2.2"));
    }
    void tells_the_facts_of_a_file() {
        const Made made("x", "DNS:a.example"), other("y", "");
        const auto facts = tls::facts_of(made.pem(false));
        CPPUNIT_ASSERT(facts && facts->domains == Names{"a.example"});
        CPPUNIT_ASSERT(facts->not_after - facts->not_before == std::chrono::hours(24));
        CPPUNIT_ASSERT(!tls::facts_of("no certificate"));
        CPPUNIT_ASSERT(tls::belong_together(made.pem(true), made.pem(false)));
        CPPUNIT_ASSERT(!tls::belong_together(other.pem(true), made.pem(false)));
        CPPUNIT_ASSERT(!tls::belong_together("", made.pem(false)));
    }
    void files_that_do_not_fit_are_refused_and_named() {
        const Made made("x", "DNS:a.example"), other("y", "");
        const std::string stem = "/tmp/landline-tls-test-" + std::to_string(getpid());
        const std::string certificate = stem + ".crt", key = stem + ".key";
        const auto write = [](const std::string& path, const std::string& text) {
            std::ofstream(path) << text;
        };
        write(certificate, made.pem(false));
        write(key, other.pem(true));
        tls::TlsChannels channels;
        tls::Settings settings;
        settings.certificate = certificate;
        settings.private_key = key;
        const auto wrong = channels.configure(settings);
        CPPUNIT_ASSERT(!wrong && wrong.error().find(key) != std::string::npos);
        write(key, made.pem(true));
        CPPUNIT_ASSERT(channels.configure(settings));
        settings.authorities = stem + ".none";
        const auto none = channels.configure(settings);
        CPPUNIT_ASSERT(!none && none.error().find("authorities") != std::string::npos);
        unlink(certificate.c_str());
        unlink(key.c_str());
        // without a certificate nobody is let in, and the reason is told
        tls::TlsChannels bare;
        const auto channel = bare.accepted(-1, Endpoint{});
        CPPUNIT_ASSERT(channel->handshake() == StreamChannel::Status::failed);
        CPPUNIT_ASSERT_EQUAL(std::string("no certificate is configured"), channel->failure());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TlsTest);

} // namespace
