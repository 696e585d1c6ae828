// Reasons in words for what the SIP and SDP parsers refuse, RFC 3261 §21.4.1.
#include "sipi/error.h"

#include <array>

namespace sipi {
namespace {

struct ErrorRow {
    Error error;
    std::string_view text;
};

// One row per Error, in its order.
constexpr std::array kErrorReasons{
    ErrorRow{Error::empty, "Empty Message"},
    ErrorRow{Error::too_large, "Message Too Large"},
    ErrorRow{Error::too_many_headers, "Too Many Header Fields"},
    ErrorRow{Error::header_too_long, "Header Field Too Long"},
    ErrorRow{Error::uri_too_long, "Request-URI Too Long"},
    ErrorRow{Error::truncated, "Message Truncated"},
    ErrorRow{Error::bad_start_line, "Malformed Start-Line"},
    ErrorRow{Error::bad_version, "Version Not Supported"},
    ErrorRow{Error::bad_status, "Malformed Status Code"},
    ErrorRow{Error::bad_header, "Malformed Header Field"},
    ErrorRow{Error::missing_header, "Missing Mandatory Header Field"},
    ErrorRow{Error::repeated_header, "Repeated Header Field"},
    ErrorRow{Error::bad_content_length, "Bad Content-Length"},
    ErrorRow{Error::cseq_mismatch, "CSeq Method Does Not Match"},
    ErrorRow{Error::bad_uri, "Malformed URI"},
    ErrorRow{Error::bad_name_addr, "Malformed Address"},
    ErrorRow{Error::bad_via, "Malformed Via"},
    ErrorRow{Error::bad_cseq, "Malformed CSeq"},
    ErrorRow{Error::bad_call_id, "Malformed Call-ID"},
    ErrorRow{Error::bad_number, "Malformed Number"},
    ErrorRow{Error::bad_parameter, "Malformed Parameter"},
    ErrorRow{Error::bad_token, "Malformed Token"},
    ErrorRow{Error::bad_media_type, "Malformed Content-Type"},
    ErrorRow{Error::bad_value, "Malformed Header Value"},
    ErrorRow{Error::bad_sdp, "Malformed SDP"},
    ErrorRow{Error::bad_sdp_origin, "Malformed SDP Origin"},
    ErrorRow{Error::bad_sdp_connection, "Malformed SDP Connection"},
    ErrorRow{Error::bad_sdp_media, "Malformed SDP Media"},
    ErrorRow{Error::bad_sdp_attribute, "Malformed SDP Attribute"},
};

constexpr bool errors_in_order() {
    for (std::size_t at = 0; at < kErrorReasons.size(); ++at)
        if (static_cast<std::size_t>(kErrorReasons[at].error) != at)
            return false;
    return true;
}
static_assert(errors_in_order());

} // namespace

std::string_view reason_text(Error error) {
    return kErrorReasons[static_cast<std::size_t>(error)].text;
}

} // namespace sipi
