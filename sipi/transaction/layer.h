// The transaction layer: finds or makes the transaction of each message, RFC 3261 §17.1.3, §17.2.3,
// §18.
#pragma once

#include "base/timers.h"
#include "sipi/authenticator.h"
#include "sipi/guard.h"
#include "sipi/overload.h"
#include "sipi/random.h"
#include "sipi/transaction/hash_chains.h"
#include "sipi/transaction/transaction.h"
#include "sipi/transaction/user.h"
#include "sipi/transport.h"
#include "sipi/wire.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace sipi::transaction {

class InviteClient;

/// Owner of all transactions. It listens to the transports and speaks to one User.
///
/// Thread: the signalling loop. `timers`, `random`, `counters`, `user` and all transports outlive
/// it.
class Layer final : public TransportListener {
  public:
    Layer(base::Timers& timers, Random& random, AgentCounters& counters, User& user, Times times);
    ~Layer() override;

    void add_transport(Transport& transport);
    /// The listener that reaches `peer`; null: none does.
    Transport* transport_to(const Endpoint& peer) const;
    /// Transport::keep_alive(); false as well: no listener reaches the peer.
    bool keep_alive(const Endpoint& peer, bool answered);
    /// What peers shall see as sent-by and Contact host instead of the transport's address.
    void advertise(std::string host, std::uint16_t port);
    /// "192.0.2.1:5060" as `peer` reaches us through `transport`; cached.
    const std::string& sent_by(const Transport& transport, const Endpoint& peer);

    // --- clients
    /// Puts a Via with a fresh branch on top and sends it; INVITE or not makes the machine.
    Transaction& send_request(Message& request, Transport& transport, const Endpoint& peer,
                              SessionId session);
    /// CANCEL for an INVITE in proceeding (RFC 3261 §9.1): a transaction of its own with the same
    /// branch. `extend` may add headers. The INVITE's octets must still be there (no final response
    /// yet).
    template <class Extend>
    Transaction* cancel(Transaction& invite, const Extend& extend);
    /// Sends outside any transaction: the ACK of a 2xx, with a fresh branch. Returns its octets.
    std::string send_ack(Message& ack, Transport& transport, const Endpoint& peer,
                         SessionId session);
    /// Ends a client transaction that nobody waits for any more, without a word to the user.
    void abandon(Transaction& client);

    // --- servers
    /// The status decides the event. Never a 408, nor 1xx, to anything but INVITE (RFC 4320): false
    /// then.
    bool respond(Transaction& server, const Message& response);
    /// Sends the kept 2xx (RFC 3261 §13.3.1.4) or 1xx (§13.3.1.1) once more.
    void respond_again(Transaction& server);
    /// The INVITE that this CANCEL wants to end; null: none (RFC 3261 §9.2).
    Transaction* find_cancelled(const Message& cancel) const;

    /// For User::on_request() and on_ack(): shows the message in hand to the tap as one of
    /// `session`.
    void show_received(SessionId session);

    /// Asked of everything that comes; outlives the layer. Null: all is let in.
    void guard(Guard* guard) { guard_ = guard; }
    /// Stamps and offers of RFC 7339; outlives the layer. Null: none.
    void overload(Overload* overload) { overload_ = overload; }
    /// Puts known credentials into what is sent; outlives the layer. Null: none.
    void authenticate(Authenticator* authenticator) { authenticator_ = authenticator; }
    /// Requests of more than 1300 octets go by TCP where a listener has it (RFC 3261 §18.1.1).
    void large_by_stream(bool on) { large_by_stream_ = on; }
    void limits(const ParserLimits& limits) { limits_ = limits; }
    void tap(WireTap tap) { tap_ = std::move(tap); }
    std::size_t size() const { return clients_.size() + servers_.size(); }
    template <class Visit>
    void for_each(const Visit& visit) const {
        clients_.for_each(visit);
        servers_.for_each(visit);
    }

    // --- TransportListener
    void on_octets(base::Octets octets, const Endpoint& source, const Endpoint& local,
                   Transport& transport) override;
    void on_unreachable(const Endpoint& destination, Transport& transport) override;
    void on_broken_stream(const Endpoint& source, Transport& transport) override;

