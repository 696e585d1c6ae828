// Small XML documents in bodies (XML 1.0).
#include "sipi/body/xml.h"

#include <array>
#include <charconv>

namespace sipi {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

struct Entity {
    std::string_view name;
    char character;
};
constexpr std::array kEntities{Entity{"amp", '&'}, Entity{"lt", '<'}, Entity{"gt", '>'},
                               Entity{"quot", '"'}, Entity{"apos", '\''}}; // §4.6

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

class Reader {
  public:
    explicit Reader(std::string_view document) : rest_(document) {}

    std::optional<XmlElement> document() {
        if (rest_.starts_with("\xef\xbb\xbf"))
            rest_.remove_prefix(3);
        XmlElement root;
        if (!skip_around() || !element(root, 0) || !skip_around() || !rest_.empty())
            return std::nullopt;
        return root;
    }

  private:
    bool take(std::string_view text) {
        if (!rest_.starts_with(text))
            return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    bool skip_past(std::string_view end) {
        const std::size_t at = rest_.find(end);
        if (at == std::string_view::npos)
            return false;
        rest_.remove_prefix(at + end.size());
        return true;
    }
    void skip_space() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size()));
    }
    /// White space, comments and instructions outside the document's element (§2.8).
    bool skip_around() {
        for (;;) {
            skip_space();
            if (take("<?")) {
                if (!skip_past("?>"))
                    return false;
            } else if (take("<!--")) {
                if (!skip_past("-->"))
                    return false;
            } else {
                return true;
            }
        }
    }

    static bool is_name(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.' || c == ':' || (c & 0x80);
    }
    std::string_view name() {
        std::size_t size = 0;
        while (size < rest_.size() && is_name(rest_[size]))
            ++size;
        const std::string_view found = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return found;
    }

    /// Up to and with the end of the tag; nothing when it is malformed, true when it was empty.
    std::optional<bool> rest_of_tag() {
        for (;;) {
            skip_space();
            if (take("/>"))
                return true;
            if (take(">"))
                return false;
            if (name().empty())
                return std::nullopt;
            skip_space();
            if (!take("="))
                return std::nullopt;
            skip_space();
            if (!(take("\"") ? skip_past("\"") : take("'") && skip_past("'")))
                return std::nullopt;
        }
    }

    bool element(XmlElement& into, int depth) {
        if (depth >= kMaxXmlDepth || ++elements_ > kMaxXmlElements || !take("<"))
            return false;
        const std::string_view full = name();
        if (full.empty())
            return false;
        into.name = full.substr(full.rfind(':') + 1);
        const auto empty = rest_of_tag();
        if (!empty)
            return false;
        if (!*empty && !contents(into, full, depth))
            return false;
        into.text = trimmed(into.text);
        return true;
    }

    bool contents(XmlElement& into, std::string_view full, int depth) {
        while (!rest_.empty()) {
            if (take("</")) {
                if (name() != full)
                    return false;
                skip_space();
                return take(">");
            }
            if (take("<![CDATA[")) {
                const std::size_t end = rest_.find("]]>");
                if (end == std::string_view::npos)
                    return false;
                into.text += rest_.substr(0, end);
                rest_.remove_prefix(end + 3);
            } else if (take("<!--")) {
                if (!skip_past("-->"))
                    return false;
            } else if (take("<?")) {
                if (!skip_past("?>"))
                    return false;
            } else if (rest_.front() == '<') {
                into.children.emplace_back();
                if (!element(into.children.back(), depth + 1))
                    return false;
            } else if (!text(into.text)) {
                return false;
            }
        }
        return false;
    }

    bool text(std::string& into) {
        const std::size_t size = std::min(rest_.find_first_of("<&"), rest_.size());
        into += rest_.substr(0, size);
        rest_.remove_prefix(size);
        return !take("&") || reference(into);
    }

    bool reference(std::string& into) {
        const std::size_t end = rest_.find(';');
        if (end == std::string_view::npos || end == 0)
            return false;
        std::string_view what = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        if (what.front() != '#') {
            for (const Entity& entity : kEntities)
                if (entity.name == what) {
                    into += entity.character;
                    return true;
                }
            return false;
        }
        what.remove_prefix(1);
        const bool hexadecimal = what.starts_with('x');
        if (hexadecimal)
            what.remove_prefix(1);
        std::uint32_t character = 0;
        const auto [stop, error] = std::from_chars(what.data(), what.data() + what.size(),
                                                   character, hexadecimal ? 16 : 10);
        if (error != std::errc() || stop != what.data() + what.size() || character == 0)
            return false;
        into += character < 0x80 ? static_cast<char>(character) : '?'; // nothing here needs more
        return true;
    }

    std::string_view rest_;
    std::size_t elements_ = 0;
};

} // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
    for (const XmlElement& one : children)
        if (one.name == wanted)
            return &one;
    return nullptr;
}

std::string_view XmlElement::text_of(std::string_view wanted) const {
    const XmlElement* found = child(wanted);
    return found ? std::string_view(found->text) : std::string_view();
}

std::optional<XmlElement> parse_xml(std::string_view document) {
    return Reader(document).document();
}

std::string xml_text(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else if (static_cast<unsigned char>(c) >= 0x20)
            escaped += c;
    }
    return escaped;
}

} // namespace sipi
