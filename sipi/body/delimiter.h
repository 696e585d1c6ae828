// Delimiter lines of a multipart body: where a part ends and the next begins, RFC 2046 §5.1.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sipi {

/// One delimiter line. The line end before it belongs to it, not to the part before.
struct Delimiter {
    std::size_t part_end; ///< where the octets of the part before it end
    std::size_t next;     ///< behind the line: where the next part begins
    bool closing;         ///< "--boundary--"
    bool bare_lf;         ///< the line ends with LF without CR
};

/// Which line ends count around a delimiter line.
enum class LineEnds : std::uint8_t {
    crlf, ///< CRLF alone: inside octets that are no text
    any,  ///< CRLF or LF: inside text
    lf,   ///< LF; a CR before it is content: octets that are no text, where the sender writes lone
          ///< LFs
};

/// Finds the delimiter lines of one boundary in the octets of one multipart.
///
/// Owner: views; text and boundary outlive it. A line counts only whole: at the start of a line,
/// "--", the boundary, perhaps "--", spaces and tabs, and the line's end (or that of the text).
class DelimiterScanner {
  public:
    DelimiterScanner(std::string_view text, std::string_view boundary)
        : text_(text), boundary_(boundary) {}

    /// The delimiter line that begins at `line`; part_end is `line` itself.
    std::optional<Delimiter> at(std::size_t line, LineEnds ends) const;
    /// The first one from `from` on, which is itself the start of a line.
    std::optional<Delimiter> find(std::size_t from, LineEnds ends) const;
    /// The one whose line end begins at `part_end`, as the length of a part says.
    std::optional<Delimiter> behind(std::size_t part_end, LineEnds ends) const;

    std::string_view text() const { return text_; }

  private:
    std::string_view text_;
    std::string_view boundary_;
};

} // namespace sipi
