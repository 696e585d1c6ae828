// Call diversion in facility elements (EN 300 207-1 §7.1, ECMA-174 §6.3; numbers by EN 300 196-1
// §D.3).
#include "drivers/isdn/diversion.h"

#include <algorithm>
#include <array>

namespace isdn {
namespace {

using ber::Octets;

// Operations: EN 300 207-1 Table 1, ECMA-174 Table 1.
enum class Service : std::uint8_t { deflection, rerouting, leg1, leg2, leg3 };
struct OperationRow {
    Service service;
    Dialect dialect;
    int value;
};
constexpr std::array kOperations{
    OperationRow{Service::deflection, Dialect::etsi, 13},
    OperationRow{Service::rerouting, Dialect::etsi, 14},
    OperationRow{Service::leg2, Dialect::etsi, 15},
    OperationRow{Service::leg1, Dialect::etsi, 18},
    OperationRow{Service::leg3, Dialect::etsi, 19},
    OperationRow{Service::rerouting, Dialect::qsig, 19},
    OperationRow{Service::leg1, Dialect::qsig, 20},
    OperationRow{Service::leg2, Dialect::qsig, 21},
    OperationRow{Service::leg3, Dialect::qsig, 22},
};

constexpr std::uint8_t kPublicPlan = 1, kPrivatePlan = 9;
constexpr std::uint8_t kAllowed = 0, kRestricted = 1, kUnavailable = 2;
constexpr std::uint8_t kElements = 0x40; // [APPLICATION 0] IMPLICIT OCTET STRING
constexpr std::size_t kMostDigits = 20;

int operation(Service service, Dialect dialect) {
    for (const OperationRow& row : kOperations)
        if (row.service == service && row.dialect == dialect)
            return row.value;
    return -1;
}

struct Invoked {
    Service service;
    Component component;
};

/// The first invoke of one of these services.
std::optional<Invoked> invoked(const Message& message, std::initializer_list<Service> wanted) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents))
            for (const Service service : wanted)
                if (component.operation &&
                    component.invokes(component.dialect, operation(service, component.dialect)))
                    return Invoked{service, component};
    return std::nullopt;
}

/// The elements of the SEQUENCE that an argument is.
std::vector<ber::Element> sequence(base::Octets argument) {
    const auto elements = ber::all(argument);
    if (elements.size() == 1 && elements[0].tag == ber::kSequence)
        return ber::all(elements[0].contents);
    return {};
}

std::string digits_of(base::Octets octets) {
    std::string digits;
    for (const std::uint8_t octet : octets)
        if ((octet >= '0' && octet <= '9') || octet == '*' || octet == '#')
            digits += static_cast<char>(octet);
    digits.resize(std::min(digits.size(), kMostDigits));
    return digits;
}

std::uint8_t small(const ber::Element& element, std::uint8_t most) {
    const auto value = ber::integer(ber::inside(element));
    return value && *value >= 0 && *value <= most ? static_cast<std::uint8_t>(*value)
                                                  : std::uint8_t{0};
}

DiversionReason reason_of(const ber::Element& element) {
    return static_cast<DiversionReason>(small(element, 5));
}
DiversionNotification notification_of(const ber::Element& element) {
    return static_cast<DiversionNotification>(small(element, 2));
}
/// 1 to 15 (ETSI to 5).
std::uint8_t counter_of(const ber::Element& element) {
    return std::max<std::uint8_t>(small(element, 15), 1);
}

/// Address: PartyNumber, and a subaddress that is left out here.
std::optional<Number> address(const ber::Element& element) {
    const auto parts =
        element.tag == ber::kSequence ? ber::all(element.contents) : std::vector<ber::Element>{};
    return parts.empty() ? std::nullopt : party_number(parts[0]);
}

/// PresentedNumberUnscreened inside its explicit tag.
std::optional<Number> presented(const ber::Element& tagged) {
    const auto parts = ber::all(tagged.contents);
    if (parts.empty())
        return std::nullopt;
    Number number;
    number.plan = 0;
    switch (parts[0].tag & 0x1f) {
    case 0:
    case 3: {
        const auto inner = ber::all(parts[0].contents);
        const auto found = inner.empty() ? std::nullopt : party_number(inner[0]);
        number = found.value_or(number);
        number.presentation = (parts[0].tag & 0x1f) == 0 ? kAllowed : kRestricted;
        break;
    }
    case 1:
        number.presentation = kRestricted;
        break;
    default:
        number.presentation = kUnavailable;
    }
    return number;
}

