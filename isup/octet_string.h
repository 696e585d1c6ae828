// Octets held in place, for the contents of parameters.
#pragma once

#include "base/octets.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace isup {

/// Writes a run of a few octets. Numbers and bearers have 3 to 11: a loop takes half the time of a
/// copy of unknown length, which counts in an IAM.
inline void write_short(base::OctetWriter& out, base::Octets octets) {
    std::size_t i = 0;
    for (; i + 2 <= octets.size(); i += 2)
        out.u16(static_cast<std::uint16_t>(octets[i] << 8 | octets[i + 1]));
    if (i < octets.size())
        out.u8(octets[i]);
}

/// At most N (≤ 255) octets, no heap.
template <std::size_t N>
class OctetString {
  public:
    OctetString() {} // leaves the octets as they are
    OctetString(std::initializer_list<std::uint8_t> octets) {
        assign(base::Octets(octets.begin(), octets.size()));
    }
    explicit OctetString(base::Octets octets) { assign(octets); }

    /// False, and only the first N kept, when there are more.
    bool assign(base::Octets octets) {
        size_ = static_cast<std::uint8_t>(std::min(octets.size(), N));
        std::copy_n(octets.begin(), size_, octets_.begin());
        return octets.size() <= N;
    }
    /// False, and nothing added, when they do not fit.
    bool append(base::Octets octets) {
        if (octets.size() > N - size_)
            return false;
        std::copy(octets.begin(), octets.end(), octets_.begin() + size_);
        size_ = static_cast<std::uint8_t>(size_ + octets.size());
        return true;
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::uint8_t operator[](std::size_t i) const { return octets_[i]; }
    base::Octets octets() const { return base::Octets(octets_).first(size_); }

    bool operator==(const OctetString& other) const {
        return std::ranges::equal(octets(), other.octets());
    }

  private:
    static_assert(N <= 255);
    std::uint8_t size_ = 0;
    std::array<std::uint8_t, N> octets_;
};

} // namespace isup
