// Challenges and credentials of digest authentication as values: RFC 3261 §22, RFC 7616, RFC 8760.
#include "sipi/digest/digest.h"

#include "sipi/params.h"
#include "sipi/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sipi::digest {
namespace {

using base::fail;

struct AlgorithmRow {
    Algorithm algorithm;
    std::string_view text;
    Hash hash;
    bool session;
};
// RFC 7616 §3.3 and RFC 8760 §2.1, in the order of Algorithm.
constexpr std::array kAlgorithms{
    AlgorithmRow{Algorithm::sha512_256, "SHA-512-256", Hash::sha512_256, false},
    AlgorithmRow{Algorithm::sha512_256_sess, "SHA-512-256-sess", Hash::sha512_256, true},
    AlgorithmRow{Algorithm::sha256, "SHA-256", Hash::sha256, false},
    AlgorithmRow{Algorithm::sha256_sess, "SHA-256-sess", Hash::sha256, true},
    AlgorithmRow{Algorithm::md5, "MD5", Hash::md5, false},
    AlgorithmRow{Algorithm::md5_sess, "MD5-sess", Hash::md5, true},
};
constexpr const AlgorithmRow& row(Algorithm algorithm) {
    return kAlgorithms[static_cast<std::size_t>(algorithm)];
}

struct Field {
    std::string_view name;
    std::string value; // quotes and escapes undone
};
using Fields = std::vector<Field>;

// No token and no quoted-string has it (RFC 7230 §3.2.6), and it is never written.
bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<std::uint8_t>(c) < 0x20 && c != '\t'; });
}

// auth-param *(COMMA auth-param); empty elements are let pass (RFC 7235 §2.1).
Result<Fields> fields_of(std::string_view value) {
    constexpr std::string_view kScheme = "Digest";
    if (value.size() > kMaxValue)
        return fail(Error::too_long);
    std::string_view rest = value;
    scan::skip_space(rest);
    if (!scan::same(scan::take(rest, scan::kToken), kScheme))
        return fail(Error::not_digest);
    if (rest.empty() || !scan::is(rest.front(), scan::kSpace))
        return fail(Error::bad_syntax);
    Fields fields;
    for (scan::skip_space(rest); !rest.empty(); scan::skip_space(rest)) {
        if (scan::take_char(rest, ','))
            continue;
        const std::string_view name = scan::take(rest, scan::kToken);
        if (name.empty() || !scan::take_separator(rest, '='))
            return fail(Error::bad_syntax);
        std::string text;
        if (const std::size_t quoted = scan::quoted_length(rest)) {
            text = unquoted(rest.substr(0, quoted));
            rest.remove_prefix(quoted);
        } else {
            const std::size_t end = scan::find_any<',', ' ', '\t', '"'>(rest);
            text = rest.substr(0, end);
            rest.remove_prefix(end);
            if (text.empty())
                return fail(Error::bad_syntax);
        }
        if (has_control(text))
            return fail(Error::bad_syntax);
        scan::skip_space(rest);
        if (!rest.empty() && rest.front() != ',')
            return fail(Error::bad_syntax);
        for (const Field& known : fields)
            if (scan::same(known.name, name))
                return fail(Error::duplicate);
        if (fields.size() == kMaxParams)
            return fail(Error::too_long);
        fields.push_back({name, std::move(text)});
    }
    return fields;
}

const std::string* find(const Fields& fields, std::string_view name) {
    for (const Field& field : fields)
        if (scan::same(field.name, name))
            return &field.value;
    return nullptr;
}

bool copy(const Fields& fields, std::string_view name, std::string& to) {
    const std::string* found = find(fields, name);
    if (found)
        to = *found;
    return found != nullptr;
}

bool copy_algorithm(const Fields& fields, Algorithm& algorithm, bool& said) {
    const std::string* found = find(fields, "algorithm");
    said = found != nullptr;
    const auto known = found ? algorithm_from(*found) : Algorithm::md5;
    algorithm = known.value_or(Algorithm::md5);
    return known.has_value();
}

// qop-options of a challenge: a list in quotes; unknown ones are left aside.
Result<void> read_qop(const Fields& fields, Challenge& challenge) {
    const std::string* list = find(fields, "qop");
    challenge.auth = challenge.auth_int = false;
    if (!list)
        return {};
    std::string_view rest = *list;
    for (scan::skip_space(rest); !rest.empty(); scan::skip_space(rest)) {
        if (scan::take_char(rest, ','))
            continue;
        const std::string_view option = scan::take(rest, scan::kToken);
        if (option.empty())
            return fail(Error::bad_value);
        challenge.auth = challenge.auth || scan::same(option, "auth");
        challenge.auth_int = challenge.auth_int || scan::same(option, "auth-int");
    }
    if (!challenge.auth && !challenge.auth_int)
        return fail(Error::bad_value);
    return {};
}

