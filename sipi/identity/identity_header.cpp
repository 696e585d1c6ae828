// The Identity header field: a PASSporT and where its certificate is, RFC 8224 §4.
#include "sipi/identity/identity_header.h"

namespace sipi::identity {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return text.substr(1, text.size() - 2);
    return text;
}

bool same_word(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size())
        return false;
    for (std::size_t at = 0; at < text.size(); ++at)
        if ((text[at] | 0x20) != lower[at])
            return false;
    return true;
}

/// Where the parameter that begins at `text` ends: the next ';' outside of <> and quotes.
std::size_t end_of_parameter(std::string_view text) {
    bool quoted = false, bracketed = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' && !bracketed)
            quoted = !quoted;
        else if (!quoted && (c == '<' || c == '>'))
            bracketed = c == '<';
        else if (c == ';' && !quoted && !bracketed)
            return at;
    }
    return text.size();
}

bool take(std::string_view parameter, IdentityHeader& header) {
    const std::size_t equals = parameter.find('=');
    if (equals == parameter.npos)
        return true; // a flag that we do not know
    const std::string_view name = trimmed(parameter.substr(0, equals));
    const std::string_view value = trimmed(parameter.substr(equals + 1));
    if (same_word(name, "info")) {
        if (value.size() < 3 || value.front() != '<' || value.back() != '>')
            return false;
        header.info = value.substr(1, value.size() - 2);
    } else if (same_word(name, "alg")) {
        header.alg = unquoted(value);
    } else if (same_word(name, "ppt")) {
        header.ppt = unquoted(value);
    }
    return true;
}

} // namespace

Result<IdentityHeader> parse_identity(std::string_view value) {
    if (value.size() > kMaxToken)
        return fail(Error::too_long);
    IdentityHeader header;
    std::size_t end = end_of_parameter(value);
    header.token = trimmed(value.substr(0, end));
    if (header.token.empty())
        return fail(Error::bad_token);
    while (end < value.size()) {
        value.remove_prefix(end + 1);
        end = end_of_parameter(value);
        if (!take(value.substr(0, end), header))
            return fail(Error::bad_parameter);
    }
    // RFC 8224 §4: info must be there, the algorithm is ES256 unless said otherwise
    if (header.info.empty() || (!header.alg.empty() && header.alg != "ES256"))
        return fail(Error::bad_parameter);
    return header;
}

std::string identity_value(std::string_view token, const Passport& passport) {
    std::string value(token);
    value += ";info=<";
    value += passport.x5u;
    value += ">;alg=ES256";
    if (!passport.ppt.empty()) {
        value += ";ppt=\"";
        value += passport.ppt;
        value += '"';
    }
    return value;
}

} // namespace sipi::identity
