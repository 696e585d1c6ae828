// Reasons in words for what the SIP and SDP parsers refuse, RFC 3261 §21.4.1.
#include "sipi/error.h"

#include <array>

namespace sipi {
namespace {

struct Row {
    Error error;
    std::string_view text;
};

// One row per Error, in its order.
constexpr std::array kReasons{
    Row{Error::empty, "Empty Message"},
    Row{Error::too_large, "Message Too Large"},
    Row{Error::too_many_headers, "Too Many Header Fields"},
    Row{Error::header_too_long, "Header Field Too Long"},
    Row{Error::uri_too_long, "Request-URI Too Long"},
    Row{Error::truncated, "Message Truncated"},
    Row{Error::bad_start_line, "Malformed Start-Line"},
    Row{Error::bad_version, "Version Not Supported"},
    Row{Error::bad_status, "Malformed Status Code"},
    Row{Error::bad_header, "Malformed Header Field"},
    Row{Error::missing_header, "Missing Mandatory Header Field"},
    Row{Error::repeated_header, "Repeated Header Field"},
    Row{Error::bad_content_length, "Bad Content-Length"},
    Row{Error::cseq_mismatch, "CSeq Method Does Not Match"},
    Row{Error::bad_uri, "Malformed URI"},
    Row{Error::bad_name_addr, "Malformed Address"},
    Row{Error::bad_via, "Malformed Via"},
    Row{Error::bad_cseq, "Malformed CSeq"},
    Row{Error::bad_call_id, "Malformed Call-ID"},
    Row{Error::bad_number, "Malformed Number"},
    Row{Error::bad_parameter, "Malformed Parameter"},
    Row{Error::bad_token, "Malformed Token"},
    Row{Error::bad_media_type, "Malformed Content-Type"},
    Row{Error::bad_value, "Malformed Header Value"},
    Row{Error::bad_sdp, "Malformed SDP"},
    Row{Error::bad_sdp_origin, "Malformed SDP Origin"},
    Row{Error::bad_sdp_connection, "Malformed SDP Connection"},
    Row{Error::bad_sdp_media, "Malformed SDP Media"},
    Row{Error::bad_sdp_attribute, "Malformed SDP Attribute"},
};

constexpr bool in_order() {
    for (std::size_t at = 0; at < kReasons.size(); ++at)
        if (static_cast<std::size_t>(kReasons[at].error) != at)
            return false;
    return true;
}
static_assert(in_order());

} // namespace

std::string_view reason_text(Error error) {
    return kReasons[static_cast<std::size_t>(error)].text;
}

} // namespace sipi
