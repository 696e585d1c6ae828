// Why text from outside is no SIP or SDP: one enum for the whole grammar, RFC 3261 §25 and RFC 8866
// §9.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string_view>

namespace sipi {

enum class Error : std::uint8_t {
    empty,              ///< no octets, or only CRLF keep-alives (RFC 3261 §7.5, RFC 5626 §4.4.1)
    too_large,          ///< longer than kMaxMessage, or than ParserLimits says: 513
    too_many_headers,   ///< more than kMaxHeaders
    header_too_long,    ///< a header line longer than ParserLimits says
    uri_too_long,       ///< the Request-URI likewise: 414
    truncated,          ///< no empty line after the headers
    bad_start_line,     ///< neither Request-Line nor Status-Line
    bad_version,        ///< a SIP version other than 2.0: 505
    bad_status,         ///< status code outside 100-699
    bad_header,         ///< a header line without a name or a colon
    missing_header,     ///< one of Via, From, To, Call-ID, CSeq is absent (RFC 3261 §8.1.1)
    repeated_header,    ///< a header that may stand once stands twice
    bad_content_length, ///< not a number, or longer than the datagram (RFC 3261 §18.3)
    cseq_mismatch,      ///< CSeq method and Request-Line method differ (RFC 3261 §8.1.1.5)
    bad_uri,
    bad_name_addr,
    bad_via,
    bad_cseq,
    bad_call_id,
    bad_number,
    bad_parameter,
    bad_token,
    bad_media_type,
    bad_value, ///< any other typed header value
    bad_sdp,   ///< SDP line out of order or not of the form x=...
    bad_sdp_origin,
    bad_sdp_connection,
    bad_sdp_media,
    bad_sdp_attribute,
};

/// The reason in words, fit for a 400 reason phrase and for the log.
std::string_view reason_text(Error error);

template <class T>
using Result = base::Result<T, Error>;
using base::fail;

} // namespace sipi
