// The common part of the transaction machines, RFC 3261 §17.
#include "sipi/transaction/transaction.h"

#include "base/log.h"
#include "sipi/transaction/layer.h"
#include "sipi/transport.h"

#include <algorithm>

namespace sipi::transaction {

Transaction::Transaction(Start start)
    : layer_(start.layer), transport_(&start.transport), peer_(start.peer),
      key_(std::move(start.key)), method_(start.method), session_(start.session),
      since_(layer_.timers().clock().now()),
      repeat_(layer_.timers(), [this] { handle(repeat_event_, nullptr); }),
      limit_(layer_.timers(), [this] { handle(limit_event_, nullptr); }) {}

const Times& Transaction::times() const {
    return layer_.times();
}
bool Transaction::reliable() const {
    return is_reliable(transport_->kind());
}

void Transaction::log_event(Event event) const {
    if (base::log::enabled(base::log::Level::debug))
        base::log::debug("sip", "{} {}({}){{{}}}: got {}", machine(), text(method_), key_,
                         name(state_), name(event));
}

void Transaction::unexpected(Event event) {
    ++layer_.counters().unexpected;
    if (base::log::enabled(base::log::Level::debug))
        base::log::debug("sip", "{} {}({}){{{}}}: {} is not expected, ignored", machine(),
                         text(method_), key_, name(state_), name(event));
}

void Transaction::conclude(Tell tell, const Message* message) {
    User& user = layer_.user();
    switch (tell) {
    case Tell::nothing:
        break;
    case Tell::response:
        user.on_response(*this, *message);
        break;
    case Tell::ack:
        user.on_ack(this, *message, peer_);
        break;
    case Tell::timeout:
        ++layer_.counters().timeouts;
        user.on_timeout(*this);
        break;
    case Tell::transport_error:
        user.on_transport_error(*this);
        break;
    }
    if (state_ == State::terminated)
        layer_.retire(*this);
}

void Transaction::send() {
    transmit(octets_, peer_, false);
}
void Transaction::send_again() {
    transmit(octets_, peer_, true);
}

void Transaction::transmit(const std::string& octets, const Endpoint& to, bool again) {
    if (octets.empty())
        return;
    // RFC 3261 §18.2.2: where the request's connection is no more, to where the client listens
    Endpoint there = to;
    if (sent_by_port_ != 0 && !transport_->holds(to))
        there.port = sent_by_port_;
    if (!layer_.transmit(octets, there, *transport_, session_, again))
        layer_.note_failure(*this);
}

void Transaction::send_response() {
    const bool fresh = layer_.take_response(octets_);
    if (fresh)
        send();
    else
        send_again();
}

void Transaction::arm_repeat(Event timer) {
    if (!reliable())
        arm_repeat(timer, length(timer, times(), false));
}

void Transaction::arm_repeat(Event timer, base::Duration after) {
    repeat_event_ = timer;
    interval_ = after;
    repeat_.arm(after);
}

void Transaction::arm_limit(Event timer) {
    limit_event_ = timer;
    limit_.arm(length(timer, times(), reliable()));
}

void Transaction::stop_timers() {
    repeat_.cancel();
    limit_.cancel();
}

void Transaction::repeat(Event timer, base::Duration most) {
    send_again();
    arm_repeat(timer, std::min(interval_ * 2, most));
}

} // namespace sipi::transaction
