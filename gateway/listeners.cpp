// Where the daemon is heard in SIP: its UDP, TCP and TLS listeners, as the conf file names them.
#include "gateway/listeners.h"

#include "base/log.h"
#include "sipi/udp.h"

#include <algorithm>
#include <stdexcept>

namespace gateway {
namespace {

sipi::tls::Settings tls_settings(const config::Tls& tls) {
    sipi::tls::Settings settings;
    settings.certificate = tls.certificate;
    settings.private_key = tls.private_key;
    settings.authorities = tls.authorities;
    settings.verify_clients = tls.verify_clients;
    settings.least = tls.min_version == config::TlsVersion::tls_1_3 ? sipi::tls::Version::tls_1_3
                                                                    : sipi::tls::Version::tls_1_2;
    return settings;
}

} // namespace

void Listeners::open(const config::Config& config, legs::SipSide& sip,
                     const legs::PeerServers& servers) {
    sip_ = &sip;
    servers_ = &servers;
    if (const auto ready = configure(config); !ready)
        throw std::runtime_error(ready.error());
    for (const config::Listen& listen : config.sip.listen) {
        sipi::Endpoint endpoint = *sipi::Endpoint::from_text(listen.endpoint.text());
        if (listen.transport == config::Transport::udp) {
            transports_.push_back(
                std::make_unique<sipi::UdpTransport>(loop_, endpoint, config.sip.dscp));
        } else {
            const bool secure = listen.transport == config::Transport::tls;
            endpoint.kind = secure ? sipi::TransportKind::tls : sipi::TransportKind::tcp;
            sipi::ChannelMaker& channels = secure ? static_cast<sipi::ChannelMaker&>(tls_) : plain_;
            auto made = std::make_unique<sipi::StreamTransport>(loop_, endpoint, channels,
                                                                stream_settings(config));
            streams_.push_back(made.get());
            transports_.push_back(std::move(made));
        }
        sip.agent().add_transport(*transports_.back());
        base::log::info("sip", "listening on {}:{}", config::name(listen.transport),
                        transports_.back()->local().text());
    }
}

base::Result<void, std::string> Listeners::configure(const config::Config& config) {
    const bool secure = std::ranges::any_of(config.sip.listen, [](const config::Listen& listen) {
        return listen.transport == config::Transport::tls;
    });
    if (secure) {
        sipi::tls::Settings settings = tls_settings(config.tls);
        settings.expected = [this](const sipi::Endpoint& peer) { return expected(peer); };
        if (const auto ready = tls_.configure(std::move(settings)); !ready)
            return base::fail("tls: " + ready.error());
    }
    for (sipi::StreamTransport* stream : streams_)
        stream->configure(stream_settings(config));
    return {};
}

sipi::StreamSettings Listeners::stream_settings(const config::Config& config) const {
    sipi::StreamSettings settings;
    settings.max_message = config.guard.max_message;
    settings.connect_timeout = config.sip.connect_timeout;
    settings.message_timeout = config.sip.message_timeout;
    settings.idle_timeout = config.sip.idle_timeout;
    settings.max_connections = config.sip.max_connections;
    settings.max_of_source = config.sip.max_connections_of_source;
    settings.dscp = config.sip.dscp;
    settings.admits = [this](const sipi::Endpoint& source) { return sip_->guard().admits(source); };
    settings.known = [this](const sipi::Endpoint& source) {
        return sip_->standing(source) == sipi::Standing::known;
    };
    return settings;
}

// RFC 5922 §7.3: the domain that was looked for is the name, not the host that the DNS gave.
std::optional<sipi::tls::Expected> Listeners::expected(const sipi::Endpoint& peer) const {
    for (const auto& candidate : sip_->peers()) {
        const config::SipPeer& known = candidate->peer;
        const bool here = known.domain.empty() ? legs::endpoint_of(known).same_host(peer)
                                               : servers_->has(known.name, peer);
        if (!here)
            continue;
        sipi::tls::Expected wanted;
        wanted.verify = known.tls_verify;
        wanted.name = !known.tls_name.empty() ? known.tls_name
                      : known.domain.empty()  ? peer.bare_host()
                                              : known.domain.substr(0, known.domain.rfind(':'));
        return wanted;
    }
    return std::nullopt;
}

std::vector<console::ListenerView> Listeners::view() const {
    std::vector<console::ListenerView> rows;
    for (const auto& transport : transports_) {
        const sipi::TransportCounters& counters = transport->counters();
        console::ListenerView row;
        row.transport = sipi::via_name(transport->kind());
        row.address = transport->local().text();
        row.messages_in = counters.messages_in;
        row.messages_out = counters.messages_out;
        row.send_failures = counters.send_failures;
        row.keep_alives = counters.keep_alives_in;
        const auto stream = std::ranges::find(streams_, transport.get());
        if (stream != streams_.end()) {
            const sipi::StreamCounters& of = (*stream)->stream_counters();
            row.connections = (*stream)->connections().size();
            row.accepted = of.accepted;
            row.connected = of.connected;
            row.refused = of.refused;
            row.failed = of.failed + of.broken + of.slow;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<console::ConnectionView> Listeners::connections() const {
    std::vector<console::ConnectionView> rows;
    for (const sipi::StreamTransport* stream : streams_)
        for (const sipi::StreamTransport::View& view : stream->connections()) {
            console::ConnectionView row;
            row.transport = sipi::via_name(stream->kind());
            row.peer = view.peer.text();
            row.opened_by = view.accepted ? "peer" : "us";
            row.state = view.state;
            row.security = view.security;
            row.age = std::chrono::duration<double>(view.since).count();
            row.idle = std::chrono::duration<double>(view.idle).count();
            row.messages_in = view.messages_in;
            row.messages_out = view.messages_out;
            rows.push_back(std::move(row));
        }
    return rows;
}

} // namespace gateway
