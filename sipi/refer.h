// What a transfer is said with: Refer-To and Replaces (RFC 3515 §2.1, RFC 3891 §6.1), and the
// message/sipfrag of its NOTIFY (RFC 3420).
#pragma once

#include "sipi/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace sipi {

inline constexpr std::string_view kReplaces = "replaces";     ///< RFC 3891
inline constexpr std::string_view kNoReferSub = "norefersub"; ///< RFC 4488

/// A dialog, as who receives the header knows it: `to_tag` is his own (RFC 3891 §3).
struct Replaces {
    std::string call_id;
    std::string to_tag;
    std::string from_tag;
    bool early_only = false;

    /// Errors: bad_call_id; bad_parameter without a tag, or with one twice (RFC 3891 §6.1).
    static Result<Replaces> parse(std::string_view value);
    /// The header value.
    std::string text() const;
    bool operator==(const Replaces&) const = default;
};

/// Target-Dialog (RFC 4538 §7), whose tags are also those that its receiver has: local-tag is his
/// own. Errors: as above.
Result<Replaces> parse_target_dialog(std::string_view value);
/// Join (RFC 3911 §7.1), of the form of Replaces.
inline constexpr std::string_view kJoinHeader = "Join";

/// Whom a Refer-To names.
struct ReferTarget {
    std::string uri;      ///< without headers and method
    std::string method;   ///< of the request that is asked for; "INVITE" when it says none
    std::string replaces; ///< a Replaces header that it wants in the INVITE, escapes undone
    static Result<ReferTarget> parse(std::string_view refer_to);
};

/// "SIP/2.0 180 Ringing" and its line end.
std::string status_fragment(int status);
inline constexpr std::string_view kSipFragment = "message/sipfrag;version=2.0";

} // namespace sipi
