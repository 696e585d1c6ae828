// The INVITE server machine, row by row: RFC 3261 §17.2.1, RFC 6026 §7.1.
#include "sipi/transaction/invite_server.h"

#include "tests/sipi/transaction/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class InviteServerTest : public TransactionRig {
    CPPUNIT_TEST_SUITE(InviteServerTest);
    CPPUNIT_TEST(repeated_invite_before_any_response_is_absorbed);
    CPPUNIT_TEST(repeated_invite_gets_the_last_provisional_response);
    CPPUNIT_TEST(failure_is_repeated_by_timer_g_up_to_t2_until_timer_h);
    CPPUNIT_TEST(repeated_invite_gets_the_failure_again);
    CPPUNIT_TEST(ack_confirms_a_failure_and_timer_i_ends_it);
    CPPUNIT_TEST(confirmed_absorbs_invite_and_ack);
    CPPUNIT_TEST(timers_are_short_over_a_reliable_transport);
    CPPUNIT_TEST(success_is_not_repeated_by_the_machine);
    CPPUNIT_TEST(accepted_absorbs_invites_until_timer_l);
    CPPUNIT_TEST(accepted_sends_the_users_2xx_again);
    CPPUNIT_TEST(accepted_passes_an_ack_with_the_same_branch);
    CPPUNIT_TEST(transport_errors_are_told_and_change_no_state);
    CPPUNIT_TEST(transport_error_while_accepted_is_told);
    CPPUNIT_TEST(final_response_after_a_final_one_is_not_sent);
    CPPUNIT_TEST_SUITE_END();

    State state() const { return user.last_server->state(); }

    void repeated_invite_before_any_response_is_absorbed() {
        receive("INVITE");
        receive("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.received.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.retransmissions_in);
    }
    void repeated_invite_gets_the_last_provisional_response() {
        receive("INVITE");
        respond(100);
        respond(180);
        receive("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE", 180));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 100));
    }
    void failure_is_repeated_by_timer_g_up_to_t2_until_timer_h() {
        receive("INVITE");
        respond(486);
        for (const long wait : {500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000})
            CPPUNIT_ASSERT_EQUAL(wait, until_next("486 INVITE"));
        network.advance(600ms);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, timeout, terminated"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
    }
    void repeated_invite_gets_the_failure_again() {
        receive("INVITE");
        respond(486);
        receive("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE", 486));
    }
    void ack_confirms_a_failure_and_timer_i_ends_it() {
        receive("INVITE");
        respond(486);
        receive("ACK");
        CPPUNIT_ASSERT(state() == State::confirmed);
        network.advance(4999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, terminated"),
                             events()); // the ACK is not the user's
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("486 INVITE"));
    }
    void confirmed_absorbs_invite_and_ack() {
        receive("INVITE");
        respond(486);
        receive("ACK");
        receive("ACK");
        receive("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("486 INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, counters.unexpected);
    }
    void timers_are_short_over_a_reliable_transport() {
        tcp.receive({from_peer("INVITE"), at("tcp:192.0.2.2:40000"), tcp.local()});
        respond(486);
        network.advance(10s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("486 INVITE")); // no timer G
        tcp.receive({from_peer("ACK"), at("tcp:192.0.2.2:40000"), tcp.local()});
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size()); // timer I is zero
    }
    void success_is_not_repeated_by_the_machine() {
        receive("INVITE");
        respond(200);
        network.advance(31s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 INVITE"));
    }
    void accepted_absorbs_invites_until_timer_l() {
        receive("INVITE");
        respond(200);
        receive("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 INVITE"));
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, terminated"), events());
    }
    void accepted_sends_the_users_2xx_again() {
        receive("INVITE");
        respond(200);
        layer.respond_again(*user.last_server);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("200 INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.retransmissions_out);
    }
    void accepted_passes_an_ack_with_the_same_branch() {
        receive("INVITE");
        respond(200);
        receive("ACK");
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, ACK matched"), events());
    }
    void transport_errors_are_told_and_change_no_state() {
        receive("INVITE");
        transport.broken = true;
        respond(180);
        network.advance(1ms);
        CPPUNIT_ASSERT(state() == State::proceeding);
        respond(486);
        network.advance(1ms);
        CPPUNIT_ASSERT(state() == State::completed);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, transport error, transport error"), events());
    }
    void transport_error_while_accepted_is_told() {
        receive("INVITE");
        transport.broken = true;
        respond(200);
        network.advance(1ms);
        CPPUNIT_ASSERT(state() == State::accepted);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, transport error"), events());
    }
    void final_response_after_a_final_one_is_not_sent() {
        receive("INVITE");
        respond(200);
        respond(486);
        CPPUNIT_ASSERT(state() == State::accepted);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("486 INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.unexpected);
        layer.respond_again(*user.last_server);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("200 INVITE"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InviteServerTest);

} // namespace
