// What a SIP transport is to the layers above it (RFC 3261 §18): octets out, whole messages in,
// errors as values.
#pragma once

#include "base/octets.h"
#include "base/result.h"
#include "sipi/endpoint.h"

#include <array>
#include <cstdint>

namespace sipi {

class Transport;

enum class TransportError : std::uint8_t {
    too_long,    ///< does not fit one datagram
    congested,   ///< the send queue is full
    unreachable, ///< the kernel or the network refused it (RFC 3261 §18.4)
    closed,
};

/// What a transport reports. Calls come from the signalling loop only, never from inside
/// Transport::send().
class TransportListener {
  public:
    virtual ~TransportListener() = default;
    /// The octets of one message: a datagram, or what Content-Length framed on a stream. They are
    /// valid during the call only. `local` is the address that they were sent to (a listener on
    /// 0.0.0.0 learns it here).
    virtual void on_octets(base::Octets octets, const Endpoint& source, const Endpoint& local,
                           Transport& transport) = 0;
    /// `destination` cannot be reached: an ICMP error, a refused or broken connection (RFC 3261
    /// §18.4).
    virtual void on_unreachable(const Endpoint& destination, Transport& transport) = 0;
    /// A connection brought octets that are no SIP messages; it is closed.
    virtual void on_broken_stream(const Endpoint& /*source*/, Transport& /*transport*/) {}
};

struct TransportCounters {
    std::uint64_t messages_in = 0;
    std::uint64_t messages_out = 0;
    std::uint64_t octets_in = 0;
    std::uint64_t octets_out = 0;
    std::uint64_t keep_alives_in = 0; ///< CRLF only (RFC 5626 §4.4.1), ignored
    std::uint64_t truncated = 0;      ///< datagrams longer than the receive buffer, dropped
    std::uint64_t send_failures = 0;
    std::uint64_t unreachable = 0; ///< ICMP errors reported by the kernel
    std::uint64_t reads = 0;       ///< system calls; messages_in / reads is the batch
    std::uint64_t writes = 0;
};

/// One listener (a UDP socket, or all the connections of a stream listener). Connections are the
/// transport's own business: the layers above name an Endpoint, the transport finds or opens the
/// connection to it.
///
/// Thread: the signalling loop. Owner: main; it outlives the Agent.
class Transport {
  public:
    virtual ~Transport() = default;

    virtual TransportKind kind() const = 0;
    /// Where it listens, with the port that the kernel chose when 0 was asked for.
    virtual const Endpoint& local() const = 0;
    /// The address at which `peer` can reach this listener: local(), or the address of the route to
    /// it when local() is 0.0.0.0 or ::. Goes into Via, Contact and SDP.
    virtual Endpoint local_for(const Endpoint& peer) const = 0;
    /// True when it can send to `peer`: same kind, same address family.
    virtual bool can_reach(const Endpoint& peer) const = 0;

    /// A message to `peer` needs no new connection. Always so where there are none.
    virtual bool holds(const Endpoint& /*peer*/) const { return true; }

    /// Sends one message; it may be queued until the end of this turn of the loop. The octets are
    /// copied. Errors: those known at once; later ones come as on_unreachable().
    virtual base::Result<void, TransportError> send(base::Octets message,
                                                    const Endpoint& destination) = 0;

    /// Sends the double CRLF of RFC 5626 §3.5.1; false: it could not. Where there are connections:
    /// only by one that is there, and `answered` ends it (on_unreachable) when no CRLF comes back
    /// in ten seconds (§4.4.1).
    virtual bool keep_alive(const Endpoint& peer, bool /*answered*/) {
        return send(kPing, peer).ok();
    }

    /// Set once, before the first octets arrive; null silences it.
    virtual void listen(TransportListener* listener) = 0;
    virtual const TransportCounters& counters() const = 0;

  protected:
    static constexpr std::array<std::uint8_t, 4> kPing{'\r', '\n', '\r', '\n'};
};

} // namespace sipi
