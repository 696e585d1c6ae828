// The key table's part on who calls: keys and certificates of PASSporTs (RFC 8224, RFC 8226, RFC
// 8588).
#include "gateway/config/kinds.h"

namespace config {

using namespace std::chrono_literals;

std::vector<Key> shaken_keys() {
    return {
        key<Shaken, &Shaken::certificate_url>(
            "certificate_url", kind(Type::string), "\"\"",
            "Where others find the certificate of our signatures, as "
            "https://certificates.example.com/shaken.pem (x5u)."),
        key<Shaken, &Shaken::private_key>(
            "private_key", kind(Type::string), "\"\"",
            "PEM file of the P-256 key that signs calls, without a passphrase; a reload reads it "
            "again."),
        key<Shaken, &Shaken::certificate>(
            "certificate", kind(Type::string), "\"\"",
            "PEM file of the certificate at certificate_url: it must be that of private_key, and "
            "`landline doctor` and the log tell of its end. Empty: it is not looked at."),
        key<Shaken, &Shaken::trust_anchors>(
            "trust_anchors", kind(Type::string), "\"\"",
            "PEM file of the authorities whose certificates are believed in calls from peers with "
            "shaken_verify."),
        key<Shaken, &Shaken::certificates>(
            "certificates", kind(Type::string), "\"\"",
            "Directory of others' certificates: that of https://HOST/PATH/NAME is HOST/NAME there, "
            "or NAME. Looked at before anything is fetched; a reload reads it again."),
        key<Shaken, &Shaken::fetch>("fetch", boolean(), "true",
                                    "Certificates that are not there are fetched by HTTPS."),
        key<Shaken, &Shaken::fetch_ca>(
            "fetch_ca", kind(Type::string), "\"\"",
            "PEM file of the authorities that HTTPS servers are believed by; empty: the system's."),
        key<Shaken, &Shaken::fetch_private>(
            "fetch_private", boolean(), "false",
            "Certificates are fetched from loopback, link-local and private addresses too."),
        key<Shaken, &Shaken::fetch_timeout>("fetch_timeout", duration(100ms, 10s), "\"2s\"",
                                            "How long a call waits for a certificate."),
        key<Shaken, &Shaken::cache_time>(
            "cache_time", duration(1min, 168h), "\"24h\"",
            "The longest that a fetched certificate is used; a shorter max-age of its server "
            "counts, one below a minute is a minute."),
        key<Shaken, &Shaken::freshness>("freshness", duration(1s, 10min), "\"1m\"",
                                        "A signature that is older, or so much ahead, is stale "
                                        "(RFC 8224 section 6.2)."),
    };
}

} // namespace config
