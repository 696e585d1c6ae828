// Scanning for delimiter lines, RFC 2046 §5.1.1: delimiter, close-delimiter, transport-padding.
#include "sipi/body/delimiter.h"

#include "sipi/text.h"

namespace sipi {
namespace {

/// Length of the line end at `at`; 0 when there is none of these.
std::size_t line_end(std::string_view text, std::size_t at, LineEnds ends) {
    if (text.substr(at, 2) == "\r\n")
        return 2;
    return ends != LineEnds::crlf && at < text.size() && text[at] == '\n' ? 1 : 0;
}

} // namespace

std::optional<Delimiter> DelimiterScanner::at(std::size_t line, LineEnds ends) const {
    const std::string_view rest = text_.substr(line);
    if (!rest.starts_with("--") || !rest.substr(2).starts_with(boundary_))
        return std::nullopt;
    std::size_t at = line + 2 + boundary_.size();
    const bool closing = text_.substr(at, 2) == "--";
    if (closing)
        at += 2;
    while (at < text_.size() && scan::is(text_[at], scan::kSpace))
        ++at;
    const std::size_t end = line_end(text_, at, ends);
    if (end == 0 && at != text_.size())
        return std::nullopt;
    return Delimiter{line, at + end, closing, end == 1};
}

std::optional<Delimiter> DelimiterScanner::find(std::size_t from, LineEnds ends) const {
    if (const auto first = at(from, ends))
        return first;
    for (std::size_t lf = scan::find_any<'\n'>(text_, from); lf < text_.size();
         lf = scan::find_any<'\n'>(text_, lf + 1)) {
        if (lf + 2 >= text_.size() || text_[lf + 1] != '-' || text_[lf + 2] != '-')
            continue;
        const bool has_cr = lf > from && text_[lf - 1] == '\r';
        if (ends == LineEnds::crlf && !has_cr)
            continue;
        if (auto found = at(lf + 1, ends)) {
            found->part_end = has_cr && ends != LineEnds::lf ? lf - 1 : lf;
            return found;
        }
    }
    return std::nullopt;
}

std::optional<Delimiter> DelimiterScanner::behind(std::size_t part_end, LineEnds ends) const {
    if (part_end > text_.size())
        return std::nullopt;
    const std::size_t end = line_end(text_, part_end, ends);
    if (end == 0)
        return std::nullopt;
    auto found = at(part_end + end, ends);
    if (found)
        found->part_end = part_end;
    return found;
}

} // namespace sipi
