// isdn::Interface on libpri: what is placed and sent, in the state that allows it (Q.931 §5 as
// libpri runs it).
#include "drivers/isdn/libpri_interface.h"

extern "C" {
#include <libpri.h>
}

namespace isdn {
namespace {

constexpr std::uint16_t states(std::initializer_list<State> list) {
    unsigned mask = 0;
    for (const State state : list)
        mask |= 1U << static_cast<unsigned>(state);
    return static_cast<std::uint16_t>(mask);
}

// Which message may be sent when (Q.931 §5.1, §5.2, Table 5 of the SDLs): on calls that came in, on
// calls we placed.
struct SendRow {
    MessageType type;
    std::uint16_t incoming, outgoing;
};
constexpr SendRow kSendRows[] = {
    {MessageType::setup_acknowledge, states({State::present}), 0},
    {MessageType::call_proceeding, states({State::present, State::overlap}), 0},
    {MessageType::progress,
     states({State::present, State::overlap, State::proceeding, State::alerting}), 0},
    {MessageType::alerting, states({State::present, State::overlap, State::proceeding}), 0},
    {MessageType::connect,
     states({State::present, State::overlap, State::proceeding, State::alerting}), 0},
    {MessageType::information,
     states({State::overlap, State::proceeding, State::alerting, State::active}),
     states({State::overlap, State::proceeding, State::alerting, State::active})},
    {MessageType::facility,
     states({State::overlap, State::proceeding, State::alerting, State::connect_request,
             State::active, State::disconnect_received, State::disconnect_sent}),
     states({State::overlap, State::proceeding, State::alerting, State::active,
             State::disconnect_received, State::disconnect_sent})},
    {MessageType::user_information, states({State::alerting, State::active}),
     states({State::alerting, State::active})},
    {MessageType::hold, states({State::active}), states({State::active})},
    {MessageType::retrieve, states({State::active}), states({State::active})},
    {MessageType::suspend, states({State::active}), states({State::active})},
    {MessageType::resume, states({State::active}), states({State::active})},
    {MessageType::notify,
     states({State::proceeding, State::alerting, State::connect_request, State::active}),
     states({State::proceeding, State::alerting, State::active})},
};

bool may_send(MessageType type, State state, bool outgoing) {
    if (type == MessageType::status_enquiry) // §5.8.10: in any state
        return state != State::initiated && state != State::present;
    for (const SendRow& row : kSendRows)
        if (row.type == type)
            return (outgoing ? row.outgoing : row.incoming) >> static_cast<unsigned>(state) & 1;
    return false;
}

} // namespace

base::Result<CallId, Error> LibpriInterface::place(const Message& setup) {
    last_sent_.clear();
    if (!pri_ || !up_)
        return base::fail(Error::d_channel_down);
    unsigned timeslot = setup.channel && setup.channel->timeslot ? number_of(*setup.channel)
                                                                 : channels_.first_idle();
    if (timeslot == 0)
        return base::fail(Error::no_free_channel);
    if (!channels_.idle(timeslot))
        return base::fail(Error::channel_busy);
    q931_call* handle = pri_new_call(pri_);
    pri_sr* request = pri_sr_new();
    if (!handle || !request) {
        if (handle)
            pri_destroycall(pri_, handle);
        if (request)
            pri_sr_free(request);
        return base::fail(Error::refused);
    }
    const BearerCapability bearer = setup.bearer.value_or(BearerCapability{});
    // libpri insists on a called number; the patch puts the real one, or none, into the message.
    std::string called = setup.called && !setup.called->digits.empty() ? setup.called->digits : "0";
    // A terminal on a bus does not know which channels the others use: the network chooses.
    constexpr int kAnyChannel = 0xff;
    const bool exclusive = setup.channel && setup.channel->exclusive;
    pri_sr_set_channel(request,
                       is_terminal() && !exclusive ? kAnyChannel : libpri_channel(timeslot),
                       exclusive, 0);
    pri_sr_set_bearer(request, bearer.transfer,
                      bearer.layer1 ? bearer.layer1 | 0x20 : PRI_LAYER_1_ALAW);
    pri_sr_set_called(request, called.data(), 0, setup.sending_complete ? 1 : 0);
    Call& call = add(handle, true, timeslot);
    Message complete = setup;
    complete.type = MessageType::setup;
    complete.bearer = bearer;
    expect(call, complete);
    const int failed = pri_setup(pri_, handle, request);
    pri_sr_free(request);
    if (failed) {
        discard(call, "SETUP was not sent");
        return base::fail(Error::refused);
    }
    ++counters_.calls_out;
    schedule();
    return call.id;
}

void LibpriInterface::expect(const Call& call, const Message& message) {
    ElementPatch patch = elements_of(message);
    if (!patch.items.empty() || !patch.tail.empty())
        patches_.expect(call.reference, !call.outgoing, static_cast<std::uint8_t>(message.type),
                        std::move(patch), target_of(call));
}

base::Result<void, Error> LibpriInterface::send(CallId id, const Message& message) {
    last_sent_.clear();
    Call* call = find(id);
    if (!call || !call->handle)
        return base::fail(Error::no_such_call);
    base::Result<void, Error> result;
    switch (message.type) {
    case MessageType::disconnect:
    case MessageType::release:
    case MessageType::release_complete:
        clear(*call, message);
        break;
    default:
        result = may_send(message.type, call->state, call->outgoing)
                     ? transmit(*call, message)
                     : base::fail(Error::unexpected_message);
    }
    schedule();
    return result;
}

// A message that libpri cannot build, or not now: a NOTIFY that becomes it on its way out.
base::Result<void, Error> LibpriInterface::send_as(Call& call, const Message& message) {
    ElementPatch patch = elements_of(message);
    if (message.channel) {
        Channel channel = *message.channel;
        if (nfas())
            channel.interface = static_cast<std::uint8_t>(interface_in(call.timeslot));
        if (options_.logical_channels && channel.timeslot > 16)
            --channel.timeslot;
        patch.items.push_back(
            {Element::channel_identification,
             {channel_contents(channel, options_.line == drivers::LineType::bri)}});
    }
    patch.becomes = static_cast<std::uint8_t>(message.type);
    patches_.expect(call.reference, !call.outgoing, static_cast<std::uint8_t>(MessageType::notify),
                    std::move(patch), {target_of(call).tei, false});
    if (pri_notify(pri_, call.handle, libpri_channel(call.timeslot), 0))
        return base::fail(Error::refused);
    return {};
}

// The patch carries the elements; libpri's arguments only choose the message.
base::Result<void, Error> LibpriInterface::transmit(Call& call, const Message& message) {
    const int channel = libpri_channel(call.timeslot);
    const bool first = call.state == State::present;
    int failed = 0;
    if (message.type != MessageType::facility && message.type != MessageType::user_information &&
        message.type != MessageType::hold && message.type != MessageType::retrieve &&
        message.type != MessageType::suspend && message.type != MessageType::resume &&
        message.type != MessageType::status_enquiry)
        expect(call, message);
    switch (message.type) {
    case MessageType::setup_acknowledge:
        move(call, State::overlap);
        failed = pri_setup_ack(pri_, call.handle, channel, 0, 0);
        break;
    case MessageType::call_proceeding:
        move(call, State::proceeding);
        failed = pri_proceeding(pri_, call.handle, channel, 0);
        break;
    case MessageType::progress:
        if (first) {
            move(call, State::proceeding);
            failed = pri_proceeding(pri_, call.handle, channel, 0);
        }
        if (failed == 0)
            failed = message.cause ? pri_progress_with_cause(pri_, call.handle, channel, 1,
                                                             message.cause->value)
                                   : pri_progress(pri_, call.handle, channel, 1);
        break;
    case MessageType::alerting:
        move(call, State::alerting);
        failed = pri_acknowledge(pri_, call.handle, channel, 0);
        break;
    case MessageType::connect:
        move(call, options_.side == Side::network ? State::active : State::connect_request);
        failed = pri_answer(pri_, call.handle, channel, 0);
        break;
    case MessageType::information:
        if (call.state == State::overlap)
            supervise(call); // T304 starts anew
        failed = message.called || message.keypad.empty()
                     ? pri_information(pri_, call.handle,
                                       message.called && !message.called->digits.empty()
                                           ? message.called->digits[0]
                                           : '0')
                     : pri_keypad_facility(pri_, call.handle, message.keypad.c_str());
        break;
    case MessageType::facility:
    case MessageType::user_information:
    case MessageType::hold:
    case MessageType::retrieve:
    case MessageType::suspend: // the gateway never does; the exchange of the tests asks with it
    case MessageType::resume:
    case MessageType::status_enquiry:
        return send_as(call, message);
    case MessageType::notify:
        failed = message.notification
                     ? pri_notify(
                           pri_, call.handle, channel,
                           options_.switch_type == SwitchType::euroisdn ? *message.notification : 0)
                     : -1;
        break;
    default:
        failed = -1;
    }
    if (failed)
        return base::fail(Error::refused);
    return {};
}

// Starts or continues clearing by the message that the state asks for (Q.931 §5.3.2, §5.3.3).
// libpri chooses its message by the cause; so it gets a cause for the message wanted, and the patch
// puts the real one in.
void LibpriInterface::clear(Call& call, const Message& message) {
    Message clearing = message;
    clearing.cause = message.cause.value_or(own_cause(PRI_CAUSE_NORMAL_CLEARING));
    switch (call.state) {
    case State::present: { // first response: RELEASE COMPLETE, and the call is gone
        call.last_cause = *clearing.cause;
        clearing.type = MessageType::release_complete;
        expect(call, clearing);
        by_handle_.erase(call.handle);
        pri_hangup(pri_, call.handle, PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION);
        call.handle = nullptr;
        finish(call.id, clearing, true, "refused here");
        return;
    }
    case State::release_sent:
        return;
    case State::disconnect_sent:
        // libpri would send it when T305 expires, not before; it takes the answer in this state too
        if (message.type == MessageType::disconnect)
            return;
        clearing.cause = message.cause.value_or(call.last_cause);
        clearing.type = MessageType::release;
        move(call, State::release_sent);
        (void)send_as(call, clearing);
        return;
    case State::disconnect_received:
        if (!message.cause)
            clearing.cause = call.last_cause;
        clearing.type = MessageType::release;
        expect(call, clearing);
        move(call, State::release_sent);
        pri_hangup(pri_, call.handle, PRI_CAUSE_NORMAL_CLEARING);
        return;
    default:
        call.last_cause = *clearing.cause;
        clearing.type = MessageType::disconnect;
        expect(call, clearing);
        move(call, State::disconnect_sent);
        pri_hangup(pri_, call.handle, PRI_CAUSE_NORMAL_CLEARING);
        return;
    }
}

} // namespace isdn
