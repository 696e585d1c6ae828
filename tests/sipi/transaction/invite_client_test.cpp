// The INVITE client machine, row by row: RFC 3261 §17.1.1, RFC 6026 §7.2.
#include "sipi/transaction/invite_client.h"

#include "tests/sipi/transaction/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class InviteClientTest : public TransactionRig {
    CPPUNIT_TEST_SUITE(InviteClientTest);
    CPPUNIT_TEST(repeats_the_request_with_doubling_timer_a);
    CPPUNIT_TEST(gives_up_by_timer_b_after_64_t1);
    CPPUNIT_TEST(does_not_repeat_over_a_reliable_transport);
    CPPUNIT_TEST(stops_repeating_and_waits_without_limit_after_a_provisional_response);
    CPPUNIT_TEST(ends_64_t1_after_its_user_has_left_it);
    CPPUNIT_TEST(acknowledges_a_failure_after_its_user_has_left_it);
    CPPUNIT_TEST(tells_each_provisional_response);
    CPPUNIT_TEST(acknowledges_a_failure_from_calling);
    CPPUNIT_TEST(acknowledges_a_failure_from_proceeding_and_each_repetition);
    CPPUNIT_TEST(ack_of_a_failure_has_branch_route_and_to_of_the_rules);
    CPPUNIT_TEST(stays_completed_for_timer_d);
    CPPUNIT_TEST(transport_error_while_calling_is_told_and_ends_it);
    CPPUNIT_TEST(transport_error_while_completed_is_told_and_ends_it);
    CPPUNIT_TEST(accepts_2xx_of_several_forks_until_timer_m);
    CPPUNIT_TEST(repeats_the_ack_left_with_it_for_a_repeated_2xx);
    CPPUNIT_TEST(is_silent_to_a_repeated_2xx_while_the_user_holds_its_ack);
    CPPUNIT_TEST(late_provisional_response_is_counted_and_ignored);
    CPPUNIT_TEST(response_with_two_vias_is_dropped);
    CPPUNIT_TEST_SUITE_END();

    void repeats_the_request_with_doubling_timer_a() {
        send("INVITE");
        for (const long wait : {500, 1000, 2000, 4000, 8000, 16000})
            CPPUNIT_ASSERT_EQUAL(wait, until_next("INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{6}, counters.retransmissions_out);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1},
                             counters.requests_out[static_cast<std::size_t>(Method::invite)]);
    }
    void gives_up_by_timer_b_after_64_t1() {
        send("INVITE");
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::string(), events());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("timeout, terminated"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.timeouts);
    }
    void does_not_repeat_over_a_reliable_transport() {
        Message message = request("INVITE");
        layer.send_request(message, tcp, at("tcp:192.0.2.2:5060"), 0);
        network.advance(31s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("INVITE"));
        network.advance(2s);
        CPPUNIT_ASSERT_EQUAL(std::string("timeout, terminated"), events());
    }
    void stops_repeating_and_waits_without_limit_after_a_provisional_response() {
        send("INVITE");
        answer("INVITE", 100);
        network.advance(3min);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::string("100"), events());
    }
    void ends_64_t1_after_its_user_has_left_it() {
        auto& client = static_cast<transaction::InviteClient&>(send("INVITE"));
        answer("INVITE", 100);
        client.leave();
        network.advance(20s);
        answer("INVITE", 180);
        network.advance(11s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
        CPPUNIT_ASSERT_EQUAL(std::string("100, 180, terminated"), events());
    }
    void acknowledges_a_failure_after_its_user_has_left_it() {
        auto& client = static_cast<transaction::InviteClient&>(send("INVITE"));
        answer("INVITE", 100);
        client.leave();
        network.advance(5s);
        answer("INVITE", 487);
        CPPUNIT_ASSERT(client.state() == State::completed);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
    }
    void tells_each_provisional_response() {
        send("INVITE");
        answer("INVITE", 180);
        answer("INVITE", 183);
        CPPUNIT_ASSERT_EQUAL(std::string("180, 183"), events());
    }
    void acknowledges_a_failure_from_calling() {
        const Transaction& client = send("INVITE");
        answer("INVITE", 486);
        CPPUNIT_ASSERT_EQUAL(std::string("486"), events());
        CPPUNIT_ASSERT(client.state() == State::completed);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
    }
    void acknowledges_a_failure_from_proceeding_and_each_repetition() {
        send("INVITE");
        answer("INVITE", 180);
        answer("INVITE", 486);
        answer("INVITE", 486);
        answer("INVITE", 486);
        CPPUNIT_ASSERT_EQUAL(std::string("180, 486"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, peer.count("ACK"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, counters.retransmissions_in);
    }
    void ack_of_a_failure_has_branch_route_and_to_of_the_rules() {
        Message message = request("INVITE");
        message.append(HeaderName::route, "<sip:192.0.2.3;lr>");
        message.append(HeaderName::route, "<sip:192.0.2.4;lr>");
        layer.send_request(message, transport, them, 0);
        network.deliver();
        answer("INVITE", 404, "theirs");
        const Message& ack = peer.last("ACK");
        const Message& invite = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string(invite.header(HeaderName::via)),
                             std::string(ack.header(HeaderName::via)));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:b@192.0.2.2>;tag=theirs"),
                             std::string(ack.header(HeaderName::to)));
        CPPUNIT_ASSERT_EQUAL(std::string("1 ACK"), std::string(ack.header(HeaderName::cseq)));
        CPPUNIT_ASSERT_EQUAL(std::string("70"), std::string(ack.header(HeaderName::max_forwards)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, ack.count(HeaderName::route));
        CPPUNIT_ASSERT_EQUAL(std::string(invite.request_uri()), std::string(ack.request_uri()));
    }
    void stays_completed_for_timer_d() {
        send("INVITE");
        answer("INVITE", 486);
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
        CPPUNIT_ASSERT_EQUAL(std::string("486, terminated"), events());
    }
    void transport_error_while_calling_is_told_and_ends_it() {
        transport.broken = true;
        send("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string(), events()); // never from inside the call
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("transport error, terminated"), events());
    }
    void transport_error_while_completed_is_told_and_ends_it() {
        send("INVITE");
        transport.broken = true;
        answer("INVITE", 486);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("486, transport error, terminated"), events());
    }
    void accepts_2xx_of_several_forks_until_timer_m() {
        send("INVITE");
        answer("INVITE", 200, "one");
        answer("INVITE", 200, "two");
        answer("INVITE", 200, "one");
        CPPUNIT_ASSERT_EQUAL(std::string("200, 200"), events());
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("200, 200, terminated"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("ACK")); // the user's business (§13.2.2.4)
    }
    void repeats_the_ack_left_with_it_for_a_repeated_2xx() {
        auto& client = static_cast<transaction::InviteClient&>(send("INVITE"));
        answer("INVITE", 200, "one");
        client.keep_ack("one", from_peer("ACK"), them);
        answer("INVITE", 200, "one");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.retransmissions_in);
    }
    void is_silent_to_a_repeated_2xx_while_the_user_holds_its_ack() {
        send("INVITE");
        answer("INVITE", 200, "one");
        answer("INVITE", 200, "one");
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("ACK"));
        CPPUNIT_ASSERT_EQUAL(std::string("200"), events());
    }
    void late_provisional_response_is_counted_and_ignored() {
        send("INVITE");
        answer("INVITE", 486);
        answer("INVITE", 180);
        CPPUNIT_ASSERT_EQUAL(std::string("486"), events());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.unexpected);
    }
    void response_with_two_vias_is_dropped() {
        send("INVITE");
        Message response = peer.reply(peer.last("INVITE"), 200);
        response.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKo");
        peer.send(response, us);
        CPPUNIT_ASSERT_EQUAL(std::string(), events());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.unmatched);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InviteClientTest);

} // namespace