    // --- for the machines
    base::Timers& timers() { return timers_; }
    const Times& times() const { return times_; }
    AgentCounters& counters() { return counters_; }
    User& user() { return user_; }
    /// False: the transport refused it.
    bool transmit(const std::string& octets, const Endpoint& to, Transport& transport,
                  SessionId session, bool again);
    /// The transaction will get a transport_error event, from the loop and not from inside this
    /// call.
    void note_failure(Transaction& transaction);
    bool take_response(std::string& octets);
    void retire(Transaction& transaction);

  private:
    struct Received {
        base::Octets octets;
        const Endpoint* source;
        const Endpoint* local;
        bool shown;
    };

    bool is_silenced(const Endpoint& source);
    void note_malformed(const Endpoint& source, std::string_view why);
    void on_malformed(Malformed& malformed, const Endpoint& source, Transport& transport);
    void on_request(Message& request, const Endpoint& source, Transport& transport);
    void on_ack(Transaction* invite, const Message& ack, const Endpoint& source);
    void on_new_request(const Message& request, std::string key, std::uint64_t hash,
                        const Endpoint& peer, Transport& transport);
    void on_response(const Message& response, const Endpoint& source);
    void respond_statelessly(Message& request, int status, const Endpoint& source,
                             Transport& transport);
    bool is_merged(const Message& request, std::uint64_t merge_hash) const;
    void show(bool retransmission, SessionId session);
    void count_out(std::string_view octets, bool again);

    Transaction* find_client(std::string_view branch, Method method) const;
    Transaction* find_server(std::string_view key, Method method) const;
    std::uint64_t hash_of(std::string_view key, Method method) const;
    Transaction& adopt(std::unique_ptr<Transaction> transaction);
    std::string new_branch();
    void put_via(Message& request, const Transport& transport, const Endpoint& peer,
                 std::string_view branch);
    Message cancel_of(const Transaction& invite) const;
    Transaction& start_client(Method method, std::string branch, std::string octets,
                              Transport& transport, const Endpoint& peer, SessionId session);
    void fail_noted();
    Transport* stream_instead(const Endpoint& peer);
    bool fall_back(Transaction& client);
    void change_via(std::string& octets, const Transport& from, const Endpoint& from_peer,
                    const Transport& to, const Endpoint& to_peer);
    void sweep();

    base::Timers& timers_;
    Random& random_;
    AgentCounters& counters_;
    User& user_;
    Times times_;
    std::uint64_t seed_;
    Guard* guard_ = nullptr;
    Overload* overload_ = nullptr;
    Authenticator* authenticator_ = nullptr;
    ParserLimits limits_;
    WireTap tap_;
    std::vector<Transport*> transports_;
    std::string advertised_host_;
    std::uint16_t advertised_port_ = 0;
    std::unordered_map<Endpoint, std::string, EndpointHash> sent_by_;

    using ByKey = HashChains<Transaction, &Transaction::key_next_, &Transaction::key_hash_>;
    using ByMerge = HashChains<Transaction, &Transaction::merge_next_, &Transaction::merge_hash_>;
    ByKey clients_;
    ByKey servers_;
    ByMerge merges_;

    Received* received_ = nullptr; // while a datagram is in hand
    std::string response_;         // while respond() runs
    bool large_by_stream_ = true;
    /// Peers that took no stream, until when they are not asked again.
    std::unordered_map<Endpoint, base::TimePoint, EndpointHash> without_stream_;
    std::vector<Transaction*> failed_;
    std::vector<std::unique_ptr<Transaction>> retired_;
    std::unordered_set<Endpoint, EndpointHash> malformed_sources_; // logged once each change
    base::Timer fail_timer_;
    base::Timer sweep_timer_;
};

template <class Extend>
Transaction* Layer::cancel(Transaction& invite, const Extend& extend) {
    if (invite.octets().empty())
        return nullptr;
    Message cancel = cancel_of(invite);
    extend(cancel);
    std::string octets;
    cancel.serialize(octets);
    return &start_client(Method::cancel, invite.key(), std::move(octets), invite.transport(),
                         invite.peer(), invite.session());
}

} // namespace sipi::transaction
