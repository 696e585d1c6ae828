// One call: its legs, routes, media and end (Q.764 §2, Q.1912.5 §6-§7).
#include "gateway/call/call.h"

#include "base/log.h"
#include "gateway/call/causes.h"
#include "gateway/call/numbers.h"
#include "isup/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace call {
namespace {

using observe::Direction;
using observe::Protocol;
using observe::TraceLeg;

// COT follows: the call goes no further before it (Q.764 §2.1.8).
bool awaits_continuity(const isup::Message& iam) {
    const auto nature = iam.get<isup::NatureOfConnection>();
    return nature && nature->continuity == isup::ContinuityCheck::on_previous_circuit;
}

mapping::MediaKind media_of(const isup::Message& iam) {
    mapping::Notes notes(false); // the legs note it
    return mapping::media_of(iam, notes);
}

} // namespace

Call::Call(CallId id, Services& services, CallOwner& owner)
    : services_(services), owner_(owner), trace_(services.traces, id),
      began_(services.timers.clock().wall()), began_at_(services.timers.clock().now()),
      t8_(services.timers, [this] { on_t8(); }), t10_(services.timers, [this] { on_t10(); }),
      t35_(services.timers, [this] { on_t35(); }), t7_(services.timers, [this] { on_t7(); }),
      t9_(services.timers, [this] { on_t9(); }),
      early_acm_(services.timers, [this] { on_early_acm(); }),
      suspended_(services.timers, [this] { on_suspended_for_long(); }),
      tone_timer_(services.timers, [this] { release(*cause_, "end of the tone"); }),
      departure_(services.timers, [this] { release(cause_here(kNormal), "transferred"); }) {
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
    if (!origin_.transfer)
        services_.trunks.count_incoming(origin_.group);
    if (emergency())
        trace_.note(TraceLeg::incoming, "emergency call", "TS 24.229 §7.2A.12, T1.113",
                    "the reserve of a trunk group is open to it");
    if (!origin_.transfer)
        incoming_ticket_ = services_.admission.admit(origin_.group, emergency());
    if (!incoming_ticket_ && !origin_.transfer)
        return fail(cause_here(kCongestion), "trunk group is full");
    complete_ = origin_.complete || settle();
    if (awaits_continuity(iam_)) {
        t8_.arm(owner_.settings().t8);
        if (goes_ahead())
            proceed();
        return;
    }
    if (complete_ && origin_.wait.count() > 0) {
        enter(State::collecting);
        t10_.arm(origin_.wait);
        return;
    }
    if (complete_)
        return proceed();
    take_digits();
}

// COT is awaited, and the first choice is one that can hear of it later (Q.1912.5 §7.1); others
// see nothing of the call before it.
bool Call::goes_ahead() {
    if (!complete_)
        return false;
    const route::Decision ahead = owner_.plan().decide(query());
    return !ahead.candidates.empty() &&
           services_.trunks.takes_unchecked(ahead.candidates.front().group);
}

void Call::refuse(std::unique_ptr<Leg> incoming, std::string group) {
    incoming_ = std::move(incoming);
    origin_.group = std::move(group);
    const LegDescription leg = incoming_->describe();
    trace_.name_leg(TraceLeg::incoming, leg.protocol + " " + leg.where);
    enter(State::releasing);
    end_if_over();
}

// What a peer that is trusted says of its caller, or the category that ISUP has for it.
bool Call::emergency() const {
    const auto category = iam_.get<isup::CallingPartyCategory>();
    return origin_.emergency || (category && (category->value == isup::Category::emergency ||
                                              category->value == isup::Category::emergency_high));
}

route::Query Call::query() const {
    return {
        origin_.group, called_, calling_, bearer_, origin_.trunk_group, origin_.origin_trunk_group,
        origin_.via};
}

// The called number is complete.
void Call::proceed() {
    number_complete();
    decision_ = owner_.plan().decide(query());
    go_on();
}

// Along decision_.
void Call::go_on() {
    note_steps();
    owner_.on_routed(decision_.route);
    next_candidate_ = 0;
    if (decision_.candidates.empty())
        return refuse_caller(cause_here(decision_.cause ? decision_.cause : kNoRoute), "no route");
    if (tell_elsewhere())
        return;
    if (!try_next())
        refuse_caller(*cause_, "no trunk group takes the call");
}

