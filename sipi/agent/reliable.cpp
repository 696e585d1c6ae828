// Provisional responses that the peer acknowledges, the answering side: RFC 3262 §3.
//
//            send                      64*T1, final response
//   idle ───────────► unacknowledged ────────────────────────► over
//        ◄───────────   18x again after T1, 2*T1, 4*T1 ...
//            PRACK
#include "sipi/agent/reliable.h"

#include <array>
#include <string_view>

namespace sipi {

ReliableResponses::ReliableResponses(base::Timers& timers, base::Duration t1, std::uint32_t first,
                                     std::function<void()> repeat, std::function<void()> expired)
    : t1_(t1), rseq_(first), send_again_(std::move(repeat)), expired_(std::move(expired)),
      repeat_timer_(timers, [this] { on_repeat(); }), limit_timer_(timers, [this] { expired_(); }) {
}

bool ReliableResponses::step(Step step) {
    struct Row {
        State in;
        Step step;
        State next;
        std::string_view clause;
    };
    static constexpr std::array kSteps{
        Row{State::idle, Step::send, State::unacknowledged, "RFC 3262 §3"},
        Row{State::unacknowledged, Step::prack, State::idle, "RFC 3262 §3"},
        Row{State::idle, Step::close, State::over, "RFC 3262 §3: none after a final response"},
        Row{State::unacknowledged, Step::close, State::over, "RFC 3262 §3: not repeated any more"},
    };
    for (const Row& row : kSteps)
        if (row.in == state_ && row.step == step) {
            state_ = row.next;
            return true;
        }
    return false;
}

std::uint32_t ReliableResponses::send(bool with_body) {
    step(Step::send);
    with_body_ = with_body;
    unacknowledged_ = rseq_++;
    interval_ = t1_;
    repeat_timer_.arm(interval_);
    limit_timer_.arm(t1_ * 64);
    return *unacknowledged_;
}

void ReliableResponses::on_repeat() {
    interval_ *= 2;
    repeat_timer_.arm(interval_);
    send_again_();
}

std::optional<ReliableResponses::Held> ReliableResponses::next() {
    if (state_ != State::idle || held_.empty())
        return std::nullopt;
    std::optional<Held> out(std::move(held_.front()));
    held_.pop_front();
    return out;
}

std::optional<ReliableResponses::Held> ReliableResponses::take_2xx() {
    if (keeps_back_2xx())
        return std::nullopt;
    return std::exchange(final_, std::nullopt);
}

ReliableResponses::Match ReliableResponses::acknowledge(std::uint32_t rseq) {
    if (unacknowledged_ != rseq)
        return Match::none;
    unacknowledged_.reset();
    repeat_timer_.cancel();
    limit_timer_.cancel();
    return step(Step::prack) ? Match::current : Match::late;
}

void ReliableResponses::close() {
    step(Step::close);
    repeat_timer_.cancel();
    limit_timer_.cancel();
    held_.clear();
    final_.reset();
}

} // namespace sipi
