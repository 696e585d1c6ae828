// Asks for credentials and judges them: RFC 3261 §22.1, §22.4, RFC 7616 §3.3, §3.6, RFC 8760.
#pragma once

#include "sipi/digest/digest.h"
#include "sipi/digest/nonce.h"
#include "sipi/message.h"
#include "sipi/random.h"
#include "sipi/session.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::digest {

struct ServerSettings {
    std::string realm = "landline";
    /// Offered in this order, the preferred one first (RFC 8760 §2.4). Those that OpenSSL lacks are
    /// left out.
    std::vector<Algorithm> algorithms{Algorithm::sha512_256, Algorithm::sha256, Algorithm::md5};
    base::Duration nonce_lifetime = std::chrono::minutes(5);
};

enum class Verdict : std::uint8_t {
    none,  ///< no credentials of our realm: ask for them
    stale, ///< right, but their nonce is too old, was used before, or for another address
    wrong, ///< no such user, or another password: the answer is the same
    right,
};
struct Judgement {
    Verdict verdict = Verdict::none;
    std::string user{}; ///< that they name, whether there is one or not
};

/// Thread: the signalling loop. Clock and random outlive it.
class Server {
  public:
    /// H(user:realm:password) in hex digits of a user; null: there is no such user. Valid until the
    /// next call.
    using Ha1Of = std::function<const std::string*(std::string_view user, Hash hash)>;
    struct Counters {
        std::uint64_t challenges = 0, right = 0, stale = 0, wrong = 0;
    };

    Server(const base::Clock& clock, Random& random, Ha1Of ha1_of);

    void configure(ServerSettings settings);
    const ServerSettings& settings() const { return settings_; }
    /// Credentials for either kind of challenge are looked at. Right ones count as used.
    Judgement judge(const Message& request, const Endpoint& source);
    /// One header for each algorithm; `proxy`: of a 407 instead of a 401.
    std::vector<ExtraHeader> challenges(const Endpoint& source, bool proxy, bool stale);
    const Counters& counters() const { return counters_; }
    std::size_t nonces_in_use() const { return nonces_.in_use(); }

  private:
    Judgement judge(const Credentials& credentials, const Message& request, const Endpoint& source);
    bool offers(Algorithm algorithm) const;

    Random& random_;
    Ha1Of ha1_of_;
    ServerSettings settings_;
    Nonces nonces_;
    /// Of nobody: the same work is done for a user that there is not.
    std::array<std::string, 3> nobody_;
    Counters counters_;
};

} // namespace sipi::digest
