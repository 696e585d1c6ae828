// Call transfer in facility elements (EN 300 369-1 §7.1, ECMA-178 §6.3, GR-2865 of National ISDN,
// RLT of DMS-100).
#include "drivers/isdn/transfer.h"

#include "drivers/isdn/diversion.h"

#include <algorithm>
#include <array>

namespace isdn {
namespace {

using ber::Octets;
using Operation = TransferOperation;

// Whose each operation is. All but QSIG's stand behind the profile of remote operations.
enum class Family : std::uint8_t { etsi, qsig, national, dms };
struct OperationRow {
    Operation operation;
    Family family;
    int value;
    const char* clause;
};
constexpr std::array kOperations{
    OperationRow{Operation::execute, Family::etsi, 6, "EN 300 369-1 §7.1"},
    OperationRow{Operation::execute_link, Family::etsi, etsi_object(369, 1), "EN 300 369-1 §7.1"},
    OperationRow{Operation::link_request, Family::etsi, etsi_object(369, 4), "EN 300 369-1 §7.1"},
    OperationRow{Operation::identify, Family::qsig, 7, "ECMA-178 Table 3"},
    OperationRow{Operation::abandon, Family::qsig, 8, "ECMA-178 Table 3"},
    OperationRow{Operation::initiate, Family::qsig, 9, "ECMA-178 Table 3"},
    OperationRow{Operation::two_b_channel, Family::national, ansi_object(8), "GR-2865 §3"},
    OperationRow{Operation::rlt_ability, Family::dms, 1, "NIS A211-1 RLT"},
    OperationRow{Operation::rlt_third_party, Family::dms, 2, "NIS A211-1 RLT"},
};
// What the parties that stay are told.
constexpr int kEctInform = etsi_object(369, 5);
constexpr int kTransferComplete = 12, kCallIdentityDigits = 4;

Dialect dialect_of(Family family) {
    return family == Family::qsig ? Dialect::qsig : Dialect::etsi;
}

bool speaks(SwitchType type, Family family) {
    switch (type) {
    case SwitchType::euroisdn:
        return family == Family::etsi;
    case SwitchType::qsig:
        return family == Family::qsig;
    case SwitchType::dms100:
        return family == Family::dms;
    default: // NI1 has none, and asks for none
        return family == Family::national;
    }
}

const OperationRow& row_of(Operation operation) {
    return *std::ranges::find(kOperations, operation, &OperationRow::operation);
}

std::optional<int> small(const ber::Element& element, std::uint8_t tag) {
    const auto value = element.tag == tag ? ber::integer(element.contents) : std::nullopt;
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

/// CallIdentity ::= NumericString (SIZE (1..4)).
std::optional<int> call_identity(const ber::Element& element) {
    if (element.tag != ber::kNumericString || element.contents.empty() ||
        element.contents.size() > static_cast<std::size_t>(kCallIdentityDigits))
        return std::nullopt;
    int value = 0;
    for (const std::uint8_t digit : element.contents) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::vector<ber::Element> sequence(base::Octets argument) {
    const auto elements = ber::all(argument);
    if (elements.size() == 1 && elements[0].tag == ber::kSequence)
        return ber::all(elements[0].contents);
    return {};
}

void read_argument(base::Octets argument, TransferInvoke& read) {
    const auto parts = sequence(argument);
    const auto alone = ber::all(argument);
    switch (read.operation) {
    case Operation::execute_link:
        if (!alone.empty())
            read.other = small(alone[0], ber::kInteger);
        break;
    case Operation::initiate:
        if (!parts.empty())
            read.other = call_identity(parts[0]);
        if (parts.size() > 1)
            read.rerouting = party_number(parts[1]);
        break;
    case Operation::two_b_channel:
        if (!parts.empty())
            read.other = small(parts[0], ber::kInteger);
        break;
    case Operation::rlt_third_party:
        if (!parts.empty())
            read.other = small(parts[0], ber::context(0));
        break;
    default:
        break;
    }
}

Octets argument_of(const TransferInvoke& invoke) {
    const int other = invoke.other.value_or(0);
    switch (invoke.operation) {
    case Operation::execute_link:
        return ber::number(ber::kInteger, other);
    case Operation::initiate:
        return ber::group(ber::kSequence, {ber::text(ber::kNumericString, std::to_string(other)),
                                           party_number(invoke.rerouting.value_or(Number{}))});
    case Operation::two_b_channel:
        return ber::group(ber::kSequence, {ber::number(ber::kInteger, other)});
    case Operation::rlt_third_party:
        return ber::group(ber::kSequence,
                          {ber::number(ber::context(0), other), ber::number(ber::context(1), 0)});
    default:
        return {};
    }
}

/// PresentedNumberScreened and -Unscreened: [0] shown, [1] restricted, [2] not available, [3] both.
std::optional<Number> presented(const ber::Element& element) {
    constexpr std::uint8_t kChoice = 0x1f;
    constexpr std::uint8_t kRestricted = 1, kUnavailable = 2, kWithNumber = 3;
    Number number;
    number.plan = 0;
    const std::uint8_t choice = element.tag & kChoice;
    if (choice != 0 && choice != kWithNumber) {
        number.presentation = choice == kRestricted ? kRestricted : kUnavailable;
        return number;
    }
    const auto parts = ber::all(element.contents);
    if (parts.empty())
        return std::nullopt;
    // the screened form may have a SEQUENCE there by explicit tags
    const auto inner = parts[0].tag == ber::kSequence ? ber::all(parts[0].contents) : parts;
    if (inner.empty())
        return std::nullopt;
    const auto found = party_number(inner[0]);
    if (!found)
        return std::nullopt;
    number = *found;
    number.presentation = choice == 0 ? 0 : kRestricted;
    return number;
}

Octets presented_octets(const std::optional<Number>& number, bool screened) {
    if (!number || number->digits.empty())
        return ber::element(ber::context(number && number->presentation == 1 ? 1 : 2), {});
    const std::uint8_t tag = ber::constructed(number->presentation == 0 ? 0 : 3);
    if (!screened)
        return ber::group(tag, {party_number(*number)});
    return ber::group(tag,
                      {party_number(*number), ber::number(ber::kEnumerated, number->screening)});
}

} // namespace

std::optional<TransferInvoke> transfer_in(const Message& message, SwitchType type) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents))
            for (const OperationRow& row : kOperations)
                if (component.id && speaks(type, row.family) &&
                    component.invokes(dialect_of(row.family), row.value)) {
                    TransferInvoke read{row.operation, *component.id, std::nullopt};
                    read_argument(component.argument, read);
                    return read;
                }
    return std::nullopt;
}

