// What a call does with the messages of its legs (Q.764 §2.1-§2.4, Q.1912.5 §6-§7).
#include "base/log.h"
#include "gateway/call/call.h"
#include "gateway/call/causes.h"
#include "gateway/call/forms.h"
#include "gateway/mapping/rerouting.h"
#include "isup/compatibility.h"
#include "isup/text.h"

#include <array>
#include <utility>

namespace call {
namespace {

using isup::MessageType;
using observe::Direction;
using observe::Protocol;
using observe::TraceLeg;

// How often another B-channel is tried when the far end wants none of the ones seized (cause 44,
// glare).
constexpr unsigned kChannelRetries = 3;

// What a caller hears for a cause (E.180 §4-§8, Q.850 §2.2.7.1.1).
struct ReleaseTone {
    std::uint8_t first, last; // causes
    dsp::Tone tone;
};
constexpr std::array kReleaseTones{
    ReleaseTone{1, 5, dsp::Tone::special_information},
    ReleaseTone{17, 17, dsp::Tone::busy},
    ReleaseTone{18, 20, dsp::Tone::busy},
    ReleaseTone{22, 22, dsp::Tone::special_information},
    ReleaseTone{28, 28, dsp::Tone::special_information},
    ReleaseTone{0, 127, dsp::Tone::congestion},
};
dsp::Tone release_tone(std::uint8_t cause) {
    for (const ReleaseTone& row : kReleaseTones)
        if (cause >= row.first && cause <= row.last)
            return row.tone;
    return dsp::Tone::congestion;
}

} // namespace

void Call::on_message(Leg& leg, const isup::Message& message) {
    const bool from_incoming = &leg == incoming_.get();
    if (!from_incoming && &leg != outgoing_.get())
        return; // a choice given up before; it is finishing
    record(from_incoming ? TraceLeg::incoming : TraceLeg::outgoing, Direction::in, message);
    if (Leg* there = other(leg); there && !leg.attached().empty())
        if (!there->attach(leg.attached()) && message.type() == isup::MessageType::fac &&
            message.size() == 0)
            return; // it only brought what the other trunk does not carry
    const From from = from_incoming ? From::incoming : From::outgoing;
    const Rule& rule = rule_for(message.type(), from, state_);
    base::log::debug("call", "call({}){{{}}}: {} from {} leg: {}", id(), name(state_),
                     isup::acronym(message.type()), from_incoming ? "incoming" : "outgoing",
                     name(rule.then));
    if (rule.then != Treatment::local && ends_here(leg, message))
        return;
    if (rule.then == Treatment::release && leaves_transfer(leg, message))
        return;
    switch (rule.then) {
    case Treatment::more_digits:
        return more_digits(message);
    case Treatment::continuity:
        return continuity(leg, message, rule);
    case Treatment::subsequent:
        return subsequent(message);
    case Treatment::address_complete:
        return address_complete(leg, message);
    case Treatment::progress:
        return progress(message);
    case Treatment::answer:
        return answer(message);
    case Treatment::suspend:
        return suspend(leg, message);
    case Treatment::resume:
        return resume(leg, message);
    case Treatment::information:
        return information(leg, message);
    case Treatment::identification:
        return identification(leg, message);
    case Treatment::pass_on:
        return pass_on(leg, message);
    case Treatment::release:
        return from_incoming ? caller_released(message) : called_released(message);
    case Treatment::late:
    case Treatment::unexpected:
    case Treatment::local:
        return drop(leg, message, rule);
    }
}

// What no side is told of; people are, by the trace, and by the counter when the peer should not
// have sent it.
void Call::drop(Leg& from, const isup::Message& message, const Rule& rule) {
    if (rule.then != Treatment::late)
        ++owner_.counters().unexpected_messages;
    trace_.event(&from == incoming_.get() ? TraceLeg::incoming : TraceLeg::outgoing,
                 Direction::internal, Protocol::isup,
                 isup::acronym(message.type()) + " dropped, " + std::string(name(rule.then)) +
                     " in state " + name(state_) + " (" + std::string(rule.clause) + ")");
}

// What the IAM waited for is there, or has failed (Q.764 §2.1.8).
void Call::continuity(Leg& from, const isup::Message& cot, const Rule& rule) {
    if (!t8_.armed())
        return drop(from, cot, rule);
    t8_.cancel();
    const auto indicators =
        cot.get<isup::ContinuityIndicators>().value_or(isup::ContinuityIndicators{});
    if (!indicators.successful)
        return refuse_caller(cause_here(kTemporaryFailure), "continuity check failed");
    auto nature = iam_.get<isup::NatureOfConnection>().value_or(isup::NatureOfConnection{});
    nature.continuity = isup::ContinuityCheck::not_required;
    iam_.set(nature);
    if (outgoing_) { // it has gone ahead
        arm_early_acm();
        return send(*outgoing_, cot);
    }
    if (std::exchange(choice_waits_, false)) {
        if (!try_next())
            refuse_caller(*cause_, "no trunk group takes the call");
        return;
    }
    if (complete_)
        return proceed();
    take_digits();
}

void Call::address_complete(Leg& from, const isup::Message& acm) {
    // An announcement why the call fails is of no use when another way is left.
    if (const auto cause = acm.get<isup::CauseIndicators>();
        cause && next_candidate_ < decision_.candidates.size() &&
        decision_.next_choice(cause->value)) {
        send(from, release_message(*cause));
        return called_released(release_message(*cause));
    }
    t7_.cancel();
    t10_.cancel();
    early_acm_.cancel();
    t9_.arm(owner_.settings().t9);
    if (!complete_)
        number_complete();
    enter(State::awaiting_anm);
    give_tone(acm);
}

void Call::progress(const isup::Message& cpg) {
    give_tone(cpg);
}

// Passes a backward message on; when the called side alerts without a tone of its own, we give it.
void Call::give_tone(const isup::Message& received) {
    if (caller_in_talk_ && transferred_early(received))
        return;
    alerted_ = (alerted_ || alerting(received)) && !in_band(received);
    const isup::Message message = backward_form(received, acm_sent_, outgoing_->traits().backward);
    acm_sent_ = acm_sent_ || message.type() == MessageType::acm;
    const bool same = message.type() == received.type();
    heard_why_ = heard_why_ || (in_band(message) && message.has(isup::Param::cause_indicators));
    const Ringback wanted = services_.trunks.ringback(origin_.group);
    const bool missing = alerting(message) && !in_band(message) && incoming_->tones().ringback;
    const bool play =
        !mapping::is_data(media_) &&
        (wanted == Ringback::always ? alerting(message) : wanted == Ringback::automatic && missing);
    if (tone_playing_ && in_band(message)) {
        services_.media.stop_tone(incoming_->port());
        tone_playing_ = false;
    }
    if (!play)
        return same ? incoming_->send(message) : send(*incoming_, message);
    services_.media.play(incoming_->port(), dsp::Tone::ringback, owner_.settings().tone_plan);
    trace_.event(TraceLeg::incoming, Direction::out, Protocol::media, "ringing tone");
    tone_playing_ = true;
    isup::Message with_tone = message;
    auto indicators = message.get<isup::OptionalBackwardCallIndicators>().value_or(
        isup::OptionalBackwardCallIndicators{});
    indicators.in_band = true;
    with_tone.set(indicators);
    send(*incoming_, with_tone);
}

void Call::answer(const isup::Message& anm) {
    for (base::Timer* timer : {&t7_, &t9_, &t10_, &early_acm_})
        timer->cancel();
    complete_ = true;
    enter(State::answered);
    answered_at_ = services_.timers.clock().now();
    ++owner_.counters().answered;
    if (mapping::is_data(media_))
        settle_medium(anm);
    if (tone_playing_)
        services_.media.stop_tone(incoming_->port());
    tone_playing_ = false;
    incoming_->set_through(Through::both);
    if (caller_in_talk_) {
        tell_transfer(isup::Notification::transfer_active);
        return hand_over();
    }
    const isup::Message message = backward_form(anm, acm_sent_, outgoing_->traits().backward);
    if (message.type() == anm.type())
        incoming_->send(message);
    else
        send(*incoming_, message);
}

// 64 kbit/s preferred has become data or its fallback (Q.764 §2.5.2).
void Call::settle_medium(const isup::Message& answer) {
    mapping::Notes notes(false);
    media_ = mapping::medium_used(answer, media_, notes);
    if (!mapping::is_data(media_))
        connect_media();
}

// At the exchange that controls the call, where ISUP ends towards the caller: the call does not
// wait for RES for ever (Q.764 §2.4.1-§2.4.3).
void Call::suspend(Leg& from, const isup::Message& sus) {
    const auto indicators =
        sus.get<isup::SuspendResumeIndicators>().value_or(isup::SuspendResumeIndicators{});
    const bool from_called = &from == outgoing_.get();
    if (!incoming_->traits().isup && (from_called || !indicators.by_network)) {
        suspended_by_ = indicators.by_network ? "T6" : "T2";
        suspended_.arm(indicators.by_network ? owner_.settings().t6 : owner_.settings().t2);
    }
    pass_on(from, sus);
}

void Call::resume(Leg& from, const isup::Message& res) {
    suspended_.cancel();
    pass_on(from, res);
}

// Q.764 §2.1.6: passed on where somebody behind can answer; else what the IAM said is all there is.
void Call::information(Leg& from, const isup::Message& inr) {
    if (Leg* there = other(from); there && there->traits().isup)
        return pass_on(from, inr);
    send(from, information_of(iam_, inr));
}

void Call::identification(Leg& from, const isup::Message& idr) {
    if (state_ == State::releasing) // the caller's side has gone: what the IAM said is all there is
        return send(from, identification_of(iam_, idr));
    if (Leg* there = other(from); there && there->traits().isup)
        return pass_on(from, idr);
    if (Leg* there = other(from); there && there->traits().identifies)
        there->send(idr);
    send(from, identification_of(iam_, idr));
}

Leg* Call::other(const Leg& leg) const {
    return &leg == incoming_.get() ? outgoing_.get() : incoming_.get();
}

std::string_view Call::other_session_uuid(const Leg& leg) const {
    const Leg* there = other(leg);
    return there ? there->session_uuid() : std::string_view();
}

void Call::pass_on(Leg& from, const isup::Message& message) {
    note_hold(from, message);
    if (Leg* there = other(from); there && !there->ended())
        there->send(message);
}

// Who asked hears what is passed on unknown. Where ISUP ends nothing can be: who asked hears what
// is discarded, or the call is released (Q.764 §2.9.5.3, "pass on not possible"). True: the message
// goes no further. An IAM is judged by the leg that it is for, and only told of here.
bool Call::ends_here(Leg& from, const isup::Message& message) {
    const Leg* there = other(from);
    constexpr std::uint8_t kPassedOn = 103;
    if (!there || !from.traits().isup || message.type() == MessageType::rel ||
        message.type() == MessageType::cfn)
        return false;
    const bool goes_on = there->traits().isup;
    const isup::Decision decision =
        isup::judge(message, message.variant(),
                    {.exchange = goes_on ? isup::ExchangeType::b : isup::ExchangeType::a,
                     .can_pass_on = goes_on});
    if (goes_on) { // the rest has been said where it came in
        if (decision.confusion && decision.cause == kPassedOn)
            send(from, isup::confusion_of(decision, isup::Location::public_local));
        return false;
    }
    if (decision.verdict == isup::Verdict::release && message.type() != MessageType::iam) {
        isup::CauseIndicators cause = cause_here(decision.cause);
        cause.diagnostics = isup::OctetString<30>(decision.diagnostics.octets());
        release(cause, "information that cannot be passed on");
        return true;
    }
    if (decision.confusion)
        send(from, isup::confusion_of(decision, isup::Location::public_local));
    return decision.verdict == isup::Verdict::discard_message;
}

void Call::caller_released(const isup::Message& rel) {
    const auto cause = rel.get<isup::CauseIndicators>().value_or(cause_here(kNormal));
    if (!cause_)
        cause_ = cause;
    enter(State::releasing);
    if (outgoing_ && !outgoing_->ended())
        outgoing_->send(rel);
}

void Call::called_released(const isup::Message& rel) {
    const auto cause = rel.get<isup::CauseIndicators>().value_or(cause_here(kNormal));
    cause_ = cause;
    if (state_ == State::awaiting_acm) {
        t7_.cancel();
        early_acm_.cancel();
        if (try_again(cause))
            return;
    }
    const bool passed = mapping::is_redirection(rel) && incoming_->takes_redirection();
    if (go_elsewhere(rel) || (!passed && announce(*cause_)))
        return;
    enter(State::releasing);
    isup::Message with_all = rel; // what else REL says (user-to-user information) goes along
    with_all.set(*cause_);
    incoming_->send(with_all);
}

// Glare and a refused channel: another channel of the same group (Q.764 §2.9.1.4, RFC 3398
// §7.2.6.1); else the next group, if the cause says that another may do.
bool Call::try_again(const isup::CauseIndicators& cause) {
    const bool same_again =
        cause.value == kChannelUnavailable && channel_retries_++ < kChannelRetries;
    if (same_again)
        --next_candidate_;
    if (!same_again && !decision_.next_choice(cause.value))
        return false;
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                 same_again ? "another channel" : "next choice");
    retired_.push_back(std::move(outgoing_));
    return try_next();
}

