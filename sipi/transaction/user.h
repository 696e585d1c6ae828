// What the transaction layer tells its user, the core of the user agent (RFC 3261 §17: "TU").
#pragma once

#include "sipi/message.h"
#include "sipi/wire.h"

namespace sipi {
class Transport;
struct Endpoint;
} // namespace sipi

namespace sipi::transaction {

class Transaction;

/// Messages are valid during the call only.
class User {
  public:
    virtual ~User() = default;

    /// Before a transaction is made of a new request: false drops it without an answer.
    virtual bool takes(const Message& /*request*/, const Endpoint& /*source*/) { return true; }
    /// A new request, CANCEL included, ACK not. Answer it with Layer::respond(), now or later.
    virtual void on_request(Transaction& server, const Message& request) = 0;
    /// An ACK that ends no failed INVITE: of a 2xx. `server` is null unless the ACK matched an
    /// accepted transaction (RFC 6026 §6).
    virtual void on_ack(Transaction* server, const Message& ack, const Endpoint& source) = 0;
    /// Each response that is not a retransmission; several 2xx when an INVITE was forked.
    virtual void on_response(Transaction& client, const Message& response) = 0;
    /// Timers B and F: nobody answered; timer H: nobody acknowledged.
    virtual void on_timeout(Transaction& transaction) = 0;
    virtual void on_transport_error(Transaction& transaction) = 0;
    /// A connection has broken or could not be opened, or an ICMP error has come.
    virtual void on_unreachable(const Endpoint& /*peer*/) {}
    /// The last call: forget the transaction.
    virtual void on_terminated(Transaction& transaction) = 0;
};

} // namespace sipi::transaction
