// A leg that speaks Q.931 outward: one call on a B-channel of a line, and the mapping of Q.699.
#include "gateway/legs/isdn_leg.h"

#include "base/log.h"
#include "gateway/call/causes.h"
#include "gateway/mapping/bearers.h"
#include "gateway/mapping/charge.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/qsig.h"
#include "gateway/mapping/rerouting.h"
#include "gateway/mapping/transfer.h"
#include "gateway/mapping/without_isup.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace legs {
namespace {

using isdn::MessageType;

using call::cause_here;

// What a failed place() tells the caller (Q.850).
std::uint8_t cause_of(isdn::Error error) {
    switch (error) {
    case isdn::Error::d_channel_down:
        return 38; // the next trunk may do
    case isdn::Error::no_free_channel:
        return 34;
    case isdn::Error::channel_busy:
        return 44;
    default:
        return 41;
    }
}

// The state of a call after a message, in words of Q.931 §2.1; same for both directions.
struct StateRow {
    MessageType message;
    const char* state;
};
constexpr std::array kStates{
    StateRow{MessageType::setup, "call initiated"},
    StateRow{MessageType::setup_acknowledge, "overlap"},
    StateRow{MessageType::call_proceeding, "call proceeding"},
    StateRow{MessageType::progress, "call proceeding"},
    StateRow{MessageType::alerting, "call delivered"},
    StateRow{MessageType::connect, "active"},
    StateRow{MessageType::disconnect, "disconnect request"},
    StateRow{MessageType::release, "release request"},
    StateRow{MessageType::release_complete, "null"},
};

bool is_setup(std::string_view qsig) {
    const auto message = mapping::qsig_message(
        base::Octets(reinterpret_cast<const std::uint8_t*>(qsig.data()), qsig.size()));
    return message && message->type == static_cast<std::uint8_t>(MessageType::setup);
}

std::string summary(const isdn::Message& message) {
    std::string text;
    text.reserve(96); // in one piece: each message of each call comes here
    text = isdn::name(message.type);
    if (message.called && !message.called->digits.empty())
        text.append(" called ").append(message.called->digits);
    if (message.calling && !message.calling->digits.empty())
        text.append(" calling ").append(message.calling->digits);
    if (message.channel)
        text.append(" channel ")
            .append(std::to_string(message.channel->timeslot))
            .append(message.channel->exclusive ? "!" : "");
    for (const isdn::Progress& progress : message.progress)
        text.append(" progress ").append(std::to_string(progress.description));
    if (message.cause)
        text.append(" cause ")
            .append(std::to_string(message.cause->value))
            .append("/")
            .append(std::to_string(message.cause->location));
    return text;
}

} // namespace

IsdnLeg::IsdnLeg(IsdnLine& line, std::shared_ptr<const GroupSettings> group,
                 call::LegListener& call, observe::CallTrace& trace, observe::TraceLeg which)
    : line_(line), group_(std::move(group)), call_(&call), trace_(&trace), which_(which),
      t306_(line.timers_, [this] { on_t306(); }),
      rerouting_timer_(line.timers_, [this] { on_rerouting_timer(); }),
      identifying_timer_(line.timers_, [this] { answer_identification(false); }),
      hand_over_timer_(line.timers_, [this] { end_hand_over(false); }) {}

IsdnLeg::~IsdnLeg() {
    if (port_)
        line_.media_.close(port_);
    if (id_ && !ended_) {
        line_.legs_.erase(id_);
        isdn::Message release;
        release.type = MessageType::disconnect;
        release.cause = isdn::Cause{41, 0, {}};
        static_cast<void>(line_.interface_->send(id_, release));
    }
}

void IsdnLeg::begin(isdn::CallId id, const isdn::Message& setup, isup::Message& iam) {
    id_ = id;
    line_.legs_[id] = this;
    acm_seen_ = true; // a caller's message is never the first answer
    timeslot_ = setup.channel ? setup.channel->timeslot : 0;
    line_.record(*trace_, which_, observe::Direction::in, setup, summary(setup));
    take_qsig(setup);
    mapping::Notes notes;
    iam = mapping::iam_from_setup(setup, group_->profile, notes);
    mapping::name_from_line(setup, line_.names_, iam, notes);
    mapping::diversion_from_line(setup, group_->profile, iam, notes);
    flush(notes);
    setup_.called = setup.called;
    setup_.bearer = setup.bearer;
    rerouting_number_ = setup.called.value_or(isdn::Number{});
    note_transfer_ability(setup);
}

