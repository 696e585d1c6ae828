// sip, sips and tel URIs: parsing, building, escapes and comparison; RFC 3261 §19.1, RFC 3966.
#include "sipi/uri.h"

#include "sipi/param_reader.h"
#include "sipi/text.h"

#include <algorithm>

namespace sipi {
namespace {

using scan::same;

/// Takes uri-parameters, which have no white space and no quotes (RFC 3261 §25.1); false when
/// malformed.
bool take_params(std::string_view& rest, Params& params) {
    const char* const begin = rest.data();
    while (scan::take_char(rest, ';')) {
        if (scan::take(rest, scan::kName).empty())
            return false;
        if (scan::take_char(rest, '='))
            scan::take(rest, scan::kUriValue);
    }
    params = Params({begin, static_cast<std::size_t>(rest.data() - begin)});
    return true;
}

/// userinfo "@" of RFC 3261 §25.1, when there is one.
void take_user(std::string_view& rest, Uri& uri) {
    std::string_view ahead = rest;
    const std::string_view user = scan::take_escaped(ahead, scan::kUser);
    std::string_view password;
    if (scan::take_char(ahead, ':'))
        password = scan::take_escaped(ahead, scan::kPassword);
    if (user.empty() || !scan::take_char(ahead, '@'))
        return;
    uri.user = user;
    uri.password = password;
    uri.has_user = true;
    rest = ahead;
}

bool read_sip(std::string_view rest, Uri& uri) {
    take_user(rest, uri);
    scan::HostPort host;
    if (!scan::take_host_port(rest, host))
        return false;
    uri.host = host.host;
    uri.port = host.port;
    uri.ipv6 = host.ipv6;
    if (!take_params(rest, uri.params))
        return false;
    if (scan::take_char(rest, '?'))
        uri.headers = scan::take_escaped(rest, scan::kHeaders);
    return rest.empty();
}

/// RFC 3966 §3. A local number should name its phone-context; one without is taken, as many send
/// it.
bool read_tel(std::string_view rest, Uri& uri) {
    uri.user = rest.substr(0, scan::find_any<';'>(rest));
    rest.remove_prefix(uri.user.size());
    std::string_view digits = uri.user;
    const bool global = scan::take_char(digits, '+');
    bool any_digit = false;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        const char c = digits[at];
        // '#' is no character of a URI (RFC 3986 §2.2): it comes escaped.
        if (!global && (same(digits.substr(at, 3), "%23") || same(digits.substr(at, 3), "%2a"))) {
            at += 2;
            any_digit = true;
            continue;
        }
        const bool digit =
            global ? scan::is(c, scan::kDigit) : scan::is(c, scan::kHex) || c == '*' || c == '#';
        if (!digit && c != '-' && c != '.' && c != '(' && c != ')')
            return false;
        any_digit |= digit;
    }
    return any_digit && take_params(rest, uri.params) && rest.empty();
}

bool read_scheme(std::string_view& rest, Uri& uri) {
    const std::size_t colon = scan::find_any<':'>(rest);
    if (colon == rest.size() || colon == 0)
        return false;
    uri.scheme_text = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    if (same(uri.scheme_text, "sip"))
        uri.scheme = Uri::Scheme::sip;
    else if (same(uri.scheme_text, "sips"))
        uri.scheme = Uri::Scheme::sips;
    else if (same(uri.scheme_text, "tel"))
        uri.scheme = Uri::Scheme::tel;
    else
        uri.scheme = Uri::Scheme::other;
    if (uri.scheme != Uri::Scheme::other)
        return true;
    for (const char c : uri.scheme_text) // RFC 3986 §3.1
        if (!scan::is(c, scan::kAlpha | scan::kDigit) && c != '+' && c != '-' && c != '.')
            return false;
    return scan::is(uri.scheme_text.front(), scan::kAlpha);
}

std::string_view scheme_name(const Uri& uri) {
    switch (uri.scheme) {
    case Uri::Scheme::sip:
        return "sip";
    case Uri::Scheme::sips:
        return "sips";
    case Uri::Scheme::tel:
        return "tel";
    default:
        return uri.scheme_text;
    }
}

int hex_value(char c) {
    return c <= '9' ? c - '0' : scan::lower(c) - 'a' + 10;
}

/// Compares two texts octet by octet with escapes undone, so "%61" equals "a".
bool same_unescaped(std::string_view a, std::string_view b, bool with_case) {
    if (with_case ? a == b : same(a, b))
        return true;
    const std::string plain_a = unescaped(a);
    const std::string plain_b = unescaped(b);
    return with_case ? plain_a == plain_b : same(plain_a, plain_b);
}

/// RFC 3261 §19.1.4: these parameters never match a default; all others only when both have them.
bool counts_when_alone(std::string_view name) {
    return same(name, "user") || same(name, "ttl") || same(name, "method") || same(name, "maddr") ||
           same(name, "transport");
}

bool sip_params_match(const Params& a, const Params& b) {
    for (const Param& param : a) {
        const auto other = b.find(param.name);
        if (other ? !same_unescaped(param.value, other->value, false)
                  : counts_when_alone(param.name))
            return false;
    }
    for (const Param& param : b)
        if (counts_when_alone(param.name) && !a.has(param.name))
            return false;
    return true;
}

bool tel_params_match(const Params& a, const Params& b) {
    std::size_t count = 0;
    for (const Param& param : a) {
        const auto other = b.find(param.name);
        if (!other || !same_unescaped(param.value, other->value, false))
            return false;
        ++count;
    }
    for ([[maybe_unused]] const Param& param : b) {
        if (count == 0)
            return false;
        --count;
    }
    return count == 0;
}

/// Takes the next "name=value" of a header part.
std::string_view take_header(std::string_view& headers) {
    const std::size_t end = headers.find('&');
    const std::string_view header = headers.substr(0, end);
    headers = end == std::string_view::npos ? std::string_view() : headers.substr(end + 1);
    return header;
}

/// Each header component of one is found in the other; names without case, values with.
bool headers_within(std::string_view some, std::string_view all) {
    while (!some.empty()) {
        const std::string_view one = take_header(some);
        const std::size_t equals = std::min(one.find('='), one.size());
        bool found = false;
        for (std::string_view rest = all; !rest.empty() && !found;) {
            const std::string_view other = take_header(rest);
            const std::size_t other_equals = std::min(other.find('='), other.size());
            found = same_unescaped(one.substr(0, equals), other.substr(0, other_equals), false) &&
                    same_unescaped(one.substr(equals), other.substr(other_equals), true);
        }
        if (!found)
            return false;
    }
    return true;
}

bool same_sip(const Uri& a, const Uri& b) {
    return same_unescaped(a.user, b.user, true) && same_unescaped(a.password, b.password, true) &&
           same(a.host, b.host) && a.port == b.port && sip_params_match(a.params, b.params) &&
           headers_within(a.headers, b.headers) && headers_within(b.headers, a.headers);
}

} // namespace

