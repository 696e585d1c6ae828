// Cause indicators (Q.763 §3.12, Q.850 §2).
//
//   octet 1    ext | coding standard (GF) | spare | location (DCBA)
//   octet 1a   ext | recommendation, when ext of octet 1 is 0
//   octet 2    ext | cause value
//   octet 3-   diagnostics
#include "isup/cause.h"

#include <algorithm>

namespace isup {
namespace {

struct CauseName {
    std::uint8_t value;
    std::string_view name;
};

// Q.850 Table 1, in order of value.
constexpr CauseName kCauseNames[] = {
    {1, "unallocated number"},
    {2, "no route to specified transit network"},
    {3, "no route to destination"},
    {4, "send special information tone"},
    {5, "misdialled trunk prefix"},
    {6, "channel unacceptable"},
    {7, "call awarded and being delivered in an established channel"},
    {8, "preemption"},
    {9, "preemption - circuit reserved for reuse"},
    {14, "ported number"},
    {16, "normal call clearing"},
    {17, "user busy"},
    {18, "no user responding"},
    {19, "no answer from user"},
    {20, "subscriber absent"},
    {21, "call rejected"},
    {22, "number changed"},
    {23, "redirection to new destination"},
    {24, "call rejected due to feature at the destination"},
    {25, "exchange routing error"},
    {26, "non-selected user clearing"},
    {27, "destination out of order"},
    {28, "address incomplete"},
    {29, "facility rejected"},
    {30, "response to STATUS ENQUIRY"},
    {31, "normal, unspecified"},
    {34, "no circuit/channel available"},
    {38, "network out of order"},
    {39, "permanent frame mode connection out of service"},
    {40, "permanent frame mode connection operational"},
    {41, "temporary failure"},
    {42, "switching equipment congestion"},
    {43, "access information discarded"},
    {44, "requested circuit/channel not available"},
    {46, "precedence call blocked"},
    {47, "resource unavailable, unspecified"},
    {49, "quality of service not available"},
    {50, "requested facility not subscribed"},
    {53, "outgoing calls barred within CUG"},
    {55, "incoming calls barred within CUG"},
    {57, "bearer capability not authorized"},
    {58, "bearer capability not presently available"},
    {62, "inconsistency in outgoing access information and subscriber class"},
    {63, "service or option not available, unspecified"},
    {65, "bearer capability not implemented"},
    {66, "channel type not implemented"},
    {69, "requested facility not implemented"},
    {70, "only restricted digital information bearer capability is available"},
    {79, "service or option not implemented, unspecified"},
    {81, "invalid call reference value"},
    {82, "identified channel does not exist"},
    {83, "a suspended call exists, but this call identity does not"},
    {84, "call identity in use"},
    {85, "no call suspended"},
    {86, "call having the requested call identity has been cleared"},
    {87, "user not member of CUG"},
    {88, "incompatible destination"},
    {90, "non-existent CUG"},
    {91, "invalid transit network selection"},
    {95, "invalid message, unspecified"},
    {96, "mandatory information element is missing"},
    {97, "message type non-existent or not implemented"},
    {98, "message not compatible with call state or message type non-existent or not implemented"},
    {99, "information element/parameter non-existent or not implemented"},
    {100, "invalid information element contents"},
    {101, "message not compatible with call state"},
    {102, "recovery on timer expiry"},
    {103, "parameter non-existent or not implemented, passed on"},
    {110, "message with unrecognized parameter, discarded"},
    {111, "protocol error, unspecified"},
    {127, "interworking, unspecified"},
};
static_assert(std::ranges::is_sorted(kCauseNames, {}, &CauseName::value));

} // namespace

std::optional<CauseIndicators> CauseIndicators::decode(base::Octets contents) {
    base::OctetReader in(contents);
    CauseIndicators cause;
    const std::uint8_t first = in.u8();
    cause.location = static_cast<Location>(first & 0x0f);
    cause.coding = static_cast<CodingStandard>(first >> 5 & 0x3);
    if (!(first & 0x80))
        cause.recommendation = static_cast<std::uint8_t>(in.u8() & 0x7f);
    cause.value = in.u8() & 0x7f;
    if (in.failed())
        return std::nullopt;
    cause.diagnostics.assign(in.rest());
    return cause;
}

void CauseIndicators::encode(base::OctetWriter& out) const {
    const unsigned first =
        (static_cast<unsigned>(coding) & 0x3) << 5 | (static_cast<unsigned>(location) & 0xf);
    out.u8(static_cast<std::uint8_t>(recommendation ? first : first | 0x80));
    if (recommendation)
        out.u8(*recommendation | 0x80);
    out.u8(value | 0x80);
    out.octets(diagnostics.octets());
}

CauseIndicators cause_here(std::uint8_t value) {
    CauseIndicators cause;
    cause.value = value;
    cause.location = Location::public_local;
    return cause;
}

std::string_view cause_name(std::uint8_t cause) {
    const auto* row = std::ranges::lower_bound(kCauseNames, cause, {}, &CauseName::value);
    return row != std::end(kCauseNames) && row->value == cause ? row->name
                                                               : std::string_view("unknown cause");
}

std::string_view name(Location location) {
    switch (location) {
    case Location::user:
        return "user";
    case Location::private_local:
        return "private network, local user";
    case Location::public_local:
        return "public network, local user";
    case Location::transit:
        return "transit network";
    case Location::public_remote:
        return "public network, remote user";
    case Location::private_remote:
        return "private network, remote user";
    case Location::international:
        return "international network";
    case Location::beyond_interworking:
        return "network beyond interworking point";
    }
    return kUnknownLocation;
}

} // namespace isup
