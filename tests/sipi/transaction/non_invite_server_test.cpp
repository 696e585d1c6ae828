// The non-INVITE server machine, row by row: RFC 3261 §17.2.2, RFC 4320 §4.
#include "sipi/transaction/non_invite_server.h"

#include "tests/sipi/transaction/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class NonInviteServerTest : public TransactionRig {
    CPPUNIT_TEST_SUITE(NonInviteServerTest);
    CPPUNIT_TEST(repeated_request_is_absorbed_while_trying);
    CPPUNIT_TEST(final_response_is_repeated_for_each_request_until_timer_j);
    CPPUNIT_TEST(failure_completes_it_as_well);
    CPPUNIT_TEST(sends_100_only_when_timer_e_of_the_client_is_t2);
    CPPUNIT_TEST(repeated_request_gets_the_100_again);
    CPPUNIT_TEST(is_answered_finally_from_proceeding);
    CPPUNIT_TEST(a_100_or_408_of_the_user_is_never_sent);
    CPPUNIT_TEST(ends_in_silence_when_the_user_never_answers);
    CPPUNIT_TEST(second_final_response_is_discarded);
    CPPUNIT_TEST(transport_error_ends_it);
    CPPUNIT_TEST(transport_error_while_proceeding_ends_it);
    CPPUNIT_TEST(timer_j_is_zero_over_a_reliable_transport);
    CPPUNIT_TEST_SUITE_END();

    void repeated_request_is_absorbed_while_trying() {
        receive("BYE");
        receive("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("BYE"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.received.size());
    }
    void final_response_is_repeated_for_each_request_until_timer_j() {
        receive("BYE");
        respond(200);
        receive("BYE");
        receive("BYE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, peer.count("BYE", 200));
        CPPUNIT_ASSERT_EQUAL(std::string("BYE"), events());
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("BYE, terminated"), events());
    }
    void failure_completes_it_as_well() {
        receive("BYE");
        respond(481);
        CPPUNIT_ASSERT(user.last_server->state() == State::completed);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 481));
    }
    void sends_100_only_when_timer_e_of_the_client_is_t2() {
        receive("BYE");
        CPPUNIT_ASSERT_EQUAL(3500L, until_next("100 BYE")); // 0.5 + 1 + 2 s
        CPPUNIT_ASSERT(user.last_server->state() == State::proceeding);
    }
    void repeated_request_gets_the_100_again() {
        receive("BYE");
        network.advance(3600ms);
        receive("BYE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("BYE", 100));
    }
    void is_answered_finally_from_proceeding() {
        receive("BYE");
        network.advance(3600ms);
        respond(200);
        CPPUNIT_ASSERT(user.last_server->state() == State::completed);
        receive("BYE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("BYE", 200));

        peer.send(from_peer("OPTIONS", "z9hG4bKfail"), us);
        network.advance(3600ms);
        respond(500);
        CPPUNIT_ASSERT(user.last_server->state() == State::completed);
    }
    void a_100_or_408_of_the_user_is_never_sent() {
        receive("BYE");
        CPPUNIT_ASSERT(
            !layer.respond(*user.last_server, Message::response(user.last_request, 100)));
        CPPUNIT_ASSERT(
            !layer.respond(*user.last_server, Message::response(user.last_request, 183)));
        CPPUNIT_ASSERT(
            !layer.respond(*user.last_server, Message::response(user.last_request, 408)));
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.received.size());
        CPPUNIT_ASSERT(user.last_server->state() == State::trying);
    }
    void ends_in_silence_when_the_user_never_answers() {
        receive("BYE");
        network.advance(33s);
        CPPUNIT_ASSERT_EQUAL(std::string("BYE, terminated"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.received.size()); // the 100
    }
    void second_final_response_is_discarded() {
        receive("BYE");
        respond(200);
        respond(500);
        respond(202);
        receive("BYE");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("BYE", 200));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.received.size());
    }
    void transport_error_ends_it() {
        receive("BYE");
        transport.broken = true;
        respond(200);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("BYE, transport error, terminated"), events());
    }
    void transport_error_while_proceeding_ends_it() {
        receive("BYE");
        transport.broken = true;
        network.advance(3600ms);
        CPPUNIT_ASSERT_EQUAL(std::string("BYE, transport error, terminated"), events());
    }
    void timer_j_is_zero_over_a_reliable_transport() {
        tcp.receive({from_peer("BYE"), at("tcp:192.0.2.2:40000"), tcp.local()});
        respond(200);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, layer.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NonInviteServerTest);

} // namespace
