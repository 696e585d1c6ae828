// SIP over TLS: contexts, handshakes and who the other end is; RFC 3261 §26.3, RFC 5922.
#pragma once

#include "base/result.h"
#include "sipi/stream/channel.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sipi::tls {

enum class Version : std::uint8_t { tls_1_2, tls_1_3 };

/// What the other end must be.
struct Expected {
    std::string name;   ///< a domain, or an IP address; empty: any name of a chain that holds
    bool verify = true; ///< false: neither chain nor name is looked at
};

struct Settings {
    std::string certificate;     ///< PEM file, chain included; empty: none, so nobody can connect
    std::string private_key;     ///< PEM file; empty: in the certificate's
    std::string authorities;     ///< PEM file of CAs; empty: the system's
    bool verify_clients = false; ///< who connects must have a certificate (mutual TLS)
    Version least = Version::tls_1_2;
    /// Of the peer at this address; asked in each handshake. Null or nullopt: for one that we
    /// connect to its address, for one that connects nothing but `verify_clients`.
    std::function<std::optional<Expected>(const Endpoint& peer)> expected{};
};

/// Thread: the signalling loop. Owner: main.
class TlsChannels final : public ChannelMaker {
  public:
    TlsChannels();
    ~TlsChannels() override;

    /// Reads the files; what is connected stays as it is. Errors: which file, and why; all stays as
    /// it was.
    base::Result<void, std::string> configure(Settings settings);

    std::unique_ptr<StreamChannel> accepted(int socket, const Endpoint& peer) override;
    std::unique_ptr<StreamChannel> connecting(int socket, const Endpoint& peer) override;

    struct Counters {
        std::uint64_t handshakes = 0, resumed = 0, failed = 0;
    };
    const Counters& counters() const;

  private:
    struct Contexts;
    std::unique_ptr<Contexts> contexts_;
};

} // namespace sipi::tls
