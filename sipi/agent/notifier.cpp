// Who has subscribed to an event package of ours (RFC 6665 §4.2).
#include "sipi/agent/notifier.h"

#include "sipi/event.h"
#include "sipi/message.h"
#include "sipi/params.h"
#include "sipi/status.h"

#include <algorithm>
#include <array>

namespace sipi {
namespace {

using std::chrono::seconds;

RequestAnswer plain(int status) {
    RequestAnswer answer;
    answer.status = status;
    return answer;
}

} // namespace

Notifier::Notifier(Agent& agent, base::Timers& timers, Package package, State state)
    : agent_(agent), timers_(timers), package_(std::move(package)), state_(std::move(state)) {}

Notifier::~Notifier() = default;

// RFC 6665 §4.2.1.1: it may be shortened, never lengthened; one too short gets 423.
seconds Notifier::granted(const Message& subscribe, RequestAnswer& answer) const {
    const seconds wanted =
        delta_seconds(subscribe.header(HeaderName::expires)).value_or(package_.standard);
    if (wanted > seconds(0) && wanted < package_.least) {
        answer.status = 423;
        answer.headers.push_back({"Min-Expires", std::to_string(package_.least.count())});
        return seconds(0);
    }
    const seconds time = std::min(wanted, package_.most);
    answer.status = 200;
    answer.headers.push_back({"Expires", std::to_string(time.count())});
    return time;
}

RequestAnswer Notifier::subscribe(const Message& subscribe, const Endpoint& source,
                                  const std::string& resource) {
    const auto event = Event::parse(subscribe.header(HeaderName::event));
    if (!event || !equal_without_case(event->package, package_.event)) {
        RequestAnswer answer = plain(489); // §4.1.2.1, §8.3.2
        answer.headers.push_back({"Allow-Events", package_.event});
        return answer;
    }
    if (watchers_.size() >= kMostWatchers)
        return plain(503);
    RequestAnswer answer;
    const seconds time = granted(subscribe, answer);
    if (answer.status != 200)
        return answer;
    answer.to_tag = agent_.fresh_tag();
    auto dialog = Dialog::from_request(subscribe, answer.to_tag);
    if (!dialog)
        return plain(400);
    dialog->confirm();
    answer.headers.push_back({"Contact", "<sip:" + agent_.sent_by(source) + ">"});
    auto watcher = std::make_shared<Watcher>(std::move(dialog.value()), source, resource);
    watcher->event = package_.event;
    if (!event->id.empty())
        watcher->event.append(";id=").append(event->id);
    const std::weak_ptr<Watcher> weak = watcher;
    watcher->expiry = std::make_unique<base::Timer>(timers_, [this, weak] {
        if (const auto one = weak.lock()) {
            one->over = true;
            notify(one);
        }
    });
    watcher->soon = std::make_unique<base::Timer>(timers_, [this, weak] {
        if (const auto one = weak.lock())
            notify(one);
    });
    watchers_.push_back(watcher);
    extend(watcher, time);
    return answer;
}

RequestAnswer Notifier::refresh(const Message& subscribe) {
    const auto found = std::ranges::find_if(watchers_, [&](const auto& one) {
        return one->dialog.call_id() == subscribe.call_id() &&
               one->dialog.local_tag() == subscribe.to_tag() &&
               one->dialog.remote_tag() == subscribe.from_tag();
    });
    if (found == watchers_.end() || (*found)->over)
        return plain(481);
    const std::shared_ptr<Watcher> watcher = *found;
    const auto event = Event::parse(subscribe.header(HeaderName::event));
    if (!event || !equal_without_case(event->package, package_.event))
        return plain(489);
    const auto cseq = subscribe.cseq();
    if (!cseq || !watcher->dialog.take_cseq(cseq->number))
        return plain(500); // RFC 3261 §12.2.2
    RequestAnswer answer;
    const seconds time = granted(subscribe, answer);
    if (answer.status != 200)
        return answer;
    watcher->dialog.refresh_target(subscribe);
    answer.headers.push_back({"Contact", "<sip:" + agent_.sent_by(watcher->peer) + ">"});
    extend(watcher, time);
    return answer;
}

// The NOTIFY that each SUBSCRIBE is answered with as well (§4.2.1.2) goes behind the 200.
void Notifier::extend(const std::shared_ptr<Watcher>& watcher, seconds time) {
    watcher->until = timers_.clock().now() + time;
    watcher->over = time == seconds(0);
    if (watcher->over)
        watcher->expiry->cancel();
    else
        watcher->expiry->arm(time);
    watcher->soon->arm(base::Duration::zero());
}

std::size_t Notifier::changed(const std::string& resource) {
    std::size_t told = 0;
    const auto all = watchers_;
    for (const auto& watcher : all)
        if (watcher->resource == resource && !watcher->over) {
            ++told;
            notify(watcher);
        }
    return told;
}

std::size_t Notifier::watching(const std::string& resource) const {
    std::size_t count = 0;
    for (const auto& watcher : watchers_)
        count += watcher->resource == resource && !watcher->over ? 1 : 0;
    return count;
}

// One at a time: what changes meanwhile is in the next.
void Notifier::notify(const std::shared_ptr<Watcher>& watcher) {
    if (watcher->waiting) {
        watcher->again = true;
        return;
    }
    watcher->again = false;
    const auto left = std::chrono::duration_cast<seconds>(watcher->until - timers_.clock().now());
    std::string state = "terminated;reason=timeout";
    if (!watcher->over) {
        state = "active;expires=";
        state += std::to_string(std::max<std::int64_t>(left.count(), 0));
    }
    const std::array headers{ExtraHeader{"Event", watcher->event},
                             ExtraHeader{"Subscription-State", state}};
    const std::string body = state_(watcher->resource);
    const bool last = watcher->over;
    const std::weak_ptr<Watcher> weak = watcher;
    const auto sent =
        agent_.request(watcher->dialog, "NOTIFY", watcher->peer, headers,
                       BodyView(package_.type, std::string_view(body)),
                       [this, weak, last](int status, const Message*) {
                           const auto one = weak.lock();
                           if (!one)
                               return;
                           one->waiting = false;
                           if (last || !is_success(status)) // §4.2.2: the subscription is gone
                               remove(one.get());
                           else if (one->again || one->over)
                               notify(one);
                       });
    if (sent)
        watcher->waiting = true;
    else
        remove(watcher.get());
}

void Notifier::remove(const Watcher* watcher) {
    std::erase_if(watchers_, [&](const auto& one) { return one.get() == watcher; });
}

} // namespace sipi
