// Reading the header lines of a body part, RFC 2046 §5.1; line ends may be CRLF or LF.
#include "sipi/body/part_header.h"

#include "sipi/text.h"

#include <array>

namespace sipi {
namespace {

struct FieldRow {
    std::string_view name;
    std::string_view compact;
    std::string_view PartHeader::*direct;
    std::string_view Body::Headers::*in_fields;
};

constexpr std::array kFields{
    FieldRow{"Content-Type", "c", nullptr, &Body::Headers::content_type},
    FieldRow{"Content-Disposition", "", nullptr, &Body::Headers::content_disposition},
    FieldRow{"Content-ID", "", nullptr, &Body::Headers::content_id},
    FieldRow{"Content-Transfer-Encoding", "", nullptr, &Body::Headers::transfer_encoding},
    FieldRow{"Content-Encoding", "e", nullptr, &Body::Headers::content_encoding},
    FieldRow{"Content-Length", "l", &PartHeader::content_length, nullptr},
};

/// Most senders write names as the specification does: then no octet is looked at alone.
bool is_name(std::string_view known, std::string_view name) {
    return known.size() == name.size() &&
           (scan::equal(known.data(), name.data(), name.size()) || scan::same(known, name));
}

/// Walks the lines of a header.
class Lines {
  public:
    Lines(std::string_view text, std::size_t at) : text_(text), at_(at) {}
    std::size_t position() const { return at_; }
    bool at_end() const { return at_ >= text_.size(); }
    /// The next line without its end.
    std::string_view take() {
        const std::size_t lf = scan::find_any<'\n'>(text_, at_);
        const std::size_t end =
            lf < text_.size() && lf > at_ && text_[lf - 1] == '\r' ? lf - 1 : lf;
        const std::string_view line = text_.substr(at_, end - at_);
        at_ = std::min(lf + 1, text_.size());
        return line;
    }
    bool continues() const { return !at_end() && scan::is(text_[at_], scan::kSpace); }

  private:
    std::string_view text_;
    std::size_t at_;
};

/// Joins the continuation lines to `line` (RFC 5322 §2.2.3).
std::string_view unfold(std::string_view line, Lines& lines,
                        std::forward_list<std::string>& unfolded) {
    std::string& whole = unfolded.emplace_front(line);
    while (lines.continues())
        whole.append(" ").append(scan::trimmed(lines.take()));
    return whole;
}

void read_field(std::string_view line, PartHeader& header) {
    const std::string_view name = scan::take(line, scan::kToken);
    if (name.empty() || !scan::take_separator(line, ':')) {
        header.malformed = true;
        return;
    }
    for (const FieldRow& row : kFields) {
        if (!is_name(row.name, name) && !is_name(row.compact, name))
            continue;
        std::string_view& value = row.direct ? header.*row.direct : header.fields.*row.in_fields;
        if (!value.empty())
            header.malformed = true;
        else
            value = scan::trimmed(line);
        return;
    }
}

} // namespace

PartHeader read_part_header(const DelimiterScanner& scanner, std::size_t from,
                            std::forward_list<std::string>& unfolded) {
    PartHeader header;
    Lines lines(scanner.text(), from);
    while (!lines.at_end()) {
        if ((header.end = scanner.at(lines.position(), LineEnds::any)))
            break;
        std::string_view line = lines.take();
        if (line.empty())
            break;
        if (lines.continues())
            line = unfold(line, lines, unfolded);
        read_field(line, header);
    }
    header.content = lines.position();
    return header;
}

} // namespace sipi
