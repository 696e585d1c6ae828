// A network in memory for SIP tests: transports that lose, repeat and reorder on command, and a
// clock moved by hand.
#pragma once

#include "base/timers.h"
#include "sipi/message.h"
#include "sipi/transport.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sipi::test {

inline Endpoint at(std::string_view text) {
    return Endpoint::from_text(text).value();
}

inline base::Octets octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Packet {
    std::string text;
    Endpoint from;
    Endpoint to;
    /// "INVITE" or "200 INVITE": method, or status and CSeq method.
    std::string what() const {
        const auto message = Message::parse(octets_of(text));
        if (!message)
            return "malformed";
        if (message->is_request())
            return std::string(message->method_text());
        return std::to_string(message->status()) + ' ' + std::string(message->cseq()->method_text);
    }
};

class MemoryTransport;

/// Clock, timers and packets under way. deliver() brings what is queued; advance() moves time and
/// delivers.
class Network {
  public:
    base::ManualClock clock;
    base::Timers timers{clock};
    std::deque<Packet> under_way;
    std::vector<std::string> log; ///< what() of each packet sent, in order
    /// How many copies of a packet arrive: 0 loses it. Default: 1.
    std::function<int(const Packet&)> copies;
    /// True: the packet waits in `held` until the test releases it.
    std::function<bool(const Packet&)> hold;
    std::vector<Packet> held;
    std::map<std::string, MemoryTransport*> hosts;

    void send(Packet packet);
    void deliver();
    void advance(base::Duration by);
    void release_held() {
        for (Packet& packet : held)
            under_way.push_back(std::move(packet));
        held.clear();
        deliver();
    }
    std::size_t count(std::string_view what) const {
        return static_cast<std::size_t>(std::count(log.begin(), log.end(), what));
    }
    /// Loses the first `times` packets of that kind.
    void lose(std::string what, int times = 1) {
        copies = [what = std::move(what), left = times](const Packet& packet) mutable {
            return packet.what() == what && left > 0 ? (--left, 0) : 1;
        };
    }
};

class MemoryTransport final : public Transport {
  public:
    MemoryTransport(Network& network, std::string_view address,
                    TransportKind kind = TransportKind::udp)
        : network_(network), local_(at(address)) {
        local_.kind = kind;
        network_.hosts[local_.text()] = this;
    }
    ~MemoryTransport() override { network_.hosts.erase(local_.text()); }

    TransportKind kind() const override { return local_.kind; }
    const Endpoint& local() const override { return local_; }
    Endpoint local_for(const Endpoint&) const override { return local_; }
    bool can_reach(const Endpoint& peer) const override { return peer.kind == local_.kind; }
    base::Result<void, TransportError> send(base::Octets message,
                                            const Endpoint& destination) override {
        if (broken)
            return base::fail(TransportError::unreachable);
        network_.send({std::string(message.begin(), message.end()), local_, destination});
        return {};
    }
    void listen(TransportListener* listener) override { listener_ = listener; }
    const TransportCounters& counters() const override { return counters_; }

    void receive(const Packet& packet) {
        if (listener_)
            listener_->on_octets(octets_of(packet.text), packet.from, local_, *this);
    }
    void report_unreachable(const Endpoint& destination) {
        listener_->on_unreachable(destination, *this);
    }

    bool broken = false;

  private:
    Network& network_;
    Endpoint local_;
    TransportListener* listener_ = nullptr;
    TransportCounters counters_;
};

inline void Network::send(Packet packet) {
    log.push_back(packet.what());
    const int arriving = copies ? copies(packet) : 1;
    for (int i = 0; i < arriving; ++i) {
        if (hold && hold(packet))
            held.push_back(packet);
        else
            under_way.push_back(packet);
    }
}

inline void Network::deliver() {
    while (!under_way.empty()) {
        const Packet packet = std::move(under_way.front());
        under_way.pop_front();
        Endpoint to = packet.to;
        const auto host = hosts.find(to.text());
        if (host != hosts.end())
            host->second->receive(packet);
    }
}

inline void Network::advance(base::Duration by) {
    const base::TimePoint end = clock.now() + by;
    deliver();
    while (timers.next_deadline() <= end) {
        if (timers.next_deadline() > clock.now())
            clock.advance(timers.next_deadline() - clock.now());
        timers.run();
        deliver();
    }
    if (end > clock.now())
        clock.advance(end - clock.now());
    timers.run();
    deliver();
}

/// A peer without a stack: keeps what it receives, sends what the test writes.
class RawPeer final : public TransportListener {
  public:
    RawPeer(Network& on, std::string_view address) : network(on), transport(on, address) {
        transport.listen(this);
    }
    void on_octets(base::Octets octets, const Endpoint& source, const Endpoint&,
                   Transport&) override {
        auto message = Message::parse(octets);
        if (message)
            received.push_back(std::move(message.value()));
        last_source = source;
    }
    void on_unreachable(const Endpoint&, Transport&) override {}

    void send(const std::string& text, const Endpoint& to) {
        (void)transport.send(octets_of(text), to);
        network.deliver();
    }
    void send(const Message& message, const Endpoint& to) { send(message.to_string(), to); }
    /// Answers a received request; `to_tag` empty adds none.
    Message reply(const Message& request, int status, std::string_view to_tag = "peer") const {
        Message response =
            Message::response(request, status, {}, status != 100 ? to_tag : std::string_view());
        if (status > 100 && status < 300)
            response.append(HeaderName::contact, "<sip:" + transport.local().text() + '>');
        return response;
    }
    /// The last message that what() would call so; fails when there is none.
    const Message& last(std::string_view method, int status = 0) const {
        for (auto message = received.rbegin(); message != received.rend(); ++message)
            if (message->status() == status &&
                (status == 0 ? message->method_text() == method
                             : message->cseq()->method_text == method))
                return *message;
        throw std::runtime_error("peer has no " + std::string(method) + ' ' +
                                 std::to_string(status));
    }
    std::size_t count(std::string_view method, int status = 0) const {
        std::size_t found = 0;
        for (const Message& message : received)
            found +=
                message.status() == status && (status == 0 ? message.method_text() == method
                                                           : message.cseq()->method_text == method);
        return found;
    }

    Network& network;
    MemoryTransport transport;
    std::vector<Message> received;
    Endpoint last_source;
};

} // namespace sipi::test
