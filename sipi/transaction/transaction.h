// One transaction, whichever of the four machines runs it: RFC 3261 §17.
#pragma once

#include "sipi/endpoint.h"
#include "sipi/message.h"
#include "sipi/transaction/machine.h"
#include "sipi/wire.h"

#include <string>
#include <string_view>

namespace sipi {
class Transport;
}

namespace sipi::transaction {

class Layer;

/// Common part of the machines: what identifies the transaction, what it sent last, its two timers.
///
/// Owner: the Layer, which destroys it some time after it is terminated; User::on_terminated() is
/// the moment to forget it. Thread: the signalling loop.
class Transaction {
  public:
    virtual ~Transaction() = default;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    virtual std::string_view machine() const = 0; ///< "INVITE client" ...
    virtual bool is_client() const = 0;
    bool is_invite() const { return method_ == Method::invite; }
    State state() const { return state_; }
    Method method() const { return method_; }
    /// The transaction's key: the branch of a client; branch and sent-by of a server (RFC 3261
    /// §17.1.3, §17.2.3).
    const std::string& key() const { return key_; }
    const Endpoint& peer() const { return peer_; }
    Transport& transport() const { return *transport_; }
    base::TimePoint since() const { return since_; }
    /// Octets last sent: the request of a client, the response of a server; empty when none is
    /// kept.
    const std::string& octets() const { return octets_; }

    SessionId session() const { return session_; }
    void set_session(SessionId session) { session_ = session; }

    /// Runs the machine's table. `message` is what was received, null for timers and sends.
    virtual void handle(Event event, const Message* message) = 0;
    /// Arms its timers and sends its request, once more where the transport has changed; servers do
    /// neither.
    virtual void begin() {}
    /// True when this final response was received before.
    virtual bool is_repeated(const Message&) const { return false; }

  protected:
    struct Start {
        Layer& layer;
        Transport& transport;
        Endpoint peer;
        Method method;
        std::string key;
        SessionId session;
    };
    explicit Transaction(Start start);

    /// Finds the rule for state and event, runs it, tells the user what the rule says, retires when
    /// terminated.
    template <class Machine, std::size_t N>
    void run(Machine& machine, const std::array<Rule<Machine>, N>& rules, Event event,
             const Message* message) {
        log_event(event);
        for (const Rule<Machine>& rule : rules)
            if (rule.in == state_ && rule.on == event) {
                received_ = message;
                state_ = (machine.*rule.then)();
                received_ = nullptr;
                conclude(rule.tell, message);
                return;
            }
        unexpected(event);
    }

    /// Sends `octets_` the first time, or again.
    void send();
    void send_again();
    void transmit(const std::string& octets, const Endpoint& to, bool again);
    /// Takes over the response that the user passed to Layer::respond(), if any, and sends it.
    void send_response();

    /// Starts a timer with its length of Table 4. Of a reliable transport A, E and G do not run at
    /// all.
    void arm_repeat(Event timer);
    void arm_repeat(Event timer, base::Duration after);
    void arm_limit(Event timer);
    void stop_repeat() { repeat_.cancel(); }
    void stop_timers();
    /// A, E, G: sends again and doubles the interval up to `most`.
    void repeat(Event timer, base::Duration most);

    const Times& times() const;
    bool reliable() const;

    Layer& layer_;
    Transport* transport_; ///< never null
    Endpoint peer_;
    std::string key_;
    std::string octets_;
    State state_ = State::terminated;
    const Message* received_ = nullptr; // during a rule only

  private:
    friend class Layer;
    void log_event(Event event) const;
    void unexpected(Event event);
    void conclude(Tell tell, const Message* message);

    Method method_;
    bool retired_ = false;
    bool failing_ = false; // in the layer's list of those whose send failed
    /// A client whose request is too large for them goes by a stream, and by this if that fails
    /// (RFC 3261 §18.1.1).
    Transport* datagrams_ = nullptr;
    Event repeat_event_ = Event::timer_a;
    Event limit_event_ = Event::timer_b;
    SessionId session_;
    base::TimePoint since_;
    base::Duration interval_{};
    base::Timer repeat_; // A, E, G, 100
    base::Timer limit_;  // B, D, F, H, I, J, K, L, M

    // The layer's tables run through these.
    std::uint64_t key_hash_ = 0;
    std::uint16_t sent_by_port_ = 0; ///< of the client where its connection may break; 0: none
    Transaction* key_next_ = nullptr;
    std::uint64_t merge_hash_ = 0; // 0: not in the table of RFC 3261 §8.2.2.2
    Transaction* merge_next_ = nullptr;
};

} // namespace sipi::transaction
