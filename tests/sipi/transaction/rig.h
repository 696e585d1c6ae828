// A transaction layer with a recording user, opposite a peer without a stack.
#pragma once

#include "sipi/transaction/layer.h"
#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace sipi::test {

using namespace std::chrono_literals;
using transaction::Event;
using transaction::State;
using transaction::Transaction;

struct RecordingUser final : transaction::User {
    std::vector<std::string> events;
    Transaction* last_server = nullptr;
    std::string last_response;

    void on_request(Transaction& server, const Message& request) override {
        last_server = &server;
        events.push_back(std::string(request.method_text()));
        last_request = request;
    }
    void on_ack(Transaction* server, const Message&, const Endpoint&) override {
        events.push_back(server ? "ACK matched" : "ACK");
    }
    void on_response(Transaction&, const Message& response) override {
        events.push_back(std::to_string(response.status()));
    }
    void on_timeout(Transaction&) override { events.push_back("timeout"); }
    void on_transport_error(Transaction&) override { events.push_back("transport error"); }
    void on_terminated(Transaction& transaction) override {
        events.push_back("terminated");
        if (last_server == &transaction)
            last_server = nullptr;
    }
    Message last_request = Message::request(Method::options, "sip:none");
};

/// Layer at 192.0.2.1 (UDP) and 192.0.2.9 (TCP), peer at 192.0.2.2.
class TransactionRig : public CppUnit::TestFixture {
  public:
    Network network;
    MemoryTransport transport{network, "192.0.2.1:5060"};
    MemoryTransport tcp{network, "192.0.2.9:5060", TransportKind::tcp};
    RawPeer peer{network, "192.0.2.2:5060"};
    Random random{1};
    AgentCounters counters;
    RecordingUser user;
    transaction::Layer layer{network.timers, random, counters, user, {}};

    TransactionRig() {
        layer.add_transport(transport);
        layer.add_transport(tcp);
    }

    const Endpoint us = at("192.0.2.1:5060");
    const Endpoint them = at("192.0.2.2:5060");

    static Message request(std::string_view method) {
        Message message = Message::request(method, "sip:b@192.0.2.2");
        message.append(HeaderName::max_forwards, "70");
        message.append(HeaderName::from, "<sip:a@192.0.2.1>;tag=a");
        message.append(HeaderName::to, "<sip:b@192.0.2.2>");
        message.append(HeaderName::call_id, "call");
        message.append(HeaderName::cseq, "1 " + std::string(method));
        return message;
    }
    Transaction& send(std::string_view method) {
        Message message = request(method);
        Transaction& client = layer.send_request(message, transport, them, 7);
        network.deliver();
        return client;
    }
    /// The peer answers its last request of that method.
    void answer(std::string_view method, int status, std::string_view tag = "peer") {
        peer.send(peer.reply(peer.last(method), status, tag), us);
    }
    /// A request from the peer, as text, so that it can be sent again.
    std::string from_peer(std::string_view method, std::string_view branch = "z9hG4bKx",
                          std::string_view extra = {}) const {
        Message message = request(method);
        message.prepend(HeaderName::via,
                        "SIP/2.0/UDP 192.0.2.2:5060;branch=" + std::string(branch));
        std::string text = message.to_string();
        if (!extra.empty())
            text.insert(text.find("\r\n") + 2, extra);
        return text;
    }
    void receive(std::string_view method) { peer.send(from_peer(method), us); }
    void respond(int status) {
        CPPUNIT_ASSERT(user.last_server);
        layer.respond(*user.last_server, Message::response(user.last_request, status, {}, "us"));
        network.deliver();
    }
    std::string events() const {
        std::string all;
        for (const std::string& event : user.events)
            all += (all.empty() ? "" : ", ") + event;
        return all;
    }
    /// In how many ms from now the next packet of that kind is sent, looking at most 100 s ahead;
    /// -1: none.
    long until_next(std::string_view what) {
        const std::size_t before = network.count(what);
        for (long ms = 0; ms <= 100'000; ++ms) {
            if (network.count(what) > before)
                return ms;
            network.advance(1ms);
        }
        return -1;
    }
};

} // namespace sipi::test