// Tells an ISDN caller by a tone why the call failed, when we are its exchange; REL follows later.
bool Call::announce(const isup::CauseIndicators& cause) {
    const bool before_answer = state_ == State::collecting || state_ == State::awaiting_acm ||
                               state_ == State::awaiting_anm;
    if (!before_answer || heard_why_ || mapping::is_data(media_) || !incoming_ ||
        incoming_->ended() || owner_.settings().release_tone == base::Duration(0) ||
        !incoming_->tones().release || !incoming_->open_media(services_.media.least_loaded()))
        return false;
    const bool acm_sent = acm_sent_;
    for (base::Timer* timer : {&t8_, &t10_, &t35_, &t7_, &t9_, &early_acm_})
        timer->cancel();
    enter(State::announcing);
    const dsp::Tone tone = release_tone(cause.value);
    services_.media.unbridge(incoming_->port());
    services_.media.play(incoming_->port(), tone, owner_.settings().tone_plan);
    trace_.event(TraceLeg::incoming, Direction::out, Protocol::media,
                 std::string(dsp::name(tone)) + " tone");
    tone_timer_.arm(owner_.settings().release_tone);
    if (incoming_->disconnect_in_band(cause))
        return true;
    isup::Message message(acm_sent ? MessageType::cpg : MessageType::acm);
    if (acm_sent)
        message.set(isup::EventInformation{isup::Event::in_band});
    else
        message.set(isup::BackwardCallIndicators{});
    isup::OptionalBackwardCallIndicators indicators;
    indicators.in_band = true;
    message.set(indicators);
    message.set(cause);
    send(*incoming_, message);
    return true;
}

// Ends a call that has found no called party: the caller is told by a tone where tones are ours.
void Call::refuse_caller(const isup::CauseIndicators& cause, std::string_view why) {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route, why);
    if (!cause_)
        cause_ = cause;
    if (!announce(*cause_))
        return release(*cause_, why);
    if (outgoing_ && !outgoing_->ended())
        send(*outgoing_, release_message(*cause_));
}

} // namespace call
