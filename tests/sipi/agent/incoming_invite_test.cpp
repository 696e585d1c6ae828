// Calls that reach us: provisional responses, 2xx and its ACK, CANCEL, re-INVITE (RFC 3261 §13.3,
// §9.2, §14.2).
#include "sipi/agent/invite_session.h"

#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class IncomingInviteTest : public AgentRig {
    CPPUNIT_TEST_SUITE(IncomingInviteTest);
    CPPUNIT_TEST(hundred_is_sent_at_once);
    CPPUNIT_TEST(repeated_invite_makes_no_second_session);
    CPPUNIT_TEST(responses_carry_tag_contact_and_record_route);
    CPPUNIT_TEST(early_media_body_goes_out_in_183);
    CPPUNIT_TEST(long_ringing_is_repeated_each_minute);
    CPPUNIT_TEST(lost_200_is_repeated_until_the_ack);
    CPPUNIT_TEST(missing_ack_releases_the_call_after_64_t1);
    CPPUNIT_TEST(repeated_ack_is_told_once);
    CPPUNIT_TEST(bye_waits_for_the_ack);
    CPPUNIT_TEST(bye_is_sent_after_64_t1_without_ack);
    CPPUNIT_TEST(rejection_carries_headers_and_ends_after_the_turn);
    CPPUNIT_TEST(redirection_is_a_rejection_with_contacts);
    CPPUNIT_TEST(cancel_gets_200_and_the_invite_487);
    CPPUNIT_TEST(cancel_after_200_has_no_effect);
    CPPUNIT_TEST(cancel_after_rejection_has_no_effect);
    CPPUNIT_TEST(bye_before_answer_gets_200_and_the_invite_487);
    CPPUNIT_TEST(answering_twice_is_refused);
    CPPUNIT_TEST(released_unanswered_call_is_rejected);
    CPPUNIT_TEST(overlapping_reinvite_gets_500_with_retry_after);
    CPPUNIT_TEST(reinvite_before_the_ack_gets_491);
    CPPUNIT_TEST(invitation_ends_when_it_expires);
    CPPUNIT_TEST(answered_invitation_does_not_expire);
    CPPUNIT_TEST(reinvite_moves_the_remote_target);
    CPPUNIT_TEST(rejected_reinvite_leaves_the_target);
    CPPUNIT_TEST(offerless_reinvite_gets_its_answer_in_the_ack);
    CPPUNIT_TEST(cancelled_reinvite_leaves_the_call_up);
    CPPUNIT_TEST(reinvite_without_ack_ends_the_call);
    CPPUNIT_TEST(session_without_listener_refuses_a_reinvite);
    CPPUNIT_TEST(strict_and_loose_routes_are_followed);
    CPPUNIT_TEST_SUITE_END();

    /// The peer calls A; returns A's last response.
    Message call(Message invite) {
        peer.send(invite, at_a);
        network.deliver();
        return peer.received.back();
    }
    Message answered(Message invite) {
        call(std::move(invite));
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        network.deliver();
        const Message answer = peer.last("INVITE", 200);
        peer.send(in_dialog_of_peer(answer, "ACK", 10, "z9hG4bKack"), at_a);
        return answer;
    }

    void hundred_is_sent_at_once() {
        call(invite_of_peer());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 100));
        CPPUNIT_ASSERT(peer.last("INVITE", 100).to()->tag.empty());
        ASSERT_LOG("invite", a);
        CPPUNIT_ASSERT_EQUAL(std::string("offer"), a.app.body);
        const Session& session = a.app.session();
        CPPUNIT_ASSERT(session.direction() == SessionDirection::incoming);
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.3:5060"), session.peer().text());
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1:5060"), session.local().text());
        CPPUNIT_ASSERT_EQUAL(std::string("peer-call"), std::string(session.call_id()));
    }
    void repeated_invite_makes_no_second_session() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().provisional(180, {}, {}).ok());
        call(invite_of_peer());
        call(invite_of_peer());
        ASSERT_LOG("invite", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, peer.count("INVITE", 180));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, a.agent.session_count());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        call(invite_of_peer()); // RFC 6026: absorbed
        ASSERT_LOG("invite", a);
    }
    void responses_carry_tag_contact_and_record_route() {
        Message invite = invite_of_peer();
        invite.append(HeaderName::record_route, "<sip:192.0.2.3;lr>");
        invite.append(HeaderName::record_route, "<sip:192.0.2.8;lr>");
        call(invite);
        CPPUNIT_ASSERT(a.app.session().provisional(180, {}, {}).ok());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        network.deliver();
        const Message& ringing = peer.last("INVITE", 180);
        const Message& answer = peer.last("INVITE", 200);
        CPPUNIT_ASSERT(!ringing.to()->tag.empty());
        CPPUNIT_ASSERT_EQUAL(std::string(ringing.to()->tag), std::string(answer.to()->tag));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, ringing.count(HeaderName::record_route));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answer.count(HeaderName::record_route));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:100@192.0.2.1:5060>"),
                             std::string(answer.header(HeaderName::contact)));
        CPPUNIT_ASSERT(answer.has(HeaderName::allow));
        CPPUNIT_ASSERT_EQUAL(std::string("answer"), std::string(answer.body_text()));
    }
    void early_media_body_goes_out_in_183() {
        call(invite_of_peer());
        const ExtraHeader header{"P-Early-Media", "sendrecv"};
        CPPUNIT_ASSERT(a.app.session().provisional(183, sdp("early"), {&header, 1}).ok());
        CPPUNIT_ASSERT(!a.app.session().provisional(100, {}, {}).ok());
        CPPUNIT_ASSERT(!a.app.session().provisional(200, {}, {}).ok());
        network.deliver();
        const Message& progress = peer.last("INVITE", 183);
        CPPUNIT_ASSERT_EQUAL(std::string("early"), std::string(progress.body_text()));
        CPPUNIT_ASSERT_EQUAL(std::string("sendrecv"),
                             std::string(progress.header(HeaderName::p_early_media)));
    }
    void long_ringing_is_repeated_each_minute() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().provisional(180, {}, {}).ok());
        network.advance(181s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, peer.count("INVITE", 180));
        CPPUNIT_ASSERT(a.app.session().reject(486, {}, {}).ok());
        network.advance(100s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, peer.count("INVITE", 180));
    }
    void lost_200_is_repeated_until_the_ack() {
        network.lose("200 INVITE", 3);
        invite(at_b);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.advance(3400ms);
        ASSERT_LOG("", a);
        network.advance(200ms); // 0, 0.5, 1.5, 3.5 s
        ASSERT_LOG("answered #1", a);
        ASSERT_LOG("invite, ack", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, network.count("200 INVITE"));
        network.advance(40s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, network.count("200 INVITE"));
    }
    void missing_ack_releases_the_call_after_64_t1() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        network.advance(31900ms);
        ASSERT_LOG("invite", a);
        network.advance(200ms);
        ASSERT_LOG("invite, ended: no ACK here", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{11},
                             peer.count("INVITE", 200)); // 0, .5, 1.5, 3.5, 7.5 ... 31.5 s
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, a.agent.counters().no_ack);
        assert_nothing_left();
    }
    void repeated_ack_is_told_once() {
        const Message answer = answered(invite_of_peer());
        peer.send(in_dialog_of_peer(answer, "ACK", 10, "z9hG4bKack"), at_a);
        ASSERT_LOG("invite, ack", a);
    }
    void bye_waits_for_the_ack() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(100ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("BYE"));
        peer.send(in_dialog_of_peer(peer.last("INVITE", 200), "ACK", 10, "z9hG4bKack"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE"));
        peer.send(peer.reply(peer.last("BYE"), 200), at_a);
        ASSERT_LOG("invite, ack, ended: local BYE 200", a);
        assert_nothing_left();
    }
    void bye_is_sent_after_64_t1_without_ack() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(32100ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE"));
        peer.send(peer.reply(peer.last("BYE"), 481), at_a);
        ASSERT_LOG("invite, ended: local BYE 481", a);
        assert_nothing_left();
    }
    void rejection_carries_headers_and_ends_after_the_turn() {
        call(invite_of_peer());
        const ExtraHeader reason{"Reason", "Q.850;cause=34"};
        CPPUNIT_ASSERT(a.app.session().reject(503, {&reason, 1}).ok());
        ASSERT_LOG("invite", a);
        network.advance(1ms);
        ASSERT_LOG("invite, ended: rejected here 503", a);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=34"),
                             std::string(peer.last("INVITE", 503).header(HeaderName::reason)));
    }
    void redirection_is_a_rejection_with_contacts() {
        call(invite_of_peer());
        const ExtraHeader contact{"Contact", "<sip:other@192.0.2.8>"};
        CPPUNIT_ASSERT(a.app.session().reject(302, {&contact, 1}).ok());
        network.deliver();
        const Message& moved = peer.last("INVITE", 302);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, moved.count(HeaderName::contact));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:other@192.0.2.8>"),
                             std::string(moved.header(HeaderName::contact)));
    }
    void cancel_gets_200_and_the_invite_487() {
        call(invite_of_peer());
        Message cancel = invite_of_peer();
        Message request = Message::request(Method::cancel, cancel.request_uri());
        for (const HeaderName name : {HeaderName::via, HeaderName::max_forwards, HeaderName::from,
                                      HeaderName::to, HeaderName::call_id})
            request.copy(cancel, name);
        request.append(HeaderName::cseq, "10 CANCEL");
        request.append(HeaderName::reason, "SIP;cause=200;text=\"Call completed elsewhere\"");
        peer.send(request, at_a);
        ASSERT_LOG("invite, ended: remote CANCEL", a);
        CPPUNIT_ASSERT(a.app.reason.starts_with("SIP;cause=200"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL", 200));
        CPPUNIT_ASSERT_EQUAL(std::string(peer.last("INVITE", 487).to()->tag),
                             std::string(peer.last("CANCEL", 200).to()->tag));
        peer.send(request, at_a); // repeated
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("CANCEL", 200));
        ASSERT_LOG("invite, ended: remote CANCEL", a);
        assert_nothing_left();
    }
    Message cancel_of_peer(const Message& invite) const {
        Message request = Message::request(Method::cancel, invite.request_uri());
        for (const HeaderName name : {HeaderName::via, HeaderName::max_forwards, HeaderName::from,
                                      HeaderName::to, HeaderName::call_id})
            request.copy(invite, name);
        request.append(HeaderName::cseq, std::to_string(invite.cseq()->number) + " CANCEL");
        return request;
    }
    void cancel_after_200_has_no_effect() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        peer.send(cancel_of_peer(invite_of_peer()), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL", 200));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 487));
        ASSERT_LOG("invite", a);
    }
    void cancel_after_rejection_has_no_effect() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().reject(486, {}, {}).ok());
        peer.send(cancel_of_peer(invite_of_peer()), at_a);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL", 200));
        ASSERT_LOG("invite, ended: rejected here 486", a);
    }
    void bye_before_answer_gets_200_and_the_invite_487() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().provisional(180, {}, {}).ok());
        network.deliver();
        peer.send(in_dialog_of_peer(peer.last("INVITE", 180), "BYE", 11, "z9hG4bKbye"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 200));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 487));
        ASSERT_LOG("invite, ended: remote BYE", a);
        assert_nothing_left();
    }
    void answering_twice_is_refused() {
        call(invite_of_peer());
        Session& session = a.app.session();
        CPPUNIT_ASSERT(session.accept(sdp("answer")).ok());
        CPPUNIT_ASSERT(!session.accept(sdp("answer")).ok());
        CPPUNIT_ASSERT(!session.reject(486, {}, {}).ok());
        CPPUNIT_ASSERT(!session.provisional(180, {}, {}).ok());
        CPPUNIT_ASSERT(!session.cancel().ok());
        CPPUNIT_ASSERT(!session.acknowledge({}, {}).ok());
        CPPUNIT_ASSERT(!session.reinvite({}, {}).ok());
        CPPUNIT_ASSERT(!session.follow_redirect(std::nullopt));
    }
    void released_unanswered_call_is_rejected() {
        call(invite_of_peer());
        a.app.session().release(404);
        network.advance(1ms);
        ASSERT_LOG("invite", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 404));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, a.agent.session_count());
    }

    // --- re-INVITE
    Message reinvite(const Message& answer, int cseq, std::string_view branch) const {
        Message again = in_dialog_of_peer(answer, "INVITE", cseq, branch);
        again.set_body("application/sdp", std::string_view("hold"));
        return again;
    }
    void overlapping_reinvite_gets_500_with_retry_after() {
        const Message answer = answered(invite_of_peer());
        a.app.on_reinvite_do = [](Session&, const Message&) {};
        peer.send(reinvite(answer, 11, "z9hG4bKr1"), at_a);
        peer.send(reinvite(answer, 12, "z9hG4bKr2"), at_a);
        CPPUNIT_ASSERT(peer.last("INVITE", 500).has(HeaderName::retry_after));
        CPPUNIT_ASSERT(a.app.session().accept(sdp("held")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("11 INVITE"),
                             std::string(peer.last("INVITE", 200).header(HeaderName::cseq)));
    }
    void invitation_ends_when_it_expires() { // RFC 3261 §13.3.1
        Message invite = invite_of_peer();
        invite.append(HeaderName::expires, "5");
        peer.send(invite, at_a);
        (void)a.app.session().provisional(180, {}, {}, Delivery::once);
        network.advance(4900ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 487));
        network.advance(200ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 487));
        ASSERT_LOG("invite, ended: expired 487 here", a);
    }
    void answered_invitation_does_not_expire() {
        Message invite = invite_of_peer();
        invite.append(HeaderName::expires, "5");
        peer.send(invite, at_a);
        (void)a.app.session().accept(sdp("answer"), {}, 200);
        network.advance(6s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 487));
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::accepted);
    }
    void reinvite_before_the_ack_gets_491() {
        call(invite_of_peer());
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        network.deliver();
        peer.send(reinvite(peer.last("INVITE", 200), 11, "z9hG4bKr1"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 491));
    }
    void reinvite_moves_the_remote_target() {
        RawPeer moved(network, "192.0.2.30:5062");
        const Message answer = answered(invite_of_peer());
        Message again = reinvite(answer, 11, "z9hG4bKr1");
        again.set(HeaderName::contact, "<sip:300@192.0.2.30:5062>");
        peer.send(again, at_a);
        peer.send(in_dialog_of_peer(answer, "ACK", 11, "z9hG4bKack2"), at_a);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("sip:300@192.0.2.30:5062"),
                             std::string(moved.last("BYE").request_uri()));
    }
    void rejected_reinvite_leaves_the_target() {
        const Message answer = answered(invite_of_peer());
        a.app.on_reinvite_do = [](Session& session, const Message&) {
            (void)session.reject(488, {}, {});
        };
        Message again = reinvite(answer, 11, "z9hG4bKr1");
        again.set(HeaderName::contact, "<sip:300@192.0.2.30:5062>");
        peer.send(again, at_a);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE"));
    }
    void offerless_reinvite_gets_its_answer_in_the_ack() {
        const Message answer = answered(invite_of_peer());
        a.app.on_reinvite_do = [](Session& session, const Message& invite) {
            CPPUNIT_ASSERT(invite.body().empty());
            (void)session.accept(sdp("offer"));
        };
        peer.send(in_dialog_of_peer(answer, "INVITE", 11, "z9hG4bKr1"), at_a);
        Message ack = in_dialog_of_peer(answer, "ACK", 11, "z9hG4bKack2");
        ack.set_body("application/sdp", std::string_view("answer in ACK"));
        peer.send(ack, at_a);
        ASSERT_LOG("invite, ack, reinvite, ack", a);
        CPPUNIT_ASSERT_EQUAL(std::string("answer in ACK"), a.app.body);
    }
    void cancelled_reinvite_leaves_the_call_up() {
        const Message answer = answered(invite_of_peer());
        a.app.on_reinvite_do = [](Session&, const Message&) {};
        const Message again = reinvite(answer, 11, "z9hG4bKr1");
        peer.send(again, at_a);
        peer.send(cancel_of_peer(again), at_a);
        ASSERT_LOG("invite, ack, reinvite, reinvite cancelled", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 487));
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
    }
    void reinvite_without_ack_ends_the_call() {
        const Message answer = answered(invite_of_peer());
        peer.send(reinvite(answer, 11, "z9hG4bKr1"), at_a);
        network.advance(33s);
        ASSERT_LOG("invite, ack, reinvite, ended: no ACK here", a);
        CPPUNIT_ASSERT(peer.count("BYE") > 0);
        assert_nothing_left();
    }
    void session_without_listener_refuses_a_reinvite() {
        const Message answer = answered(invite_of_peer());
        a.app.session().listen(nullptr);
        peer.send(reinvite(answer, 11, "z9hG4bKr1"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 488));
    }
    void strict_and_loose_routes_are_followed() {
        RawPeer proxy(network, "192.0.2.40:5060");
        Message invite = invite_of_peer();
        invite.append(HeaderName::record_route, "<sip:192.0.2.40;lr>, <sip:192.0.2.41;lr>");
        answered(invite);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        const Message& loose = proxy.last("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("sip:300@192.0.2.3:5060"),
                             std::string(loose.request_uri()));
        std::vector<std::string> routes;
        for (const std::string_view route : loose.values(HeaderName::route))
            routes.emplace_back(route);
        CPPUNIT_ASSERT(routes ==
                       (std::vector<std::string>{"<sip:192.0.2.40;lr>", "<sip:192.0.2.41;lr>"}));

        Message strict_invite = invite_of_peer("z9hG4bKp2", "strict-call");
        strict_invite.append(HeaderName::record_route, "<sip:192.0.2.40>, <sip:192.0.2.41;lr>");
        answered(strict_invite);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        const Message& strict = proxy.last("BYE");
        CPPUNIT_ASSERT_EQUAL(std::string("sip:192.0.2.40"), std::string(strict.request_uri()));
        routes.clear();
        for (const std::string_view route : strict.values(HeaderName::route))
            routes.emplace_back(route);
        CPPUNIT_ASSERT(routes == (std::vector<std::string>{"<sip:192.0.2.41;lr>",
                                                           "<sip:300@192.0.2.3:5060>"}));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncomingInviteTest);

} // namespace
