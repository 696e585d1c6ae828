// What a peer that sent REFER is told: the implicit subscription of RFC 3515 §2.4.4.
#include "gateway/legs/referral.h"

#include "sipi/refer.h"
#include "sipi/status.h"

#include <algorithm>
#include <array>

namespace legs {
namespace {

// Longer than a call may ring (T9, Q.764 Table A.1).
constexpr unsigned kExpires = 300;
constexpr std::size_t kMostPending = 4;

} // namespace

Referral::Referral(base::Timers& timers, sipi::Session& session, std::string id, bool subscribed)
    : Referral(
          timers,
          [&session](sipi::ExtraHeaders headers, sipi::BodyView body) {
              return session.request("NOTIFY", body, headers).ok();
          },
          std::move(id), subscribed) {}

Referral::Referral(base::Timers& timers, Send send, std::string id, bool subscribed)
    : timers_(timers), send_(std::move(send)), event_("refer"), subscribed_(subscribed),
      until_(timers.clock().now() + std::chrono::seconds(kExpires)),
      expiry_(timers, [this] { end("timeout"); }) {
    if (!id.empty())
        event_.append(";id=").append(id);
    if (subscribed_)
        expiry_.arm(std::chrono::seconds(kExpires));
}

unsigned Referral::seconds_left() const {
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(until_ - timers_.clock().now());
    return static_cast<unsigned>(std::max<std::int64_t>(left.count(), 0));
}

void Referral::report(int status) {
    if (!active())
        return;
    last_ = status;
    notify(status, sipi::is_final(status) ? "noresource" : "");
}

void Referral::end(std::string_view reason) {
    if (active())
        notify(last_, reason);
}

unsigned Referral::refresh(unsigned seconds) {
    if (seconds == 0) {
        end("timeout");
        return 0;
    }
    const unsigned granted = std::min(seconds, kExpires);
    until_ = timers_.clock().now() + std::chrono::seconds(granted);
    expiry_.arm(std::chrono::seconds(granted));
    notify(last_, "");
    return granted;
}

void Referral::notify(int status, std::string_view ended) {
    std::string state = "active;expires=";
    if (ended.empty())
        state += std::to_string(seconds_left());
    else
        state.assign("terminated;reason=").append(ended);
    if (!ended.empty()) {
        over_ = true;
        expiry_.cancel();
    }
    if (pending_.size() == kMostPending)
        pending_.pop_back(); // the newest counts
    pending_.push_back({status, std::move(state)});
    send_next();
}

void Referral::send_next() {
    if (waiting_ || pending_.empty())
        return;
    const Pending next = std::move(pending_.front());
    pending_.pop_front();
    const std::string fragment = sipi::status_fragment(next.status);
    const std::array headers{sipi::ExtraHeader{"Event", event_},
                             sipi::ExtraHeader{"Subscription-State", next.state}};
    waiting_ = send_(headers, sipi::BodyView(sipi::kSipFragment, std::string_view(fragment)));
}

void Referral::answered(int status) {
    waiting_ = false;
    if (!sipi::is_success(status)) {
        over_ = true;
        expiry_.cancel();
        pending_.clear();
    }
    send_next();
}

} // namespace legs
