// Why an Identity header or a PASSporT is not what RFC 8224 §4 and RFC 8225 §3 ask for.
#pragma once

#include "base/result.h"

#include <cstdint>

namespace sipi::identity {

enum class Error : std::uint8_t {
    too_long,      ///< longer than kMaxToken: nobody signs so much
    bad_token,     ///< not three parts of base64url (RFC 7515 §3.1)
    bad_json,      ///< a part is no JSON object
    bad_header,    ///< JOSE header: typ, alg or x5u wrong or absent (RFC 8225 §4)
    bad_claim,     ///< orig, dest, iat, attest, origid or div wrong or absent (RFC 8225 §5)
    bad_parameter, ///< Identity header without info=<...>, or with another alg (RFC 8224 §4)
    bad_key,       ///< not a P-256 key (RFC 8225 §8)
    bad_signature, ///< the signature is not by this key over these octets
};

template <class T>
using Result = base::Result<T, Error>;
using base::fail;

} // namespace sipi::identity
