// URIs as views into text: sip, sips (RFC 3261 §19.1), tel (RFC 3966), and any other scheme kept as
// text.
#pragma once

#include "sipi/params.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sipi {

/// One URI. All members are views as written, escapes included; the text must outlive them.
///
/// Fill the members by hand and append() to build one. Host of an IPv6 reference is without
/// brackets.
struct Uri {
    enum class Scheme : std::uint8_t { none, sip, sips, tel, other };

    Scheme scheme = Scheme::none;
    std::string_view scheme_text; ///< as written; needed only for other
    std::string_view user;        ///< sip: user part. tel: the number, with its visual separators
    std::string_view password;
    std::string_view host;    ///< sip only. other: everything behind the colon
    std::uint16_t port = 0;   ///< 0: none given
    bool ipv6 = false;        ///< host stood or shall stand in brackets
    bool has_user = false;    ///< an '@' was there; on building, set by a non-empty user as well
    Params params;            ///< ";transport=udp;user=phone"; tel: ";phone-context=+49"
    std::string_view headers; ///< behind '?', without it

    bool is_sip() const { return scheme == Scheme::sip || scheme == Scheme::sips; }
    bool is_tel() const { return scheme == Scheme::tel; }
    /// tel: number starts with '+' (RFC 3966 §5.1.4); sip: the same of a user=phone user part.
    bool is_global_number() const { return !user.empty() && user.front() == '+'; }

    /// The whole of `text` is the URI; no angle brackets, no white space.
    static Result<Uri> parse(std::string_view text);
};

/// Appends the URI as text.
void append(std::string& out, const Uri& uri);
std::string to_string(const Uri& uri);
/// Appends "host:port", the host in brackets when it is IPv6, no port when it is 0.
void append_host_port(std::string& out, std::string_view host, bool ipv6, std::uint16_t port);

/// RFC 3261 §19.1.4 for sip and sips, RFC 3966 §4 for tel; other schemes compare as text.
bool equivalent(const Uri& a, const Uri& b);

/// "%41" becomes 'A'; a stray '%' stays.
std::string unescaped(std::string_view text);
/// Appends `text` with everything escaped that may not stand in a user part (RFC 3261 §25.1 user).
void append_escaped_user(std::string& out, std::string_view text);
/// Number without visual separators "-.()" (RFC 3966 §5.1.1), ready to dial; "+", digits, A-D, *, #
/// stay.
std::string plain_number(std::string_view number);

} // namespace sipi
