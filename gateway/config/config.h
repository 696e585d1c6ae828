// The conf files as one validated, typed value. What each key means, its unit and default:
// keys.cpp.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "drivers/dahdi/dahdi.h"
#include "drivers/isdn/interface.h"
#include "drivers/span.h"
#include "drivers/tdmoip/tdmoip.h"
#include "dsp/tone/plan.h"
#include "gateway/config/address.h"
#include "gateway/config/problem.h"
#include "gateway/mapping/quirks.h"
#include "gateway/route/admission.h"
#include "gateway/route/hunting.h"
#include "gateway/route/plan.h"
#include "isup/tables.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

using Milliseconds = std::chrono::milliseconds;

struct Log {
    base::log::Level level{};
    std::string file; ///< empty: stderr
    bool operator==(const Log&) const = default;
};

struct Console {
    std::string socket;
    std::string group; ///< may read; empty: root and the owner only
    bool operator==(const Console&) const = default;
};

/// D-channel captures (pcapng).
struct Capture {
    std::string directory;
    std::uint32_t file_size = 0; ///< KiB
    std::uint32_t files = 0;     ///< kept of each span
    bool operator==(const Capture&) const = default;
};

struct Dns {
    std::vector<Endpoint> servers; ///< empty: the system's
    Milliseconds timeout{}, avoid{}, failover{};
    std::uint32_t tries = 0;
    bool operator==(const Dns&) const = default;
};

/// Copies of messages to a capture server (HEP).
struct Hep {
    bool enabled = false;
    Endpoint server;
    std::uint32_t agent = 0;
    std::string password;
    bool sip = false, isup = false, q931 = false;
    bool operator==(const Hep&) const = default;
};

struct Sip {
    std::vector<Listen> listen; ///< at least one
    std::string user_agent;
    std::uint32_t max_calls = 0;   ///< 0 = no limit
    Milliseconds t1{}, t2{}, t4{}; ///< RFC 3261 Table 4
    bool large_by_tcp = true;      ///< requests of more than 1300 octets
    std::uint32_t dscp = 0;
    // of connections
    std::uint32_t max_connections = 0, max_connections_of_source = 0;
    Milliseconds connect_timeout{}, message_timeout{}, idle_timeout{};
    bool operator==(const Sip&) const = default;
};

/// TLS of SIP, for all listeners and peers.
enum class TlsVersion : std::uint8_t { tls_1_2, tls_1_3 };
struct Tls {
    std::string certificate, private_key, authorities; ///< PEM files
    bool verify_clients = false;
    TlsVersion min_version{};
    bool operator==(const Tls&) const = default;
};

/// What an address gets that is no peer's.
enum class UnknownSources : std::uint8_t { forbidden, silence };
/// Who may send SIP, and how much.
struct Guard {
    UnknownSources unknown_sources{};
    std::vector<Cidr> allow, deny;                       ///< peers apart
    std::uint32_t rate = 0, burst = 0, unknown_rate = 0; ///< messages (a second); 0: no limit
    std::uint32_t ban_after = 0;                         ///< offences within a minute; 0: never
    Milliseconds ban_time{};
    std::vector<std::string> scanners; ///< words in User-Agent
    std::uint32_t max_message = 0, max_headers = 0, max_header = 0, max_uri = 0;
    bool operator==(const Guard&) const = default;
};

/// What is refused when there is too much.
struct Overload {
    std::uint32_t max_call_rate = 0; ///< calls a second; 0: no limit
    std::uint32_t max_cpu = 0;       ///< percent of a core; 0: no limit
    Milliseconds retry_after{};
    bool control = false; ///< RFC 7339
    bool operator==(const Overload&) const = default;
};

