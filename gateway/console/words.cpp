// A request line as words, and the nearest match for a word that is none.
#include "gateway/console/words.h"

#include <algorithm>
#include <charconv>

namespace console {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void take_option(std::string_view option, Words& out) {
    constexpr std::string_view kWidth = "--width=";
    if (option == "--json") {
        out.json = true;
        return;
    }
    if (option.starts_with(kWidth)) {
        unsigned width = 0;
        const std::string_view number = option.substr(kWidth.size());
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), width);
        if (error == std::errc{} && end == number.data() + number.size()) {
            out.width = std::clamp(width, 40U, 400U);
            return;
        }
    }
    out.error =
        "unknown option \"" + std::string(option) + "\"; there are --json and --width=COLUMNS";
}

} // namespace

Words split(std::string_view line) {
    Words out;
    for (std::size_t at = 0; at < line.size();) {
        if (is_blank(line[at])) {
            ++at;
            continue;
        }
        std::string word;
        bool quote = false, was_quoted = false;
        for (; at < line.size() && (quote || !is_blank(line[at])); ++at) {
            if (line[at] == '"') {
                quote = !quote;
                was_quoted = true;
            } else if (quote && line[at] == '\\' && at + 1 < line.size() &&
                       (line[at + 1] == '"' || line[at + 1] == '\\')) {
                word += line[++at];
            } else {
                word += line[at];
            }
        }
        if (quote)
            out.error = "a quotation mark is not closed";
        out.open_word = at == line.size();
        if (!was_quoted && word.starts_with("--"))
            take_option(word, out);
        else
            out.words.push_back(std::move(word));
    }
    out.open_word = out.open_word && !line.empty() && !is_blank(line.back());
    return out;
}

std::string quoted_word(std::string_view word) {
    if (!word.empty() && !word.starts_with("--") &&
        word.find_first_of(" \t\r\n\"\\") == std::string_view::npos)
        return std::string(word);
    std::string out = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n' || c == '\r')
            out += c == '\n' ? "\\n" : "\\r"; // a request is one line
        else
            out += c;
    }
    return out + '"';
}

namespace {

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last, last, now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        now[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = std::move(last);
        last = now;
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitution = last[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, substitution});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before_last[j - 2] + 1);
        }
    }
    return now[b.size()];
}

} // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t kLongest = 64;
    if (word.size() > kLongest)
        return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string& candidate : candidates)
        if (const std::size_t found = distance(word, candidate); found < best_distance) {
            best = candidate;
            best_distance = found;
        }
    return best;
}

} // namespace console
