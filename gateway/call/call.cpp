// One call: two legs that speak ISUP with each other (Q.764 §2, Q.1912.5 §6-§7).
#include "gateway/call/call.h"

#include "base/log.h"
#include "gateway/call/numbers.h"
#include "isup/text.h"

#include <algorithm>
#include <array>

namespace call {
namespace {

using isup::MessageType;
using observe::Direction;
using observe::Protocol;
using observe::TraceLeg;

// How often another B-channel is tried when the far end wants none of the ones seized (cause 44,
// glare).
constexpr unsigned kChannelRetries = 3;

constexpr std::uint8_t kNoRoute = 3, kNormal = 16, kNoAnswer = 19, kAddressIncomplete = 28,
                       kNoCircuit = 34, kTemporaryFailure = 41, kCongestion = 42,
                       kChannelUnavailable = 44, kNoResource = 47, kTimerExpired = 102;

isup::CauseIndicators cause_here(std::uint8_t value) {
    isup::CauseIndicators cause;
    cause.value = value;
    cause.location = isup::Location::public_local;
    return cause;
}

isup::Message release_message(const isup::CauseIndicators& cause) {
    isup::Message rel(MessageType::rel);
    rel.set(cause);
    return rel;
}

bool in_band(const isup::Message& message) {
    const auto optional = message.get<isup::OptionalBackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    return (optional && optional->in_band) || (event && event->event == isup::Event::in_band);
}

bool alerting(const isup::Message& message) {
    const auto backward = message.get<isup::BackwardCallIndicators>();
    const auto event = message.get<isup::EventInformation>();
    return (message.type() == MessageType::acm && backward &&
            backward->called_status == isup::CalledStatus::subscriber_free) ||
           (event && event->event == isup::Event::alerting);
}

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

mapping::MediaKind media_of(const isup::Message& iam) {
    mapping::Notes notes(false); // the legs note it
    return mapping::media_of(iam, notes);
}

} // namespace

const char* name(State state) {
    static constexpr std::array kNames{"collecting", "setup",      "ringing",
                                       "answered",   "announcing", "releasing"};
    return kNames[static_cast<std::size_t>(state)];
}

// What a message does in which state; REL is taken in each. A message without a row is passed on in
// the answered state (FAC, USR, SUS, RES, CPG ...), else counted as unexpected.
enum class From : std::uint8_t { incoming, outgoing, either };
struct Call::Rule {
    State in;
    From from;
    MessageType on;
    void (Call::*then)(Leg& from, const isup::Message&);
};
// clang-format off
const Call::Rule Call::kRules[] = {
    //  in state             from            message            then
    {State::collecting,   From::incoming, MessageType::sam, &Call::more_digits},
    {State::awaiting_acm, From::incoming, MessageType::sam, &Call::pass_on},
    {State::awaiting_acm, From::outgoing, MessageType::acm, &Call::address_complete},
    {State::awaiting_acm, From::outgoing, MessageType::cpg, &Call::progress},
    {State::awaiting_acm, From::outgoing, MessageType::con, &Call::answer},
    {State::awaiting_acm, From::outgoing, MessageType::anm, &Call::answer},
    {State::awaiting_anm, From::outgoing, MessageType::acm, &Call::progress},
    {State::awaiting_anm, From::outgoing, MessageType::cpg, &Call::progress},
    {State::awaiting_anm, From::outgoing, MessageType::anm, &Call::answer},
    {State::awaiting_anm, From::outgoing, MessageType::con, &Call::answer},
    {State::awaiting_anm, From::either,   MessageType::fac, &Call::pass_on},
    {State::awaiting_anm, From::either,   MessageType::usr, &Call::pass_on},
    {State::awaiting_anm, From::incoming, MessageType::cpg, &Call::pass_on},
    {State::answered,     From::either,   MessageType::cpg, &Call::pass_on},
    {State::answered,     From::either,   MessageType::sus, &Call::pass_on},
    {State::answered,     From::either,   MessageType::res, &Call::pass_on},
    {State::answered,     From::either,   MessageType::fac, &Call::pass_on},
    {State::answered,     From::either,   MessageType::usr, &Call::pass_on},
    {State::answered,     From::either,   MessageType::inf, &Call::pass_on},
    {State::answered,     From::either,   MessageType::inr, &Call::pass_on},
    {State::answered,     From::either,   MessageType::fot, &Call::pass_on},
    {State::answered,     From::either,   MessageType::apm, &Call::pass_on},
};
// clang-format on

Call::Call(CallId id, Services& services, CallOwner& owner)
    : services_(services), owner_(owner), trace_(services.traces, id),
      began_(services.timers.clock().wall()), began_at_(services.timers.clock().now()),
      digit_timer_(services.timers, [this] { on_digits_complete(); }),
      t7_(services.timers, [this] { on_t7(); }), t9_(services.timers, [this] { on_t9(); }),
      tone_timer_(services.timers, [this] { release(*cause_, "end of the tone"); }) {
    ++owner_.counters().total;
}

Call::~Call() = default;

void Call::start(std::unique_ptr<Leg> incoming, const isup::Message& iam, Origin origin) {
    incoming_ = std::move(incoming);
    iam_ = iam;
    origin_ = std::move(origin);
    const LegDescription leg = incoming_->describe();
    trace_.name_leg(TraceLeg::incoming, leg.protocol + " " + leg.where);
    record(TraceLeg::incoming, Direction::in, iam);
    calling_ = calling_number(iam_);
    called_ = called_received_ = called_number(iam_);
    bearer_ = call::bearer(iam_);
    media_ = media_of(iam_);
    services_.trunks.count_incoming(origin_.group);
    incoming_ticket_ = services_.admission.admit(origin_.group);
    if (!incoming_ticket_)
        return fail(cause_here(kCongestion), "trunk group is full");
    if (origin_.complete || is_complete(iam_))
        return proceed();
    collect();
}

void Call::refuse(std::unique_ptr<Leg> incoming, std::string group) {
    incoming_ = std::move(incoming);
    origin_.group = std::move(group);
    const LegDescription leg = incoming_->describe();
    trace_.name_leg(TraceLeg::incoming, leg.protocol + " " + leg.where);
    enter(State::releasing);
    end_if_over();
}

void Call::collect() {
    enter(State::collecting);
    digit_timer_.arm(origin_.digit_timeout);
}

void Call::more_digits(Leg&, const isup::Message& sam) {
    add_digits(iam_, sam);
    called_ = called_received_ = called_number(iam_);
    const bool ended_by_hash = called_.digits.size() > 1 && called_.digits.back() == '#';
    if (is_complete(iam_) || ended_by_hash)
        return on_digits_complete();
    digit_timer_.arm(origin_.digit_timeout);
}

void Call::on_digits_complete() {
    digit_timer_.cancel();
    if (called_.digits.size() > 1 && called_.digits.back() == '#')
        called_.digits.pop_back();
    if (called_.digits.empty() || called_.digits.size() < origin_.min_digits)
        return refuse_caller(cause_here(kAddressIncomplete), "too few digits");
    proceed();
}

void Call::proceed() {
    incoming_->proceeding();
    decision_ = owner_.plan().decide({origin_.group, called_, calling_, bearer_});
    note_steps();
    owner_.on_routed(decision_.route);
    if (decision_.candidates.empty())
        return refuse_caller(cause_here(decision_.cause ? decision_.cause : kNoRoute), "no route");
    if (!try_next())
        refuse_caller(*cause_, "no trunk group takes the call");
}

void Call::note_steps() {
    for (const route::Step& step : decision_.steps)
        trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route, route::text(step));
}

