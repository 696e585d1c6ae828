// SIP over TLS: contexts, handshakes and who the other end is; RFC 3261 §26.3, RFC 5922.
#include "sipi/tls/tls_channels.h"

#include "sipi/tls/certificate_names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace sipi::tls {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using ContextPointer = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslPointer = std::unique_ptr<SSL, Freed<SSL_free>>;
using SessionPointer = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;
using CertificatePointer = std::unique_ptr<X509, Freed<X509_free>>;

namespace {

constexpr std::size_t kMostSessions = 1000; // kept for resumption
constexpr std::array<unsigned char, 8> kSessionContext{'l', 'a', 'n', 'd', 'l', 'i', 'n', 'e'};

std::string library_error() {
    const unsigned long error = ERR_get_error();
    ERR_clear_error();
    const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    return reason ? reason : "the other end broke it off";
}

} // namespace

/// What channels share. Channels outlive a reload, so they hold it.
struct TlsChannels::Contexts {
    ContextPointer server, client;
    Settings settings;
    Counters counters;
    std::unordered_map<Endpoint, SessionPointer, EndpointHash> sessions; ///< of servers

    std::optional<Expected> expected(const Endpoint& peer) const {
        return settings.expected ? settings.expected(peer) : std::nullopt;
    }
    void keep(const Endpoint& peer, SSL_SESSION* session) {
        if (sessions.size() >= kMostSessions)
            sessions.clear();
        sessions[peer].reset(session);
    }
};

namespace {

/// One TLS connection on a socket of somebody else's.
template <class Shared>
class TlsChannel final : public StreamChannel {
  public:
    TlsChannel(Shared& shared, SslPointer ssl, const Endpoint& peer, std::optional<Expected> wanted)
        : shared_(shared), ssl_(std::move(ssl)), peer_(peer), wanted_(std::move(wanted)) {
        if (ssl_)
            SSL_set_app_data(ssl_.get(), this);
    }

    Status handshake() override {
        if (!ssl_)
            return fail("no certificate is configured");
        ERR_clear_error();
        const int done = SSL_do_handshake(ssl_.get());
        if (done != 1)
            return status_of(done, true);
        ++shared_.counters.handshakes;
        if (SSL_session_reused(ssl_.get()) == 1)
            ++shared_.counters.resumed;
        return check_peer();
    }
    Status read(std::uint8_t* to, std::size_t most, std::size_t& got) override {
        ERR_clear_error();
        const int done = SSL_read_ex(ssl_.get(), to, most, &got);
        return done == 1 ? Status::done : status_of(done, false);
    }
    Status write(base::Octets octets, std::size_t& sent) override {
        ERR_clear_error();
        const int done = SSL_write_ex(ssl_.get(), octets.data(), octets.size(), &sent);
        return done == 1 ? Status::done : status_of(done, false);
    }
    void close() override {
        ERR_clear_error();
        if (ssl_ && !broken_)
            SSL_shutdown(ssl_.get());
        ERR_clear_error();
    }
    bool holds_octets() const override { return ssl_ && SSL_pending(ssl_.get()) > 0; }
    std::string failure() const override { return failure_; }
    std::string description() const override {
        if (!ssl_ || SSL_is_init_finished(ssl_.get()) == 0)
            return "TLS";
        std::string text = SSL_get_version(ssl_.get());
        text.append(" ").append(SSL_get_cipher_name(ssl_.get()));
        if (!identity_.empty())
            text.append(", ").append(identity_);
        return text;
    }
    void keep(SSL_SESSION* session) { shared_.keep(peer_, session); }

  private:
    Status fail(std::string why) {
        broken_ = true;
        ++shared_.counters.failed;
        failure_ = std::move(why);
        return Status::failed;
    }

    Status status_of(int done, bool in_handshake) {
        const int system_error = errno;
        switch (SSL_get_error(ssl_.get(), done)) {
        case SSL_ERROR_WANT_READ:
            return Status::wait_read;
        case SSL_ERROR_WANT_WRITE:
            return Status::wait_write;
        case SSL_ERROR_ZERO_RETURN:
            return Status::closed;
        case SSL_ERROR_SYSCALL:
            if (!in_handshake && system_error == 0 && ERR_peek_error() == 0)
                return Status::closed;
            if (system_error != 0 && ERR_peek_error() == 0)
                return fail(std::strerror(system_error));
            break;
        default:
            break;
        }
        const long verified = SSL_get_verify_result(ssl_.get());
        if (in_handshake && verified != X509_V_OK)
            return fail(std::string("its certificate does not hold: ") +
                        X509_verify_cert_error_string(verified));
        return fail(library_error());
    }