/// Who calls, signed and verified (STIR/SHAKEN).
struct Shaken {
    std::string certificate_url; ///< x5u of our signatures; empty: nothing is signed
    std::string private_key;     ///< PEM files
    std::string certificate;
    std::string trust_anchors;
    std::string certificates; ///< directory of others' certificates; empty: none
    bool fetch = false;       ///< others are fetched from their x5u
    std::string fetch_ca;     ///< PEM file; empty: the system's
    bool fetch_private = false;
    Milliseconds fetch_timeout{}, cache_time{}, freshness{};
    bool operator==(const Shaken&) const = default;
};
/// Digest algorithms (RFC 8760), strongest first.
enum class DigestAlgorithm : std::uint8_t { sha512_256, sha256, md5 };
/// What an INVITE of a user needs: nothing but the address of a registration, or credentials.
enum class ChallengeCalls : std::uint8_t { off, with_401, with_407 };
/// The in-built registrar.
struct Registrar {
    bool enabled = false;
    std::string realm;
    std::vector<DigestAlgorithm> algorithms; ///< in the order to be offered
    ChallengeCalls challenge_calls{};
    Milliseconds min_expires{}, max_expires{}, default_expires{}; ///< whole seconds
    Milliseconds nonce_lifetime{};
    Milliseconds ring_time{}; ///< contacts of a lower q are called after it
    bool replace_oldest = false;
    std::string user_file; ///< with [[user]] only; empty: none
    bool operator==(const Registrar&) const = default;
};
/// Attestation of calls that come from a trunk group (RFC 8588 §4).
enum class Attest : std::uint8_t { automatic, full, partial, gateway, off };
/// What becomes of the Identity of calls from a trunk group.
enum class VerifyIdentity : std::uint8_t { off, record, mark, reject, require };
/// What marked calls tell an ISDN line of it.
enum class ShakenClip : std::uint8_t { screening, hide, off };

struct Media {
    std::uint32_t workers = 0; ///< 0 = one per core
    IpAddress address;
    PortRange ports;
    Milliseconds timeout{}; ///< no RTP for so long ends the call; 0 = never
    Milliseconds jitter_min{}, jitter_max{};
    Milliseconds data_delay{}; ///< fixed, of data calls
    bool realtime = false;     ///< SCHED_FIFO for the workers
    bool operator==(const Media&) const = default;
};

/// Which published interworking a SIP side follows; where the two differ see Q.1912.5 and RFC 3398.
/// sip_i (Q.1912.5 profile C) and sip_t (RFC 3372) carry ISUP in bodies.
enum class Profile : std::uint8_t { rfc3398, q1912_5_a, q1912_5_b, sip_i, sip_t };
constexpr bool follows_rfc3398(Profile profile) {
    return profile == Profile::rfc3398 || profile == Profile::sip_t;
}
/// What a peer that does not understand an ISUP body shall do (RFC 3204 §6); by_profile: required
/// in SIP-I.
enum class IsupHandling : std::uint8_t { by_profile, required, optional };
/// RLC in the 200 of a BYE; by_profile: in SIP-I only.
enum class IsupRlc : std::uint8_t { by_profile, always, never };
/// Where this gateway stands, in causes that it makes for the peer (Q.850 Table 1).
enum class IsupLocation : std::uint8_t {
    user,
    private_local,
    public_local,
    transit,
    public_remote,
    private_remote,
    international,
    beyond_interworking,
};
/// Which table turns causes into SIP status codes and back.
enum class CauseTable : std::uint8_t { by_profile, rfc3398, q1912_5, ts29163 };
/// Numbers that come digit by digit: `en_bloc` waits for all of them; the others pass digits on, by
/// INFORMATION on a line and, at a SIP peer, by a new INVITE (RFC 3578) or, `info`, by INFO.
enum class Overlap : std::uint8_t { en_bloc, overlap, invites, info };
/// Reliable provisional responses (RFC 3262): never; when an INVITE requires them; offered and used
/// with who offers them; or required of the peer. by_profile: supported in sip-i, sip-t and
/// q1912.5-a, else accept.
enum class Reliable : std::uint8_t { by_profile, off, accept, supported, required };
/// Preconditions of quality of service (RFC 3312): refused; met for who asks; or asked of the peer.
/// by_profile: accept in q1912.5-a, else off.
enum class Preconditions : std::uint8_t { by_profile, off, accept, require };
/// Session timers (RFC 4028): never; when the peer asks; asked of it; or insisted on.
enum class SessionTimer : std::uint8_t { off, accept, offer, require };
/// Who refreshes: as the peer says, this gateway, or the peer.
enum class SessionRefresher : std::uint8_t { automatic, us, them };
/// How: UPDATE where the peer takes it, or always re-INVITE.
enum class SessionRefresh : std::uint8_t { automatic, reinvite };
/// P-Charging-Vector of INVITEs to a peer: never; that of a trusted trunk; one is made if there is
/// none.
enum class ChargingVector : std::uint8_t { off, pass, make };
/// Transfers that a SIP peer or a line asks for: refused, done here, or done here and then handed
/// to the exchange or the SIP peers.
enum class Transfer : std::uint8_t { off, gateway, network };
/// SDP and speech before the answer: when the line says so, always, or never.
enum class EarlyMedia : std::uint8_t { automatic, always, never };
/// Headers that tell where a call has been.
enum class CallHistory : std::uint8_t { diversion, history_info, both, off };
/// Where ISUP has the routing number of a ported number.
enum class Portability : std::uint8_t {
    routing_number,
    concatenated,
    directory_number,
    ported_number,
    off
};
/// What a trunk group in a Request-URI is good for (RFC 4904).
enum class TrunkGroupUse : std::uint8_t { off, select, pass };
/// A call that must have ISUP all the way at a trunk without ISUP; by_profile: refused with
/// q1912.5-a and q1912.5-b.
enum class IsupRequired : std::uint8_t { by_profile, refuse, carry };
/// A call of a closed user group that must not leave it, at a trunk without groups.
enum class ClosedUserGroup : std::uint8_t { refuse, carry };
/// Which parameter holds the carrier.
enum class Carrier : std::uint8_t { transit_network, carrier_identification, off };
/// Ringing tone made here: when the far end gives none, always, or never.
enum class Ringback : std::uint8_t { automatic, always, never };

