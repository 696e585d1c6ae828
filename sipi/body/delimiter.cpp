// Scanning for delimiter lines, RFC 2046 §5.1.1: delimiter, close-delimiter, transport-padding.
#include "sipi/body/delimiter.h"

#include "sipi/text.h"

namespace sipi {
namespace {

/// Where the next LF with a '-' behind it stands, 16 octets at a time; text.size() without one. SDP
/// has many lines, but hardly one that begins so.
std::size_t find_dashed_line(std::string_view text, std::size_t at) {
#ifdef __SSE2__
    for (; at + 17 <= text.size(); at += 16) {
        const auto* here = reinterpret_cast<const __m128i*>(text.data() + at);
        const auto* behind = reinterpret_cast<const __m128i*>(text.data() + at + 1);
        const __m128i feeds = _mm_cmpeq_epi8(_mm_loadu_si128(here), _mm_set1_epi8('\n'));
        const __m128i dashes = _mm_cmpeq_epi8(_mm_loadu_si128(behind), _mm_set1_epi8('-'));
        if (const int mask = _mm_movemask_epi8(_mm_and_si128(feeds, dashes)))
            return at + static_cast<std::size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
    }
#endif
    while (at + 1 < text.size() && (text[at] != '\n' || text[at + 1] != '-'))
        ++at;
    return at + 1 < text.size() ? at : text.size();
}

/// Length of the line end at `at`; 0 when there is none of these.
std::size_t line_end(std::string_view text, std::size_t at, LineEnds ends) {
    if (text.substr(at, 2) == "\r\n")
        return 2;
    return ends != LineEnds::crlf && at < text.size() && text[at] == '\n' ? 1 : 0;
}

} // namespace

std::optional<Delimiter> DelimiterScanner::at(std::size_t line, LineEnds ends) const {
    std::size_t at = line + 2 + boundary_.size();
    if (at > text_.size() || text_[line] != '-' || text_[line + 1] != '-' ||
        text_.compare(line + 2, boundary_.size(), boundary_) != 0)
        return std::nullopt;
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
    for (std::size_t lf = find_dashed_line(text_, from); lf < text_.size();
         lf = find_dashed_line(text_, lf + 1)) {
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
