// Default reason phrases by status code, RFC 3261 §21 and the IANA "SIP response codes" registry.
#include "sipi/status.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

struct StatusRow {
    int status;
    std::string_view reason;
    std::string_view clause;
};

// One row per status code, in rising order.
constexpr std::array kStatusReasons{
    StatusRow{100, "Trying", "RFC 3261 §21.1.1"},
    StatusRow{180, "Ringing", "RFC 3261 §21.1.2"},
    StatusRow{181, "Call Is Being Forwarded", "RFC 3261 §21.1.3"},
    StatusRow{182, "Queued", "RFC 3261 §21.1.4"},
    StatusRow{183, "Session Progress", "RFC 3261 §21.1.5"},
    StatusRow{199, "Early Dialog Terminated", "RFC 6228"},
    StatusRow{200, "OK", "RFC 3261 §21.2.1"},
    StatusRow{202, "Accepted", "RFC 6665 §8.3.1"},
    StatusRow{204, "No Notification", "RFC 5839"},
    StatusRow{300, "Multiple Choices", "RFC 3261 §21.3.1"},
    StatusRow{301, "Moved Permanently", "RFC 3261 §21.3.2"},
    StatusRow{302, "Moved Temporarily", "RFC 3261 §21.3.3"},
    StatusRow{305, "Use Proxy", "RFC 3261 §21.3.4"},
    StatusRow{380, "Alternative Service", "RFC 3261 §21.3.5"},
    StatusRow{400, "Bad Request", "RFC 3261 §21.4.1"},
    StatusRow{401, "Unauthorized", "RFC 3261 §21.4.2"},
    StatusRow{402, "Payment Required", "RFC 3261 §21.4.3"},
    StatusRow{403, "Forbidden", "RFC 3261 §21.4.4"},
    StatusRow{404, "Not Found", "RFC 3261 §21.4.5"},
    StatusRow{405, "Method Not Allowed", "RFC 3261 §21.4.6"},
    StatusRow{406, "Not Acceptable", "RFC 3261 §21.4.7"},
    StatusRow{407, "Proxy Authentication Required", "RFC 3261 §21.4.8"},
    StatusRow{408, "Request Timeout", "RFC 3261 §21.4.9"},
    StatusRow{410, "Gone", "RFC 3261 §21.4.10"},
    StatusRow{412, "Conditional Request Failed", "RFC 3903 §11.2.1"},
    StatusRow{413, "Request Entity Too Large", "RFC 3261 §21.4.11"},
    StatusRow{414, "Request-URI Too Long", "RFC 3261 §21.4.12"},
    StatusRow{415, "Unsupported Media Type", "RFC 3261 §21.4.13"},
    StatusRow{416, "Unsupported URI Scheme", "RFC 3261 §21.4.14"},
    StatusRow{417, "Unknown Resource-Priority", "RFC 4412 §12.4"},
    StatusRow{420, "Bad Extension", "RFC 3261 §21.4.15"},
    StatusRow{421, "Extension Required", "RFC 3261 §21.4.16"},
    StatusRow{422, "Session Interval Too Small", "RFC 4028 §6"},
    StatusRow{423, "Interval Too Brief", "RFC 3261 §21.4.17"},
    StatusRow{424, "Bad Location Information", "RFC 6442 §4.2"},
    StatusRow{428, "Use Identity Header", "RFC 8224 §6.2.2"},
    StatusRow{429, "Provide Referrer Identity", "RFC 3892 §5"},
    StatusRow{433, "Anonymity Disallowed", "RFC 5079 §5"},
    StatusRow{436, "Bad Identity Info", "RFC 8224 §6.2.2"},
    StatusRow{437, "Unsupported Credential", "RFC 8224 §6.2.2"},
    StatusRow{438, "Invalid Identity Header", "RFC 8224 §6.2.2"},
    StatusRow{439, "First Hop Lacks Outbound Support", "RFC 5626 §11.6"},
    StatusRow{440, "Max-Breadth Exceeded", "RFC 5393 §5.3.3"},
    StatusRow{469, "Bad Info Package", "RFC 6086 §4.2.2"},
    StatusRow{470, "Consent Needed", "RFC 5360 §5.9.2"},
    StatusRow{480, "Temporarily Unavailable", "RFC 3261 §21.4.18"},
    StatusRow{481, "Call/Transaction Does Not Exist", "RFC 3261 §21.4.19"},
    StatusRow{482, "Loop Detected", "RFC 3261 §21.4.20"},
    StatusRow{483, "Too Many Hops", "RFC 3261 §21.4.21"},
    StatusRow{484, "Address Incomplete", "RFC 3261 §21.4.22"},
    StatusRow{485, "Ambiguous", "RFC 3261 §21.4.23"},
    StatusRow{486, "Busy Here", "RFC 3261 §21.4.24"},
    StatusRow{487, "Request Terminated", "RFC 3261 §21.4.25"},
    StatusRow{488, "Not Acceptable Here", "RFC 3261 §21.4.26"},
    StatusRow{489, "Bad Event", "RFC 6665 §8.3.2"},
    StatusRow{491, "Request Pending", "RFC 3261 §21.4.27"},
    StatusRow{493, "Undecipherable", "RFC 3261 §21.4.28"},
    StatusRow{494, "Security Agreement Required", "RFC 3329 §2.3.1"},
    StatusRow{500, "Server Internal Error", "RFC 3261 §21.5.1"},
    StatusRow{501, "Not Implemented", "RFC 3261 §21.5.2"},
    StatusRow{502, "Bad Gateway", "RFC 3261 §21.5.3"},
    StatusRow{503, "Service Unavailable", "RFC 3261 §21.5.4"},
    StatusRow{504, "Server Time-out", "RFC 3261 §21.5.5"},
    StatusRow{505, "Version Not Supported", "RFC 3261 §21.5.6"},
    StatusRow{513, "Message Too Large", "RFC 3261 §21.5.7"},
    StatusRow{555, "Push Notification Service Not Supported", "RFC 8599 §14.2"},
    StatusRow{580, "Precondition Failure", "RFC 3312 §8"},
    StatusRow{600, "Busy Everywhere", "RFC 3261 §21.6.1"},
    StatusRow{603, "Decline", "RFC 3261 §21.6.2"},
    StatusRow{604, "Does Not Exist Anywhere", "RFC 3261 §21.6.3"},
    StatusRow{606, "Not Acceptable", "RFC 3261 §21.6.4"},
    StatusRow{607, "Unwanted", "RFC 8197"},
    StatusRow{608, "Rejected", "RFC 8688"},
};
static_assert(std::ranges::is_sorted(kStatusReasons, {}, &StatusRow::status));

// A code without a row is treated as the x00 of its class (RFC 3261 §8.1.3.2).
constexpr std::array<std::string_view, 7> kClassReasons{
    "", "Progress", "OK", "Redirection", "Request Failure", "Server Failure", "Global Failure"};

} // namespace

std::string_view default_reason(int status) {
    const auto found = std::ranges::lower_bound(kStatusReasons, status, {}, &StatusRow::status);
    if (found != kStatusReasons.end() && found->status == status)
        return found->reason;
    return status >= 100 && status < 700 ? kClassReasons[static_cast<std::size_t>(status / 100)]
                                         : std::string_view();
}

} // namespace sipi
