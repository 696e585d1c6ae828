// A PASSporT as a value, and its JSON text: RFC 8225, with "shaken" (RFC 8588) and "div" (RFC
// 8946).
#pragma once

#include "sipi/identity/error.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::identity {

inline constexpr std::size_t kMaxToken = 8192; ///< octets of a token that is looked at

/// What is signed. A telephone number is in canonical form (canonical_number).
struct Passport {
    std::string x5u;     ///< URL of the certificate, RFC 8225 §4.3
    std::string ppt;     ///< "", "shaken" or "div"; others are kept (RFC 8225 §8.1)
    std::string orig_tn; ///< one of orig_tn and orig_uri is set, RFC 8225 §5.2.1
    std::string orig_uri;
    std::vector<std::string> dest_tn; ///< at least one of dest_tn and dest_uri
    std::vector<std::string> dest_uri;
    std::int64_t iat = 0; ///< seconds since 1970 UTC, RFC 8225 §5.1.1
    std::string attest;   ///< "A", "B" or "C" with shaken, RFC 8588 §4
    std::string origid;   ///< a UUID with shaken, RFC 8588 §5
    std::string div_tn;   ///< one of div_tn and div_uri with div, RFC 8946 §3
    std::string div_uri;

    bool operator==(const Passport&) const = default;
};

/// JOSE header and payload in the one form that is signed: no whitespace, keys in order (§9).
std::string header_json(const Passport& passport);
std::string payload_json(const Passport& passport);
/// base64url(header) "." base64url(payload): what ES256 signs (RFC 7515 §5.1).
std::string signing_input(const Passport& passport);

/// Received text of a full token, taken apart. The signature is NOT looked at: verify it over
/// `signed_text`, the octets as received.
struct Token {
    Passport passport;
    std::string signed_text;
    std::string signature; ///< r || s, 64 octets (RFC 7518 §3.4)
};

/// Errors: too_long, bad_token, bad_json, bad_header, bad_claim.
Result<Token> parse_token(std::string_view text);

} // namespace sipi::identity
