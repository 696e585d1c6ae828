// Overload control as server and client, on a clock moved by hand.
#include "sipi/overload.h"

#include "tests/sipi/agent/rig.h"
#include "tests/sipi/text_support.h"

namespace sipi::test {

class OverloadTest : public AgentRig {
    CPPUNIT_TEST_SUITE(OverloadTest);
    CPPUNIT_TEST(sheds_nothing_until_configured);
    CPPUNIT_TEST(sheds_beyond_the_rate);
    CPPUNIT_TEST(sheds_a_growing_share_while_the_processor_is_busy);
    CPPUNIT_TEST(priority_and_emergency_calls_are_never_shed);
    CPPUNIT_TEST(knows_priority_calls);
    CPPUNIT_TEST(the_loss_is_reckoned_from_what_would_come);
    CPPUNIT_TEST(an_invite_too_many_gets_503_and_retry_after);
    CPPUNIT_TEST(a_sender_that_offers_control_is_told_the_loss);
    CPPUNIT_TEST(a_sender_that_does_not_is_told_nothing);
    CPPUNIT_TEST(another_algorithm_is_not_ours);
    CPPUNIT_TEST(our_requests_offer_control);
    CPPUNIT_TEST(a_neighbours_loss_is_kept_to_while_it_is_valid);
    CPPUNIT_TEST(an_older_loss_does_not_undo_a_newer_one);
    CPPUNIT_TEST(validity_zero_ends_it);
    CPPUNIT_TEST(a_503_with_retry_after_closes_the_peer_for_so_long);
    CPPUNIT_TEST(emergency_calls_go_out_in_spite_of_all_that);
    CPPUNIT_TEST_SUITE_END();

    Random random_{5};
    Overload overload_{network.clock, random_};

    static OverloadSettings limits(unsigned rate, unsigned cpu = 0) {
        OverloadSettings settings;
        settings.max_rate = rate;
        settings.max_cpu = cpu;
        settings.control = true;
        return settings;
    }
    unsigned shed(unsigned calls, bool controlled = false) {
        unsigned count = 0;
        for (unsigned i = 0; i < calls; ++i)
            count += overload_.sheds(false, controlled);
        return count;
    }
    void second(unsigned cpu = 0) {
        network.clock.advance(1s);
        overload_.report_load(cpu);
    }

