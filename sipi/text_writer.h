// Appends many small pieces of text to a string without a library call for each; for the printers
// of this room.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sipi {

/// Grows the string ahead of need and cuts it to what was written when it goes.
///
/// Owner: the string stays the caller's; nobody else may touch it while the writer lives.
class TextWriter {
  public:
    /// `expected` octets are made room for at once; more is fine.
    TextWriter(std::string& out, std::size_t expected) : out_(out) {
        const std::size_t used = out.size();
        out_.resize(used + expected);
        at_ = out_.data() + used;
        end_ = out_.data() + out_.size();
    }
    ~TextWriter() { out_.resize(static_cast<std::size_t>(at_ - out_.data())); }
    TextWriter(const TextWriter&) = delete;
    TextWriter& operator=(const TextWriter&) = delete;

    template <std::size_t Size>
    TextWriter& operator<<(const char (&literal)[Size]) {
        make_room(Size - 1);
        std::memcpy(at_, literal, Size - 1);
        at_ += Size - 1;
        return *this;
    }
    TextWriter& operator<<(std::string_view text) {
        make_room(text.size());
        if (!text.empty())
            std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
        return *this;
    }
    TextWriter& operator<<(const std::string& text) { return *this << std::string_view(text); }
    TextWriter& operator<<(char c) {
        make_room(1);
        *at_++ = c;
        return *this;
    }
    TextWriter& operator<<(std::uint64_t number) {
        constexpr std::size_t kMostDigits = 20;
        make_room(kMostDigits);
        at_ = std::to_chars(at_, end_, number).ptr;
        return *this;
    }

  private:
    void make_room(std::size_t count) {
        if (static_cast<std::size_t>(end_ - at_) < count)
            grow(count);
    }
    [[gnu::noinline]] void grow(std::size_t count) {
        const auto used = static_cast<std::size_t>(at_ - out_.data());
        out_.resize(2 * out_.size() + count);
        at_ = out_.data() + used;
        end_ = out_.data() + out_.size();
    }

    std::string& out_;
    char* at_;  ///< where the next octet goes
    char* end_; ///< end of the room
};

} // namespace sipi
