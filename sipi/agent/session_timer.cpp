// The timer of one session: what is asked, agreed and kept; RFC 4028 §7, §9, §10.
#include "sipi/agent/session_timer.h"

#include "sipi/header.h"
#include "sipi/option_tags.h"
#include "sipi/params.h"

#include <algorithm>
#include <string>

namespace sipi {
namespace {

using std::chrono::seconds;

constexpr std::string_view kUac = "uac", kUas = "uas";

std::string text_of(seconds interval, std::string_view refresher) {
    std::string text;
    append_number(text, static_cast<std::uint64_t>(interval.count()));
    if (!refresher.empty())
        text.append(";refresher=").append(refresher);
    return text;
}

} // namespace

SessionTimer::SessionTimer(base::Timers& timers, const TimerPolicy& policy,
                           std::function<void()> refresh, std::function<void()> expire)
    : policy_(policy), clock_(timers.clock()), refresh_timer_(timers, std::move(refresh)),
      expiry_timer_(timers, std::move(expire)) {}

void SessionTimer::ask(Message& request) const {
    if (!policy_.supported)
        return;
    const bool required = policy_.required && request.method() == Method::invite;
    const HeaderName header = required ? HeaderName::require : HeaderName::supported;
    if (!lists(request, header, kTimer))
        request.append(header, kTimer);
    if (!policy_.offered && !running())
        return;
    std::string_view refresher; // in a running one the roles stay (§7.4)
    if (running() ? refresher_ == Refresher::us : policy_.preferred == Refresher::us)
        refresher = kUac;
    else if (running() || policy_.preferred == Refresher::them)
        refresher = kUas;
    const seconds interval = std::max(running() ? interval_ : policy_.interval, policy_.least);
    request.append(HeaderName::session_expires, text_of(interval, refresher));
    if (policy_.least > kLeastSession)
        request.append(HeaderName::min_se, text_of(policy_.least, {}));
}

// The peer's bound becomes ours; one that is not higher than what was asked makes no sense.
bool SessionTimer::raise(const Message& response) {
    const auto least = min_se_of(response);
    const seconds asked = std::max(running() ? interval_ : policy_.interval, policy_.least);
    if (!policy_.supported || !least || *least <= asked)
        return false;
    policy_.least = std::max(policy_.least, *least);
    policy_.interval = std::max(policy_.interval, *least);
    interval_ = std::max(interval_, *least);
    return true;
}

void SessionTimer::answered(const Message& response) {
    note(response);
    if (!policy_.supported)
        return;
    const auto agreed = session_expires_of(response);
    if (agreed && agreed->interval.count() > 0)
        start(equal_without_case(agreed->refresher, kUas) ? Refresher::them : Refresher::us,
              agreed->interval, true);
    else if (policy_.offered) // nobody there knows of it: we ask by ourselves whether it still is
        start(Refresher::us, policy_.interval, false);
    else
        stop();
}

void SessionTimer::answer(const Message& request, Message& response) {
    note(request);
    const auto wanted = session_expires_of(request);
    if (!policy_.supported || (!wanted && !policy_.offered))
        return stop();
    const bool peer_does = offers(request, kTimer);
    const seconds least =
        std::max({policy_.least, min_se_of(request).value_or(seconds(0)), kLeastSession});
    seconds interval = std::max(policy_.interval, least);
    if (wanted) // never more than the peer has asked for (§9)
        interval = std::min(interval, wanted->interval);
    Refresher refresher = policy_.preferred == Refresher::us ? Refresher::us : Refresher::them;
    if (!peer_does)
        refresher = Refresher::us;
    else if (wanted && !wanted->refresher.empty())
        refresher = equal_without_case(wanted->refresher, kUas) ? Refresher::us : Refresher::them;
    if (peer_does)
        response.append(HeaderName::require, kTimer);
    response.append(HeaderName::session_expires,
                    text_of(interval, refresher == Refresher::us ? kUas : kUac));
    start(refresher, interval, peer_does);
}

void SessionTimer::note(const Message& message) {
    if (message.has(HeaderName::allow))
        peer_updates_ = lists(message, HeaderName::allow, text(Method::update));
}

void SessionTimer::start(Refresher refresher, seconds interval, bool may_expire) {
    refresher_ = refresher;
    interval_ = interval;
    ++starts_;
    const base::Duration whole = interval;
    const base::Duration margin = std::min<base::Duration>(seconds(32), whole / 3); // §10
    ends_ = clock_.now() + whole - margin;
    refresh_timer_.cancel();
    expiry_timer_.cancel();
    if (refresher == Refresher::us)
        refresh_timer_.arm(whole / 2);
    if (may_expire)
        expiry_timer_.arm(whole - margin);
}

void SessionTimer::refresh_later() {
    constexpr base::Duration kLeast = seconds(1);
    if (refresher_ == Refresher::us)
        refresh_timer_.arm(std::max(kLeast, (ends_ - clock_.now()) / 4));
}

void SessionTimer::stop() {
    refresher_ = Refresher::none;
    refresh_timer_.cancel();
    expiry_timer_.cancel();
}

TimerView SessionTimer::view() const {
    TimerView view;
    if (!running())
        return view;
    view.refresher = refresher_;
    view.interval = interval_;
    view.left = std::chrono::duration_cast<seconds>(ends_ - clock_.now());
    view.refreshes = starts_ - 1;
    return view;
}

} // namespace sipi
