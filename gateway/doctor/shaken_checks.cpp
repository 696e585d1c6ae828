// Checks of the key and certificates by which calls are signed and verified (section shaken).
#include "gateway/doctor/checks.h"
#include "sipi/identity/certificate.h"
#include "sipi/identity/date.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

namespace doctor {
namespace {

namespace id = sipi::identity;

Finding unreadable(const std::string& key, const std::string& path) {
    return {Severity::error, "shaken: " + key + ": " + path + " cannot be read",
            "landlined does not start with it, or keeps the key it has",
            "name a PEM file that the daemon's user may read"};
}

/// RFC 8588 §6: the certificate must say that its key may sign, and for whom.
void check_subject(const id::Certificate& certificate, const config::Config& config,
                   Findings& findings) {
    if (!certificate.numbers()) {
        findings.push_back({Severity::note, "the certificate has no TNAuthList (RFC 8226)",
                            "SHAKEN authorities put one in; others may refuse calls without",
                            "ask for a certificate with your service provider code"});
        return;
    }
    for (const config::TrunkGroup& group : config.trunk_groups)
        for (const std::string& number : group.mapping.shaken_numbers) {
            const std::string bare = number.starts_with('+') ? number.substr(1) : number;
            const auto& ranges = certificate.numbers()->numbers;
            const bool named = std::ranges::any_of(ranges, [&](const auto& range) {
                return range.start.starts_with(bare) || bare.starts_with(range.start);
            });
            if (!ranges.empty() && !named)
                findings.push_back({Severity::warning,
                                    fmt::format("trunk_group {}: {} is none of the certificate's "
                                                "numbers",
                                                group.name, number),
                                    "calls signed with it fail at the far end",
                                    "correct shaken_numbers, or get a certificate for them"});
        }
}

void check_end(const id::Certificate& certificate, const std::string& path, Findings& findings) {
    constexpr std::chrono::hours kSoon{24 * 14};
    const auto now = std::chrono::system_clock::now();
    const std::string end = id::date_text(certificate.not_after());
    if (certificate.ended(now))
        findings.push_back({Severity::error, fmt::format("{} ended {}", path, end),
                            "signed calls are refused with 437 or shown as not verified",
                            "renew it, then \"landline reload\""});
    else if (certificate.ended(now + kSoon))
        findings.push_back({Severity::warning, fmt::format("{} ends {}", path, end),
                            "signed calls are refused from then on",
                            "renew it, then \"landline reload\""});
    else
        findings.push_back(
            well(fmt::format("{} ({}) is valid until {}", path, certificate.subject(), end)));
}

// Those that callers are verified against.
void check_anchors(const Patient& patient, Findings& findings) {
    const std::string& path = patient.config->shaken.trust_anchors;
    if (path.empty())
        return findings.push_back(skipped("callers are not verified: no trust_anchors"));
    const auto text = patient.system.read(path);
    if (!text)
        return findings.push_back(unreadable("trust_anchors", path));
    const auto anchors = id::TrustAnchors::parse(*text);
    if (!anchors)
        return findings.push_back({Severity::error, path + " holds no certificate",
                                   "landlined does not start with it",
                                   "name the PEM file of your country's SHAKEN authorities"});
    findings.push_back(well(fmt::format("{}: {} authorities", path, anchors->size())));
}

void check_signing(const Patient& patient, Findings& findings) {
    const config::Shaken& shaken = patient.config->shaken;
    if (shaken.private_key.empty())
        return findings.push_back(skipped("calls are not signed: no private_key"));
    const auto key_text = patient.system.read(shaken.private_key);
    if (!key_text)
        return findings.push_back(unreadable("private_key", shaken.private_key));
    const auto key = id::Key::private_key(*key_text);
    if (!key)
        return findings.push_back({Severity::error, shaken.private_key + " is no P-256 private key",
                                   "landlined does not start with it",
                                   "openssl genpkey -algorithm EC -pkeyopt "
                                   "ec_paramgen_curve:P-256"});
    if (const auto access = patient.system.access(shaken.private_key);
        access && (access->mode & 07) != 0)
        findings.push_back(
            {Severity::error,
             fmt::format("{} is open to everybody (mode {:o})", shaken.private_key, access->mode),
             "whoever is on this machine may sign in your name",
             "chmod 0640 " + shaken.private_key});
    if (shaken.certificate.empty())
        return findings.push_back({Severity::note, "shaken: certificate is not given",
                                   "nobody here sees when it ends, or whether it fits the key",
                                   "name the file that is at certificate_url"});
    const auto text = patient.system.read(shaken.certificate);
    if (!text)
        return findings.push_back(unreadable("certificate", shaken.certificate));
    const auto certificate = id::Certificate::parse(*text);
    if (!certificate || !certificate->key().pairs_with(*key))
        return findings.push_back(
            {Severity::error,
             shaken.certificate + " is not the certificate of " + shaken.private_key,
             "every signed call fails verification", "name the two that belong together"});
    check_end(*certificate, shaken.certificate, findings);
    check_subject(*certificate, *patient.config, findings);
}

} // namespace

void check_shaken(const Patient& patient, Findings& findings) {
    if (!patient.config)
        return findings.push_back(skipped("the conf file is not valid"));
    check_signing(patient, findings);
    check_anchors(patient, findings);
}

} // namespace doctor
