// SIP messages for the trace: start line (RFC 3261 §7.1, §7.2), method of the CSeq, type of the
// body.
#include "gateway/observe/sip_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace observe {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/// The first header of this name, long or compact; empty when there is none.
std::string_view header(std::string_view headers, std::string_view name, std::string_view compact) {
    while (!headers.empty()) {
        const std::string_view line = next_line(headers);
        if (line.empty())
            break;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos)
            continue;
        const std::string_view found = trimmed(line.substr(0, colon));
        if (same_name(found, name) || (!compact.empty() && same_name(found, compact)))
            return trimmed(line.substr(colon + 1));
    }
    return {};
}

std::string printable(std::string_view text) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '.');
    return out;
}

std::string_view body_mark(std::string_view headers) {
    const std::string_view type = header(headers, "Content-Type", "c");
    const std::string_view media = trimmed(type.substr(0, type.find(';')));
    if (same_name(media, "application/sdp"))
        return " [SDP]";
    if (same_name(media, "application/isup"))
        return " [ISUP]";
    if (media.size() > 10 && same_name(media.substr(0, 10), "multipart/"))
        return " [multipart]";
    return {};
}

} // namespace

std::string sip_summary(base::Octets message) {
    std::string_view rest(reinterpret_cast<const char*>(message.data()), message.size());
    const std::string_view start = trimmed(next_line(rest));
    constexpr std::string_view kVersion = "SIP/2.0";
    if (start.starts_with(kVersion)) {
        const std::string_view cseq = header(rest, "CSeq", "");
        const auto blank = cseq.find_last_of(" \t");
        std::string summary = printable(trimmed(start.substr(kVersion.size())));
        if (blank != std::string_view::npos)
            summary += fmt::format(" ({})", printable(cseq.substr(blank + 1)));
        return summary.append(body_mark(rest));
    }
    const auto blank = start.find_last_of(' ');
    const bool has_version =
        blank != std::string_view::npos && start.substr(blank + 1).starts_with("SIP/");
    return printable(has_version ? start.substr(0, blank) : start).append(body_mark(rest));
}

std::string sip_detail(base::Octets message) {
    std::string_view rest(reinterpret_cast<const char*>(message.data()), message.size());
    std::string out;
    while (!rest.empty())
        out += printable(next_line(rest)) + '\n';
    return out;
}

std::string hex_dump(base::Octets octets) {
    std::string out;
    for (std::size_t row = 0; row < octets.size(); row += 16) {
        const base::Octets part =
            octets.subspan(row, std::min<std::size_t>(16, octets.size() - row));
        std::string hex, text;
        for (const std::uint8_t octet : part) {
            hex += fmt::format("{:02x} ", octet);
            text += octet >= 0x20 && octet < 0x7f ? static_cast<char>(octet) : '.';
        }
        out += fmt::format("{:04x}  {:<48} {}\n", row, hex, text);
    }
    return out;
}

} // namespace observe
