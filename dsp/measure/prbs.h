// The pseudo-random test sequence of 2^15 - 1 bits, sent and checked (ITU-T O.150 §5.3, O.151).
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace dsp {

/// The sequence of x^15 + x^14 + 1, inverted. The most significant bit of each octet goes first, as
/// on a 64 kbit/s channel (G.704). Any thread, one at a time.
class PrbsSource {
  public:
    void fill(std::span<std::uint8_t> out);

  private:
    std::uint16_t register_ = 0x7fff;
};

/// What a bit-error test has found so far.
struct PrbsResult {
    bool in_sync = false;
    std::uint64_t octets = 0; ///< all that came; 8000 are one second
    std::uint64_t bits = 0;   ///< compared while in synchronism
    std::uint64_t errors = 0; ///< bits of these that differ
    std::uint64_t losses = 0; ///< times that synchronism was lost
    std::uint64_t slips = 0;  ///< of these, found again at another place: octets put in or left out
    std::uint64_t octets_in_sync = 0;
    std::uint64_t errored_seconds = 0; ///< of whole seconds since the first synchronism (G.821)
    std::uint64_t seconds = 0;         ///< such seconds
    bool ever_in_sync() const { return bits != 0; }
    /// Bit error ratio; 0 before there is a bit.
    double ratio() const {
        return bits == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(bits);
    }
};

/// The receiver of the sequence.
///
///     searching ── 48 bits follow from those before ──► in sync ── 26 of 128 bits wrong ──►
///     searching
///
/// Of 48 random bits as many follow by chance once in 2^48. The limit of 20 % tells a slip (half of
/// the bits wrong) from a bad line. When the sequence is found again after a loss, its place tells
/// whether bits were changed (the same place) or put in or left out (a slip).
/// Nothing is allocated. Thread: one.
class PrbsChecker {
  public:
    void take(std::span<const std::uint8_t> octets);
    const PrbsResult& result() const { return result_; }

  private:
    static constexpr unsigned kFound = 48;
    static constexpr unsigned kWindow = 128;
    static constexpr unsigned kLost = 26;

    void take(unsigned bit);
    void compare(unsigned bit);
    void found();
    void lost();
    void end_of_second();

    PrbsResult result_;
    std::uint16_t seen_ = 0;   // the last 15 bits that came, inverted back
    std::uint16_t own_ = 0;    // where the sequence is, at this end; runs on while searching
    std::uint32_t follow_ = 0; // bits in a row that follow from those before
    std::array<std::uint64_t, 2> wrong_{}; // the last 128 comparisons
    std::uint32_t in_second_ = 0;          // octets of the present second
    bool second_errored_ = false;
    bool ever_ = false;
};

} // namespace dsp