Result<Uri> Uri::parse(std::string_view text) {
    Result<Uri> result{Uri()};
    if (!scan::read_uri(text, *result))
        return fail(Error::bad_uri);
    return result;
}

bool scan::read_uri(std::string_view text, Uri& uri) {
    std::string_view rest = text;
    if (!read_scheme(rest, uri))
        return false;
    switch (uri.scheme) {
    case Uri::Scheme::sip:
    case Uri::Scheme::sips:
        return read_sip(rest, uri);
    case Uri::Scheme::tel:
        return read_tel(rest, uri);
    default:
        uri.host = rest;
        return !rest.empty() && scan::all(rest, scan::kUric);
    }
}

void append(std::string& out, const Uri& uri) {
    out += scheme_name(uri);
    out += ':';
    if (uri.is_sip()) {
        if (uri.has_user || !uri.user.empty()) {
            out += uri.user;
            if (!uri.password.empty())
                out.append(":").append(uri.password);
            out += '@';
        }
        append_host_port(out, uri.host, uri.ipv6, uri.port);
    } else {
        out += uri.is_tel() ? uri.user : uri.host;
    }
    out += uri.params.text();
    if (!uri.headers.empty())
        out.append("?").append(uri.headers);
}

void append_host_port(std::string& out, std::string_view host, bool ipv6, std::uint16_t port) {
    if (ipv6)
        out.append("[").append(host).append("]");
    else
        out += host;
    if (port)
        out.append(":").append(std::to_string(port));
}

std::string to_string(const Uri& uri) {
    std::string out;
    append(out, uri);
    return out;
}

bool equivalent(const Uri& a, const Uri& b) {
    if (a.scheme != b.scheme)
        return false;
    if (a.is_sip())
        return same_sip(a, b);
    if (a.is_tel())
        return same(plain_number(a.user), plain_number(b.user)) &&
               tel_params_match(a.params, b.params);
    return same(a.scheme_text, b.scheme_text) && a.host == b.host;
}

std::string unescaped(std::string_view text) {
    if (text.find('%') == std::string_view::npos)
        return std::string(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && scan::is(text[at + 1], scan::kHex) &&
            scan::is(text[at + 2], scan::kHex)) {
            out += static_cast<char>(hex_value(text[at + 1]) << 4 | hex_value(text[at + 2]));
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

void append_escaped_user(std::string& out, std::string_view text) {
    constexpr std::string_view kHexDigits = "0123456789ABCDEF";
    for (const char c : text) {
        if (scan::is(c, scan::kUser) && c != '%' && c != '#') {
            out += c;
            continue;
        }
        const auto octet = static_cast<std::uint8_t>(c);
        out += '%';
        out += kHexDigits[octet >> 4];
        out += kHexDigits[octet & 15];
    }
}

std::string plain_number(std::string_view number) {
    std::string out;
    out.reserve(number.size());
    for (const char c : number)
        if (c != '-' && c != '.' && c != '(' && c != ')')
            out += c;
    return out;
}

} // namespace sipi
