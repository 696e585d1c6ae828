// The key table: every key of the conf files with its type, unit, default and one-line description.
// Validation, the sample conf/landline.conf, landline.conf(5) and `show config` are generated from
// it.
#include "gateway/config/kinds.h"
#include "gateway/config/toml.h"

namespace config {
namespace {

using namespace std::chrono_literals;

// In the order of isup::Variant (isup/variants.h).
constexpr std::string_view kVariants = "itu|ansi|etsi356|uk|spirou|germany|ttc|russia|china|brazil";

constexpr std::string_view kNatures = "unknown|subscriber|national|international|network-specific";

// --- one list per section
// --------------------------------------------------------------------------

std::vector<Key> log_keys() {
    return {
        key<Log, &Log::level>("level", choice("debug|info|warning|error|off"), "\"info\"",
                              "The least severe messages that are logged."),
        key<Log, &Log::file>("file", kind(Type::string), "\"\"",
                             "Where to; empty is standard error. A reload opens the file anew."),
    };
}

std::vector<Key> console_keys() {
    return {
        key<Console, &Console::socket>("socket", kind(Type::string),
                                       "\"/run/landline/console.sock\"",
                                       "UNIX socket on which landline(1) reaches the daemon."),
        key<Console, &Console::group>(
            "group", kind(Type::string), "\"\"",
            "System group whose members may look but not change anything; empty is nobody."),
    };
}

std::vector<Key> capture_keys() {
    return {
        key<Capture, &Capture::directory>(
            "directory", kind(Type::string), "\"/var/lib/landline\"",
            "Where captures of D-channels are written, as SPAN-DATE-TIME-NUMBER.pcapng."),
        key<Capture, &Capture::file_size>("file_size", integer(1, 4'194'304, "KiB"), "10240",
                                          "A file that has reached it is closed and the next one "
                                          "begun."),
        key<Capture, &Capture::files>("files", integer(1, 10'000, "files"), "10",
                                      "How many of them are kept for each span; the oldest go."),
    };
}

std::vector<Key> hep_keys() {
    return {
        key<Hep, &Hep::enabled>("enabled", boolean(), "false", "Whether anything is sent."),
        key<Hep, &Hep::server>("server", kind(Type::endpoint), "\"127.0.0.1:9060\"",
                               "UDP address and port of the capture server, as 192.0.2.9:9060."),
        key<Hep, &Hep::agent>("agent", integer(0, 4'294'967'295), "2001",
                              "Capture agent id: names this gateway there."),
        key<Hep, &Hep::password>("password", kind(Type::string), "\"\"",
                                 "Authentication key of the capture server; empty sends none."),
        key<Hep, &Hep::sip>("sip", boolean(), "true", "Every SIP message, as on the wire."),
        key<Hep, &Hep::isup>("isup", boolean(), "true",
                             "ISUP of calls as JSON, protocol type 54; correlation id is the "
                             "Call-ID of the call's first SIP message."),
        key<Hep, &Hep::q931>("q931", boolean(), "true",
                             "Q.931 of calls likewise, protocol type 81."),
    };
}

std::vector<Key> dns_keys() {
    return {
        key<Dns, &Dns::servers>("servers", list_of(kind(Type::endpoint)), "[]",
                                "Name servers, as 192.0.2.53:53; empty: those of the system."),
        key<Dns, &Dns::timeout>("timeout", duration(100ms, 30s), "\"2s\"",
                                "For the first answer of a name server."),
        key<Dns, &Dns::tries>("tries", integer(1, 10), "2", "Of each name server."),
        key<Dns, &Dns::failover>("failover", duration(500ms, 32s), "\"4s\"",
                                 "A SIP server that does not answer an INVITE within it is left "
                                 "for the next of its domain (RFC 3263 section 4.3)."),
        key<Dns, &Dns::avoid>("avoid", duration(1s, 24h), "\"1m\"",
                              "A SIP server that failed comes last for so long."),
    };
}

std::vector<Key> sip_keys() {
    return {
        key<Sip, &Sip::listen>("listen", list_of(kind(Type::listen)), kRequired,
                               "Where SIP is received, as udp:ADDRESS:PORT, tcp:ADDRESS:PORT or "
                               "tls:ADDRESS:PORT; several at once, of both families."),
        key<Sip, &Sip::user_agent>("user_agent", kind(Type::string), "\"Landline\"",
                                   "User-Agent and Server header fields; empty sends none."),
        key<Sip, &Sip::max_calls>("max_calls", integer(0, 1'000'000, "calls"), "0",
                                  "More calls at once are answered 503; 0 is no limit."),
        key<Sip, &Sip::t1>("t1", duration(50ms, 4s), "\"500ms\"",
                           "Round-trip time estimate (RFC 3261 T1)."),
        key<Sip, &Sip::t2>("t2", duration(500ms, 32s), "\"4s\"",
                           "Longest retransmission interval (RFC 3261 T2)."),
        key<Sip, &Sip::large_by_tcp>(
            "large_by_tcp", boolean(), "true",
            "Requests of more than 1300 octets to a peer reached by UDP go by TCP where there is a "
            "listener of tcp (RFC 3261 section 18.1.1), and by UDP when nobody takes them so; that "
            "is remembered for ten minutes."),
        key<Sip, &Sip::t4>("t4", duration(500ms, 32s), "\"5s\"",
                           "How long a message may stay in the network (RFC 3261 T4)."),
        key<Sip, &Sip::dscp>("dscp", integer(0, 63), "0",
                             "Differentiated services code point of SIP packets (RFC 2474), as 24 "
                             "for CS3."),
        key<Sip, &Sip::max_connections>("max_connections", integer(1, 100'000, "connections"),
                                        "1000", "Of TCP or TLS, for each address of listen."),
        key<Sip, &Sip::max_connections_of_source>("max_connections_of_source",
                                                  integer(1, 100'000, "connections"), "20",
                                                  "From one address that is no SIP peer's."),
        key<Sip, &Sip::connect_timeout>(
            "connect_timeout", duration(100ms, 1min), "\"4s\"",
            "A connection that is not there by then, TLS handshake included, has failed."),
        key<Sip, &Sip::message_timeout>(
            "message_timeout", duration(100ms, 10min), "\"10s\"",
            "From the first octet of a message to its last, and from a connection to its first "
            "message; who needs longer is disconnected."),
        key<Sip, &Sip::idle_timeout>("idle_timeout", duration(1s, 24h), "\"10m\"",
                                     "A connection without a message for so long is closed; the "
                                     "next message opens one anew."),
    };
}

std::vector<Key> tls_keys() {
    return {
        key<Tls, &Tls::certificate>(
            "certificate", kind(Type::string), "\"\"",
            "PEM file of the certificate that this gateway shows, with its chain; a listener of "
            "tls needs it. Read anew by reload; connections stay."),
        key<Tls, &Tls::private_key>("private_key", kind(Type::string), "\"\"",
                                    "PEM file of its key; empty: in the certificate's file."),
        key<Tls, &Tls::authorities>(
            "authorities", kind(Type::string), "\"\"",
            "PEM file of the authorities that peers' certificates must come from; empty: those of "
            "the system."),
        key<Tls, &Tls::verify_clients>("verify_clients", boolean(), "false",
                                       "Who connects to us must have such a certificate (mutual "
                                       "TLS); a SIP peer, one for its name."),
        key<Tls, &Tls::min_version>("min_version", choice("1.2|1.3"), "\"1.2\"",
                                    "The oldest version of TLS that is spoken."),
    };
}

std::vector<Key> media_keys() {
    return {
        key<Media, &Media::workers>("workers", integer(0, 256, "threads"), "0",
                                    "Media threads; 0 is one per core."),
        key<Media, &Media::address>("address", kind(Type::address), "\"127.0.0.1\"",
                                    "Local address of RTP, offered in SDP."),
        key<Media, &Media::ports>("ports", kind(Type::ports), "\"16384-32766\"",
                                  "UDP ports of RTP (even) and RTCP (the next one up)."),
        key<Media, &Media::timeout>(
            "timeout", duration(0ms, 1h), "\"30s\"",
            "A call that receives no RTP for so long is released; 0s never."),
        key<Media, &Media::jitter_min>("jitter_min", duration(5ms, 500ms), "\"20ms\"",
                                       "The jitter buffer never holds less."),
        key<Media, &Media::jitter_max>("jitter_max", duration(20ms, 1s), "\"200ms\"",
                                       "The jitter buffer never holds more."),
        key<Media, &Media::data_delay>(
            "data_delay", duration(10ms, 250ms), "\"60ms\"",
            "How long octets of data calls (CLEARMODE, and data from line to line) wait, always: "
            "longer than any jitter on the way, since what comes later is lost."),
        key<Media, &Media::realtime>(
            "realtime", boolean(), "false",
            "Real-time scheduling for the media threads, where permitted."),
    };
}

// How numbers, identities and causes are translated: the same keys on three levels. `base` is
// [calls].
template <class Owner>
std::vector<Key> mapping_keys(Standard inherited) {
    constexpr auto kMapping = &Owner::mapping;
    const bool base = inherited.when == Standard::When::value;
    const auto standard = [&](const char* toml) { return base ? Standard(toml) : inherited; };
    return {
        key<Owner, kMapping, &Mapping::profile>(
            "profile", choice("rfc3398|q1912.5-a|q1912.5-b|sip-i|sip-t"), standard("\"rfc3398\""),
            "Which published SIP interworking is followed where they differ; sip-i (Q.1912.5 "
            "profile C) and sip-t (RFC 3372) carry ISUP in bodies."),
        key<Owner, kMapping, &Mapping::cause_table>(
            "cause_table", choice("by-profile|rfc3398|q1912.5|ts29163"), standard("\"by-profile\""),
            "Table that turns Q.850 causes into SIP status codes and back."),
        key<Owner, kMapping, &Mapping::cause_to_status>(
            "cause_to_status", list_of(kind(Type::exception)), standard("[]"),
            "Exceptions to the table, as \"CAUSE=STATUS\"."),
        key<Owner, kMapping, &Mapping::status_to_cause>(
            "status_to_cause", list_of(kind(Type::exception)), standard("[]"),
            "Exceptions to the table, as \"STATUS=CAUSE\"."),
        key<Owner, kMapping, &Mapping::cause_to_line>(
            "cause_to_line", list_of(kind(Type::exception)), standard("[]"),
            "Causes that an ISDN line is told instead of those of the call, as \"CAUSE=CAUSE\"."),
        key<Owner, kMapping, &Mapping::cause_from_line>(
            "cause_from_line", list_of(kind(Type::exception)), standard("[]"),
            "Causes that a call gets instead of those of the ISDN line, as \"CAUSE=CAUSE\"."),
        key<Owner, kMapping, &Mapping::number_prefixes>(
            "number_prefixes", list_of(kind(Type::nature_prefix)), standard("[]"),
            "Digits in front of numbers of a nature of address, both ways, as "
            "\"international=00\", \"subscriber=\"; before country_code and the prefixes below. On "
            "a "
            "line such numbers have the type unknown."),
        key<Owner, kMapping, &Mapping::quirks>(
            "quirks", list_of(kind(Type::quirk)), standard("[]"),
            "What the trunk does otherwise than its profile, as \"map_183=off\"."),
        key<Owner, kMapping, &Mapping::country_code>(
            "country_code", kind(Type::digits), standard("\"\""),
            "Makes national numbers international; empty leaves them."),
        key<Owner, kMapping, &Mapping::national_prefix>(
            "national_prefix", kind(Type::digits), standard("\"\""),
            "Dialled before a national number, as \"0\"."),
        key<Owner, kMapping, &Mapping::international_prefix>(
            "international_prefix", kind(Type::digits), standard("\"\""),
            "Dialled before an international number, as \"00\"."),
        key<Owner, kMapping, &Mapping::area_code>(
            "area_code", kind(Type::digits), standard("\"\""),
            "Makes subscriber numbers international, behind country_code; empty leaves them."),
        key<Owner, kMapping, &Mapping::phone_context>(
            "phone_context", kind(Type::string), standard("\"\""),
            "The phone-context of local numbers in URIs, as \"pbx.example.org\"; empty is none."),
        key<Owner, kMapping, &Mapping::diversion>(
            "diversion", choice("diversion|history-info|both|off"), standard("\"diversion\""),
            "Headers that tell who diverted a call: RFC 5806, RFC 7044. Both are read unless off."),
        key<Owner, kMapping, &Mapping::number_portability>(
            "number_portability",
            choice("routing-number|concatenated|directory-number|ported-number|off"),
            standard("\"routing-number\""),
            "Where ISUP has the rn of a trusted peer (RFC 4694, Q.769.1): a parameter of its own, "
            "in "
            "front of the called number, as the called number beside the directory number; "
            "ported-number is ANSI."),
        key<Owner, kMapping, &Mapping::routing_number_digits>(
            "routing_number_digits", integer(0, 15, "digits"), standard("0"),
            "How many digits in front of a concatenated called number (Q.763: nature 8) are the "
            "routing number, which goes out as rn; 0 leaves them there."),
        key<Owner, kMapping, &Mapping::carrier>(
            "carrier", choice("transit-network|carrier-identification|off"),
            standard("\"transit-network\""),
            "Where ISUP has the cic of a trusted peer (RFC 4694); carrier-identification is ANSI."),
        key<Owner, kMapping, &Mapping::trunk_context>(
            "trunk_context", kind(Type::string), standard("\"\""),
            "Domain, or + and digits, in which this peer and the gateway name trunk groups (tgrp, "
            "RFC 4904); empty: none are read or named."),
        key<Owner, kMapping, &Mapping::trunk_group_in>(
            "trunk_group_in", choice("off|select|pass"), standard("\"off\""),
            "The trunk group in the Request-URI of a trusted peer: not looked at, the one that the "
            "call is routed to, or named to the next peer."),
        key<Owner, kMapping, &Mapping::trunk_group_origin>(
            "trunk_group_origin", boolean(), standard("false"),
            "The Contact of an INVITE names the trunk group that the call came from (RFC 4904)."),
        key<Owner, kMapping, &Mapping::trunk_group_destination>(
            "trunk_group_destination", kind(Type::string), standard("\"\""),
            "The trunk group that the peer shall use, named in the Request-URI; empty is the one "
            "that was passed on."),
        key<Owner, kMapping, &Mapping::user_to_user>(
            "user_to_user", boolean(), standard("true"),
            "User-to-user information is passed (RFC 7434)."),
        key<Owner, kMapping, &Mapping::trust>(
            "trust", boolean(), standard("false"),
            "P-Asserted-Identity is believed and sent (RFC 3325 trust domain)."),
        key<Owner, kMapping, &Mapping::default_calling>("default_calling", kind(Type::prefix),
                                                        standard("\"\""),
                                                        "Calling number of calls that bring none."),
        key<Owner, kMapping, &Mapping::overlap>(
            "overlap", choice("en-bloc|overlap|invites|info"), standard("\"en-bloc\""),
            "Wait for the whole number, or pass digits on as they come: overlap is INFORMATION on "
            "a line and invites at a SIP peer; invites is a new INVITE for each (RFC 3578), info "
            "an INFO in the dialog of the first."),
        key<Owner, kMapping, &Mapping::min_digits>(
            "min_digits", integer(0, 24, "digits"), standard("0"),
            "A called number with fewer digits is not complete yet."),
        key<Owner, kMapping, &Mapping::max_digits>(
            "max_digits", integer(0, 24, "digits"), standard("0"),
            "A called number that comes digit by digit is complete with so many; 0 is no limit."),
        key<Owner, kMapping, &Mapping::digit_timeout>(
            "digit_timeout", duration(500ms, 60s), standard("\"4s\""),
            "So long after its last digit a number is complete (Q.764 T10, Q.1912.5 TOIW1)."),
        key<Owner, kMapping, &Mapping::reliable>(
            "reliable", choice("by-profile|off|accept|supported|required"),
            standard("\"by-profile\""),
            "Provisional responses that are acknowledged (100rel, RFC 3262). accept: when an "
            "INVITE requires them; supported: offered, and used with who offers them; required: "
            "INVITEs without get 421. By profile: supported for sip-i, sip-t and q1912.5-a, else "
            "accept."),
        key<Owner, kMapping, &Mapping::preconditions>(
            "preconditions", choice("by-profile|off|accept|require"), standard("\"by-profile\""),
            "Resources that must be reserved before the called side alerts (RFC 3312). accept: a "
            "call waits until its caller has them, and goes on at once to a trunk that can be "
            "told later; require: INVITEs ask for them, those without get 421. By profile: accept "
            "for q1912.5-a, else off."),
        key<Owner, kMapping, &Mapping::session_timer>(
            "session_timer", choice("off|accept|offer|require"), standard("\"accept\""),
            "Session timers (RFC 4028): a call that nobody refreshes any more is released with "
            "cause 102. accept: when the peer asks for one; offer: asked for in INVITEs and "
            "answers, and calls with who knows none are refreshed from here; require: INVITEs "
            "without get 421, those to the peer insist on it."),
        key<Owner, kMapping, &Mapping::session_expires>(
            "session_expires", duration(90s, 86400s), standard("\"30m\""),
            "The interval that is asked for; half of it lies between two refreshes."),
        key<Owner, kMapping, &Mapping::min_session_expires>(
            "min_session_expires", duration(90s, 86400s), standard("\"90s\""),
            "Shorter intervals are refused with 422 and this as Min-SE."),
        key<Owner, kMapping, &Mapping::session_refresher>(
            "session_refresher", choice("auto|us|them"), standard("\"auto\""),
            "Who refreshes. auto: as the peer says, else who has called."),
        key<Owner, kMapping, &Mapping::session_refresh>(
            "session_refresh", choice("auto|reinvite"), standard("\"auto\""),
            "How: auto is UPDATE where the peer allows it, else re-INVITE."),
        key<Owner, kMapping, &Mapping::session_id>(
            "session_id", boolean(), standard("true"),
            "Session-ID goes with each message (RFC 7989): one identifier for a call from end to "
            "end, passed on between two SIP trunks."),
        key<Owner, kMapping, &Mapping::number_in_to>(
            "number_in_to", boolean(), standard("false"),
            "The number that was called is taken from To where a number is there: the Request-URI "
            "holds the Contact that we registered (see registration)."),
        key<Owner, kMapping, &Mapping::emergency_number>(
            "emergency_number", kind(Type::digits), standard("\"\""),
            "What urn:service:sos and its sub-services are here (RFC 5031): the called number that "
            "routes see, \"112\"; empty: 416."),
        key<Owner, kMapping, &Mapping::charging_vector>(
            "charging_vector", choice("off|pass|make"), standard("\"pass\""),
            "P-Charging-Vector in INVITEs to a trusted peer (RFC 7315). pass: that of the trusted "
            "trunk that the call comes from; make: one with a new icid when there is none."),
        key<Owner, kMapping, &Mapping::transfer>(
            "transfer", choice("off|gateway|network"), standard("\"gateway\""),
            "Transfers that a SIP peer asks for (REFER, Replaces; RFC 3515, RFC 3891) or a line "
            "(ECT of EuroISDN, call transfer of QSIG, two B-channel transfer of NI2, 4ESS and "
            "5ESS, RLT of DMS-100). gateway: done here, by a new call or by joining two; "
            "network: the same, and then whoever has both parties is asked to join them without "
            "this gateway: the exchange at a trunk group of lines (ECT, QSIG, two B-channel "
            "transfer, RLT), SIP peers by REFER with Replaces when both have network; refused, "
            "they stay joined here; off: refused."),
        key<Owner, kMapping, &Mapping::completion>(
            "completion", boolean(), standard("false"),
            "Completion of calls to busy users and on no reply (EN 300 359-1, EN 301 065-1): "
            "telephones on EuroISDN lines whose network this gateway is may ask to be told when "
            "the user can be called, and call him then."),
        key<Owner, kMapping, &Mapping::completion_interval>(
            "completion_interval", duration(500ms, 5min), standard("\"10s\""),
            "So often it is looked whether such a user is free: by the calls of this gateway, and "
            "by OPTIONS to his SIP peer, which answers 486 while he is busy (RFC 3261)."),
        key<Owner, kMapping, &Mapping::early_media>(
            "early_media", choice("auto|always|never"), standard("\"auto\""),
            "Speech before the answer: when the line says so, always or never."),
        key<Owner, kMapping, &Mapping::ringback>(
            "ringback", choice("auto|always|never"), standard("\"auto\""),
            "Ringing tone made here: when the far end gives none, always or never."),
        key<Owner, kMapping, &Mapping::redirection>(
            "redirection", choice("follow|route|pass|refuse"), standard("\"follow\""),
            "A called side that names another number, by 302 or by call deflection or rerouting on "
            "a line (EN 300 207, ECMA-174). follow: the Contact itself, or for a line the routes; "
            "route: the routes; pass: the caller's side is told (302, or rerouting where its trunk "
            "group has it), else as route; refuse: a line is told that it has not subscribed, a "
            "302 fails."),
        key<Owner, kMapping, &Mapping::rerouting>(
            "rerouting", boolean(), standard("false"),
            "The network at the far end of its lines reroutes calls that it has offered: a called "
            "side's other number is passed to it (callRerouteing, on a bus callDeflection)."),
        key<Owner, kMapping, &Mapping::isup_variant>(
            "isup_variant", choice(kVariants), standard("\"itu\""),
            "Variant of the ISUP that goes out in bodies (profiles sip-i and sip-t)."),
        key<Owner, kMapping, &Mapping::isup_version>(
            "isup_version", kind(Type::string), standard("\"\""),
            "The version parameter of application/ISUP; empty is that of the variant."),
        key<Owner, kMapping, &Mapping::isup_base>(
            "isup_base", kind(Type::string), standard("\"\""),
            "The base parameter of application/ISUP; empty is that of the variant."),
        key<Owner, kMapping, &Mapping::isup_handling>(
            "isup_handling", choice("by-profile|required|optional"), standard("\"by-profile\""),
            "Whether the peer must understand the ISUP in an INVITE; sip-i: required, sip-t: "
            "optional."),
        key<Owner, kMapping, &Mapping::isup_rlc>("isup_rlc", choice("by-profile|always|never"),
                                                 standard("\"by-profile\""),
                                                 "RLC in the 200 of a BYE; sip-i: yes, sip-t: no."),
        key<Owner, kMapping, &Mapping::isup_location>(
            "isup_location",
            choice("user|private-local|local|transit|remote|private-remote|international|beyond"),
            standard("\"local\""),
            "Location in REL and CFN that this gateway makes for the peer's ISUP (Q.850)."),
        key<Owner, kMapping, &Mapping::seven_khz>(
            "seven_khz", boolean(), standard("true"),
            "Its lines get 7 kHz calls as they are; false: a SETUP with the fallback of 3.1 kHz "
            "audio, or where the call allows none cause 65."),
        key<Owner, kMapping, &Mapping::qsig>(
            "qsig", boolean(), standard("false"),
            "QSIG messages travel in bodies beside the call (application/qsig, RFC 3204); both "
            "ends must have it."),
        key<Owner, kMapping, &Mapping::isup_required>(
            "isup_required", choice("by-profile|refuse|carry"), standard("\"by-profile\""),
            "A call whose IAM requires ISUP all the way, at a SIP peer without ISUP; by profile: "
            "refused with q1912.5-a and q1912.5-b."),
        key<Owner, kMapping, &Mapping::isup_required_cause>(
            "isup_required_cause", integer(1, 127, "Q.850 cause"), standard("31"),
            "Cause of that refusal."),
        key<Owner, kMapping, &Mapping::closed_user_group>(
            "closed_user_group", choice("refuse|carry"), standard("\"refuse\""),
            "A call of a closed user group without outgoing access, to a line or to a SIP peer "
            "without ISUP: refused with cause 87, or made as any other (all that the trunk leads "
            "to is in the group)."),
        key<Owner, kMapping, &Mapping::hop_factor>(
            "hop_factor", integer(1, 16), standard("2"),
            "Max-Forwards for each hop of the ISUP hop counter (TS 29.163); the same at every "
            "trunk, or a call that comes round may live longer."),
        key<Owner, kMapping, &Mapping::shaken_sign>(
            "shaken_sign", boolean(), standard("false"),
            "Calls to the peer get a signed Identity (SHAKEN, RFC 8588), diverted ones a second "
            "one (RFC 8946); see section shaken."),
        key<Owner, kMapping, &Mapping::shaken_attest>(
            "shaken_attest", choice("auto|A|B|C|off"), standard("\"auto\""),
            "How far calls from this trunk group are vouched for. auto: A for numbers of "
            "shaken_numbers that are network provided or verified, B for others of a trunk group "
            "that has shaken_numbers, else C; off: not at all, they are not signed."),
        key<Owner, kMapping, &Mapping::shaken_numbers>(
            "shaken_numbers", list_of(kind(Type::prefix)), standard("[]"),
            "First digits of the international numbers that are this trunk group's own, as "
            "+4930123."),
        key<Owner, kMapping, &Mapping::shaken_origid>(
            "shaken_origid", kind(Type::string), standard("\"group\""),
            "The origid of its calls: group is a UUID made of certificate_url and the trunk "
            "group's name, call one for each call; or the UUID itself."),
        key<Owner, kMapping, &Mapping::shaken_verify>(
            "shaken_verify", choice("off|record|mark|reject|require"), standard("\"off\""),
            "The Identity of calls from the peer: not looked at; verified while the call goes on, "
            "for its record only; verified first, and passed on as verstat and screening; calls "
            "whose Identity is bad refused (403, 436, 437, 438); those without one too (428)."),
        key<Owner, kMapping, &Mapping::shaken_clip>(
            "shaken_clip", choice("screening|hide|off"), standard("\"screening\""),
            "What a line is told of a call from the peer that was verified (mark, reject, "
            "require): the screening indicator is passed or failed; hide: a failed number is "
            "restricted too; off: nothing."),
    };
}

std::vector<Key> with_mapping(std::vector<Key> keys, const std::vector<Key>& mapping) {
    keys.insert(keys.end(), mapping.begin(), mapping.end());
    return keys;
}

std::vector<Key> calls_keys() {
    return with_mapping(
        {
            key<Calls, &Calls::t7>("t7", duration(1s, 60s), "\"25s\"",
                                   "From the start of a call to its first answer (Q.764 T7)."),
            key<Calls, &Calls::t8>("t8", duration(1s, 60s), "\"12s\"",
                                   "How long a call waits for the end of its continuity check, or "
                                   "for the resources of its caller (Q.764 T8)."),
            key<Calls, &Calls::t9>("t9", duration(1s, 10min), "\"3m\"",
                                   "How long a called telephone may ring (Q.764 T9)."),
            key<Calls, &Calls::t2>("t2", duration(1s, 1h), "\"3m\"",
                                   "How long a subscriber may suspend a call (Q.764 T2)."),
            key<Calls, &Calls::t6>("t6", duration(1s, 1h), "\"2m\"",
                                   "How long the network may: the called side has hung up and may "
                                   "come back (Q.764 T6)."),
            key<Calls, &Calls::t11>(
                "t11", duration(500ms, 60s), "\"15s\"",
                "A line that says nothing for so long after the last digit: the caller's exchange "
                "gets an ACM without indication (Q.764 T11)."),
            key<Calls, &Calls::t34>("t34", duration(500ms, 60s), "\"3s\"",
                                    "How long the second segment of an ISUP message is awaited "
                                    "(Q.764 T34)."),
            key<Calls, &Calls::t35>("t35", duration(1s, 60s), "\"15s\"",
                                    "How long to wait for the next digit while there are fewer "
                                    "than min_digits, then cause 28 (Q.764 T35)."),
            key<Calls, &Calls::ttir1>(
                "ttir1", duration(0s, 10s), "\"500ms\"",
                "How long an answer waits for the UPDATE that tells who has answered, when the "
                "caller's network asked for it and the peer offers from-change; 0 does not wait "
                "(RFC 4916, TS 29.163 TTIR1)."),
            key<Calls, &Calls::toiw2>("toiw2", duration(500ms, 60s), "\"4s\"",
                                      "The same as t11 for SIP, from the last INVITE on (Q.1912.5 "
                                      "TOIW2)."),
            key<Calls, &Calls::toiw3>(
                "toiw3", duration(500ms, 60s), "\"4s\"",
                "How long a digit may still come when each INVITE has failed with 404 or 484, then "
                "cause 28 (Q.1912.5 TOIW3)."),
            key<Calls, &Calls::t306>(
                "t306", duration(0s, 2min), "\"30s\"",
                "How long a line that disconnects with a tone or an announcement is listened to "
                "(Q.931 T306); 0s clears at once."),
            key<Calls, &Calls::release_tone>(
                "release_tone", duration(0s, 60s), "\"10s\"",
                "How long a caller hears why a call has failed, where tones are ours to give."),
            key<Calls, &Calls::tone_plan>("tone_plan", choice("etsi|de|uk|us|fr"), "\"etsi\"",
                                          "Frequencies and cadences of tones (E.180)."),
        },
        mapping_keys<Calls>(""));
}

std::vector<Key> span_keys() {
    std::vector<Key> keys{
        key<Span, &Span::name>("name", kind(Type::name), kRequired, "Its name here."),
        key<Span, &Span::driver>(
            "driver", choice("tdmoip|dahdi|tdmoe"), "\"tdmoip\"",
            "What carries it: tdmoip is CESoPSN over UDP (RFC 5086), dahdi a "
            "telephony card (`landline span scan` shows those that there are), tdmoe DAHDI's "
            "TDM-over-Ethernet to another machine."),
        key<Span, &Span::type>(
            "type", choice("e1|t1|bri|j1"), "\"e1\"",
            "E1 has 30 B-channels, T1 has 23, BRI has 2. J1 is T1 with the CRC-6 "
            "and the yellow alarm of Japan; the card's port is set to it."),
        key<Span, &Span::law>("law", choice("alaw|ulaw"), otherwise("ulaw on t1 and j1, else alaw"),
                              "Companding law of its B-channels (G.711)."),
        key<Span, &Span::local>("local", kind(Type::endpoint), otherwise("tdmoip must be given it"),
                                "tdmoip: UDP address and port on which packets are received."),
        key<Span, &Span::remote>("remote", kind(Type::endpoint),
                                 otherwise("tdmoip must be given it"),
                                 "tdmoip: where packets go; only packets from there are taken."),
        key<Span, &Span::interface>("interface", kind(Type::string), "\"\"",
                                    "tdmoe: the Ethernet interface; needs CAP_NET_RAW."),
        key<Span, &Span::peer_mac>("peer_mac", kind(Type::string), "\"\"",
                                   "tdmoe: MAC address of the far end, as "
                                   "\"02:00:5e:10:00:01\"."),
        key<Span, &Span::subaddress>("subaddress", integer(0, 65535), "0",
                                     "tdmoe: which of several spans between the two machines."),
        key<Span, &Span::packet>("packet", duration(1ms, 5ms), "\"5ms\"",
                                 "tdmoip: speech per packet; the same at both ends."),
        key<Span, &Span::clock>(
            "clock", choice("free|loop"), "\"loop\"",
            "tdmoip, tdmoe: the clock of the line; loop takes the far end's, "
            "free is this machine's. To a DAHDI machine without a card: free here, and "
            "timing 1 of its dynamic span there."),
        key<Span, &Span::rtp_header>(
            "rtp_header", boolean(), "false",
            "tdmoip: an RTP header before the control word (RFC 5086 section 4.2)."),
        key<Span, &Span::reorder_window>(
            "reorder_window", integer(0, 8, "packets"), "2",
            "tdmoip: how many packets a late one may be overtaken by."),
        key<Span, &Span::jitter>("jitter", duration(0ms, 30ms), "\"10ms\"",
                                 "tdmoip, tdmoe with clock free: how long received packets wait."),
        key<Span, &Span::capture>("capture", boolean(), "false",
                                  "Capture its D-channel from the start; the console's `capture "
                                  "span` does it at any time."),
    };
    for (const std::vector<Key>& more : {line_keys(), card_keys()})
        keys.insert(keys.end(), more.begin(), more.end());
    return keys;
}

std::vector<Key> peer_keys() {
    return with_mapping(
        {
            key<SipPeer, &SipPeer::name>("name", kind(Type::name), kRequired, "Its name here."),
            key<SipPeer, &SipPeer::address>("address", kind(Type::endpoint),
                                            otherwise("it needs a domain"),
                                            "Where calls to it go: address and port."),
            key<SipPeer, &SipPeer::transport>(
                "transport", choice("auto|udp|tcp|tls"), "\"auto\"",
                "How it is reached, by a listener of the same kind; auto is UDP for an address, "
                "and "
                "what the DNS says for a domain. Its requests are taken by any of them."),
            key<SipPeer, &SipPeer::tls_name>(
                "tls_name", kind(Type::string), "\"\"",
                "Whom its certificate must be for (RFC 5922): a domain, or an IP address; empty: "
                "its domain, or its address."),
            key<SipPeer, &SipPeer::tls_verify>(
                "tls_verify", boolean(), "true",
                "false: whatever certificate it shows is taken, which protects from nobody who can "
                "answer in its place."),
            key<SipPeer, &SipPeer::domain>(
                "domain", kind(Type::string), "\"\"",
                "Instead of address: its servers are located by DNS (RFC 3263: NAPTR, SRV, A and "
                "AAAA), as example.com, or example.com:5080 for addresses only. Several are tried "
                "in order; see section dns."),
            key<SipPeer, &SipPeer::match>(
                "match", list_of(kind(Type::cidr)), otherwise("its address or servers"),
                "Source addresses of its calls; the longest prefix wins."),
            key<SipPeer, &SipPeer::codecs>(
                "codecs", list_of(choice("pcma|pcmu|clearmode|g722")), "[\"pcma\", \"pcmu\"]",
                "Codecs offered and taken, the preferred one first. "
                "With clearmode (RFC 4040) the peer takes 64 kbit/s data "
                "calls, whatever its profile: speech never uses it, and "
                "without it data calls are refused (cause 65, 488). With g722 "
                "7 kHz calls (bearer with tones, layer 1 H.221 or G.722) are offered "
                "as G.722 and taken from it, octet by octet, never made into G.711."),
            key<SipPeer, &SipPeer::symmetric>("symmetric", boolean(), "true",
                                              "RTP is sent to where it comes from (RFC 4961)."),
            key<SipPeer, &SipPeer::options_interval>(
                "options_interval", duration(0ms, 1h), "\"0s\"",
                "How often it is asked by OPTIONS whether it is there; 0s never. Two without an "
                "answer, or with 503, and it is down: calls go to the other peers of its group."),
            key<SipPeer, &SipPeer::mailboxes>(
                "mailboxes", list_of(kind(Type::prefix)), "[]",
                "Mailboxes that it keeps, by number: their message summaries are subscribed to "
                "(RFC 3842) and go where a call from it to that number would go, as message "
                "waiting of QSIG or ETSI."),
            key<SipPeer, &SipPeer::auth_user>(
                "auth_user", kind(Type::string), "\"\"",
                "User name for its challenges (401, 407: RFC 3261 section 22). With it every "
                "request to the peer that is challenged goes once more with credentials (MD5, "
                "SHA-256, SHA-512-256, the strongest that is offered), later ones have them from "
                "the start. Empty: a challenge is a refusal."),
            key<SipPeer, &SipPeer::auth_password>(
                "auth_password", kind(Type::string), "\"\"",
                "Its password; never shown. The conf file should not be readable for others."),
            key<SipPeer, &SipPeer::auth_realm>(
                "auth_realm", kind(Type::string), "\"\"",
                "The only realm that is given credentials; empty: any that the peer names."),
            key<SipPeer, &SipPeer::unsolicited_notify>(
                "unsolicited_notify", boolean(), "false",
                "NOTIFY with a message summary is taken from it, and sent to it, without a "
                "subscription; RFC 6665 has none such, many mailboxes and telephones do."),
        },
        mapping_keys<SipPeer>(kFromGroup));
}

std::vector<Key> group_keys() {
    return with_mapping(
        {
            key<TrunkGroup, &TrunkGroup::name>("name", kind(Type::name), kRequired,
                                               "Its name, used by routes."),
            key<TrunkGroup, &TrunkGroup::spans>("spans", list_of(reference("span")), "[]",
                                                "Either its spans, in hunting order,"),
            key<TrunkGroup, &TrunkGroup::peers>("peers", list_of(reference("sip_peer")), "[]",
                                                "or its SIP peers, in hunting order,"),
            key<TrunkGroup, &TrunkGroup::users>(
                "users", list_of(reference("user")), "[]",
                "or users of the registrar. A call goes to the one whose number was called, after "
                "the number rules; a single user without numbers takes them all. One that is not "
                "registered: cause 20; a number of nobody: cause 1."),
            key<TrunkGroup, &TrunkGroup::hunting>(
                "hunting", choice("ascending|descending|round-robin|least-recently-used"),
                "\"ascending\"",
                "Which idle channel or peer takes a call. The two ends of a line should hunt in "
                "opposite directions, so that they do not seize the same channel at once (glare)."),
            key<TrunkGroup, &TrunkGroup::channel_selection>(
                "channel_selection", choice("preferred|exclusive"), "\"preferred\"",
                "May the far end of a line give a call another channel than the one hunted "
                "(Q.931 section 5.1.2)? exclusive: that one or none."),
            key<TrunkGroup, &TrunkGroup::max_calls>(
                "max_calls", integer(0, 1'000'000, "calls"), "0",
                "Calls at once, both directions; 0 is no limit."),
            key<TrunkGroup, &TrunkGroup::reserve>(
                "reserve", integer(0, 1'000'000, "calls"), "0",
                "How many of max_calls are kept for routes with priority."),
            key<TrunkGroup, &TrunkGroup::max_call_rate>(
                "max_call_rate", integer(0, 1'000'000, "calls/s"), "0",
                "New calls, both directions; more are refused as beyond max_calls. 0 is no limit; "
                "emergency calls and routes with priority are not counted."),
            key<TrunkGroup, &TrunkGroup::networks>(
                "networks", list_of(kind(Type::cidr)), "[]",
                "Requests of its SIP peers are taken from these only, whatever the peers match; "
                "empty is all."),
            key<TrunkGroup, &TrunkGroup::busy_out_with>(
                "busy_out_with", list_of(reference("trunk_group")), "[]",
                "Trunk groups that its calls go to. While none of these is in service (a SIP peer "
                "that is not down, a line that is up), calls from this group are refused at once: "
                "SETUP with cause 38, INVITE and OPTIONS with 503."),
            key<TrunkGroup, &TrunkGroup::number_rules_in>(
                "number_rules_in", list_of(reference("number_rule")), "[]",
                "Applied to calls from the group, before a route is looked for."),
            key<TrunkGroup, &TrunkGroup::number_rules_out>(
                "number_rules_out", list_of(reference("number_rule")), "[]",
                "Applied to calls to the group, after the rules of the route."),
        },
        mapping_keys<TrunkGroup>(kFromCalls));
}

std::vector<Key> route_keys() {
    using route::Route;
    return {
        key<Route, &Route::name>("name", kind(Type::name), kRequired, "Its name here."),
        key<Route, &Route::from>("from", list_of(reference("trunk_group")), "[]",
                                 "Trunk groups whose calls it takes; empty takes all."),
        key<Route, &Route::called>(
            "called", kind(Type::pattern), "\"\"",
            "Pattern (RE2) of the whole called number, international ones with +; empty is any."),
        key<Route, &Route::calling>("calling", kind(Type::pattern), "\"\"",
                                    "The same for the calling number."),
        key<Route, &Route::trunk_group>(
            "trunk_group", kind(Type::string), "\"\"",
            "Trunk group that the Request-URI names, where the peer's trunk_group_in is select "
            "(RFC 4904); empty is any whose name stands in to."),
        key<Route, &Route::origin_trunk_group>(
            "origin_trunk_group", kind(Type::string), "\"\"",
            "Trunk group that the Contact names, likewise; empty is any."),
        key<Route, &Route::bearer>(
            "bearer", list_of(choice("speech|3.1khz|unrestricted|restricted|7khz|video")), "[]",
            "Bearer capabilities that it takes; empty takes all."),
        key<Route, &Route::to>("to", list_of(reference("trunk_group")), kRequired,
                               "Trunk groups to try, in this order."),
        key<Route, &Route::number_rules>("number_rules", list_of(reference("number_rule")), "[]",
                                         "Applied in this order, before the trunk groups' own."),
        key<Route, &Route::next_on>(
            "next_on", list_of(integer(1, 127, "Q.850 cause")), "[34, 38, 41, 42, 44, 47]",
            "Causes on which the next trunk group is tried: the network asked cannot carry the "
            "call, another may."),
        key<Route, &Route::priority>(
            "priority", boolean(), "false",
            "Its calls may use a trunk group's reserve (emergency calls)."),
        key<Route, &Route::redirect>(
            "redirect", boolean(), "false",
            "Its numbers live elsewhere: callers on SIP trunks get 302 with a Contact at each SIP "
            "peer of `to`, best first. Other callers' calls are placed there."),
    };
}

std::vector<Key> rule_keys() {
    using route::NumberRule;
    return {
        key<NumberRule, &NumberRule::name>("name", kind(Type::name), kRequired, "Its name here."),
        key<NumberRule, &NumberRule::number>("number", choice("called|calling"), "\"called\"",
                                             "Which number it changes."),
        key<NumberRule, &NumberRule::match>(
            "match", kind(Type::pattern), "\"\"",
            "It acts on numbers that this pattern (RE2) matches as a whole; empty is any. An "
            "international number begins with +."),
        key<NumberRule, &NumberRule::only_nature>("only_nature", choice(kNatures), otherwise("any"),
                                                  "It acts on numbers of this nature only."),
        key<NumberRule, &NumberRule::rewrite>(
            "rewrite", kind(Type::string), "\"\"",
            "First, the number becomes this; \\1 to \\9 are the groups of match."),
        key<NumberRule, &NumberRule::strip>("strip", integer(0, 24, "digits"), "0",
                                            "Then so many leading digits are removed,"),
        key<NumberRule, &NumberRule::strip_prefix>("strip_prefix", kind(Type::prefix), "\"\"",
                                                   "then this, where the number begins with it,"),
        key<NumberRule, &NumberRule::prefix>(
            "prefix", kind(Type::prefix), "\"\"",
            "then this is put in front; with a + the number becomes international."),
        key<NumberRule, &NumberRule::set_nature>("set_nature", choice(kNatures),
                                                 otherwise("unchanged"),
                                                 "At last its nature of address is set,"),
        key<NumberRule, &NumberRule::set_presentation>(
            "set_presentation", choice("allowed|restricted|unavailable"), otherwise("unchanged"),
            "and whether it may be presented."),
    };
}

// --- sections
// --------------------------------------------------------------------------------------

template <auto Member>
Section single(std::string_view name, std::string_view doc, std::vector<Key> keys) {
    return {name,
            false,
            doc,
            std::move(keys),
            [](const Config&) -> std::size_t { return 1; },
            [](Config& config, std::size_t) -> void* { return &(config.*Member); },
            [](Config& config) -> void* { return &(config.*Member); }};
}

template <auto Member>
Section many(std::string_view name, std::string_view doc, std::vector<Key> keys) {
    return {
        name,
        true,
        doc,
        std::move(keys),
        [](const Config& config) { return (config.*Member).size(); },
        [](Config& config, std::size_t position) -> void* { return &(config.*Member)[position]; },
        [](Config& config) -> void* { return &(config.*Member).emplace_back(); }};
}

std::vector<Section> make_sections() {
    std::vector<Section> all{
        single<&Config::log>("log", "The daemon's log.", log_keys()),
        single<&Config::console>("console", "The console, landline(1).", console_keys()),
        single<&Config::capture>(
            "capture", "Captures of D-channels, for Wireshark; see span: capture.", capture_keys()),
        single<&Config::hep>(
            "hep", "Copies of all messages to a capture server such as HOMER (HEP version 3).",
            hep_keys()),
        single<&Config::dns>("dns", "How the servers of a SIP peer's domain are located.",
                             dns_keys()),
        single<&Config::sip>("sip", "SIP, for all peers.", sip_keys()),
        single<&Config::tls>(
            "tls", "TLS of SIP (SIPS), for all listeners of tls and all peers reached by it.",
            tls_keys()),
        single<&Config::guard>(
            "guard",
            "Who may send SIP, how much, and how large; SIP peers in trunk groups are "
            "never limited.",
            guard_keys()),
        single<&Config::overload>("overload", "What is refused when there is too much of it.",
                                  overload_keys()),
        single<&Config::shaken>("shaken",
                                "Who calls, signed and verified (STIR/SHAKEN: RFC 8224, RFC 8226, "
                                "RFC 8588).",
                                shaken_keys()),
        single<&Config::registrar>("registrar", "Where PBXs and telephones register; see user.",
                                   registrar_keys()),
        single<&Config::media>("media", "RTP and the threads that carry it.", media_keys()),
        single<&Config::calls>(
            "calls",
            "Timers and tones of calls, and how numbers and causes are translated where a trunk "
            "group or a SIP peer does not say otherwise.",
            calls_keys()),
        many<&Config::spans>("span", "A line to an ISDN exchange or PBX.", span_keys()),
        many<&Config::sip_peers>("sip_peer", "A SIP system that calls come from or go to.",
                                 peer_keys()),
        many<&Config::registrations>(
            "registration", "An address that is registered with the registrar of a SIP peer.",
            registration_keys()),
        many<&Config::users>("user", "A PBX or a telephone that registers here.", user_keys()),
        many<&Config::trunk_groups>(
            "trunk_group", "Spans, SIP peers or users that lead to the same place.", group_keys()),
        many<&Config::number_rules>(
            "number_rule", "A change of numbers, for routes and trunk groups to use.", rule_keys()),
        many<&Config::routes>("route", "Where calls go. The first route that matches is taken.",
                              route_keys()),
    };
    for (Section& section : all)
        for (Key& key : section.keys)
            if (key.standard.when == Standard::When::value)
                key.preset = value_from(key.kind, key.standard.text);
    return all;
}

} // namespace

const Key* Section::key(std::string_view wanted) const {
    for (const Key& key : keys)
        if (key.name == wanted)
            return &key;
    return nullptr;
}

const std::vector<Section>& sections() {
    static const std::vector<Section> kSections = make_sections();
    return kSections;
}

const Section* section(std::string_view name) {
    for (const Section& section : sections())
        if (section.name == name)
            return &section;
    return nullptr;
}

} // namespace config