base::Result<void, isup::CauseIndicators> IsdnLeg::place(unsigned timeslot,
                                                         const isup::Message& iam) {
    mapping::Notes notes;
    auto setup = mapping::setup_from_iam(iam, group_->profile, notes);
    if (!setup) {
        flush(notes);
        return base::fail(setup.error());
    }
    fell_back_ = mapping::line_refuses_7k(iam, group_->profile);
    sending_ = setup->sending_complete ? Sending::all : Sending::unacknowledged;
    setup->channel =
        isdn::Channel{static_cast<std::uint8_t>(timeslot),
                      group_->group.channel_selection == config::ChannelSelection::exclusive};
    timeslot_ = timeslot;
    behind_setup_ = mapping::carry_qsig(qsig_to_send(), *setup, notes);
    qsig_to_send_.clear();
    if (is_qsig())
        mapping::diversion_to_line(iam, group_->profile, *setup, notes);
    mapping::name_to_line(*setup, line_.names_,
                          notes); // behind the elements that came, not instead
    flush(notes);
    rerouting_number_ = setup->calling.value_or(isdn::Number{});
    ask_transfer_ability(*setup);
    line_.sent_.clear();
    const auto placed = line_.interface_->place(*setup);
    line_.record(*trace_, which_, observe::Direction::out, *setup, summary(*setup));
    if (!placed)
        return base::fail(cause_here(cause_of(placed.error())));
    id_ = *placed;
    line_.legs_[id_] = this;
    return {};
}

std::optional<media::WorkerId> IsdnLeg::worker() const {
    return line_.media_.worker_of(line_.media_span_);
}

bool IsdnLeg::open_media(media::WorkerId) {
    media_wanted_ = true;
    if (port_ || timeslot_ == 0)
        return static_cast<bool>(port_);
    const auto opened = line_.media_.open_tdm(line_.media_span_, timeslot_);
    if (!opened) {
        base::log::warning("isdn", "span {}/{}: {}", line_.span_.name, timeslot_,
                           media::text(opened.error()));
        return false;
    }
    port_ = *opened;
    set_through(through_);
    return true;
}

void IsdnLeg::set_through(call::Through through) {
    through_ = through;
    if (port_)
        line_.media_.set_direction(port_, through == call::Through::both
                                              ? media::Direction::send_receive
                                              : media::Direction::send_only);
}

call::ToneNeeds IsdnLeg::tones() const {
    return {true, line_.span_.side == isdn::Side::network};
}

call::Traits IsdnLeg::traits() const {
    call::Traits traits;
    traits.awaits_acm = true;
    traits.early = call::EarlyAcm::t11;
    traits.backward.charge = isup::Charge::charge;
    traits.identifies = may_identify();
    return traits;
}

call::LegDescription IsdnLeg::describe() const {
    return {"ISDN", group_->group.name, line_.span_.name + "/" + std::to_string(timeslot_), state_,
            std::to_string(id_)};
}

void IsdnLeg::join(call::LegListener& call, observe::CallTrace& trace, observe::TraceLeg which) {
    call_ = &call;
    trace_ = &trace;
    which_ = which;
}

void IsdnLeg::proceeding() {
    if (proceeding_)
        return;
    proceeding_ = true;
    isdn::Message message;
    message.type = MessageType::call_proceeding;
    transmit(message);
}

