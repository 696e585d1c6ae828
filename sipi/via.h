// The Via header, RFC 3261 §20.42, with rport of RFC 3581.
#pragma once

#include "sipi/params.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sipi {

class Message;

enum class TransportName : std::uint8_t { other, udp, tcp, tls, sctp, tls_sctp, ws, wss };

/// "UDP" and so on, as Via spells it; "" for other.
std::string_view text(TransportName transport);
/// Transport of a token in any case.
TransportName transport_of(std::string_view text);

/// The magic cookie of RFC 3261 §8.1.1.7.
inline constexpr std::string_view kMagicCookie = "z9hG4bK";

/// One Via value as views; the text must outlive them. Fill by hand and append() to build one.
struct Via {
    std::string_view protocol = "SIP";
    std::string_view version = "2.0";
    std::string_view transport_text; ///< as written; needed only for TransportName::other
    TransportName transport = TransportName::udp;
    std::string_view host; ///< an IPv6 address without its brackets
    bool ipv6 = false;
    std::uint16_t port = 0;    ///< 0: none given
    std::string_view branch;   ///< "" when absent
    std::string_view received; ///< address, IPv6 without brackets; "" when absent
    bool has_rport = false;    ///< ";rport" is there, with or without a value
    std::uint16_t rport = 0;   ///< 0: without a value
    std::string_view maddr;
    std::optional<std::uint8_t> ttl;
    Params params; ///< all parameters as written; append() writes them only when set, instead of
                   ///< the above

    /// Whether the branch starts with the cookie and goes on behind it (RFC 3261 §17.2.3).
    bool has_rfc3261_branch() const {
        return branch.size() > kMagicCookie.size() && branch.starts_with(kMagicCookie);
    }
    /// Parses one value (an element of Message::values(HeaderName::via)).
    static Result<Via> parse(std::string_view value);
};

void append(std::string& out, const Via& via);

/// Notes in the top Via of a received request where it came from (RFC 3261 §18.2.1, RFC 3581 §4):
/// `received` when the address differs from sent-by or rport is asked, and the value of rport.
/// `via` is the request's top one, as parsed; its views end here.
void stamp_source(Message& request, const Via& via, std::string_view address, std::uint16_t port);

} // namespace sipi
