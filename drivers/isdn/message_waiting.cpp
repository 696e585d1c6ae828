// Message waiting in facility elements (EN 300 745-1 §7.2, ECMA-242 §6.3).
#include "drivers/isdn/message_waiting.h"

#include "drivers/isdn/diversion.h"

#include <algorithm>
#include <array>

namespace isdn {
namespace {

using ber::Octets;
using Operation = MessageWaiting::Operation;

struct OperationRow {
    Dialect dialect;
    int value;
    Operation operation;
    const char* clause;
};
constexpr std::array kOperations{
    OperationRow{Dialect::etsi, etsi_object(745, 1), Operation::activate, "EN 300 745-1 §7.2"},
    OperationRow{Dialect::etsi, etsi_object(745, 2), Operation::deactivate, "EN 300 745-1 §7.2"},
    OperationRow{Dialect::etsi, etsi_object(745, 3), Operation::indicate, "EN 300 745-1 §7.2"},
    OperationRow{Dialect::qsig, 80, Operation::activate, "ECMA-242 Table 6"},
    OperationRow{Dialect::qsig, 81, Operation::deactivate, "ECMA-242 Table 6"},
};

constexpr std::uint32_t kMostMessages = 65535; // NrOfMessages, MessageCounter

const OperationRow* row_of(const Component& component) {
    const auto row = std::ranges::find_if(kOperations, [&](const OperationRow& one) {
        return component.invokes(one.dialect, one.value);
    });
    return row == kOperations.end() ? nullptr : &*row;
}

std::optional<std::uint32_t> count_of(base::Octets octets) {
    const auto value = ber::integer(octets);
    if (!value || *value < 0)
        return std::nullopt;
    return static_cast<std::uint32_t>(std::min<std::int64_t>(*value, kMostMessages));
}

std::optional<Number> number_inside(const ber::Element& tagged) {
    const auto parts = ber::all(tagged.contents);
    return parts.empty() ? std::nullopt : party_number(parts[0]);
}

std::uint8_t service_of(base::Octets octets) {
    const auto value = ber::integer(octets);
    return value && *value >= 0 && *value <= 127 ? static_cast<std::uint8_t>(*value)
                                                 : std::uint8_t{1};
}

/// Which tags hold the counter and the centre: three sequences of optional elements.
struct Layout {
    bool user_first;
    std::uint8_t messages, centre;
    bool explicit_messages;
};
Layout layout_of(Dialect dialect, Operation operation) {
    if (dialect == Dialect::qsig)
        return {true, ber::context(3), ber::constructed(1), false};
    if (operation == Operation::indicate)
        return {false, ber::constructed(3), ber::constructed(1), true};
    return {true, ber::constructed(2), ber::constructed(1), true};
}

bool read(const OperationRow& row, const ber::Element& sequence, MessageWaiting& waiting) {
    const Layout layout = layout_of(row.dialect, row.operation);
    auto parts = ber::all(sequence.contents);
    if (layout.user_first) {
        const auto user = parts.empty() ? std::nullopt : party_number(parts[0]);
        if (!user)
            return false;
        waiting.user = *user;
        parts.erase(parts.begin());
    }
    const bool services_tagged = row.operation == Operation::indicate;
    for (const ber::Element& part : parts) {
        if (part.tag == ber::kEnumerated)
            waiting.basic_service = service_of(part.contents);
        else if (services_tagged && part.tag == ber::constructed(2))
            waiting.basic_service = service_of(ber::inside(part));
        else if (part.tag == layout.messages)
            waiting.messages = count_of(ber::inside(part));
        else if (part.tag == layout.centre)
            waiting.centre = number_inside(part);
    }
    return true;
}

Octets argument(const MessageWaiting& waiting) {
    const Layout layout = layout_of(waiting.dialect, waiting.operation);
    const bool deactivate = waiting.operation == Operation::deactivate;
    const Octets service = ber::number(ber::kEnumerated, waiting.basic_service);
    Octets user, centre, messages;
    if (waiting.centre && (!deactivate || waiting.dialect == Dialect::qsig))
        centre = ber::group(layout.centre, {party_number(*waiting.centre)});
    else if (waiting.centre) // MWIDeactivate has it without a tag of its own
        centre = party_number(*waiting.centre);
    if (waiting.messages && !deactivate) {
        const std::uint32_t count = std::min(*waiting.messages, kMostMessages);
        messages = layout.explicit_messages
                       ? ber::group(layout.messages, {ber::number(ber::kInteger, count)})
                       : ber::number(layout.messages, count);
    }
    if (layout.user_first)
        return ber::group(ber::kSequence, {party_number(waiting.user), service, centre, messages});
    return ber::group(ber::kSequence,
                      {centre, ber::group(ber::constructed(2), {service}), messages});
}

} // namespace

bool is_message_waiting(const Component& component) {
    return row_of(component) != nullptr;
}

std::optional<MessageWaiting> message_waiting_in(const Message& message) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents)) {
            const OperationRow* row = row_of(component);
            if (!row || !component.id)
                continue;
            MessageWaiting waiting;
            waiting.operation = row->operation;
            waiting.dialect = row->dialect;
            waiting.id = *component.id;
            base::OctetReader reader(component.argument);
            const auto sequence = ber::next(reader);
            if (!sequence || sequence->tag != ber::kSequence || !read(*row, *sequence, waiting))
                continue;
            if (waiting.operation == Operation::indicate && message.called)
                waiting.user = *message.called;
            return waiting;
        }
    return std::nullopt;
}

Message facility_message(const MessageWaiting& waiting) {
    const auto row = std::ranges::find_if(kOperations, [&](const OperationRow& one) {
        return one.dialect == waiting.dialect && one.operation == waiting.operation;
    });
    Message message;
    message.type = MessageType::facility;
    if (row == kOperations.end()) // QSIG knows no indication
        return message;
    message.facilities = {invoke(waiting.dialect, waiting.id, row->value, argument(waiting))};
    if (waiting.operation == Operation::indicate && !waiting.user.digits.empty())
        message.called = waiting.user;
    return message;
}

} // namespace isdn
