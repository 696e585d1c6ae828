// What a misspelt word was probably meant to be: edit distance with transpositions.
#include "gateway/config/key.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace config {
namespace {

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

// '-' and '_' are the same to people.
bool same(char a, char b) {
    const auto folded = [](char c) { return c == '-' ? '_' : lower(c); };
    return folded(a) == folded(b);
}

// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last, last(to.size() + 1), row(to.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (same(from[i - 1], to[j - 1]) ? 0u : 1u);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && same(from[i - 1], to[j - 2]) && same(from[i - 2], to[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[to.size()];
}

constexpr std::size_t kLongestWord = 64; // nobody means a known word by a longer one

} // namespace

std::string nearest(std::string_view word, std::span<const std::string_view> known) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    if (word.empty() || word.size() > kLongestWord)
        return {};
    for (const std::string_view candidate : known)
        if (const std::size_t distance = edit_distance(word, candidate); distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    return std::string(best);
}

} // namespace config
