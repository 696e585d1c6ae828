// A line of text with one cell per character.
#include "gateway/observe/canvas.h"

namespace observe {

namespace {

/// Octets of the UTF-8 character that starts with `first` (RFC 3629 §3), 0 when none does.
std::size_t character_octets(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

std::vector<std::string> characters(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        std::size_t count = character_octets(first);
        for (std::size_t i = 1; i < count; ++i)
            if (i >= text.size() || !is_continuation(text[i]))
                count = 0;
        if (count == 0)
            out.emplace_back("?");
        else if (first < 0x20 || first == 0x7f)
            out.emplace_back(".");
        else
            out.emplace_back(text.substr(0, count));
        text.remove_prefix(count == 0 ? 1 : count);
    }
    return out;
}

std::string Canvas::line() const {
    std::size_t end = cells_.size();
    while (end > 0 && cells_[end - 1] == " ")
        --end;
    std::string out;
    for (std::size_t i = 0; i < end; ++i)
        out += cells_[i];
    return out + '\n';
}

} // namespace observe
