// What the Identity header fields of one INVITE are worth: RFC 8224 §6.2, with shaken (RFC 8588)
// and div (RFC 8946).
#include "sipi/identity/verification.h"

#include "sipi/identity/base64url.h"

#include <algorithm>
#include <array>

namespace sipi::identity {
namespace {

constexpr int kUseIdentity = 428, kBadInfo = 436, kUnsupportedCredential = 437, kInvalid = 438;
constexpr int kStale = 403;
constexpr std::array<std::string_view, 3> kVerstats{"No-TN-Validation", "TN-Validation-Passed",
                                                    "TN-Validation-Failed"};

Verdict failed(int status, std::string_view reason) {
    return {Verstat::failed, status, reason};
}

/// How far the steps of §6.2 went: of several failures that of the one nearest to success is told.
int progress_of(int status) {
    constexpr std::array kSteps{kInvalid, kStale, kBadInfo, kUnsupportedCredential};
    return static_cast<int>(std::ranges::find(kSteps, status) - kSteps.begin());
}

bool holds(const std::vector<std::string>& numbers, std::string_view wanted) {
    return !wanted.empty() && std::ranges::find(numbers, wanted) != numbers.end();
}

/// What the compact form leaves out (RFC 8224 §4.1): it is made of the INVITE again.
std::optional<Token> expanded(const IdentityHeader& header, const Parties& parties) {
    Token token;
    const auto signature = from_base64url(std::string_view(header.token).substr(2));
    if (!signature || signature->size() != 64 || !header.ppt.empty() || !parties.date ||
        parties.orig.empty() || parties.to.empty())
        return std::nullopt;
    token.passport.x5u = header.info;
    token.passport.orig_tn = parties.orig;
    token.passport.dest_tn = {parties.to};
    token.passport.iat = *parties.date;
    token.signed_text = signing_input(token.passport);
    token.signature = *signature;
    return token;
}

} // namespace

std::string_view text(Verstat verstat) {
    return kVerstats[static_cast<std::size_t>(verstat)];
}

Verstat verstat_from_text(std::string_view text) {
    const auto found = std::ranges::find(kVerstats, text);
    return found == kVerstats.end() ? Verstat::none
                                    : static_cast<Verstat>(found - kVerstats.begin());
}

Verification::Verification(const std::vector<std::string>& values, Parties parties)
    : parties_(std::move(parties)) {
    constexpr std::size_t kMost = 10;
    for (std::size_t at = 0; at < std::min(values.size(), kMost); ++at)
        add(values[at]);
}

void Verification::add(const std::string& value) {
    Candidate candidate;
    auto header = parse_identity(value);
    if (!header) {
        candidate.fault = "Identity is malformed";
        candidates_.push_back(std::move(candidate));
        return;
    }
    candidate.header = *std::move(header);
    const std::string& ppt = candidate.header.ppt;
    if (!ppt.empty() && ppt != "shaken" && ppt != "div") {
        unsupported_ = true; // §6.2 step 1: ignored
        return;
    }
    if (candidate.header.compact()) {
        if (auto token = expanded(candidate.header, parties_))
            candidate.token = *std::move(token);
        else
            candidate.fault = "compact Identity cannot be completed";
    } else if (auto token = parse_token(candidate.header.token)) {
        candidate.token = *std::move(token);
        const Passport& passport = candidate.token.passport;
        if (passport.ppt != ppt || passport.x5u != candidate.header.info)
            candidate.fault = "Identity and its PASSporT differ in ppt or info";
        else if (parties_.orig.empty() || passport.orig_tn != parties_.orig)
            candidate.fault = "orig is not the calling number";
    } else {
        candidate.fault = token.error() == Error::bad_claim ? "a claim is missing or wrong"
                                                            : "PASSporT is malformed";
    }
    const std::string& url = candidate.header.info;
    if (candidate.fault.empty() && std::ranges::find(urls_, url) == urls_.end())
        urls_.push_back(url);
    candidates_.push_back(std::move(candidate));
}

// Steps 3 to 5 of §6.2 for one of them.
std::optional<Verdict>
Verification::objection(const Candidate& candidate, std::int64_t now, std::int64_t freshness,
                        const std::function<Credential(std::string_view)>& credential) const {
    if (!candidate.fault.empty())
        return failed(kInvalid, candidate.fault);
    const Passport& passport = candidate.token.passport;
    if (passport.iat > now + freshness || passport.iat < now - freshness)
        return failed(kStale, "iat is stale");
    const Credential found = credential(candidate.header.info);
    if (found.state != Credential::State::known)
        return failed(kBadInfo, "certificate cannot be had");
    if (found.trust != Trust::trusted)
        return failed(kUnsupportedCredential, found.trust == Trust::expired
                                                  ? "certificate has expired or is not valid yet"
                                                  : "certificate leads to no trust anchor");
    if (!found.certificate->key().verifies(candidate.token.signed_text, candidate.token.signature))
        return failed(kInvalid, "signature is wrong");
    const std::string& speaks_for = passport.ppt == "div" ? passport.div_tn : passport.orig_tn;
    if (found.certificate->numbers() && !found.certificate->numbers()->covers(speaks_for))
        return failed(kUnsupportedCredential, "certificate is not for this number");
    return std::nullopt;
}

// From the dest of the base by one diversion after the other (RFC 8946 §4.2).
bool Verification::leads_to_us(const Passport& base,
                               const std::vector<const Passport*>& diversions) const {
    const Passport* at = &base;
    for (std::size_t hop = 0; hop <= diversions.size(); ++hop) {
        if (holds(at->dest_tn, parties_.target) || holds(at->dest_tn, parties_.to))
            return true;
        const auto next = std::ranges::find_if(
            diversions, [&](const Passport* one) { return holds(at->dest_tn, one->div_tn); });
        if (next == diversions.end())
            return false;
        at = *next;
    }
    return false;
}

Verdict Verification::judge(std::int64_t now, std::int64_t freshness,
                            const std::function<Credential(std::string_view)>& credential) const {
    Verdict best;
    best.status = kUseIdentity;
    best.reason = unsupported_ ? "no PASSporT of a supported format" : "no Identity";
    const auto worse = [&](const Verdict& other) {
        return best.status == kUseIdentity || progress_of(other.status) > progress_of(best.status);
    };
    std::vector<const Candidate*> bases;
    std::vector<const Passport*> diversions;
    for (const Candidate& candidate : candidates_) {
        const bool div = candidate.token.passport.ppt == "div";
        if (const auto no = objection(candidate, now, freshness, credential)) {
            if (!div && worse(*no))
                best = *no;
        } else if (div) {
            diversions.push_back(&candidate.token.passport);
        } else {
            bases.push_back(&candidate);
        }
    }
    for (const Candidate* base : bases) {
        const Passport& passport = base->token.passport;
        if (!leads_to_us(passport, diversions)) {
            best = failed(kInvalid, "dest is not the called number");
            continue;
        }
        Verdict passed{Verstat::passed, 0, "verified"};
        passed.attest = passport.attest;
        passed.origid = passport.origid;
        passed.signer = credential(base->header.info).certificate->subject();
        return passed;
    }
    if (best.status == kUseIdentity && !candidates_.empty())
        return failed(kInvalid, "div without what it diverts");
    return best;
}

} // namespace sipi::identity
