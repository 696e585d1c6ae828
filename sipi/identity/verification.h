// What the Identity header fields of one INVITE are worth: RFC 8224 §6.2, with shaken (RFC 8588)
// and div (RFC 8946).
#pragma once

#include "sipi/identity/certificate.h"
#include "sipi/identity/identity_header.h"
#include "sipi/identity/passport.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::identity {

/// Who calls whom, as the INVITE says; canonical numbers (RFC 8224 §8.3), "" where it has none.
struct Parties {
    std::string orig;
    std::string to;
    std::string target;               ///< of the Request-URI
    std::optional<std::int64_t> date; ///< Date, seconds since 1970 UTC
};

/// A certificate when it is needed.
struct Credential {
    enum class State : std::uint8_t {
        known,       ///< `certificate` and `trust`
        unavailable, ///< it could not be had
        pending,     ///< it is being fetched
    } state = State::unavailable;
    const Certificate* certificate = nullptr; ///< outlives the judgement
    Trust trust = Trust::not_trusted;
};

enum class Verstat : std::uint8_t { none, passed, failed };
/// As in the parameter `verstat` (TS 24.229 §7.2A.20).
std::string_view text(Verstat verstat);
/// none for any other text.
Verstat verstat_from_text(std::string_view text);

struct Verdict {
    Verstat verstat = Verstat::none;
    int status = 0; ///< what a verifier answers that refuses it (RFC 8224 §6.2.2); 0: passed
    std::string_view reason{}; ///< one sentence for people; static
    std::string attest{};      ///< with shaken; "" else
    std::string origid{};
    std::string signer{}; ///< subject of the certificate
};

/// One INVITE's Identity header fields.
class Verification {
  public:
    /// `values`: elements of Identity, at most ten are looked at.
    Verification(const std::vector<std::string>& values, Parties parties);

    /// Whose certificates are needed, each once; those of unusable header fields are not.
    const std::vector<std::string>& urls() const { return urls_; }
    /// `freshness`: seconds. Credentials that are pending count as unavailable.
    Verdict judge(std::int64_t now, std::int64_t freshness,
                  const std::function<Credential(std::string_view url)>& credential) const;

  private:
    struct Candidate {
        IdentityHeader header;
        Token token;
        std::string_view fault{}; ///< why it is no good, whatever its certificate says
    };
    void add(const std::string& value);
    std::optional<Verdict>
    objection(const Candidate& candidate, std::int64_t now, std::int64_t freshness,
              const std::function<Credential(std::string_view)>& credential) const;
    bool leads_to_us(const Passport& base, const std::vector<const Passport*>& diversions) const;

    Parties parties_;
    std::vector<Candidate> candidates_;
    std::vector<std::string> urls_;
    bool unsupported_ = false; ///< there was one with another ppt
};

} // namespace sipi::identity