/// A called side that names another number (302, call deflection, rerouting): gone to by this
/// gateway; by its routes; told to the caller's side; or refused.
enum class Redirection : std::uint8_t { follow, route, pass, refuse };

/// One exception to the cause table: "34=503".
struct CauseOverride {
    std::uint16_t from = 0; ///< cause value, or SIP status
    std::uint16_t to = 0;   ///< SIP status, or cause value
    std::string where{};    ///< "landline.conf:12"
    bool operator==(const CauseOverride& other) const {
        return from == other.from && to == other.to;
    }
};

/// What stands for a nature of address in front of a number: "international=00".
struct NumberPrefix {
    route::Nature nature{};
    std::string prefix{};
    std::string where{};
    bool operator==(const NumberPrefix& other) const {
        return nature == other.nature && prefix == other.prefix;
    }
};

/// One quirk switched: "map_183=off".
struct QuirkSetting {
    mapping::Quirk quirk{};
    bool on = false;
    std::string where{};
    bool operator==(const QuirkSetting& other) const {
        return quirk == other.quirk && on == other.on;
    }
};

/// How numbers, identities and causes are translated towards one SIP peer or trunk group.
/// Not given for a peer: as its trunk group; not given for a group: as [calls].
struct Mapping {
    Profile profile{};
    CauseTable cause_table{};                   ///< never by_profile once loaded
    std::vector<CauseOverride> cause_to_status; ///< before the table
    std::vector<CauseOverride> status_to_cause; ///< before the table
    std::vector<CauseOverride> cause_to_line;   ///< ISUP cause into that of Q.931
    std::vector<CauseOverride> cause_from_line; ///< and back
    std::vector<NumberPrefix> number_prefixes;  ///< before country code and prefixes
    std::vector<QuirkSetting> quirks;           ///< instead of the profile's
    std::string country_code;                   ///< "49"; empty: numbers are not made international
    std::string national_prefix;                ///< "0"
    std::string international_prefix;           ///< "00"
    std::string area_code;                      ///< "30"; empty: subscriber numbers stay local
    std::string phone_context;                  ///< of local numbers in URIs; empty: none
    CallHistory diversion{};
    Portability number_portability{};
    std::uint32_t routing_number_digits = 0; ///< of concatenated ones; 0: not known
    Carrier carrier{};
    std::string trunk_context; ///< of trunk group names (RFC 4904); empty: none are used
    TrunkGroupUse trunk_group_in{};
    bool trunk_group_origin = false;     ///< Contact names where a call came from
    std::string trunk_group_destination; ///< in the Request-URI; empty: as passed on
    bool user_to_user = true;            ///< UUI is passed
    bool trust = false;                  ///< P-Asserted-Identity is believed and sent (RFC 3325)
    bool number_in_to = false;    ///< the number called is in To, the Request-URI is our Contact
    std::string emergency_number; ///< that urn:service:sos is here; empty: 416
    std::string default_calling;  ///< calling number when the call brings none
    Overlap overlap{};
    std::uint32_t min_digits = 0; ///< fewer are never complete
    std::uint32_t max_digits = 0; ///< so many are complete; 0: no limit
    Milliseconds digit_timeout{}; ///< after the last digit the number is complete
    Reliable reliable{};
    Preconditions preconditions{};
    SessionTimer session_timer{};
    Milliseconds session_expires{}, min_session_expires{}; ///< whole seconds
    SessionRefresher session_refresher{};
    SessionRefresh session_refresh{};
    ChargingVector charging_vector{};
    bool session_id = true; ///< Session-ID goes with each message (RFC 7989)
    Transfer transfer{};
    EarlyMedia early_media{};
    Ringback ringback{};
    Redirection redirection{};
    bool completion = false;            ///< its telephones may ask for completion of calls
    Milliseconds completion_interval{}; ///< between looks whether a user is free
    bool rerouting = false;             ///< the line's network takes rerouting and deflection
    isup::Variant isup_variant{};       ///< of the ISUP bodies of profiles sip_i and sip_t
    std::string isup_version; ///< `version` of their Content-Type; empty: as the variant says
    std::string isup_base;    ///< `base` of it; empty: as the variant says
    IsupHandling isup_handling{};
    IsupRlc isup_rlc{};
    IsupLocation isup_location{};
    bool seven_khz = true; ///< its lines take 7 kHz audio
    bool qsig = false;     ///< QSIG messages travel in bodies
    IsupRequired isup_required{};
    std::uint32_t isup_required_cause = 0; ///< Q.850
    ClosedUserGroup closed_user_group{};
    std::uint32_t hop_factor = 0; ///< Max-Forwards for each hop of the hop counter
    bool shaken_sign = false;     ///< INVITEs to the peer get an Identity
    Attest shaken_attest{};
    std::vector<std::string> shaken_numbers; ///< prefixes of its own numbers
    std::string shaken_origid;               ///< UUID, or "group", "call"
    VerifyIdentity shaken_verify{};
    ShakenClip shaken_clip{};
    bool operator==(const Mapping&) const = default;
};

