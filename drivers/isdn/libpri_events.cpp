// isdn::Interface on libpri: what comes from the far end. The elements are read from the frame
// itself, because libpri's events leave most of them out; libpri says which call and what it means.
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}

#include <fmt/core.h>

namespace isdn {

void LibpriInterface::handle(void* raw) {
    auto* event = static_cast<pri_event*>(raw);
    switch (event->e) {
    case PRI_EVENT_DCHAN_UP:
        return on_up();
    case PRI_EVENT_DCHAN_DOWN:
        return on_down();
    case PRI_EVENT_RING:
        return on_ring(event);
    case PRI_EVENT_SETUP_ACK:
        return on_progress(event->setup_ack.call, MessageType::setup_acknowledge, State::overlap,
                           -1);
    case PRI_EVENT_PROCEEDING:
        return on_progress(event->proceeding.call, MessageType::call_proceeding, State::proceeding,
                           -1);
    case PRI_EVENT_RINGING:
        return on_progress(event->ringing.call, MessageType::alerting, State::alerting, -1);
    case PRI_EVENT_PROGRESS:
        return on_plain(event->proceeding.call, MessageType::progress);
    case PRI_EVENT_ANSWER:
        return on_connect(event->answer.call);
    case PRI_EVENT_INFO_RECEIVED:
        return on_plain(event->ring.call, MessageType::information);
    case PRI_EVENT_KEYPAD_DIGIT:
        return on_plain(event->digit.call, MessageType::information);
    case PRI_EVENT_NOTIFY:
        return on_plain(event->notify.call, MessageType::notify);
    case PRI_EVENT_FACILITY: // also what libpri makes of some NOTIFY messages
        if (event->facility.call)
            on_plain(event->facility.call,
                     have_envelope_ &&
                             envelope_.type == static_cast<std::uint8_t>(MessageType::notify)
                         ? MessageType::notify
                         : MessageType::facility);
        return;
    case PRI_EVENT_HANGUP_REQ:
        return on_disconnect(event->hangup.call, event->hangup.cause);
    case PRI_EVENT_HANGUP:
        return on_hangup(event->hangup.call, event->hangup.cause, false);
    case PRI_EVENT_HANGUP_ACK:
        return on_hangup(event->hangup.call, event->hangup.cause, true);
    case PRI_EVENT_SERVICE:
        return on_service(event->service.channel, event->service.changestatus);
    case PRI_EVENT_SERVICE_ACK:
        base::log::debug("isdn", "{}: SERVICE of B-channel {} is acknowledged", options_.name,
                         label(number_of_libpri(event->service_ack.channel)));
        return;
    case PRI_EVENT_RESTART:
        return on_restart(event->restart.channel);
    case PRI_EVENT_RESTART_ACK:
        return on_restart_acknowledged();
    default:
        base::log::debug("isdn", "{}: libpri event {} is not used", options_.name, event->e);
    }
}

// The message in the frame that libpri has just read, or one made of the cause when a timer ended
// the call.
Message LibpriInterface::message_of(MessageType type, int cause) const {
    if (have_envelope_ && envelope_.type == static_cast<std::uint8_t>(type)) {
        Message read = read_elements(type, envelope_.elements);
        // logical numbers 16-30 are timeslots 17-31; what libpri sends it translates itself
        if (read.channel && options_.logical_channels && read.channel->timeslot > 15)
            ++read.channel->timeslot;
        return read;
    }
    Message message;
    message.type = type;
    if (cause > 0)
        message.cause = own_cause(static_cast<std::uint8_t>(cause));
    return message;
}

// --- the D-channel
// ---------------------------------------------------------------------------------------------

void LibpriInterface::on_up() {
    if (nfas() && maintenance_)
        return on_d_channel_service(true);
    current_->up = true;
    if (nfas())
        return on_link_up();
    if (!up_)
        come_up();
}

void LibpriInterface::come_up() {
    up_ = true;
    base::log::info("isdn", "{}: D-channel up", options_.name);
    if (options_.restart_at_start && can_restart() && !restarted_) {
        restarted_ = true;
        restart_all();
    }
    next_periodic_restart();
    if (options_.restart_interval.count() > 0 && can_restart() && !periodic_timer_.armed())
        periodic_timer_.arm(options_.restart_interval);
    repeat_service();
    listener_.on_d_channel(true);
}

// Calls that are not active do not outlive the data link (Q.931 §5.8.9); active ones have T309,
// which libpri runs.
void LibpriInterface::on_down() {
    if (nfas() && maintenance_)
        return on_d_channel_service(false);
    if (options_.multipoint)
        return;
    current_->up = false;
    if (nfas())
        return on_link_down();
    if (!up_)
        return;
    up_ = false;
    ++counters_.d_channel_losses;
    base::log::warning("isdn", "{}: D-channel down", options_.name);
    forget_independent();
    std::vector<Call*> concerned;
    for (const auto& [id, call] : calls_)
        if (call->state != State::active)
            concerned.push_back(call.get());
    for (Call* call : concerned)
        destroy(*call, PRI_CAUSE_DESTINATION_OUT_OF_ORDER,
                "D-channel lost before the call was active");
    listener_.on_d_channel(false);
}

// --- calls that come in
// ------------------------------------------------------------------------------------------

// Which B-channel a call that came in gets (Q.931 §5.2.3, §5.7 for a collision); 0 and `why` when
// there is none.
unsigned LibpriInterface::choose_channel(const Message& setup, std::string& why) {
    const bool named = setup.channel && setup.channel->timeslot != 0;
    const unsigned asked = named ? number_of(*setup.channel) : 0;
    const bool exclusive = named && setup.channel->exclusive;
    if (!named) {
        const unsigned any = channels_.first_idle();
        why = any ? "" : "no B-channel is idle";
        return any;
    }
    if (!channels_.exists(asked)) {
        why = fmt::format("B-channel {} does not exist", label(asked));
        return 0;
    }
    switch (channels_.state(asked)) {
    case ChannelState::idle:
    case ChannelState::restarting: // the far end has acknowledged before it sent SETUP
        return asked;
    case ChannelState::in_call: {
        Call* other = find(channels_.call(asked));
        if (options_.side == Side::user && other && other->state == State::initiated) {
            // Both sides took it at once: the network's call has priority, ours waits for another
            // one.
            base::log::info("isdn", "{}: B-channel {} goes from call({}) to the network's call",
                            options_.name, label(asked), other->id);
            channels_.free(asked, other->id, "given to the network's call");
            other->timeslot = channel_number(interface_in(asked), 0);
            return asked;
        }
        why = fmt::format("B-channel {} is in use", label(asked));
        break;
    }
    default:
        why = fmt::format("B-channel {} is blocked", label(asked));
    }
    return exclusive ? 0 : channels_.first_idle();
}

void LibpriInterface::on_ring(void* raw) {
    auto* event = static_cast<pri_event*>(raw);
    q931_call* handle = event->ring.call;
    Message setup = message_of(MessageType::setup, -1);
    if (is_terminal() && !is_our_number(setup)) { // another terminal's: no answer at all
        pri_destroycall(pri_, handle);
        return;
    }
    ++counters_.calls_in;
    std::string why;
    const unsigned timeslot = choose_channel(setup, why);
    if (timeslot == 0) {
        base::log::info("isdn", "{}: SETUP refused with cause 44: {}", options_.name, why);
        pri_hangup(pri_, handle, PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
        return;
    }
    Call& call = add(handle, false, timeslot);
    const CallId id = call.id;
    setup.channel = as_channel(timeslot, setup.channel && setup.channel->exclusive);
    listener_.on_setup(id, setup);
    Call* still = find(id);
    if (still && still->state == State::present && options_.overlap_receiving &&
        !setup.sending_complete) {
        Message acknowledge;
        acknowledge.type = MessageType::setup_acknowledge;
        (void)transmit(*still, acknowledge);
    }
}

// --- answers to our calls
// ------------------------------------------------------------------------------------------

// A first response may name the B-channel; false when it cannot be had, and the call is being
// cleared.
bool LibpriInterface::move_channel(Call& call, const Message& message) {
    if (!call.outgoing || !message.channel || message.channel->timeslot == 0)
        return true;
    const unsigned named = number_of(*message.channel);
    if (named == call.timeslot)
        return true;
    // its leg holds a port of its own span: a call cannot go to another span of an NFAS group
    if (channels_.idle(named) && interface_in(named) == interface_in(call.timeslot)) {
        channels_.free(call.timeslot, call.id, "the far end chose another one");
        call.timeslot = named;
        channels_.seize(named, call.id);
        return true;
    }
    base::log::info("isdn", "{}: call({}): the far end names B-channel {}, which cannot be had",
                    options_.name, call.id, label(named));
    Message clearing;
    clearing.type = MessageType::disconnect;
    clearing.cause = own_cause(PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
    clear(call, clearing);
    return false;
}

void LibpriInterface::on_progress(q931_call* handle, MessageType type, State next, int cause) {
    Call* call = find(handle);
    if (!call || call->state >= State::disconnect_sent)
        return;
    const Message message = message_of(type, cause);
    move(*call, next);
    if (move_channel(*call, message))
        listener_.on_message(call->id, message);
}

void LibpriInterface::on_plain(q931_call* handle, MessageType type) {
    Call* call = find(handle);
    if (!call || (call->state >= State::disconnect_sent && !is_heard_late(*call, type)))
        return;
    if (type == MessageType::progress)
        call->supervision->cancel(); // Q.931 §5.1.6: T310 stops
    listener_.on_message(call->id, message_of(type, -1));
}

void LibpriInterface::on_connect(q931_call* handle) {
    Call* call = find(handle);
    if (!call || call->state >= State::disconnect_sent)
        return;
    const Message message = message_of(MessageType::connect, -1);
    move(*call, State::active);
    if (is_bus_network() && have_envelope_)
        call->tei = frame_tei_;
    if (!move_channel(*call, message))
        return;
    if (timeslot_in(call->timeslot) ==
        0) { // lost to the network's call, and answered without another one
        Message clearing;
        clearing.type = MessageType::disconnect;
        clearing.cause = own_cause(PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
        clear(*call, clearing);
        return;
    }
    listener_.on_message(call->id, message);
}

// --- clearing
// --------------------------------------------------------------------------------------------------------

void LibpriInterface::on_disconnect(q931_call* handle, int cause) {
    Call* call = find(handle);
    if (!call) {
        pri_hangup(pri_, handle, PRI_CAUSE_NORMAL_CLEARING);
        return;
    }
    const Message message = message_of(MessageType::disconnect, cause);
    if (message.cause)
        call->last_cause = *message.cause;
    move(*call, State::disconnect_received);
    listener_.on_message(call->id, message);
}

// `destroyed`: libpri has freed the call already. Otherwise its pri_hangup answers a RELEASE, and
// frees it.
void LibpriInterface::on_hangup(q931_call* handle, int cause, bool destroyed) {
    Call* call = find(handle);
    if (!call) {
        if (!destroyed)
            pri_hangup(pri_, handle, PRI_CAUSE_NORMAL_CLEARING);
        return;
    }
    const MessageType type =
        have_envelope_ && envelope_.type == static_cast<std::uint8_t>(MessageType::release)
            ? MessageType::release
            : MessageType::release_complete;
    Message message = message_of(type, -1);
    // The first cause is the one that cleared the call; RELEASE and RELEASE COMPLETE behind it only
    // repeat.
    if (call->state == State::disconnect_sent || call->state == State::disconnect_received ||
        call->state == State::release_sent)
        message.cause = call->last_cause;
    else if (!message.cause && cause > 0)
        message.cause = own_cause(static_cast<std::uint8_t>(cause));
    by_handle_.erase(handle);
    call->handle = nullptr;
    if (!destroyed) {
        Message answer;
        answer.type = MessageType::release_complete;
        answer.cause = message.cause;
        expect(*call, answer);
        pri_hangup(pri_, handle, message.cause ? message.cause->value : PRI_CAUSE_NORMAL_CLEARING);
    }
    finish(call->id, std::move(message), false,
           destroyed ? "released" : fmt::format("released by {}", name(type)));
}

// libpri reports nothing for calls that it holds half alive: those that came in and had no answer
// yet.
void LibpriInterface::after_silent_frame() {
    const bool outgoing = envelope_.to_originator;
    Call* call = find_by_reference(envelope_.call_reference, outgoing);
    if (!call || envelope_.call_reference == 0)
        return;
    const auto type = static_cast<MessageType>(envelope_.type);
    if (call->state == State::present && type == MessageType::release_complete) {
        if (call->handle)
            by_handle_.erase(call->handle);
        call->handle = nullptr; // freed by libpri
        finish(call->id, message_of(type, -1), false, "given up by the caller");
    } else if (call->state == State::present && type == MessageType::disconnect) {
        // libpri has answered with RELEASE COMPLETE, because nothing was sent before, and waits for
        // ever
        Message message = message_of(type, -1);
        if (call->handle) {
            by_handle_.erase(call->handle);
            pri_destroycall(pri_, call->handle);
        }
        call->handle = nullptr;
        finish(call->id, std::move(message), false, "given up by the caller");
    } else if ((type == MessageType::facility || type == MessageType::notify) &&
               (call->state < State::disconnect_sent || is_heard_late(*call, type))) {
        listener_.on_message(call->id, message_of(type, -1)); // libpri reports those it understands
    } else if (type == MessageType::status) {                 // libpri acts on call state 0 alone
        listener_.on_message(call->id, message_of(type, -1));
    } else if (type == MessageType::connect_acknowledge &&
               (call->state == State::connect_request || call->state == State::active)) {
        if (call->state == State::connect_request)
            move(*call, State::active);
        listener_.on_message(call->id, message_of(type, -1));
    }
}

} // namespace isdn
