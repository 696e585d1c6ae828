// The key table's part on who calls: keys and certificates of PASSporTs (RFC 8224, RFC 8226, RFC
// 8588).
#include "gateway/config/kinds.h"

namespace config {

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
    };
}

} // namespace config
