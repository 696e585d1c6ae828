// Which rows of which tables a mapping used: what lets a call explain itself.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace mapping {

/// The name and the clause of one rule or table row. Always static: notes keep its address.
struct Row {
    std::string_view name;   ///< "status from cause", "calling number from P-Asserted-Identity"
    std::string_view clause; ///< "RFC 3398 §7.2.4.1"
};

/// One row that was used, and what it gave.
struct Note {
    static constexpr std::size_t kMaxText = 52;
    const Row* row;
    std::string_view value() const { return {text.data(), size}; }

    std::uint8_t size;
    std::array<char, kMaxText> text; ///< cut when longer
};

/// The rows that one mapping used, in order. A value on the caller's stack, no heap; made with
/// `false` it takes nothing and costs nothing.
class Notes {
  public:
    static constexpr std::size_t kMax = 32;

    explicit Notes(bool enabled = true) : enabled_(enabled) {}
    bool enabled() const { return enabled_; }

    /// Notes behind the 32nd are only counted, see dropped().
    template <class... Arguments>
    void add(const Row& row, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        if (!enabled_)
            return;
        if (size_ == kMax) {
            ++dropped_;
            return;
        }
        Note& note = notes_[size_++];
        note.row = &row;
        const auto end = fmt::format_to_n(note.text.data(), Note::kMaxText, format,
                                          std::forward<Arguments>(arguments)...);
        note.size = static_cast<std::uint8_t>(std::min(end.size, Note::kMaxText));
    }
    void add(const Row& row) { add(row, ""); }

    std::size_t size() const { return size_; }
    std::size_t dropped() const { return dropped_; }
    const Note& operator[](std::size_t i) const { return notes_[i]; }
    const Note* begin() const { return notes_.data(); }
    const Note* end() const { return notes_.data() + size_; }

  private:
    bool enabled_;
    std::uint8_t size_ = 0;
    std::uint8_t dropped_ = 0;
    std::array<Note, kMax> notes_;
};

/// Puts the notes into a trace: calls trace.note(leg, row name, clause, value) for each.
template <class Trace, class Leg>
void record(const Notes& notes, Trace& trace, Leg leg) {
    for (const Note& note : notes)
        trace.note(leg, note.row->name, note.row->clause, note.value());
}

} // namespace mapping