struct Calls {
    // Q.764 Table A.1
    Milliseconds t2{};    ///< suspended by a subscriber
    Milliseconds t6{};    ///< suspended by the network
    Milliseconds t7{};    ///< IAM sent, no ACM, CON or ANM
    Milliseconds t8{};    ///< IAM received, no COT
    Milliseconds t9{};    ///< ACM received, no ANM
    Milliseconds t11{};   ///< last digit sent to a line, early ACM
    Milliseconds t34{};   ///< a segment is awaited
    Milliseconds ttir1{}; ///< the identity of who answered is awaited
    Milliseconds t35{};   ///< fewer digits than min_digits
    // Q.931 Table 9-1
    Milliseconds t306{}; ///< DISCONNECT with in-band information, no RELEASE
    // Q.1912.5
    Milliseconds toiw2{};        ///< last INVITE sent, early ACM
    Milliseconds toiw3{};        ///< each INVITE failed with 404 or 484
    Milliseconds release_tone{}; ///< how long a failed call is told why in band
    dsp::TonePlan tone_plan{};
    Mapping mapping;
    bool operator==(const Calls&) const = default;
};

enum class Driver : std::uint8_t { tdmoip, dahdi, tdmoe };

/// What a span of driver `dahdi` is told (drivers/dahdi/dahdi.h).
struct Card {
    std::string card;
    drivers::LineCoding coding{};
    drivers::LineFraming framing{};
    bool crc4 = false;
    std::uint32_t build_out = 0;
    std::uint32_t timing = 0;
    bool termination = false;
    std::string echo_canceller; ///< empty: none
    Milliseconds echo_tail{};
    drivers::DChannelHdlc d_channel{};
    std::string tone_zone;
    std::int32_t gain_in = 0, gain_out = 0; ///< dB
    Milliseconds block{}, buffer{};
    bool operator==(const Card&) const = default;
};

