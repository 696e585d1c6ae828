// Fuzz target: the four transaction machines under events in any order (RFC 3261 §17, RFC 6026):
// requests and responses of a peer, what the user sends, errors of the transport, time.
// Each client has one end, nothing is told after it, and when all have fallen silent none is left.
//
//   octet 1   transports: bit 0 a stream instead of datagrams
//   then      events of three octets: what, which transaction, how
#include "sipi/transaction/layer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace sipi;
using sipi::transaction::Transaction;
using std::chrono::milliseconds;

constexpr std::string_view kUs = "192.0.2.1:5060", kPeer = "192.0.2.2:5060";
constexpr std::array<std::string_view, 5> kMethods{"INVITE", "BYE", "OPTIONS", "UPDATE", "PRACK"};
constexpr std::array<int, 8> kStatuses{100, 180, 183, 200, 202, 302, 486, 603};

void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}

/// Where all that is sent goes; the peer is the one who makes the events.
class Sink final : public Transport {
  public:
    explicit Sink(Endpoint local) : local_(local) {}

    TransportKind kind() const override { return local_.kind; }
    const Endpoint& local() const override { return local_; }
    Endpoint local_for(const Endpoint&) const override { return local_; }
    bool can_reach(const Endpoint& peer) const override { return peer.kind == local_.kind; }
    base::Result<void, TransportError> send(base::Octets message, const Endpoint&) override {
        require(!message.empty(), "something is sent");
        return {};
    }
    void listen(TransportListener*) override {}
    const TransportCounters& counters() const override { return counters_; }

  private:
    Endpoint local_;
    TransportCounters counters_;
};

/// Notes what it is told, and that nothing is told of what has ended.
class User final : public transaction::User {
  public:
    void on_request(Transaction& server, const Message& request) override {
        require(servers.emplace(&server, request).second, "a server is told once");
    }
    void on_ack(Transaction* server, const Message&, const Endpoint&) override {
        require(!server || servers.count(server) == 1, "an ACK is of a server that is there");
    }
    void on_response(Transaction& client, const Message& response) override {
        Ends& ends = known(client);
        require(ends.errors == 0 && ends.failures == 0, "no response after the end");
        if (response.status() >= 300)
            ++ends.failures;
        else if (response.status() >= 200)
            ++ends.successes;
        require(ends.failures == 0 || ends.successes == 0, "success or failure, not both");
        require(client.is_invite() || ends.successes + ends.failures <= 1,
                "one final response where nothing forks");
    }
    void on_timeout(Transaction& transaction) override {
        if (transaction.is_client())
            note_error(transaction);
    }
    void on_transport_error(Transaction& transaction) override {
        if (transaction.is_client())
            note_error(transaction);
    }
    void on_terminated(Transaction& transaction) override {
        if (!transaction.is_client()) {
            servers.erase(&transaction);
            return;
        }
        const Ends ends = known(transaction);
        require(ends.abandoned || ends.successes + ends.failures + ends.errors > 0,
                "no client ends without a word");
        clients.erase(&transaction);
    }

    struct Ends {
        unsigned successes = 0, failures = 0, errors = 0;
        bool abandoned = false;
    };
    std::map<Transaction*, Ends> clients;
    std::map<Transaction*, Message> servers;

  private:
    Ends& known(Transaction& client) {
        const auto found = clients.find(&client);
        require(found != clients.end(), "a client is there when it is spoken of");
        return found->second;
    }
    void note_error(Transaction& client) {
        require(++known(client).errors == 1, "one error"); // may be that of the ACK of a failure
    }
};

class Exchange {
  public:
    explicit Exchange(TransportKind kind)
        : us_(end(kUs, kind)), peer_(end(kPeer, kind)),
          layer_(timers_, random_, counters_, user_, {}) {
        layer_.add_transport(us_);
    }

