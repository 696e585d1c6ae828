// Several servers of one peer: which is tried when, and what is left of the ones that failed (RFC
// 3263 §4.3).
#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class FailoverTest : public AgentRig {
    CPPUNIT_TEST_SUITE(FailoverTest);
    CPPUNIT_TEST(a_silent_server_is_left_for_the_next);
    CPPUNIT_TEST(it_is_the_same_request_in_another_transaction);
    CPPUNIT_TEST(a_server_that_tries_is_waited_for);
    CPPUNIT_TEST(service_unavailable_goes_to_the_next_at_once);
    CPPUNIT_TEST(any_other_refusal_is_final);
    CPPUNIT_TEST(a_transport_error_goes_to_the_next);
    CPPUNIT_TEST(the_last_server_has_the_whole_of_timer_b);
    CPPUNIT_TEST(a_call_given_up_meanwhile_tries_nobody);
    CPPUNIT_TEST_SUITE_END();

    const Endpoint silent = at("192.0.2.99:5060"), silent_too = at("192.0.2.98:5060");

    Session& place(const Endpoint& first, std::vector<Endpoint> others) {
        Invitation invitation;
        invitation.request_uri = "sip:200@example.com";
        invitation.from = "<sip:100@192.0.2.1>";
        invitation.destination = first;
        invitation.alternatives = std::move(others);
        invitation.body = sdp("offer");
        Session& session = **a.agent.invite(invitation, a.app);
        a.app.id = session.id();
        network.deliver();
        return session;
    }

    void a_silent_server_is_left_for_the_next() {
        place(silent, {silent_too, at_b});
        network.advance(3999ms);
        ASSERT_LOG("", a);
        network.advance(1ms);
        ASSERT_LOG("unreachable 192.0.2.99:5060 408", a);
        ASSERT_LOG("", b);
        network.advance(4s);
        ASSERT_LOG("unreachable 192.0.2.99:5060 408, unreachable 192.0.2.98:5060 408", a);
        ASSERT_LOG("invite", b);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2:5060"), a.app.session().peer().text());
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(40s);
        assert_nothing_left();
    }
    void it_is_the_same_request_in_another_transaction() {
        place(at_peer, {at_b});
        const Message first = peer.last("INVITE");
        peer.send(peer.reply(first, 503), at_a);
        const Message& second = b.app.last_invite.value();
        CPPUNIT_ASSERT_EQUAL(std::string(first.call_id()), std::string(second.call_id()));
        CPPUNIT_ASSERT_EQUAL(std::string(first.header(HeaderName::cseq)),
                             std::string(second.header(HeaderName::cseq)));
        CPPUNIT_ASSERT_EQUAL(std::string(first.header(HeaderName::from)),
                             std::string(second.header(HeaderName::from)));
        CPPUNIT_ASSERT_EQUAL(std::string(first.body_text()), std::string(second.body_text()));
        CPPUNIT_ASSERT(first.top_via()->branch != second.top_via()->branch);
        std::size_t vias = 0;
        for ([[maybe_unused]] const std::string_view via : second.values(HeaderName::via))
            ++vias;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, vias);
    }
    void a_server_that_tries_is_waited_for() {
        place(at_peer, {at_b});
        peer.send(peer.reply(peer.last("INVITE"), 100), at_a);
        network.advance(20s);
        ASSERT_LOG("", a);
        ASSERT_LOG("", b);
    }
    void service_unavailable_goes_to_the_next_at_once() {
        place(at_peer, {at_b});
        peer.send(peer.reply(peer.last("INVITE"), 503), at_a);
        ASSERT_LOG("unreachable 192.0.2.3:5060 503", a);
        ASSERT_LOG("invite", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
    }
    void any_other_refusal_is_final() {
        place(at_peer, {at_b});
        peer.send(peer.reply(peer.last("INVITE"), 500), at_a);
        ASSERT_LOG("ended: failed 500", a);
        ASSERT_LOG("", b);
    }
    void a_transport_error_goes_to_the_next() {
        a.transport.broken = true;
        place(silent, {at_b});
        a.transport.broken = false;
        network.advance(1ms);
        ASSERT_LOG("unreachable 192.0.2.99:5060 503", a);
        ASSERT_LOG("invite", b);
    }
    void the_last_server_has_the_whole_of_timer_b() {
        place(silent, {silent_too});
        network.advance(4s);
        network.advance(31s);
        ASSERT_LOG("unreachable 192.0.2.99:5060 408", a);
        network.advance(2s);
        ASSERT_LOG("unreachable 192.0.2.99:5060 408, unreachable 192.0.2.98:5060 408, "
                   "ended: failed 408 here",
                   a);
        assert_nothing_left();
    }
    void a_call_given_up_meanwhile_tries_nobody() {
        CPPUNIT_ASSERT(place(silent, {at_b}).cancel().ok());
        network.advance(40s);
        ASSERT_LOG("", b);
        ASSERT_LOG("ended: local CANCEL 408 here", a);
        assert_nothing_left();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FailoverTest);

} // namespace
