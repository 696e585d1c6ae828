// The pseudo-random test sequence of 2^15 - 1 bits and its receiver (ITU-T O.150 §5.3, O.151).
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace testing {

/// The sender: x^15 + x^14 + 1, inverted; bit 1 (the most significant) of each octet goes first.
class Prbs15 {
  public:
    explicit Prbs15(std::uint16_t state = 0x7fff) : state_(state) {}

    bool bit() {
        const unsigned next = (state_ >> 14 ^ state_ >> 13) & 1U;
        state_ = static_cast<std::uint16_t>((unsigned{state_} << 1 | next) & 0x7fff);
        return next == 0; // inverted
    }
    std::uint8_t octet() {
        unsigned octet = 0;
        for (int i = 0; i < 8; ++i)
            octet = octet << 1 | bit();
        return static_cast<std::uint8_t>(octet);
    }
    void fill(std::span<std::uint8_t> out) {
        for (std::uint8_t& each : out)
            each = octet();
    }
    /// The last 15 bits before inversion.
    std::uint16_t state() const { return state_; }

  private:
    std::uint16_t state_;
};

/// The receiver finds the sequence in what comes, then compares with its own.
///
/// In step after 64 bits without error; out of step when 32 of the last 128 bits are wrong. Then it
/// looks for the sequence anew while its own runs on: found at the same place, octets were lost or
/// changed but none was put in or left out; found elsewhere, there was a slip.
class Prbs15Receiver {
  public:
    struct Result {
        bool in_step = false;
        std::uint64_t octets = 0;         ///< all that came
        std::uint64_t bits = 0;           ///< compared: since it was first in step
        std::uint64_t errors = 0;         ///< bits that differ, also while out of step
        std::uint64_t losses = 0;         ///< times that it fell out of step
        std::uint64_t slips = 0;          ///< of these, found again at another place
        std::uint64_t in_step_octets = 0; ///< 8000 are one second in step
    };

    void take(std::span<const std::uint8_t> octets) {
        for (const std::uint8_t octet : octets) {
            ++result_.octets;
            result_.in_step_octets += result_.in_step;
            for (int i = 7; i >= 0; --i)
                take((octet >> i & 1) == 0);
        }
    }
    const Result& result() const { return result_; }

  private:
    static constexpr unsigned kFound = 64, kWindow = 128, kLost = 32;

    void take(bool bit) { // before inversion
        const bool expected = (seen_ >> 14 ^ seen_ >> 13) & 1U;
        run_ = seen_ != 0 && bit == expected ? run_ + 1 : 0;
        seen_ = static_cast<std::uint16_t>((unsigned{seen_} << 1 | unsigned{bit}) & 0x7fff);
        if (ever_)
            compare(!own_.bit() != bit);
        if (!result_.in_step && run_ >= kFound)
            find();
    }
    void compare(bool wrong) {
        ++result_.bits;
        result_.errors += wrong;
        if (!result_.in_step)
            return;
        bool& place = recent_[at_++ % kWindow];
        wrong_recently_ += static_cast<unsigned>(wrong) - static_cast<unsigned>(place);
        place = wrong;
        if (wrong_recently_ < kLost)
            return;
        result_.in_step = false;
        run_ = 0;
        ++result_.losses;
    }
    void find() {
        result_.slips += ever_ && own_.state() != seen_;
        own_ = Prbs15(seen_);
        recent_.fill(false);
        wrong_recently_ = 0;
        ever_ = result_.in_step = true;
    }

    Result result_;
    Prbs15 own_;
    std::uint16_t seen_ = 0; ///< the last 15 bits that came, before inversion
    unsigned run_ = 0, wrong_recently_ = 0;
    std::size_t at_ = 0;
    bool ever_ = false;
    std::array<bool, kWindow> recent_{};
};

} // namespace testing
