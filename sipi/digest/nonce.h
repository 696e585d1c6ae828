// Nonces that we give out: RFC 7616 §3.3 and §5.4. None is remembered before it has been used.
#pragma once

#include "base/clock.h"
#include "sipi/digest/hash.h"
#include "sipi/endpoint.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sipi::digest {

/// A nonce says when it was made and carries a seal over that and over the address that it was made
/// for: nobody else can make one, or use it from elsewhere.
///
///     nonce = time (16 hex digits) serial (8) seal (32)
///
/// Which nonce counts have come is kept of the nonces in use only, in a table of fixed size; what
/// is forgotten counts as used, so nothing can be replayed.
///
/// Thread: the signalling loop. The clock outlives it.
class Nonces {
  public:
    using Key = std::array<std::uint8_t, 32>; ///< random, of this run of the daemon
    static constexpr std::size_t kMost = 8192, kText = 16 + 8 + 32;
    static constexpr std::uint32_t kWindow = 64; ///< counts that may come late (RFC 7616 §3.4)

    /// What a nonce says of itself; it may be anybody's.
    struct Stamp {
        std::uint64_t time = 0; ///< ms of the clock
        std::uint32_t serial = 0;
        auto operator<=>(const Stamp&) const = default;
        static std::optional<Stamp> parse(std::string_view nonce);
    };

    Nonces(const base::Clock& clock, const Key& key) : clock_(clock), key_(key) {}

    void set_lifetime(base::Duration lifetime) { lifetime_ = lifetime; }
    std::string make(const Endpoint& source);
    /// Ours, made for that address, and young enough. Whether it was used, use() knows.
    bool good(std::string_view nonce, const Endpoint& source) const;
    /// A good one was used, with this count (0: credentials without one, RFC 2069). False: with the
    /// same count before, or nobody knows any more.
    bool use(std::string_view nonce, std::uint32_t count);
    std::size_t in_use() const { return used_.size(); }

  private:
    struct Used {
        std::uint32_t highest = 0;
        std::uint64_t seen = 0; ///< bit n: highest - n
    };
    std::uint64_t milliseconds() const;
    std::string text(const Stamp& stamp, const Endpoint& source) const;
    void forget_old();

    const base::Clock& clock_;
    const Key key_;
    base::Duration lifetime_ = std::chrono::minutes(5);
    std::uint32_t serial_ = 0;
    std::map<Stamp, Used> used_;
    std::optional<Stamp> forgotten_; ///< the youngest of those
};

} // namespace sipi::digest
