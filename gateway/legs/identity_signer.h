// Signs who calls, towards SIP peers that want it: SHAKEN (RFC 8588) and div (RFC 8946) in Identity
// (RFC 8224 §4).
#pragma once

#include "base/clock.h"
#include "gateway/call/leg.h"
#include "gateway/config/config.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/notes.h"
#include "gateway/mapping/profile.h"
#include "sipi/identity/certificate.h"
#include "sipi/identity/es256.h"
#include "sipi/identity/passport.h"
#include "sipi/random.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace legs {

struct SignerCounters {
    std::uint64_t full = 0, partial = 0, gateway = 0; ///< signed with A, B, C
    std::uint64_t diverted = 0;                       ///< div beside them
    std::uint64_t passed = 0;      ///< Identity of the caller's network passed on
    std::uint64_t no_number = 0;   ///< not signed: caller or called without a number to tell
    std::uint64_t not_vouched = 0; ///< not signed: shaken_attest is off, or verification failed
    std::uint64_t no_key = 0;      ///< not signed: there is no key
};

/// Thread: the signalling loop, where a signature costs a third of what a call does
/// (tests/bench/README.md): too little for a thread of its own. Owner: the SIP side.
class IdentitySigner {
  public:
    explicit IdentitySigner(const base::Clock& clock) : clock_(clock) {}

    /// Reads key and certificate; from now on they and the policies hold.
    /// Errors: a sentence; all stays as it was.
    base::Result<void, std::string> configure(const config::Config& config);

    /// One call that goes out.
    struct Call {
        const isup::Message& iam;
        const mapping::InviteParts& invite;
        const mapping::Profile& profile;
        std::string_view origin;                        ///< trunk group that it came from
        const call::CallerIdentity* identity = nullptr; ///< that it came with
    };
    /// Identity and Date of its INVITE; empty: it goes without, notes and counters say why.
    std::vector<sipi::ExtraHeader> sign(const Call& call, mapping::Notes& notes);

    const SignerCounters& counters() const { return counters_; }
    const std::string& certificate_url() const { return settings_.certificate_url; }
    bool has_key() const { return key_.has_value(); }
    /// Null: the conf names none.
    const sipi::identity::Certificate* certificate() const {
        return certificate_ ? &*certificate_ : nullptr;
    }

  private:
    struct Origin {
        config::Attest attest{};
        std::vector<std::string> numbers; ///< without '+'
        std::string origid;               ///< empty: one for each call
    };
    char attestation(const Origin& origin, const Call& call, std::string_view orig) const;
    std::string token(const sipi::identity::Passport& passport) const;
    bool pass_on(const Call& call, std::string_view orig, std::string_view dest,
                 std::string_view diverted_by, std::vector<sipi::ExtraHeader>& headers,
                 mapping::Notes& notes);
    void add_div(std::string_view orig, std::string_view dest, std::string_view by,
                 std::int64_t now, std::vector<sipi::ExtraHeader>& headers, mapping::Notes& notes);
    std::int64_t now() const;

    const base::Clock& clock_;
    config::Shaken settings_;
    std::optional<sipi::identity::Key> key_;
    std::optional<sipi::identity::Certificate> certificate_;
    std::map<std::string, Origin, std::less<>> origins_;
    sipi::Random random_;
    SignerCounters counters_;
};

} // namespace legs
