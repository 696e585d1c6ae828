// Signs who calls, towards SIP peers that want it: SHAKEN (RFC 8588) and div (RFC 8946) in Identity
// (RFC 8224 §4).
#include "gateway/legs/identity_signer.h"

#include "base/log.h"
#include "gateway/mapping/caller_claims.h"
#include "gateway/mapping/numbers.h"
#include "sipi/identity/base64url.h"
#include "sipi/identity/date.h"
#include "sipi/identity/identity_header.h"
#include "sipi/identity/passport.h"
#include "sipi/identity/uuid.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace legs {
namespace {

namespace id = sipi::identity;

constexpr mapping::Row kSigned{"Identity: signed", "RFC 8224 §4, RFC 8588 §4"};
constexpr mapping::Row kSignedDiv{"Identity: diversion signed", "RFC 8946 §4"};
constexpr mapping::Row kIdentityPassed{"Identity: passed on", "RFC 8224 §4"};
constexpr mapping::Row kUnsigned{"Identity: not signed", "RFC 8224 §4.1, RFC 8588 §4"};

base::Result<std::string, std::string> text_of_file(const std::string& path) {
    constexpr std::size_t kMost = 262'144;
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file || text.size() > kMost)
        return base::fail(path + " cannot be read");
    return text;
}

std::string bare(std::string number) {
    if (number.starts_with('+'))
        number.erase(0, 1);
    return number;
}

bool lists(const std::vector<std::string>& list, std::string_view wanted) {
    return std::ranges::find(list, wanted) != list.end();
}

} // namespace

std::int64_t IdentitySigner::now() const {
    return std::chrono::duration_cast<std::chrono::seconds>(clock_.wall().time_since_epoch())
        .count();
}

base::Result<void, std::string> IdentitySigner::configure(const config::Config& config) {
    const config::Shaken& shaken = config.shaken;
    std::optional<id::Key> key;
    std::optional<id::Certificate> certificate;
    if (!shaken.private_key.empty()) {
        const auto text = text_of_file(shaken.private_key);
        if (!text)
            return base::fail("shaken: private_key: " + text.error());
        auto read = id::Key::private_key(*text);
        if (!read)
            return base::fail("shaken: private_key: " + shaken.private_key +
                              " is no P-256 private key without a passphrase");
        key = *std::move(read);
    }
    if (!shaken.certificate.empty()) {
        const auto text = text_of_file(shaken.certificate);
        if (!text)
            return base::fail("shaken: certificate: " + text.error());
        auto read = id::Certificate::parse(*text);
        if (!read)
            return base::fail("shaken: certificate: " + shaken.certificate +
                              " holds no certificate of a P-256 key");
        if (key && !read->key().pairs_with(*key))
            return base::fail("shaken: certificate: " + shaken.certificate + " is not that of " +
                              shaken.private_key);
        certificate = *std::move(read);
        if (certificate->ended(clock_.wall()))
            base::log::error("shaken", "the certificate of our signatures ended {}: {}",
                             id::date_text(certificate->not_after()), shaken.certificate);
    }
    settings_ = shaken;
    key_ = std::move(key);
    certificate_ = std::move(certificate);
    origins_.clear();
    for (const config::TrunkGroup& group : config.trunk_groups) {
        Origin& origin = origins_[group.name];
        origin.attest = group.mapping.shaken_attest;
        for (const std::string& number : group.mapping.shaken_numbers)
            origin.numbers.push_back(bare(number));
        origin.origid = group.mapping.shaken_origid;
        if (origin.origid == "group")
            origin.origid = id::uuid_of(shaken.certificate_url + ' ' + group.name);
        else if (origin.origid == "call")
            origin.origid.clear();
    }
    return {};
}

// RFC 8588 §4. A: the caller is ours and has the right to the number; B: the caller is ours; C: the
// call only enters here.
char IdentitySigner::attestation(const Origin& origin, const Call& call,
                                 std::string_view orig) const {
    using config::Attest;
    switch (origin.attest) {
    case Attest::full:
        return 'A';
    case Attest::partial:
        return 'B';
    case Attest::gateway:
        return 'C';
    case Attest::off:
        return 0;
    case Attest::automatic:
        break;
    }
    if (origin.numbers.empty())
        return 'C';
    const bool own = std::ranges::any_of(
        origin.numbers, [&](const std::string& prefix) { return orig.starts_with(prefix); });
    const auto calling = call.iam.get<isup::CallingPartyNumber>();
    // Without one it is the trunk's default, which is ours; a verified one must be what is signed.
    const bool verified =
        !calling || calling->digits.empty() ||
        ((calling->screening == isup::Screening::verified_passed ||
          calling->screening == isup::Screening::network_provided) &&
         bare(mapping::uri_number({calling->nature, calling->digits}, call.profile)) == orig);
    return own && verified ? 'A' : 'B';
}

