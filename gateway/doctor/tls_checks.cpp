// Checks of the certificate that is shown to SIP peers (section tls).
#include "gateway/doctor/checks.h"
#include "sipi/tls/certificate_facts.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <chrono>

namespace doctor {
namespace {

Finding unreadable_tls(const std::string& key, const std::string& path) {
    return {Severity::error, fmt::format("tls: {}: {} cannot be read", key, path),
            "landlined does not start with it, or keeps what it has",
            "name a PEM file that the daemon's user may read"};
}

Finding end_of(const sipi::tls::CertificateFacts& facts, const std::string& path) {
    constexpr std::chrono::hours kSoon{24 * 14};
    const auto now = std::chrono::system_clock::now();
    const std::string end =
        fmt::format("{:%Y-%m-%d %H:%M} UTC",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(facts.not_after)));
    if (now >= facts.not_after)
        return {Severity::error, fmt::format("{} ended {}", path, end),
                "peers that verify it do not connect", "renew it, then \"landline reload\""};
    if (now + kSoon >= facts.not_after)
        return {Severity::warning, fmt::format("{} ends {}", path, end),
                "peers that verify it do not connect from then on",
                "renew it, then \"landline reload\""};
    return well(fmt::format("{} ({}) is valid until {}", path,
                            facts.domains.empty() ? "no name" : join(facts.domains), end));
}

} // namespace

void check_certificates(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    const config::Tls& tls = patient.config->tls;
    if (tls.certificate.empty())
        return findings.push_back(skipped("the conf file names none: no TLS"));
    const auto certificate = patient.system.read(tls.certificate);
    if (!certificate)
        return findings.push_back(unreadable_tls("certificate", tls.certificate));
    const std::string& key_path = tls.private_key.empty() ? tls.certificate : tls.private_key;
    const auto key = patient.system.read(key_path);
    if (!key)
        return findings.push_back(unreadable_tls("private_key", key_path));
    const auto facts = sipi::tls::facts_of(*certificate);
    if (!facts)
        return findings.push_back({Severity::error,
                                   "tls: " + tls.certificate + " has no certificate",
                                   "landlined does not start with it", "name a PEM file"});
    if (!sipi::tls::belong_together(*key, *certificate))
        return findings.push_back(
            {Severity::error,
             fmt::format("tls: the key in {} is not that of {}", key_path, tls.certificate),
             "landlined does not start with it", "name the key that the certificate was made for"});
    if (const auto access = patient.system.access(key_path); access && (access->mode & 07) != 0)
        findings.push_back(
            {Severity::error,
             fmt::format("{} is open to everybody (mode {:o})", key_path, access->mode),
             "whoever is on this machine may answer in your name", "chmod 0640 " + key_path});
    if (!tls.authorities.empty() && !patient.system.read(tls.authorities))
        findings.push_back(unreadable_tls("authorities", tls.authorities));
    findings.push_back(end_of(*facts, tls.certificate));
}

} // namespace doctor
