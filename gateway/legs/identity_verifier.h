// Verifies who calls, for calls from SIP peers: Identity header fields (RFC 8224 §6) against the
// certificates that they name.
#pragma once

#include "base/clock.h"
#include "gateway/config/config.h"
#include "gateway/mapping/profile.h"
#include "sipi/identity/certificate_store.h"
#include "sipi/identity/verification.h"
#include "sipi/message.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace legs {

using sipi::identity::Verdict;
using sipi::identity::Verstat;

struct VerifierCounters {
    std::uint64_t passed = 0, failed = 0, none = 0; ///< verdicts
    /// Calls refused with 403, 428, 436, 437, 438.
    std::array<std::uint64_t, 5> refused{};
    static constexpr std::array<int, 5> kStatuses{403, 428, 436, 437, 438};
};

/// Thread: the signalling loop. Owner: the SIP side.
class IdentityVerifier {
  public:
    explicit IdentityVerifier(const base::Clock& clock) : clock_(clock), store_(clock) {}

    /// Reads authorities and certificates. Errors: a sentence; all stays as it was.
    base::Result<void, std::string> configure(const config::Shaken& shaken,
                                              std::unique_ptr<sipi::identity::Fetcher> fetcher);
    /// The verdict, when no certificate has to be fetched for it; else `later` gets it.
    std::optional<Verdict> verify(const sipi::Message& invite, const mapping::Profile& profile,
                                  std::function<void(const Verdict&)> later);
    void count_refused(int status);

    const VerifierCounters& counters() const { return counters_; }
    const sipi::identity::CertificateStore& store() const { return store_; }

  private:
    Verdict judge(const sipi::identity::Verification& verification);

    const base::Clock& clock_;
    std::int64_t freshness_ = 60; ///< seconds
    VerifierCounters counters_;
    sipi::identity::CertificateStore store_;
};

/// Whether a policy refuses a call with that verdict.
bool refuses(config::VerifyIdentity policy, const Verdict& verdict);
/// "TN-Validation-Passed, A, CN = SHAKEN 709J", "TN-Validation-Failed, iat is stale".
std::string text_of(const Verdict& verdict);
/// RFC 9410 §3: Reason: STIR;cause=438;text="Invalid Identity Header".
std::string stir_reason(const Verdict& verdict);

} // namespace legs
