// Whom a certificate is for, in SIP: RFC 5922 §7.
#include "sipi/tls/certificate_names.h"

#include "sipi/endpoint.h"
#include "sipi/params.h"
#include "sipi/uri.h"

#include <algorithm>
#include <memory>

#include <openssl/x509v3.h>

namespace sipi::tls {
namespace {

std::string_view asn1_text(const ASN1_STRING* string) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            static_cast<std::size_t>(ASN1_STRING_length(string))};
}

// A name with a NUL inside is somebody's trick.
void add_name(std::vector<std::string>& names, std::string_view name) {
    if (!name.empty() && name.find('\0') == std::string_view::npos)
        names.push_back(lower_case(name));
}

} // namespace

std::vector<std::string> domains_of(x509_st* certificate) {
    std::vector<std::string> uris, hosts;
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    for (int at = 0; names && at < sk_GENERAL_NAME_num(names.get()); ++at) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), at);
        if (name->type == GEN_DNS) {
            add_name(hosts, asn1_text(name->d.dNSName));
        } else if (name->type == GEN_URI) {
            const auto uri = Uri::parse(asn1_text(name->d.uniformResourceIdentifier));
            // a user's certificate is no domain's; sips is not to be used (§7.1)
            if (uri && uri->scheme == Uri::Scheme::sip && uri->user.empty())
                add_name(uris, uri->host);
        }
    }
    if (!uris.empty())
        return uris;
    if (!hosts.empty() || names)
        return hosts;
    X509_NAME* subject = X509_get_subject_name(certificate);
    const int common = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (common >= 0)
        add_name(hosts, asn1_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, common))));
    return hosts;
}

bool is_for(x509_st* certificate, std::string_view name) {
    if (Endpoint::from_host(name, 0))
        return X509_check_ip_asc(certificate, std::string(name).c_str(), 0) == 1;
    return std::ranges::any_of(domains_of(certificate), [&](const std::string& domain) {
        return equal_without_case(domain, name);
    });
}

} // namespace sipi::tls
