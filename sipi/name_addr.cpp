// name-addr and addr-spec with header parameters, RFC 3261 §20.10 and §25.1.
#include "sipi/name_addr.h"

#include "sipi/header.h"
#include "sipi/param_reader.h"
#include "sipi/text.h"

namespace sipi {
namespace {

/// Takes the display name and its white space off the front; false when a quote does not end.
///
/// Without quotes only tokens may stand (RFC 3261 §25.1). More is taken than that, UTF-8 and
/// brackets, because telephones send it; append() quotes it then, as RFC 4475 §3.1.2.15 asks of the
/// liberal.
bool take_display(std::string_view& rest, NameAddr& out) {
    if (rest.front() == '"') {
        const std::size_t length = scan::quoted_length(rest);
        if (length == 0)
            return false;
        out.display = rest.substr(1, length - 2);
        out.quoted = true;
        rest.remove_prefix(length);
        scan::skip_space(rest);
        return !rest.empty() && rest.front() == '<';
    }
    const std::size_t length = scan::span_of(rest, scan::kDisplay); // 0 at a bracket
    if (length < rest.size() && rest[length] == '<') {
        out.display = scan::trimmed(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return true;
}

/// Takes the URI: between brackets, or bare up to the first ';' or white space.
bool take_uri(std::string_view& rest, NameAddr& out) {
    if (scan::take_char(rest, '<')) {
        out.uri_text = rest.substr(0, scan::find_any<'>'>(rest));
        rest.remove_prefix(out.uri_text.size());
        return scan::take_char(rest, '>') && scan::read_uri(out.uri_text, out.uri);
    }
    // RFC 3261 §20.10: a URI with comma, question mark or semicolon must stand in brackets.
    out.uri_text = rest.substr(0, scan::find_any<';', ' ', '\t', '?', ','>(rest));
    rest.remove_prefix(out.uri_text.size());
    return (rest.empty() || (rest.front() != '?' && rest.front() != ',')) &&
           scan::read_uri(out.uri_text, out.uri);
}

bool take_params(std::string_view rest, NameAddr& out) {
    scan::skip_space(rest);
    out.params = Params(rest);
    Param param;
    for (;;) {
        switch (scan::read_param(rest, param)) {
        case scan::ParamRead::end:
            return true;
        case scan::ParamRead::malformed:
            return false;
        case scan::ParamRead::one:
            if (!scan::same(param.name, "tag"))
                break;
            if (!scan::is_token(param.value) || !out.tag.empty())
                return false;
            out.tag = param.value;
            break;
        }
    }
}

/// qvalue in thousandths: "0.75" is 750 (RFC 3261 §25.1).
std::optional<int> thousandths(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') ||
        (text.size() > 1 && text[1] != '.'))
        return std::nullopt;
    int value = 0;
    for (std::size_t at = 2; at < 5; ++at) {
        if (at < text.size() && !scan::is(text[at], scan::kDigit))
            return std::nullopt;
        value = value * 10 + (at < text.size() ? text[at] - '0' : 0);
    }
    if (text[0] == '1')
        return value == 0 ? std::optional(1000) : std::nullopt;
    return value;
}

} // namespace

Result<NameAddr> NameAddr::parse(std::string_view value) {
    Result<NameAddr> result{NameAddr()};
    if (const auto error = scan::read_name_addr(value, *result))
        return fail(*error);
    return result;
}

std::optional<Error> scan::read_name_addr(std::string_view value, NameAddr& out) {
    std::string_view rest = scan::trimmed(value);
    if (rest.size() == 1 && rest.front() == '*') {
        out.star = true;
        return std::nullopt;
    }
    if (rest.empty() || !take_display(rest, out) || !take_uri(rest, out))
        return Error::bad_name_addr;
    if (!take_params(rest, out))
        return Error::bad_parameter;
    return std::nullopt;
}

std::string NameAddr::display_name() const {
    return quoted ? without_escapes(display) : std::string(display);
}

std::optional<int> NameAddr::q() const {
    const auto param = params.find("q");
    return param ? thousandths(param->value) : 1000;
}

std::optional<std::uint32_t> NameAddr::expires() const {
    const auto number = parse_number(params.value("expires"));
    return number ? std::optional(*number) : std::nullopt;
}

void append(std::string& out, const NameAddr& address) {
    if (address.star) {
        out += '*';
        return;
    }
    if (!address.display.empty()) {
        if (address.quoted)
            out.append("\"").append(address.display).append("\"");
        else if (scan::all(address.display, scan::kToken))
            out += address.display;
        else
            append_quoted(out, address.display);
        out += ' ';
    }
    out += '<';
    if (address.uri_text.empty())
        append(out, address.uri);
    else
        out += address.uri_text;
    out += '>';
    out += address.params.text();
}

std::string to_string(const NameAddr& address) {
    std::string out;
    append(out, address);
    return out;
}

} // namespace sipi