Octets presented_octets(const Number& number) {
    if (number.presentation == kUnavailable ||
        (number.presentation == kAllowed && number.digits.empty()))
        return ber::element(ber::context(2), {});
    if (number.digits.empty())
        return ber::element(ber::context(1), {});
    return ber::group(ber::constructed(number.presentation == kAllowed ? 0 : 3),
                      {party_number(number)});
}

Octets enumerated(std::uint8_t value, std::uint8_t tag = ber::kEnumerated) {
    return ber::number(tag, value);
}

/// QSIG has no word for a deflection.
std::uint8_t value_of(DiversionReason reason, Dialect dialect) {
    return static_cast<std::uint8_t>(dialect == Dialect::qsig && reason > DiversionReason::no_reply
                                         ? DiversionReason::unknown
                                         : reason);
}

void read_deflection(const std::vector<ber::Element>& parts, Rerouting& read) {
    if (const auto to = parts.empty() ? std::nullopt : address(parts[0]))
        read.to = *to;
    read.notification = DiversionNotification::without_number;
    for (const ber::Element& part : parts)
        if (part.tag == ber::kBoolean && !part.contents.empty() && part.contents[0] != 0)
            read.notification = DiversionNotification::with_number;
}

void read_rerouting(const std::vector<ber::Element>& parts, Rerouting& read) {
    for (const ber::Element& part : parts)
        switch (part.tag) {
        case ber::kEnumerated:
            read.reason = reason_of(part);
            break;
        case ber::kInteger:
            read.counter = counter_of(part);
            break;
        case ber::kSequence:
            if (const auto to = address(part))
                read.to = *to;
            break;
        case kElements:
            read.elements.assign(part.contents.begin(), part.contents.end());
            break;
        case 0xa1:
            read.last = presented(part);
            break;
        case 0x82: // implicit in QSIG, explicit in ETSI
        case 0xa2:
            read.notification = notification_of(part);
            break;
        default:
            break;
        }
}

} // namespace

std::optional<Number> party_number(const ber::Element& element) {
    Number number;
    number.plan = element.tag == 0xa1 ? kPublicPlan : element.tag == 0xa5 ? kPrivatePlan : 0;
    if (element.tag == 0x80) {
        number.digits = digits_of(element.contents);
    } else if (number.plan != 0) {
        const auto parts = ber::all(element.contents);
        if (parts.size() < 2 || parts[0].tag != ber::kEnumerated)
            return std::nullopt;
        number.type_of_number = small(parts[0], 6);
        number.digits = digits_of(parts[1].contents);
    }
    return number.digits.empty() ? std::nullopt : std::optional(number);
}

Octets party_number(const Number& number) {
    const bool is_private = number.plan == kPrivatePlan;
    if (!is_private && number.plan != kPublicPlan && number.type_of_number == 0)
        return ber::text(ber::context(0), number.digits);
    return ber::group(
        ber::constructed(is_private ? 5 : 1),
        {enumerated(number.type_of_number), ber::text(ber::kNumericString, number.digits)});
}

std::optional<Rerouting> rerouting_in(const Message& message) {
    const auto found = invoked(message, {Service::deflection, Service::rerouting});
    if (!found || !found->component.id)
        return std::nullopt;
    Rerouting read;
    read.dialect = found->component.dialect;
    read.id = *found->component.id;
    read.deflection = found->service == Service::deflection;
    const auto parts = sequence(found->component.argument);
    if (read.deflection)
        read_deflection(parts, read);
    else
        read_rerouting(parts, read);
    return read;
}

std::optional<DivertedCall> diverted_call_in(const Message& message) {
    const auto found = invoked(message, {Service::leg2});
    if (!found)
        return std::nullopt;
    DivertedCall read;
    for (const ber::Element& part : sequence(found->component.argument))
        switch (part.tag) {
        case ber::kInteger:
            read.counter = counter_of(part);
            break;
        case ber::kEnumerated:
            read.reason = reason_of(part);
            break;
        case 0x80:
            read.original_reason = reason_of(part);
            break;
        case 0xa1:
            read.diverting = presented(part);
            break;
        case 0xa2:
            read.original = presented(part);
            break;
        default:
            break;
        }
    return read;
}