// Tries the candidates from next_candidate_ on. False: none is left; cause_ says why the last one
// failed.
bool Call::try_next() {
    while (next_candidate_ < decision_.candidates.size()) {
        if (place(decision_.candidates[next_candidate_++]))
            return true;
        if (!decision_.next_choice(cause_->value))
            return false;
    }
    if (!cause_)
        cause_ = cause_here(kNoRoute);
    return false;
}

bool Call::place(const route::Candidate& candidate) {
    outgoing_ticket_ = services_.admission.admit(candidate.group, decision_.priority);
    if (!outgoing_ticket_) {
        trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                     candidate.group + " is full");
        cause_ = cause_here(kNoCircuit);
        return false;
    }
    isup::Message iam = iam_;
    apply(candidate.called, candidate.calling, iam);
    called_ = candidate.called;
    if (!(iam == iam_))
        record(TraceLeg::outgoing, Direction::out, iam);
    auto leg = services_.trunks.place({candidate.group, iam, *incoming_, *this, trace_});
    if (!leg) {
        cause_ = leg.error();
        trace_.event(TraceLeg::outgoing, Direction::internal, Protocol::route,
                     candidate.group + ": cause " + std::to_string(cause_->value) + " " +
                         std::string(isup::cause_name(cause_->value)));
        return false;
    }
    outgoing_ = std::move(*leg);
    cause_.reset();
    const LegDescription description = outgoing_->describe();
    trace_.name_leg(TraceLeg::outgoing, description.protocol + " " + description.where);
    services_.setup_delay.record(services_.timers.clock().now() - began_at_);
    enter(State::awaiting_acm);
    t7_.arm(owner_.settings().t7);
    connect_media();
    return true;
}

