// Takes a body apart into parts, multiparts within multiparts; RFC 2046 §5.1, RFC 5621 §4.
#pragma once

#include "sipi/body/multipart.h"
#include "sipi/body/part_header.h"

namespace sipi {

/// Fills one Body; used once.
class BodyParser {
  public:
    explicit BodyParser(Body& body) : body_(body) {}
    void parse(const Body::Headers& headers, base::Octets octets);

  private:
    BodyPart described(const Body::Headers& headers, bool in_multipart);
    /// Adds the part, or what it contains when it is a multipart.
    void add(BodyPart part, const Body::Headers& headers, std::string_view content, int depth);
    BodyFault take_apart(const BodyPart& whole, std::string_view content, int depth);
    BodyFault read_parts(const DelimiterScanner& scanner, int multipart, int depth);
    /// The boundary parameter without quotes and escapes; "" when absent.
    std::string_view boundary_of(const MediaType& type);
    void decode(BodyPart& part, TransferEncoding encoding, std::string_view content);
    /// A copy that lives as long as the body.
    std::string_view keep(std::string text);

    Body& body_;
};

} // namespace sipi
