// isdn::Interface on libpri: its life, its frames and timers, and what is sent (Q.931 §5 as libpri
// runs it).
#include "drivers/isdn/libpri_interface.h"

#include "base/log.h"

extern "C" {
#include <libpri.h>
}
#include <sys/time.h>

#include <algorithm>
#include <cstring>

namespace isdn {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kFcsOctets = 2;         // libpri counts the FCS in every length
constexpr int kInterfaceReset = 0x86; // restart indicator: single interface (Q.931 §4.5.25)
constexpr base::Duration kT316 =
    seconds(10); // Q.931 gives 120 s; a far end that never answers must not block so long
constexpr unsigned kN316 = 2;
constexpr base::Duration kSabmeInterval = milliseconds(100);
// Clearing takes T305 and twice T308 at the most (Q.931 Table 9-1: 30 s, 4 s); more is stuck.
constexpr base::Duration kClearingLimit = seconds(60);
// A DISCONNECT with in-band information is listened to for T306, which the user above runs.
constexpr base::Duration kListeningLimit = seconds(180);
constexpr base::Duration kUnansweredSetupLimit = seconds(60); // T303 twice is 8 s

// libpri has no function that frees a `struct pri`: those given up stay reachable here, one per
// interface removed.
std::vector<struct pri*>& graveyard() {
    static auto& retired =
        *new std::vector<struct pri*>; // never destroyed: still reachable at exit
    return retired;
}

std::string_view trimmed(const char* text) {
    std::string_view view(text);
    while (!view.empty() && view.back() == '\n')
        view.remove_suffix(1);
    return view;
}
void on_pri_message(struct pri*, char* text) {
    base::log::debug("isdn", "libpri: {}", trimmed(text));
}
void on_pri_error(struct pri*, char* text) {
    base::log::info("isdn", "libpri: {}", trimmed(text));
}

int node(Side side) {
    return side == Side::network ? PRI_NETWORK : PRI_CPE;
}
int switch_type(const Options& options) {
    if (options.switch_type == SwitchType::ni2)
        return PRI_SWITCH_NI2;
    return options.line == drivers::LineType::t1 ? PRI_SWITCH_EUROISDN_T1 : PRI_SWITCH_EUROISDN_E1;
}

// Q.921 §3.6.5, whatever the P bit.
bool is_sabme(base::Octets frame) {
    return frame.size() == 3 && (frame[2] & ~0x10U) == 0x6f;
}

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
             State::active}),
     states({State::overlap, State::proceeding, State::alerting, State::active})},
    {MessageType::user_information, states({State::alerting, State::active}),
     states({State::alerting, State::active})},
    {MessageType::hold, states({State::active}), states({State::active})},
    {MessageType::retrieve, states({State::active}), states({State::active})},
    {MessageType::notify,
     states({State::proceeding, State::alerting, State::connect_request, State::active}),
     states({State::proceeding, State::alerting, State::active})},
};

bool may_send(MessageType type, State state, bool outgoing) {
    for (const SendRow& row : kSendRows)
        if (row.type == type)
            return (outgoing ? row.outgoing : row.incoming) >> static_cast<unsigned>(state) & 1;
    return false;
}

std::uint32_t reference_key(std::uint16_t reference, bool outgoing) {
    return reference | (outgoing ? 0x10000U : 0U);
}

} // namespace

const char* name(State state) {
    constexpr const char* kNames[] = {
        "initiated",       "present", "overlap",         "proceeding",          "alerting",
        "connect request", "active",  "disconnect sent", "disconnect received", "release sent"};
    return kNames[static_cast<unsigned>(state)];
}

std::unique_ptr<Interface> Interface::create(Options options, base::Timers& timers,
                                             Listener& listener, SendFrame send_frame) {
    return std::make_unique<LibpriInterface>(std::move(options), timers, listener,
                                             std::move(send_frame));
}

