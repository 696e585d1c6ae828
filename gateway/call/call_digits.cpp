// The called number of a call that comes in digit by digit: collected, or passed on as it comes
// (Q.764 §2.1.2, Q.1912.5 §7, RFC 3578), and the early ACM when nothing comes back.
//
//   collecting, fewer than min_digits   T35 ──► REL 28
//   collecting, enough digits           T10 ──► complete, routed
//   IAM without ST has gone             T10 ──► the last digit is long ago: early ACM is due
#include "gateway/call/call.h"
#include "gateway/call/causes.h"
#include "gateway/call/forms.h"
#include "gateway/call/numbers.h"

#include <algorithm>

namespace call {
namespace {

using observe::Direction;
using observe::Protocol;
using observe::TraceLeg;

// The caller has said that this is all (Q.931 §5.1.3 leaves it to the number plan).
bool ends_by_hash(const route::Number& number) {
    return number.digits.size() > 1 && number.digits.back() == '#';
}

} // namespace

void Call::take_digits() {
    enter(State::collecting);
    if (complete_)
        return proceed();
    if (called_.digits.size() < std::max(origin_.min_digits, 1U)) {
        t10_.cancel();
        t35_.arm(owner_.settings().t35);
        return;
    }
    t35_.cancel();
    if (!route_ahead())
        t10_.arm(origin_.digit_timeout);
}

void Call::more_digits(const isup::Message& sam) {
    add_digits(iam_, sam);
    if (const auto access = sam.get<isup::AccessTransport>(); access && origin_.wait.count() > 0)
        add_name(*access);
    complete_ = origin_.complete || settle();
    if (!t8_.armed()) // else they wait for COT with the IAM
        take_digits();
    else if (goes_ahead())
        proceed();
}

// A name that has followed the IAM.
void Call::add_name(const isup::AccessTransport& access) {
    const auto name = access.find(isup::Element::display);
    auto had = iam_.get<isup::AccessTransport>().value_or(isup::AccessTransport{});
    if (name && !had.find(isup::Element::display) && had.add(isup::Element::display, *name))
        iam_.set(had);
}

// Reads the number that has come so far; true when it says that it is complete.
bool Call::settle() {
    called_ = called_received_ = called_number(iam_);
    const bool hash = ends_by_hash(called_);
    if (hash)
        called_.digits.pop_back();
    return hash || is_complete(iam_) ||
           (origin_.max_digits != 0 && called_.digits.size() >= origin_.max_digits);
}

// An incomplete number whose first choice takes digits as they come is sent on at once (RFC 3578
// §3.2). False: it has to wait.
bool Call::route_ahead() {
    route::Decision ahead = owner_.plan().decide(query());
    if (ahead.candidates.empty() || !services_.trunks.takes_overlap(ahead.candidates.front().group))
        return false;
    decision_ = std::move(ahead);
    t10_.arm(origin_.digit_timeout);
    go_on();
    return true;
}

// Digits behind an IAM.
void Call::subsequent(const isup::Message& sam) {
    if (complete_) {
        // RFC 3578 §3.5: towards a network that wants numbers en bloc. Callers in ISUP and ISDN
        // have been told by their own T10 that the number was complete.
        if (!is_complete(iam_) && !incoming_->traits().awaits_acm)
            start_again(sam);
        return;
    }
    add_digits(iam_, sam);
    const bool all = settle();
    isup::Message onward = sam;
    if (all)
        complete(onward);
    t7_.arm(owner_.settings().t7); // from the latest address message on (Q.764 Table A.1)
    if (all) {
        number_complete();
        arm_early_acm();
    } else {
        t10_.arm(origin_.digit_timeout);
    }
    send(*outgoing_, onward);
}

void Call::start_again(const isup::Message& sam) {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::route,
                 "more digits: a new IAM (RFC 3578 §3.5)");
    t7_.cancel();
    early_acm_.cancel();
    if (!outgoing_->ended())
        send(*outgoing_, release_message(cause_here(kNormal)));
    retired_.push_back(std::move(outgoing_));
    outgoing_ticket_ = {};
    add_digits(iam_, sam);
    complete_ = settle();
    take_digits();
}

void Call::number_complete() {
    complete_ = true;
    t10_.cancel();
    t35_.cancel();
    incoming_->proceeding();
}

// The last digit is long ago: what is there is complete, or, when it has been passed on, the far
// end has to say so.
void Call::on_t10() {
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::timer,
                 origin_.complete ? "what the SETUP announced has not come"
                                  : "T10 expired: the number is taken as complete");
    if (state_ != State::collecting)
        return arm_early_acm();
    proceed();
}

void Call::on_t35() {
    expired("T35", kAddressIncomplete, "too few digits");
}

// --- early ACM: so that T7 of the exchange before us, or T310 of its line, does not end the call
// while the far side thinks (Q.764 §2.1.4, T11; Q.1912.5 §7, TOIW2)

void Call::arm_early_acm() {
    if (acm_sent_ || t8_.armed() || !incoming_->traits().awaits_acm)
        return;
    early_acm_.arm(outgoing_->traits().early == EarlyAcm::toiw2 ? owner_.settings().toiw2
                                                                : owner_.settings().t11);
}

void Call::on_early_acm() {
    const Traits traits = outgoing_->traits();
    trace_.event(TraceLeg::gateway, Direction::internal, Protocol::timer,
                 std::string(traits.early == EarlyAcm::toiw2 ? "TOIW2" : "T11") +
                     " expired: early ACM");
    if (!complete_)
        number_complete();
    acm_sent_ = true;
    send(*incoming_, early_acm(traits.backward));
}

} // namespace call
