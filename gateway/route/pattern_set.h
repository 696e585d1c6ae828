// Many called-number patterns matched at once, so that a call does not try thousands of them in
// turn.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace route {

/// Distinct patterns under small ids. Plain numbers are looked up by hash, the rest runs through
/// one RE2::Set; when that set is too large for its memory budget, each pattern is tried by itself.
/// Shared by the sources of this room only. Immutable after seal(); then any thread.
class PatternSet {
  public:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    PatternSet();
    ~PatternSet();

    /// The pattern's id; equal patterns share one. The pattern is known to be valid.
    std::size_t add(const std::string& pattern);
    void seal();
    std::size_t size() const;
    /// For each id whether the pattern matches the whole of `text`.
    std::vector<bool> match(const std::string& text) const;
    /// The same for one pattern.
    bool matches(std::size_t id, const std::string& text) const;

  private:
    struct Patterns;
    std::unique_ptr<Patterns> all_;
};

} // namespace route