LibpriInterface::LibpriInterface(Options options, base::Timers& timers, Listener& listener,
                                 SendFrame send_frame)
    : options_(std::move(options)), timers_(timers), listener_(listener),
      send_frame_(std::move(send_frame)), channels_(options_.line),
      libpri_timer_(timers, [this] { run_timers(); }),
      ended_timer_(timers, [this] { deliver_ended(); }), restart_timer_(timers, [this] {
          if (restarts_left_ > 0 && up_)
              send_restart();
          else
              end_restart("the far end does not acknowledge RESTART");
      }) {}

LibpriInterface::~LibpriInterface() {
    if (!pri_)
        return;
    for (auto& [id, call] : calls_)
        if (call->handle)
            pri_destroycall(pri_, call->handle);
    pri_set_userdata(pri_, nullptr);
    graveyard().push_back(pri_);
}

void LibpriInterface::start() {
    if (pri_)
        return;
    pri_set_message(on_pri_message);
    pri_set_error(on_pri_error);
    pri_ = options_.line == drivers::LineType::bri
               ? pri_new_bri_cb(-1, 1, node(options_.side), switch_type(options_), read_frame,
                                write_frame, this)
               : pri_new_cb(-1, node(options_.side), switch_type(options_), read_frame, write_frame,
                            this);
    if (!pri_) {
        base::log::error("isdn", "{}: libpri cannot run this D-channel", options_.name);
        return;
    }
    pri_hangup_fix_enable(pri_, 1); // Q.931 §5.3.2
    pri_set_overlapdial(pri_, options_.overlap_receiving ? 1 : 0);
    pri_persistent_layer2_option(pri_, PRI_L2_PERSISTENCE_KEEP_UP);
    pri_set_timer(pri_, PRI_TIMER_T309, static_cast<int>(options_.t309.count()));
    pri_set_timer(pri_, PRI_TIMER_T316,
                  0); // RESTART is supervised here: libpri's T316 knows single channels only
    schedule();
}

// --- frames and timers
// ---------------------------------------------------------------------------------

int LibpriInterface::read_frame(struct pri* pri, void* buffer, int length) {
    auto* self = static_cast<LibpriInterface*>(pri_get_userdata(pri));
    return self ? self->give_frame(buffer, length) : 0;
}

int LibpriInterface::write_frame(struct pri* pri, void* buffer, int length) {
    auto* self = static_cast<LibpriInterface*>(pri_get_userdata(pri));
    return self ? self->take_frame(buffer, length) : length;
}

int LibpriInterface::give_frame(void* buffer, int length) {
    const int wanted = static_cast<int>(incoming_.size()) + kFcsOctets;
    if (incoming_.empty() || wanted > length)
        return 0;
    std::memcpy(buffer, incoming_.data(), incoming_.size());
    std::memset(static_cast<std::uint8_t*>(buffer) + incoming_.size(), 0, kFcsOctets);
    incoming_ = {};
    return wanted;
}

int LibpriInterface::take_frame(void* buffer, int length) {
    if (length <= kFcsOctets)
        return length;
    const base::Octets frame(static_cast<const std::uint8_t*>(buffer),
                             static_cast<std::size_t>(length - kFcsOctets));
    const base::Octets patched = patches_.on_frame(frame);
    if (is_sabme(frame))
        sabme_.assign(frame.begin(), frame.end());
    ++counters_.frames_out;
    if (tap_)
        tap_(true, patched);
    send_frame_(patched); // a full queue is a lost frame: Q.921 repeats it
    return length;
}

void LibpriInterface::receive_frame(base::Octets frame) {
    if (!pri_ || frame.size() < 3)
        return;
    ++counters_.frames_in;
    if (tap_)
        tap_(false, frame);
    const base::Octets information = information_of(frame);
    have_envelope_ = false;
    if (!information.empty())
        if (const auto envelope = read_envelope(information)) {
            envelope_ = *envelope;
            have_envelope_ = true;
        }
    Call* tapped = call_of_tapped();
    incoming_ = frame;
    if (tapped)
        hide_from_libpri(frame);
    pri_event* event = pri_check_event(pri_);
    incoming_ = {};
    if (tapped)
        on_tapped(*tapped);
    else if (event)
        handle(event);
    else if (have_envelope_)
        after_silent_frame();
    have_envelope_ = false;
    if (is_sabme(frame))
        after_far_establishment();
    schedule();
}

