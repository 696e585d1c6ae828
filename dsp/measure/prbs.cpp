// The pseudo-random test sequence of 2^15 - 1 bits (ITU-T O.150 §5.3).
#include "dsp/measure/prbs.h"

#include <bit>

namespace dsp {

namespace {

constexpr std::uint32_t kOctetsASecond = 8000;

/// The bit that follows 15 bits of the sequence: taps at stages 14 and 15.
constexpr unsigned next_bit(std::uint16_t stages) {
    return (stages >> 14 ^ stages >> 13) & 1U;
}
constexpr std::uint16_t shifted(std::uint16_t stages, unsigned bit) {
    return static_cast<std::uint16_t>((unsigned{stages} << 1 | bit) & 0x7fffU);
}

} // namespace

void PrbsSource::fill(std::span<std::uint8_t> out) {
    for (std::uint8_t& octet : out) {
        unsigned bits = 0;
        for (int i = 0; i < 8; ++i) {
            const unsigned bit = next_bit(register_);
            register_ = shifted(register_, bit);
            bits = bits << 1 | (bit ^ 1U); // O.150 §5.3: the signal is inverted
        }
        octet = static_cast<std::uint8_t>(bits);
    }
}

void PrbsChecker::take(std::span<const std::uint8_t> octets) {
    for (const std::uint8_t octet : octets) {
        ++result_.octets;
        result_.octets_in_sync += result_.in_sync;
        for (int i = 7; i >= 0; --i)
            take(static_cast<unsigned>(~octet >> i) & 1U);
        if (ever_ && ++in_second_ == kOctetsASecond)
            end_of_second();
    }
}

void PrbsChecker::take(unsigned bit) {
    // 15 equal bits "follow" from each other in the register of zeros, which is not of the sequence
    follow_ = seen_ != 0 && bit == next_bit(seen_) ? follow_ + 1 : 0;
    seen_ = shifted(seen_, bit);
    if (ever_)
        compare(bit);
    if (!result_.in_sync && follow_ >= kFound)
        found();
}

void PrbsChecker::compare(unsigned bit) {
    const unsigned expected = next_bit(own_);
    own_ = shifted(own_, expected);
    if (!result_.in_sync)
        return;
    const unsigned wrong = bit ^ expected;
    ++result_.bits;
    result_.errors += wrong;
    second_errored_ = second_errored_ || wrong != 0;
    wrong_[1] = wrong_[1] << 1 | wrong_[0] >> 63;
    wrong_[0] = wrong_[0] << 1 | wrong;
    if (wrong != 0 &&
        static_cast<unsigned>(std::popcount(wrong_[0]) + std::popcount(wrong_[1])) >= kLost)
        lost();
}

void PrbsChecker::found() {
    result_.slips += ever_ && own_ != seen_;
    own_ = seen_;
    wrong_ = {};
    ever_ = result_.in_sync = true;
}

void PrbsChecker::lost() {
    result_.in_sync = false;
    ++result_.losses;
    follow_ = 0;
}

// G.821 §1.2: a second with a bit error, or without synchronism, is errored.
void PrbsChecker::end_of_second() {
    in_second_ = 0;
    ++result_.seconds;
    result_.errored_seconds += second_errored_ || !result_.in_sync;
    second_errored_ = !result_.in_sync;
}

} // namespace dsp