// ISUP towards the line.
void IsdnLeg::send(const isup::Message& message) {
    if (!ended_ && message.type() == isup::MessageType::irs && identification_to_line(message))
        return; // while it is being cleared, too
    if (released_ || ended_)
        return;
    if (message.type() == isup::MessageType::rel)
        return release_line(message);
    if (identification_to_line(message))
        return;
    if (rel_ || announcing_) // being cleared: nothing but the release is of use
        return;
    mapping::Notes notes;
    std::vector<isdn::Message> behind;
    auto mapped = mapping::q931_from_isup(message, answered_, notes);
    if (mapped) {
        mapping::own_connected_to_line(*mapped, group_->profile, notes);
        behind = mapping::carry_qsig(qsig_to_send(), *mapped, notes);
        mapping::charge_to_line(message, *mapped, notes);
        if (is_qsig()) {
            mapping::diverting_to_line(message, *mapped, notes);
            mapping::restriction_to_line(message, *mapped, notes);
            mapping::transferred_to_line(*mapped, notes);
        }
        mapping::name_to_line(*mapped, line_.names_, notes);
        tell_transfer_ability(*mapped);
    } else {
        mapped = mapping::qsig_alone(qsig_to_send(), notes);
        if (!mapped)
            mapping::note_message_left_at_line(message.type(), notes);
    }
    flush(notes);
    qsig_to_send_.clear();
    if (mapped && mapped->type == MessageType::information)
        send_digits(*mapped);
    else if (mapped)
        transmit(*mapped);
    for (const isdn::Message& facility : behind)
        transmit(facility);
}

bool IsdnLeg::is_qsig() const {
    return line_.interface_->options().switch_type == isdn::SwitchType::qsig;
}

bool IsdnLeg::attach(std::string_view qsig) {
    if (is_qsig())
        qsig_to_send_ = qsig;
    return is_qsig();
}

base::Octets IsdnLeg::qsig_to_send() const {
    return {reinterpret_cast<const std::uint8_t*>(qsig_to_send_.data()), qsig_to_send_.size()};
}

// The frame at hand, when it is the one that carried the message: RFC 3204 §3.2 wants all of it.
// SETUP waits there for the rest of its number (ISO/IEC 11572 §10.1.2).
void IsdnLeg::take_qsig(const isdn::Message& received) {
    if (received.type == MessageType::information && is_setup(qsig_received_))
        return;
    qsig_received_.clear();
    if (!is_qsig())
        return;
    const auto whole = mapping::qsig_message(line_.received_);
    if (whole && whole->type == static_cast<std::uint8_t>(received.type))
        qsig_received_ = mapping::qsig_body(line_.received_).value_or(std::string());
}

void IsdnLeg::send_digits(const isdn::Message& information) {
    if (sending_ == Sending::digits)
        return transmit(information);
    if (sending_ == Sending::all)
        return; // the far end has all that it wants
    if (!waiting_digits_.called)
        waiting_digits_ = information;
    else
        waiting_digits_.called->digits += information.called->digits;
    waiting_digits_.sending_complete = information.sending_complete;
}

// What the far end says of the number (Q.931 §6.3.2, §6.3.3).
void IsdnLeg::end_of_digits(const isdn::Message& received) {
    if (sending_ == Sending::all)
        return;
    const bool more = received.type == MessageType::setup_acknowledge;
    if (more && sending_ == Sending::unacknowledged && waiting_digits_.called)
        transmit(waiting_digits_);
    const bool said = more || received.type == MessageType::call_proceeding ||
                      received.type == MessageType::alerting ||
                      received.type == MessageType::connect;
    if (!said)
        return;
    sending_ = more ? Sending::digits : Sending::all;
    waiting_digits_ = {};
}

// DISCONNECT, or RELEASE where one side has sent DISCONNECT already (Q.931 §5.3.3, §5.3.4).
void IsdnLeg::release_line(const isup::Message& rel) {
    if (mapping::is_redirection(rel) && takes_redirection())
        return ask_rerouting(rel);
    released_ = true;
    t306_.cancel();
    mapping::Notes notes;
    isup::Message with_own_cause = rel;
    mapping::override_cause_to_line(with_own_cause, group_->profile, notes);
    isdn::Message clearing = *mapping::q931_from_isup(with_own_cause, answered_, notes);
    mapping::charge_to_line(rel, clearing, notes);
    if (rel_ || announcing_)
        clearing.type = MessageType::release;
    for (const isdn::Message& facility : mapping::carry_qsig(qsig_to_send(), clearing, notes))
        transmit(facility); // none may follow a message that clears
    flush(notes);
    if (!clearing_facility_.empty())
        clearing.facilities.push_back(clearing_facility_);
    transmit(clearing);
}

