// G.711: tables.
#include "dsp/codec/g711.h"

#include <algorithm>
#include <cstring>

namespace dsp {

namespace {

// Per value number of the positive half (1-128), the value number in the other law. G.711 Table 3
// (mu to A) and Table 4 (A to mu); the negative half is the same with the other sign bit.
// clang-format off
constexpr std::array<std::uint8_t, 128> kAlawNumberOfUlaw{
      1,   1,   2,   2,   3,   3,   4,   4,   5,   5,   6,   6,   7,   7,   8,   8,
      9,  10,  11,  12,  13,  14,  15,  16,  17,  18,  19,  20,  21,  22,  23,  24,
     25,  27,  29,  31,  33,  34,  35,  36,  37,  38,  39,  40,  41,  42,  43,  44,
     46,  48,  49,  50,  51,  52,  53,  54,  55,  56,  57,  58,  59,  60,  61,  62,
     64,  65,  66,  67,  68,  69,  70,  71,  72,  73,  74,  75,  76,  77,  78,  79,
     80,  82,  83,  84,  85,  86,  87,  88,  89,  90,  91,  92,  93,  94,  95,  96,
     97,  98,  99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112,
    113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128,
};
constexpr std::array<std::uint8_t, 128> kUlawNumberOfAlaw{
      2,   4,   6,   8,  10,  12,  14,  16,  17,  18,  19,  20,  21,  22,  23,  24,
     25,  26,  27,  28,  29,  30,  31,  32,  33,  33,  34,  34,  35,  35,  36,  36,
     37,  38,  39,  40,  41,  42,  43,  44,  45,  46,  47,  48,  49,  49,  50,  50,
     51,  52,  53,  54,  55,  56,  57,  58,  59,  60,  61,  62,  63,  64,  65,  65,
     66,  67,  68,  69,  70,  71,  72,  73,  74,  75,  76,  77,  78,  79,  80,  81,
     81,  82,  83,  84,  85,  86,  87,  88,  89,  90,  91,  92,  93,  94,  95,  96,
     97,  98,  99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112,
    113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128,
};
// clang-format on

template <class Function>
constexpr auto table_of(Function function) {
    std::array<decltype(function(std::uint8_t{})), 256> table{};
    for (unsigned octet = 0; octet < 256; ++octet)
        table[octet] = function(static_cast<std::uint8_t>(octet));
    return table;
}

constexpr std::uint8_t ulaw_of_alaw(std::uint8_t octet) {
    const unsigned bits = octet ^ 0x55U;
    const unsigned number = kUlawNumberOfAlaw[bits & 0x7fU] - 1U;
    return static_cast<std::uint8_t>((bits & 0x80U) | (0x7fU - number));
}
constexpr std::uint8_t alaw_of_ulaw(std::uint8_t octet) {
    const unsigned number = kAlawNumberOfUlaw[0x7fU - (octet & 0x7fU)] - 1U;
    return static_cast<std::uint8_t>(((octet & 0x80U) | number) ^ 0x55U);
}

constexpr int kQuietPeak = 256;
template <std::int16_t (*decode)(std::uint8_t)>
constexpr std::uint8_t loud(std::uint8_t octet) {
    const int sample = decode(octet);
    return sample > kQuietPeak || sample < -kQuietPeak;
}
constexpr OctetTable kLoudAlaw = table_of(loud<decode_alaw>);
constexpr OctetTable kLoudUlaw = table_of(loud<decode_ulaw>);

} // namespace

constexpr std::array<std::int16_t, 256> kLinearOfAlaw = table_of(decode_alaw);
constexpr std::array<std::int16_t, 256> kLinearOfUlaw = table_of(decode_ulaw);
constexpr OctetTable kUlawOfAlaw = table_of(ulaw_of_alaw);
constexpr OctetTable kAlawOfUlaw = table_of(alaw_of_ulaw);

void convert(const OctetTable* table, const std::uint8_t* from, std::uint8_t* to,
             std::size_t count) {
    if (!table) {
        std::memmove(to, from, count);
        return;
    }
    for (std::size_t i = 0; i < count; ++i)
        to[i] = (*table)[from[i]];
}

bool is_quiet(Law law, std::span<const std::uint8_t> octets) {
    const OctetTable& loud_octets = law == Law::alaw ? kLoudAlaw : kLoudUlaw;
    return std::ranges::none_of(octets, [&](std::uint8_t octet) { return loud_octets[octet]; });
}

} // namespace dsp
