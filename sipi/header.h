// The other typed headers: numbers, CSeq, media type, Reason, Privacy, Warning and so on, as views
// into text.
#pragma once

#include "sipi/method.h"
#include "sipi/name_addr.h"
#include "sipi/params.h"
#include "sipi/via.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi {

/// A number of digits only that fits; for Max-Forwards, Expires, Content-Length, RSeq, Min-SE ...
Result<std::uint32_t> parse_number(std::string_view text);
/// A token such as a method in Allow or an option tag in Supported.
Result<std::string_view> parse_token(std::string_view text);
/// A Call-ID: word [ "@" word ] (RFC 3261 §20.8).
Result<std::string_view> parse_call_id(std::string_view text);
/// Appends a decimal number.
void append_number(std::string& out, std::uint64_t number);

/// RFC 3261 §20.16; the number is below 2^31 (§8.1.1.5).
struct CSeq {
    std::uint32_t number = 0;
    Method method = Method::unknown;
    std::string_view method_text;
    static Result<CSeq> parse(std::string_view value);
};
void append(std::string& out, const CSeq& cseq);

/// RAck of RFC 3262 §7.2.
struct RAck {
    std::uint32_t rseq = 0;
    CSeq cseq;
    static Result<RAck> parse(std::string_view value);
};

/// Content-Type and an element of Accept, RFC 3261 §20.15.
struct MediaType {
    std::string_view type;
    std::string_view subtype;
    Params params;
    /// Compares type/subtype in any case: is("application", "sdp").
    bool is(std::string_view type_text, std::string_view subtype_text) const;
    static Result<MediaType> parse(std::string_view value);
};
void append(std::string& out, const MediaType& media_type);

/// Content-Disposition, RFC 3261 §20.11; handling is required unless said otherwise.
struct ContentDisposition {
    std::string_view type; ///< session, render, signal ...
    bool optional = false; ///< ;handling=optional
    Params params;
    static Result<ContentDisposition> parse(std::string_view value);
};

/// One Reason value, RFC 3326, with the location of RFC 8606.
struct Reason {
    std::string_view protocol; ///< "Q.850", "SIP"
    std::optional<int> cause;
    std::string_view text;     ///< without the outer quotes, escapes still in
    std::string_view location; ///< RFC 8606 §4: "LPN", "U" ...; "" when absent
    Params params;
    static Result<Reason> parse(std::string_view value);
};
/// Appends protocol;cause=;text="";location=.
void append(std::string& out, const Reason& reason);

/// Privacy, RFC 3323 §4.2, with id of RFC 3325 §9.3 and history of RFC 7044 §10.1.
struct Privacy {
    bool header = false;
    bool session = false;
    bool user = false;
    bool none = false;
    bool critical = false;
    bool id = false;
    bool history = false;
    bool operator==(const Privacy&) const = default;
    static Result<Privacy> parse(std::string_view value);
};
void append(std::string& out, const Privacy& privacy);

/// One Warning value, RFC 3261 §20.43.
struct Warning {
    int code = 0;
    std::string_view agent;
    std::string_view text; ///< without the outer quotes, escapes still in
    static Result<Warning> parse(std::string_view value);
};
void append(std::string& out, const Warning& warning);

/// Retry-After, RFC 3261 §20.33; the comment is skipped.
struct RetryAfter {
    std::chrono::seconds after{};
    std::optional<std::chrono::seconds> duration;
    static Result<RetryAfter> parse(std::string_view value);
};

/// Date, RFC 3261 §20.17. Another zone than GMT, or anything else malformed, gives bad_value:
/// ignore it.
Result<std::chrono::sys_seconds> parse_date(std::string_view value);
void append_date(std::string& out, std::chrono::sys_seconds time);

} // namespace sipi
