// isdn::Interface on libpri: facilities that belong to no call, with the dummy call reference (EN
// 300 196-1 §8.3.2.2) or over a connection without a B-channel (ECMA-165 §7.3, QSIG).
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"
#include "drivers/isdn/completion.h"
#include "drivers/isdn/message_waiting.h"

extern "C" {
#include <libpri.h>
}

#include <algorithm>

namespace isdn {
namespace {

// Channel identification: no B-channel, exclusive, signalling on the D-channel (ECMA-143 §14.5.13).
constexpr std::uint8_t kPrimaryRate = 0xac, kBasicRate = 0x8c;
constexpr base::Duration kT303 = std::chrono::seconds(4), kT308 = std::chrono::seconds(4);
/// A connection that its originator does not release.
constexpr base::Duration kLongest = std::chrono::seconds(30);
constexpr std::size_t kMostConnections = 64, kMostAnswers = 64;

bool has_message_waiting(const Message& message) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents))
            if (is_message_waiting(component))
                return true;
    return false;
}

bool has_completion(const Message& message) {
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents))
            if (is_completion(component))
                return true;
    return false;
}

} // namespace

// A connection without a B-channel goes through four messages each way:
//
//     SETUP (facility) -->             <-- CONNECT (facility: answer)
//     CONNECT ACKNOWLEDGE -->
//     RELEASE -->                      <-- RELEASE COMPLETE
//
// or RELEASE COMPLETE answers the SETUP at once.

LibpriInterface::Independent* LibpriInterface::independent_of_frame() const {
    for (const auto& connection : independent_)
        if (connection->reference == envelope_.call_reference &&
            connection->outgoing == envelope_.to_originator)
            return connection.get();
    return nullptr;
}

bool LibpriInterface::is_independent() const {
    if (!have_envelope_)
        return false;
    const auto type = static_cast<MessageType>(envelope_.type);
    if (envelope_.call_reference != 0 && independent_of_frame())
        return true;
    if (type == MessageType::setup && envelope_.call_reference != 0 && !envelope_.to_originator)
        return is_call_independent(envelope_.elements) &&
               has_message_waiting(read_elements(type, envelope_.elements));
    if (type != MessageType::facility || envelope_.call_reference != 0)
        return false;
    const Message message = read_elements(type, envelope_.elements);
    if (has_message_waiting(message) ||
        (options_.switch_type == SwitchType::euroisdn && has_completion(message)))
        return true;
    for (const auto& contents : message.facilities)
        for (const Component& component : components_of(contents))
            if (component.kind != ComponentKind::invoke && component.id &&
                std::ranges::find(awaited_answers_, *component.id) != awaited_answers_.end())
                return true;
    return false;
}

// libpri must see the frame, because it runs the data link: a FACILITY of no call that says
// nothing.
void LibpriInterface::hide_independent(base::Octets frame) {
    const auto head =
        message_head(std::nullopt, false, static_cast<std::uint8_t>(MessageType::facility), false);
    hidden_.assign(frame.begin(), frame.begin() + (is_numbered(frame) ? 4 : 3));
    hidden_.insert(hidden_.end(), head.begin(), head.end());
    incoming_ = hidden_;
}

// libpri can be asked for a NOTIFY in any state; the patch puts the whole message in its place.
bool LibpriInterface::transmit_whole(std::vector<std::uint8_t> message) {
    ElementPatch patch;
    patch.whole = std::move(message);
    if (!pri_ || patch.whole.empty())
        return false;
    if (is_bus_network()) { // to all terminals, in a UI frame; answers too
        patches_.expect(0, false, static_cast<std::uint8_t>(MessageType::facility),
                        std::move(patch));
        const pri_party_id nobody{};
        const bool sent =
            pri_mwi_indicate_v2(pri_, &nobody, nullptr, -1, -1, nullptr, nullptr, -1, -1) == 0;
        schedule();
        return sent;
    }
    q931_call* carrier = pri_new_call(pri_);
    if (!carrier)
        return false;
    int low = 0;
    const int high = pri_get_crv(pri_, carrier, &low);
    patches_.expect(static_cast<std::uint16_t>(high << 3 | low), false,
                    static_cast<std::uint8_t>(MessageType::notify), std::move(patch));
    const bool sent = pri_notify(pri_, carrier, 0, 0) == 0;
    pri_destroycall(pri_, carrier);
    schedule();
    return sent;
}

bool LibpriInterface::send_on(const Independent& connection, const Message& message) {
    const bool basic_rate = options_.line == drivers::LineType::bri;
    ElementPatch patch = elements_of(message);
    if (message.type == MessageType::setup || message.type == MessageType::connect)
        patch.items.push_back(
            {Element::channel_identification, {{basic_rate ? kBasicRate : kPrimaryRate}}});
    const auto head = message_head(connection.reference, !connection.outgoing,
                                   static_cast<std::uint8_t>(message.type), basic_rate);
    return transmit_whole(apply(head, patch, options_.timers.n201));
}

