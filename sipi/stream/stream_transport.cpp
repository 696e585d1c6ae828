// SIP over connections, TCP or TLS: RFC 3261 §18, RFC 5923.
#include "sipi/stream/stream_transport.h"

#include "base/log.h"
#include "sipi/stream/framer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sipi {

enum class StreamTransport::End : std::uint8_t { closed, failed, broken, slow, idle };
/// What an open connection waits for, and no longer than so long.
enum class StreamTransport::Waits : std::uint8_t { anything, message, room };

struct StreamTransport::Connection {
    enum class State : std::uint8_t { connecting, handshake, open };

    Connection(StreamTransport& owner, int fd, const Endpoint& with, bool was_accepted)
        : socket(fd), peer(with), local(owner.local_for(with)), accepted(was_accepted),
          framer(owner.settings_.max_message), since(owner.loop_.clock().now()), used(since),
          deadline(owner.loop_.timers(), [this, &owner] { owner.on_deadline(*this); }),
          pong(owner.loop_.timers(),
               [this, &owner] { owner.end(*this, End::broken, "no answer to a keep-alive"); }) {}
    ~Connection() { ::close(socket); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::size_t queued() const { return out.size() - sent; }

    int socket;
    Endpoint peer, local;
    bool accepted;
    State state = State::connecting;
    StreamFramer framer;
    base::TimePoint since, used; ///< used: the latest message either way
    base::Timer deadline;
    base::Timer pong;                       ///< armed: a ping has no answer yet
    std::unique_ptr<StreamChannel> channel; ///< goes before the socket
    std::unique_ptr<base::Loop::Watch> readable, writable;
    std::vector<std::uint8_t> out;
    std::size_t sent = 0; ///< of out
    bool dirty = false, ended = false;
    Waits waits = Waits::anything;
    std::uint64_t messages_in = 0, messages_out = 0;
};

namespace {

constexpr std::size_t kInput = 32768;     // octets a read
constexpr int kReadsATurn = 8;            // of one connection, so that the others have their turn
constexpr int kAcceptsATurn = 64;         //
constexpr std::size_t kOutputKept = 4096; // octets of an empty queue that are not given back
constexpr base::Duration kStall = std::chrono::seconds(32); // RFC 3261 timer B at T1 = 500 ms
constexpr base::Duration kPause = std::chrono::seconds(1);
constexpr std::array<std::uint8_t, 2> kPong{'\r', '\n'};
constexpr std::array<std::string_view, 3> kStates{"connecting", "handshake", "open"};

void set_stream_option(int socket, int level, int option, int value) {
    // Each of them is an improvement that we can live without.
    (void)setsockopt(socket, level, option, &value, sizeof value);
}

void prepare(int socket, bool v6, unsigned dscp) {
    set_stream_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_stream_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    if (dscp != 0)
        set_stream_option(socket, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_TCLASS : IP_TOS,
                          static_cast<int>(dscp << 2));
}

Endpoint host_of(const Endpoint& peer) {
    Endpoint host = peer;
    host.port = 0;
    return host;
}

} // namespace

StreamTransport::StreamTransport(base::Loop& loop, const Endpoint& local, ChannelMaker& channels,
                                 StreamSettings settings)
    : loop_(loop), channels_(channels), settings_(std::move(settings)),
      input_(new std::uint8_t[kInput]), alive_(std::make_shared<StreamTransport*>(this)),
      pause_(loop.timers(),
             [this] { acceptable_ = loop_.watch(socket_, [this] { accept_some(); }); }) {
    const std::string what(via_name(local.kind));
    socket_ = socket(local.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0)
        throw std::system_error(errno, std::generic_category(), what + " socket");
    set_stream_option(socket_, SOL_SOCKET, SO_REUSEADDR, 1);
    if (local.v6)
        set_stream_option(socket_, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    sockaddr_storage address{};
    auto length = static_cast<socklen_t>(local.to_socket(address));
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
        ::listen(socket_, SOMAXCONN) != 0) {
        const int error = errno;
        ::close(socket_);
        throw std::system_error(error, std::generic_category(), what + " bind to " + local.text());
    }
    length = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    local_ = Endpoint::from_socket(address, local.kind);
    acceptable_ = loop_.watch(socket_, [this] { accept_some(); });
    loop_.at_end_of_turn([alive = std::weak_ptr<StreamTransport*>(alive_)] {
        if (const auto self = alive.lock())
            (*self)->finish_turn();
    });
}

StreamTransport::~StreamTransport() {
    finish_turn();
    for (auto& [peer, connection] : connections_)
        if (connection->channel)
            connection->channel->close();
    acceptable_.reset();
    ::close(socket_);
}

Endpoint StreamTransport::local_for(const Endpoint& peer) const {
    return addresses_.of(local_, peer);
}

bool StreamTransport::can_reach(const Endpoint& peer) const {
    return peer.kind == local_.kind && peer.v6 == local_.v6 && peer.port != 0;
}

// --- connections
// ---------------------------------------------------------------------------------------------

bool StreamTransport::may_accept(const Endpoint& source) {
    if (settings_.admits && !settings_.admits(source))
        return false;
    if (connections_.size() >= settings_.max_connections)
        return false;
    if (settings_.known && settings_.known(source))
        return true;
    const auto found = of_source_.find(host_of(source));
    return found == of_source_.end() || found->second < settings_.max_of_source;
}

void StreamTransport::accept_some() {
    for (int n = 0; n < kAcceptsATurn; ++n) {
        sockaddr_storage address{};
        socklen_t length = sizeof address;
        const int socket = accept4(socket_, reinterpret_cast<sockaddr*>(&address), &length,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                base::log::warning("sip", "{}: no connection is accepted for a while: {}",
                                   local_.text(), std::strerror(errno));
                acceptable_.reset();
                pause_.arm(kPause);
            }
            return;
        }
        const Endpoint source = Endpoint::from_socket(address, local_.kind);
        if (!may_accept(source)) {
            ::close(socket);
            ++stream_.refused;
            if (!refusals_logged_)
                base::log::warning("sip",
                                   "{}: connection from {} refused: banned, or too many of them",
                                   local_.text(), source.text());
            refusals_logged_ = true;
            continue;
        }
        refusals_logged_ = false;
        ++stream_.accepted;
        prepare(socket, local_.v6, settings_.dscp);
        Connection& connection = adopt(socket, source, true);
        ++of_source_[host_of(source)];
        connection.channel = channels_.accepted(socket, source);
        on_connected(connection);
    }
}