std::optional<DivertedTo> diverted_to_in(const Message& message) {
    const auto found = invoked(message, {Service::leg1});
    if (!found)
        return std::nullopt;
    DivertedTo read;
    const auto parts = sequence(found->component.argument);
    if (parts.size() < 2)
        return std::nullopt;
    read.reason = reason_of(parts[0]);
    read.notification = notification_of(parts[1]);
    if (parts.size() > 2) {
        // QSIG has the number itself there, ETSI one that may be restricted
        const ber::Element& last = parts[2];
        const ber::Octets wrapped = ber::element(last.tag, last.contents);
        read.to = found->component.dialect == Dialect::qsig
                      ? party_number(last)
                      : presented(ber::Element{ber::kSequence, wrapped});
    }
    return read;
}

std::optional<bool> may_present_in(const Message& message) {
    const auto found = invoked(message, {Service::leg3});
    if (!found)
        return std::nullopt;
    auto parts = ber::all(found->component.argument);
    if (!parts.empty() && parts[0].tag == ber::kSequence) // QSIG
        parts = ber::all(parts[0].contents);
    if (parts.empty() || parts[0].tag != ber::kBoolean || parts[0].contents.empty())
        return std::nullopt;
    return parts[0].contents[0] != 0;
}

std::vector<std::uint8_t> facility(const Rerouting& rerouting) {
    const Octets to = ber::group(ber::kSequence, {party_number(rerouting.to)});
    const auto notification = static_cast<std::uint8_t>(rerouting.notification);
    if (rerouting.deflection)
        return invoke(
            rerouting.dialect, rerouting.id, operation(Service::deflection, rerouting.dialect),
            ber::group(ber::kSequence, {to, ber::boolean(rerouting.notification ==
                                                         DiversionNotification::with_number)}));
    Number nobody;
    nobody.presentation = kUnavailable;
    const Octets last =
        ber::group(ber::constructed(1), {presented_octets(rerouting.last.value_or(nobody))});
    const bool qsig = rerouting.dialect == Dialect::qsig;
    return invoke(rerouting.dialect, rerouting.id, operation(Service::rerouting, rerouting.dialect),
                  ber::group(ber::kSequence,
                             {enumerated(value_of(rerouting.reason, rerouting.dialect)), to,
                              ber::number(ber::kInteger, rerouting.counter),
                              ber::element(kElements, rerouting.elements), last,
                              qsig ? enumerated(notification, ber::context(2))
                                   : ber::group(ber::constructed(2), {enumerated(notification)}),
                              // the caller's number is mandatory in QSIG
                              qsig ? ber::group(ber::constructed(4), {presented_octets(nobody)})
                                   : Octets{}}));
}

std::vector<std::uint8_t> facility(const DivertedCall& call, Dialect dialect) {
    Octets parts = ber::number(ber::kInteger, call.counter);
    ber::append(parts, enumerated(value_of(call.reason, dialect)));
    if (dialect == Dialect::qsig && call.original_reason)
        ber::append(parts, enumerated(value_of(*call.original_reason, dialect), ber::context(0)));
    if (call.diverting)
        ber::append(parts, ber::group(ber::constructed(1), {presented_octets(*call.diverting)}));
    if (call.original)
        ber::append(parts, ber::group(ber::constructed(2), {presented_octets(*call.original)}));
    return invoke(dialect, 1, operation(Service::leg2, dialect),
                  ber::element(ber::kSequence, parts));
}

std::vector<std::uint8_t> facility(const DivertedTo& to, Dialect dialect) {
    Octets parts = enumerated(value_of(to.reason, dialect));
    ber::append(parts, enumerated(static_cast<std::uint8_t>(to.notification)));
    if (to.to)
        ber::append(parts,
                    dialect == Dialect::qsig ? party_number(*to.to) : presented_octets(*to.to));
    return invoke(dialect, 1, operation(Service::leg1, dialect),
                  ber::element(ber::kSequence, parts));
}

std::vector<std::uint8_t> facility_may_present(bool allowed, Dialect dialect) {
    const Octets value = ber::boolean(allowed);
    return invoke(dialect, 1, operation(Service::leg3, dialect),
                  dialect == Dialect::qsig ? ber::element(ber::kSequence, value) : value);
}

} // namespace isdn