    void step(unsigned what, unsigned which, unsigned how) {
        switch (what % 10) {
        case 0:
            return send(kMethods[how % kMethods.size()]);
        case 1:
            return answer(which, kStatuses[how % kStatuses.size()], how / 8);
        case 2:
            return from_peer(kMethods[how % kMethods.size()], which);
        case 3:
            return from_peer("ACK", which);
        case 4:
            return from_peer("CANCEL", which);
        case 5:
            return respond(which, kStatuses[how % kStatuses.size()]);
        case 6:
            return cancel(which);
        case 7:
            return abandon(which);
        case 8:
            layer_.on_unreachable(peer_, us_);
            return;
        default:
            advance(milliseconds(1U << how % 16));
        }
    }
    void fall_silent() {
        for (std::size_t one = 0; one < sent_.size(); ++one)
            answer(static_cast<unsigned>(one), 487, 0); // an INVITE that rings has no limit here
        for (const auto& [server, request] : std::map(user_.servers))
            layer_.respond(*server, Message::response(request, 500, {}, "us"));
        advance(std::chrono::seconds(200));
        require(user_.clients.empty(), "no client is left");
        require(layer_.size() == 0, "no transaction is left");
    }

  private:
    static Endpoint end(std::string_view text, TransportKind kind) {
        Endpoint made = Endpoint::from_text(text).value();
        made.kind = kind;
        return made;
    }
    void advance(base::Duration by) {
        const base::TimePoint until = clock_.now() + by;
        for (base::TimePoint next = timers_.next_deadline(); next <= until;
             next = timers_.next_deadline()) {
            if (next > clock_.now())
                clock_.advance(next - clock_.now());
            timers_.run();
        }
        clock_.advance(until - clock_.now());
    }
    static Message request(std::string_view method) {
        Message made = Message::request(method, "sip:b@192.0.2.2");
        made.append(HeaderName::max_forwards, "70");
        made.append(HeaderName::from, "<sip:a@192.0.2.1>;tag=a");
        made.append(HeaderName::to, "<sip:b@192.0.2.2>");
        made.append(HeaderName::call_id, "call");
        made.append(HeaderName::cseq, "1 " + std::string(method));
        return made;
    }
    template <class Map>
    static Transaction* pick(const Map& of, unsigned which) {
        return of.empty()
                   ? nullptr
                   : std::next(of.begin(), static_cast<std::ptrdiff_t>(which % of.size()))->first;
    }
    void send(std::string_view method) {
        if (user_.clients.size() >= 8)
            return;
        Message made = request(method);
        Transaction& client = layer_.send_request(made, us_, peer_, 1);
        user_.clients.emplace(&client, User::Ends{});
        sent_.push_back(made);
    }
    void answer(unsigned which, int status, unsigned tag) {
        if (sent_.empty())
            return;
        const Message& to = sent_[which % sent_.size()];
        give(Message::response(to, status, {}, "peer" + std::to_string(tag % 4)));
    }
    void from_peer(std::string_view method, unsigned which) {
        Message made = request(method);
        made.prepend(HeaderName::via,
                     "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK" + std::to_string(which % 4));
        give(made);
    }
    void give(const Message& message) {
        const std::string octets = message.to_string();
        layer_.on_octets({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()},
                         peer_, us_.local(), us_);
    }
    void respond(unsigned which, int status) {
        Transaction* server = pick(user_.servers, which);
        if (!server)
            return;
        const Message request = user_.servers.at(server);
        layer_.respond(*server, Message::response(request, status, {}, "us"));
    }
    void cancel(unsigned which) {
        Transaction* client = pick(user_.clients, which);
        if (!client || !client->is_invite() || client->state() != transaction::State::proceeding)
            return;
        if (Transaction* made = layer_.cancel(*client, [](Message&) {}))
            user_.clients.emplace(made, User::Ends{});
    }
    void abandon(unsigned which) {
        Transaction* client = pick(user_.clients, which);
        if (!client)
            return;
        user_.clients.at(client).abandoned = true;
        layer_.abandon(*client);
    }

    base::ManualClock clock_;
    base::Timers timers_{clock_};
    Sink us_;
    Endpoint peer_;
    Random random_{1};
    AgentCounters counters_;
    User user_;
    transaction::Layer layer_;
    std::vector<Message> sent_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    Exchange exchange((data[0] & 1) != 0 ? TransportKind::tcp : TransportKind::udp);
    for (std::size_t at = 1; at + 3 <= size && at < 60; at += 3)
        exchange.step(data[at], data[at + 1], data[at + 2]);
    exchange.fall_silent();
    return 0;
}
