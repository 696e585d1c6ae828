// SIP over connections, TCP or TLS: RFC 3261 §18, RFC 5923.
#pragma once

#include "base/loop.h"
#include "sipi/local_address.h"
#include "sipi/stream/channel.h"
#include "sipi/transport.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace sipi {

struct StreamSettings {
    std::size_t max_message = 65535; ///< octets; a longer one closes its connection
    /// To be connected, TLS handshake included; of one accepted, likewise.
    base::Duration connect_timeout = std::chrono::seconds(4);
    /// From the first octet of a message to its last, and from a connection to its first message.
    base::Duration message_timeout = std::chrono::seconds(10);
    base::Duration pong_timeout = std::chrono::seconds(10); ///< RFC 5626 §4.4.1
    base::Duration idle_timeout = std::chrono::minutes(10); ///< without a message either way
    std::size_t max_connections = 1000;
    std::size_t max_of_source = 100; ///< accepted ones from one address that is not `known`
    std::size_t max_queue = 1 << 20; ///< octets that may wait for one connection
    /// Differentiated services code point, 0 to 63 (RFC 2474).
    unsigned dscp = 0;
    /// Asked of who connects; false: closed at once. Null: everybody may.
    std::function<bool(const Endpoint&)> admits{};
    /// A source that the limit of one address is not for. Null: nobody.
    std::function<bool(const Endpoint&)> known{};
};

struct StreamCounters {
    std::uint64_t accepted = 0, connected = 0;
    std::uint64_t refused = 0; ///< at once: a limit, or not admitted
    std::uint64_t failed = 0;  ///< to connect, or in the TLS handshake
    std::uint64_t broken = 0;  ///< by the network or by octets that are no SIP
    std::uint64_t slow = 0;    ///< a handshake or a message that took too long
    std::uint64_t idle = 0;    ///< closed after idle_timeout
};

/// A listener and all its connections, accepted and made. A message to an endpoint goes by the
/// connection that is with it, whoever made that; else one is made.
///
/// Thread: the signalling loop. `loop`, `timers` and `channels` outlive it.
class StreamTransport final : public Transport {
  public:
    /// Listens at `local` (kind tcp or tls); port 0 takes a free one. Errors: std::system_error
    /// (start-up only).
    StreamTransport(base::Loop& loop, const Endpoint& local, ChannelMaker& channels,
                    StreamSettings settings);
    ~StreamTransport() override;
    StreamTransport(const StreamTransport&) = delete;
    StreamTransport& operator=(const StreamTransport&) = delete;

    TransportKind kind() const override { return local_.kind; }
    const Endpoint& local() const override { return local_; }
    Endpoint local_for(const Endpoint& peer) const override;
    bool can_reach(const Endpoint& peer) const override;
    bool holds(const Endpoint& peer) const override { return connections_.contains(peer); }
    base::Result<void, TransportError> send(base::Octets message,
                                            const Endpoint& destination) override;
    bool keep_alive(const Endpoint& peer, bool answered) override;
    void listen(TransportListener* listener) override { listener_ = listener; }
    const TransportCounters& counters() const override { return counters_; }

    /// From now on; connections that are there stay.
    void configure(StreamSettings settings) { settings_ = std::move(settings); }
    const StreamCounters& stream_counters() const { return stream_; }
    struct View {
        Endpoint peer;
        bool accepted = false;
        std::string_view state; ///< "connecting", "handshake", "open"
        std::string security;   ///< StreamChannel::description()
        base::Duration since{}, idle{};
        std::uint64_t messages_in = 0, messages_out = 0;
        std::size_t queued = 0; ///< octets
    };
    std::vector<View> connections() const;

  private:
    struct Connection;
    enum class End : std::uint8_t;
    enum class Waits : std::uint8_t;

    void accept_some();
    bool may_accept(const Endpoint& source);
    Connection* connect_to(const Endpoint& peer);
    Connection& adopt(int socket, const Endpoint& peer, bool accepted);
    void on_connected(Connection& connection);
    void shake_hands(Connection& connection);
    void on_readable(Connection& connection);
    void read(Connection& connection);
    bool deliver(Connection& connection);
    void mark_dirty(Connection& connection);
    void write(Connection& connection);
    void await_writable(Connection& connection);
    void set_deadline(Connection& connection);
    base::Duration time_for(Waits what) const;
    void on_deadline(Connection& connection);
    void end(Connection& connection, End why, const std::string& detail = {});
    void finish_turn();

    base::Loop& loop_;
    ChannelMaker& channels_;
    StreamSettings settings_;
    int socket_ = -1;
    Endpoint local_;
    mutable LocalAddresses addresses_;
    TransportListener* listener_ = nullptr;
    TransportCounters counters_;
    StreamCounters stream_;
    std::unordered_map<Endpoint, std::unique_ptr<Connection>, EndpointHash> connections_;
    std::unordered_map<Endpoint, std::size_t, EndpointHash> of_source_; ///< accepted; port 0
    std::vector<Connection*> dirty_; ///< have octets to send at the end of the turn
    std::vector<std::unique_ptr<Connection>> dead_;
    std::unique_ptr<std::uint8_t[]> input_;
    std::shared_ptr<StreamTransport*> alive_; // the loop's end-of-turn work outlives us
    std::unique_ptr<base::Loop::Watch> acceptable_;
    base::Timer pause_; ///< of accepting, when there are no descriptors left
    bool refusals_logged_ = false;
};

} // namespace sipi