// Opens what is not open yet and joins both ports; backward only until the answer.
void Call::connect_media() {
    const std::optional<media::WorkerId> worker =
        outgoing_->worker() ? outgoing_->worker() : incoming_->worker();
    const media::WorkerId chosen = worker.value_or(services_.media.least_loaded());
    if (!outgoing_->open_media(chosen) || !incoming_->open_media(chosen))
        return fail(cause_here(kNoResource), "no media port is free");
    incoming_->set_through(state_ == State::answered ? Through::both : Through::backward);
    const auto content = mapping::is_data(media_) ? media::Content::data : media::Content::audio;
    if (const auto bridged = services_.media.bridge(incoming_->port(), outgoing_->port(), content);
        !bridged)
        return fail(cause_here(kNoResource), media::text(bridged.error()));
    for (const media::PortId port : {incoming_->port(), outgoing_->port()})
        if (std::find(bridged_.begin(), bridged_.end(), port) == bridged_.end()) {
            bridged_.push_back(port);
            owner_.on_bridged(*this, port);
        }
}

void Call::on_media_changed(Leg&) {
    if (incoming_ && outgoing_ && incoming_->port() && outgoing_->port())
        connect_media();
}

void Call::on_message(Leg& leg, const isup::Message& message) {
    const bool from_incoming = &leg == incoming_.get();
    if (!from_incoming && &leg != outgoing_.get())
        return; // a choice given up before; it is finishing
    record(from_incoming ? TraceLeg::incoming : TraceLeg::outgoing, Direction::in, message);
    if (message.type() == MessageType::rel)
        return from_incoming ? caller_released(message) : called_released(message);
    const From from = from_incoming ? From::incoming : From::outgoing;
    for (const Rule& rule : kRules)
        if (rule.in == state_ && rule.on == message.type() &&
            (rule.from == from || rule.from == From::either))
            return (this->*rule.then)(leg, message);
    ++owner_.counters().unexpected_messages;
    base::log::debug("call", "call({}){{{}}}: unexpected {} from {} leg", id(), name(state_),
                     isup::acronym(message.type()), from_incoming ? "incoming" : "outgoing");
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
    t9_.arm(owner_.settings().t9);
    enter(State::awaiting_anm);
    give_tone(acm);
}

void Call::progress(Leg&, const isup::Message& cpg) {
    give_tone(cpg);
}

