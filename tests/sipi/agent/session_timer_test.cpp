// Session timers of either side, and 199: RFC 4028 §7, §9, §10, RFC 6228 §4; by a clock moved by
// hand.
#include "sipi/agent/session_timer.h"

#include "sipi/session_id.h"
#include "tests/sipi/agent/rig.h"

namespace {

using namespace sipi;
using namespace sipi::test;

class SessionTimerOfAgentTest : public AgentRig {
    CPPUNIT_TEST_SUITE(SessionTimerOfAgentTest);
    CPPUNIT_TEST(caller_refreshes_by_update_at_half_the_interval);
    CPPUNIT_TEST(called_side_refreshes_when_it_is_named);
    CPPUNIT_TEST(without_update_a_reinvite_refreshes);
    CPPUNIT_TEST(nobody_refreshes_is_bye_with_cause_102);
    CPPUNIT_TEST(invite_with_422_goes_again_with_the_peers_minimum);
    CPPUNIT_TEST(second_422_with_the_same_minimum_fails);
    CPPUNIT_TEST(reinvite_and_update_that_are_too_short_get_422);
    CPPUNIT_TEST(peer_without_timer_is_refreshed_when_we_want_one);
    CPPUNIT_TEST(peer_without_timer_has_none_when_we_only_accept);
    CPPUNIT_TEST(interval_of_a_proxy_is_refreshed_by_the_called_side);
    CPPUNIT_TEST(refused_update_becomes_a_reinvite);
    CPPUNIT_TEST(refresh_that_gets_481_loses_the_dialog);
    CPPUNIT_TEST(refresh_that_fails_otherwise_is_tried_until_the_end);
    CPPUNIT_TEST(reinvite_of_the_application_refreshes_too);
    CPPUNIT_TEST(timer_is_off_when_a_2xx_has_none);
    CPPUNIT_TEST(early_dialog_ends_with_199);
    CPPUNIT_TEST(session_id_goes_with_everything);
    CPPUNIT_TEST_SUITE_END();

    static AgentSettings settings(bool update = true) {
        AgentSettings out;
        out.more_methods = {"PRACK", "INFO"};
        if (update)
            out.more_methods.push_back("UPDATE");
        out.understood = {"timer", "100rel"};
        return out;
    }
    Side c{network, "192.0.2.5:5060", settings()};      // calls
    Side d{network, "192.0.2.6:5060", settings()};      // is called
    Side e{network, "192.0.2.7:5060", settings(false)}; // is called, has no UPDATE
    const Endpoint at_c = at("192.0.2.5:5060");

    static TimerPolicy policy(Refresher preferred = Refresher::none) {
        TimerPolicy out;
        out.supported = out.offered = true;
        out.preferred = preferred;
        return out;
    }
    void call(const Endpoint& to, const TimerPolicy& timer, std::string uuid = {}) {
        Invitation invitation;
        invitation.request_uri = "sip:200@" + to.text();
        invitation.from = "<sip:100@192.0.2.5>";
        invitation.destination = to;
        invitation.body = sdp("offer");
        invitation.timer = timer;
        invitation.session_uuid = std::move(uuid);
        const auto session = c.agent.invite(invitation, c.app);
        CPPUNIT_ASSERT(session.ok());
        c.app.id = (*session)->id();
        network.deliver();
    }
    void connect(Side& called, const TimerPolicy& caller, const TimerPolicy& callee) {
        call(called.transport.local(), caller);
        called.app.session().use_timer(callee);
        CPPUNIT_ASSERT(called.app.session().accept(sdp("answer")).ok());
        network.deliver();
        c.app.events.clear();
        called.app.events.clear();
        network.log.clear();
    }
    /// The peer without a stack answers a call of C.
    void answer(std::string_view extra_name = {}, std::string_view extra = {},
                std::string_view allow = "INVITE, ACK, BYE, UPDATE") {
        Message ok = peer.reply(peer.last("INVITE"), 200);
        ok.append(HeaderName::allow, allow);
        if (!extra_name.empty())
            ok.append(extra_name, extra);
        ok.set_body("application/sdp", std::string_view("answer"));
        peer.send(ok, at_c);
        c.app.events.clear();
    }
    static std::string header(const Message& message, HeaderName id) {
        return std::string(message.header(id));
    }

