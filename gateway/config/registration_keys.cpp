// The key table's part on where we register (RFC 3261 §10.2, RFC 5626, RFC 6140).
#include "gateway/config/kinds.h"

namespace config {

using namespace std::chrono_literals;

std::vector<Key> registration_keys() {
    return {
        key<Registration, &Registration::name>("name", kind(Type::name), kRequired,
                                               "Its name, in show registrations and the log."),
        key<Registration, &Registration::peer>(
            "peer", reference("sip_peer"), kRequired,
            "Whose registrar it is: REGISTER goes to the peer's address or servers, by its "
            "transport, with its auth_user and auth_password where it asks for them."),
        key<Registration, &Registration::address>(
            "address", kind(Type::string), kRequired,
            "Address of record, as \"sip:+4930123@carrier.example\"."),
        key<Registration, &Registration::registrar>(
            "registrar", kind(Type::string), "\"\"",
            "Request-URI of REGISTER; empty: the domain of the address, as sip:carrier.example."),
        key<Registration, &Registration::user>(
            "user", kind(Type::string), "\"\"",
            "User part of our Contact, which the peer's calls come to; empty: that of the "
            "address. Where it is no number, or always the same one, see number_in_to."),
        key<Registration, &Registration::expires>(
            "expires", duration(60s, 168h), "\"1h\"",
            "Asked for; what the registrar grants counts. Registered again ten minutes before the "
            "end, or at half of the time when that is less than 20 minutes."),
        key<Registration, &Registration::bulk>(
            "bulk", boolean(), "false",
            "All numbers of a PBX are registered at once (RFC 6140), as SIPconnect has it; the "
            "address is that of the PBX, and calls come with the number called."),
        key<Registration, &Registration::outbound>(
            "outbound", boolean(), "false",
            "The registrar shall use the connection that REGISTER came by for our calls (RFC "
            "5626), through NAT and where nobody can connect to us."),
        key<Registration, &Registration::instance>(
            "instance", kind(Type::string), "\"\"",
            "\"urn:uuid:...\" that tells this gateway from others of the same address (RFC 5626, "
            "GRUU of RFC 5627); empty: with outbound made of the address and the name of this "
            "host, else none."),
        key<Registration, &Registration::keep_alive>(
            "keep_alive", duration(0ms, 1h), "\"0s\"",
            "How often at least a double CRLF goes to the registrar while registered (RFC 5626 "
            "section 4.4.1), so that NAT and connections stay open; sooner where its Flow-Timer "
            "says so. 0s: every two minutes by TCP and TLS and every 29 s by UDP, and a connection "
            "that brings no answer in ten seconds is made again, where the registrar agrees to "
            "outbound; else never."),
        key<Registration, &Registration::retry>(
            "retry", duration(1s, 1h), "\"30s\"",
            "Longest wait before the next try behind a refusal or silence, half of it the "
            "shortest; doubled with each failure in a row. Retry-After of the registrar counts "
            "instead."),
        key<Registration, &Registration::max_retry>("max_retry", duration(1s, 24h), "\"30m\"",
                                                    "The wait grows no longer than that."),
        key<Registration, &Registration::needed>(
            "needed", boolean(), "true",
            "Without it the peer is down: calls go to the others of its trunk group, and lines "
            "with busy_out_with are busied out. A peer with several needs one of them."),
    };
}

} // namespace config