enum class BriMode : std::uint8_t { point_to_point, multipoint };
enum class ChannelMapping : std::uint8_t { physical, logical };
using isdn::DChannelRole;
enum class ChannelSelection : std::uint8_t { preferred, exclusive };

struct Span {
    std::string name;
    Driver driver{};
    drivers::LineType type{};
    std::optional<drivers::Law> law; ///< always set once loaded
    Endpoint local, remote;
    std::string interface, peer_mac; ///< tdmoe
    std::uint32_t subaddress = 0;    ///< tdmoe
    Milliseconds packet{};           ///< 1-5 ms
    drivers::ClockMode clock{};
    bool rtp_header = false;          ///< RFC 5086 §4.2
    std::uint32_t reorder_window = 0; ///< packets
    Milliseconds jitter{};            ///< clock `free` only
    Card card;                        ///< driver `dahdi` only
    isdn::Side side{};
    std::optional<isdn::SwitchType> switch_type; ///< always set once loaded
    bool overlap_receiving = false;
    bool restart = false;            ///< RESTART of all channels when the D-channel first comes up
    Milliseconds restart_interval{}; ///< of idle channels; 0: never
    Milliseconds status_enquiry{};   ///< of answered calls; 0: only after a loss of the D-channel
    bool service_messages = false;
    BriMode bri_mode{};
    std::vector<std::string> msn; ///< a terminal's numbers; empty: all
    isdn::Layer2 layer2{};
    ChannelMapping channel_mapping{};
    std::string nfas_group; ///< empty: none
    std::uint32_t interface_id = 0;
    DChannelRole d_channel{}; ///< other than `own` in an NFAS group
    isdn::LineTimers timers;
    bool capture = false; ///< its D-channel is captured from the start
    bool operator==(const Span&) const = default;
};

/// clearmode (RFC 4040) is for data calls only, and they need it; g722 for 7 kHz audio only.
enum class Codec : std::uint8_t { pcma, pcmu, clearmode, g722 };

/// How a peer is reached; automatic: UDP to an address, what the DNS says to a domain.
enum class PeerTransport : std::uint8_t { automatic, udp, tcp, tls };

struct SipPeer {
    std::string name;
    Endpoint address; ///< port 0: it has a domain
    PeerTransport transport{};
    std::string tls_name; ///< empty: its domain, or its address
    bool tls_verify = false;
    std::string domain;      ///< "example.com" or "example.com:5080": its servers are in the DNS
    std::vector<Cidr> match; ///< the address itself when not given; empty: the domain's servers
    std::vector<Codec> codecs;
    bool symmetric = false;                       ///< RTP is sent to where it comes from (RFC 4961)
    std::chrono::milliseconds options_interval{}; ///< between OPTIONS to it; 0: none
    std::vector<std::string> mailboxes; ///< whose message summaries are subscribed to there
    std::string auth_user;     ///< for its challenges (RFC 3261 §22); empty: none are answered
    std::string auth_password; ///< never printed
    std::string auth_realm;    ///< the only realm answered; empty: any
    bool unsolicited_notify = false; ///< message summaries without a subscription, both ways
    Mapping mapping;                 ///< complete: what is not given is its group's
    /// As in URIs: the domain, or "192.0.2.1:5060".
    std::string host_text() const { return domain.empty() ? address.text() : domain; }
    bool operator==(const SipPeer&) const = default;
};

/// A registration of ours with the registrar of a SIP peer.
struct Registration {
    std::string name;
    std::string peer;
    std::string address;   ///< of record: "sip:+4930123@example.com"
    std::string registrar; ///< Request-URI; empty: made of the address
    std::string user;      ///< of our Contact; empty: that of the address
    Milliseconds expires{};
    bool bulk = false;         ///< all numbers of a PBX (RFC 6140)
    bool outbound = false;     ///< RFC 5626
    std::string instance;      ///< "urn:uuid:..."; empty: made of the address and the host's name
    Milliseconds keep_alive{}; ///< between double CRLFs; 0: as RFC 5626 and the registrar have it
    Milliseconds retry{};      ///< longest wait behind a first refusal, doubled by each
    Milliseconds max_retry{};  ///< at most
    bool needed = false;       ///< the peer is down without it
    bool operator==(const Registration&) const = default;
};

