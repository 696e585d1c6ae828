// Reliable provisional responses and UPDATE, both sides: RFC 3262 §3-§4, RFC 3311 §5.
#include "sipi/agent/reliable.h"

#include "sipi/option_tags.h"
#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class ReliableTest : public AgentRig {
    CPPUNIT_TEST_SUITE(ReliableTest);
    CPPUNIT_TEST(reliable_18x_is_acknowledged_at_once);
    CPPUNIT_TEST(lost_18x_is_repeated_with_doubling_interval);
    CPPUNIT_TEST(lost_prack_is_repeated_by_its_transaction);
    CPPUNIT_TEST(without_prack_the_call_is_released_with_504);
    CPPUNIT_TEST(next_one_waits_for_the_prack_of_the_one_before);
    CPPUNIT_TEST(plain_one_keeps_its_place_behind_a_reliable_one);
    CPPUNIT_TEST(no_2xx_before_the_prack_of_an_18x_with_a_body);
    CPPUNIT_TEST(bare_18x_does_not_keep_the_2xx_back);
    CPPUNIT_TEST(rejection_ends_the_repetition);
    CPPUNIT_TEST(cancel_ends_the_repetition);
    CPPUNIT_TEST(bye_while_the_2xx_waits_rejects);
    CPPUNIT_TEST(prack_that_matches_nothing_gets_481);
    CPPUNIT_TEST(repeated_prack_in_a_new_transaction_gets_481);
    CPPUNIT_TEST(prack_body_is_answered);
    CPPUNIT_TEST(repeated_18x_is_not_passed_on_again);
    CPPUNIT_TEST(out_of_order_18x_is_not_acknowledged);
    CPPUNIT_TEST(forks_count_each_for_itself);
    CPPUNIT_TEST(required_100rel_is_understood);
    CPPUNIT_TEST(update_without_body_refreshes_the_target);
    CPPUNIT_TEST(update_with_offer_is_passed_and_answered);
    CPPUNIT_TEST(update_during_a_reinvite_gets_491_or_500);
    CPPUNIT_TEST(update_that_meets_491_is_retried);
    CPPUNIT_TEST(update_outside_of_a_dialog_gets_481);
    CPPUNIT_TEST_SUITE_END();

    static AgentSettings settings() {
        AgentSettings out;
        out.more_methods = {"PRACK", "UPDATE"};
        out.understood = {"100rel"};
        return out;
    }
    Side c{network, "192.0.2.5:5060", settings()}; // calls
    Side d{network, "192.0.2.6:5060", settings()}; // is called
    const Endpoint at_c = at("192.0.2.5:5060");

    void call(const Endpoint& to) {
        Invitation invitation;
        invitation.request_uri = "sip:200@" + to.text();
        invitation.from = "<sip:100@192.0.2.5>";
        invitation.destination = to;
        invitation.headers = {{"Supported", "100rel"}};
        invitation.body = sdp("offer");
        const auto session = c.agent.invite(invitation, c.app);
        CPPUNIT_ASSERT(session.ok());
        c.app.id = (*session)->id();
        network.deliver();
    }
    void call_d() { call(d.transport.local()); }
    void reliably(Side& side, int status, std::string_view body = {}) {
        CPPUNIT_ASSERT(
            side.app.session()
                .provisional(status, body.empty() ? BodyView() : sdp(body), {}, Delivery::reliable)
                .ok());
        network.deliver();
    }
    /// A call of the peer without a stack to C; its first reliable response.
    Message ringing_of_c(std::string_view body = {}) {
        Message invite = invite_of_peer();
        invite.append(HeaderName::supported, "100rel");
        peer.send(invite, at_c);
        reliably(c, 183, body);
        return peer.last("INVITE", 183);
    }
    Message prack(const Message& response, std::string_view rack, int cseq = 11,
                  std::string_view branch = "z9hG4bKprack") const {
        Message out = in_dialog_of_peer(response, "PRACK", cseq, branch);
        out.append(HeaderName::rack, rack);
        return out;
    }
    static std::string rack_for(const Message& response) {
        return std::string(response.header(HeaderName::rseq)) + " 10 INVITE";
    }
    Message reliable_reply(const Message& invite, std::string_view tag, unsigned rseq) const {
        Message out = peer.reply(invite, 180, tag);
        out.append(HeaderName::require, "100rel");
        out.append(HeaderName::rseq, std::to_string(rseq));
        return out;
    }
    void assert_all_over() {
        network.advance(80s);
        for (Side* side : {&c, &d}) {
            CPPUNIT_ASSERT_EQUAL(std::size_t{0}, side->agent.session_count());
            CPPUNIT_ASSERT_EQUAL(std::size_t{0}, side->agent.transaction_count());
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.timers.armed());
    }

    // --- sent
    void reliable_18x_is_acknowledged_at_once() {
        call_d();
        reliably(d, 180);
        ASSERT_LOG("180 #1", c);
        ASSERT_LOG("invite, prack", d);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("PRACK"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 PRACK"));
        network.advance(40s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("180 INVITE"));
        CPPUNIT_ASSERT(d.app.session().accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(c.app.session().state() == SessionState::confirmed);
        CPPUNIT_ASSERT(c.app.session().bye().ok());
        network.deliver();
        assert_all_over();
    }
    void lost_18x_is_repeated_with_doubling_interval() {
        call_d();
        network.lose("180 INVITE", 3);
        reliably(d, 180);
        network.advance(499ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("180 INVITE"));
        network.advance(1ms); // T1
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("180 INVITE"));
        network.advance(1000ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("180 INVITE"));
        network.advance(1999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("180 INVITE"));
        ASSERT_LOG("", c);
        network.advance(1ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, network.count("180 INVITE"));
        ASSERT_LOG("180 #1", c);
        network.advance(30s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, network.count("180 INVITE"));
    }
    void lost_prack_is_repeated_by_its_transaction() {
        call_d();
        network.lose("PRACK");
        reliably(d, 183, "answer");
        network.advance(2s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("PRACK"));
        ASSERT_LOG("invite, prack", d);
        ASSERT_LOG("183 #1", c); // the repeated 183 was not passed on again
    }
    void without_prack_the_call_is_released_with_504() {
        (void)ringing_of_c();
        network.advance(31999ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 504));
        network.advance(1ms); // 64*T1
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 504));
        ASSERT_LOG("invite, ended: no PRACK 504 here", c);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, c.agent.counters().no_prack);
        assert_all_over();
    }
    void next_one_waits_for_the_prack_of_the_one_before() {
        const Message first = ringing_of_c("answer");
        reliably(c, 180);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 180));
        peer.send(prack(first, rack_for(first)), at_c);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("PRACK", 200));
        const Message second = peer.last("INVITE", 180);
        CPPUNIT_ASSERT_EQUAL(*reliable_sequence(first) + 1, *reliable_sequence(second));
    }
    void plain_one_keeps_its_place_behind_a_reliable_one() {
        const Message first = ringing_of_c("answer");
        CPPUNIT_ASSERT(c.app.session().provisional(180).ok());
        network.advance(500ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 180));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, peer.count("INVITE", 183));
        peer.send(prack(first, rack_for(first)), at_c);
        CPPUNIT_ASSERT(!reliable_sequence(peer.last("INVITE", 180)));
        network.advance(40s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 180));
    }
    void no_2xx_before_the_prack_of_an_18x_with_a_body() {
        const Message first = ringing_of_c("answer");
        CPPUNIT_ASSERT(c.app.session().accept(sdp("the answer again")).ok());
        network.deliver();
        CPPUNIT_ASSERT(c.app.session().state() == SessionState::inviting);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 200));
        CPPUNIT_ASSERT(!c.app.session().provisional(180).ok());
        peer.send(prack(first, rack_for(first)), at_c);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 200));
        CPPUNIT_ASSERT_EQUAL(std::string("the answer again"),
                             std::string(peer.last("INVITE", 200).body_text()));
        CPPUNIT_ASSERT(c.app.session().state() == SessionState::accepted);
    }
    void bare_18x_does_not_keep_the_2xx_back() {
        const Message first = ringing_of_c();
        CPPUNIT_ASSERT(c.app.session().accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 200));
        peer.send(prack(first, rack_for(first)), at_c); // §3: still understood
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("PRACK", 200));
        network.advance(500ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 183));
    }
    void rejection_ends_the_repetition() {
        (void)ringing_of_c("answer");
        CPPUNIT_ASSERT(c.app.session().reject(486).ok());
        network.advance(10s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 183));
        assert_all_over();
    }
    void cancel_ends_the_repetition() {
        call_d();
        network.lose("183 INVITE", 100);
        CPPUNIT_ASSERT(d.app.session().provisional(180).ok());
        network.deliver();
        reliably(d, 183, "answer");
        CPPUNIT_ASSERT(c.app.session().cancel().ok());
        network.deliver();
        const std::size_t before = network.count("183 INVITE");
        network.advance(10s);
        CPPUNIT_ASSERT_EQUAL(before, network.count("183 INVITE"));
        assert_all_over();
    }
    void bye_while_the_2xx_waits_rejects() {
        (void)ringing_of_c("answer");
        CPPUNIT_ASSERT(c.app.session().accept(sdp("answer")).ok());
        CPPUNIT_ASSERT(c.app.session().bye().ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("INVITE", 480));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("INVITE", 200));
        assert_all_over();
    }
    void prack_that_matches_nothing_gets_481() {
        const Message first = ringing_of_c("answer");
        const std::string rseq(first.header(HeaderName::rseq));
        int cseq = 11;
        for (const std::string& wrong :
             {std::to_string(*reliable_sequence(first) + 1) + " 10 INVITE", rseq + " 9 INVITE",
              rseq + " 10 UPDATE", rseq}) {
            peer.send(prack(first, wrong, cseq, "z9hG4bKw" + std::to_string(cseq)), at_c);
            ++cseq;
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, peer.count("PRACK", 481));
        ASSERT_LOG("invite", c);
        CPPUNIT_ASSERT(c.app.session().state() == SessionState::inviting);
    }
    void repeated_prack_in_a_new_transaction_gets_481() {
        const Message first = ringing_of_c("answer");
        peer.send(prack(first, rack_for(first)), at_c);
        peer.send(prack(first, rack_for(first), 12, "z9hG4bKagain"), at_c);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("PRACK", 200));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("PRACK", 481));
    }
    void prack_body_is_answered() {
        const Message first = ringing_of_c("answer");
        c.app.prack_answer.content_type = "application/sdp";
        c.app.prack_answer.body = "second answer";
        Message with_offer = prack(first, rack_for(first));
        with_offer.set_body("application/sdp", std::string_view("second offer"));
        peer.send(with_offer, at_c);
        CPPUNIT_ASSERT_EQUAL(std::string("second offer"), c.app.body);
        CPPUNIT_ASSERT_EQUAL(std::string("second answer"),
                             std::string(peer.last("PRACK", 200).body_text()));
    }

    // --- received
    void repeated_18x_is_not_passed_on_again() {
        call(at_peer);
        const Message invite = peer.last("INVITE");
        const Message ringing = reliable_reply(invite, "one", 5);
        peer.send(ringing, at_c);
        peer.send(ringing, at_c);
        ASSERT_LOG("180 #1", c);
        CPPUNIT_ASSERT_EQUAL(std::string("5 1 INVITE"),
                             std::string(peer.last("PRACK").header(HeaderName::rack)));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("PRACK"));
    }
    void out_of_order_18x_is_not_acknowledged() {
        call(at_peer);
        const Message invite = peer.last("INVITE");
        peer.send(reliable_reply(invite, "one", 5), at_c);
        peer.send(reliable_reply(invite, "one", 7), at_c);
        ASSERT_LOG("180 #1", c);
        peer.send(reliable_reply(invite, "one", 6), at_c);
        peer.send(reliable_reply(invite, "one", 7), at_c);
        ASSERT_LOG("180 #1, 180 #1, 180 #1", c);
        CPPUNIT_ASSERT_EQUAL(std::string("7 1 INVITE"),
                             std::string(peer.last("PRACK").header(HeaderName::rack)));
    }
    void forks_count_each_for_itself() {
        call(at_peer);
        const Message invite = peer.last("INVITE");
        peer.send(reliable_reply(invite, "one", 5), at_c);
        peer.send(reliable_reply(invite, "two", 900), at_c);
        peer.send(reliable_reply(invite, "one", 6), at_c);
        ASSERT_LOG("180 #1, 180 #2, 180 #1", c);
        const auto pracks = network.count("PRACK");
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, pracks);
        CPPUNIT_ASSERT_EQUAL(std::string("one"), std::string(peer.last("PRACK").to()->tag));
    }
    void required_100rel_is_understood() {
        Message invite = invite_of_peer();
        invite.append(HeaderName::require, "100rel");
        peer.send(invite, at_c);
        ASSERT_LOG("invite", c);
        CPPUNIT_ASSERT(!peer.last("INVITE", 100).has(HeaderName::supported));
        peer.send(invite_of_peer("z9hG4bKother", "other"), at_a);
        Message refused = invite_of_peer("z9hG4bKthird", "third");
        refused.append(HeaderName::require, "100rel");
        peer.send(refused, at_a);
        CPPUNIT_ASSERT_EQUAL(std::string("100rel"),
                             std::string(peer.last("INVITE", 420).header(HeaderName::unsupported)));
    }

    // --- UPDATE
    void update_without_body_refreshes_the_target() {
        const Message first = ringing_of_c();
        Message update = in_dialog_of_peer(first, "UPDATE", 11, "z9hG4bKup");
        update.set(HeaderName::contact, "<sip:300@192.0.2.3:5999>");
        peer.send(update, at_c);
        const Message ok = peer.last("UPDATE", 200);
        CPPUNIT_ASSERT(ok.has(HeaderName::contact));
        ASSERT_LOG("invite", c);
    }
    void update_with_offer_is_passed_and_answered() {
        const Message first = ringing_of_c();
        c.app.update_answer.content_type = "application/sdp";
        c.app.update_answer.body = "new answer";
        Message update = in_dialog_of_peer(first, "UPDATE", 11, "z9hG4bKup");
        update.set_body("application/sdp", std::string_view("new offer"));
        peer.send(update, at_c);
        CPPUNIT_ASSERT_EQUAL(std::string("new answer"),
                             std::string(peer.last("UPDATE", 200).body_text()));
        ASSERT_LOG("invite, update", c);
        c.app.update_answer = {};
        c.app.update_answer.status = 491;
        update = in_dialog_of_peer(first, "UPDATE", 12, "z9hG4bKup2");
        update.set_body("application/sdp", std::string_view("new offer"));
        peer.send(update, at_c);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("UPDATE", 491));
    }
    void update_during_a_reinvite_gets_491_or_500() {
        call_d();
        CPPUNIT_ASSERT(d.app.session().accept(sdp("answer")).ok());
        network.deliver();
        d.app.on_reinvite_do = [](Session&, const Message&) {}; // answers later
        CPPUNIT_ASSERT(c.app.session().reinvite(sdp("offer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(c.app.session().request("UPDATE", sdp("offer")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("500 UPDATE"));
        CPPUNIT_ASSERT(d.app.session().request("UPDATE", sdp("offer")).ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("491 UPDATE"));
        CPPUNIT_ASSERT(c.app.session().state() == SessionState::confirmed);
    }
    void update_that_meets_491_is_retried() { // RFC 3311 §5.3
        call_d();
        CPPUNIT_ASSERT(d.app.session().accept(sdp("answer")).ok());
        network.deliver();
        c.app.events.clear();
        d.app.update_answer.status = 491;
        CPPUNIT_ASSERT(c.app.session().request("UPDATE", sdp("newer")).ok());
        network.advance(2050ms); // C made the Call-ID: 2.1 to 4 s
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("UPDATE"));
        d.app.update_answer.status = 200;
        network.advance(2s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("UPDATE"));
        CPPUNIT_ASSERT_EQUAL(std::string("newer"), d.app.body);
        ASSERT_LOG("glare UPDATE, UPDATE 200", c);
        c.app.update_answer.status = 491;
        CPPUNIT_ASSERT(d.app.session().request("UPDATE", sdp("theirs")).ok());
        network.deliver();
        c.app.update_answer.status = 200;
        network.advance(2050ms); // 0 to 2 s
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("200 UPDATE"));
    }
    void update_outside_of_a_dialog_gets_481() {
        Message update = invite_of_peer();
        Message out = Message::request(Method::update, "sip:100@192.0.2.5");
        for (const HeaderName id : {HeaderName::via, HeaderName::max_forwards, HeaderName::from,
                                    HeaderName::to, HeaderName::call_id})
            out.append(id, update.header(id));
        out.append(HeaderName::cseq, "1 UPDATE");
        peer.send(out, at_c);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("UPDATE", 481));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReliableTest);

} // namespace
