// SIP over UDP, RFC 3261 §18: datagrams read and written in batches.
#pragma once

#include "base/loop.h"
#include "sipi/transport.h"

#include <memory>
#include <vector>

namespace sipi {

/// One UDP socket, IPv4 or IPv6.
///
/// Received datagrams are read up to 64 a system call (recvmmsg). Sent ones wait until the end of
/// the loop's turn and leave together (sendmmsg). ICMP errors come back through the socket's error
/// queue as on_unreachable(). Thread: the signalling loop. `loop` outlives it.
class UdpTransport final : public Transport {
  public:
    /// Binds to `local`; port 0 takes a free one. `dscp`: of its packets (RFC 2474). Errors:
    /// std::system_error (start-up only).
    UdpTransport(base::Loop& loop, const Endpoint& local, unsigned dscp = 0);
    ~UdpTransport() override;
    UdpTransport(const UdpTransport&) = delete;
    UdpTransport& operator=(const UdpTransport&) = delete;

    TransportKind kind() const override { return TransportKind::udp; }
    const Endpoint& local() const override { return local_; }
    Endpoint local_for(const Endpoint& peer) const override;
    bool can_reach(const Endpoint& peer) const override;
    base::Result<void, TransportError> send(base::Octets message,
                                            const Endpoint& destination) override;
    void listen(TransportListener* listener) override { listener_ = listener; }
    const TransportCounters& counters() const override { return counters_; }

    /// Sends what is queued now. The loop does it at the end of each turn.
    void flush();

  private:
    struct Batch; // buffers and headers of recvmmsg and sendmmsg

    void read();
    void read_batch(std::size_t count);
    void read_errors();
    void write_some();
    void wait_until_writable();

    base::Loop& loop_;
    int socket_ = -1;
    Endpoint local_;
    bool any_address_ = false;
    TransportListener* listener_ = nullptr;
    TransportCounters counters_;
    std::unique_ptr<Batch> batch_;
    std::shared_ptr<UdpTransport*> alive_; // the loop's end-of-turn work outlives us
    std::unique_ptr<base::Loop::Watch> readable_;
    std::unique_ptr<base::Loop::Watch> writable_;
};

} // namespace sipi
