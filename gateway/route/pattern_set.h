// Many called-number patterns matched at once, so that a call does not try thousands of them in
// turn.
#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace route {

/// Distinct patterns under small ids. Plain numbers are looked up by hash, the rest runs through
/// one RE2::Set; when that set is too large for its memory budget, each pattern is tried by itself.
/// Shared by the sources of this room only. Immutable after seal(); then any thread.
class PatternSet {
  public:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    /// The pattern's id; equal patterns share one. The pattern is known to be valid.
    std::size_t add(const std::string& pattern);
    void seal();
    std::size_t size() const { return patterns_.size(); }
    const re2::RE2& pattern(std::size_t id) const { return *patterns_[id]; }
    /// For each id whether the pattern matches the whole of `text`.
    std::vector<bool> match(const std::string& text) const;

  private:
    void match_each(const std::string& text, std::vector<bool>& matched) const;

    std::vector<std::unique_ptr<re2::RE2>> patterns_;
    std::unordered_map<std::string, std::size_t> ids_;      ///< by pattern text
    std::unordered_map<std::string, std::size_t> literals_; ///< patterns that are plain numbers
    std::unique_ptr<re2::RE2::Set> set_; ///< null: no other patterns, or too large
    std::vector<std::size_t> set_ids_;   ///< set index -> id
};

} // namespace route