    // The chain has been judged by now; RFC 5922 §7.3 and §7.4 ask for the name.
    Status check_peer() {
        const CertificatePointer certificate(SSL_get1_peer_certificate(ssl_.get()));
        if (certificate) {
            const auto domains = domains_of(certificate.get());
            identity_ = domains.empty() ? "no name" : domains.front();
        }
        if (!wanted_ || !wanted_->verify || wanted_->name.empty())
            return Status::done;
        if (certificate && is_for(certificate.get(), wanted_->name))
            return Status::done;
        return fail("its certificate is for " + (identity_.empty() ? "nobody" : identity_) +
                    ", not for " + wanted_->name);
    }

    Shared& shared_;
    SslPointer ssl_;
    Endpoint peer_;
    std::optional<Expected> wanted_;
    std::string identity_, failure_;
    bool broken_ = false;
};

/// A context as the settings say. Errors: which file, and why.
base::Result<ContextPointer, std::string> make_context(const Settings& settings, bool server) {
    ContextPointer context(SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()));
    if (!context)
        return base::fail(library_error());
    SSL_CTX* raw = context.get();
    SSL_CTX_set_min_proto_version(raw, settings.least == Version::tls_1_3 ? TLS1_3_VERSION
                                                                          : TLS1_2_VERSION);
    SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_id_context(raw, kSessionContext.data(), kSessionContext.size());
    ERR_clear_error();
    const std::string& key =
        settings.private_key.empty() ? settings.certificate : settings.private_key;
    if (!settings.certificate.empty()) {
        if (SSL_CTX_use_certificate_chain_file(raw, settings.certificate.c_str()) != 1)
            return base::fail("certificate " + settings.certificate + ": " + library_error());
        if (SSL_CTX_use_PrivateKey_file(raw, key.c_str(), SSL_FILETYPE_PEM) != 1)
            return base::fail("private_key " + key + ": " + library_error());
        if (SSL_CTX_check_private_key(raw) != 1)
            return base::fail("private_key " + key + " is not that of " + settings.certificate);
    }
    if (settings.authorities.empty())
        SSL_CTX_set_default_verify_paths(raw);
    else if (SSL_CTX_load_verify_file(raw, settings.authorities.c_str()) != 1)
        return base::fail("authorities " + settings.authorities + ": " + library_error());
    if (server && settings.verify_clients)
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return context;
}

} // namespace

TlsChannels::TlsChannels() : contexts_(std::make_unique<Contexts>()) {}
TlsChannels::~TlsChannels() = default;

const TlsChannels::Counters& TlsChannels::counters() const {
    return contexts_->counters;
}

base::Result<void, std::string> TlsChannels::configure(Settings settings) {
    auto client = make_context(settings, false);
    if (!client)
        return base::fail(client.error());
    auto server = make_context(settings, true);
    if (!server)
        return base::fail(server.error());
    // a server's session comes after the handshake in TLS 1.3
    SSL_CTX_set_session_cache_mode(client->get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(client->get(), [](SSL* ssl, SSL_SESSION* session) {
        static_cast<TlsChannel<Contexts>*>(SSL_get_app_data(ssl))->keep(session);
        return 1;
    });
    contexts_->client = std::move(*client);
    contexts_->server = std::move(*server);
    contexts_->settings = std::move(settings);
    contexts_->sessions.clear();
    return {};
}

std::unique_ptr<StreamChannel> TlsChannels::accepted(int socket, const Endpoint& peer) {
    SslPointer ssl;
    if (contexts_->server && !contexts_->settings.certificate.empty())
        ssl.reset(SSL_new(contexts_->server.get()));
    std::optional<Expected> wanted;
    if (ssl) {
        SSL_set_fd(ssl.get(), socket);
        SSL_set_accept_state(ssl.get());
        if (contexts_->settings.verify_clients)
            wanted = contexts_->expected(peer);
    }
    return std::make_unique<TlsChannel<Contexts>>(*contexts_, std::move(ssl), peer,
                                                  std::move(wanted));
}

std::unique_ptr<StreamChannel> TlsChannels::connecting(int socket, const Endpoint& peer) {
    Expected wanted = contexts_->expected(peer).value_or(Expected{peer.bare_host(), true});
    SslPointer ssl(contexts_->client ? SSL_new(contexts_->client.get()) : nullptr);
    if (ssl) {
        SSL_set_fd(ssl.get(), socket);
        SSL_set_connect_state(ssl.get());
        SSL_set_verify(ssl.get(), wanted.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
        if (!wanted.name.empty() && !Endpoint::from_host(wanted.name, 0)) // RFC 6066 §3
            SSL_set_tlsext_host_name(ssl.get(), wanted.name.c_str());
        const auto known = contexts_->sessions.find(peer);
        if (known != contexts_->sessions.end())
            SSL_set_session(ssl.get(), known->second.get());
    }
    return std::make_unique<TlsChannel<Contexts>>(*contexts_, std::move(ssl), peer,
                                                  std::move(wanted));
}

} // namespace sipi::tls