base::Result<void, Error> LibpriInterface::send_independent(const Message& facility) {
    if (!pri_ || !up_)
        return base::fail(Error::d_channel_down);
    if (options_.switch_type != SwitchType::qsig) {
        const auto head = message_head(std::nullopt, false,
                                       static_cast<std::uint8_t>(MessageType::facility), false);
        for (const auto& contents : facility.facilities)
            for (const Component& component : components_of(contents))
                if (component.kind == ComponentKind::invoke && component.id)
                    awaited_answers_.push_back(*component.id);
        if (awaited_answers_.size() > kMostAnswers)
            awaited_answers_.erase(awaited_answers_.begin());
        if (!transmit_whole(apply(head, elements_of(facility), options_.timers.n201)))
            return base::fail(Error::refused);
        return {};
    }
    q931_call* handle = independent_.size() < kMostConnections ? pri_new_call(pri_) : nullptr;
    if (!handle)
        return base::fail(Error::refused);
    int low = 0;
    const int high = pri_get_crv(pri_, handle, &low);
    auto made = std::make_unique<Independent>();
    made->reference = static_cast<std::uint16_t>(high << 3 | low);
    made->outgoing = true;
    made->handle = handle;
    Independent& connection = *independent_.emplace_back(std::move(made));
    Message setup = facility;
    setup.type = MessageType::setup;
    setup.sending_complete = true;
    // ECMA-165 §7.3.1.1: unrestricted digital information, circuit mode, 64 kbit/s
    setup.bearer = BearerCapability{8, 0x10, 0};
    if (!send_on(connection, setup)) {
        drop_independent(connection, "SETUP was not sent");
        return base::fail(Error::refused);
    }
    supervise_independent(connection, kT303);
    return {};
}

void LibpriInterface::supervise_independent(Independent& connection, base::Duration time) {
    if (!connection.timer)
        connection.timer = std::make_unique<base::Timer>(timers_, [this, &connection] {
            Message release;
            release.type = MessageType::release;
            constexpr std::uint8_t kRecoveryOnTimer = 102;
            release.cause = own_cause(kRecoveryOnTimer);
            if (connection.releasing || !send_on(connection, release))
                return drop_independent(connection, "no answer");
            connection.releasing = true;
            connection.timer->arm(kT308);
        });
    connection.timer->arm(time);
}

void LibpriInterface::drop_independent(const Independent& connection, const char* why) {
    base::log::debug("isdn", "{}: connection without a B-channel is over: {}", options_.name, why);
    if (connection.handle)
        pri_destroycall(pri_, connection.handle);
    std::erase_if(independent_, [&](const auto& one) { return one.get() == &connection; });
}

void LibpriInterface::forget_independent() {
    while (!independent_.empty())
        drop_independent(*independent_.back(), "the D-channel is gone");
}

void LibpriInterface::on_independent() {
    const auto type = static_cast<MessageType>(envelope_.type);
    if (envelope_.call_reference == 0) {
        const auto answer =
            listener_.on_independent(read_elements(MessageType::facility, envelope_.elements));
        if (answer.empty())
            return;
        Message message;
        message.type = MessageType::facility;
        message.facilities = {answer};
        const auto head = message_head(std::nullopt, false,
                                       static_cast<std::uint8_t>(MessageType::facility), false);
        transmit_whole(apply(head, elements_of(message), options_.timers.n201));
        return;
    }
    Independent* connection = independent_of_frame();
    if (!connection && type == MessageType::setup) {
        auto made = std::make_unique<Independent>();
        made->reference = envelope_.call_reference;
        connection = independent_.emplace_back(std::move(made)).get();
    }
    if (connection)
        on_connection(*connection);
}

void LibpriInterface::on_connection(Independent& connection) {
    const auto type = static_cast<MessageType>(envelope_.type);
    const Message received = read_elements(type, envelope_.elements);
    Message answer;
    if (!received.facilities.empty())
        if (auto contents = listener_.on_independent(received); !contents.empty())
            answer.facilities = {std::move(contents)};
    switch (type) {
    case MessageType::setup:
        if (independent_.size() > kMostConnections) {
            constexpr std::uint8_t kCongestion = 42;
            answer = Message{};
            answer.type = MessageType::release_complete;
            answer.cause = own_cause(kCongestion);
            send_on(connection, answer);
            return drop_independent(connection, "too many of them");
        }
        answer.type = MessageType::connect;
        send_on(connection, answer);
        return supervise_independent(connection, kLongest);
    case MessageType::connect:
        if (!connection.outgoing || connection.releasing)
            return;
        answer = Message{};
        answer.type = MessageType::connect_acknowledge;
        send_on(connection, answer);
        answer.type = MessageType::release;
        answer.cause = own_cause(PRI_CAUSE_NORMAL_CLEARING);
        connection.releasing = send_on(connection, answer);
        return supervise_independent(connection, kT308);
    case MessageType::call_proceeding:
        return supervise_independent(connection, kLongest);
    case MessageType::disconnect:
        answer.type = MessageType::release;
        connection.releasing = send_on(connection, answer);
        return supervise_independent(connection, kT308);
    case MessageType::release:
        answer.type = MessageType::release_complete;
        send_on(connection, answer);
        return drop_independent(connection, "released");
    case MessageType::release_complete:
        if (connection.outgoing && !connection.releasing && received.facilities.empty())
            base::log::info("isdn",
                            "{}: the far end takes no connection without a B-channel: "
                            "cause {}",
                            options_.name, received.cause ? received.cause->value : 0);
        return drop_independent(connection, "released");
    default: // FACILITY has been read
        return;
    }
}

} // namespace isdn
