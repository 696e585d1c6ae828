// Bounds-checked cursors over octets: every decoder reads, every encoder writes through these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace base {

using Octets = std::span<const std::uint8_t>;

/// Reads octets from front to back and never past the end.
///
/// A read that does not fit returns zero (or an empty span), reads nothing and sets failed() for
/// good; so a decoder may read a whole structure and ask once. Multi-octet integers are in network
/// order. Owner: the octets stay the caller's and must outlive the reader and the spans it returns.
class OctetReader {
  public:
    constexpr explicit OctetReader(Octets octets) : octets_(octets) {}

    constexpr std::size_t left() const { return octets_.size() - position_; }
    constexpr std::size_t position() const { return position_; }
    constexpr bool at_end() const { return left() == 0; }
    constexpr bool failed() const { return failed_; }
    constexpr Octets rest() const { return octets_.subspan(position_); }

    constexpr std::uint8_t u8() {
        if (!take(1))
            return 0;
        return octets_[position_ - 1];
    }
    constexpr std::uint16_t u16() {
        if (!take(2))
            return 0;
        return static_cast<std::uint16_t>(octets_[position_ - 2] << 8 | octets_[position_ - 1]);
    }
    constexpr std::uint32_t u32() {
        const std::uint32_t high = u16();
        return high << 16 | u16();
    }
    constexpr Octets octets(std::size_t count) {
        if (!take(count))
            return {};
        return octets_.subspan(position_ - count, count);
    }
    /// Octet at `offset` behind the cursor, without moving it; 0 and failed() when out of bounds.
    constexpr std::uint8_t peek(std::size_t offset = 0) {
        if (offset >= left()) {
            failed_ = true;
            return 0;
        }
        return octets_[position_ + offset];
    }
    constexpr void skip(std::size_t count) { take(count); }

  private:
    constexpr bool take(std::size_t count) {
        if (failed_ || count > left()) {
            failed_ = true;
            return false;
        }
        position_ += count;
        return true;
    }

    Octets octets_;
    std::size_t position_ = 0;
    bool failed_ = false;
};

/// Writes octets from front to back into the caller's memory and never past its end.
///
/// A write that does not fit writes nothing and sets failed() for good; ask once at the end.
class OctetWriter {
  public:
    constexpr explicit OctetWriter(std::span<std::uint8_t> memory) : memory_(memory) {}

    constexpr std::size_t size() const { return size_; }
    constexpr std::size_t left() const { return memory_.size() - size_; }
    constexpr bool failed() const { return failed_; }
    constexpr Octets written() const { return Octets(memory_).first(size_); }

    constexpr void u8(std::uint8_t value) {
        if (reserve(1))
            memory_[size_ - 1] = value;
    }
    constexpr void u16(std::uint16_t value) {
        if (!reserve(2))
            return;
        memory_[size_ - 2] = static_cast<std::uint8_t>(value >> 8);
        memory_[size_ - 1] = static_cast<std::uint8_t>(value);
    }
    constexpr void u32(std::uint32_t value) {
        u16(static_cast<std::uint16_t>(value >> 16));
        u16(static_cast<std::uint16_t>(value));
    }
    void octets(Octets octets) {
        if (reserve(octets.size()) && !octets.empty())
            std::memcpy(memory_.data() + size_ - octets.size(), octets.data(), octets.size());
    }
    /// Overwrites an octet written before (a length or a pointer known only afterwards).
    constexpr void patch(std::size_t position, std::uint8_t value) {
        if (position < size_)
            memory_[position] = value;
        else
            failed_ = true;
    }

  private:
    constexpr bool reserve(std::size_t count) {
        if (failed_ || count > left()) {
            failed_ = true;
            return false;
        }
        size_ += count;
        return true;
    }

    std::span<std::uint8_t> memory_;
    std::size_t size_ = 0;
    bool failed_ = false;
};

} // namespace base