    void caller_refreshes_by_update_at_half_the_interval() {
        connect(d, policy(), policy());
        CPPUNIT_ASSERT(c.app.session().timer().refresher == Refresher::us);
        CPPUNIT_ASSERT(d.app.session().timer().refresher == Refresher::them);
        network.advance(899s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("UPDATE"));
        network.advance(2s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 UPDATE"));
        network.advance(4000s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, network.count("200 UPDATE"));
        CPPUNIT_ASSERT_EQUAL(5U, c.app.session().timer().refreshes);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{5}, d.agent.counters().refreshes_in);
        ASSERT_LOG("", c);
        CPPUNIT_ASSERT(c.app.session().bye().ok());
        assert_nothing_left();
    }
    void called_side_refreshes_when_it_is_named() {
        connect(d, policy(Refresher::them), policy());
        CPPUNIT_ASSERT(d.app.session().timer().refresher == Refresher::us);
        network.advance(3000s);
        CPPUNIT_ASSERT_EQUAL(3U, c.app.session().timer().refreshes);
        CPPUNIT_ASSERT(c.app.session().timer().refresher == Refresher::them);
        CPPUNIT_ASSERT(c.app.session().bye().ok());
        assert_nothing_left();
    }
    void without_update_a_reinvite_refreshes() {
        connect(e, policy(), policy());
        network.advance(900s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("UPDATE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 INVITE"));
        ASSERT_LOG("refresh due, reinvite answered", c);
        CPPUNIT_ASSERT_EQUAL(1U, c.app.session().timer().refreshes);
        CPPUNIT_ASSERT(c.app.session().bye().ok());
        assert_nothing_left();
    }
    void nobody_refreshes_is_bye_with_cause_102() {
        call(at_peer, policy());
        answer("Session-Expires", "120;refresher=uas");
        CPPUNIT_ASSERT(c.app.session().timer().refresher == Refresher::them);
        network.advance(87s);
        ASSERT_LOG("", c);
        network.advance(2s); // 120 s less 32
        ASSERT_LOG("ended: not refreshed here", c);
        CPPUNIT_ASSERT(header(peer.last("BYE"), HeaderName::reason).find("Q.850;cause=102") == 0);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, c.agent.counters().not_refreshed);
        peer.send(peer.reply(peer.last("BYE"), 200), at_c);
        assert_nothing_left();
    }
    void invite_with_422_goes_again_with_the_peers_minimum() {
        call(at_peer, policy());
        const Message first = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(std::string("1800"), header(first, HeaderName::session_expires));
        CPPUNIT_ASSERT(first.lists(HeaderName::supported, "timer"));
        Message no = peer.reply(first, 422);
        no.append(HeaderName::min_se, "3600");
        peer.send(no, at_c);
        const Message second = peer.last("INVITE");
        CPPUNIT_ASSERT_EQUAL(2U, second.cseq()->number);
        CPPUNIT_ASSERT_EQUAL(std::string("3600"), header(second, HeaderName::session_expires));
        CPPUNIT_ASSERT_EQUAL(std::string("3600"), header(second, HeaderName::min_se));
        CPPUNIT_ASSERT_EQUAL(first.call_id(), second.call_id());
        CPPUNIT_ASSERT_EQUAL(first.from_tag(), second.from_tag());
        CPPUNIT_ASSERT_EQUAL(std::string("offer"), std::string(second.body_text()));
        answer("Session-Expires", "3600;refresher=uac");
        CPPUNIT_ASSERT(c.app.session().timer().interval == 3600s);
    }
    void second_422_with_the_same_minimum_fails() {
        call(at_peer, policy());
        for (int i = 0; i < 2; ++i) {
            Message no = peer.reply(peer.last("INVITE"), 422);
            no.append(HeaderName::min_se, "3600");
            peer.send(no, at_c);
        }
        ASSERT_LOG("ended: failed 422", c);
        assert_nothing_left();
    }
    void reinvite_and_update_that_are_too_short_get_422() {
        TimerPolicy long_one = policy();
        long_one.least = 600s;
        connect(d, policy(), long_one);
        const std::vector<ExtraHeader> headers{{"Session-Expires", "100"}, {"Supported", "timer"}};
        TimerPolicy none;
        c.app.session().use_timer(none); // what the test adds stands alone
        CPPUNIT_ASSERT(c.app.session().reinvite(sdp("hold"), headers).ok());
        network.deliver();
        ASSERT_LOG("reinvite failed 422", c);
        CPPUNIT_ASSERT(c.app.session().request("UPDATE", sdp("hold"), headers).ok());
        network.deliver();
        ASSERT_LOG("reinvite failed 422, UPDATE 422", c);
        ASSERT_LOG("", d);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, d.agent.counters().too_short);
    }
    void peer_without_timer_is_refreshed_when_we_want_one() {
        call(at_peer, policy());
        answer();
        network.advance(900s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("UPDATE"));
        peer.send(peer.reply(peer.last("UPDATE"), 200), at_c);
        network.advance(899s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("UPDATE"));
        network.advance(2s);
        ASSERT_LOG("", c);
        CPPUNIT_ASSERT(peer.count("UPDATE") >= 2);
    }
    void peer_without_timer_has_none_when_we_only_accept() {
        TimerPolicy accept;
        accept.supported = true;
        call(at_peer, accept);
        CPPUNIT_ASSERT(!peer.last("INVITE").has(HeaderName::session_expires));
        CPPUNIT_ASSERT(peer.last("INVITE").lists(HeaderName::supported, "timer"));
        answer();
        CPPUNIT_ASSERT(c.app.session().timer().refresher == Refresher::none);
        network.advance(4000s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, peer.count("UPDATE"));
        ASSERT_LOG("", c);
    }
    void interval_of_a_proxy_is_refreshed_by_the_called_side() {
        Message invite = invite_of_peer();
        invite.append(HeaderName::session_expires, "600");
        invite.append(HeaderName::min_se, "300");
        invite.append(HeaderName::allow, "INVITE, UPDATE");
        peer.send(invite, at_c);
        TimerPolicy accept;
        accept.supported = true;
        accept.interval = 200s;
        c.app.session().use_timer(accept);
        CPPUNIT_ASSERT(c.app.session().accept(sdp("answer")).ok());
        network.deliver();
        const Message ok = peer.last("INVITE", 200);
        CPPUNIT_ASSERT_EQUAL(std::string("300;refresher=uas"),
                             header(ok, HeaderName::session_expires));
        CPPUNIT_ASSERT(!ok.has(HeaderName::require));
        peer.send(in_dialog_of_peer(ok, "ACK", 10, "z9hG4bKack"), at_c);
        network.advance(151s);
        CPPUNIT_ASSERT(peer.count("UPDATE") >= 1);
        CPPUNIT_ASSERT_EQUAL(std::string("300;refresher=uac"),
                             header(peer.last("UPDATE"), HeaderName::session_expires));
    }
    void refused_update_becomes_a_reinvite() {
        call(at_peer, policy());
        answer("Session-Expires", "1800;refresher=uac");
        network.advance(900s);
        peer.send(peer.reply(peer.last("UPDATE"), 405), at_c);
        ASSERT_LOG("refresh due", c);
        CPPUNIT_ASSERT_EQUAL(std::string("same"), std::string(peer.last("INVITE").body_text()));
        CPPUNIT_ASSERT_EQUAL(std::string("1800;refresher=uac"),
                             header(peer.last("INVITE"), HeaderName::session_expires));
    }
    void refresh_that_gets_481_loses_the_dialog() {
        call(at_peer, policy());
        answer("Session-Expires", "1800;refresher=uac");
        network.advance(900s);
        peer.send(peer.reply(peer.last("UPDATE"), 481), at_c);
        ASSERT_LOG("ended: dialog lost 481", c);
    }
    void refresh_that_fails_otherwise_is_tried_until_the_end() {
        call(at_peer, policy());
        answer("Session-Expires", "1800;refresher=uac");
        std::size_t answered = 0;
        for (int i = 0; i < 1800 && !c.app.end; ++i) {
            network.advance(1s);
            if (peer.count("UPDATE") > answered) {
                answered = peer.count("UPDATE");
                peer.send(peer.reply(peer.last("UPDATE"), 500), at_c);
            }
        }
        ASSERT_LOG("ended: not refreshed here", c);
        CPPUNIT_ASSERT(answered > 3);
        CPPUNIT_ASSERT(answered < 50);
    }
    void reinvite_of_the_application_refreshes_too() {
        connect(d, policy(), policy());
        network.advance(800s);
        CPPUNIT_ASSERT(c.app.session().reinvite(sdp("hold")).ok());
        network.advance(850s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.count("UPDATE"));
        network.advance(60s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("UPDATE"));
    }
    void timer_is_off_when_a_2xx_has_none() {
        TimerPolicy accept;
        accept.supported = true;
        call(at_peer, accept);
        answer("Session-Expires", "1800;refresher=uac");
        network.advance(900s);
        peer.send(peer.reply(peer.last("UPDATE"), 200), at_c);
        CPPUNIT_ASSERT(c.app.session().timer().refresher == Refresher::none);
        network.advance(4000s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peer.count("UPDATE"));
        ASSERT_LOG("", c);
    }
    void early_dialog_ends_with_199() {
        call(at_peer, policy());
        const Message invite = peer.last("INVITE");
        peer.send(peer.reply(invite, 199, "none"), at_c); // of no dialog: nothing
        peer.send(peer.reply(invite, 180, "one"), at_c);
        peer.send(peer.reply(invite, 183, "two"), at_c);
        peer.send(peer.reply(invite, 199, "two"), at_c);
        ASSERT_LOG("180 #1, 183 #2, over #2", c);
        CPPUNIT_ASSERT_EQUAL(1U, c.app.session().dialog());
        CPPUNIT_ASSERT(!c.app.session().has_dialog("two"));
        std::vector<DialogView> rows;
        c.agent.list(rows);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows.size());
        CPPUNIT_ASSERT_EQUAL(std::string("one"), rows.front().remote_tag);
    }
    void session_id_goes_with_everything() {
        const std::string ours = c.agent.fresh_session_uuid(), theirs(32, 'a');
        CPPUNIT_ASSERT(is_uuid(ours));
        call(at_peer, {}, ours);
        CPPUNIT_ASSERT_EQUAL(ours + ";remote=" + std::string(kNilUuid),
                             header(peer.last("INVITE"), HeaderName::session_id));
        answer("Session-ID", theirs + ";remote=" + ours);
        CPPUNIT_ASSERT_EQUAL(theirs, std::string(c.app.session().peer_session_uuid()));
        const std::string both = ours + ";remote=" + theirs;
        CPPUNIT_ASSERT_EQUAL(both, header(peer.last("ACK"), HeaderName::session_id));
        CPPUNIT_ASSERT(c.app.session().request("INFO").ok());
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(both, header(peer.last("INFO"), HeaderName::session_id));
        Message bye = bye_of_callee(peer.last("INVITE"), "peer");
        peer.send(bye, at_c);
        CPPUNIT_ASSERT_EQUAL(both, header(peer.last("BYE", 200), HeaderName::session_id));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionTimerOfAgentTest);

} // namespace
