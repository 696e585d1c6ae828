// PatternSet over RE2::Set, with a table for plain numbers.
#include "gateway/route/pattern_set.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

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

struct PatternSet::Patterns {
    std::vector<std::unique_ptr<re2::RE2>> patterns;
    std::unordered_map<std::string, std::size_t> ids;      // by pattern text
    std::unordered_map<std::string, std::size_t> literals; // patterns that are plain numbers
    std::unique_ptr<re2::RE2::Set> set;                    // null: no other patterns, or too large
    std::vector<std::size_t> set_ids;                      // position in `set` -> id
};

PatternSet::PatternSet() : all_(std::make_unique<Patterns>()) {}
PatternSet::~PatternSet() = default;
std::size_t PatternSet::size() const {
    return all_->patterns.size();
}

std::size_t PatternSet::add(const std::string& pattern) {
    const auto [known, fresh] = all_->ids.try_emplace(pattern, size());
    if (!fresh)
        return known->second;
    all_->patterns.push_back(std::make_unique<re2::RE2>(pattern, quiet()));
    if (is_plain_number(pattern))
        all_->literals.emplace(pattern, known->second);
    else
        all_->set_ids.push_back(known->second);
    return known->second;
}

void PatternSet::seal() {
    if (all_->set_ids.empty())
        return;
    RE2::Options options = quiet();
    options.set_max_mem(kSetMemory);
    all_->set = std::make_unique<re2::RE2::Set>(options, RE2::ANCHOR_BOTH);
    for (const std::size_t id : all_->set_ids)
        all_->set->Add(all_->patterns[id]->pattern(), nullptr);
    if (!all_->set->Compile())
        all_->set.reset();
}

std::vector<bool> PatternSet::match(const std::string& text) const {
    std::vector<bool> matched(size());
    if (const auto literal = all_->literals.find(text); literal != all_->literals.end())
        matched[literal->second] = true;
    if (all_->set_ids.empty())
        return matched;
    std::vector<int> hits;
    re2::RE2::Set::ErrorInfo error{re2::RE2::Set::kNoError};
    if (all_->set &&
        (all_->set->Match(text, &hits, &error) || error.kind == re2::RE2::Set::kNoError)) {
        for (const int hit : hits)
            matched[all_->set_ids[static_cast<std::size_t>(hit)]] = true;
        return matched;
    }
    for (const std::size_t id : all_->set_ids) // the automaton ran out of memory
        matched[id] = matches(id, text);
    return matched;
}

bool PatternSet::matches(std::size_t id, const std::string& text) const {
    return RE2::FullMatch(text, *all_->patterns[id]);
}

} // namespace route
