// BYE and the other requests inside a dialog, both ways: RFC 3261 §12.2, §15.
#include "sipi/agent/invite_session.h"

#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

AgentSettings with_info() {
    AgentSettings settings;
    settings.more_methods = {"INFO"};
    return settings;
}

class InDialogTest : public AgentRig {
    CPPUNIT_TEST_SUITE(InDialogTest);
    CPPUNIT_TEST(bye_carries_reason);
    CPPUNIT_TEST(bye_and_its_answer_carry_bodies);
    CPPUNIT_TEST(bye_that_waits_for_the_ack_keeps_its_body);
    CPPUNIT_TEST(multipart_says_its_mime_version);
    CPPUNIT_TEST(lost_bye_is_repeated);
    CPPUNIT_TEST(lost_200_of_bye_is_repeated_for_each_bye);
    CPPUNIT_TEST(bye_without_answer_ends_after_timer_f);
    CPPUNIT_TEST(bye_that_cannot_be_sent_ends_it);
    CPPUNIT_TEST(crossing_byes_end_both_sides);
    CPPUNIT_TEST(lower_cseq_gets_500);
    CPPUNIT_TEST(info_is_passed_and_answered);
    CPPUNIT_TEST(info_to_an_application_that_does_not_want_it_gets_405);
    CPPUNIT_TEST(unserved_methods_get_405_and_501);
    CPPUNIT_TEST(options_inside_a_dialog_is_answered);
    CPPUNIT_TEST(request_without_response_loses_the_dialog);
    CPPUNIT_TEST(request_answered_481_loses_the_dialog);
    CPPUNIT_TEST(request_with_a_wrong_remote_tag_gets_481);
    CPPUNIT_TEST(pending_reinvite_gets_487_when_the_call_ends);
    CPPUNIT_TEST(methods_in_the_wrong_state_are_refused);
    CPPUNIT_TEST(call_survives_duplicated_and_reordered_packets);
    CPPUNIT_TEST(requests_keep_to_a_peer_whose_contact_means_nothing);
    CPPUNIT_TEST_SUITE_END();

