// Answers challenges with the account of a peer: RFC 3261 §22.2, §22.3, RFC 7616 §3.6, RFC 8760.
#pragma once

#include "sipi/authenticator.h"
#include "sipi/digest/digest.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::digest {

/// Who we are at a peer. The password is never printed.
struct Account {
    std::string peer; ///< its name
    std::string username;
    std::string password;
    std::string realm{}; ///< the only one that is answered; empty: any
    bool operator==(const Account&) const = default;
};

/// Keeps the latest challenge of each protection space, so that later requests have credentials
/// from the start, with the next nonce count.
///
/// Thread: the signalling loop.
class Client final : public Authenticator {
  public:
    /// nullopt: we have none there, its challenges stand as refusals.
    using AccountOf = std::function<std::optional<Account>(const Endpoint& peer)>;
    /// Random text, fresh at each call (RFC 7616 §3.4: cnonce).
    using Fresh = std::function<std::string()>;
    struct Counters {
        std::uint64_t answered = 0; ///< challenges that credentials were sent for
        std::uint64_t refused = 0;  ///< our credentials were wrong
        std::uint64_t no_account = 0;
        std::uint64_t not_understood = 0; ///< no challenge with a known scheme and algorithm
    };

    Client(AccountOf account_of, Fresh fresh)
        : account_of_(std::move(account_of)), fresh_(std::move(fresh)) {}

    void prepare(Message& request, const Endpoint& peer) override;
    bool answer(const Message& response, Message& request, const Endpoint& peer,
                bool again) override;
    /// Forgets all nonces and what was logged: accounts may have changed.
    void reset();
    const Counters& counters() const { return counters_; }

    static constexpr std::size_t kMostSpaces = 8; ///< kept of each peer
    static constexpr std::size_t kMostAccounts = 4096;

  private:
    struct Space {
        bool proxy;
        Challenge challenge;
        std::uint32_t nc = 0; ///< of the last credentials with this nonce
    };
    using Spaces = std::vector<Space>;
    void add_credentials(Message& request, const Account& account, Space& space);
    void keep(const std::string& peer, const Space& space);
    void note_refusal(const Account& account, const std::string& realm);

    AccountOf account_of_;
    Fresh fresh_;
    Counters counters_;
    std::map<std::string, Spaces, std::less<>> known_; ///< by peer
    std::set<std::string, std::less<>> told_;          ///< peers whose refusal is in the log
};

} // namespace sipi::digest
