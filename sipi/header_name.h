// SIP header field names, their compact forms and where they are defined: one table, RFC 3261 §20
// and later.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sipi {

enum class HeaderName : std::uint8_t {
    unknown, ///< any other name; its text stays with the message
    accept,
    accept_contact,
    accept_encoding,
    accept_language,
    alert_info,
    allow,
    allow_events,
    authentication_info,
    authorization,
    call_id,
    call_info,
    contact,
    content_disposition,
    content_encoding,
    content_language,
    content_length,
    content_type,
    cseq,
    date,
    diversion,
    error_info,
    event,
    expires,
    from,
    geolocation,
    history_info,
    identity,
    in_reply_to,
    info_package,
    max_forwards,
    mime_version,
    min_expires,
    min_se,
    organization,
    p_access_network_info,
    p_asserted_identity,
    p_called_party_id,
    p_charging_vector,
    p_early_media,
    p_preferred_identity,
    path,
    priority,
    privacy,
    proxy_authenticate,
    proxy_authorization,
    proxy_require,
    rack,
    reason,
    record_route,
    recv_info,
    refer_sub,
    refer_to,
    referred_by,
    reject_contact,
    replaces,
    reply_to,
    request_disposition,
    require,
    resource_priority,
    retry_after,
    route,
    rseq,
    server,
    service_route,
    session_expires,
    session_id,
    sip_etag,
    sip_if_match,
    subject,
    subscription_state,
    supported,
    target_dialog,
    timestamp,
    to,
    unsupported,
    user_agent,
    user_to_user,
    via,
    warning,
    www_authenticate,
};

/// How many values a header may have (RFC 3261 §7.3.1).
enum class Values : std::uint8_t {
    one,   ///< one line, one value
    lines, ///< several lines of one value each; a comma belongs to the value (challenges,
           ///< credentials)
    list,  ///< several lines, and several values on a line, separated by commas
};

struct HeaderRow {
    HeaderName id;
    std::string_view name; ///< long form, spelled as sent
    char compact;          ///< one-letter form in lower case, or 0
    Values values;
    std::string_view clause;
};

