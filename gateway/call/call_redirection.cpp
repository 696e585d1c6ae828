// A call whose called side names another number goes there, or its caller's side is told (Q.732.2,
// Q.732.5).
#include "gateway/call/call.h"
#include "gateway/call/causes.h"
#include "gateway/call/forms.h"
#include "gateway/call/numbers.h"
#include "gateway/call/redirection.h"
#include "gateway/mapping/rerouting.h"

namespace call {

using observe::Direction;
using observe::Protocol;
using observe::TraceLeg;

// False: the REL ends the call, or is for the caller's side.
bool Call::go_elsewhere(const isup::Message& rel) {
    const bool before_answer = state_ == State::awaiting_acm || state_ == State::awaiting_anm;
    if (!before_answer || !mapping::is_redirection(rel) || next_candidate_ == 0)
        return false;
    const Redirection wanted =
        services_.trunks.redirection(decision_.candidates[next_candidate_ - 1].group);
    if (wanted == Redirection::none ||
        (wanted == Redirection::pass && incoming_->takes_redirection()))
        return false;
    return route_elsewhere(rel);
}

// The network of a caller, asked to reroute, did not want to (EN 300 207-1 §9.2.4): the call is as
// it was before the REL.
bool Call::redirection_refused(Leg& leg, const isup::Message& rel) {
    if (state_ != State::releasing || answered_at_ || over_ || &leg != incoming_.get())
        return false;
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                 "the caller's side does not take the call there");
    if (!route_elsewhere(rel))
        return false;
    --owner_.counters().failed;
    return true;
}

// A route whose numbers live elsewhere: a caller that can go there by itself is told where (RFC
// 3261 §8.3). False: the call is placed.
bool Call::tell_elsewhere() {
    constexpr std::uint8_t kRedirectedToNew = 23;
    if (!decision_.redirect || !complete_)
        return false;
    std::vector<std::string> uris;
    for (const route::Candidate& candidate : decision_.candidates) {
        isup::Message iam = iam_;
        apply(candidate.called, candidate.calling, complete_, iam);
        for (std::string& uri : services_.trunks.contacts(candidate.group, iam))
            uris.push_back(std::move(uri));
    }
    if (uris.empty() || !incoming_->redirect(uris))
        return false;
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                 "the caller is told to call " + uris.front());
    cause_ = cause_here(kRedirectedToNew);
    enter(State::releasing);
    return true;
}

// To the number that a REL names. False: it names none that may be called.
bool Call::route_elsewhere(const isup::Message& rel) {
    auto there = redirected(iam_, rel);
    if (!there) {
        trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                     "redirected too often (Q.763 §3.45 c)");
        return false;
    }
    iam_ = *std::move(there);
    called_ = called_received_ = called_number(iam_);
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                 "redirected to " + called_.digits);
    for (base::Timer* timer : {&t7_, &t9_, &t10_, &early_acm_})
        timer->cancel();
    cause_.reset();
    if (outgoing_)
        retired_.push_back(std::move(outgoing_));
    outgoing_ticket_ = {};
    if (incoming_->port())
        services_.media.unbridge(incoming_->port());
    if (tone_playing_)
        services_.media.stop_tone(incoming_->port());
    tone_playing_ = heard_why_ = false;
    released_at_ = {};
    enter(State::collecting);
    if (const auto told = diverting(rel)) {
        isup::BackwardCallIndicators nothing_known; // of who is called now: no progress indicator
        nothing_known.charge = isup::Charge::charge;
        nothing_known.isup_all_the_way = nothing_known.isdn_access = true;
        const isup::Message message = backward_form(*told, acm_sent_, nothing_known);
        acm_sent_ = acm_sent_ || message.type() == isup::MessageType::acm;
        send(*incoming_, message);
    }
    decision_ = owner_.plan().decide(query());
    go_on();
    return true;
}

} // namespace call
