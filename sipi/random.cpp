// Random tags, branches and Call-IDs: the ChaCha20 block function of RFC 8439 §2.3.
#include "sipi/random.h"

#include <bit>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include <sys/random.h>

namespace sipi {
namespace {

void quarter_round(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c, std::uint32_t& d) {
    a += b, d = std::rotl(d ^ a, 16);
    c += d, b = std::rotl(b ^ c, 12);
    a += b, d = std::rotl(d ^ a, 8);
    c += d, b = std::rotl(b ^ c, 7);
}

// "expand 32-byte k", RFC 8439 §2.3.
constexpr std::array<std::uint32_t, 4> kConstants{0x61707865, 0x3320646E, 0x79622D32, 0x6B206574};

} // namespace

Random::Random() {
    std::array<std::uint32_t, 12> key;
    if (getrandom(key.data(), sizeof key, 0) != static_cast<ssize_t>(sizeof key))
        throw std::system_error(errno, std::generic_category(), "getrandom");
    std::memcpy(state_.data(), kConstants.data(), sizeof kConstants);
    std::memcpy(state_.data() + 4, key.data(), sizeof key);
}

Random::Random(std::uint32_t seed) {
    std::memcpy(state_.data(), kConstants.data(), sizeof kConstants);
    state_[4] = seed;
}

void Random::refill() {
    std::array<std::uint32_t, 16> x = state_;
    for (int round = 0; round < 10; ++round) {
        for (std::size_t i = 0; i < 4; ++i)
            quarter_round(x[i], x[4 + i], x[8 + i], x[12 + i]);
        for (std::size_t i = 0; i < 4; ++i)
            quarter_round(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
    }
    for (std::size_t i = 0; i < 16; ++i)
        x[i] += state_[i];
    std::memcpy(block_.data(), x.data(), sizeof block_);
    if (++state_[12] == 0)
        ++state_[13];
    used_ = 0;
}

std::uint64_t Random::next() {
    if (used_ == block_.size())
        refill();
    return block_[used_++];
}

void Random::append_token(std::string& out, std::size_t characters) {
    static constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < characters; ++i) {
        if (i % 12 == 0)
            bits = next();
        out += kAlphabet[bits & 31];
        bits >>= 5;
    }
}

std::string Random::token(std::size_t characters) {
    std::string out;
    append_token(out, characters);
    return out;
}

} // namespace sipi
