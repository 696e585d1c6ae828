// Where the daemon is heard in SIP: its UDP, TCP and TLS listeners, as the conf file names them.
#pragma once

#include "base/loop.h"
#include "gateway/config/config.h"
#include "gateway/console/views.h"
#include "gateway/legs/peer_servers.h"
#include "gateway/legs/sip_side.h"
#include "sipi/stream/stream_transport.h"
#include "sipi/tls/tls_channels.h"

#include <memory>
#include <vector>

namespace gateway {

/// Thread: the signalling loop. Owner: the daemon, which makes it before the SIP side, opens it
/// once, and destroys it after.
class Listeners {
  public:
    explicit Listeners(base::Loop& loop) : loop_(loop) {}

    /// Binds all of them for `sip`. Errors: std::system_error, std::runtime_error (start-up only).
    void open(const config::Config& config, legs::SipSide& sip, const legs::PeerServers& servers);
    /// Certificates are read anew; limits hold from now on, what is connected stays. Errors: which
    /// file, and why; all stays as it was.
    base::Result<void, std::string> configure(const config::Config& config);

    std::vector<console::ListenerView> view() const;
    std::vector<console::ConnectionView> connections() const;

  private:
    sipi::StreamSettings stream_settings(const config::Config& config) const;
    std::optional<sipi::tls::Expected> expected(const sipi::Endpoint& peer) const;

    base::Loop& loop_;
    legs::SipSide* sip_ = nullptr;
    const legs::PeerServers* servers_ = nullptr;
    sipi::PlainChannels plain_;
    sipi::tls::TlsChannels tls_;
    std::vector<std::unique_ptr<sipi::Transport>> transports_;
    std::vector<sipi::StreamTransport*> streams_; ///< those of transports_ that have connections
};

} // namespace gateway