// nc-value: eight hex digits (RFC 7616 §3.4).
bool read_nc(std::string_view text, std::uint32_t& nc) {
    constexpr std::size_t kDigits = 8;
    if (text.size() != kDigits || !scan::all(text, scan::kHex))
        return false;
    nc = 0;
    for (const char c : text) {
        const auto digit = static_cast<std::uint32_t>(
            scan::is(c, scan::kDigit) ? c - '0' : scan::lower(c) - 'a' + 10);
        nc = nc << 4U | digit;
    }
    return true;
}

std::string nc_text(std::uint32_t nc) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 28; shift >= 0; shift -= 4)
        text += kDigits[nc >> static_cast<unsigned>(shift) & 0xFU];
    return text;
}

std::string_view qop_text(Qop qop) {
    return qop == Qop::auth_int ? "auth-int" : "auth";
}

void add_quoted(std::string& out, std::string_view name, std::string_view value) {
    out.append(out.back() == ' ' ? "" : ", ").append(name).append("=");
    append_quoted(out, value);
}

void add_plain(std::string& out, std::string_view name, std::string_view value) {
    out.append(", ").append(name).append("=").append(value);
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts)
        out.append(part).append(":");
    out.pop_back();
    return out;
}

} // namespace

std::string_view text(Algorithm algorithm) {
    return row(algorithm).text;
}

std::optional<Algorithm> algorithm_from(std::string_view text) {
    for (const AlgorithmRow& row : kAlgorithms)
        if (scan::same(row.text, text))
            return row.algorithm;
    return std::nullopt;
}

Hash hash_of(Algorithm algorithm) {
    return row(algorithm).hash;
}

bool is_session(Algorithm algorithm) {
    return row(algorithm).session;
}

Result<Challenge> Challenge::parse(std::string_view value) {
    const auto fields = fields_of(value);
    if (!fields)
        return fail(fields.error());
    Challenge challenge;
    if (!copy(*fields, "realm", challenge.realm) || !copy(*fields, "nonce", challenge.nonce))
        return fail(Error::missing);
    if (!copy_algorithm(*fields, challenge.algorithm, challenge.says_algorithm))
        return fail(Error::unknown_algorithm);
    if (const auto qop = read_qop(*fields, challenge); !qop)
        return fail(qop.error());
    (void)copy(*fields, "domain", challenge.domain);
    if (const std::string* opaque = find(*fields, "opaque"))
        challenge.opaque = *opaque;
    if (const std::string* stale = find(*fields, "stale"))
        challenge.stale = scan::same(*stale, "true"); // anything else is false (RFC 7616 §3.3)
    return challenge;
}

std::string to_string(const Challenge& challenge) {
    std::string out = "Digest ";
    add_quoted(out, "realm", challenge.realm);
    if (!challenge.domain.empty())
        add_quoted(out, "domain", challenge.domain);
    if (challenge.auth || challenge.auth_int) {
        std::string_view both = "auth,auth-int";
        add_quoted(out, "qop",
                   challenge.auth && challenge.auth_int ? both
                   : challenge.auth                     ? both.substr(0, 4)
                                                        : both.substr(5));
    }
    if (challenge.says_algorithm)
        add_plain(out, "algorithm", text(challenge.algorithm));
    add_quoted(out, "nonce", challenge.nonce);
    if (challenge.opaque)
        add_quoted(out, "opaque", *challenge.opaque);
    if (challenge.stale)
        add_plain(out, "stale", "true");
    return out;
}

