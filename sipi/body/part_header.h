// The header of one body part: its lines up to the empty one, RFC 2046 §5.1, RFC 2045 §3.
#pragma once

#include "sipi/body/delimiter.h"
#include "sipi/body/multipart.h"

#include <forward_list>
#include <optional>
#include <string>

namespace sipi {

struct PartHeader {
    Body::Headers fields;
    std::string_view content_length; ///< of the part; "" when absent
    bool malformed = false;          ///< a line without name and colon, or a field twice
    std::size_t content = 0;         ///< where the octets of the part begin
    /// The next delimiter line, when it stands before any content.
    std::optional<Delimiter> end;
};

/// Reads the header that begins at `from`, a line start behind a delimiter line. Folded values are
/// unfolded into `unfolded`; compact names (RFC 3261 §7.3.3) are understood, others skipped.
PartHeader read_part_header(const DelimiterScanner& scanner, std::size_t from,
                            std::forward_list<std::string>& unfolded);

} // namespace sipi
