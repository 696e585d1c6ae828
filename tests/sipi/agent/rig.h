// User agents with a recording application, wired in memory.
#pragma once

#include "sipi/agent.h"
#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <optional>

namespace sipi::test {

using namespace std::chrono_literals;

/// An application that notes each event as a word or two, and does what the test hangs into it.
class Application final : public AgentListener, public SessionListener {
  public:
    using Hook = std::function<void(Session&, const Message&)>;

    std::vector<std::string> events;
    SessionId id = 0; ///< of the latest session
    Agent* agent = nullptr;
    RequestAnswer admission = [] {
        RequestAnswer in;
        in.status = 0;
        return in;
    }();
    Hook on_invite_do, on_provisional_do, on_answered_do, on_redirected_do, on_ack_do,
        on_reinvite_do, on_reinvite_answered_do, on_prack_do;
    std::function<bool(Session&)> on_glare_over_do;
    std::optional<RequestAnswer> request_answer;
    RequestAnswer prack_answer = ok(), update_answer = ok();
    RequestAnswer bye_answer; ///< what goes into the 200 of a BYE
    std::string body;         ///< of the last message that came with an event
    std::string reason;       ///< its Reason header
    std::optional<Ended> end;
    std::optional<Message> last_invite; ///< the latest that came

    static RequestAnswer ok() {
        RequestAnswer answer;
        answer.status = 200;
        return answer;
    }
    Session& session() const {
        Session* found = agent->find(id);
        if (!found)
            throw std::runtime_error("the session is gone");
        return *found;
    }
    std::string log() const {
        std::string all;
        for (const std::string& event : events)
            all += (all.empty() ? "" : ", ") + event;
        return all;
    }

    // --- AgentListener
    RequestAnswer admit(const Message&, const Endpoint&) override { return admission; }
    void on_invite(Session& session, const Message& request) override {
        id = session.id();
        session.listen(this);
        note("invite", request);
        last_invite = request;
        run(on_invite_do, session, request);
    }
    RequestAnswer on_request(const Message& request, const Endpoint&) override {
        note(std::string(request.method_text()), request);
        return request_answer.value_or(RequestAnswer{});
    }
    // --- SessionListener
    void on_provisional(Session& session, DialogNumber dialog, const Message& response) override {
        note(std::to_string(response.status()) + " #" + std::to_string(dialog), response);
        run(on_provisional_do, session, response);
    }
    void on_answered(Session& session, DialogNumber dialog, const Message& response) override {
        note("answered #" + std::to_string(dialog), response);
        run(on_answered_do, session, response);
    }
    void on_redirected(Session& session, const Message& response,
                       std::span<const RedirectTarget> targets) override {
        std::string what = "redirected";
        for (const RedirectTarget& target : targets)
            what += ' ' + target.uri;
        note(what, response);
        run(on_redirected_do, session, response);
    }
    void on_ack(Session& session, const Message& ack) override {
        note("ack", ack);
        run(on_ack_do, session, ack);
    }
    void on_reinvite(Session& session, const Message& invite) override {
        note("reinvite", invite);
        if (on_reinvite_do)
            on_reinvite_do(session, invite);
        else
            (void)session.accept({"application/sdp", std::string_view("answer")});
    }
    using AgentListener::on_unreachable;
    void on_unreachable(Session&, const Endpoint& server, int status) override {
        events.push_back("unreachable " + server.text() + ' ' + std::to_string(status));
    }
    void on_reinvite_cancelled(Session&, const Message& cancel) override {
        note("reinvite cancelled", cancel);
    }
    void on_reinvite_answered(Session& session, const Message& response) override {
        note("reinvite answered", response);
        run(on_reinvite_answered_do, session, response);
    }
    void on_reinvite_failed(Session&, int status, const Message* response) override {
        events.push_back("reinvite failed " + std::to_string(status) + (response ? "" : " here"));
    }
    void on_refresh_due(Session& session) override {
        events.push_back("refresh due");
        (void)session.reinvite({"application/sdp", std::string_view("same")});
    }
    void on_early_dialog_over(Session&, DialogNumber dialog) override {
        events.push_back("over #" + std::to_string(dialog));
    }
    void on_glare(Session&, std::string_view method) override {
        events.push_back("glare " + std::string(method));
    }
    bool on_glare_over(Session& session, std::string_view) override {
        return on_glare_over_do && on_glare_over_do(session);
    }
    RequestAnswer on_prack(Session& session, const Message& prack) override {
        note("prack", prack);
        run(on_prack_do, session, prack);
        return prack_answer;
    }
    RequestAnswer on_update(Session&, const Message& update) override {
        note("update", update);
        return update_answer;
    }
    RequestAnswer on_request(Session&, const Message& request) override {
        note(std::string(request.method_text()), request);
        return request_answer.value_or(RequestAnswer{});
    }
    void on_response(Session&, std::string_view method, int status,
                     const Message* response) override {
        events.push_back(std::string(method) + ' ' + std::to_string(status) +
                         (response ? "" : " here"));
    }
    RequestAnswer on_bye(Session&, const Message&) override { return bye_answer; }
    void on_ended(Session&, const Ended& ended) override {
        end = ended;
        events.push_back("ended: " + std::string(name(ended.reason)) +
                         (ended.status != 0 ? ' ' + std::to_string(ended.status) : "") +
                         (ended.local ? " here" : ""));
        if (ended.message) {
            body = ended.message->body_text();
            reason = ended.message->header(HeaderName::reason);
        }
        end->message = nullptr;
    }