// The far end establishes the link. When our own SABME came before it was there, libpri would
// repeat it only after T200, a second later: it is repeated now. And what was sent on a link that
// it has just reset is lost: a RESTART is sent again.
void LibpriInterface::after_far_establishment() {
    const base::TimePoint now = timers_.clock().now();
    if (up_ && restart_pending_) {
        ++restarts_left_;
        send_restart();
    } else if (!up_ && !sabme_.empty() && now - sabme_repeated_ >= kSabmeInterval) {
        sabme_repeated_ = now;
        ++counters_.frames_out;
        if (tap_)
            tap_(true, sabme_);
        send_frame_(sabme_);
    }
}

void LibpriInterface::run_timers() {
    if (!pri_)
        return;
    have_envelope_ = false;
    while (pri_event* event = pri_schedule_run(pri_))
        handle(event);
    schedule();
}

// libpri keeps its timers in the time of gettimeofday(): only the distance from now is used.
void LibpriInterface::schedule() {
    if (!pri_)
        return;
    const timeval* when = pri_schedule_next(pri_);
    if (!when) {
        libpri_timer_.cancel();
        return;
    }
    timeval now;
    gettimeofday(&now, nullptr);
    const base::Duration left =
        seconds(when->tv_sec - now.tv_sec) + std::chrono::microseconds(when->tv_usec - now.tv_usec);
    libpri_timer_.arm(std::clamp<base::Duration>(left, milliseconds(0), seconds(10)));
}

// --- calls
// -----------------------------------------------------------------------------------------------

LibpriInterface::Call* LibpriInterface::find(CallId id) {
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : found->second.get();
}

LibpriInterface::Call* LibpriInterface::find(q931_call* handle) {
    const auto found = by_handle_.find(handle);
    return found == by_handle_.end() ? nullptr : found->second;
}

LibpriInterface::Call* LibpriInterface::find_by_reference(std::uint16_t reference,
                                                          bool outgoing) const {
    const auto found = by_reference_.find(reference_key(reference, outgoing));
    return found == by_reference_.end() ? nullptr : found->second;
}

LibpriInterface::Call& LibpriInterface::add(q931_call* handle, bool outgoing, unsigned timeslot) {
    auto call = std::make_unique<Call>();
    call->id = next_id_++;
    call->handle = handle;
    call->outgoing = outgoing;
    call->state = outgoing ? State::initiated : State::present;
    int low = 0; // libpri gives the reference in two parts
    const int high = pri_get_crv(pri_, handle, &low);
    call->reference = static_cast<std::uint16_t>(high << 3 | low);
    call->timeslot = timeslot;
    call->changed = timers_.clock().now();
    call->last_cause = own_cause(PRI_CAUSE_NORMAL_UNSPECIFIED);
    channels_.seize(timeslot, call->id);
    by_handle_[handle] = call.get();
    by_reference_[reference_key(call->reference, outgoing)] = call.get();
    return *calls_.emplace(call->id, std::move(call)).first->second;
}

void LibpriInterface::move(Call& call, State state) {
    if (base::log::enabled(base::log::Level::debug))
        base::log::debug("isdn", "{}: call({}){{{}}}: now {}", options_.name, call.id,
                         name(call.state), name(state));
    call.state = state;
    call.changed = timers_.clock().now();
}

Cause LibpriInterface::own_cause(std::uint8_t value) const {
    // Q.850 Table 1: the user, or the public network that serves the local user
    return {value, static_cast<std::uint8_t>(options_.side == Side::network ? 2 : 0), {}};
}

