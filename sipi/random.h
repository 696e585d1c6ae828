// Random tags, branches and Call-IDs (RFC 3261 §19.3: cryptographically random), without a system
// call each.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace sipi {

/// ChaCha20 key stream (RFC 8439 §2.3), keyed once from the kernel: nobody who sees some tags can
/// guess others.
///
/// Thread: one.
class Random {
  public:
    /// Errors: std::system_error when the kernel gives no randomness (start-up only).
    Random();
    /// A fixed key, for tests that repeat.
    explicit Random(std::uint32_t seed);

    std::uint64_t next();
    /// 0 to bound - 1; the bias of a modulus does not matter here.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    /// Appends `characters` of [a-z2-7], 5 bits each; a tag of 13 has 65 bits.
    void append_token(std::string& out, std::size_t characters);
    std::string token(std::size_t characters);

  private:
    void refill();

    std::array<std::uint32_t, 16> state_{};
    std::array<std::uint64_t, 8> block_{};
    std::size_t used_ = 8;
};

} // namespace sipi
