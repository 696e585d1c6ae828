// The non-INVITE client machine, row by row: RFC 3261 §17.1.2.
#include "sipi/transaction/non_invite_client.h"

#include "tests/sipi/transaction/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class NonInviteClientTest : public TransactionRig {
    CPPUNIT_TEST_SUITE(NonInviteClientTest);
    CPPUNIT_TEST(repeats_with_timer_e_doubling_up_to_t2);
    CPPUNIT_TEST(repeats_each_t2_after_a_provisional_response);
    CPPUNIT_TEST(gives_up_by_timer_f_while_trying);
    CPPUNIT_TEST(gives_up_by_timer_f_while_proceeding);
    CPPUNIT_TEST(success_completes_it_from_trying_and_timer_k_ends_it);
    CPPUNIT_TEST(failure_completes_it_from_trying);
    CPPUNIT_TEST(success_completes_it_from_proceeding);
    CPPUNIT_TEST(failure_completes_it_from_proceeding);
    CPPUNIT_TEST(absorbs_what_comes_after_the_final_response);
    CPPUNIT_TEST(transport_error_while_trying_ends_it);
    CPPUNIT_TEST(transport_error_while_proceeding_ends_it);
    CPPUNIT_TEST(timer_k_is_zero_over_a_reliable_transport);
    CPPUNIT_TEST(response_of_another_method_with_the_same_branch_does_not_match);
    CPPUNIT_TEST_SUITE_END();

    void repeats_with_timer_e_doubling_up_to_t2() {
        send("BYE");
        for (const long wait : {500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000})
            CPPUNIT_ASSERT_EQUAL(wait, until_next("BYE"));
    }
    void repeats_each_t2_after_a_provisional_response() {
        send("BYE");
        answer("BYE", 100);
        CPPUNIT_ASSERT_EQUAL(500L, until_next("BYE"));
        CPPUNIT_ASSERT_EQUAL(4000L, until_next("BYE"));
        answer("BYE", 100);
        CPPUNIT_ASSERT_EQUAL(std::string("100, 100"), events());
    }
    void gives_up_by_timer_f_while_trying() {
        send("BYE");
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::string(), events());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("timeout, terminated"), events());
    }
    void gives_up_by_timer_f_while_proceeding() {
        send("BYE");
        answer("BYE", 100);
        network.advance(33s);
        CPPUNIT_ASSERT_EQUAL(std::string("100, timeout, terminated"), events());
    }
    void success_completes_it_from_trying_and_timer_k_ends_it() {
        const Transaction& client = send("BYE");
        answer("BYE", 200);
        CPPUNIT_ASSERT(client.state() == State::completed);
        network.advance(4999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::string("200, terminated"), events());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("BYE"));
    }
    void failure_completes_it_from_trying() {
        const Transaction& client = send("BYE");
        answer("BYE", 481);
        CPPUNIT_ASSERT(client.state() == State::completed);
        CPPUNIT_ASSERT_EQUAL(std::string("481"), events());
    }
    void success_completes_it_from_proceeding() {
        const Transaction& client = send("BYE");
        answer("BYE", 100);
        answer("BYE", 200);
        CPPUNIT_ASSERT(client.state() == State::completed);
    }
    void failure_completes_it_from_proceeding() {
        const Transaction& client = send("BYE");
        answer("BYE", 100);
        answer("BYE", 500);
        CPPUNIT_ASSERT(client.state() == State::completed);
    }
    void absorbs_what_comes_after_the_final_response() {
        send("BYE");
        answer("BYE", 200);
        answer("BYE", 200);
        answer("BYE", 481);
        answer("BYE", 100);
        CPPUNIT_ASSERT_EQUAL(std::string("200"), events());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, counters.unexpected);
    }
    void transport_error_while_trying_ends_it() {
        transport.broken = true;
        send("BYE");
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("transport error, terminated"), events());
    }
    void transport_error_while_proceeding_ends_it() {
        send("BYE");
        answer("BYE", 100);
        transport.broken = true;
        network.advance(502ms);
        CPPUNIT_ASSERT_EQUAL(std::string("100, transport error, terminated"), events());
    }
    void timer_k_is_zero_over_a_reliable_transport() {
        Message message = request("BYE");
        const Transaction& client = layer.send_request(message, tcp, at("tcp:192.0.2.2:5060"), 0);
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, layer.size());
        CPPUNIT_ASSERT(client.state() == State::trying);
        network.advance(5s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("BYE")); // no timer E either
        answer("BYE", 200);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::string("200, terminated"), events());
    }
    void response_of_another_method_with_the_same_branch_does_not_match() {
        send("BYE");
        Message response = peer.reply(peer.last("BYE"), 200);
        response.set(HeaderName::cseq, "1 OPTIONS");
        peer.send(response, us);
        CPPUNIT_ASSERT_EQUAL(std::string(), events());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counters.unmatched);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NonInviteClientTest);

} // namespace