void LibpriInterface::finish(CallId id, Message message, bool later, std::string reason) {
    const auto found = calls_.find(id);
    if (found == calls_.end())
        return;
    Call& call = *found->second;
    if (!message.cause)
        message.cause = call.last_cause;
    base::log::debug("isdn", "{}: call({}) is over: {}, cause {} location {}", options_.name, id,
                     reason, message.cause->value, message.cause->location);
    channels_.free(call.timeslot, id, std::move(reason));
    patches_.forget(call.reference, !call.outgoing);
    if (call.handle)
        by_handle_.erase(call.handle);
    const auto reference = by_reference_.find(reference_key(call.reference, call.outgoing));
    if (reference != by_reference_.end() && reference->second == &call)
        by_reference_.erase(reference);
    calls_.erase(found);
    if (later) {
        ended_.push_back({id, std::move(message)});
        ended_timer_.arm(milliseconds(0));
    } else {
        listener_.on_released(id, message);
    }
}

void LibpriInterface::deliver_ended() {
    while (!ended_.empty()) {
        const Ended ended = std::move(ended_.front());
        ended_.pop_front();
        listener_.on_released(ended.call, ended.message);
    }
}

// Ends a call without a message to the far end.
void LibpriInterface::destroy(Call& call, std::uint8_t cause, std::string reason) {
    if (call.handle) {
        by_handle_.erase(call.handle);
        pri_destroycall(pri_, call.handle);
        call.handle = nullptr;
    }
    Message message;
    message.type = MessageType::release;
    message.cause = own_cause(cause);
    finish(call.id, std::move(message), true, std::move(reason));
}

void LibpriInterface::destroy_on(unsigned timeslot, std::uint8_t cause, const char* reason) {
    std::vector<Call*> concerned;
    for (const auto& [id, call] : calls_)
        if (timeslot == 0 || call->timeslot == timeslot)
            concerned.push_back(call.get());
    for (Call* call : concerned)
        destroy(*call, cause, reason);
}

// --- placing and sending
// -----------------------------------------------------------------------------------

base::Result<CallId, Error> LibpriInterface::place(const Message& setup) {
    if (!pri_ || !up_)
        return base::fail(Error::d_channel_down);
    unsigned timeslot = setup.channel ? setup.channel->timeslot : 0;
    if (timeslot == 0)
        timeslot = channels_.first_idle();
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
    pri_sr_set_channel(request, static_cast<int>(timeslot),
                       setup.channel && setup.channel->exclusive, 0);
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
        const CallId id = call.id;
        by_handle_.erase(handle);
        pri_destroycall(pri_, handle);
        call.handle = nullptr;
        channels_.free(call.timeslot, id, "SETUP was not sent");
        patches_.forget(call.reference, false);
        by_reference_.erase(reference_key(call.reference, true));
        calls_.erase(id);
        return base::fail(Error::refused);
    }
    ++counters_.calls_out;
    schedule();
    return call.id;
}

void LibpriInterface::expect(const Call& call, const Message& message) {
    ElementPatch patch = elements_of(message);
    if (!patch.items.empty())
        patches_.expect(call.reference, !call.outgoing, static_cast<std::uint8_t>(message.type),
                        std::move(patch));
}

base::Result<void, Error> LibpriInterface::send(CallId id, const Message& message) {
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
    if (message.channel)
        patch.items.push_back(
            {Element::channel_identification,
             {channel_contents(*message.channel, options_.line == drivers::LineType::bri)}});
    patch.becomes = static_cast<std::uint8_t>(message.type);
    patches_.expect(call.reference, !call.outgoing, static_cast<std::uint8_t>(MessageType::notify),
                    std::move(patch));
    if (pri_notify(pri_, call.handle, static_cast<int>(call.timeslot), 0))
        return base::fail(Error::refused);
    return {};
}

