// Number rules: patterns by RE2 (linear time whatever the pattern), compiled once.
#include "gateway/route/number_rule.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace route {
namespace {

constexpr int kGroups = 10; // \0 to \9

std::shared_ptr<const re2::RE2> compile_pattern(const std::string& pattern) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20); // a conf file must not eat the machine
    return std::make_shared<const re2::RE2>(pattern, options);
}

// What a rewrite may insert besides groups: what can be dialled.
bool dialable_rewrite(std::string_view rewrite) {
    for (std::size_t at = 0; at < rewrite.size(); ++at) {
        if (rewrite[at] == '\\' && at + 1 < rewrite.size()) {
            ++at;
            continue;
        }
        if (rewrite[at] == '+'
                ? at != 0
                : std::string_view("0123456789*#").find(rewrite[at]) == std::string_view::npos)
            return false;
    }
    return true;
}

std::optional<std::string> fault(const re2::RE2& pattern, const std::string& rewrite) {
    if (!pattern.ok())
        return pattern.error();
    std::string error;
    if (!pattern.CheckRewriteString(rewrite, &error))
        return error;
    if (!dialable_rewrite(rewrite))
        return "only 0-9, *, #, \\0-\\9 and a leading + may stand in a rewrite";
    return std::nullopt;
}

std::string rewritten(const re2::RE2& pattern, const std::string& from,
                      const std::string& rewrite) {
    std::array<re2::StringPiece, kGroups> groups;
    const int count = std::min(kGroups, pattern.NumberOfCapturingGroups() + 1);
    std::string out;
    if (pattern.Match(from, 0, from.size(), RE2::ANCHOR_BOTH, groups.data(), count))
        pattern.Rewrite(&out, rewrite, groups.data(), count);
    return out;
}

} // namespace

std::optional<std::string> pattern_fault(const std::string& pattern) {
    const auto compiled = compile_pattern(pattern);
    return compiled->ok() ? std::nullopt : std::optional(compiled->error());
}

std::optional<std::string> rewrite_fault(const std::string& pattern, const std::string& rewrite) {
    return fault(*compile_pattern(pattern), rewrite);
}

base::Result<CompiledRule, std::string> CompiledRule::compile(NumberRule rule) {
    CompiledRule compiled(std::move(rule));
    const NumberRule& written = compiled.rule_;
    if (written.match.empty()) {
        if (!written.rewrite.empty())
            return base::fail(std::string("rewrite needs match"));
        return compiled;
    }
    compiled.match_ = compile_pattern(written.match);
    if (const auto wrong = fault(*compiled.match_, written.rewrite))
        return base::fail(*wrong);
    return compiled;
}

bool CompiledRule::acts_on(const Number& number) const {
    if (rule_.only_nature && *rule_.only_nature != number.nature)
        return false;
    return !match_ || RE2::FullMatch(written(number), *match_);
}

bool CompiledRule::apply(Number& number) const {
    if (!acts_on(number))
        return false;
    std::string form = written(number);
    if (!rule_.rewrite.empty())
        form = rewritten(*match_, form, rule_.rewrite);
    if (rule_.strip > 0)
        form.erase(0, rule_.strip + (form.starts_with('+') ? 1u : 0u));
    if (!rule_.strip_prefix.empty() && form.starts_with(rule_.strip_prefix))
        form.erase(0, rule_.strip_prefix.size());
    if (!rule_.prefix.empty())
        form.insert(0, rule_.prefix); // set_written drops a plus that is no longer in front
    set_written(number, form);
    if (rule_.set_nature)
        number.nature = *rule_.set_nature;
    if (rule_.set_presentation)
        number.presentation = *rule_.set_presentation;
    return true;
}

} // namespace route
