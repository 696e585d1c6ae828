// Who may send SIP to us and how much: what is decided of a source before its octets are parsed
// (RFC 3261 §26.1.5, RFC 5390 §3 "denial of service").
#pragma once

#include "base/clock.h"
#include "base/token_bucket.h"
#include "sipi/endpoint.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// What a source is to us, whatever it does.
enum class Standing : std::uint8_t {
    unknown, ///< limits, offences and bans are for these
    known,   ///< a peer: never limited, banned by an operator only
    denied,  ///< by an access list: nothing of it is read
};

/// Why a source may be banned.
enum class Offence : std::uint8_t {
    flood,     ///< more messages than its rate allows
    malformed, ///< octets that are no SIP message
    stranger,  ///< requests that only a peer may send
    scanner,   ///< a User-Agent of the list: banned at once
    command,   ///< banned by an operator
    password,  ///< credentials that are wrong
};
std::string_view name(Offence offence);

struct GuardSettings {
    bool silent = false;       ///< unknown sources are not answered at all
    unsigned rate = 0;         ///< messages a second of one unknown source; 0: no limit
    unsigned burst = 100;      ///< of them at once
    unsigned unknown_rate = 0; ///< messages a second of all unknown sources; 0: no limit
    unsigned ban_after = 0;    ///< offences within a minute; 0: nobody is banned for them
    base::Duration ban_time = std::chrono::minutes(10);
    std::vector<std::string> scanners; ///< parts of User-Agent, in lower case
    /// Asked of each source that is new, at most once a second, and after configure(). Null: all
    /// are known.
    std::function<Standing(const Endpoint&)> standing;
};

/// Messages that were dropped without an answer, by why.
struct GuardCounters {
    std::uint64_t denied = 0, banned = 0, limited = 0, scanners = 0, silenced = 0;
    std::uint64_t bans = 0; ///< sources banned
};

struct BanView {
    Endpoint source; ///< its port means nothing
    Offence reason;
    base::Duration left;
    std::uint64_t dropped; ///< messages since the ban
};

/// Rates, offences and bans by source address, in a table of fixed size: a flood of forged
/// addresses replaces the oldest entries of its own kind and takes no memory.
///
/// Thread: the signalling loop. The clock outlives it.
class Guard {
  public:
    static constexpr std::size_t kSets = 1024, kWays = 4; ///< sources that are remembered
    Guard(const base::Clock& clock, std::uint64_t seed);

    /// Bans stay; the standing of every source is asked anew.
    void configure(GuardSettings settings);
    bool configured() const { return static_cast<bool>(settings_.standing); }
    /// For octets that have come, before anything else. False: drop them. O(1), allocates nothing.
    bool admits(const Endpoint& source);
    /// False: the request is a scanner's, which is banned.
    bool admits_agent(std::string_view user_agent, const Endpoint& source);
    /// What an unknown source sends is not answered.
    bool silences(const Endpoint& source);
    void note_silenced() { ++counters_.silenced; }
    void offend(const Endpoint& source, Offence offence);

    /// `time` zero: as the settings say. Known sources are banned as well.
    void ban(const Endpoint& source, base::Duration time);
    /// False: it is not banned.
    bool unban(const Endpoint& source);
    std::vector<BanView> bans() const;
    const GuardCounters& counters() const { return counters_; }

  private:
    struct Entry {
        std::array<std::uint8_t, 16> address{};
        bool used = false, v6 = false, banned = false;
        Standing standing = Standing::unknown;
        Offence reason = Offence::flood;
        std::uint32_t generation = 0;
        std::uint32_t offences = 0;
        base::TokenBucket bucket;
        base::TimePoint seen{}, asked{}, first_offence{}, banned_until{};
        std::uint64_t dropped = 0;
    };
    using Set = std::array<Entry, kWays>;

    Entry& entry_of(const Endpoint& source);
    Entry& victim_in(Set& set) const;
    bool is_banned(Entry& entry, const Endpoint& source);
    void ban(Entry& entry, const Endpoint& source, Offence reason, base::Duration time);
    void offend(Entry& entry, const Endpoint& source, Offence offence);

    const base::Clock& clock_;
    std::uint64_t seed_;
    std::uint32_t generation_ = 1;
    GuardSettings settings_;
    GuardCounters counters_;
    base::TokenBucket unknown_;
    std::unique_ptr<std::array<Set, kSets>> sets_;
};

} // namespace sipi