// The patch carries the elements; libpri's arguments only choose the message.
base::Result<void, Error> LibpriInterface::transmit(Call& call, const Message& message) {
    const int channel = static_cast<int>(call.timeslot);
    const bool first = call.state == State::present;
    int failed = 0;
    if (message.type != MessageType::facility && message.type != MessageType::user_information &&
        message.type != MessageType::hold && message.type != MessageType::retrieve)
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
        return send_as(call, message);
    case MessageType::notify:
        failed =
            message.notification
                ? pri_notify(pri_, call.handle, channel,
                             options_.switch_type == SwitchType::ni2 ? 0 : *message.notification)
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

// --- RESTART
// -------------------------------------------------------------------------------------------------

void LibpriInterface::restart(unsigned timeslot) {
    if (!pri_ || !up_ || (timeslot != 0 && !channels_.exists(timeslot)))
        return;
    destroy_on(timeslot, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE, "RESTART by the operator");
    if (restart_pending_)
        end_restart("another RESTART follows");
    restart_slot_ = timeslot;
    restarts_left_ = kN316;
    restart_pending_ = true;
    channels_.for_each([&](unsigned slot) {
        if (timeslot == 0 || slot == timeslot)
            channels_.restarting(slot, true, "RESTART sent, not acknowledged yet");
    });
    send_restart();
    schedule();
}

void LibpriInterface::send_restart() {
    --restarts_left_;
    restart_timer_.arm(kT316);
    if (restart_slot_ == 0) { // libpri can name one channel only: make it the whole interface
        ElementPatch patch;
        patch.items.push_back({Element::channel_identification, {}});
        patch.items.push_back({Element::restart_indicator, {{kInterfaceReset}}});
        patches_.expect(0, false, kRestart, std::move(patch));
    }
    pri_reset(pri_, static_cast<int>(restart_slot_ ? restart_slot_ : 1));
}

void LibpriInterface::end_restart(const char* reason) {
    restart_pending_ = false;
    restart_timer_.cancel();
    patches_.forget(0, false);
    if (restarts_left_ == 0)
        base::log::warning("isdn", "{}: {}", options_.name, reason);
    channels_.for_each([&](unsigned slot) {
        if (restart_slot_ == 0 || slot == restart_slot_)
            channels_.restarting(slot, false, reason);
    });
}

// --- audit
// ---------------------------------------------------------------------------------------------------

unsigned LibpriInterface::audit(const std::function<bool(CallId)>& leg_alive) {
    struct Finding {
        CallId call;
        bool hopeless; // clearing it properly has been tried
        const char* reason;
    };
    std::vector<Finding> findings;
    const base::TimePoint now = timers_.clock().now();
    for (const auto& [id, call] : calls_) {
        const base::Duration age = now - call->changed;
        const bool clearing = call->state >= State::disconnect_sent;
        const base::Duration limit =
            call->state == State::disconnect_received ? kListeningLimit : kClearingLimit;
        if (clearing && age >= limit)
            findings.push_back({id, true, "clearing has not ended in time"});
        else if (call->state == State::initiated && age >= kUnansweredSetupLimit)
            findings.push_back({id, true, "SETUP has had no answer for 60 s"});
        else if (call->state != State::disconnect_sent && call->state != State::release_sent &&
                 !leg_alive(id))
            findings.push_back({id, false, "nobody owns the call any more"});
    }
    unsigned count = 0;
    for (const Finding& finding : findings) {
        Call* call = find(finding.call);
        if (!call)
            continue;
        base::log::warning(
            "isdn", "{}: audit: call({}) on B-channel {} in state {}: {}; it is released",
            options_.name, call->id, call->timeslot, name(call->state), finding.reason);
        if (finding.hopeless || !call->handle) {
            destroy(*call, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE,
                    std::string("audit: ") + finding.reason);
        } else {
            Message message;
            message.type = call->state == State::disconnect_received ? MessageType::release
                                                                     : MessageType::disconnect;
            message.cause = own_cause(PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
            clear(*call, message);
        }
        ++count;
    }
    channels_.for_each([&](unsigned timeslot) {
        const CallId id = channels_.call(timeslot);
        const Call* call = id ? find(id) : nullptr;
        if (id == 0 || (call && call->timeslot == timeslot))
            return;
        base::log::warning(
            "isdn", "{}: audit: B-channel {} belongs to call({}), which is gone; it is freed",
            options_.name, timeslot, id);
        channels_.free(timeslot, id, "audit: its call is gone");
        ++count;
    });
    counters_.audit_findings += count;
    schedule();
    return count;
}

} // namespace isdn