// One row per header, in the order of HeaderName.
inline constexpr std::array kHeaders{
    HeaderRow{HeaderName::unknown, "", 0, Values::one, ""},
    HeaderRow{HeaderName::accept, "Accept", 0, Values::list, "RFC 3261 §20.1"},
    HeaderRow{HeaderName::accept_contact, "Accept-Contact", 'a', Values::list, "RFC 3841 §9.2"},
    HeaderRow{HeaderName::accept_encoding, "Accept-Encoding", 0, Values::list, "RFC 3261 §20.2"},
    HeaderRow{HeaderName::accept_language, "Accept-Language", 0, Values::list, "RFC 3261 §20.3"},
    HeaderRow{HeaderName::alert_info, "Alert-Info", 0, Values::list, "RFC 3261 §20.4"},
    HeaderRow{HeaderName::allow, "Allow", 0, Values::list, "RFC 3261 §20.5"},
    HeaderRow{HeaderName::allow_events, "Allow-Events", 'u', Values::list, "RFC 6665 §8.2.2"},
    HeaderRow{HeaderName::authentication_info, "Authentication-Info", 0, Values::one,
              "RFC 3261 §20.6"},
    HeaderRow{HeaderName::authorization, "Authorization", 0, Values::lines, "RFC 3261 §20.7"},
    HeaderRow{HeaderName::call_id, "Call-ID", 'i', Values::one, "RFC 3261 §20.8"},
    HeaderRow{HeaderName::call_info, "Call-Info", 0, Values::list, "RFC 3261 §20.9"},
    HeaderRow{HeaderName::contact, "Contact", 'm', Values::list, "RFC 3261 §20.10"},
    HeaderRow{HeaderName::content_disposition, "Content-Disposition", 0, Values::one,
              "RFC 3261 §20.11"},
    HeaderRow{HeaderName::content_encoding, "Content-Encoding", 'e', Values::list,
              "RFC 3261 §20.12"},
    HeaderRow{HeaderName::content_language, "Content-Language", 0, Values::list, "RFC 3261 §20.13"},
    HeaderRow{HeaderName::content_length, "Content-Length", 'l', Values::one, "RFC 3261 §20.14"},
    HeaderRow{HeaderName::content_type, "Content-Type", 'c', Values::one, "RFC 3261 §20.15"},
    HeaderRow{HeaderName::cseq, "CSeq", 0, Values::one, "RFC 3261 §20.16"},
    HeaderRow{HeaderName::date, "Date", 0, Values::one, "RFC 3261 §20.17"},
    HeaderRow{HeaderName::diversion, "Diversion", 0, Values::list, "RFC 5806 §2"},
    HeaderRow{HeaderName::error_info, "Error-Info", 0, Values::list, "RFC 3261 §20.18"},
    HeaderRow{HeaderName::event, "Event", 'o', Values::one, "RFC 6665 §8.2.1"},
    HeaderRow{HeaderName::expires, "Expires", 0, Values::one, "RFC 3261 §20.19"},
    HeaderRow{HeaderName::from, "From", 'f', Values::one, "RFC 3261 §20.20"},
    HeaderRow{HeaderName::geolocation, "Geolocation", 0, Values::list, "RFC 6442 §4.1"},
    HeaderRow{HeaderName::history_info, "History-Info", 0, Values::list, "RFC 7044 §5"},
    HeaderRow{HeaderName::identity, "Identity", 'y', Values::list, "RFC 8224 §4"},
    HeaderRow{HeaderName::in_reply_to, "In-Reply-To", 0, Values::list, "RFC 3261 §20.21"},
    HeaderRow{HeaderName::info_package, "Info-Package", 0, Values::one, "RFC 6086 §7"},
    HeaderRow{HeaderName::max_forwards, "Max-Forwards", 0, Values::one, "RFC 3261 §20.22"},
    HeaderRow{HeaderName::mime_version, "MIME-Version", 0, Values::one, "RFC 3261 §20.24"},
    HeaderRow{HeaderName::min_expires, "Min-Expires", 0, Values::one, "RFC 3261 §20.23"},
    HeaderRow{HeaderName::min_se, "Min-SE", 0, Values::one, "RFC 4028 §5"},
    HeaderRow{HeaderName::organization, "Organization", 0, Values::one, "RFC 3261 §20.25"},
    HeaderRow{HeaderName::p_access_network_info, "P-Access-Network-Info", 0, Values::list,
              "RFC 7315 §4.4"},
    HeaderRow{HeaderName::p_asserted_identity, "P-Asserted-Identity", 0, Values::list,
              "RFC 3325 §9.1"},
    HeaderRow{HeaderName::p_called_party_id, "P-Called-Party-ID", 0, Values::one, "RFC 7315 §4.2"},
    HeaderRow{HeaderName::p_charging_vector, "P-Charging-Vector", 0, Values::one, "RFC 7315 §4.6"},
    HeaderRow{HeaderName::p_early_media, "P-Early-Media", 0, Values::list, "RFC 5009 §8"},
    HeaderRow{HeaderName::p_preferred_identity, "P-Preferred-Identity", 0, Values::list,
              "RFC 3325 §9.2"},
    HeaderRow{HeaderName::path, "Path", 0, Values::list, "RFC 3327 §4"},
    HeaderRow{HeaderName::priority, "Priority", 0, Values::one, "RFC 3261 §20.26"},
    HeaderRow{HeaderName::privacy, "Privacy", 0, Values::one, "RFC 3323 §4.2"},
    HeaderRow{HeaderName::proxy_authenticate, "Proxy-Authenticate", 0, Values::lines,
              "RFC 3261 §20.27"},
    HeaderRow{HeaderName::proxy_authorization, "Proxy-Authorization", 0, Values::lines,
              "RFC 3261 §20.28"},
    HeaderRow{HeaderName::proxy_require, "Proxy-Require", 0, Values::list, "RFC 3261 §20.29"},
    HeaderRow{HeaderName::rack, "RAck", 0, Values::one, "RFC 3262 §7.2"},
    HeaderRow{HeaderName::reason, "Reason", 0, Values::list, "RFC 3326 §2"},
    HeaderRow{HeaderName::record_route, "Record-Route", 0, Values::list, "RFC 3261 §20.30"},
    HeaderRow{HeaderName::recv_info, "Recv-Info", 0, Values::list, "RFC 6086 §7"},
    HeaderRow{HeaderName::refer_sub, "Refer-Sub", 0, Values::one, "RFC 4488 §4"},
    HeaderRow{HeaderName::refer_to, "Refer-To", 'r', Values::one, "RFC 3515 §2.1"},
    HeaderRow{HeaderName::referred_by, "Referred-By", 'b', Values::one, "RFC 3892 §3"},
    HeaderRow{HeaderName::reject_contact, "Reject-Contact", 'j', Values::list, "RFC 3841 §9.2"},
    HeaderRow{HeaderName::replaces, "Replaces", 0, Values::one, "RFC 3891 §6.1"},
    HeaderRow{HeaderName::reply_to, "Reply-To", 0, Values::one, "RFC 3261 §20.31"},
    HeaderRow{HeaderName::request_disposition, "Request-Disposition", 'd', Values::list,
              "RFC 3841 §9.1"},
    HeaderRow{HeaderName::require, "Require", 0, Values::list, "RFC 3261 §20.32"},
    HeaderRow{HeaderName::resource_priority, "Resource-Priority", 0, Values::list, "RFC 4412 §3.1"},
    HeaderRow{HeaderName::retry_after, "Retry-After", 0, Values::one, "RFC 3261 §20.33"},
    HeaderRow{HeaderName::route, "Route", 0, Values::list, "RFC 3261 §20.34"},
    HeaderRow{HeaderName::rseq, "RSeq", 0, Values::one, "RFC 3262 §7.1"},
    HeaderRow{HeaderName::server, "Server", 0, Values::one, "RFC 3261 §20.35"},
    HeaderRow{HeaderName::service_route, "Service-Route", 0, Values::list, "RFC 3608 §5"},
    HeaderRow{HeaderName::session_expires, "Session-Expires", 'x', Values::one, "RFC 4028 §4"},
    HeaderRow{HeaderName::session_id, "Session-ID", 0, Values::one, "RFC 7989 §5"},
    HeaderRow{HeaderName::sip_etag, "SIP-ETag", 0, Values::one, "RFC 3903 §11.3.1"},
    HeaderRow{HeaderName::sip_if_match, "SIP-If-Match", 0, Values::one, "RFC 3903 §11.3.2"},
    HeaderRow{HeaderName::subject, "Subject", 's', Values::one, "RFC 3261 §20.36"},
    HeaderRow{HeaderName::subscription_state, "Subscription-State", 0, Values::one,
              "RFC 6665 §8.2.3"},
    HeaderRow{HeaderName::supported, "Supported", 'k', Values::list, "RFC 3261 §20.37"},
    HeaderRow{HeaderName::target_dialog, "Target-Dialog", 0, Values::one, "RFC 4538 §7"},
    HeaderRow{HeaderName::timestamp, "Timestamp", 0, Values::one, "RFC 3261 §20.38"},
    HeaderRow{HeaderName::to, "To", 't', Values::one, "RFC 3261 §20.39"},
    HeaderRow{HeaderName::unsupported, "Unsupported", 0, Values::list, "RFC 3261 §20.40"},
    HeaderRow{HeaderName::user_agent, "User-Agent", 0, Values::one, "RFC 3261 §20.41"},
    HeaderRow{HeaderName::user_to_user, "User-to-User", 0, Values::list, "RFC 7433 §4.1"},
    HeaderRow{HeaderName::via, "Via", 'v', Values::list, "RFC 3261 §20.42"},
    HeaderRow{HeaderName::warning, "Warning", 0, Values::list, "RFC 3261 §20.43"},
    HeaderRow{HeaderName::www_authenticate, "WWW-Authenticate", 0, Values::lines,
              "RFC 3261 §20.44"},
};

constexpr const HeaderRow& row(HeaderName id) {
    return kHeaders[static_cast<std::size_t>(id)];
}
/// Long form as sent; "" for unknown.
constexpr std::string_view text(HeaderName id) {
    return row(id).name;
}
struct HeaderMatch {
    HeaderName id = HeaderName::unknown;
    bool as_sent = false; ///< spelled exactly as in the table
};
HeaderMatch match_header_name(std::string_view text);
/// Header of a name, long or compact, in any case (RFC 3261 §7.3.1, §7.3.3).
HeaderName header_name_of(std::string_view text);

} // namespace sipi
