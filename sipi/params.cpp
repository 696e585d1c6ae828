// Parameters, quoted strings, host and port: the pieces that several headers share, RFC 3261 §25.1.
#include "sipi/params.h"

#include "sipi/param_reader.h"
#include "sipi/text.h"

namespace sipi {

void Params::Iterator::read() {
    at_end_ = scan::read_param(rest_, param_) != scan::ParamRead::one;
}

std::optional<Param> Params::find(std::string_view name) const {
    for (const Param& param : *this)
        if (scan::same(param.name, name))
            return param;
    return std::nullopt;
}

std::string_view Params::value(std::string_view name) const {
    const auto param = find(name);
    return param ? param->value : std::string_view();
}

bool equal_without_case(std::string_view a, std::string_view b) {
    return scan::same(a, b);
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = scan::lower(c);
    return out;
}

std::string unquoted(std::string_view text) {
    if (scan::quoted_length(text) != text.size() || text.empty())
        return std::string(text);
    return without_escapes(text.substr(1, text.size() - 2));
}

std::string without_escapes(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        out += text[at];
    }
    return out;
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (static_cast<std::uint8_t>(c) < 0x20 && c != '\t')
            continue;
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

namespace scan {

/// A quoted-string with its quotes, or a run of value characters.
static bool take_value(std::string_view& rest, std::string_view& value) {
    if (rest.empty() || rest.front() != '"') {
        value = take(rest, kValue);
        return true;
    }
    const std::size_t length = quoted_length(rest);
    value = rest.substr(0, length);
    rest.remove_prefix(length);
    return length > 0;
}

ParamRead read_param(std::string_view& rest, Param& out) {
    skip_space(rest);
    if (rest.empty())
        return ParamRead::end;
    if (!take_char(rest, ';'))
        return ParamRead::malformed;
    skip_space(rest);
    out.name = take(rest, kName);
    out.value = {};
    out.has_value = take_separator(rest, '=');
    if (out.name.empty() || (out.has_value && !take_value(rest, out.value)))
        return ParamRead::malformed;
    return ParamRead::one;
}

bool take_host_port(std::string_view& rest, HostPort& out, bool spaced) {
    if (take_char(rest, '[')) {
        const std::size_t end = find_any<']'>(rest);
        if (end == rest.size())
            return false;
        out.host = rest.substr(0, end);
        out.ipv6 = true;
        rest.remove_prefix(end + 1);
        // RFC 5118 §4.10: three colons in a row come from a defect of the grammar and are accepted.
        for (const char c : out.host)
            if (!is(c, kHex) && c != ':' && c != '.')
                return false;
    } else {
        out.host = take(rest, kHost);
        out.ipv6 = false;
    }
    if (out.host.empty())
        return false;
    out.port = 0;
    if (spaced ? !take_separator(rest, ':') : !take_char(rest, ':'))
        return true;
    std::uint64_t port = 0;
    if (!take_number(rest, 65535, port) || port == 0)
        return false;
    out.port = static_cast<std::uint16_t>(port);
    return true;
}

std::size_t next_comma(std::string_view text) {
    std::size_t at = 0;
    while ((at = find_any<',', '"', '<'>(text, at)) < text.size() && text[at] != ',') {
        if (text[at] == '<') {
            at = find_any<'>'>(text, at);
        } else if (const std::size_t length = quoted_length(text.substr(at))) {
            at += length;
        } else {
            at = text.size();
        }
    }
    return at;
}

} // namespace scan
} // namespace sipi
