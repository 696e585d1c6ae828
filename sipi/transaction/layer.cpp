// The transaction layer: finds or makes the transaction of each message, RFC 3261 §17.1.3, §17.2.3,
// §18.
#include "sipi/transaction/layer.h"

#include "base/log.h"
#include "sipi/transaction/invite_client.h"
#include "sipi/transaction/invite_server.h"
#include "sipi/transaction/key.h"
#include "sipi/transaction/non_invite_client.h"
#include "sipi/transaction/non_invite_server.h"

#include <algorithm>

namespace sipi::transaction {
namespace {

constexpr std::size_t kMaxMalformedSources = 1024;

Event event_of(int status) {
    if (is_provisional(status))
        return Event::provisional;
    return is_success(status) ? Event::success : Event::failure;
}

Event send_event_of(int status) {
    if (is_provisional(status))
        return Event::send_provisional;
    return is_success(status) ? Event::send_success : Event::send_failure;
}

// RFC 3261 §18.2.2 and RFC 3581 §4: to the source address; to its port when rport was asked for,
// else to the port of sent-by. maddr is not followed: it serves multicast only, and anybody could
// aim our responses with it.
Endpoint response_destination(const Via& via, const Endpoint& source) {
    Endpoint destination = source;
    if (!is_reliable(source.kind) && !via.has_rport)
        destination.port = via.port != 0 ? via.port : default_port(source.kind);
    return destination;
}

constexpr std::size_t kLargestDatagram =
    1300; // RFC 3261 §18.1.1, where the path's MTU is not known
constexpr base::Duration kWithoutStream = std::chrono::minutes(10);
constexpr std::size_t kMostWithoutStream = 1024;

Endpoint by_stream(Endpoint peer) {
    peer.kind = TransportKind::tcp;
    return peer;
}

} // namespace

Layer::Layer(base::Timers& timers, Random& random, AgentCounters& counters, User& user, Times times)
    : timers_(timers), random_(random), counters_(counters), user_(user), times_(times),
      seed_(random.next()), fail_timer_(timers, [this] { fail_noted(); }),
      sweep_timer_(timers, [this] { sweep(); }) {}

Layer::~Layer() {
    for (Transport* transport : transports_)
        transport->listen(nullptr);
    std::vector<Transaction*> all;
    for_each([&](Transaction& transaction) { all.push_back(&transaction); });
    for (Transaction* transaction : all)
        delete transaction;
}

void Layer::add_transport(Transport& transport) {
    transports_.push_back(&transport);
    transport.listen(this);
}

Transport* Layer::transport_to(const Endpoint& peer) const {
    for (Transport* transport : transports_)
        if (transport->can_reach(peer))
            return transport;
    return nullptr;
}

void Layer::advertise(std::string host, std::uint16_t port) {
    advertised_host_ = std::move(host);
    advertised_port_ = port;
    sent_by_.clear();
}

const std::string& Layer::sent_by(const Transport& transport, const Endpoint& peer) {
    const Endpoint local = transport.local_for(peer);
    const auto known = sent_by_.find(local);
    if (known != sent_by_.end())
        return known->second;
    const std::uint16_t port = advertised_port_ != 0 ? advertised_port_ : local.port;
    std::string text =
        (advertised_host_.empty() ? local.host() : advertised_host_) + ':' + std::to_string(port);
    return sent_by_.emplace(local, std::move(text)).first->second;
}

// --- clients
// ---------------------------------------------------------------------------------------------

std::string Layer::new_branch() {
    std::string branch;
    branch.reserve(kMagicCookie.size() + 16);
    branch += kMagicCookie;
    random_.append_token(branch, 16);
    return branch;
}

void Layer::put_via(Message& request, const Transport& transport, const Endpoint& peer,
                    std::string_view branch) {
    std::string via = "SIP/2.0/";
    via.reserve(96);
    via += via_name(transport.kind());
    via += ' ';
    via += sent_by(transport, peer);
    via += ";branch=";
    via += branch;
    if (!is_reliable(transport.kind()))
        via += ";rport"; // RFC 3581 §3
    if (overload_)
        via += overload_->offer();
    request.prepend(HeaderName::via, via);
}

Transaction& Layer::send_request(Message& request, Transport& transport, const Endpoint& peer,
                                 SessionId session) {
    if (authenticator_)
        authenticator_->prepare(request, peer);
    std::string branch = new_branch();
    put_via(request, transport, peer, branch);
    std::string octets;
    octets.reserve(1024);
    request.serialize(octets);
    Transport* const stream =
        octets.size() > kLargestDatagram && transport.kind() == TransportKind::udp
            ? stream_instead(peer)
            : nullptr;
    if (!stream)
        return start_client(request.method(), std::move(branch), std::move(octets), transport, peer,
                            session);
    const Endpoint over = by_stream(peer);
    change_via(octets, transport, peer, *stream, over);
    Transaction& client = start_client(request.method(), std::move(branch), std::move(octets),
                                       *stream, over, session);
    client.datagrams_ = &transport;
    return client;
}

// Null: there is no such listener, or the peer has lately taken none.
Transport* Layer::stream_instead(const Endpoint& peer) {
    if (!large_by_stream_)
        return nullptr;
    if (const auto known = without_stream_.find(peer); known != without_stream_.end()) {
        if (known->second > timers_.clock().now())
            return nullptr;
        without_stream_.erase(known);
    }
    return transport_to(by_stream(peer));
}

// RFC 3261 §18.1.1: nobody listens there by TCP.
bool Layer::fall_back(Transaction& client) {
    Transport* const datagrams = std::exchange(client.datagrams_, nullptr);
    if (!datagrams || (client.state() != State::calling && client.state() != State::trying))
        return false;
    Endpoint peer = client.peer_;
    peer.kind = TransportKind::udp;
    if (without_stream_.size() >= kMostWithoutStream)
        without_stream_.clear();
    without_stream_[peer] = timers_.clock().now() + kWithoutStream;
    change_via(client.octets_, *client.transport_, client.peer_, *datagrams, peer);
    client.transport_ = datagrams;
    client.peer_ = peer;
    client.begin();
    return true;
}

// The Via that we wrote, which is the first header.
void Layer::change_via(std::string& octets, const Transport& from, const Endpoint& from_peer,
                       const Transport& to, const Endpoint& to_peer) {
    const auto text = [this](const Transport& transport, const Endpoint& peer) {
        std::string via = "SIP/2.0/";
        return via.append(via_name(transport.kind())).append(" ").append(sent_by(transport, peer));
    };
    const std::string before = text(from, from_peer);
    if (const std::size_t at = octets.find(before); at != std::string::npos)
        octets.replace(at, before.size(), text(to, to_peer));
}

Transaction& Layer::start_client(Method method, std::string branch, std::string octets,
                                 Transport& transport, const Endpoint& peer, SessionId session) {
    octets.shrink_to_fit(); // it may be kept for 32 s
    if (method == Method::invite)
        return adopt(std::make_unique<InviteClient>(*this, transport, peer, std::move(branch),
                                                    std::move(octets), session));
    return adopt(std::make_unique<NonInviteClient>(*this, transport, peer, method,
                                                   std::move(branch), std::move(octets), session));
}

// RFC 3261 §9.1: Request-URI, Call-ID, To, From, Route, the one Via and the CSeq number of the
// INVITE.
Message Layer::cancel_of(const Transaction& invite) const {
    const std::string& octets = invite.octets();
    const auto request =
        Message::parse({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    if (!request)
        return Message::request(Method::cancel, "sip:invalid"); // we wrote it ourselves: it parses
    Message cancel = Message::request(Method::cancel, request->request_uri());
    cancel.append(HeaderName::via, request->header(HeaderName::via));
    cancel.copy(*request, HeaderName::route);
    cancel.append(HeaderName::max_forwards, "70");
    cancel.append(HeaderName::from, request->header(HeaderName::from));
    cancel.append(HeaderName::to, request->header(HeaderName::to));
    cancel.append(HeaderName::call_id, request->call_id());
    std::string cseq;
    append_number(cseq, request->cseq()->number);
    cancel.append(HeaderName::cseq, cseq += " CANCEL");
    return cancel;
}

std::string Layer::send_ack(Message& ack, Transport& transport, const Endpoint& peer,
                            SessionId session) {
    put_via(ack, transport, peer, new_branch());
    std::string octets;
    octets.reserve(512);
    ack.serialize(octets);
    transmit(octets, peer, transport, session, false);
    return octets;
}

void Layer::abandon(Transaction& client) {
    client.state_ = State::terminated;
    retire(client);
}

// --- servers
// ---------------------------------------------------------------------------------------------

bool Layer::respond(Transaction& server, const Message& response) {
    if (!server.is_invite() && (response.status() == 408 || is_provisional(response.status())))
        return false; // RFC 4320 §4.1, §4.2
    if (server.state_ == State::terminated)
        return false;
    response_.clear();
    response.serialize(response_);
    server.handle(send_event_of(response.status()), nullptr);
    response_.clear(); // an unexpected one is not sent
    return true;
}

void Layer::respond_again(Transaction& server) {
    response_.clear();
    if (server.state_ == State::accepted)
        server.handle(Event::send_success, nullptr);
    else if (server.is_invite() && server.state_ == State::proceeding)
        server.handle(Event::send_provisional, nullptr);
}

bool Layer::take_response(std::string& octets) {
    if (response_.empty())
        return false;
    octets.assign(response_); // keeps the capacity of response_
    response_.clear();
    return true;
}

Transaction* Layer::find_cancelled(const Message& cancel) const {
    const auto via = cancel.top_via();
    if (!via)
        return nullptr;
    std::string key;
    server_key(cancel, *via, key);
    return find_server(key, Method::invite);
}

// --- received
// --------------------------------------------------------------------------------------------

void Layer::on_octets(base::Octets octets, const Endpoint& source, const Endpoint& local,
                      Transport& transport) {
    if (guard_ && !guard_->admits(source))
        return;
    Received received{octets, &source, &local, false};
    received_ = &received;
    auto parsed = Message::parse(octets, limits_);
    if (!parsed) {
        Malformed malformed = parsed.error();
        on_malformed(malformed, source, transport);
    } else {
        if (!malformed_sources_.empty() && malformed_sources_.erase(source) > 0)
            base::log::info("sip", "{} sends well-formed messages again", source.text());
        if (parsed->is_request())
            on_request(*parsed, source, transport);
        else
            on_response(*parsed, source);
    }
    show_received(0);
    received_ = nullptr;
    if (!retired_.empty())
        sweep();
}

bool Layer::is_silenced(const Endpoint& source) {
    if (!guard_ || !guard_->silences(source))
        return false;
    guard_->note_silenced();
    return true;
}

void Layer::note_malformed(const Endpoint& source, std::string_view why) {
    ++counters_.malformed;
    if (guard_)
        guard_->offend(source, Offence::malformed);
    if (malformed_sources_.size() < kMaxMalformedSources &&
        malformed_sources_.insert(source).second)
        base::log::warning("sip", "{} sends malformed messages: {}", source.text(), why);
}

void Layer::on_malformed(Malformed& malformed, const Endpoint& source, Transport& transport) {
    if (malformed.error == Error::empty)
        return; // a keep-alive
    note_malformed(source, reason_text(malformed.error));
    show_received(0);
    if (malformed.status != 0 && malformed.request && malformed.request->method() != Method::ack &&
        !is_silenced(source))
        respond_statelessly(*malformed.request, malformed.status, source, transport);
}

// RFC 3261 §8.2.7: no state, so the tag must come out the same for each copy of the request.
void Layer::respond_statelessly(Message& request, int status, const Endpoint& source,
                                Transport& transport) {
    // A Via that cannot be read goes back as it is, to where it came from (RFC 4475 §3.1.2.1).
    Endpoint destination = source;
    if (const auto via = request.top_via()) {
        destination = response_destination(*via, source);
        stamp_source(request, *via, source.bare_host(), source.port);
    }
    std::string tag;
    merge_key(request, tag);
    const Message response =
        Message::response(request, status, {}, std::to_string(keyed_hash(seed_, tag)));
    std::string octets;
    response.serialize(octets);
    transmit(octets, destination, transport, 0, false);
}

void Layer::on_request(Message& request, const Endpoint& source, Transport& transport) {
    const auto via = request.top_via();
    if (!via)
        return;
    std::string key;
    key.reserve(64);
    server_key(request, *via, key);
    const Method method = key_method(request.method());
    const std::uint64_t hash = hash_of(key, method);
    Transaction* known = servers_.find(hash, [&](const Transaction& candidate) {
        return candidate.method() == method && candidate.key() == key;
    });
    if (request.method() == Method::ack) {
        on_ack(known, request, source);
        return;
    }
    if (known) {
        ++counters_.retransmissions_in;
        show(true, known->session());
        known->handle(Event::request, &request);
        return;
    }
    if (guard_ && !guard_->admits_agent(request.header(HeaderName::user_agent), source))
        return;
    if (!user_.takes(request, source))
        return;
    const Endpoint peer = response_destination(*via, source);
    // Stamped after the key is taken: the views into the request end here.
    stamp_source(request, *via, source.bare_host(), source.port);
    if (overload_)
        overload_->stamp(request);
    on_new_request(request, std::move(key), hash, peer, transport);
}

void Layer::on_ack(Transaction* invite, const Message& ack, const Endpoint& source) {
    if (invite) {
        const bool again = invite->state() == State::confirmed;
        ++(again ? counters_.retransmissions_in
                 : counters_.requests_in[static_cast<std::size_t>(Method::ack)]);
        show(again, invite->session());
        invite->handle(Event::ack, &ack);
    } else {
        ++counters_.requests_in[static_cast<std::size_t>(Method::ack)];
        user_.on_ack(nullptr, ack, source);
    }
}

void Layer::on_new_request(const Message& request, std::string key, std::uint64_t hash,
                           const Endpoint& peer, Transport& transport) {
    ++counters_.requests_in[static_cast<std::size_t>(request.method())];

    // RFC 3261 §8.2.2.2: the same request along another way, seen while the first copy's
    // transaction lives.
    std::uint64_t merge_hash = 0;
    if (request.to_tag().empty() && request.method() != Method::cancel) {
        std::string merge;
        merge.reserve(96);
        merge_key(request, merge);
        merge_hash = hash_of(merge, request.method()) | 1;
    }
    const bool merged = merge_hash != 0 && is_merged(request, merge_hash);

    std::unique_ptr<Transaction> made;
    if (request.method() == Method::invite)
        made = std::make_unique<InviteServer>(*this, transport, peer, std::move(key), 0);
    else
        made = std::make_unique<NonInviteServer>(*this, transport, peer, request.method(),
                                                 std::move(key), 0);
    if (const auto via = request.top_via(); via && is_reliable(peer.kind))
        made->sent_by_port_ = via->port != 0 ? via->port : default_port(peer.kind);
    made->key_hash_ = hash;
    made->merge_hash_ = merged ? 0 : merge_hash;
    Transaction& server = adopt(std::move(made));
    if (merged) {
        ++counters_.merged;
        respond(server, Message::response(request, 482, {}, random_.token(13)));
        return;
    }
    user_.on_request(server, request);
    if (server.state() == State::trying)
        static_cast<NonInviteServer&>(server).keep_trying(
            Message::response(request, 100).to_string());
}

// The hash has 63 bits under a secret seed: equal hashes of different requests do not happen by
// chance.
bool Layer::is_merged(const Message& request, std::uint64_t merge_hash) const {
    return merges_.find(merge_hash, [&](const Transaction& candidate) {
        return candidate.method() == request.method();
    }) != nullptr;
}

void Layer::on_response(const Message& response, const Endpoint& source) {
    const auto via = response.top_via();
    const auto cseq = response.cseq();
    Transaction* client = via && cseq ? find_client(via->branch, cseq->method) : nullptr;
    if (client && response.count(HeaderName::via) > 1)
        client = nullptr; // RFC 3261 §8.1.3.3
    const auto row = static_cast<std::size_t>(response.status() / 100 - 1);
    if (!client) {
        ++counters_.responses_in[row];
        ++counters_.unmatched;
        if (base::log::enabled(base::log::Level::debug))
            base::log::debug("sip", "{} from {} matches no transaction", response.status(),
                             source.text());
        return;
    }
    const bool again = client->is_repeated(response);
    ++(again ? counters_.retransmissions_in : counters_.responses_in[row]);
    show(again, client->session());
    if (overload_ && !again)
        overload_->learn(client->peer(), response);
    client->handle(event_of(response.status()), &response);
}

bool Layer::keep_alive(const Endpoint& peer, bool answered) {
    Transport* transport = transport_to(peer);
    return transport && transport->keep_alive(peer, answered);
}

void Layer::on_broken_stream(const Endpoint& source, Transport&) {
    note_malformed(source, "a stream without SIP messages");
}

void Layer::on_unreachable(const Endpoint& destination, Transport& transport) {
    // Only who still sends can be hurt: not an INVITE that is ringing, nor what waits for
    // retransmissions.
    clients_.for_each([&](Transaction& client) {
        const bool sending = client.state() == State::calling || client.state() == State::trying ||
                             (!client.is_invite() && client.state() == State::proceeding);
        if (sending && client.peer() == destination && &client.transport() == &transport)
            note_failure(client);
    });
    user_.on_unreachable(destination);
}

// --- tables
// ----------------------------------------------------------------------------------------------

std::uint64_t Layer::hash_of(std::string_view key, Method method) const {
    return keyed_hash(seed_ + static_cast<std::uint64_t>(method), key);
}

Transaction* Layer::find_client(std::string_view branch, Method method) const {
    return clients_.find(hash_of(branch, method), [&](const Transaction& candidate) {
        return candidate.method() == method && candidate.key() == branch;
    });
}

Transaction* Layer::find_server(std::string_view key, Method method) const {
    return servers_.find(hash_of(key, method), [&](const Transaction& candidate) {
        return candidate.method() == method && candidate.key() == key;
    });
}

Transaction& Layer::adopt(std::unique_ptr<Transaction> made) {
    Transaction& transaction = *made.release(); // owned by the tables from here on, see retire()
    if (transaction.key_hash_ == 0)
        transaction.key_hash_ = hash_of(transaction.key(), transaction.method());
    (transaction.is_client() ? clients_ : servers_).insert(transaction);
    if (transaction.merge_hash_ != 0)
        merges_.insert(transaction);
    return transaction;
}

void Layer::retire(Transaction& transaction) {
    if (transaction.retired_)
        return;
    transaction.retired_ = true;
    transaction.stop_timers();
    (transaction.is_client() ? clients_ : servers_).remove(transaction);
    if (transaction.merge_hash_ != 0)
        merges_.remove(transaction);
    if (transaction.failing_)
        std::erase(failed_, &transaction);
    retired_.emplace_back(&transaction);
    if (!sweep_timer_.armed())
        sweep_timer_.arm(base::Duration::zero());
    user_.on_terminated(transaction);
}

// Never from inside a machine: on_octets() and the timer call it when no rule is running.
void Layer::sweep() {
    sweep_timer_.cancel();
    std::vector<std::unique_ptr<Transaction>> dead;
    dead.swap(retired_);
}

void Layer::note_failure(Transaction& transaction) {
    if (transaction.failing_ || transaction.retired_)
        return;
    transaction.failing_ = true;
    ++counters_.transport_errors;
    failed_.push_back(&transaction);
    if (!fail_timer_.armed())
        fail_timer_.arm(base::Duration::zero());
}

void Layer::fail_noted() {
    std::vector<Transaction*> failed;
    failed.swap(failed_);
    while (!failed.empty()) {
        Transaction& transaction = *failed.back();
        failed.pop_back();
        transaction.failing_ = false;
        if (!transaction.retired_ && !fall_back(transaction))
            transaction.handle(Event::transport_error, nullptr);
    }
}

// --- the wire
// --------------------------------------------------------------------------------------------

bool Layer::transmit(const std::string& octets, const Endpoint& to, Transport& transport,
                     SessionId session, bool again) {
    count_out(octets, again);
    const base::Octets view(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
    if (tap_)
        tap_({WireMessage::Direction::out, again, session, view, transport.local(), to});
    return transport.send(view, to).ok();
}

void Layer::count_out(std::string_view octets, bool again) {
    if (again) {
        ++counters_.retransmissions_out;
    } else if (octets.starts_with("SIP/2.0 ") && octets.size() > 8 && octets[8] >= '1' &&
               octets[8] <= '6') {
        ++counters_.responses_out[static_cast<std::size_t>(octets[8] - '1')];
    } else {
        const Method method = method_of(octets.substr(0, octets.find(' ')));
        ++counters_.requests_out[static_cast<std::size_t>(method)];
    }
}

void Layer::show(bool retransmission, SessionId session) {
    if (!received_ || received_->shown)
        return;
    received_->shown = true;
    if (tap_)
        tap_({WireMessage::Direction::in, retransmission, session, received_->octets,
              *received_->local, *received_->source});
}

void Layer::show_received(SessionId session) {
    show(false, session);
}

} // namespace sipi::transaction
