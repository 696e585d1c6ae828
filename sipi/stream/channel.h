// What carries the octets of a SIP connection: the socket itself, or TLS on it (RFC 3261 §26.3.1).
#pragma once

#include "base/octets.h"
#include "sipi/endpoint.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace sipi {

/// One connection's octets. Nothing blocks. Thread: the signalling loop. Owner: the connection,
/// which owns the socket too.
class StreamChannel {
  public:
    enum class Status : std::uint8_t {
        done,       ///< some octets went through
        wait_read,  ///< again when the socket is readable
        wait_write, ///< again when it is writable
        closed,     ///< by the other end, in order
        failed,     ///< failure() says why
    };
    virtual ~StreamChannel() = default;

    /// Before the first octet; to be repeated until it is done.
    virtual Status handshake() = 0;
    virtual Status read(std::uint8_t* to, std::size_t most, std::size_t& got) = 0;
    virtual Status write(base::Octets octets, std::size_t& sent) = 0;
    /// Tells the other end that no more comes; best effort.
    virtual void close() = 0;
    /// Octets are inside that the socket's readability does not tell of.
    virtual bool holds_octets() const { return false; }
    virtual std::string failure() const = 0;
    /// For people: "TLSv1.3 TLS_AES_256_GCM_SHA384, carrier.example"; empty: in clear.
    virtual std::string description() const { return {}; }
};

/// Makes the channels of one transport. Owner: main; outlives the transport.
class ChannelMaker {
  public:
    virtual ~ChannelMaker() = default;
    /// For a connection that was accepted from `peer`.
    virtual std::unique_ptr<StreamChannel> accepted(int socket, const Endpoint& peer) = 0;
    /// For a connection to `peer`.
    virtual std::unique_ptr<StreamChannel> connecting(int socket, const Endpoint& peer) = 0;
};

/// The socket as it is: TCP.
class PlainChannels final : public ChannelMaker {
  public:
    std::unique_ptr<StreamChannel> accepted(int socket, const Endpoint& peer) override;
    std::unique_ptr<StreamChannel> connecting(int socket, const Endpoint& peer) override;
};

} // namespace sipi