bool IsdnLeg::disconnect_in_band(const isup::CauseIndicators& cause) {
    if (line_.span_.side != isdn::Side::network || released_ || ended_ || rel_ || announcing_)
        return false;
    proceeding(); // DISCONNECT is no first response to SETUP (Q.931 §5.3.2)
    mapping::Notes notes;
    isup::CauseIndicators with_own_value = cause;
    mapping::override_cause_to_line(with_own_value, group_->profile, notes);
    const isdn::Message disconnect = mapping::disconnect_with_tone(with_own_value, notes);
    flush(notes);
    announcing_ = true;
    transmit(disconnect);
    return true;
}

void IsdnLeg::transmit(const isdn::Message& whole) {
    isdn::Message more;
    auto told = completion_told(whole);
    if (!told.empty()) {
        more = whole;
        more.facilities.push_back(std::move(told));
    }
    const isdn::Message& message = more.facilities.empty() ? whole : more;
    if (message.type == MessageType::connect)
        answered_ = true;
    for (const StateRow& row : kStates)
        if (row.message == message.type)
            state_ = row.state;
    line_.sent_.clear();
    const auto sent = line_.interface_->send(id_, message);
    line_.record(*trace_, which_, observe::Direction::out, message, summary(message));
    if (!sent)
        base::log::debug("isdn", "span {}/{}: {} not sent", line_.span_.name, timeslot_,
                         isdn::name(message.type));
}

// The far end moved the call to another B-channel (Q.931 §5.1.2, §5.2.3).
void IsdnLeg::move_to(unsigned timeslot) {
    if (timeslot == 0 || timeslot == timeslot_)
        return;
    line_.note(timeslot_, ChannelEvent::Kind::moved_away, trace_->id());
    line_.note(timeslot, ChannelEvent::Kind::moved_here, trace_->id());
    yield_channel();
    timeslot_ = timeslot;
    if (media_wanted_ && open_media(0))
        call_->on_media_changed(*this);
}

void IsdnLeg::yield_channel() {
    timeslot_ = 0;
    if (port_)
        line_.media_.close(port_);
    port_ = {};
}

// The line was asked for the fallback alone: the caller hears of it from us (Q.764 §2.5.2).
void IsdnLeg::tell_fallback(isup::Message& backward, mapping::Notes& notes) {
    using Isup = isup::MessageType;
    constexpr Isup kTelling[] = {Isup::acm, Isup::cpg, Isup::anm, Isup::con};
    if (std::ranges::find(kTelling, backward.type()) != std::end(kTelling) &&
        !backward.has(isup::Param::transmission_medium_used))
        mapping::set_medium_used(backward, mapping::MediaKind::audio_7k_preferred,
                                 mapping::MediaKind::audio_3k1, notes);
}

void IsdnLeg::receive(const isdn::Message& message) {
    for (const StateRow& row : kStates)
        if (row.message == message.type)
            state_ = row.state;
    line_.record(*trace_, which_, observe::Direction::in, message, summary(message));
    take_qsig(message);
    if (message.type != MessageType::disconnect) // the far end has taken the SETUP
        for (const isdn::Message& facility : std::exchange(behind_setup_, {}))
            transmit(facility);
    if (message.channel)
        move_to(message.channel->timeslot);
    if (released_)
        note_late_charge(message);
    note_transfer_id(message);
    const bool handed = take_hand_over(message);
    if (message.type == MessageType::disconnect)
        return disconnected(message);
    if (handed)
        return;
    if (message.type == MessageType::information && take_keypad(message))
        return;
    if (message.type == MessageType::facility &&
        (take_answer(message) || take_identified(message) || take_identification(message) ||
         take_name(message) || take_rerouting(message) || take_transfer(message)))
        return;
    if (message.type == MessageType::hold || message.type == MessageType::retrieve)
        held_ = message.type == MessageType::hold;
    mapping::Notes notes;
    auto mapped = message.type == MessageType::facility
                      ? mapping::diverting_from_line(message, acm_seen_, notes)
                      : std::nullopt;
    if (!mapped && message.type == MessageType::facility)
        mapped = mapping::transferred_from_line(message, acm_seen_, notes);
    if (!mapped)
        mapped = mapping::isup_from_q931(message, acm_seen_, notes);
    if (mapped) {
        mapping::restriction_from_line(message, *mapped, notes);
        mapping::charge_from_line(message, *mapped, notes);
        mapping::own_connected_from_line(message, group_->profile, *mapped, notes);
        mapping::name_from_line(message, line_.names_, *mapped, notes);
    }
    if (mapped && fell_back_)
        tell_fallback(*mapped, notes);
    flush(notes);
    // In overlap sending CALL PROCEEDING says that the address is complete (Q.699, Q.764 §2.1.4).
    if (!mapped && message.type == MessageType::call_proceeding && sending_ != Sending::all)
        mapped.emplace(isup::MessageType::acm).set(traits().backward);
    if (!mapped && message.type == MessageType::facility && !qsig_received_.empty())
        mapped.emplace(isup::MessageType::fac); // for another QSIG line
    end_of_digits(message);
    if (!mapped || released_)
        return;
    if (mapped->type() == isup::MessageType::rel)
        return release_inward(*mapped);
    acm_seen_ = acm_seen_ || mapped->type() == isup::MessageType::acm ||
                mapped->type() == isup::MessageType::con;
    answered_ = answered_ || message.type == MessageType::connect;
    call_->on_message(*this, *mapped);
}