std::vector<std::uint8_t> facility(const TransferInvoke& asked) {
    const OperationRow& row = row_of(asked.operation);
    return invoke(dialect_of(row.family), asked.id, row.value, argument_of(asked));
}

std::vector<std::uint8_t> transfer_result(Operation operation, int id, int name,
                                          const Number& rerouting) {
    const OperationRow& row = row_of(operation);
    const Dialect dialect = dialect_of(row.family);
    switch (operation) {
    case Operation::link_request:
        return return_result(dialect, id, row.value, ber::number(ber::kInteger, name));
    case Operation::identify:
        return return_result(
            dialect, id, row.value,
            ber::group(ber::kSequence, {ber::text(ber::kNumericString, std::to_string(name)),
                                        party_number(rerouting)}));
    case Operation::rlt_ability:
        return return_result(dialect, id, row.value, ber::number(ber::context(0), name));
    case Operation::initiate: // DummyRes
        return return_result(dialect, id, row.value, ber::element(ber::kNull, {}));
    default:
        return return_result(dialect, id);
    }
}

std::vector<std::uint8_t> transfer_error(Operation operation, int id, int error) {
    return return_error(dialect_of(row_of(operation).family), id, error);
}

std::optional<int> name_in(const Component& result) {
    const auto elements = ber::all(result.argument);
    if (result.kind != ComponentKind::return_result || elements.empty())
        return std::nullopt;
    if (elements[0].tag == ber::kSequence) {
        const auto parts = ber::all(elements[0].contents);
        return parts.empty() ? std::nullopt : call_identity(parts[0]);
    }
    const auto link = small(elements[0], ber::kInteger);
    return link ? link : small(elements[0], ber::context(0));
}

std::optional<Number> transfer_number_in(const Component& result) {
    const auto parts = sequence(result.argument);
    return parts.size() > 1 ? party_number(parts[1]) : std::nullopt;
}

std::optional<Transferred> transferred_in(const Message& message) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents)) {
            const bool qsig = component.invokes(Dialect::qsig, kTransferComplete);
            if (!qsig && !component.invokes(Dialect::etsi, kEctInform))
                continue;
            const auto parts = sequence(component.argument);
            if (parts.empty())
                return std::nullopt;
            Transferred told;
            if (parts.size() > 1)
                told.to = presented(parts[1]);
            // QSIG: EndDesignation first, CallStatus somewhere behind; ETSI: the status first
            if (!qsig)
                told.alerting = small(parts[0], ber::kEnumerated) == 0;
            for (std::size_t i = 2; qsig && i < parts.size(); ++i)
                told.alerting = told.alerting || small(parts[i], ber::kEnumerated) == 1;
            return told;
        }
    return std::nullopt;
}

std::vector<std::uint8_t> facility(const Transferred& told, Dialect dialect) {
    constexpr int kPrimaryEnd = 0, kAlertingInQsig = 1;
    if (dialect == Dialect::etsi)
        return invoke(
            dialect, 1, kEctInform,
            ber::group(ber::kSequence, {ber::number(ber::kEnumerated, told.alerting ? 0 : 1),
                                        told.to ? presented_octets(told.to, false) : Octets{}}));
    return invoke(
        dialect, 1, kTransferComplete,
        ber::group(ber::kSequence,
                   {ber::number(ber::kEnumerated, kPrimaryEnd), presented_octets(told.to, true),
                    told.alerting ? ber::number(ber::kEnumerated, kAlertingInQsig) : Octets{}}));
}

} // namespace isdn