    void sheds_nothing_until_configured() {
        CPPUNIT_ASSERT_EQUAL(0U, shed(1000));
        second(100);
        CPPUNIT_ASSERT_EQUAL(0U, overload_.loss());
        CPPUNIT_ASSERT_EQUAL(0U, shed(1000));
    }
    void sheds_beyond_the_rate() {
        overload_.configure(limits(10));
        CPPUNIT_ASSERT_EQUAL(15U, shed(25));
        network.clock.advance(500ms);
        CPPUNIT_ASSERT_EQUAL(5U, shed(10));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(20), overload_.counters().shed);
    }
    void sheds_a_growing_share_while_the_processor_is_busy() {
        overload_.configure(limits(0, 80));
        second(79);
        CPPUNIT_ASSERT_EQUAL(0U, overload_.loss());
        for (int i = 0; i < 3; ++i)
            second(95);
        CPPUNIT_ASSERT_EQUAL(30U, overload_.loss());
        const unsigned refused = shed(10'000);
        CPPUNIT_ASSERT(refused > 2800 && refused < 3200);
        CPPUNIT_ASSERT_EQUAL(0U, shed(100, true)); // who keeps to the loss is not shed once more
        for (int i = 0; i < 20; ++i)
            second(100);
        CPPUNIT_ASSERT_EQUAL(95U, overload_.loss());
        for (int i = 0; i < 19; ++i)
            second(50);
        CPPUNIT_ASSERT_EQUAL(0U, overload_.loss());
    }
    void priority_and_emergency_calls_are_never_shed() {
        overload_.configure(limits(1, 10));
        second(100);
        shed(10);
        for (int i = 0; i < 1000; ++i)
            CPPUNIT_ASSERT(!overload_.sheds(true, false));
    }
    void knows_priority_calls() {
        CPPUNIT_ASSERT(!is_priority(parsed(kInvite)));
        for (const char* line :
             {"Priority: emergency", "Resource-Priority: ets.0", "Resource-Priority: wps.3, q735.0",
              "P-Asserted-Identity: <sip:+4930112@x;cpc=emergency>"})
            CPPUNIT_ASSERT_MESSAGE(line, is_priority(parsed(invite_with("X-Trunk: left", line))));
        for (const char* line : {"Priority: urgent", "Resource-Priority: dsn.routine"})
            CPPUNIT_ASSERT_MESSAGE(line, !is_priority(parsed(invite_with("X-Trunk: left", line))));
        CPPUNIT_ASSERT(is_priority(
            parsed(invite_with("sip:+4930123@gw.example.net;user=phone", "urn:service:sos.fire"))));
    }
    void the_loss_is_reckoned_from_what_would_come() {
        overload_.configure(limits(10));
        second();
        shed(40);
        second();
        CPPUNIT_ASSERT_EQUAL(75U, overload_.loss());
        shed(10); // of 40, three quarters held back
        second();
        CPPUNIT_ASSERT_EQUAL(75U, overload_.loss());
        shed(2);
        second();
        CPPUNIT_ASSERT_EQUAL(0U, overload_.loss());
    }
    void an_invite_too_many_gets_503_and_retry_after() {
        a.agent.overload().configure(limits(1));
        peer.send(invite_of_peer("z9hG4bKone", "one"), at_a);
        peer.send(invite_of_peer("z9hG4bKtwo", "two"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), peer.count("INVITE", 503));
        ASSERT_TEXT("5", peer.last("INVITE", 503).header(HeaderName::retry_after));
        CPPUNIT_ASSERT_EQUAL(std::size_t(1), a.agent.session_count());
        Message emergency = invite_of_peer("z9hG4bKsos", "sos");
        emergency.append("Priority", "emergency");
        peer.send(emergency, at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t(2), a.agent.session_count());
    }
    std::string via_of_answer(const char* params) {
        Message invite = invite_of_peer();
        invite.replace_first(HeaderName::via,
                             std::string("SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKp1") + params);
        peer.send(invite, at_a);
        return std::string(peer.received.back().header(HeaderName::via));
    }
    void a_sender_that_offers_control_is_told_the_loss() {
        auto settings = limits(0, 50);
        a.agent.overload().configure(settings);
        a.agent.overload().report_load(100);
        const std::string via = via_of_answer(";oc;oc-algo=\"rate,loss\";x=y");
        CPPUNIT_ASSERT_MESSAGE(via, via.starts_with("SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKp1;"
                                                    "x=y;oc=10;oc-algo=\"loss\";oc-validity=1500;"
                                                    "oc-seq="));
    }
    void a_sender_that_does_not_is_told_nothing() {
        a.agent.overload().configure(limits(0, 50));
        a.agent.overload().report_load(100);
        ASSERT_TEXT("SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKp1", via_of_answer(""));
    }
    void another_algorithm_is_not_ours() {
        a.agent.overload().configure(limits(0, 50));
        a.agent.overload().report_load(100);
        ASSERT_TEXT("SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKp1;oc;oc-algo=\"rate\"",
                    via_of_answer(";oc;oc-algo=\"rate\""));
    }
    void our_requests_offer_control() {
        a.agent.overload().configure(limits(0));
        invite(at_peer);
        const auto via = peer.last("INVITE").top_via();
        CPPUNIT_ASSERT(via->params.has("oc"));
        ASSERT_TEXT("\"loss\"", via->params.value("oc-algo"));
    }
    /// How many of 1000 calls to the peer are not sent.
    unsigned held_back(const char* header = "", const char* value = "") {
        unsigned count = 0;
        for (int i = 0; i < 1000; ++i)
            count += a.agent.overload().holds_back(at_peer, is_priority_header(header, value));
        return count;
    }
    void learn(const std::string& params, int status = 200, const char* retry_after = "") {
        Message response = Message::response(invite_of_peer(), status, {}, "t");
        response.replace_first(HeaderName::via,
                               "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx" + params);
        if (*retry_after)
            response.append(HeaderName::retry_after, retry_after);
        a.agent.overload().learn(at_peer, response);
    }
    void a_neighbours_loss_is_kept_to_while_it_is_valid() {
        a.agent.overload().configure(limits(0));
        learn(";oc=40;oc-algo=\"loss\";oc-validity=2000;oc-seq=10.1");
        const unsigned count = held_back();
        CPPUNIT_ASSERT(count > 340 && count < 460);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t(count), a.agent.overload().counters().held_back);
        network.clock.advance(2s);
        CPPUNIT_ASSERT_EQUAL(0U, held_back());
    }
    void an_older_loss_does_not_undo_a_newer_one() {
        a.agent.overload().configure(limits(0));
        learn(";oc=100;oc-validity=2000;oc-seq=10.5");
        learn(";oc=0;oc-validity=2000;oc-seq=10.4");
        CPPUNIT_ASSERT_EQUAL(1000U, held_back());
        learn(";oc=0;oc-validity=2000;oc-seq=10.6");
        CPPUNIT_ASSERT_EQUAL(0U, held_back());
    }
    void validity_zero_ends_it() {
        a.agent.overload().configure(limits(0));
        learn(";oc=100;oc-validity=60000;oc-seq=1.0");
        learn(";oc=100;oc-validity=0;oc-seq=2.0");
        CPPUNIT_ASSERT_EQUAL(0U, held_back());
    }
    void a_503_with_retry_after_closes_the_peer_for_so_long() {
        learn("", 503, "7 (maintenance)");
        Invitation invitation;
        invitation.request_uri = "sip:200@192.0.2.3";
        invitation.from = "<sip:100@192.0.2.1>";
        invitation.destination = at_peer;
        const auto refused = a.agent.invite(invitation, a.app);
        CPPUNIT_ASSERT(!refused && refused.error() == InviteError::overloaded);
        network.clock.advance(7s);
        CPPUNIT_ASSERT(a.agent.invite(invitation, a.app).ok());
    }
    void emergency_calls_go_out_in_spite_of_all_that() {
        a.agent.overload().configure(limits(0));
        learn(";oc=100;oc-validity=60000;oc-seq=1.0", 503, "60");
        CPPUNIT_ASSERT_EQUAL(1000U, held_back());
        CPPUNIT_ASSERT_EQUAL(0U, held_back("Priority", "emergency"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OverloadTest);

} // namespace sipi::test
