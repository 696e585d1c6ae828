// Verifies who calls, for calls from SIP peers: Identity header fields (RFC 8224 §6) against the
// certificates that they name.
#include "gateway/legs/identity_verifier.h"

#include "gateway/mapping/caller_claims.h"
#include "gateway/mapping/identity.h"
#include "sipi/identity/date.h"
#include "sipi/name_addr.h"
#include "sipi/status.h"

#include <algorithm>
#include <utility>

namespace legs {
namespace {

namespace id = sipi::identity;
using sipi::HeaderName;

constexpr int kUseIdentity = 428, kStale = 403;

/// Who calls, as the mapping sees it: P-Asserted-Identity of a trusted peer before From.
std::string caller_of(const sipi::Message& invite, const mapping::Profile& profile) {
    if (profile.trust)
        for (const std::string_view value : invite.values(HeaderName::p_asserted_identity))
            if (const auto identity = sipi::NameAddr::parse(value))
                if (std::string number = mapping::canonical_number_of(identity->uri, profile);
                    !number.empty())
                    return number;
    const auto from = invite.from();
    return from ? mapping::canonical_number_of(from->uri, profile) : std::string();
}

id::Parties parties_of(const sipi::Message& invite, const mapping::Profile& profile) {
    id::Parties parties;
    parties.orig = caller_of(invite, profile);
    if (const auto to = invite.to())
        parties.to = mapping::canonical_number_of(to->uri, profile);
    if (const auto target = sipi::Uri::parse(invite.request_uri()))
        parties.target = mapping::canonical_number_of(*target, profile);
    parties.date = id::date_from_text(invite.header(HeaderName::date));
    return parties;
}

} // namespace

base::Result<void, std::string> IdentityVerifier::configure(const config::Shaken& shaken,
                                                            std::unique_ptr<id::Fetcher> fetcher) {
    id::StoreSettings settings;
    settings.trust_anchors = shaken.trust_anchors;
    settings.directory = shaken.certificates;
    settings.cache_time = shaken.cache_time;
    if (auto done = store_.configure(settings, std::move(fetcher)); !done)
        return done;
    freshness_ = std::chrono::duration_cast<std::chrono::seconds>(shaken.freshness).count();
    return {};
}

std::optional<Verdict> IdentityVerifier::verify(const sipi::Message& invite,
                                                const mapping::Profile& profile,
                                                std::function<void(const Verdict&)> later) {
    std::vector<std::string> values;
    for (const std::string_view value : invite.values(HeaderName::identity))
        values.emplace_back(value);
    auto verification = std::make_shared<id::Verification>(values, parties_of(invite, profile));
    if (store_.wanted(verification->urls(), [this, verification, done = std::move(later)] {
            done(judge(*verification));
        }))
        return std::nullopt;
    return judge(*verification);
}

Verdict IdentityVerifier::judge(const id::Verification& verification) {
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.wall().time_since_epoch()).count();
    Verdict verdict = verification.judge(now, freshness_,
                                         [this](std::string_view url) { return store_.find(url); });
    ++(verdict.verstat == Verstat::passed   ? counters_.passed
       : verdict.verstat == Verstat::failed ? counters_.failed
                                            : counters_.none);
    return verdict;
}

void IdentityVerifier::count_refused(int status) {
    const auto found = std::ranges::find(VerifierCounters::kStatuses, status);
    if (found != VerifierCounters::kStatuses.end())
        ++counters_.refused[static_cast<std::size_t>(found - VerifierCounters::kStatuses.begin())];
}

bool refuses(config::VerifyIdentity policy, const Verdict& verdict) {
    using Policy = config::VerifyIdentity;
    if (verdict.status == 0 || (policy != Policy::reject && policy != Policy::require))
        return false;
    return policy == Policy::require || verdict.status != kUseIdentity;
}

std::string text_of(const Verdict& verdict) {
    std::string text(id::text(verdict.verstat));
    if (verdict.verstat == Verstat::passed) {
        if (!verdict.attest.empty())
            text.append(", ").append(verdict.attest);
        return text.append(", ").append(verdict.signer);
    }
    return text.append(", ").append(verdict.reason);
}

std::string stir_reason(const Verdict& verdict) {
    const std::string_view phrase =
        verdict.status == kStale ? "Stale Date" : sipi::default_reason(verdict.status);
    std::string reason("STIR;cause=");
    reason.append(std::to_string(verdict.status)).append(";text=\"").append(phrase).append("\"");
    return reason;
}

} // namespace legs
