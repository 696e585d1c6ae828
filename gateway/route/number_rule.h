// Number rules: strip, prefix, rewrite and nature of address, applied to called or calling numbers.
#pragma once

#include "base/result.h"
#include "gateway/route/number.h"

#include <memory>
#include <optional>
#include <string>

namespace re2 {
class RE2;
}

namespace route {

enum class WhichNumber : std::uint8_t { called, calling };

/// One rule as written in the conf file. A rule acts when `match` (RE2, whole number; empty = any)
/// and `only_nature` (absent = any) hold; then, in this order: `rewrite`, `strip`, `strip_prefix`,
/// `prefix`, `set_nature`, `set_presentation`.
struct NumberRule {
    std::string name{};
    WhichNumber number = WhichNumber::called;
    std::string match{}; ///< RE2; matches the whole of the digits
    std::optional<Nature> only_nature{};
    std::string rewrite{};      ///< \1-\9 are groups of `match`, \0 all of it; empty = keep
    unsigned strip = 0;         ///< so many leading digits are removed
    std::string strip_prefix{}; ///< removed when the number begins with it
    std::string prefix{};       ///< put in front
    std::optional<Nature> set_nature{};
    std::optional<Presentation> set_presentation{};
    bool operator==(const NumberRule&) const = default;
};

/// A rule ready for use. Immutable; copies share the compiled pattern. Any thread.
class CompiledRule {
  public:
    /// Errors: what RE2 says about `match`, or what is wrong with `rewrite`, in words.
    static base::Result<CompiledRule, std::string> compile(NumberRule rule);

    const NumberRule& rule() const { return rule_; }
    /// Changes `number` and returns true when the rule acted, even if to the same digits.
    bool apply(Number& number) const;

  private:
    explicit CompiledRule(NumberRule rule) : rule_(std::move(rule)) {}
    bool acts_on(const Number& number) const;

    NumberRule rule_;
    std::shared_ptr<const re2::RE2> match_; ///< null = any number
};

/// Why `pattern` is no valid RE2 pattern, or nothing when it is one.
std::optional<std::string> pattern_fault(const std::string& pattern);
/// Why `rewrite` does not go with `pattern`, or nothing.
std::optional<std::string> rewrite_fault(const std::string& pattern, const std::string& rewrite);

} // namespace route