/// Who registers here: a PBX, a telephone.
struct User {
    std::string name;     ///< of its credentials and of its address of record
    std::string password; ///< either this, never printed
    std::string ha1_md5, ha1_sha256, ha1_sha512_256; ///< or H(name:realm:password) in hex
    std::vector<std::string> numbers;                ///< whole ones
    std::vector<std::string> prefixes;               ///< of all numbers that begin so
    std::uint32_t max_contacts = 0;
    std::vector<Cidr> networks; ///< that it registers and calls from; empty: all
    std::vector<Codec> codecs;
    bool symmetric = false; ///< RTP is sent to where it comes from (RFC 4961)
    bool operator==(const User&) const = default;
};

struct TrunkGroup {
    std::string name;
    std::vector<std::string> spans; ///< either spans
    std::vector<std::string> peers; ///< or peers
    std::vector<std::string> users; ///< or users
    route::Hunting hunting{};
    ChannelSelection channel_selection{};
    std::uint32_t max_calls = 0;     ///< 0 = no limit
    std::uint32_t reserve = 0;       ///< of max_calls, kept for priority routes
    std::uint32_t max_call_rate = 0; ///< calls a second; 0 = no limit
    std::vector<Cidr> networks;      ///< that its peers' requests are taken from; empty: all
    /// Trunk groups; while none of them is in service this one takes no calls from its side.
    std::vector<std::string> busy_out_with;
    std::vector<std::string> number_rules_in, number_rules_out;
    Mapping mapping; ///< complete: what is not given is that of [calls]
    bool operator==(const TrunkGroup&) const = default;
};

struct Config {
    Log log;
    Console console;
    Capture capture;
    Hep hep;
    Dns dns;
    Sip sip;
    Tls tls;
    Guard guard;
    Overload overload;
    Shaken shaken;
    Registrar registrar;
    Media media;
    Calls calls;
    std::vector<Span> spans;
    std::vector<SipPeer> sip_peers;
    std::vector<Registration> registrations;
    std::vector<User> users;
    std::vector<TrunkGroup> trunk_groups;
    std::vector<route::NumberRule> number_rules;
    std::vector<route::Route> routes;
    bool operator==(const Config&) const = default;

    /// By name; null when there is none.
    const Span* span(std::string_view name) const;
    const SipPeer* sip_peer(std::string_view name) const;
    const User* user(std::string_view name) const;
    const TrunkGroup* trunk_group(std::string_view name) const;
    /// The trunk group that a span or a SIP peer belongs to; null when to none.
    const TrunkGroup* group_of_span(std::string_view name) const;
    const TrunkGroup* group_of_peer(std::string_view name) const;
    const TrunkGroup* group_of_user(std::string_view name) const;
    /// The peer with the longest matching prefix for a source address (first of equals); null when
    /// none.
    const SipPeer* peer_at(const IpAddress& source) const;
    /// What route::Plan needs of it.
    route::Settings routing() const;
};

using Loaded = base::Result<Config, std::vector<Problem>>;

/// Reads `path` and then `conf.d/*.conf` beside it, in the order of their names. Later files add
/// tables ([[span]], [[route]] ...) and override single keys ([log], [sip] ...).
/// Errors: every problem of every file, in file order. Thread: any; it reads files, so not while
/// calls wait.
Loaded load(const std::string& path);

/// One file given as text; `file` is what its problems are named by.
struct Source {
    std::string file;
    std::string text;
    bool users_only = false; ///< registrar: user_file
};
Loaded parse(const std::vector<Source>& sources);
Loaded parse(std::string_view text, std::string_view file = "conf");

/// One key with its effective value, for `show config`.
struct Shown {
    std::string section; ///< "log", or "span line1"
    std::string key;
    std::string value;     ///< as the conf file would write it
    std::string unit;      ///< "" or what the value counts
    bool standard = false; ///< it is the default
};
std::vector<Shown> show(const Config& config);
/// The same as text in conf-file form; defaults are marked by a comment.
std::string describe(const Config& config);

} // namespace config
