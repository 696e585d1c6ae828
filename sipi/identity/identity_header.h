// The Identity header field: a PASSporT and where its certificate is, RFC 8224 §4.
#pragma once

#include "sipi/identity/error.h"
#include "sipi/identity/passport.h"

#include <string>
#include <string_view>

namespace sipi::identity {

/// One Identity value. `token` is the full form, or the compact one: ".." and the signature.
struct IdentityHeader {
    std::string token;
    std::string info; ///< URI between the angle brackets of `info`
    std::string alg;  ///< "" or "ES256"
    std::string ppt;  ///< without quotes; "" when absent
    bool compact() const { return token.starts_with(".."); }
};

/// One element of Identity. Parameters that are not known are left out (RFC 8224 §4: ident-info,
/// generic-param). Errors: too_long, bad_token, bad_parameter.
Result<IdentityHeader> parse_identity(std::string_view value);
/// The value with the parameters that RFC 8588 §6 shows: info, alg, and ppt when there is one.
std::string identity_value(std::string_view token, const Passport& passport);

} // namespace sipi::identity