    // A telephone behind NAT (RFC 5626 §5.3): its Contact names a private address.
    void requests_keep_to_a_peer_whose_contact_means_nothing() {
        AgentSettings settings;
        settings.keeps_to = [this](const Endpoint& known, const Endpoint& named) {
            return known == at_peer && named == at("10.0.0.5:5060");
        };
        Side c(network, "192.0.2.7:5060", settings);
        const auto acks_with_contact = [&](std::string_view contact) {
            Invitation invitation;
            invitation.request_uri = "sip:200@10.0.0.5";
            invitation.from = "<sip:100@192.0.2.7>";
            invitation.destination = at_peer;
            invitation.body = sdp("offer");
            c.app.id = (*c.agent.invite(invitation, c.app))->id();
            network.deliver();
            const std::size_t before = peer.count("ACK");
            Message ok = peer.reply(peer.last("INVITE"), 200);
            ok.set(HeaderName::contact, contact);
            ok.set_body("application/sdp", std::string_view("answer"));
            peer.send(ok, at("192.0.2.7:5060"));
            return peer.count("ACK") - before;
        };
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, acks_with_contact("<sip:300@10.0.0.5>"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, acks_with_contact("<sip:300@10.0.0.6>"));
    }
    void bye_carries_reason() {
        connect();
        const ExtraHeader reason{"Reason", "Q.850;cause=16;text=\"Normal call clearing\""};
        CPPUNIT_ASSERT(b.app.session().bye({&reason, 1}).ok());
        network.deliver();
        ASSERT_LOG("ended: remote BYE", a);
        CPPUNIT_ASSERT_EQUAL(reason.value, a.app.reason);
        assert_nothing_left();
    }
    void bye_and_its_answer_carry_bodies() {
        const Message answer = talk(a);
        a.app.bye_answer.content_type = "application/isup;version=itu-t92+";
        a.app.bye_answer.content_disposition = "signal;handling=optional";
        a.app.bye_answer.body = std::string("\x10\0", 2);
        peer.send(in_dialog_of_peer(answer, "BYE", 11, "z9hG4bKbye"), at_a);
        const Message ok = peer.last("BYE", 200);
        CPPUNIT_ASSERT_EQUAL(a.app.bye_answer.body, std::string(ok.body_text()));
        CPPUNIT_ASSERT_EQUAL(a.app.bye_answer.content_type,
                             std::string(ok.header(HeaderName::content_type)));
        CPPUNIT_ASSERT_EQUAL(a.app.bye_answer.content_disposition,
                             std::string(ok.header(HeaderName::content_disposition)));
        CPPUNIT_ASSERT(!ok.has(HeaderName::mime_version));
    }
    void bye_that_waits_for_the_ack_keeps_its_body() {
        peer.send(invite_of_peer(), at_a);
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        network.deliver();
        const Message answer = peer.last("INVITE", 200);
        {
            const std::string body = "\x0c";
            const BodyView view{"application/isup", std::string_view(body), "signal"};
            CPPUNIT_ASSERT(a.app.session().bye({}, view).ok());
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("BYE"));
        peer.send(in_dialog_of_peer(answer, "ACK", 10, "z9hG4bKack"), at_a);
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("\x0c"), std::string(peer.last("BYE").body_text()));
        CPPUNIT_ASSERT_EQUAL(std::string("signal"),
                             std::string(peer.last("BYE").header(HeaderName::content_disposition)));
    }
    void multipart_says_its_mime_version() {
        const Message answer = talk(a);
        const BodyView view{"multipart/mixed;boundary=x", std::string_view("--x\r\n\r\n--x--")};
        CPPUNIT_ASSERT(a.app.session().bye({}, view).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("1.0"),
                             std::string(peer.last("BYE").header(HeaderName::mime_version)));
    }
    void lost_bye_is_repeated() {
        connect();
        network.lose("BYE", 2);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(2s);
        ASSERT_LOG("ended: local BYE 200", a);
        ASSERT_LOG("ended: remote BYE", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("BYE"));
        assert_nothing_left();
    }
    void lost_200_of_bye_is_repeated_for_each_bye() {
        connect();
        network.lose("200 BYE", 2);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(2s);
        ASSERT_LOG("ended: local BYE 200", a);
        ASSERT_LOG("ended: remote BYE", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("200 BYE"));
        assert_nothing_left();
    }
    void bye_without_answer_ends_after_timer_f() {
        connect();
        network.copies = [](const Packet& packet) { return packet.what() == "BYE" ? 0 : 1; };
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(31s);
        ASSERT_LOG("", a);
        network.advance(2s);
        ASSERT_LOG("ended: local BYE here", a);
    }
    void bye_that_cannot_be_sent_ends_it() {
        connect();
        a.transport.broken = true;
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.advance(1ms);
        ASSERT_LOG("ended: local BYE here", a);
    }
    void crossing_byes_end_both_sides() {
        connect();
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        CPPUNIT_ASSERT(b.app.session().bye().ok());
        network.deliver();
        ASSERT_LOG("ended: local BYE", a);
        ASSERT_LOG("ended: local BYE", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("200 BYE"));
        assert_nothing_left();
    }
    /// A call from the peer to A in talk; returns A's 200.
    Message talk(Side& side) {
        peer.send(invite_of_peer(), side.transport.local());
        CPPUNIT_ASSERT(side.app.session().accept(sdp("answer")).ok());
        network.deliver();
        const Message answer = peer.last("INVITE", 200);
        peer.send(in_dialog_of_peer(answer, "ACK", 10, "z9hG4bKack"), side.transport.local());
        side.app.events.clear();
        return answer;
    }
    void lower_cseq_gets_500() {
        const Message answer = talk(a);
        peer.send(in_dialog_of_peer(answer, "BYE", 9, "z9hG4bKlow"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 500));
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
    }
    void info_is_passed_and_answered() {
        Side c(network, "192.0.2.5:5060", with_info());
        const Message answer = talk(c);
        RequestAnswer ok;
        ok.status = 200;
        ok.content_type = "text/plain";
        ok.body = "thanks";
        c.app.request_answer = ok;
        Message info = in_dialog_of_peer(answer, "INFO", 11, "z9hG4bKinfo");
        info.set_body("application/dtmf-relay", std::string_view("Signal=5"));
        peer.send(info, c.transport.local());
        ASSERT_LOG("INFO", c);
        CPPUNIT_ASSERT_EQUAL(std::string("Signal=5"), c.app.body);
        CPPUNIT_ASSERT_EQUAL(std::string("thanks"),
                             std::string(peer.last("INFO", 200).body_text()));

        CPPUNIT_ASSERT(
            c.app.session().request("INFO", {"text/plain", std::string_view("x")}, {}).ok());
        network.deliver();
        peer.send(peer.reply(peer.last("INFO"), 200), c.transport.local());
        ASSERT_LOG("INFO, INFO 200", c);
    }
    void info_to_an_application_that_does_not_want_it_gets_405() {
        Side c(network, "192.0.2.5:5060", with_info());
        const Message answer = talk(c);
        peer.send(in_dialog_of_peer(answer, "INFO", 11, "z9hG4bKinfo"), c.transport.local());
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, ACK, CANCEL, BYE, OPTIONS, INFO"),
                             std::string(peer.last("INFO", 405).header(HeaderName::allow)));
    }
    void unserved_methods_get_405_and_501() {
        const Message answer = talk(a);
        peer.send(in_dialog_of_peer(answer, "INFO", 11, "z9hG4bK1"), at_a);
        peer.send(in_dialog_of_peer(answer, "DANCE", 12, "z9hG4bK2"), at_a);
        CPPUNIT_ASSERT(peer.last("INFO", 405).has(HeaderName::allow));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("DANCE", 501));
        ASSERT_LOG("", a);
    }
    void options_inside_a_dialog_is_answered() {
        const Message answer = talk(a);
        peer.send(in_dialog_of_peer(answer, "OPTIONS", 11, "z9hG4bK1"), at_a);
        CPPUNIT_ASSERT(peer.last("OPTIONS", 200).has(HeaderName::allow));
    }
    void request_without_response_loses_the_dialog() {
        talk(a);
        CPPUNIT_ASSERT(a.app.session().request("INFO", {}, {}).ok());
        network.advance(33s);
        ASSERT_LOG("INFO 408 here, ended: dialog lost 408 here", a);
        CPPUNIT_ASSERT(peer.count("BYE") > 0);
    }
    void request_answered_481_loses_the_dialog() {
        talk(a);
        CPPUNIT_ASSERT(a.app.session().request("INFO", {}, {}).ok());
        network.deliver();
        peer.send(peer.reply(peer.last("INFO"), 481), at_a);
        ASSERT_LOG("INFO 481, ended: dialog lost 481", a);
    }
    void request_with_a_wrong_remote_tag_gets_481() {
        const Message answer = talk(a);
        Message bye = in_dialog_of_peer(answer, "BYE", 11, "z9hG4bK1");
        bye.set(HeaderName::from, "<sip:300@192.0.2.3>;tag=somebody");
        peer.send(bye, at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 481));
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
    }
    void pending_reinvite_gets_487_when_the_call_ends() {
        const Message answer = talk(a);
        a.app.on_reinvite_do = [](Session&, const Message&) {};
        peer.send(in_dialog_of_peer(answer, "INVITE", 11, "z9hG4bK1"), at_a);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 487));
        peer.send(peer.reply(peer.last("BYE"), 200), at_a);
        ASSERT_LOG("reinvite, ended: local BYE 200", a);
    }
    void methods_in_the_wrong_state_are_refused() {
        connect();
        Session& session = a.app.session();
        CPPUNIT_ASSERT(!session.accept({}, {}, 200).ok());
        CPPUNIT_ASSERT(!session.reject(486, {}, {}).ok());
        CPPUNIT_ASSERT(!session.cancel().ok());
        CPPUNIT_ASSERT(session.bye().ok());
        CPPUNIT_ASSERT(!session.bye().ok());
        CPPUNIT_ASSERT(!session.reinvite({}, {}).ok());
        CPPUNIT_ASSERT(!session.request("INFO", {}, {}).ok());
        session.release();
        network.deliver();
        ASSERT_LOG("", a); // released: nothing is told
    }
    // Every packet twice, and each pair of neighbours swapped.
    void call_survives_duplicated_and_reordered_packets() {
        network.copies = [](const Packet&) { return 2; };
        int number = 0;
        network.hold = [&number](const Packet&) { return ++number % 3 == 0; };
        const auto settle = [&] {
            for (int i = 0; i < 20; ++i) {
                network.advance(300ms);
                network.release_held();
            }
        };
        invite(at_b);
        settle();
        CPPUNIT_ASSERT(b.app.session().provisional(180, {}, {}).ok());
        settle();
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        settle();
        CPPUNIT_ASSERT(a.app.session().reinvite(sdp("hold")).ok());
        settle();
        CPPUNIT_ASSERT(b.app.session().bye().ok());
        settle();
        CPPUNIT_ASSERT_EQUAL(std::string("ended: remote BYE"), a.app.events.back());
        ASSERT_LOG("invite, ack, reinvite, ack, ended: local BYE 200", b);
        network.hold = nullptr;
        assert_nothing_left();
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InDialogTest);

} // namespace