// Passes a backward message on; when the called side alerts without a tone of its own, we give it.
void Call::give_tone(const isup::Message& message) {
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
        return incoming_->send(message);
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

void Call::answer(Leg&, const isup::Message& anm) {
    t7_.cancel();
    t9_.cancel();
    enter(State::answered);
    answered_at_ = services_.timers.clock().now();
    ++owner_.counters().answered;
    if (mapping::is_data(media_))
        settle_medium(anm);
    if (tone_playing_)
        services_.media.stop_tone(incoming_->port());
    tone_playing_ = false;
    incoming_->set_through(Through::both);
    incoming_->send(anm);
}

// 64 kbit/s preferred has become data or its fallback (Q.764 §2.5.2).
void Call::settle_medium(const isup::Message& answer) {
    mapping::Notes notes(false);
    media_ = mapping::medium_used(answer, media_, notes);
    if (!mapping::is_data(media_))
        connect_media();
}

void Call::pass_on(Leg& from, const isup::Message& message) {
    Leg* other = &from == incoming_.get() ? outgoing_.get() : incoming_.get();
    if (other && !other->ended())
        other->send(message);
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
    if (state_ == State::releasing)
        return;
    const auto cause = rel.get<isup::CauseIndicators>().value_or(cause_here(kNormal));
    cause_ = cause;
    if (state_ == State::awaiting_acm) {
        t7_.cancel();
        if (try_again(cause))
            return;
    }
    if (announce(*cause_))
        return;
    enter(State::releasing);
    incoming_->send(release_message(*cause_));
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
    const bool acm_sent = state_ == State::awaiting_anm;
    for (base::Timer* timer : {&digit_timer_, &t7_, &t9_})
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

void Call::fail(const isup::CauseIndicators& cause, std::string_view why) {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route, why);
    release(cause, why);
}

void Call::release(const isup::CauseIndicators& cause, std::string_view why) {
    if (state_ == State::releasing)
        return;
    base::log::debug("call", "call({}){{{}}}: released, cause {}: {}", id(), name(state_),
                     cause.value, why);
    if (!cause_)
        cause_ = cause;
    enter(State::releasing);
    const isup::Message rel = release_message(cause);
    if (outgoing_ && !outgoing_->ended())
        send(*outgoing_, rel);
    if (incoming_ && !incoming_->ended())
        send(*incoming_, rel);
    end_if_over();
}

void Call::on_t7() {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "T7 expired");
    refuse_caller(cause_here(kTimerExpired), "no answer to the IAM");
}

void Call::on_t9() {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::timer, "T9 expired");
    refuse_caller(cause_here(kNoAnswer), "nobody answers");
}

void Call::media_lost(media::PortId) {
    ++owner_.counters().media_timeouts;
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::media, "no media for too long");
    release(cause_here(kTemporaryFailure), "media timeout");
}

void Call::on_ended(Leg& leg) {
    // After its REL this is only the end of the leg's protocol; without one it is the leg's fault.
    const bool callers = &leg == incoming_.get();
    if (state_ != State::releasing &&
        (callers || (&leg == outgoing_.get() && state_ != State::announcing)))
        return release(cause_here(kTemporaryFailure), "a leg ended by itself");
    end_if_over();
}

bool Call::ended() const {
    for (const auto& leg : retired_)
        if (!leg->ended())
            return false;
    return (!incoming_ || incoming_->ended()) && (!outgoing_ || outgoing_->ended());
}

void Call::reap() {
    std::erase_if(retired_, [](const std::unique_ptr<Leg>& leg) { return leg->ended(); });
}

void Call::end_if_over() {
    if (over_ || !incoming_ || !ended())
        return;
    over_ = true;
    owner_.on_call_ended(*this);
}

void Call::enter(State state) {
    if (state == state_)
        return;
    base::log::debug("call", "call({}){{{}}}: now {}", id(), name(state_), name(state));
    state_ = state;
    if (state != State::releasing)
        return;
    released_at_ = services_.timers.clock().now();
    if (!answered_at_)
        ++owner_.counters().failed;
    for (base::Timer* timer : {&digit_timer_, &t7_, &t9_, &tone_timer_})
        timer->cancel();
}

// A message of our own, or one that we have changed; what is only passed on is in the trace
// already.
void Call::send(Leg& leg, const isup::Message& message) {
    record(&leg == incoming_.get() ? TraceLeg::incoming : TraceLeg::outgoing, Direction::out,
           message);
    leg.send(message);
}

void Call::record(TraceLeg leg, Direction direction, const isup::Message& message) {
    std::array<std::uint8_t, isup::kMaxOctets> memory;
    if (const auto size = message.encode(memory))
        trace_.message(leg, direction, Protocol::isup, base::Octets(memory).first(*size));
    else
        trace_.event(leg, direction, Protocol::isup, isup::summary(message));
}

} // namespace call
