// Calls that we place: forks, CANCEL, redirection, failures, re-INVITE (RFC 3261 §13.2, §9.1,
// §8.1.3.4, §14.1).
#include "sipi/agent/invite_session.h"

#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class OutgoingInviteTest : public AgentRig {
    CPPUNIT_TEST_SUITE(OutgoingInviteTest);
    CPPUNIT_TEST(call_rings_is_answered_and_released);
    CPPUNIT_TEST(invite_carries_what_it_must);
    CPPUNIT_TEST(extra_headers_go_out_but_none_of_the_stacks_own);
    CPPUNIT_TEST(bad_uri_and_unreachable_transport_are_refused);
    CPPUNIT_TEST(two_early_dialogs_are_told_apart);
    CPPUNIT_TEST(provisional_response_without_a_tag_makes_no_dialog);
    CPPUNIT_TEST(second_2xx_of_another_fork_is_acknowledged_and_released);
    CPPUNIT_TEST(fork_that_answers_after_the_call_has_ended_is_released);
    CPPUNIT_TEST(bye_of_another_fork_does_not_end_the_call);
    CPPUNIT_TEST(repeated_2xx_gets_the_ack_again);
    CPPUNIT_TEST(repeated_2xx_gets_the_ack_again_when_the_session_is_gone);
    CPPUNIT_TEST(lost_ack_is_repaired);
    CPPUNIT_TEST(offerless_invite_is_answered_in_the_ack);
    CPPUNIT_TEST(held_ack_goes_out_later);
    CPPUNIT_TEST(bye_sends_a_held_ack_first);
    CPPUNIT_TEST(failure_is_told_with_its_response);
    CPPUNIT_TEST(silence_is_408_made_here);
    CPPUNIT_TEST(transport_error_is_503_made_here);
    CPPUNIT_TEST(cancel_waits_for_a_provisional_response);
    CPPUNIT_TEST(cancel_before_any_response_and_a_final_one_comes);
    CPPUNIT_TEST(cancel_without_a_final_response_ends_after_64_t1);
    CPPUNIT_TEST(cancelled_call_that_is_answered_gets_ack_and_bye);
    CPPUNIT_TEST(cancel_carries_its_reason);
    CPPUNIT_TEST(released_call_is_cancelled_in_silence);
    CPPUNIT_TEST(redirection_is_told_best_contact_first_and_ends_the_call);
    CPPUNIT_TEST(redirection_is_followed_in_order_of_q);
    CPPUNIT_TEST(redirection_loop_ends);
    CPPUNIT_TEST(redirections_are_limited);
    CPPUNIT_TEST(global_failure_ends_the_search);
    CPPUNIT_TEST(redirection_can_go_to_a_given_destination);
    CPPUNIT_TEST(dead_redirection_target_is_skipped);
    CPPUNIT_TEST(call_released_inside_its_redirection_ends_in_silence);
    CPPUNIT_TEST(reinvite_is_answered_and_acknowledged);
    CPPUNIT_TEST(reinvite_failure_leaves_the_call_as_it_was);
    CPPUNIT_TEST(glare_491_is_retried_by_both_sides);
    CPPUNIT_TEST(glare_491_is_retried_until_the_call_ends);
    CPPUNIT_TEST(listener_sends_anew_after_a_491);
    CPPUNIT_TEST(reinvite_without_response_ends_the_call);
    CPPUNIT_TEST(reinvite_answered_481_ends_the_call);
    CPPUNIT_TEST(reinvite_while_one_is_running_is_refused);
    CPPUNIT_TEST(growing_number_goes_out_in_one_more_invite_of_the_call);
    CPPUNIT_TEST(requests_find_their_dialog_among_invites_of_one_call);
    CPPUNIT_TEST_SUITE_END();

    void call_rings_is_answered_and_released() {
        invite(at_b);
        CPPUNIT_ASSERT(b.app.session().provisional(180, {}, {}).ok());
        network.deliver();
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.deliver();
        ASSERT_LOG("180 #1, answered #1", a);
        CPPUNIT_ASSERT_EQUAL(std::string("answer"), a.app.body);
        ASSERT_LOG("invite, ack", b);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        ASSERT_LOG("180 #1, answered #1, ended: local BYE 200", a);
        ASSERT_LOG("invite, ack, ended: remote BYE", b);
        const std::vector<std::string> wire{"INVITE", "100 INVITE", "180 INVITE", "200 INVITE",
                                            "ACK",    "BYE",        "200 BYE"};
        CPPUNIT_ASSERT(network.log == wire);
        assert_nothing_left();
    }
    void invite_carries_what_it_must() {
        const Session& session = invite(at_peer);
        const Message& sent = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("70"), std::string(sent.header(HeaderName::max_forwards)));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:100@192.0.2.1:5060>"),
                             std::string(sent.header(HeaderName::contact)));
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, ACK, CANCEL, BYE, OPTIONS"),
                             std::string(sent.header(HeaderName::allow)));
        CPPUNIT_ASSERT_EQUAL(std::string("Landline"),
                             std::string(sent.header(HeaderName::user_agent)));
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:200@192.0.2.3:5060>"),
                             std::string(sent.header(HeaderName::to)));
        CPPUNIT_ASSERT(!sent.from()->tag.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp"),
                             std::string(sent.header(HeaderName::content_type)));
        CPPUNIT_ASSERT_EQUAL(std::string("offer"), std::string(sent.body_text()));
        CPPUNIT_ASSERT_EQUAL(std::string(session.call_id()), std::string(sent.call_id()));
        CPPUNIT_ASSERT(sent.top_via()->has_rport && sent.top_via()->has_rfc3261_branch());
    }
    // RFC 3578 §3.2
    Session& one_more_invite(const Session& before, std::uint32_t cseq) {
        Invitation invitation;
        invitation.request_uri = "sip:2001@" + at_b.text();
        invitation.from = "\"Alice\" <sip:100@192.0.2.1>";
        invitation.destination = at_b;
        invitation.call_id = before.call_id();
        invitation.from_tag = before.local_tag();
        invitation.cseq = cseq;
        invitation.body = sdp("offer");
        Session& session = **a.agent.invite(invitation, a.app);
        network.deliver();
        return session;
    }
    void growing_number_goes_out_in_one_more_invite_of_the_call() {
        Session& first = invite(at_b);
        Session& second = one_more_invite(first, 2);
        CPPUNIT_ASSERT(second.id() != first.id());
        CPPUNIT_ASSERT_EQUAL(std::string(first.call_id()), std::string(second.call_id()));
        CPPUNIT_ASSERT_EQUAL(std::string(first.local_tag()), std::string(second.local_tag()));
        ASSERT_LOG("invite, invite", b); // two sessions there, no 482
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, b.agent.find(first.call_id()).size());
        Session& older = *b.agent.find(b.agent.find(first.call_id()).front() == b.app.id
                                           ? b.agent.find(first.call_id()).back()
                                           : b.agent.find(first.call_id()).front());
        CPPUNIT_ASSERT(older.reject(484, {}, {}).ok());
        network.deliver();
        ASSERT_LOG("ended: failed 484", a);
        CPPUNIT_ASSERT(a.agent.find(second.id()));
    }
    void requests_find_their_dialog_among_invites_of_one_call() {
        Session& first = invite(at_b);
        const SessionId there = b.app.id;
        const SessionId second = one_more_invite(first, 2).id();
        CPPUNIT_ASSERT(b.agent.find(there)->accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(b.agent.find(there)->bye().ok());
        network.deliver();
        CPPUNIT_ASSERT(!a.agent.find(first.id()));
        CPPUNIT_ASSERT(a.agent.find(second));
        CPPUNIT_ASSERT(a.agent.find(second)->cancel().ok());
        network.deliver();
        ASSERT_LOG("answered #1, ended: remote BYE, ended: local CANCEL 487", a);
    }
    void extra_headers_go_out_but_none_of_the_stacks_own() {
        Invitation invitation;
        invitation.request_uri = "sip:200@192.0.2.3";
        invitation.to = "\"Bob\" <sip:200@example.org>";
        invitation.from = "sip:anonymous@anonymous.invalid";
        invitation.destination = at_peer;
        invitation.contact_user = "gw";
        invitation.headers = {{"Privacy", "id"},
                              {"P-Asserted-Identity", "<tel:+49301234>"},
                              {"X-Trunk", "seven"},
                              {"Call-ID", "forged"},
                              {"Via", "SIP/2.0/UDP forged"}};
        CPPUNIT_ASSERT(a.agent.invite(invitation, a.app).ok());
        network.deliver();
        const Message& sent = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("id"), std::string(sent.header(HeaderName::privacy)));
        CPPUNIT_ASSERT_EQUAL(std::string("<tel:+49301234>"),
                             std::string(sent.header(HeaderName::p_asserted_identity)));
        CPPUNIT_ASSERT_EQUAL(std::string("seven"), std::string(sent.header("X-Trunk")));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sent.count(HeaderName::via));
        CPPUNIT_ASSERT(sent.call_id() != "forged");
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:gw@192.0.2.1:5060>"),
                             std::string(sent.header(HeaderName::contact)));
        CPPUNIT_ASSERT_EQUAL(std::string("\"Bob\" <sip:200@example.org>"),
                             std::string(sent.header(HeaderName::to)));
        CPPUNIT_ASSERT(
            sent.header(HeaderName::from).starts_with("<sip:anonymous@anonymous.invalid>;tag="));
        CPPUNIT_ASSERT(sent.body().empty());
    }
    void bad_uri_and_unreachable_transport_are_refused() {
        Invitation invitation;
        invitation.request_uri = "not a uri";
        invitation.from = "sip:100@192.0.2.1";
        invitation.destination = at_peer;
        CPPUNIT_ASSERT(a.agent.invite(invitation, a.app).error() == InviteError::bad_uri);
        invitation.request_uri = "sip:200@192.0.2.3";
        invitation.destination = at("tcp:192.0.2.3:5060");
        CPPUNIT_ASSERT(a.agent.invite(invitation, a.app).error() == InviteError::no_transport);
        a.agent.accept_new(false);
        invitation.destination = at_peer;
        CPPUNIT_ASSERT(a.agent.invite(invitation, a.app).error() == InviteError::refused);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, a.agent.session_count());
    }

    // --- forks
    void two_early_dialogs_are_told_apart() {
        invite(at_peer);
        const Message sent = peer.last("INVITE");
        peer.send(peer.reply(sent, 180, "one"), at_a);
        peer.send(peer.reply(sent, 183, "two"), at_a);
        peer.send(peer.reply(sent, 180, "one"), at_a);
        ASSERT_LOG("180 #1, 183 #2, 180 #1", a);
        peer.send(peer.reply(sent, 200, "two"), at_a);
        ASSERT_LOG("180 #1, 183 #2, 180 #1, answered #2", a);
        CPPUNIT_ASSERT_EQUAL(DialogNumber{2}, a.app.session().dialog());
        CPPUNIT_ASSERT_EQUAL(std::string("two"), std::string(peer.last("ACK").to()->tag));
    }
    void provisional_response_without_a_tag_makes_no_dialog() {
        invite(at_peer);
        peer.send(peer.reply(peer.last("INVITE"), 180, ""), at_a);
        ASSERT_LOG("180 #0", a);
        CPPUNIT_ASSERT_EQUAL(DialogNumber{0}, a.app.session().dialog());
    }
    void second_2xx_of_another_fork_is_acknowledged_and_released() {
        invite(at_peer);
        const Message sent = peer.last("INVITE");
        peer.send(peer.reply(sent, 200, "one"), at_a);
        peer.send(peer.reply(sent, 200, "two"), at_a);
        ASSERT_LOG("answered #1", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("ACK"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE"));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), std::string(peer.last("BYE").to()->tag));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, a.agent.counters().late_forks);
        peer.send(peer.reply(peer.last("BYE"), 200), at_a);
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
    }
    void fork_that_answers_after_the_call_has_ended_is_released() {
        invite(at_peer);
        const Message sent = peer.last("INVITE");
        peer.send(peer.reply(sent, 200, "one"), at_a);
        peer.send(bye_of_callee(sent, "one"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, a.agent.session_count());
        peer.send(peer.reply(sent, 200, "two"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("two"), std::string(peer.last("ACK").to()->tag));
        CPPUNIT_ASSERT_EQUAL(std::string("two"), std::string(peer.last("BYE").to()->tag));
        ASSERT_LOG("answered #1, ended: remote BYE", a);
    }
    void bye_of_another_fork_does_not_end_the_call() {
        invite(at_peer);
        const Message sent = peer.last("INVITE");
        peer.send(peer.reply(sent, 180, "one"), at_a);
        peer.send(peer.reply(sent, 180, "two"), at_a);
        peer.send(bye_of_callee(sent, "one"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 200));
        peer.send(peer.reply(sent, 200, "two"), at_a);
        ASSERT_LOG("180 #1, 180 #2, answered #2", a);
        peer.send(bye_of_callee(sent, "two"), at_a);
        ASSERT_LOG("180 #1, 180 #2, answered #2, ended: remote BYE", a);
    }

    // --- 2xx and ACK
    void repeated_2xx_gets_the_ack_again() {
        invite(at_peer);
        const Message answer = peer.reply(peer.last("INVITE"), 200);
        for (int i = 0; i < 3; ++i)
            peer.send(answer, at_a);
        ASSERT_LOG("answered #1", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, peer.count("ACK"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, a.agent.counters().retransmissions_out);
    }
    void repeated_2xx_gets_the_ack_again_when_the_session_is_gone() {
        invite(at_peer);
        const Message sent = peer.last("INVITE");
        peer.send(peer.reply(sent, 200, "one"), at_a);
        peer.send(bye_of_callee(sent, "one"), at_a);
        network.advance(1s);
        peer.send(peer.reply(sent, 200, "one"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("ACK"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("BYE"));
    }
    void lost_ack_is_repaired() {
        network.lose("ACK", 2);
        invite(at_b);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.advance(5s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("200 INVITE"));
        ASSERT_LOG("answered #1", a);
        ASSERT_LOG("invite, ack", b);
        CPPUNIT_ASSERT(b.app.session().state() == SessionState::confirmed);
    }
    void offerless_invite_is_answered_in_the_ack() {
        a.app.on_answered_do = [](Session& session, const Message&) {
            CPPUNIT_ASSERT(session.acknowledge(sdp("answer in ACK")).ok());
        };
        invite(at_b, "");
        CPPUNIT_ASSERT_EQUAL(std::string(), b.app.body);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("offer in 200")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("offer in 200"), a.app.body);
        CPPUNIT_ASSERT_EQUAL(std::string("answer in ACK"), b.app.body);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("ACK"));
    }
    void held_ack_goes_out_later() {
        a.app.on_answered_do = [](Session& session, const Message&) { session.hold_ack(); };
        invite(at_b, "");
        CPPUNIT_ASSERT(b.app.session().accept(sdp("offer")).ok());
        network.advance(700ms); // one repeated 2xx meanwhile, which must not be acknowledged
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("ACK"));
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::accepted);
        CPPUNIT_ASSERT(a.app.session().acknowledge(sdp("late answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("late answer"), b.app.body);
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
        CPPUNIT_ASSERT(!a.app.session().acknowledge({}, {}).ok());
        network.advance(40s);
        ASSERT_LOG("invite, ack", b);
    }
    void bye_sends_a_held_ack_first() {
        a.app.on_answered_do = [](Session& session, const Message&) { session.hold_ack(); };
        invite(at_b, "");
        CPPUNIT_ASSERT(b.app.session().accept(sdp("offer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        ASSERT_LOG("invite, ack, ended: remote BYE", b);
        ASSERT_LOG("answered #1, ended: local BYE 200", a);
        assert_nothing_left();
    }

    // --- failures
    void failure_is_told_with_its_response() {
        invite(at_b);
        const ExtraHeader reason{"Reason", "Q.850;cause=17"};
        CPPUNIT_ASSERT(b.app.session().reject(486, {&reason, 1}).ok());
        network.advance(1ms);
        ASSERT_LOG("ended: failed 486", a);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=17"), a.app.reason);
        ASSERT_LOG("invite, ended: rejected here 486", b);
        assert_nothing_left();
    }
    void silence_is_408_made_here() {
        invite(at("192.0.2.99:5060"));
        network.advance(33s);
        ASSERT_LOG("ended: failed 408 here", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{7}, network.count("INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, a.agent.counters().timeouts);
        assert_nothing_left();
    }
    void transport_error_is_503_made_here() {
        a.transport.broken = true;
        invite(at_b);
        ASSERT_LOG("", a); // never from inside invite()
        network.advance(1ms);
        ASSERT_LOG("ended: failed 503 here", a);
        assert_nothing_left();
    }

    // --- CANCEL
    void cancel_waits_for_a_provisional_response() {
        invite(at_peer);
        CPPUNIT_ASSERT(a.app.session().cancel().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("CANCEL"));
        const Message sent = peer.last("INVITE");
        peer.send(peer.reply(sent, 180), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL"));
        peer.send(peer.reply(sent, 183), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL"));
        peer.send(peer.reply(peer.last("CANCEL"), 200), at_a);
        peer.send(peer.reply(sent, 487), at_a);
        ASSERT_LOG("ended: local CANCEL 487", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
        assert_nothing_left();
    }
    void cancel_before_any_response_and_a_final_one_comes() {
        invite(at_peer);
        CPPUNIT_ASSERT(a.app.session().cancel().ok());
        CPPUNIT_ASSERT(!a.app.session().cancel().ok()); // once
        peer.send(peer.reply(peer.last("INVITE"), 486), at_a);
        ASSERT_LOG("ended: local CANCEL 486", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("CANCEL"));
    }
    void cancel_without_a_final_response_ends_after_64_t1() {
        invite(at_peer);
        peer.send(peer.reply(peer.last("INVITE"), 180), at_a);
        CPPUNIT_ASSERT(a.app.session().cancel().ok());
        network.deliver();
        peer.send(peer.reply(peer.last("CANCEL"), 200), at_a);
        network.advance(31s);
        ASSERT_LOG("180 #1", a);
        network.advance(2s);
        ASSERT_LOG("180 #1, ended: local CANCEL 408 here", a);
        assert_nothing_left();
    }
    void cancelled_call_that_is_answered_gets_ack_and_bye() {
        invite(at_b);
        network.hold = [](const Packet& packet) {
            return packet.what() == "200 INVITE" || packet.what() == "CANCEL";
        };
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(a.app.session().cancel().ok());
        network.deliver();
        network.hold = nullptr;
        network.release_held();
        network.deliver();
        ASSERT_LOG("ended: local CANCEL 200", a);
        ASSERT_LOG("invite, ack, ended: remote BYE", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 CANCEL"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("487 INVITE"));
        assert_nothing_left();
    }
    void cancel_carries_its_reason() {
        invite(at_b);
        const ExtraHeader reason{"Reason", "Q.850;cause=16"};
        CPPUNIT_ASSERT(a.app.session().cancel({&reason, 1}).ok());
        network.deliver();
        ASSERT_LOG("invite, ended: remote CANCEL", b);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=16"), b.app.reason);
        ASSERT_LOG("ended: local CANCEL 487", a);
        assert_nothing_left();
    }
    void released_call_is_cancelled_in_silence() {
        invite(at_b);
        a.app.session().release();
        network.deliver();
        ASSERT_LOG("", a);
        ASSERT_LOG("invite, ended: remote CANCEL", b);
        assert_nothing_left();
    }

    // --- redirection
    Message redirection(std::string_view contact, int status = 302) const {
        Message response = peer.reply(peer.last("INVITE"), status, "redirector");
        response.append(HeaderName::contact, contact);
        return response;
    }
    void follow(std::optional<Endpoint> destination = std::nullopt) {
        a.app.on_redirected_do = [destination](Session& session, const Message&) {
            (void)session.follow_redirect(destination);
        };
    }
    void redirection_is_told_best_contact_first_and_ends_the_call() {
        invite(at_peer);
        peer.send(redirection("<sip:x@192.0.2.5>;q=0.2, <mailto:x@y.org>, <sip:y@192.0.2.6>;q=0.9, "
                              "sip:z@192.0.2.7"),
                  at_a);
        ASSERT_LOG("redirected sip:z@192.0.2.7 sip:y@192.0.2.6 sip:x@192.0.2.5, ended: failed 302",
                   a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("ACK"));
        assert_nothing_left();
    }
    void redirection_is_followed_in_order_of_q() {
        RawPeer second(network, "192.0.2.6:5060");
        follow();
        invite(at_peer);
        const Message first = peer.last("INVITE");
        peer.send(redirection("<sip:bob@192.0.2.2>;q=0.2, <sip:y@192.0.2.6>;q=0.9"), at_a);
        const Message tried = second.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("sip:y@192.0.2.6"), std::string(tried.request_uri()));
        CPPUNIT_ASSERT_EQUAL(std::string("2 INVITE"), std::string(tried.header(HeaderName::cseq)));
        CPPUNIT_ASSERT_EQUAL(std::string(first.call_id()), std::string(tried.call_id()));
        CPPUNIT_ASSERT_EQUAL(std::string(first.header(HeaderName::from)),
                             std::string(tried.header(HeaderName::from)));
        CPPUNIT_ASSERT_EQUAL(std::string(first.header(HeaderName::to)),
                             std::string(tried.header(HeaderName::to)));
        CPPUNIT_ASSERT_EQUAL(std::string("offer"), std::string(tried.body_text()));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, tried.count(HeaderName::via));
        CPPUNIT_ASSERT(tried.top_via()->branch != first.top_via()->branch);

        second.send(second.reply(tried, 486), at_a); // busy: the next in order
        ASSERT_LOG("redirected sip:y@192.0.2.6 sip:bob@192.0.2.2", a);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.deliver();
        ASSERT_LOG("redirected sip:y@192.0.2.6 sip:bob@192.0.2.2, answered #1", a);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        assert_nothing_left();
    }
    void redirection_loop_ends() {
        follow();
        invite(at_peer);
        peer.send(redirection("<sip:one@192.0.2.3>"), at_a);
        peer.send(redirection("<sip:200@192.0.2.3:5060>, <sip:one@192.0.2.3>"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE"));
        CPPUNIT_ASSERT_EQUAL(std::string("ended: failed 302"), a.app.events.back());
    }
    void redirections_are_limited() {
        follow();
        invite(at_peer);
        for (int i = 0; i < 10; ++i)
            if (ends(a.app) == 0)
                peer.send(redirection("<sip:hop" + std::to_string(i) + "@192.0.2.3>"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{6},
                             peer.count("INVITE")); // the first and max_redirections
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, ends(a.app));
    }
    void global_failure_ends_the_search() {
        follow();
        invite(at_peer);
        peer.send(redirection("<sip:one@192.0.2.3>, <sip:two@192.0.2.3>"), at_a);
        peer.send(peer.reply(peer.last("INVITE"), 603), at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("ended: failed 603"), a.app.events.back());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE"));
    }
    void redirection_can_go_to_a_given_destination() {
        follow(at_peer);
        invite(at_peer);
        peer.send(redirection("<sip:300@elsewhere.example.org>"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:300@elsewhere.example.org"),
                             std::string(peer.last("INVITE").request_uri()));
    }
    void dead_redirection_target_is_skipped() {
        follow();
        invite(at_peer);
        peer.send(redirection("<sip:gone@192.0.2.99>, <sip:bob@192.0.2.2>;q=0.5"), at_a);
        network.advance(33s);
        ASSERT_LOG("invite", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, ends(a.app));
    }

    void call_released_inside_its_redirection_ends_in_silence() {
        a.app.on_redirected_do = [](Session& session, const Message&) { session.release(); };
        invite(at_peer);
        peer.send(peer.reply(peer.last("INVITE"), 180), at_a);
        peer.send(redirection("<sip:one@192.0.2.3>"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("CANCEL"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, ends(a.app));
        assert_nothing_left();
    }

    // --- re-INVITE
    void reinvite_is_answered_and_acknowledged() {
        connect();
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("hold")).ok());
        network.deliver();
        ASSERT_LOG("reinvite answered", a);
        ASSERT_LOG("reinvite, ack", b);
        CPPUNIT_ASSERT(b.app.session().reinvite(sdp("resume")).ok()); // and the other way
        network.deliver();
        ASSERT_LOG("reinvite answered, reinvite, ack", a);
        ASSERT_LOG("reinvite, ack, reinvite answered", b);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        assert_nothing_left();
    }
    void reinvite_failure_leaves_the_call_as_it_was() {
        connect();
        b.app.on_reinvite_do = [](Session& session, const Message&) {
            (void)session.reject(488, {}, {});
        };
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("T.38")).ok());
        network.deliver();
        ASSERT_LOG("reinvite failed 488", a);
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
        CPPUNIT_ASSERT(b.app.session().state() == SessionState::confirmed);
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("again")).ok());
    }
    void glare_491_is_retried_by_both_sides() {
        connect();
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("from A")).ok());
        CPPUNIT_ASSERT(b.app.session().reinvite(sdp("from B")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("491 INVITE"));
        ASSERT_LOG("glare INVITE", a);
        ASSERT_LOG("glare INVITE", b);
        network.advance(2050ms); // B does not own the Call-ID: 0 to 2 s
        ASSERT_LOG("glare INVITE, reinvite answered", b);
        ASSERT_LOG("glare INVITE, reinvite, ack", a);
        network.advance(2s); // A: 2.1 to 4 s
        ASSERT_LOG("glare INVITE, reinvite, ack, reinvite answered", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, network.count("INVITE"));
    }
    void glare_491_is_retried_until_the_call_ends() {
        connect();
        b.app.on_reinvite_do = [](Session& session, const Message&) {
            (void)session.reject(491, {}, {});
        };
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("x")).ok());
        network.deliver();
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("y")).error() == SessionError::pending);
        network.advance(2050ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("INVITE")); // A made the Call-ID
        network.advance(2s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("INVITE"));
        network.advance(4050ms);
        CPPUNIT_ASSERT(network.count("INVITE") >= 3);
        CPPUNIT_ASSERT(a.app.log().find("failed") == std::string::npos);
        const std::size_t sent = network.count("INVITE");
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(10s);
        CPPUNIT_ASSERT_EQUAL(sent, network.count("INVITE"));
        assert_nothing_left();
    }
    void listener_sends_anew_after_a_491() {
        connect();
        int refusals = 1;
        b.app.on_reinvite_do = [&](Session& session, const Message&) {
            if (refusals-- > 0)
                (void)session.reject(491, {}, {});
            else
                (void)session.accept(sdp("answer"));
        };
        a.app.on_glare_over_do = [](Session& session) {
            return session.reinvite(sdp("newer")).ok();
        };
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("older")).ok());
        network.advance(4050ms);
        ASSERT_LOG("glare INVITE, reinvite answered", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("INVITE"));
    }
    void reinvite_without_response_ends_the_call() {
        connect();
        network.copies = [](const Packet& packet) { return packet.what() == "INVITE" ? 0 : 1; };
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("x")).ok());
        network.advance(33s);
        ASSERT_LOG("ended: dialog lost 408 here", a);
        ASSERT_LOG("ended: remote BYE", b);
        network.copies = nullptr;
        assert_nothing_left();
    }
    void reinvite_answered_481_ends_the_call() {
        connect();
        b.app.on_reinvite_do = [](Session& session, const Message&) {
            (void)session.reject(481, {}, {});
        };
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("x")).ok());
        network.deliver();
        ASSERT_LOG("ended: dialog lost 481", a);
        assert_nothing_left();
    }
    void reinvite_while_one_is_running_is_refused() {
        connect();
        b.app.on_reinvite_do = [](Session&, const Message&) {};
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("x")).ok());
        network.deliver();
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("y")).error() == SessionError::pending);
        CPPUNIT_ASSERT(b.app.session().reinvite(sdp("z")).error() == SessionError::pending);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("100 INVITE"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OutgoingInviteTest);

} // namespace
