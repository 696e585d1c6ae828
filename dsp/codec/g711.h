// A-law and mu-law octets (ITU-T G.711): decode and encode, conversion between the laws, quiet
// octets.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace dsp {

enum class Law : std::uint8_t { alaw, ulaw };

/// Octet of a clear channel that has nothing to say: ones, as an idle HDLC line or mark (I.430,
/// X.30).
inline constexpr std::uint8_t kIdleData = 0xff;

/// What an idle channel carries: positive zero (A-law 0x55 with the sign bit, even bits inverted;
/// mu-law all ones).
constexpr std::uint8_t idle_octet(Law law) {
    return law == Law::alaw ? 0xd5 : 0xff;
}

/// G.711 Table 1a: 13 significant bits, scaled to 16.
constexpr std::int16_t decode_alaw(std::uint8_t octet) {
    const unsigned bits = octet ^ 0x55U; // even bits are inverted on the line (§3.4 note)
    const unsigned segment = bits >> 4 & 7U;
    const unsigned step = (bits & 15U) << 4;
    const unsigned magnitude = segment == 0 ? step + 8 : (step + 0x108) << (segment - 1);
    return static_cast<std::int16_t>(bits & 0x80U ? static_cast<int>(magnitude)
                                                  : -static_cast<int>(magnitude));
}

/// G.711 Table 2a: 14 significant bits, scaled to 16.
constexpr std::int16_t decode_ulaw(std::uint8_t octet) {
    constexpr int kBias = 0x84;
    const unsigned bits = ~octet & 0xffU;
    const int magnitude = static_cast<int>(((bits & 15U) << 3) + kBias) << (bits >> 4 & 7U);
    return static_cast<std::int16_t>(bits & 0x80U ? kBias - magnitude : magnitude - kBias);
}

constexpr std::uint8_t encode_alaw(int sample) {
    const unsigned sign = sample >= 0 ? 0x80U : 0U;
    const unsigned magnitude = static_cast<unsigned>(sample >= 0 ? sample : -sample - 1);
    const unsigned clipped = magnitude > 0x7fffU ? 0x7fffU : magnitude;
    const unsigned width = static_cast<unsigned>(std::bit_width(clipped | 0xffU)); // 8: segment 0
    const unsigned segment = width - 8;
    const unsigned step = clipped >> (segment == 0 ? 4 : segment + 3) & 15U;
    return static_cast<std::uint8_t>((sign | segment << 4 | step) ^ 0x55U);
}

constexpr std::uint8_t encode_ulaw(int sample) {
    constexpr int kBias = 0x84;
    const unsigned sign = sample >= 0 ? 0x80U : 0U;
    const int biased = (sample >= 0 ? sample : -sample) + kBias;
    const unsigned magnitude = biased > 0x7fff ? 0x7fffU : static_cast<unsigned>(biased);
    const unsigned segment = static_cast<unsigned>(std::bit_width(magnitude | 0xffU)) - 8;
    const unsigned step = magnitude >> (segment + 3) & 15U;
    return static_cast<std::uint8_t>(sign | (~(segment << 4 | step) & 0x7fU));
}

using OctetTable = std::array<std::uint8_t, 256>;

extern const std::array<std::int16_t, 256> kLinearOfAlaw, kLinearOfUlaw;
/// G.711 Table 4 and Table 3: by character signal value number, not through linear, so that a
/// second conversion restores what one conversion could keep.
extern const OctetTable kUlawOfAlaw, kAlawOfUlaw;

inline std::int16_t to_linear(Law law, std::uint8_t octet) {
    return (law == Law::alaw ? kLinearOfAlaw : kLinearOfUlaw)[octet];
}
inline std::uint8_t from_linear(Law law, int sample) {
    return law == Law::alaw ? encode_alaw(sample) : encode_ulaw(sample);
}

/// The table that turns octets of one law into another; null when there is nothing to do.
inline const OctetTable* conversion(Law from, Law to) {
    return from == to ? nullptr : from == Law::alaw ? &kUlawOfAlaw : &kAlawOfUlaw;
}
/// Copies `count` octets through a table (null: as they are). `from` and `to` may be the same
/// place.
void convert(const OctetTable* table, const std::uint8_t* from, std::uint8_t* to,
             std::size_t count);

/// True when no sample of these exceeds 256 of 32768 (a sine of about -39 dBm0): nobody speaks.
bool is_quiet(Law law, std::span<const std::uint8_t> octets);

} // namespace dsp
