// The transaction layer: matching, merged requests, the way of responses, the tap (RFC 3261 §17,
// §18, RFC 3581).
#include "sipi/transaction/layer.h"

#include "tests/sipi/transaction/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class LayerTest : public TransactionRig {
    CPPUNIT_TEST_SUITE(LayerTest);
    CPPUNIT_TEST(request_with_another_branch_or_sent_by_is_another_transaction);
    CPPUNIT_TEST(rfc2543_request_is_matched_by_its_headers);
    CPPUNIT_TEST(response_goes_to_sent_by_port_without_rport);
    CPPUNIT_TEST(response_goes_to_the_source_with_rport);
    CPPUNIT_TEST(response_is_not_aimed_by_maddr);
    CPPUNIT_TEST(merged_request_gets_482);
    CPPUNIT_TEST(ack_of_a_2xx_goes_to_the_user);
    CPPUNIT_TEST(cancel_has_the_branch_of_its_invite);
    CPPUNIT_TEST(cancel_of_the_peer_finds_its_invite);
    CPPUNIT_TEST(broken_request_gets_400_with_the_same_tag_each_time);
    CPPUNIT_TEST(octets_that_are_no_message_are_counted);
    CPPUNIT_TEST(valid_request_cut_at_every_length_does_no_harm);
    CPPUNIT_TEST(unreachable_peer_fails_what_is_being_sent_to_it);
    CPPUNIT_TEST(large_request_goes_by_tcp);
    CPPUNIT_TEST(large_request_falls_back_to_udp_and_remembers_it);
    CPPUNIT_TEST(large_request_stays_where_there_is_no_tcp);
    CPPUNIT_TEST(tap_sees_each_message_once_and_marks_retransmissions);
    CPPUNIT_TEST(advertised_address_stands_in_via);
    CPPUNIT_TEST(a_thousand_transactions_are_told_apart);
    CPPUNIT_TEST(table_is_empty_after_all_timers);
    CPPUNIT_TEST_SUITE_END();

    void request_with_another_branch_or_sent_by_is_another_transaction() {
        receive("BYE");
        Message other = request("BYE");
        other.prepend(HeaderName::via, "SIP/2.0/UDP 192.0.2.2:5062;branch=z9hG4bKx");
        other.set(HeaderName::cseq, "2 BYE");
        peer.send(other, us);
        other.set(HeaderName::via, "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKX");
        other.set(HeaderName::cseq, "3 BYE");
        peer.send(other, us);
        CPPUNIT_ASSERT_EQUAL(std::string("BYE, BYE, BYE"), events());
    }
    void rfc2543_request_is_matched_by_its_headers() {
        const std::string invite = from_peer("INVITE", "1");
        peer.send(invite, us);
        peer.send(invite, us);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE"), events());
        respond(486);
        Message ack = request("ACK");
        ack.prepend(HeaderName::via, "SIP/2.0/UDP 192.0.2.2:5060;branch=1");
        ack.set(HeaderName::to, "<sip:b@192.0.2.2>;tag=us");
        peer.send(ack, us);
        CPPUNIT_ASSERT(user.last_server->state() == State::confirmed);
    }
    void response_goes_to_sent_by_port_without_rport() {
        RawPeer behind(network, "192.0.2.2:40000");
        behind.send(from_peer("BYE"), us);
        respond(200);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, behind.received.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 200));
    }
    void response_goes_to_the_source_with_rport() {
        RawPeer behind(network, "198.51.100.7:40000");
        behind.send(from_peer("BYE", "z9hG4bKx;rport"), us);
        respond(200);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, behind.count("BYE", 200));
        const auto via = behind.last("BYE", 200).top_via();
        CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.7"), std::string(via->received));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{40000}, via->rport);
    }
    void response_is_not_aimed_by_maddr() {
        RawPeer victim(network, "203.0.113.9:5060");
        peer.send(from_peer("BYE", "z9hG4bKx;maddr=203.0.113.9"), us);
        respond(200);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, victim.received.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 200));
    }
    void merged_request_gets_482() {
        peer.send(from_peer("INVITE", "z9hG4bKone"), us);
        peer.send(from_peer("INVITE", "z9hG4bKtwo"), us);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 482));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.merged);
        CPPUNIT_ASSERT(!peer.last("INVITE", 482).to()->tag.empty());
    }
    void ack_of_a_2xx_goes_to_the_user() {
        peer.send(from_peer("ACK", "z9hG4bKack"), us);
        CPPUNIT_ASSERT_EQUAL(std::string("ACK"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
    }
    void cancel_has_the_branch_of_its_invite() {
        Transaction& invite = send("INVITE");
        answer("INVITE", 100);
        layer.cancel(invite,
                     [](Message& cancel) { cancel.append(HeaderName::reason, "SIP;cause=200"); });
        network.deliver();
        const Message& cancel = peer.last("CANCEL");
        CPPUNIT_ASSERT_EQUAL(std::string(peer.last("INVITE").header(HeaderName::via)),
                             std::string(cancel.header(HeaderName::via)));
        CPPUNIT_ASSERT_EQUAL(std::string("1 CANCEL"), std::string(cancel.header(HeaderName::cseq)));
        CPPUNIT_ASSERT(cancel.to()->tag.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("SIP;cause=200"),
                             std::string(cancel.header(HeaderName::reason)));
        answer("CANCEL", 200);
        answer("INVITE", 487);
        CPPUNIT_ASSERT_EQUAL(std::string("100, 200, 487"), events());
    }
    void cancel_of_the_peer_finds_its_invite() {
        receive("INVITE");
        Transaction* invite = user.last_server;
        receive("CANCEL");
        CPPUNIT_ASSERT(layer.find_cancelled(user.last_request) == invite);
        peer.send(from_peer("CANCEL", "z9hG4bKother"), us);
        CPPUNIT_ASSERT(layer.find_cancelled(user.last_request) == nullptr);
    }
    void broken_request_gets_400_with_the_same_tag_each_time() {
        std::string broken = from_peer("OPTIONS");
        broken.insert(broken.find("Max-Forwards"), "this line has no colon\r\n");
        peer.send(broken, us);
        peer.send(broken, us);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, counters.malformed);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("OPTIONS", 400));
        CPPUNIT_ASSERT_EQUAL(peer.received[0].to_string(), peer.received[1].to_string());
        CPPUNIT_ASSERT(!peer.received[0].to()->tag.empty());
    }
    void octets_that_are_no_message_are_counted() {
        peer.send("GET / HTTP/1.1\r\n\r\n", us);
        peer.send("SIP/2.0 200 OK\r\n\r\n", us);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, counters.malformed);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.received.size());
    }
    void valid_request_cut_at_every_length_does_no_harm() {
        const std::string whole = from_peer("OPTIONS");
        for (std::size_t length = 0; length < whole.size(); ++length)
            peer.send(whole.substr(0, length), us);
        CPPUNIT_ASSERT_EQUAL(std::string(), events());
    }
    void unreachable_peer_fails_what_is_being_sent_to_it() {
        send("INVITE");
        answer("INVITE", 180); // rings: an ICMP error now must not end it
        send("BYE");
        transport.report_unreachable(at("192.0.2.77:5060"));
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("180"), events());
        transport.report_unreachable(them);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("180, transport error, terminated"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
    }
    Transaction& send_large(std::string_view method) {
        Message message = request(method);
        message.append("Subject", std::string(1300, 'x'));
        Transaction& client = layer.send_request(message, transport, them, 7);
        network.deliver();
        return client;
    }
    std::string via_of_last(std::string_view method) const {
        return std::string(peer.last(method).header(HeaderName::via)).substr(0, 31);
    }
    void large_request_goes_by_tcp() { // RFC 3261 §18.1.1
        send("OPTIONS");
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/UDP 192.0.2.1:5060;bran"),
                             via_of_last("OPTIONS"));
        Transaction& client = send_large("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/TCP 192.0.2.9:5060;bran"), via_of_last("INVITE"));
        CPPUNIT_ASSERT(client.peer().kind == TransportKind::tcp);
        network.advance(5s); // no timer A on a stream
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("INVITE"));
        answer("INVITE", 200);
        CPPUNIT_ASSERT_EQUAL(std::string("200"), events());
    }
    void large_request_falls_back_to_udp_and_remembers_it() {
        tcp.broken = true;
        Transaction& client = send_large("INVITE");
        network.advance(0ms);
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/UDP 192.0.2.1:5060;bran"), via_of_last("INVITE"));
        CPPUNIT_ASSERT(client.peer() == them);
        network.advance(500ms); // timer A again
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("INVITE"));
        answer("INVITE", 200);
        CPPUNIT_ASSERT_EQUAL(std::string("200"), events());
        tcp.broken = false;
        send_large("MESSAGE");
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/UDP 192.0.2.1:5060;bran"),
                             via_of_last("MESSAGE"));
        answer("MESSAGE", 200);
        network.advance(600s);
        send_large("INFO");
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/TCP 192.0.2.9:5060;bran"), via_of_last("INFO"));
    }
    void large_request_stays_where_there_is_no_tcp() {
        transaction::Layer udp_only(network.timers, random, counters, user, {});
        udp_only.add_transport(transport);
        Message message = request("INVITE");
        message.append("Subject", std::string(1300, 'x'));
        udp_only.send_request(message, transport, them, 7);
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/UDP 192.0.2.1:5060;bran"), via_of_last("INVITE"));
        layer.add_transport(transport);
        layer.large_by_stream(false);
        send_large("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0/UDP 192.0.2.1:5060;bran"), via_of_last("BYE"));
    }
    void tap_sees_each_message_once_and_marks_retransmissions() {
        std::vector<std::string> seen;
        layer.tap([&](const WireMessage& message) {
            const Packet packet{std::string(message.octets.begin(), message.octets.end()), {}, {}};
            seen.push_back((message.direction == WireMessage::Direction::in ? "< " : "> ") +
                           packet.what() + (message.retransmission ? " again" : "") + ' ' +
                           std::to_string(message.session));
        });
        send("INVITE");
        network.advance(501ms);
        answer("INVITE", 486);
        answer("INVITE", 486);
        receive("OPTIONS");
        user.last_server->set_session(9);
        respond(200);
        receive("OPTIONS");
        const std::vector<std::string> expected{
            "> INVITE 7",           "> INVITE again 7",     "< 486 INVITE 7", "> ACK 7",
            "< 486 INVITE again 7", "> ACK again 7",        "< OPTIONS 0",    "> 200 OPTIONS 9",
            "< OPTIONS again 9",    "> 200 OPTIONS again 9"};
        CPPUNIT_ASSERT_EQUAL(expected.size(), seen.size());
        for (std::size_t i = 0; i < seen.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(expected[i], seen[i]);
    }
    void advertised_address_stands_in_via() {
        layer.advertise("gw.example.org", 5070);
        send("OPTIONS");
        const auto via = peer.last("OPTIONS").top_via();
        CPPUNIT_ASSERT_EQUAL(std::string("gw.example.org"), std::string(via->host));
        CPPUNIT_ASSERT_EQUAL(std::uint16_t{5070}, via->port);
        CPPUNIT_ASSERT(via->has_rport);
    }
    void a_thousand_transactions_are_told_apart() {
        for (int i = 0; i < 1000; ++i)
            send("OPTIONS");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, layer.size());
        const std::vector<Message> requests = peer.received;
        for (const Message& sent : requests)
            peer.send(peer.reply(sent, 200), us);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, user.events.size());
        network.advance(6s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
    }
    void table_is_empty_after_all_timers() {
        send("INVITE");
        send("BYE");
        receive("INVITE");
        respond(200);
        peer.send(from_peer("BYE", "z9hG4bKbye"), us);
        network.advance(70s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.timers.armed());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LayerTest);

} // namespace
