// The parser of bodies: what each part is, how its octets are encoded, where the next one begins.
#include "sipi/body/parser.h"

#include "sipi/text.h"

namespace sipi {
namespace {

constexpr std::size_t kUsualParts = 4; ///< room for so many without a second allocation

base::Octets octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view without_pair(std::string_view text, char open, char close) {
    const bool there = text.size() >= 2 && text.front() == open && text.back() == close;
    return there ? text.substr(1, text.size() - 2) : text;
}

bool is_multipart(const BodyPart& part) {
    return scan::same(part.type.type, "multipart");
}

/// RFC 3261 §20.11, RFC 3204 §3.1 and §3.2
std::string_view default_disposition(const BodyPart& part) {
    if (part.is("application", "sdp"))
        return "session";
    return part.is("application", "isup") || part.is("application", "qsig") ? "signal" : "render";
}

Multipart::Kind kind_of(const MediaType& type) {
    if (scan::same(type.subtype, "alternative"))
        return Multipart::Kind::alternative;
    return scan::same(type.subtype, "related") ? Multipart::Kind::related : Multipart::Kind::mixed;
}

/// Whether a lone LF inside the content may end a line. Elsewhere it is an octet like any other.
bool is_text(const BodyPart& part, TransferEncoding encoding) {
    return part.is("application", "sdp") || scan::same(part.type.type, "text") ||
           scan::same(part.type.type, "message") || encoding == TransferEncoding::base64 ||
           encoding == TransferEncoding::quoted_printable;
}

/// The end of a part: where its own length says, when a delimiter stands there; else the next
/// delimiter.
std::optional<Delimiter> end_of(const DelimiterScanner& scanner, const PartHeader& header,
                                LineEnds ends) {
    std::uint64_t length = 0;
    if (!header.content_length.empty() &&
        scan::read_digits(header.content_length, kMaxMessage, length))
        if (const auto found = scanner.behind(header.content + length, ends))
            return found;
    return scanner.find(header.content, ends);
}

} // namespace

void BodyParser::parse(const Body::Headers& headers, base::Octets octets) {
    body_.parts_.reserve(kUsualParts);
    add(described(headers, false), headers,
        {reinterpret_cast<const char*>(octets.data()), octets.size()}, 0);
}

BodyPart BodyParser::described(const Body::Headers& headers, bool in_multipart) {
    BodyPart part;
    part.content_type = headers.content_type;
    if (headers.content_type.empty() && in_multipart) {
        part.type = {.type = "text", .subtype = "plain", .params = {}};
    } else if (const auto type = MediaType::parse(headers.content_type)) {
        part.type = *type;
    } else {
        part.fault = BodyFault::bad_content_type;
    }
    part.content_id = without_pair(headers.content_id, '<', '>');
    if (headers.content_disposition.empty()) {
        part.disposition = default_disposition(part);
        return part;
    }
    if (const auto disposition = ContentDisposition::parse(headers.content_disposition)) {
        part.disposition = disposition->type;
        part.optional =
            scan::same(without_pair(disposition->params.value("handling"), '"', '"'), "optional");
    } else {
        part.disposition = default_disposition(part);
        part.fault = BodyFault::bad_part_header;
    }
    return part;
}

void BodyParser::add(BodyPart part, const Body::Headers& headers, std::string_view content,
                     int depth) {
    part.octets = octets_of(content);
    const TransferEncoding encoding = transfer_encoding(headers.transfer_encoding);
    const bool packed =
        !headers.content_encoding.empty() && !scan::same(headers.content_encoding, "identity");
    // RFC 2045 §6.4: a multipart is never encoded as a whole
    if (part.usable() && (packed || encoding == TransferEncoding::unknown ||
                          (is_multipart(part) && encoding != TransferEncoding::identity)))
        part.fault = BodyFault::unknown_encoding;
    if (part.usable() && is_multipart(part)) {
        part.fault = take_apart(part, content, depth);
        if (part.usable())
            return;
    } else if (part.usable() && encoding != TransferEncoding::identity) {
        decode(part, encoding, content);
    }
    body_.parts_.push_back(part);
}

void BodyParser::decode(BodyPart& part, TransferEncoding encoding, std::string_view content) {
    auto decoded = encoding == TransferEncoding::base64 ? decode_base64(content)
                                                        : decode_quoted_printable(content);
    if (decoded)
        part.octets = octets_of(keep(std::move(*decoded)));
    else
        part.fault = BodyFault::malformed_encoding;
}

BodyFault BodyParser::take_apart(const BodyPart& whole, std::string_view content, int depth) {
    if (depth >= kMaxBodyDepth)
        return BodyFault::too_deep;
    if (body_.multiparts_.size() >= kMaxMultiparts)
        return BodyFault::too_many_parts;
    const std::string_view boundary = boundary_of(whole.type);
    if (boundary.empty())
        return BodyFault::no_boundary;
    const std::size_t parts_before = body_.parts_.size();
    const std::size_t multiparts_before = body_.multiparts_.size();
    body_.multiparts_.push_back(
        {kind_of(whole.type), whole.optional, /*closed=*/false, whole.multipart});
    const BodyFault fault = read_parts(DelimiterScanner(content, boundary),
                                       static_cast<int>(multiparts_before), depth + 1);
    if (fault != BodyFault::none) {
        body_.parts_.resize(parts_before);
        body_.multiparts_.resize(multiparts_before);
    }
    return fault;
}

// preamble delimiter part delimiter part ... close-delimiter epilogue; the last delimiter may lack
BodyFault BodyParser::read_parts(const DelimiterScanner& scanner, int multipart, int depth) {
    std::optional<Delimiter> delimiter = scanner.find(0, LineEnds::any);
    if (!delimiter)
        return BodyFault::no_delimiter;
    const LineEnds binary_ends = delimiter->bare_lf ? LineEnds::lf : LineEnds::crlf;
    while (!delimiter->closing && delimiter->next < scanner.text().size()) {
        if (body_.parts_.size() >= kMaxBodyParts)
            return BodyFault::too_many_parts;
        const PartHeader header = read_part_header(scanner, delimiter->next, body_.decoded_);
        BodyPart part = described(header.fields, true);
        part.multipart = multipart;
        if (header.malformed)
            part.fault = BodyFault::bad_part_header;
        const bool text = is_text(part, transfer_encoding(header.fields.transfer_encoding));
        delimiter =
            header.end ? header.end : end_of(scanner, header, text ? LineEnds::any : binary_ends);
        const std::size_t end = delimiter ? delimiter->part_end : scanner.text().size();
        const std::size_t begin = std::min(header.content, end);
        add(part, header.fields, scanner.text().substr(begin, end - begin), depth);
        if (!delimiter)
            return BodyFault::none;
    }
    body_.multiparts_[static_cast<std::size_t>(multipart)].closed = delimiter->closing;
    return BodyFault::none;
}

std::string_view BodyParser::boundary_of(const MediaType& type) {
    std::string_view boundary = without_pair(type.params.value("boundary"), '"', '"');
    if (boundary.find('\\') != std::string_view::npos)
        boundary = keep(without_escapes(boundary));
    // RFC 2046 §5.1.1: a boundary does not end with white space
    return boundary.substr(0, boundary.find_last_not_of(" \t") + 1);
}

std::string_view BodyParser::keep(std::string text) {
    return body_.decoded_.emplace_front(std::move(text));
}

} // namespace sipi
