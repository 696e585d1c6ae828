// From, To, Contact, Route, Record-Route, P-Asserted-Identity and their like: name-addr or
// addr-spec with parameters, RFC 3261 §20.10 and §25.1.
#pragma once

#include "sipi/uri.h"

#include <optional>
#include <string>
#include <string_view>

namespace sipi {

/// One address with display name, as views; the text must outlive them.
struct NameAddr {
    std::string_view
        display; ///< as written, without the outer quotes, escapes still in; see display_name()
    bool quoted = false; ///< display stood in quotes
    bool star = false;   ///< Contact: * (RFC 3261 §10.2.2); nothing else is set then
    Uri uri;
    std::string_view uri_text; ///< the URI as written, without brackets
    Params params;             ///< header parameters, from the first ';'
    std::string_view tag;      ///< of From and To

    /// Display name with its escapes undone.
    std::string display_name() const;
    /// q in thousandths (RFC 3261 §25.1 qvalue), 1000 when absent, empty when malformed.
    std::optional<int> q() const;
    /// expires in seconds, when present and a number.
    std::optional<std::uint32_t> expires() const;

    /// Parses one value (an element of Message::values()).
    static Result<NameAddr> parse(std::string_view value);
};

/// Appends `"display" <uri>params`; always with brackets. `uri_text`, when set, goes before `uri`.
void append(std::string& out, const NameAddr& address);
std::string to_string(const NameAddr& address);

} // namespace sipi
