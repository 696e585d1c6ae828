// Address signals of ISUP numbers (Q.763 §3.9 e): up to 32 of them, packed as on the wire.
#pragma once

#include "isup/octet_string.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace isup {

/// Address signals: 0-9, 0xB code 11, 0xC code 12, 0xF ST (end of pulsing), the rest spare.
///
/// Shape: two signals an octet, the first in the low half, as in Q.763; so coding is a copy.
/// As text a signal is one hexadecimal digit, ST is "F".
class Digits {
  public:
    static constexpr std::size_t kMax = 32;
    static constexpr std::uint8_t kCode11 = 0xb;
    static constexpr std::uint8_t kCode12 = 0xc;
    static constexpr std::uint8_t kSt = 0xf;

    constexpr Digits() = default;

    /// Nothing when `text` has another character than 0-9 A-F a-f, or more than kMax.
    static std::optional<Digits> from_text(std::string_view text);
    /// From packed octets; `odd`: the last octet's high half is filler. Nothing when there are more
    /// than kMax.
    static std::optional<Digits> from_packed(base::Octets packed, bool odd);

    /// As from_packed, in place; false, and nothing changed, when there are more than kMax.
    bool assign_packed(base::Octets packed, bool odd) {
        if (packed.size() > packed_.size())
            return false;
        packed_ = {};
        for (std::size_t i = 0; i < packed.size(); ++i)
            packed_[i] = packed[i];
        size_ = static_cast<std::uint8_t>(packed.size() * 2);
        if (odd && size_) // the odd flag without any octet: address not available
            pop_back();
        return true;
    }

    constexpr std::size_t size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr bool odd() const { return size_ % 2 != 0; }
    constexpr std::uint8_t operator[](std::size_t i) const {
        return static_cast<std::uint8_t>(packed_[i / 2] >> (i % 2 * 4) & 0xf);
    }
    /// False, and nothing added, when full.
    constexpr bool push_back(std::uint8_t signal) {
        if (size_ == kMax)
            return false;
        packed_[size_ / 2u] =
            static_cast<std::uint8_t>(packed_[size_ / 2u] | (signal & 0xf) << (size_ % 2u * 4u));
        ++size_;
        return true;
    }
    constexpr void pop_back() {
        if (size_ == 0)
            return;
        --size_;
        std::uint8_t& octet = packed_[size_ / 2u];
        octet = size_ % 2 ? octet & 0x0f : 0;
    }
    bool append(const Digits& more);
    /// All but the first `count` signals.
    Digits without_prefix(std::size_t count) const;
    bool starts_with(const Digits& prefix) const;

    /// Ends with ST: the number is complete (Q.763 §3.9).
    constexpr bool has_st() const { return size_ && (*this)[size_ - 1u] == kSt; }
    Digits without_st() const;

    void encode(base::OctetWriter& out) const { write_short(out, packed()); }
    base::Octets packed() const { return base::Octets(packed_).first((size_ + 1u) / 2u); }
    std::string to_text() const;

    bool operator==(const Digits&) const = default;

  private:
    std::array<std::uint8_t, kMax / 2> packed_{}; // halves that are not used stay 0
    std::uint8_t size_ = 0;
};

} // namespace isup