StreamTransport::Connection* StreamTransport::connect_to(const Endpoint& peer) {
    if (connections_.size() >= settings_.max_connections)
        return nullptr;
    const int socket =
        ::socket(peer.v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return nullptr;
    prepare(socket, peer.v6, settings_.dscp);
    sockaddr_storage address{};
    if (!local_.is_any_address()) { // peers know us by it
        Endpoint from = local_;
        from.port = 0;
        const auto length = static_cast<socklen_t>(from.to_socket(address));
        (void)bind(socket, reinterpret_cast<const sockaddr*>(&address), length);
    }
    const auto length = static_cast<socklen_t>(peer.to_socket(address));
    if (connect(socket, reinterpret_cast<const sockaddr*>(&address), length) != 0 &&
        errno != EINPROGRESS) {
        ::close(socket);
        return nullptr;
    }
    Connection& connection = adopt(socket, peer, false);
    connection.channel = channels_.connecting(socket, peer);
    await_writable(connection);
    return &connection;
}

StreamTransport::Connection& StreamTransport::adopt(int socket, const Endpoint& peer,
                                                    bool accepted) {
    auto made = std::make_unique<Connection>(*this, socket, peer, accepted);
    Connection& connection = *made;
    connection.deadline.arm(settings_.connect_timeout);
    auto& place = connections_[peer];
    if (place)
        dead_.push_back(std::move(place)); // cannot be: the kernel knows the pair of addresses
    place = std::move(made);
    return connection;
}

void StreamTransport::on_connected(Connection& connection) {
    connection.state = Connection::State::handshake;
    connection.readable =
        loop_.watch(connection.socket, [this, &connection] { on_readable(connection); });
    shake_hands(connection);
}

void StreamTransport::shake_hands(Connection& connection) {
    using Status = StreamChannel::Status;
    switch (connection.channel->handshake()) {
    case Status::done:
        connection.state = Connection::State::open;
        if (!connection.accepted)
            ++stream_.connected;
        set_deadline(connection);
        if (connection.queued() > 0)
            mark_dirty(connection);
        if (connection.channel->holds_octets())
            read(connection);
        break;
    case Status::wait_read:
        break;
    case Status::wait_write:
        await_writable(connection);
        break;
    case Status::closed:
        end(connection, End::failed, "closed in the handshake");
        break;
    case Status::failed:
        end(connection, End::failed, connection.channel->failure());
        break;
    }
}

void StreamTransport::on_readable(Connection& connection) {
    if (connection.state == Connection::State::handshake)
        shake_hands(connection);
    else
        read(connection);
}

// --- in
// ------------------------------------------------------------------------------------------------------

void StreamTransport::read(Connection& connection) {
    using Status = StreamChannel::Status;
    for (int n = 0; n < kReadsATurn || connection.channel->holds_octets(); ++n) {
        std::size_t got = 0;
        ++counters_.reads;
        const Status status = connection.channel->read(input_.get(), kInput, got);
        if (status == Status::wait_read)
            break;
        if (status == Status::wait_write) {
            await_writable(connection);
            break;
        }
        if (status == Status::closed)
            return end(connection, End::closed);
        if (status == Status::failed)
            return end(connection, End::broken, connection.channel->failure());
        counters_.octets_in += got;
        connection.framer.append({input_.get(), got});
        if (!deliver(connection))
            return;
    }
    set_deadline(connection);
}

// False: the connection is no more.
bool StreamTransport::deliver(Connection& connection) {
    using Next = StreamFramer::Next;
    while (true) {
        switch (connection.framer.next()) {
        case Next::more:
            return true;
        case Next::message:
            ++counters_.messages_in;
            ++connection.messages_in;
            connection.used = loop_.clock().now();
            connection.waits = Waits::anything;
            if (listener_)
                listener_->on_octets(connection.framer.message(), connection.peer, connection.local,
                                     *this);
            if (connection.ended)
                return false;
            break;
        case Next::ping:
            ++counters_.keep_alives_in;
            if (connection.queued() < settings_.max_queue)
                connection.out.insert(connection.out.end(), kPong.begin(), kPong.end());
            mark_dirty(connection);
            break;
        case Next::pong:
            ++counters_.keep_alives_in;
            connection.pong.cancel();
            break;
        case Next::too_long:
        case Next::malformed:
            if (listener_)
                listener_->on_broken_stream(connection.peer, *this);
            end(connection, End::broken, "octets that are no SIP message, or too many of them");
            return false;
        }
    }
}

// --- out
// -----------------------------------------------------------------------------------------------------

base::Result<void, TransportError> StreamTransport::send(base::Octets message,
                                                         const Endpoint& destination) {
    const auto refuse = [this](TransportError error) {
        ++counters_.send_failures;
        return base::fail(error);
    };
    if (!can_reach(destination))
        return refuse(TransportError::unreachable);
    const auto found = connections_.find(destination);
    Connection* const connection =
        found != connections_.end() ? found->second.get() : connect_to(destination);
    if (!connection)
        return refuse(TransportError::unreachable);
    if (connection->queued() + message.size() > settings_.max_queue)
        return refuse(TransportError::congested);
    connection->out.insert(connection->out.end(), message.begin(), message.end());
    connection->used = loop_.clock().now();
    ++connection->messages_out;
    ++counters_.messages_out;
    counters_.octets_out += message.size();
    if (connection->state == Connection::State::open)
        mark_dirty(*connection);
    return {};
}

bool StreamTransport::keep_alive(const Endpoint& peer, bool answered) {
    const auto found = connections_.find(peer);
    if (found == connections_.end() || found->second->state != Connection::State::open ||
        found->second->queued() >= settings_.max_queue)
        return false;
    Connection& connection = *found->second;
    connection.out.insert(connection.out.end(), kPing.begin(), kPing.end());
    if (answered && !connection.pong.armed())
        connection.pong.arm(settings_.pong_timeout);
    mark_dirty(connection);
    return true;
}

void StreamTransport::mark_dirty(Connection& connection) {
    if (connection.dirty || connection.ended || connection.writable)
        return;
    connection.dirty = true;
    dirty_.push_back(&connection);
}

void StreamTransport::write(Connection& connection) {
    using Status = StreamChannel::Status;
    while (connection.queued() > 0) {
        std::size_t sent = 0;
        ++counters_.writes;
        const Status status =
            connection.channel->write(base::Octets(connection.out).subspan(connection.sent), sent);
        connection.sent += sent;
        if (status == Status::done)
            continue;
        if (status == Status::wait_write)
            await_writable(connection);
        else if (status != Status::wait_read)
            return end(connection, End::broken, connection.channel->failure());
        return set_deadline(connection);
    }
    connection.sent = 0;
    connection.out.clear();
    if (connection.out.capacity() > kOutputKept)
        std::vector<std::uint8_t>().swap(connection.out);
    set_deadline(connection);
}

void StreamTransport::await_writable(Connection& connection) {
    connection.writable = loop_.watch_writable(connection.socket, [this, &connection] {
        connection.writable.reset();
        if (connection.state == Connection::State::open)
            return write(connection);
        if (connection.state == Connection::State::handshake)
            return shake_hands(connection);
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(connection.socket, SOL_SOCKET, SO_ERROR, &error, &length);
        if (error != 0)
            return end(connection, End::failed, std::strerror(error));
        on_connected(connection);
    });
}

// --- ends
// ----------------------------------------------------------------------------------------------------

base::Duration StreamTransport::time_for(Waits what) const {
    switch (what) {
    case Waits::message:
        return settings_.message_timeout;
    case Waits::room:
        return kStall;
    case Waits::anything:
        break;
    }
    return settings_.idle_timeout;
}

// A message that has begun must end in time, and what is sent must be read, also when octets come
// one by one.
void StreamTransport::set_deadline(Connection& connection) {
    if (connection.ended || connection.state != Connection::State::open)
        return;
    const bool in_message =
        connection.framer.pending() || (connection.accepted && connection.messages_in == 0);
    const Waits now = connection.queued() > 0 ? Waits::room
                      : in_message            ? Waits::message
                                              : Waits::anything;
    if (now == Waits::anything || now != connection.waits)
        connection.deadline.arm(time_for(now));
    connection.waits = now;
}

void StreamTransport::on_deadline(Connection& connection) {
    if (connection.state != Connection::State::open)
        return end(connection, End::failed, "no connection in time");
    if (connection.waits == Waits::anything)
        return end(connection, End::idle);
    end(connection, End::slow,
        connection.waits == Waits::room ? "nothing is read" : "a message took too long");
}

void StreamTransport::end(Connection& connection, End why, const std::string& detail) {
    if (connection.ended)
        return;
    connection.ended = true;
    const Endpoint peer = connection.peer;
    const bool accepted = connection.accepted;
    const bool opened = connection.state == Connection::State::open;
    switch (why) {
    case End::closed:
        break;
    case End::failed:
        ++(opened || !accepted ? stream_.failed : stream_.slow);
        break;
    case End::broken:
        ++stream_.broken;
        break;
    case End::slow:
        ++stream_.slow;
        break;
    case End::idle:
        ++stream_.idle;
        break;
    }
    if (!detail.empty() && (!accepted || why == End::failed))
        base::log::warning("sip", "{} {} {}: {}", via_name(local_.kind),
                           accepted ? "connection from" : "connection to", peer.text(), detail);
    else
        base::log::debug("sip", "{} connection with {} ends{}{}", via_name(local_.kind),
                         peer.text(), detail.empty() ? "" : ": ", detail);
    connection.deadline.cancel();
    connection.pong.cancel();
    connection.readable.reset();
    connection.writable.reset();
    if (opened)
        connection.channel->close();
    if (accepted) {
        const auto count = of_source_.find(host_of(peer));
        if (count != of_source_.end() && --count->second == 0)
            of_source_.erase(count);
    }
    const auto place = connections_.find(peer);
    dead_.push_back(std::move(place->second));
    connections_.erase(place);
    if (why != End::idle) { // who waits for an answer by it waits in vain
        ++counters_.unreachable;
        if (listener_)
            listener_->on_unreachable(peer, *this);
    }
}

void StreamTransport::finish_turn() {
    while (!dirty_.empty()) {
        Connection& connection = *dirty_.back();
        dirty_.pop_back();
        connection.dirty = false;
        if (!connection.ended)
            write(connection);
    }
    dead_.clear();
}

std::vector<StreamTransport::View> StreamTransport::connections() const {
    std::vector<View> rows;
    const base::TimePoint now = loop_.clock().now();
    for (const auto& [peer, connection] : connections_)
        rows.push_back(
            {peer, connection->accepted, kStates[static_cast<std::size_t>(connection->state)],
             connection->channel->description(), now - connection->since, now - connection->used,
             connection->messages_in, connection->messages_out, connection->queued()});
    std::ranges::sort(rows, {}, [](const View& row) { return row.peer.text(); });
    return rows;
}

} // namespace sipi