  private:
    void note(std::string event, const Message& message) {
        events.push_back(std::move(event));
        body = message.body_text();
        reason = message.header(HeaderName::reason);
    }
    static void run(const Hook& hook, Session& session, const Message& message) {
        if (hook)
            hook(session, message);
    }
};

/// One user agent with its application and its transport.
class Side {
  public:
    Side(Network& network, std::string_view address, AgentSettings settings = {})
        : transport(network, address), agent(std::move(settings), network.timers, app) {
        app.agent = &agent;
        agent.add_transport(transport);
    }
    Application app;
    MemoryTransport transport;
    Agent agent;
};

/// A at 192.0.2.1 calls B at 192.0.2.2; a peer without a stack is at 192.0.2.3.
class AgentRig : public CppUnit::TestFixture {
  public:
    Network network;
    Side a{network, "192.0.2.1:5060"};
    Side b{network, "192.0.2.2:5060"};
    RawPeer peer{network, "192.0.2.3:5060"};

    const Endpoint at_a = at("192.0.2.1:5060");
    const Endpoint at_b = at("192.0.2.2:5060");
    const Endpoint at_peer = at("192.0.2.3:5060");

    static BodyView sdp(std::string_view text) { return {"application/sdp", text}; }

    Session& invite(const Endpoint& to, std::string_view body = "offer") {
        Invitation invitation;
        invitation.request_uri = "sip:200@" + to.text();
        invitation.from = "\"Alice\" <sip:100@192.0.2.1>";
        invitation.destination = to;
        invitation.body = body.empty() ? BodyView() : sdp(body);
        auto session = a.agent.invite(invitation, a.app);
        CPPUNIT_ASSERT(session.ok());
        a.app.id = session.value()->id();
        network.deliver();
        return *session.value();
    }
    /// A call from A to B in talk.
    void connect() {
        invite(at_b);
        CPPUNIT_ASSERT(b.app.session().accept(sdp("answer")).ok());
        network.deliver();
        CPPUNIT_ASSERT(a.app.session().state() == SessionState::confirmed);
        CPPUNIT_ASSERT(b.app.session().state() == SessionState::confirmed);
        a.app.events.clear();
        b.app.events.clear();
        network.log.clear();
    }
    /// An INVITE from the peer without a stack to A; more header lines may be put in.
    Message invite_of_peer(std::string_view branch = "z9hG4bKp1",
                           std::string_view call_id = "peer-call") const {
        Message message = Message::request(Method::invite, "sip:100@192.0.2.1");
        message.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.3:5060;branch=" + std::string(branch));
        message.append(HeaderName::max_forwards, "70");
        message.append(HeaderName::from, "<sip:300@192.0.2.3>;tag=theirs");
        message.append(HeaderName::to, "<sip:100@192.0.2.1>");
        message.append(HeaderName::call_id, call_id);
        message.append(HeaderName::cseq, "10 INVITE");
        message.append(HeaderName::contact, "<sip:300@192.0.2.3:5060>");
        message.set_body("application/sdp", std::string_view("offer"));
        return message;
    }
    /// A request of the peer inside the dialog that `response` of A made.
    Message in_dialog_of_peer(const Message& response, std::string_view method, int cseq,
                              std::string_view branch) const {
        Message message = Message::request(method, "sip:100@192.0.2.1");
        message.append(HeaderName::via, "SIP/2.0/UDP 192.0.2.3:5060;branch=" + std::string(branch));
        message.append(HeaderName::max_forwards, "70");
        message.append(HeaderName::from, response.header(HeaderName::from));
        message.append(HeaderName::to, response.header(HeaderName::to));
        message.append(HeaderName::call_id, response.call_id());
        message.append(HeaderName::cseq, std::to_string(cseq) + ' ' + std::string(method));
        message.append(HeaderName::contact, "<sip:300@192.0.2.3:5060>");
        return message;
    }
    /// The peer's BYE inside the dialog of A's INVITE that it answered.
    Message bye_of_callee(const Message& invite, std::string_view tag, int cseq = 1) const {
        Message message = Message::request(Method::bye, "sip:100@192.0.2.1");
        message.append(HeaderName::via,
                       "SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bKbye" + std::string(tag));
        message.append(HeaderName::from,
                       std::string(invite.header(HeaderName::to)) + ";tag=" + std::string(tag));
        message.append(HeaderName::to, invite.header(HeaderName::from));
        message.append(HeaderName::call_id, invite.call_id());
        message.append(HeaderName::cseq, std::to_string(cseq) + " BYE");
        return message;
    }
    /// Both sides have ended, and after the last timer nothing is left of it.
    void assert_nothing_left() {
        network.advance(80s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, a.agent.session_count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, b.agent.session_count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, a.agent.transaction_count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, b.agent.transaction_count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, network.timers.armed());
    }
    static std::size_t ends(const Application& app) {
        return static_cast<std::size_t>(std::ranges::count_if(
            app.events, [](const std::string& event) { return event.starts_with("ended"); }));
    }
};

#define ASSERT_LOG(expected, side) CPPUNIT_ASSERT_EQUAL(std::string(expected), (side).app.log())

} // namespace sipi::test