Result<Credentials> Credentials::parse(std::string_view value) {
    const auto fields = fields_of(value);
    if (!fields)
        return fail(fields.error());
    Credentials credentials;
    if (!copy(*fields, "username", credentials.username) ||
        !copy(*fields, "realm", credentials.realm) || !copy(*fields, "nonce", credentials.nonce) ||
        !copy(*fields, "uri", credentials.uri) || !copy(*fields, "response", credentials.response))
        return fail(Error::missing);
    if (!copy_algorithm(*fields, credentials.algorithm, credentials.says_algorithm))
        return fail(Error::unknown_algorithm);
    if (const std::string* opaque = find(*fields, "opaque"))
        credentials.opaque = *opaque;
    (void)copy(*fields, "cnonce", credentials.cnonce);
    const std::string* const qop = find(*fields, "qop");
    if (qop) {
        const bool whole = scan::same(*qop, "auth-int");
        if (!whole && !scan::same(*qop, "auth"))
            return fail(Error::bad_value);
        credentials.qop = whole ? Qop::auth_int : Qop::auth;
        const std::string* const nc = find(*fields, "nc");
        if (!nc || credentials.cnonce.empty())
            return fail(Error::missing);
        if (!read_nc(*nc, credentials.nc) || credentials.nc == 0)
            return fail(Error::bad_value);
    }
    const std::size_t digits = hash_of(credentials.algorithm) == Hash::md5 ? 32 : 64;
    if (credentials.response.size() != digits || !scan::all(credentials.response, scan::kHex))
        return fail(Error::bad_value);
    return credentials;
}

std::string to_string(const Credentials& credentials) {
    std::string out = "Digest ";
    add_quoted(out, "username", credentials.username);
    add_quoted(out, "realm", credentials.realm);
    add_quoted(out, "nonce", credentials.nonce);
    add_quoted(out, "uri", credentials.uri);
    add_quoted(out, "response", credentials.response);
    if (credentials.says_algorithm)
        add_plain(out, "algorithm", text(credentials.algorithm));
    if (!credentials.cnonce.empty())
        add_quoted(out, "cnonce", credentials.cnonce);
    if (credentials.opaque)
        add_quoted(out, "opaque", *credentials.opaque);
    if (credentials.qop != Qop::none) { // both without quotes (RFC 7616 §3.4)
        add_plain(out, "qop", qop_text(credentials.qop));
        add_plain(out, "nc", nc_text(credentials.nc));
    }
    return out;
}

std::string ha1(Hash hash, std::string_view username, std::string_view realm,
                std::string_view password) {
    return hex_of(hash, joined({username, realm, password})).value_or(std::string());
}

std::string response_for(const Credentials& credentials, std::string_view ha1,
                         std::string_view method, std::string_view body) {
    if (ha1.empty())
        return {};
    const Hash hash = hash_of(credentials.algorithm);
    const auto hex = [hash](std::string_view text) {
        return hex_of(hash, text).value_or(std::string());
    };
    std::string a1(ha1);
    if (is_session(credentials.algorithm)) // RFC 7616 §3.4.2
        a1 = hex(joined({ha1, credentials.nonce, credentials.cnonce}));
    const std::string a2 = credentials.qop == Qop::auth_int
                               ? hex(joined({method, credentials.uri, hex(body)}))
                               : hex(joined({method, credentials.uri})); // §3.4.3
    if (credentials.qop == Qop::none)
        return hex(joined({a1, credentials.nonce, a2})); // RFC 2069, RFC 3261 §22.4 item 8
    return hex(joined({a1, credentials.nonce, nc_text(credentials.nc), credentials.cnonce,
                       qop_text(credentials.qop), a2}));
}

bool verify(const Credentials& credentials, std::string_view ha1, std::string_view method,
            std::string_view body) {
    const std::string wanted = response_for(credentials, ha1, method, body);
    if (wanted.empty() || wanted.size() != credentials.response.size())
        return false;
    unsigned difference = 0;
    for (std::size_t at = 0; at < wanted.size(); ++at)
        difference |= static_cast<unsigned>(wanted[at] ^ scan::lower(credentials.response[at]));
    return difference == 0;
}

Credentials answer(const Challenge& challenge, std::string_view username, std::string_view password,
                   const Request& request, std::string_view cnonce, std::uint32_t nc) {
    Credentials credentials;
    credentials.username = username;
    credentials.realm = challenge.realm;
    credentials.nonce = challenge.nonce;
    credentials.uri = request.uri;
    credentials.opaque = challenge.opaque;
    credentials.algorithm = challenge.algorithm;
    credentials.says_algorithm = challenge.says_algorithm;
    credentials.qop = challenge.auth ? Qop::auth : challenge.auth_int ? Qop::auth_int : Qop::none;
    if (credentials.qop != Qop::none || is_session(challenge.algorithm))
        credentials.cnonce = cnonce;
    if (credentials.qop != Qop::none)
        credentials.nc = nc;
    credentials.response = response_for(
        credentials, ha1(hash_of(challenge.algorithm), username, challenge.realm, password),
        request.method, request.body);
    return credentials;
}

} // namespace sipi::digest
