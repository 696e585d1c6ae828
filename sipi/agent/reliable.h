// Provisional responses that the peer acknowledges, the answering side: RFC 3262 §3.
#pragma once

#include "base/timers.h"
#include "sipi/session.h"

#include <deque>
#include <functional>
#include <optional>

namespace sipi {

/// What is on its way of one INVITE's provisional responses, and what waits behind it: one at a
/// time is unacknowledged, the next leaves with its PRACK.
///
/// Thread: the signalling loop. Owner: the InviteSession, which sends and answers.
class ReliableResponses {
  public:
    enum class State : std::uint8_t {
        idle,           ///< each one sent has its PRACK
        unacknowledged, ///< one is repeated until its PRACK comes
        over,           ///< a final response has gone, or no PRACK came
    };
    /// A response that waits for the PRACK of the one before.
    struct Held {
        int status = 0;
        RequestAnswer content; ///< its status stands above
        Delivery delivery = Delivery::once;
    };

    /// `first`: the RSeq to begin with, 1 to 2^31 - 1. `repeat` sends the last response again,
    /// `expired` hears that no PRACK came for 64*T1.
    ReliableResponses(base::Timers& timers, base::Duration t1, std::uint32_t first,
                      std::function<void()> repeat, std::function<void()> expired);

    State state() const { return state_; }
    bool waiting() const { return state_ == State::unacknowledged; }
    /// RSeq of the next one; it is sent now.
    std::uint32_t send(bool with_body);
    void hold(Held held) { held_.push_back(std::move(held)); }
    /// The next that waits, when nothing is unacknowledged.
    std::optional<Held> next();
    /// A 2xx must wait: the offer or answer, or the ISUP, of an 18x may be lost yet (§3).
    bool keeps_back_2xx() const { return waiting() && (with_body_ || !held_.empty()); }
    void hold_2xx(Held held) { final_ = std::move(held); }
    bool holds_2xx() const { return final_.has_value(); }
    /// The 2xx that may go now.
    std::optional<Held> take_2xx();

    enum class Match : std::uint8_t { none, current, late };
    /// A PRACK: of the response under way (which is then acknowledged), of one that a final
    /// response has overtaken, or of none.
    Match acknowledge(std::uint32_t rseq);
    /// A final response goes, or the session has ended: nothing is repeated any more.
    void close();

  private:
    enum class Step : std::uint8_t { send, prack, close };
    bool step(Step step);
    void on_repeat();

    State state_ = State::idle;
    base::Duration t1_, interval_{};
    std::uint32_t rseq_; ///< of the next one
    std::optional<std::uint32_t> unacknowledged_;
    bool with_body_ = false;
    std::deque<Held> held_;
    std::optional<Held> final_;
    std::function<void()> send_again_, expired_;
    base::Timer repeat_timer_; ///< T1, doubling (§3)
    base::Timer limit_timer_;  ///< 64*T1 (§3)
};

} // namespace sipi