void Call::note_steps() {
    for (const route::Step& step : decision_.steps)
        trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route, route::text(step));
}

// Tries the candidates from next_candidate_ on. False: none is left; cause_ says why the last one
// failed. One that has to wait for COT is tried when it comes.
bool Call::try_next() {
    while (next_candidate_ < decision_.candidates.size()) {
        const std::string& group = decision_.candidates[next_candidate_].group;
        if (t8_.armed() && !services_.trunks.takes_unchecked(group)) {
            trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                         group + " waits for COT (Q.764 §2.1.8)");
            outgoing_ticket_ = {};
            choice_waits_ = true;
            enter(State::collecting);
            return true;
        }
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
    if (!complete_ && !services_.trunks.takes_overlap(candidate.group)) {
        trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                     candidate.group + " takes complete numbers only");
        cause_ = cause_here(kAddressIncomplete);
        return false;
    }
    outgoing_ticket_ =
        services_.admission.admit(candidate.group, decision_.priority || emergency());
    if (!outgoing_ticket_) {
        trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                     candidate.group + " is full");
        cause_ = cause_here(kNoCircuit);
        return false;
    }
    isup::Message iam = iam_;
    apply(candidate.called, candidate.calling, complete_, iam);
    called_ = candidate.called;
    if (!(iam == iam_))
        record(TraceLeg::outgoing, Direction::out, iam);
    auto leg =
        services_.trunks.place({candidate.group, iam, *incoming_, *this, trace_, origin_.group,
                                origin_.passed_trunk_group, origin_.referred_by, origin_.replaces});
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
    if (complete_)
        arm_early_acm();
    connect_media();
    static_cast<void>(ends_here(*incoming_, iam_));
    return true;
}

// Opens what is not open yet and joins both ports; backward only until the answer.
void Call::connect_media() {
    const std::optional<media::WorkerId> worker =
        outgoing_->worker() ? outgoing_->worker() : incoming_->worker();
    const media::WorkerId chosen = worker.value_or(services_.media.least_loaded());
    if (!outgoing_->open_media(chosen) || !incoming_->open_media(chosen))
        return fail(cause_here(kNoResource), "no media port is free");
    if (!incoming_->has_media())
        return;
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

// One of several that a call was placed to has answered (RFC 3261 §16.7).
bool Call::inherit(Leg& leg, std::unique_ptr<Leg>& heir) {
    if (&leg != outgoing_.get())
        return false;
    retired_.push_back(std::exchange(outgoing_, std::move(heir)));
    outgoing_->join(*this, trace_, TraceLeg::outgoing);
    const LegDescription description = outgoing_->describe();
    trace_.name_leg(TraceLeg::outgoing, description.protocol + " " + description.where);
    connect_media();
    return true;
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

void Call::expired(const char* timer, std::uint8_t cause, std::string_view why) {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::timer,
                 std::string(timer) + " expired");
    refuse_caller(cause_here(cause), why);
}

void Call::on_t7() {
    expired("T7", kTimerExpired, "no answer to the IAM"); // Q.764 §2.1.4, RFC 3398 §7.2.3
}

void Call::on_t8() {
    expired("T8", kTemporaryFailure, "no continuity"); // Q.764 Table A.1
}

void Call::on_t9() {
    expired("T9", kNoAnswer, "nobody answers"); // RFC 3398 §7.2.7
}

void Call::on_suspended_for_long() {
    expired(suspended_by_, kTimerExpired, "suspended for too long"); // Q.764 §2.4.3
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

void Call::add_ports(std::unordered_set<std::uint64_t>& ports) const {
    const auto add = [&](const Leg* leg) {
        if (leg && leg->port())
            ports.insert(leg->port().value);
    };
    add(incoming_.get());
    add(outgoing_.get());
    for (const auto& leg : retired_)
        add(leg.get());
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
    abandon_transfer(cause_.value_or(cause_here(kNormal)));
    released_at_ = services_.timers.clock().now();
    if (!answered_at_)
        ++owner_.counters().failed;
    for (base::Timer* timer :
         {&t8_, &t10_, &t35_, &t7_, &t9_, &early_acm_, &suspended_, &tone_timer_, &departure_})
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
