// Whom a certificate is for, in SIP: RFC 5922 §7.
#pragma once

#include <string>
#include <string_view>
#include <vector>

struct x509_st;

namespace sipi::tls {

/// The SIP domains of a certificate: SIP URIs of subjectAltName; without any of them its DNS names;
/// without subjectAltName the common name (RFC 5922 §7.1). Lower case.
std::vector<std::string> domains_of(x509_st* certificate);
/// `name` is one of them, compared whole and without case: a wildcard is nobody's name (RFC 5922
/// §7.2). An IP address is looked for among the certificate's own.
bool is_for(x509_st* certificate, std::string_view name);

} // namespace sipi::tls
