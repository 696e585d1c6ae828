// The core of the user agent: what is answered outside of sessions, stopping, tables (RFC 3261
// §8.2, §11).
#include "sipi/agent/core.h"

#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class CoreTest : public AgentRig {
    CPPUNIT_TEST_SUITE(CoreTest);
    CPPUNIT_TEST(options_is_answered_with_abilities);
    CPPUNIT_TEST(options_pings_a_peer);
    CPPUNIT_TEST(options_ping_without_answer_is_408);
    CPPUNIT_TEST(unknown_dialog_gets_481);
    CPPUNIT_TEST(bye_and_cancel_of_nothing_get_481);
    CPPUNIT_TEST(stray_ack_is_dropped);
    CPPUNIT_TEST(stray_response_is_dropped);
    CPPUNIT_TEST(merged_invite_gets_482);
    CPPUNIT_TEST(spent_max_forwards_gets_483);
    CPPUNIT_TEST(unknown_extension_gets_420);
    CPPUNIT_TEST(unserved_method_gets_405);
    CPPUNIT_TEST(foreign_body_gets_415);
    CPPUNIT_TEST(invite_without_contact_gets_400);
    CPPUNIT_TEST(stranger_is_refused_by_the_application);
    CPPUNIT_TEST(request_outside_a_dialog_reaches_the_application);
    CPPUNIT_TEST(new_calls_get_503_while_stopping);
    CPPUNIT_TEST(sessions_are_limited);
    CPPUNIT_TEST(stop_ends_sessions_in_every_state);
    CPPUNIT_TEST(stop_with_a_call_that_never_answers_leaves_nothing);
    CPPUNIT_TEST(tap_shows_a_call_with_its_session);
    CPPUNIT_TEST(tables_can_be_listed);
    CPPUNIT_TEST(counters_count_a_call);
    CPPUNIT_TEST(sessions_are_found_by_id_and_call_id);
    CPPUNIT_TEST(resolver_is_asked_for_names);
    CPPUNIT_TEST(name_without_resolver_goes_to_the_peer_of_the_session);
    CPPUNIT_TEST(advertised_address_stands_in_contact);
    CPPUNIT_TEST(a_session_released_inside_another_ones_event_does_no_harm);
    CPPUNIT_TEST_SUITE_END();

    Message from_peer(std::string_view method) const {
        Message message = Message::request(method, "sip:100@192.0.2.1");
        message.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKo");
        message.append(HeaderName::max_forwards, "70");
        message.append(HeaderName::from, "<sip:300@192.0.2.3>;tag=theirs");
        message.append(HeaderName::to, "<sip:100@192.0.2.1>");
        message.append(HeaderName::call_id, "other-call");
        message.append(HeaderName::cseq, "1 " + std::string(method));
        return message;
    }
    void options_is_answered_with_abilities() {
        peer.send(from_peer("OPTIONS"), at_a);
        const Message& answer = peer.last("OPTIONS", 200);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, ACK, CANCEL, BYE, OPTIONS"),
                             std::string(answer.header(HeaderName::allow)));
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp"),
                             std::string(answer.header(HeaderName::accept)));
        CPPUNIT_ASSERT_EQUAL(std::string("Landline"),
                             std::string(answer.header(HeaderName::server)));
        CPPUNIT_ASSERT(answer.has(HeaderName::accept_language) &&
                       answer.has(HeaderName::accept_encoding));
        CPPUNIT_ASSERT(!answer.to()->tag.empty());
    }
    void options_pings_a_peer() {
        int status = 0;
        CPPUNIT_ASSERT(a.agent.options("sip:192.0.2.2", at_b, [&](int got) { status = got; }).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(200, status);
        assert_nothing_left();
    }
    void options_ping_without_answer_is_408() {
        int status = 0;
        int calls = 0;
        CPPUNIT_ASSERT(a.agent
                           .options("sip:192.0.2.99", at("192.0.2.99:5060"),
                                    [&](int got) { status = got, ++calls; })
                           .ok());
        network.advance(40s);
        CPPUNIT_ASSERT_EQUAL(408, status);
        CPPUNIT_ASSERT_EQUAL(1, calls);
    }
    void unknown_dialog_gets_481() {
        for (const char* method : {"INVITE", "BYE", "OPTIONS"}) {
            Message request = from_peer(method);
            request.set(HeaderName::to, "<sip:100@192.0.2.1>;tag=forgotten");
            request.append(HeaderName::contact, "<sip:300@192.0.2.3>");
            peer.send(request, at_a);
            CPPUNIT_ASSERT_EQUAL(std::string("forgotten"),
                                 std::string(peer.last(method, 481).to()->tag));
        }
    }
    void bye_and_cancel_of_nothing_get_481() {
        peer.send(from_peer("BYE"), at_a);
        peer.send(from_peer("CANCEL"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE", 481));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL", 481));
    }
    void stray_ack_is_dropped() {
        peer.send(from_peer("ACK"), at_a);
        CPPUNIT_ASSERT(peer.received.empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, a.agent.counters().unmatched);
    }
    void stray_response_is_dropped() {
        peer.send(Message::response(from_peer("INVITE"), 200), at_a);
        CPPUNIT_ASSERT(peer.received.empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, a.agent.counters().unmatched);
    }
    void merged_invite_gets_482() {
        peer.send(invite_of_peer("z9hG4bKone"), at_a);
        peer.send(invite_of_peer("z9hG4bKtwo"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 482));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, a.agent.session_count());
    }
    void spent_max_forwards_gets_483() {
        Message invite = invite_of_peer();
        invite.set(HeaderName::max_forwards, "0");
        peer.send(invite, at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 483));
        Message options = from_peer("OPTIONS");
        options.set(HeaderName::max_forwards, "0");
        peer.send(options, at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("OPTIONS", 200));
    }
    void unknown_extension_gets_420() {
        Message invite = invite_of_peer();
        invite.append(HeaderName::require, "100rel, precondition");
        peer.send(invite, at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("100rel, precondition"),
                             std::string(peer.last("INVITE", 420).header(HeaderName::unsupported)));
    }
    void unserved_method_gets_405() {
        peer.send(from_peer("SUBSCRIBE"), at_a);
        CPPUNIT_ASSERT(peer.last("SUBSCRIBE", 405).has(HeaderName::allow));
    }
    void foreign_body_gets_415() {
        Message invite = invite_of_peer();
        invite.set_body("application/isup", std::string_view("x"));
        peer.send(invite, at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp"),
                             std::string(peer.last("INVITE", 415).header(HeaderName::accept)));
    }
    void invite_without_contact_gets_400() {
        Message invite = invite_of_peer();
        invite.remove(HeaderName::contact);
        peer.send(invite, at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("Bad Contact"),
                             std::string(peer.last("INVITE", 400).reason()));
        ASSERT_LOG("", a);
    }
    void stranger_is_refused_by_the_application() {
        a.app.admission.status = 403;
        peer.send(invite_of_peer(), at_a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 403));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 100));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, a.agent.session_count());
        ASSERT_LOG("", a);
    }
    void request_outside_a_dialog_reaches_the_application() {
        AgentSettings settings;
        settings.more_methods = {"MESSAGE"};
        Side c(network, "192.0.2.5:5060", settings);
        RequestAnswer accepted;
        accepted.status = 202;
        c.app.request_answer = accepted;
        peer.send(from_peer("MESSAGE"), c.transport.local());
        ASSERT_LOG("MESSAGE", c);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("MESSAGE", 202));
    }
    void new_calls_get_503_while_stopping() {
        connect();
        b.agent.accept_new(false);
        invite(at_b);
        ASSERT_LOG("ended: failed 503", a);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, b.agent.session_count());
        peer.send(from_peer("OPTIONS"), at_b);
        CPPUNIT_ASSERT_EQUAL(
            std::string("10"),
            std::string(peer.last("OPTIONS", 503).header(HeaderName::retry_after)));
        CPPUNIT_ASSERT(b.app.session().bye().ok()); // what is up goes on
        network.deliver();
        ASSERT_LOG("ended: local BYE 200", b);
    }
    void sessions_are_limited() {
        AgentSettings settings;
        settings.max_sessions = 1;
        Side c(network, "192.0.2.5:5060", settings);
        peer.send(invite_of_peer("z9hG4bK1", "one"), c.transport.local());
        peer.send(invite_of_peer("z9hG4bK2", "two"), c.transport.local());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 503));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, c.agent.session_count());
    }
    void stop_ends_sessions_in_every_state() {
        connect();                                                 // confirmed
        peer.send(invite_of_peer("z9hG4bK1", "ringing"), at_a);    // inviting, incoming
        peer.send(invite_of_peer("z9hG4bK2", "no-ack-yet"), at_a); // accepted
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        const Message answer = [&] {
            network.deliver();
            return peer.last("INVITE", 200);
        }();
        invite(at_peer); // inviting, outgoing
        peer.send(peer.reply(peer.last("INVITE"), 180), at_a);
        a.app.events.clear();
        const ExtraHeader reason{"Reason", "Q.850;cause=41"};
        a.agent.stop({&reason, 1});
        ASSERT_LOG("", a);
        network.advance(2ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, ends(a.app));
        for (const std::string& event : a.app.events)
            CPPUNIT_ASSERT_MESSAGE(event, event.starts_with("ended: stopped"));
        ASSERT_LOG("ended: remote BYE", b);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=41"), b.app.reason);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 503));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("CANCEL"));
        peer.send(in_dialog_of_peer(answer, "ACK", 10, "z9hG4bKack"), at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("Q.850;cause=41"),
                             std::string(peer.last("BYE").header(HeaderName::reason)));
        network.advance(90s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, ends(a.app));
        assert_nothing_left();
    }
    void stop_with_a_call_that_never_answers_leaves_nothing() {
        invite(at("192.0.2.99:5060"));
        a.agent.stop({});
        network.advance(2ms);
        ASSERT_LOG("ended: stopped", a);
        CPPUNIT_ASSERT(!a.agent.invite({}, a.app).ok());
        assert_nothing_left();
    }
    void tap_shows_a_call_with_its_session() {
        std::vector<std::string> seen;
        b.agent.tap([&](const WireMessage& message) {
            const Packet packet{std::string(message.octets.begin(), message.octets.end()), {}, {}};
            seen.push_back((message.direction == WireMessage::Direction::in ? "< " : "> ") +
                           packet.what() + ' ' + std::to_string(message.session) + ' ' +
                           message.peer.text());
        });
        invite(at_b);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        const std::string from = " 192.0.2.1:5060";
        const std::vector<std::string> expected{"< INVITE 1" + from,     "> 100 INVITE 1" + from,
                                                "> 200 INVITE 1" + from, "< ACK 1" + from,
                                                "< BYE 1" + from,        "> 200 BYE 1" + from};
        CPPUNIT_ASSERT_EQUAL(expected.size(), seen.size());
        for (std::size_t i = 0; i < seen.size(); ++i)
            CPPUNIT_ASSERT_EQUAL(expected[i], seen[i]);
    }
    void tables_can_be_listed() {
        connect();
        network.advance(3s);
        std::vector<SessionView> sessions;
        a.agent.list(sessions);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sessions.size());
        CPPUNIT_ASSERT(sessions[0].state == SessionState::confirmed);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:100@192.0.2.1"), sessions[0].local_uri);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:200@192.0.2.2:5060"), sessions[0].remote_uri);
        CPPUNIT_ASSERT(sessions[0].age >= 3s);
        std::vector<TransactionView> transactions;
        a.agent.list(transactions);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, transactions.size());
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE client"), std::string(transactions[0].machine));
        CPPUNIT_ASSERT_EQUAL(std::string("accepted"), std::string(transactions[0].state));
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE"), std::string(transactions[0].method));
        CPPUNIT_ASSERT(transactions[0].branch.starts_with("z9hG4bK"));
        CPPUNIT_ASSERT_EQUAL(a.app.id, transactions[0].session);
    }
    void counters_count_a_call() {
        connect();
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        const AgentCounters& out = a.agent.counters();
        const AgentCounters& in = b.agent.counters();
        for (const Method method : {Method::invite, Method::ack, Method::bye}) {
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{1},
                                 out.requests_out[static_cast<std::size_t>(method)]);
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{1},
                                 in.requests_in[static_cast<std::size_t>(method)]);
        }
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, in.responses_out[0]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, in.responses_out[1]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, out.responses_in[0]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, out.responses_in[1]);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0},
                             in.retransmissions_in + in.retransmissions_out + in.unexpected);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, out.sessions_out);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, in.sessions_in);
    }
    void sessions_are_found_by_id_and_call_id() {
        connect();
        const std::string call_id(a.app.session().call_id());
        CPPUNIT_ASSERT(a.agent.find(std::string_view(call_id)) == std::vector<SessionId>{a.app.id});
        CPPUNIT_ASSERT(a.agent.find(std::string_view("other")).empty());
        CPPUNIT_ASSERT(a.agent.find(SessionId{99}) == nullptr);
    }
    void resolver_is_asked_for_names() {
        AgentSettings settings;
        std::string asked;
        settings.resolve = [&](std::string_view host, std::uint16_t port, TransportKind) {
            asked = std::string(host) + ':' + std::to_string(port);
            return std::optional<Endpoint>(at("192.0.2.3:5060"));
        };
        Side c(network, "192.0.2.5:5060", settings);
        Message invite = invite_of_peer();
        invite.set(HeaderName::contact, "<sip:300@phone.example.org:5080>");
        peer.send(invite, c.transport.local());
        CPPUNIT_ASSERT(c.app.session().accept(sdp("answer")).ok());
        network.deliver();
        peer.send(in_dialog_of_peer(peer.last("INVITE", 200), "ACK", 10, "z9hG4bKa"),
                  c.transport.local());
        CPPUNIT_ASSERT(c.app.session().bye().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("phone.example.org:5080"), asked);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("BYE"));
    }
    void name_without_resolver_goes_to_the_peer_of_the_session() {
        Message invite = invite_of_peer();
        invite.set(HeaderName::contact, "<sip:300@phone.example.org>");
        peer.send(invite, at_a);
        CPPUNIT_ASSERT(a.app.session().accept(sdp("answer")).ok());
        network.deliver();
        peer.send(in_dialog_of_peer(peer.last("INVITE", 200), "ACK", 10, "z9hG4bKa"), at_a);
        CPPUNIT_ASSERT(a.app.session().bye().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("sip:300@phone.example.org"),
                             std::string(peer.last("BYE").request_uri()));
    }
    void advertised_address_stands_in_contact() {
        AgentSettings settings;
        settings.advertised_host = "gw.example.org";
        Side c(network, "192.0.2.5:5060", settings);
        Invitation invitation;
        invitation.request_uri = "sip:200@192.0.2.3";
        invitation.from = "sip:100@gw.example.org";
        invitation.destination = at_peer;
        CPPUNIT_ASSERT(c.agent.invite(invitation, c.app).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::string("<sip:100@gw.example.org:5060>"),
                             std::string(peer.last("INVITE").header(HeaderName::contact)));
    }
    // What a gateway does: the end of one session ends another, and starts a third.
    void a_session_released_inside_another_ones_event_does_no_harm() {
        peer.send(invite_of_peer(), at_a);
        Session& incoming = a.app.session();
        a.app.on_provisional_do = [&](Session& session, const Message&) {
            session.release();
            incoming.release(486);
            Invitation invitation;
            invitation.request_uri = "sip:200@192.0.2.3";
            invitation.from = "sip:100@192.0.2.1";
            invitation.destination = at_peer;
            CPPUNIT_ASSERT(a.agent.invite(invitation, a.app).ok());
        };
        invite(at_b);
        CPPUNIT_ASSERT(b.app.session().provisional(180, {}, {}).ok());
        network.deliver();
        a.app.on_provisional_do = nullptr;
        network.advance(100ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 486));
        ASSERT_LOG("invite, ended: remote CANCEL", b);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, a.agent.session_count());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CoreTest);

} // namespace
