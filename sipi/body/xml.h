// Small XML documents in bodies: elements and their text (XML 1.0 §2-§3, §4.6, without DTD).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// One element. Attributes, comments and instructions are read over; prefixes of names are cut off.
struct XmlElement {
    std::string name;
    std::string text; ///< character data directly inside, without white space at both ends
    std::vector<XmlElement> children;

    /// The first child of that name; null: none.
    const XmlElement* child(std::string_view wanted) const;
    /// Text of that child; "" when there is none.
    std::string_view text_of(std::string_view wanted) const;
};

inline constexpr std::size_t kMaxXmlElements = 256;
inline constexpr int kMaxXmlDepth = 16;

/// The document's element. Nothing when it is not well formed, has a document type declaration (no
/// entity but those of §4.6 is known), or more elements than the limits above.
std::optional<XmlElement> parse_xml(std::string_view document);

/// Text as character data: & < > escaped, controls left out.
std::string xml_text(std::string_view text);

} // namespace sipi
