// Message waiting in facility elements: a mailbox has messages, or none any more (EN 300 745-1 of
// ETSI, ECMA-242 of QSIG).
#pragma once

#include "drivers/isdn/message.h"
#include "drivers/isdn/remote_operation.h"

namespace isdn {

/// What is asked or told of a mailbox, outside of any call.
struct MessageWaiting {
    enum class Operation : std::uint8_t {
        activate,   ///< by who stores the messages, to the network or the PINX of the user
        deactivate, ///< the same: none are left
        indicate,   ///< ETSI only: by the network to the user's terminals
    };
    Operation operation = Operation::activate;
    Dialect dialect = Dialect::etsi;
    int id = 1; ///< of the invoke
    /// Whose mailbox it is. In an indication it is the called number beside the facility element;
    /// without digits: the line's own.
    Number user;
    /// How many there are; absent: some. 0 in an indication says that none are left.
    std::optional<std::uint32_t> messages;
    std::optional<Number> centre;   ///< who stores them: controlling user, message centre
    std::uint8_t basic_service = 1; ///< speech
    bool operator==(const MessageWaiting&) const = default;

    bool any() const { return operation != Operation::deactivate && messages != 0U; }
};

/// The first such invoke in a FACILITY or SETUP.
std::optional<MessageWaiting> message_waiting_in(const Message& message);
/// Is the component one of these services, as invoke?
bool is_message_waiting(const Component& component);

/// FACILITY with the invoke, and the called number where that says whose mailbox it is.
Message facility_message(const MessageWaiting& waiting);

} // namespace isdn
