// PatternSet over RE2::Set, with a table for plain numbers.
#include "gateway/route/pattern_set.h"

#include <algorithm>

namespace route {
namespace {

constexpr std::int64_t kSetMemory = 64 << 20; // octets that RE2 may use for the set's automaton

RE2::Options quiet() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
}

bool is_plain_number(std::string_view pattern) {
    return std::ranges::all_of(pattern, [](char c) { return (c >= '0' && c <= '9') || c == '#'; });
}

} // namespace

std::size_t PatternSet::add(const std::string& pattern) {
    const auto [known, fresh] = ids_.try_emplace(pattern, patterns_.size());
    if (!fresh)
        return known->second;
    patterns_.push_back(std::make_unique<re2::RE2>(pattern, quiet()));
    if (is_plain_number(pattern))
        literals_.emplace(pattern, known->second);
    else
        set_ids_.push_back(known->second);
    return known->second;
}

void PatternSet::seal() {
    if (set_ids_.empty())
        return;
    RE2::Options options = quiet();
    options.set_max_mem(kSetMemory);
    set_ = std::make_unique<re2::RE2::Set>(options, RE2::ANCHOR_BOTH);
    for (const std::size_t id : set_ids_)
        set_->Add(patterns_[id]->pattern(), nullptr);
    if (!set_->Compile())
        set_.reset();
}

std::vector<bool> PatternSet::match(const std::string& text) const {
    std::vector<bool> matched(size());
    if (const auto literal = literals_.find(text); literal != literals_.end())
        matched[literal->second] = true;
    if (set_ids_.empty())
        return matched;
    std::vector<int> hits;
    re2::RE2::Set::ErrorInfo error{re2::RE2::Set::kNoError};
    if (set_ && (set_->Match(text, &hits, &error) || error.kind == re2::RE2::Set::kNoError)) {
        for (const int hit : hits)
            matched[set_ids_[static_cast<std::size_t>(hit)]] = true;
        return matched;
    }
    match_each(text, matched);
    return matched;
}

void PatternSet::match_each(const std::string& text, std::vector<bool>& matched) const {
    for (const std::size_t id : set_ids_)
        matched[id] = RE2::FullMatch(text, *patterns_[id]);
}

} // namespace route
