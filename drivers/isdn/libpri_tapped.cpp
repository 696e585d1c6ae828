// isdn::Interface on libpri: messages that libpri does not know, or knows less well than a gateway
// must (Q.931 §3.1, Q.932 §7).
#include "drivers/isdn/libpri_interface.h"

#include "drivers/isdn/completion.h"
#include "drivers/isdn/remote_operation.h"
#include "drivers/isdn/transfer.h"

#include <algorithm>
#include <array>

namespace isdn {
namespace {

// What libpri would answer itself, and refuse.
struct OperationRow {
    Dialect dialect;
    int operation;
    const char* clause;
};
constexpr std::array kAnsweredHere{
    OperationRow{Dialect::etsi, 3, "EN 300 130-1 MCIDRequest"},
    OperationRow{Dialect::etsi, 13, "EN 300 207-1 callDeflection"},
    OperationRow{Dialect::etsi, 14, "EN 300 207-1 callRerouteing"},
    OperationRow{Dialect::qsig, 19, "ECMA-174 callRerouteing"},
};

// And answers: libpri knows of no request of ours.
bool is_answered_here(const Message& facility, SwitchType type) {
    if (transfer_in(facility, type))
        return true;
    for (const auto& contents : facility.facilities)
        for (const Component& component : components_of(contents))
            if (component.kind != ComponentKind::invoke ||
                std::ranges::any_of(kAnsweredHere, [&](const OperationRow& row) {
                    return component.invokes(row.dialect, row.operation);
                }))
                return true;
    return false;
}

} // namespace

LibpriInterface::Call* LibpriInterface::call_of_tapped() const {
    if (!have_envelope_ || envelope_.call_reference == 0)
        return nullptr;
    switch (static_cast<MessageType>(envelope_.type)) {
    case MessageType::user_information:
    case MessageType::hold:
    case MessageType::hold_acknowledge:
    case MessageType::hold_reject:
    case MessageType::retrieve:
    case MessageType::retrieve_acknowledge:
    case MessageType::retrieve_reject:
        return find_by_reference(envelope_.call_reference, envelope_.to_originator);
    case MessageType::facility:
        return is_answered_here(read_elements(MessageType::facility, envelope_.elements),
                                options_.switch_type)
                   ? find_by_reference(envelope_.call_reference, envelope_.to_originator)
                   : nullptr;
    default:
        return nullptr;
    }
}

// libpri must see the frame, because it runs the data link. It reads a FACILITY without elements,
// which says nothing.
void LibpriInterface::hide_from_libpri(base::Octets frame) {
    hidden_.assign(frame.begin(),
                   frame.end() - static_cast<std::ptrdiff_t>(envelope_.elements.size()));
    hidden_.back() = static_cast<std::uint8_t>(MessageType::facility);
    incoming_ = hidden_;
}

// A SETUP with CCBSCall would be cleared by libpri, which does not know the reference.
bool LibpriInterface::is_completion_call() const {
    if (!have_envelope_ || envelope_.call_reference == 0 ||
        envelope_.type != static_cast<std::uint8_t>(MessageType::setup) ||
        options_.switch_type != SwitchType::euroisdn)
        return false;
    const auto asked = completion_in(read_elements(MessageType::setup, envelope_.elements));
    return asked && asked->operation == Completion::Operation::call;
}

void LibpriInterface::hide_facilities(base::Octets frame) {
    constexpr std::uint8_t kFacility = 0x1c, kSingleOctet = 0x80;
    const base::Octets elements = envelope_.elements;
    hidden_.assign(frame.begin(), frame.end() - static_cast<std::ptrdiff_t>(elements.size()));
    for (std::size_t at = 0; at < elements.size();) {
        const bool single = (elements[at] & kSingleOctet) != 0;
        std::size_t size = 1;
        if (!single)
            size = at + 1 < elements.size() ? 2U + elements[at + 1] : elements.size();
        size = std::min(size, elements.size() - at);
        if (elements[at] != kFacility)
            hidden_.insert(hidden_.end(), elements.begin() + static_cast<std::ptrdiff_t>(at),
                           elements.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
    }
    incoming_ = hidden_;
}

void LibpriInterface::on_tapped(Call& call) {
    const auto type = static_cast<MessageType>(envelope_.type);
    if (call.state >= State::disconnect_sent &&
        (type != MessageType::facility || call.state == State::release_sent))
        return; // a FACILITY may come until RELEASE (EN 300 130-1 §9.3)
    if (type == MessageType::hold || type == MessageType::retrieve)
        return on_hold(call, type);
    listener_.on_message(call.id, message_of(type, -1));
}

// Q.932 §6.2: HOLD and RETRIEVE of an active call are granted; the B-channel stays reserved, so it
// is the same one after RETRIEVE.
void LibpriInterface::on_hold(Call& call, MessageType type) {
    const bool hold = type == MessageType::hold;
    Message answer;
    if (call.state != State::active || call.held == hold) {
        constexpr std::uint8_t kWrongState = 101;
        answer.type = hold ? MessageType::hold_reject : MessageType::retrieve_reject;
        answer.cause = own_cause(kWrongState);
        (void)send_as(call, answer);
        return;
    }
    call.held = hold;
    answer.type = hold ? MessageType::hold_acknowledge : MessageType::retrieve_acknowledge;
    if (!hold)
        answer.channel = Channel{static_cast<std::uint8_t>(timeslot_in(call.timeslot)), true};
    (void)send_as(call, answer);
    listener_.on_message(call.id, message_of(type, -1));
}

} // namespace isdn
