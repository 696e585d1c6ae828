// How one trunk is interworked: which published tables, whose numbers, whom to trust.
#pragma once

#include "gateway/mapping/overrides.h"
#include "isup/cause.h"
#include "isup/tables.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mapping {

/// Which specification the SIP side of a trunk follows. Where they differ is data, in the tables of
/// this room.
enum class Interworking : std::uint8_t {
    rfc3398,   ///< RFC 3398 (SIP-T without bodies): ISUP all the way, From is the identity
    q1912_5_a, ///< Q.1912.5 profile A: as B, the peer uses preconditions and 100rel
    q1912_5_b, ///< Q.1912.5 profile B: interworking encountered, P-Asserted-Identity is the
               ///< identity
    sip_i,     ///< Q.1912.5 profile C: ISUP in bodies, which is the base of what is mapped
    sip_t,     ///< RFC 3372 with RFC 3398: ISUP in bodies, overwritten by what SIP headers say
};
/// Its tables are those of RFC 3398, else those of Q.1912.5.
constexpr bool follows_rfc3398(Interworking interworking) {
    return interworking == Interworking::rfc3398 || interworking == Interworking::sip_t;
}
constexpr bool carries_isup(Interworking interworking) {
    return interworking == Interworking::sip_i || interworking == Interworking::sip_t;
}

/// How ISUP travels in the bodies of a trunk (RFC 3204, Q.1912.5 profile C, RFC 3372).
struct IsupBodies {
    isup::Variant variant = isup::Variant::itu; ///< of what we send
    std::string version = "itu-t92+";           ///< parameters of application/ISUP
    std::string base = "itu-t92+";              ///< empty: none
    bool required = false;         ///< handling of the ISUP in our INVITE (RFC 3204 §6)
    bool release_complete = false; ///< RLC goes into the 200 of a BYE
    isup::Location location = isup::Location::public_local; ///< of causes made here
    bool operator==(const IsupBodies&) const = default;
};

/// Which table turns causes into status codes and back.
enum class CauseTable : std::uint8_t { rfc3398, q1912_5, vendor_29163 };

/// Law that a bearer capability made here names. `as_received`: that of the call, else A-law.
enum class Law : std::uint8_t { as_received, a_law, mu_law };

/// Which headers tell where a call has been (RFC 5806, RFC 7044).
enum class CallHistory : std::uint8_t {
    diversion,
    history_info,
    both, ///< the peer's nodes know one or the other (RFC 7544 §7.4)
    off,  ///< neither is sent nor read
};

/// How the routing number of a ported number travels in ISUP (RFC 4694, Q.769.1).
enum class Portability : std::uint8_t {
    routing_number,   ///< network routing number parameter beside the called number
    concatenated,     ///< routing number and called number in the called party number
    directory_number, ///< routing number called, number dialled in the called directory number
    ported_number,    ///< ANSI: routing number called, number dialled in the generic address
    off,              ///< rn and npdi are neither read nor sent
};

/// Which parameter holds the carrier of a `cic` (RFC 4694).
enum class CarrierParameter : std::uint8_t {
    transit_network,        ///< transit network selection
    carrier_identification, ///< ANSI: CIP of a national number, else TNS (RFC 3398 §7.2.1.1)
    off,
};

/// What the trunk group that a peer names in a Request-URI is good for (RFC 4904 §6.2).
enum class TrunkGroupUse : std::uint8_t {
    off,    ///< as if it were not there
    select, ///< the call goes to that trunk group, or by a route for it
    pass,   ///< it is named to the next peer
};

/// Thread: any; a value.
struct Profile {
    Interworking interworking = Interworking::q1912_5_b;
    CauseTable cause_table = CauseTable::q1912_5;
    std::vector<CauseOverride> cause_to_status{};  ///< before the table
    std::vector<CauseOverride> status_to_cause{};  ///< before the table
    std::vector<CauseOverride> cause_to_line{};    ///< ISUP cause into that of Q.931
    std::vector<CauseOverride> cause_from_line{};  ///< and back
    std::vector<NumberOverride> number_prefixes{}; ///< before country code and prefixes
    std::vector<QuirkOverride> quirks{};

    std::string country_code{};         ///< "49"; empty: numbers are not made international
    std::string national_prefix{};      ///< "0": dialled before a national number
    std::string international_prefix{}; ///< "00": dialled before an international number
    std::string area_code{};            ///< "30": of subscriber numbers; empty: they stay local
    std::string phone_context{}; ///< of local numbers in URIs: "pbx.example.org"; empty: none given

    CallHistory call_history = CallHistory::diversion;
    Portability portability = Portability::routing_number;
    unsigned routing_number_digits = 0; ///< of a concatenated one; 0: not known, it stays in front
    CarrierParameter carrier = CarrierParameter::transit_network;
    std::string trunk_context{}; ///< of the trunk groups that this trunk and we name to each other;
                                 ///< empty: none are read or named
    TrunkGroupUse trunk_group_in = TrunkGroupUse::off; ///< of a Request-URI
    bool trunk_group_origin = false;       ///< our Contact names the group that the call came from
    std::string trunk_group_destination{}; ///< that our Request-URI names; empty: that passed on
    bool isup_required_refused = false; ///< a call that must have ISUP all the way is not made here
    std::uint8_t isup_required_cause = 31; ///< then
    /// A call that must not leave its closed user group is made here nevertheless.
    bool closed_user_group_carried = false;
    bool user_to_user = true; ///< UUI and User-to-User are passed

    bool trust = false;             ///< P-Asserted-Identity is believed and sent (RFC 3325)
    bool number_in_to = false;      ///< called number of INVITEs in: the Request-URI is our Contact
    std::string emergency_number{}; ///< called number of urn:service:sos; empty: it is refused
    std::string default_calling{};  ///< calling number of calls that bring none, as written in a
                                    ///< URI: "+4930..."

    std::string peer_host{};  ///< host, host:port or [IPv6]:port of request URIs to the peer
    std::string local_host{}; ///< host of our own identities; empty: that of the peer

    Law law = Law::as_received; ///< layer 1 of bearers made for the line or the peer
    bool clearmode = false;     ///< 64 kbit/s unrestricted goes to the peer as CLEARMODE (RFC 4040)
    bool g722 = false;          ///< 7 kHz audio goes to the peer as G.722, which it may offer
    bool seven_khz = true;      ///< the line takes 7 kHz audio as it is; else its fallback
    IsupBodies isup{};          ///< of sip_i and sip_t
    bool qsig = false;          ///< QSIG messages of the line travel in bodies (RFC 3204 §3.2)
    unsigned hop_factor = 2; ///< Max-Forwards per hop of the hop counter (TS 29.163 §7.2.3.1.2.9)
    bool operator==(const Profile&) const = default;
};

} // namespace mapping
