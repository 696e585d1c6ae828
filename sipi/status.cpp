// Default reason phrases by status code, RFC 3261 §21 and the IANA "SIP response codes" registry.
#include "sipi/status.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

struct Row {
    int status;
    std::string_view reason;
    std::string_view clause;
};

// One row per status code, in rising order.
constexpr std::array kReasons{
    Row{100, "Trying", "RFC 3261 §21.1.1"},
    Row{180, "Ringing", "RFC 3261 §21.1.2"},
    Row{181, "Call Is Being Forwarded", "RFC 3261 §21.1.3"},
    Row{182, "Queued", "RFC 3261 §21.1.4"},
    Row{183, "Session Progress", "RFC 3261 §21.1.5"},
    Row{199, "Early Dialog Terminated", "RFC 6228"},
    Row{200, "OK", "RFC 3261 §21.2.1"},
    Row{202, "Accepted", "RFC 6665 §8.3.1"},
    Row{204, "No Notification", "RFC 5839"},
    Row{300, "Multiple Choices", "RFC 3261 §21.3.1"},
    Row{301, "Moved Permanently", "RFC 3261 §21.3.2"},
    Row{302, "Moved Temporarily", "RFC 3261 §21.3.3"},
    Row{305, "Use Proxy", "RFC 3261 §21.3.4"},
    Row{380, "Alternative Service", "RFC 3261 §21.3.5"},
    Row{400, "Bad Request", "RFC 3261 §21.4.1"},
    Row{401, "Unauthorized", "RFC 3261 §21.4.2"},
    Row{402, "Payment Required", "RFC 3261 §21.4.3"},
    Row{403, "Forbidden", "RFC 3261 §21.4.4"},
    Row{404, "Not Found", "RFC 3261 §21.4.5"},
    Row{405, "Method Not Allowed", "RFC 3261 §21.4.6"},
    Row{406, "Not Acceptable", "RFC 3261 §21.4.7"},
    Row{407, "Proxy Authentication Required", "RFC 3261 §21.4.8"},
    Row{408, "Request Timeout", "RFC 3261 §21.4.9"},
    Row{410, "Gone", "RFC 3261 §21.4.10"},
    Row{412, "Conditional Request Failed", "RFC 3903 §11.2.1"},
    Row{413, "Request Entity Too Large", "RFC 3261 §21.4.11"},
    Row{414, "Request-URI Too Long", "RFC 3261 §21.4.12"},
    Row{415, "Unsupported Media Type", "RFC 3261 §21.4.13"},
    Row{416, "Unsupported URI Scheme", "RFC 3261 §21.4.14"},
    Row{417, "Unknown Resource-Priority", "RFC 4412 §12.4"},
    Row{420, "Bad Extension", "RFC 3261 §21.4.15"},
    Row{421, "Extension Required", "RFC 3261 §21.4.16"},
    Row{422, "Session Interval Too Small", "RFC 4028 §6"},
    Row{423, "Interval Too Brief", "RFC 3261 §21.4.17"},
    Row{424, "Bad Location Information", "RFC 6442 §4.2"},
    Row{428, "Use Identity Header", "RFC 8224 §6.2.2"},
    Row{429, "Provide Referrer Identity", "RFC 3892 §5"},
    Row{433, "Anonymity Disallowed", "RFC 5079 §5"},
    Row{436, "Bad Identity Info", "RFC 8224 §6.2.2"},
    Row{437, "Unsupported Credential", "RFC 8224 §6.2.2"},
    Row{438, "Invalid Identity Header", "RFC 8224 §6.2.2"},
    Row{439, "First Hop Lacks Outbound Support", "RFC 5626 §11.6"},
    Row{440, "Max-Breadth Exceeded", "RFC 5393 §5.3.3"},
    Row{469, "Bad Info Package", "RFC 6086 §4.2.2"},
    Row{470, "Consent Needed", "RFC 5360 §5.9.2"},
    Row{480, "Temporarily Unavailable", "RFC 3261 §21.4.18"},
    Row{481, "Call/Transaction Does Not Exist", "RFC 3261 §21.4.19"},
    Row{482, "Loop Detected", "RFC 3261 §21.4.20"},
    Row{483, "Too Many Hops", "RFC 3261 §21.4.21"},
    Row{484, "Address Incomplete", "RFC 3261 §21.4.22"},
    Row{485, "Ambiguous", "RFC 3261 §21.4.23"},
    Row{486, "Busy Here", "RFC 3261 §21.4.24"},
    Row{487, "Request Terminated", "RFC 3261 §21.4.25"},
    Row{488, "Not Acceptable Here", "RFC 3261 §21.4.26"},
    Row{489, "Bad Event", "RFC 6665 §8.3.2"},
    Row{491, "Request Pending", "RFC 3261 §21.4.27"},
    Row{493, "Undecipherable", "RFC 3261 §21.4.28"},
    Row{494, "Security Agreement Required", "RFC 3329 §2.3.1"},
    Row{500, "Server Internal Error", "RFC 3261 §21.5.1"},
    Row{501, "Not Implemented", "RFC 3261 §21.5.2"},
    Row{502, "Bad Gateway", "RFC 3261 §21.5.3"},
    Row{503, "Service Unavailable", "RFC 3261 §21.5.4"},
    Row{504, "Server Time-out", "RFC 3261 §21.5.5"},
    Row{505, "Version Not Supported", "RFC 3261 §21.5.6"},
    Row{513, "Message Too Large", "RFC 3261 §21.5.7"},
    Row{555, "Push Notification Service Not Supported", "RFC 8599 §14.2"},
    Row{580, "Precondition Failure", "RFC 3312 §8"},
    Row{600, "Busy Everywhere", "RFC 3261 §21.6.1"},
    Row{603, "Decline", "RFC 3261 §21.6.2"},
    Row{604, "Does Not Exist Anywhere", "RFC 3261 §21.6.3"},
    Row{606, "Not Acceptable", "RFC 3261 §21.6.4"},
    Row{607, "Unwanted", "RFC 8197"},
    Row{608, "Rejected", "RFC 8688"},
};
static_assert(std::ranges::is_sorted(kReasons, {}, &Row::status));

// A code without a row is treated as the x00 of its class (RFC 3261 §8.1.3.2).
constexpr std::array<std::string_view, 7> kClassReasons{
    "", "Progress", "OK", "Redirection", "Request Failure", "Server Failure", "Global Failure"};

} // namespace

std::string_view default_reason(int status) {
    const auto found = std::ranges::lower_bound(kReasons, status, {}, &Row::status);
    if (found != kReasons.end() && found->status == status)
        return found->reason;
    return status >= 100 && status < 700 ? kClassReasons[static_cast<std::size_t>(status / 100)]
                                         : std::string_view();
}

} // namespace sipi
