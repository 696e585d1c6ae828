// Call diversion in facility elements: deflection, rerouting, and what a diverted call tells
// (EN 300 207-1 of ETSI, ECMA-174 of QSIG).
#pragma once

#include "drivers/isdn/message.h"
#include "drivers/isdn/remote_operation.h"

namespace isdn {

/// DiversionReason of both; QSIG knows the first four only.
enum class DiversionReason : std::uint8_t {
    unknown = 0,
    unconditional = 1,
    busy = 2,
    no_reply = 3,
    deflection_alerting = 4,
    deflection_immediate = 5,
};

/// SubscriptionOption: what the caller is told.
enum class DiversionNotification : std::uint8_t { none = 0, without_number = 1, with_number = 2 };

/// A called user wants its call to go elsewhere: callDeflection (a terminal) or callRerouteing (a
/// PBX, partial rerouting; a PINX).
struct Rerouting {
    Dialect dialect = Dialect::etsi;
    int id = 1;              ///< of the invoke
    bool deflection = false; ///< callDeflection, which has only `to` and `notification`
    DiversionReason reason = DiversionReason::unknown;
    std::uint8_t counter = 1;
    Number to;
    std::optional<Number> last; ///< who diverts
    DiversionNotification notification = DiversionNotification::none;
    std::vector<std::uint8_t> elements; ///< whole elements of the SETUP: bearer capability ...
};

/// divertingLegInformation2, in a SETUP: where the call has been.
struct DivertedCall {
    std::uint8_t counter = 1;
    DiversionReason reason = DiversionReason::unknown;
    std::optional<DiversionReason> original_reason; ///< QSIG only
    std::optional<Number> diverting, original;      ///< a restricted one may have no digits
};

/// divertingLegInformation1, to the caller: where the call goes now.
struct DivertedTo {
    DiversionReason reason = DiversionReason::unknown;
    DiversionNotification notification = DiversionNotification::none;
    std::optional<Number> to;
};

std::optional<Rerouting> rerouting_in(const Message& message);
std::optional<DivertedCall> diverted_call_in(const Message& message);
std::optional<DivertedTo> diverted_to_in(const Message& message);
/// divertingLegInformation3 of the diverted-to user: the caller may have the number.
std::optional<bool> may_present_in(const Message& message);

std::vector<std::uint8_t> facility(const Rerouting& rerouting);
std::vector<std::uint8_t> facility(const DivertedCall& call, Dialect dialect);
std::vector<std::uint8_t> facility(const DivertedTo& to, Dialect dialect);
std::vector<std::uint8_t> facility_may_present(bool allowed, Dialect dialect);

/// PartyNumber of EN 300 196-1 §D.3 and ECMA-165; nothing when it is of another plan or broken.
std::optional<Number> party_number(const ber::Element& element);
ber::Octets party_number(const Number& number);

} // namespace isdn
