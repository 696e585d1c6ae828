// A subscription of ours to an event package at a peer (RFC 6665 §4.1).
#include "sipi/agent/subscriber.h"

#include "sipi/event.h"
#include "sipi/header.h"
#include "sipi/message.h"
#include "sipi/params.h"
#include "sipi/status.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

using std::chrono::seconds;

constexpr seconds kFirstRetry{30}, kLongestRetry{3600};

/// When to ask again: a minute before the end, or at half of a short time.
seconds refresh_after(seconds granted) {
    return granted > seconds(120) ? granted - seconds(60) : std::max(granted / 2, seconds(1));
}

} // namespace

Subscriber::Subscriber(Agent& agent, base::Timers& timers, Wanted wanted, Heard heard)
    : agent_(agent), wanted_(std::move(wanted)), heard_(std::move(heard)),
      timer_(timers, [this] { ask(); }), expires_(wanted_.expires) {}

Subscriber::~Subscriber() = default;

void Subscriber::start() {
    if (state_ == State::idle)
        ask();
}

void Subscriber::ask() {
    const std::array headers{ExtraHeader{"Event", wanted_.event},
                             ExtraHeader{"Expires", std::to_string(expires_.count())},
                             ExtraHeader{"Accept", wanted_.accept}};
    const std::weak_ptr<bool> alive = alive_;
    const auto done = [this, alive](int status, const Message* response) {
        if (!alive.expired())
            answered(status, response);
    };
    state_ = dialog_ ? state_ : State::asking;
    timer_.cancel();
    if (dialog_) {
        if (!agent_.request(*dialog_, "SUBSCRIBE", wanted_.destination, headers, {}, done))
            answered(503, nullptr);
        return;
    }
    call_id_ = agent_.fresh_tag();
    tag_ = agent_.fresh_tag();
    OutsideRequest request;
    request.method = "SUBSCRIBE";
    request.request_uri = request.to = wanted_.uri;
    request.from = wanted_.from;
    request.from_tag = tag_;
    request.call_id = call_id_;
    request.cseq = cseq_ = 1;
    request.destination = wanted_.destination;
    request.headers.assign(headers.begin(), headers.end());
    if (!agent_.request(request, done))
        answered(503, nullptr);
}

void Subscriber::lose_dialog() {
    dialog_.reset();
    call_id_.clear();
}

void Subscriber::wait(base::Duration time) {
    lose_dialog();
    state_ = State::waiting;
    timer_.arm(time);
}

void Subscriber::answered(int status, const Message* response) {
    constexpr int kTooBrief = 423, kNoDialog = 481;
    last_status_ = status;
    if (state_ == State::waiting || state_ == State::refused)
        return; // a NOTIFY has ended it meanwhile
    if (is_success(status) && response)
        return granted(*response);
    ++failures_;
    if (status == kTooBrief && response) {
        const auto least = delta_seconds(response->header(HeaderName::min_expires));
        if (least && *least > expires_) { // §4.1.2.1
            expires_ = *least;
            return wait(base::Duration::zero());
        }
    }
    if (status == kNoDialog && dialog_) // §4.1.2.2: a new subscription
        return wait(base::Duration::zero());
    seconds time = std::min(kFirstRetry * (1 << std::min(failures_, 7U)), kLongestRetry);
    if (response && response->has(HeaderName::retry_after))
        if (const auto after = RetryAfter::parse(response->header(HeaderName::retry_after)))
            time = std::clamp(after->after, seconds(1), kLongestRetry);
    wait(time);
}

void Subscriber::granted(const Message& response) {
    failures_ = 0;
    if (!dialog_)
        if (auto made = Dialog::from_response(response, wanted_.uri)) {
            dialog_ = std::move(made.value());
            dialog_->confirm();
        }
    if (const auto cseq = response.cseq()) // higher where credentials were asked for
        dialog_ ? dialog_->set_local_cseq(std::max(dialog_->local_cseq(), cseq->number)) : void();
    state_ = State::active;
    const auto time = delta_seconds(response.header(HeaderName::expires)).value_or(expires_);
    timer_.arm(refresh_after(time));
}

std::optional<RequestAnswer> Subscriber::take(const Message& notify) {
    if (call_id_.empty() || notify.call_id() != call_id_ || notify.to_tag() != tag_)
        return std::nullopt;
    RequestAnswer answer;
    const auto event = Event::parse(notify.header(HeaderName::event));
    if (!event || !equal_without_case(event->package, wanted_.event)) {
        answer.status = 489;
        return answer;
    }
    const auto state = SubscriptionState::parse(notify.header(HeaderName::subscription_state));
    if (!state) {
        answer.status = 400; // §4.1.3: it must be there
        return answer;
    }
    if (dialog_ && dialog_->remote_tag() != notify.from_tag()) {
        answer.status = 481; // another fork (§4.1.4): one is enough
        return answer;
    }
    if (!dialog_) { // §4.1.2.4: the NOTIFY may come before the 2xx
        auto made = Dialog::from_request(notify, tag_);
        if (!made) {
            answer.status = 400;
            return answer;
        }
        dialog_ = std::move(made.value());
        dialog_->confirm();
        dialog_->set_local_cseq(cseq_);
    } else if (const auto cseq = notify.cseq(); !cseq || !dialog_->take_cseq(cseq->number)) {
        answer.status = 500;
        return answer;
    } else {
        dialog_->refresh_target(notify);
    }
    answer.status = 200;
    if (state->state == SubscriptionState::State::terminated) {
        if (const auto again = subscribe_again_after(*state)) {
            wait(*again);
        } else {
            timer_.cancel();
            lose_dialog();
            state_ = State::refused;
        }
    } else {
        state_ = State::active;
        if (state->expires)
            timer_.arm(refresh_after(*state->expires));
    }
    if (!notify.body().empty())
        heard_(notify);
    return answer;
}

} // namespace sipi