std::string IdentitySigner::token(const id::Passport& passport) const {
    std::string text = id::signing_input(passport);
    const auto signature = key_->sign(text);
    if (!signature)
        return {};
    text += '.';
    text += id::to_base64url(*signature);
    return id::identity_value(text, passport);
}

void IdentitySigner::add_div(std::string_view orig, std::string_view dest, std::string_view by,
                             std::int64_t now, std::vector<sipi::ExtraHeader>& headers,
                             mapping::Notes& notes) {
    id::Passport passport;
    passport.x5u = settings_.certificate_url;
    passport.ppt = "div";
    passport.orig_tn = orig;
    passport.dest_tn = {std::string(dest)};
    passport.iat = now;
    passport.div_tn = by;
    headers.push_back({"Identity", token(passport)});
    notes.add(kSignedDiv, "{} -> {}", by, dest);
    ++counters_.diverted;
}

// What the caller's network signed goes on while it says the same as our INVITE; a diversion since
// then is ours to sign.
bool IdentitySigner::pass_on(const Call& call, std::string_view orig, std::string_view dest,
                             std::string_view diverted_by, std::vector<sipi::ExtraHeader>& headers,
                             mapping::Notes& notes) {
    bool to_dest = false, to_diverting = false;
    for (const std::string& value : call.identity->headers) {
        const auto header = id::parse_identity(value);
        const auto token = header ? id::parse_token(header->token)
                                  : id::Result<id::Token>(id::fail(header.error()));
        if (!token || token->passport.orig_tn != orig)
            return false;
        to_dest = to_dest || lists(token->passport.dest_tn, dest);
        to_diverting = to_diverting || lists(token->passport.dest_tn, diverted_by);
    }
    const bool divert = !to_dest && to_diverting && !diverted_by.empty() && key_;
    if (!to_dest && !divert)
        return false;
    for (const std::string& value : call.identity->headers)
        headers.push_back({"Identity", value});
    notes.add(kIdentityPassed, "{} of them", call.identity->headers.size());
    ++counters_.passed;
    if (divert)
        add_div(orig, dest, diverted_by, now(), headers, notes);
    headers.push_back(
        {"Date", call.identity->date.empty() ? id::date_text(now()) : call.identity->date});
    return true;
}

std::vector<sipi::ExtraHeader> IdentitySigner::sign(const Call& call, mapping::Notes& notes) {
    std::vector<sipi::ExtraHeader> headers;
    const auto without = [&](std::uint64_t& counter, std::string_view why) {
        ++counter;
        notes.add(kUnsigned, "{}", why);
        return std::vector<sipi::ExtraHeader>();
    };
    mapping::CallerClaims claims = mapping::claims_of(call.iam, call.invite, call.profile);
    if (claims.diverted_by == claims.dest)
        claims.diverted_by.clear();
    if (claims.orig.empty() || claims.dest.empty())
        return without(counters_.no_number,
                       claims.orig.empty() ? "no calling number" : "no called number");
    if (call.identity && call.identity->verstat == "TN-Validation-Failed")
        return without(counters_.not_vouched, "verification failed");
    if (call.identity && !call.identity->headers.empty() &&
        pass_on(call, claims.orig, claims.dest, claims.diverted_by, headers, notes))
        return headers;
    headers.clear();
    if (!key_) {
        if (counters_.no_key == 0)
            base::log::warning("shaken", "calls are not signed: there is no private_key");
        return without(counters_.no_key, "no private_key");
    }
    const auto found = origins_.find(call.origin);
    const Origin origin = found == origins_.end() ? Origin{} : found->second;
    const char attest = attestation(origin, call, claims.orig);
    if (attest == 0)
        return without(counters_.not_vouched, "shaken_attest is off");
    id::Passport passport;
    passport.x5u = settings_.certificate_url;
    passport.ppt = "shaken";
    passport.orig_tn = claims.orig;
    passport.dest_tn = {claims.diverted_by.empty() ? claims.dest : claims.diverted_by};
    passport.iat = now();
    passport.attest = std::string(1, attest);
    passport.origid =
        origin.origid.empty() ? id::random_uuid(random_.next(), random_.next()) : origin.origid;
    headers.push_back({"Identity", token(passport)});
    notes.add(kSigned, "{}: {} -> {}", passport.attest, passport.orig_tn, passport.dest_tn[0]);
    ++(attest == 'A' ? counters_.full : attest == 'B' ? counters_.partial : counters_.gateway);
    if (!claims.diverted_by.empty())
        add_div(claims.orig, claims.dest, claims.diverted_by, passport.iat, headers, notes);
    headers.push_back({"Date", id::date_text(passport.iat)});
    return headers;
}

} // namespace legs
