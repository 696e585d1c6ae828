// A request line as words, and the nearest match for a word that is none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace console {

/// Words are separated by blanks; "double quotes" hold blanks, and a backslash in them takes the
/// next character.
struct Words {
    std::vector<std::string> words; ///< without options
    bool json = false;              ///< "--json" was among them
    unsigned width = 100;           ///< "--width=N", 40-400
    bool open_word = false;         ///< the line ends within a word, not after a blank
    std::string error;              ///< an unknown option, a quote without end
};
Words split(std::string_view line);

/// A word as it must be typed: quoted when it holds blanks or quotes.
std::string quoted_word(std::string_view word);

/// The candidate that `word` was probably meant to be, or nothing: few letters added, lost, wrong
/// or swapped.
std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace console
