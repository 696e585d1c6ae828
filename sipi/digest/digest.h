// Challenges and credentials of digest authentication as values: RFC 3261 §22, RFC 7616, RFC 8760.
#pragma once

#include "base/result.h"
#include "sipi/digest/hash.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi::digest {

inline constexpr std::size_t kMaxValue = 4096; ///< octets of one header value; longer is refused
inline constexpr std::size_t kMaxParams = 32;

enum class Error : std::uint8_t {
    too_long,          ///< more than kMaxValue octets or kMaxParams parameters
    not_digest,        ///< another scheme (Basic, Bearer ...)
    bad_syntax,        ///< no list of name=value, or a quoted string without its end
    duplicate,         ///< a parameter twice
    missing,           ///< realm, nonce, username, uri, response; nc and cnonce with qop
    unknown_algorithm, ///< none of the table: leave the challenge aside (RFC 8760 §2.4)
    bad_value,         ///< qop, nc, stale or response of another form
};
template <class T>
using Result = base::Result<T, Error>;

/// RFC 7616 §3.3, in the order of preference (RFC 8760 §2.4: the strongest that is offered).
enum class Algorithm : std::uint8_t {
    sha512_256,
    sha512_256_sess,
    sha256,
    sha256_sess,
    md5,
    md5_sess,
};
std::string_view text(Algorithm algorithm);                     ///< "SHA-512-256" ...
std::optional<Algorithm> algorithm_from(std::string_view text); ///< in any case
Hash hash_of(Algorithm algorithm);
bool is_session(Algorithm algorithm); ///< "-sess"

/// What the response protects (RFC 7616 §3.4): none is the form of RFC 2069.
enum class Qop : std::uint8_t { none, auth, auth_int };

/// A value of WWW-Authenticate or Proxy-Authenticate (RFC 7616 §3.3).
struct Challenge {
    std::string realm;
    std::string nonce;
    std::optional<std::string> opaque{};
    std::string domain{};
    bool stale = false;
    Algorithm algorithm = Algorithm::md5; ///< absent: MD5
    bool says_algorithm = true;
    bool auth = true; ///< qop; neither: absent
    bool auth_int = false;

    static Result<Challenge> parse(std::string_view value);
    bool operator==(const Challenge&) const = default;
};
std::string to_string(const Challenge& challenge);

/// A value of Authorization or Proxy-Authorization (RFC 7616 §3.4).
struct Credentials {
    std::string username;
    std::string realm;
    std::string nonce;
    std::string uri;
    std::string response{}; ///< hex digits
    std::string cnonce{};
    std::optional<std::string> opaque{};
    Algorithm algorithm = Algorithm::md5;
    bool says_algorithm = true;
    Qop qop = Qop::none;
    std::uint32_t nc = 0; ///< 1 ... with qop; else 0

    static Result<Credentials> parse(std::string_view value);
    bool operator==(const Credentials&) const = default;
};
std::string to_string(const Credentials& credentials);

/// H(username:realm:password): what a user file may hold instead of the password (RFC 7616
/// §3.4.2). Of `-sess` the same, without the session part. Empty: OpenSSL lacks the hash.
std::string ha1(Hash hash, std::string_view username, std::string_view realm,
                std::string_view password);

/// What `credentials.response` must be (RFC 7616 §3.4.1); `body` counts with auth-int only.
/// Empty: OpenSSL lacks the hash, or `ha1` is empty.
std::string response_for(const Credentials& credentials, std::string_view ha1,
                         std::string_view method, std::string_view body);
/// Whether the response is right; in the same time wherever it differs. Nonce, nonce count and URI
/// are for the caller to judge.
bool verify(const Credentials& credentials, std::string_view ha1, std::string_view method,
            std::string_view body);

/// The request that credentials are for.
struct Request {
    std::string_view method;
    std::string_view uri;
    std::string_view body{};
};
/// Credentials for a challenge, auth before auth-int; `cnonce` is fresh, `nc` counts from 1 for
/// each nonce (RFC 7616 §3.4).
Credentials answer(const Challenge& challenge, std::string_view username, std::string_view password,
                   const Request& request, std::string_view cnonce, std::uint32_t nc);

} // namespace sipi::digest
