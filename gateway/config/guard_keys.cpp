// The key table's part on hostile and heavy days: who may send SIP and how much, and what is
// refused when there is too much of it.
#include "gateway/config/kinds.h"

namespace config {

using namespace std::chrono_literals;

std::vector<Key> guard_keys() {
    return {
        key<Guard, &Guard::unknown_sources>("unknown_sources", choice("403|silence"), "\"403\"",
                                            "What an address of no SIP peer in a trunk group gets: "
                                            "403 to INVITE and OPTIONS, or no "
                                            "answer to anything outside a dialog."),
        key<Guard, &Guard::allow>("allow", list_of(kind(Type::cidr)), "[]",
                                  "Networks that SIP is read from, peers apart; empty is all."),
        key<Guard, &Guard::deny>("deny", list_of(kind(Type::cidr)), "[]",
                                 "Networks that SIP is not read from, peers apart; before allow."),
        key<Guard, &Guard::rate>("rate", integer(0, 1'000'000, "messages/s"), "50",
                                 "Of one address that is no peer's; more are dropped. 0 is no "
                                 "limit."),
        key<Guard, &Guard::burst>("burst", integer(1, 1'000'000, "messages"), "100",
                                  "Of them at once."),
        key<Guard, &Guard::unknown_rate>("unknown_rate", integer(0, 1'000'000, "messages/s"),
                                         "1000",
                                         "Of all addresses that are no peer's together; 0 is no "
                                         "limit."),
        key<Guard, &Guard::ban_after>(
            "ban_after", integer(0, 1'000'000, "offences"), "100",
            "So many within a minute (messages beyond the rate, malformed ones, requests that only "
            "a peer may send) and the address is banned: nothing of it is read. 0 is never."),
        key<Guard, &Guard::ban_time>("ban_time", duration(1s, 24h), "\"10m\"",
                                     "How long; \"ban add\" of the console too, where it does not "
                                     "say."),
        key<Guard, &Guard::scanners>(
            "scanners", list_of(kind(Type::string)),
            "[\"friendly-scanner\", \"sipvicious\", \"sipcli\", \"sip-scan\", \"sundayddr\", "
            "\"iwar\", \"pplsip\"]",
            "Words in User-Agent, in any case, whose sender is banned at once if it is no peer."),
        key<Guard, &Guard::max_message>("max_message", integer(512, 65'535, "octets"), "65535",
                                        "Of a SIP message; longer requests get 513."),
        key<Guard, &Guard::max_headers>("max_headers", integer(16, 256, "lines"), "256",
                                        "Header lines of a SIP message; more get 400."),
        key<Guard, &Guard::max_header>("max_header", integer(256, 65'535, "octets"), "8192",
                                       "Of one header, its continuation lines included; longer "
                                       "ones get 400."),
        key<Guard, &Guard::max_uri>("max_uri", integer(64, 65'535, "octets"), "2048",
                                    "Of the Request-URI; longer ones get 414."),
    };
}

std::vector<Key> overload_keys() {
    return {
        key<Overload, &Overload::max_call_rate>(
            "max_call_rate", integer(0, 1'000'000, "calls/s"), "0",
            "New calls from SIP; more get 503 with Retry-After. 0 is no limit. Emergency and "
            "priority calls (Priority: emergency, Resource-Priority) are always let in."),
        key<Overload, &Overload::max_cpu>(
            "max_cpu", integer(0, 100, "%"), "0",
            "While the signalling thread needs more of its core, a growing share of new calls gets "
            "503. 0 is no limit."),
        key<Overload, &Overload::retry_after>("retry_after", duration(1s, 1h), "\"5s\"",
                                              "Retry-After of those 503."),
        key<Overload, &Overload::control>(
            "control", boolean(), "true",
            "Overload control by loss (RFC 7339): neighbours that know it are told what share of "
            "their calls to hold back, and theirs is kept to."),
    };
}

} // namespace config