// Q.931 §5.3.4.1: in-band information is listened to; who hears it is the caller before the answer,
// either side after it. A caller that gives up has nobody to tell anything.
bool IsdnLeg::worth_hearing(const isdn::Message& disconnect) const {
    const bool somebody_listens = answered_ || which_ == observe::TraceLeg::outgoing;
    return disconnect.has_progress(mapping::kInBandInformation) && somebody_listens && !released_ &&
           !announcing_ && group_->t306 > base::Duration(0);
}

void IsdnLeg::disconnected(const isdn::Message& message) {
    mapping::Notes notes;
    auto rel = mapping::isup_from_q931(message, acm_seen_, notes);
    if (rel)
        mapping::charge_from_line(message, *rel, notes);
    if (worth_hearing(message)) {
        rel_ = rel;
        const auto heard = mapping::announcement_from_disconnect(message, acm_seen_, notes);
        flush(notes);
        t306_.arm(group_->t306);
        if (answered_ || !heard)
            return;
        acm_seen_ = true;
        return call_->on_message(*this, *heard);
    }
    flush(notes);
    isdn::Message release;
    release.type = MessageType::release;
    transmit(release);
    if (!released_ && rel)
        release_inward(*rel);
}

void IsdnLeg::on_t306() {
    trace_->event(which_, observe::Direction::internal, observe::Protocol::timer, "T306 expired");
    qsig_received_.clear();
    isdn::Message release;
    release.type = MessageType::release;
    transmit(release);
    release_inward(*rel_);
}

void IsdnLeg::released(const isdn::Message& message) {
    ended_ = true;
    t306_.cancel();
    rerouting_timer_.cancel();
    identifying_timer_.cancel();
    hand_over_timer_.cancel();
    end_completion(0);
    state_ = "null";
    line_.record(*trace_, which_, observe::Direction::in, message, summary(message));
    take_qsig(message);
    if (port_) {
        line_.media_.close(port_);
        port_ = {};
    }
    if (released_)
        note_late_charge(message);
    if (!released_) {
        mapping::Notes notes;
        auto rel = rel_ ? rel_ : mapping::isup_from_q931(message, acm_seen_, notes);
        if (rel && !rel_)
            mapping::charge_from_line(message, *rel, notes);
        flush(notes);
        if (rel)
            release_inward(*rel);
    }
    call_->on_ended(*this);
}

void IsdnLeg::release_inward(const isup::Message& rel) {
    released_ = true;
    mapping::Notes notes;
    isup::Message with_own_cause = rel;
    mapping::override_cause_from_line(with_own_cause, group_->profile, notes);
    flush(notes);
    call_->on_message(*this, with_own_cause);
}

void IsdnLeg::flush(const mapping::Notes& notes) {
    mapping::record(notes, *trace_, which_);
}

} // namespace legs
