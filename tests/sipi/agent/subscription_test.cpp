// SUBSCRIBE and NOTIFY, both roles (RFC 6665 §4).
#include "sipi/agent/notifier.h"
#include "sipi/agent/subscriber.h"
#include "tests/sipi/network.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;
using namespace sipi::test;
using namespace std::chrono_literals;

AgentSettings settings() {
    AgentSettings made;
    made.more_methods = {"SUBSCRIBE", "NOTIFY"};
    made.accept_types.push_back("application/simple-message-summary");
    return made;
}

/// Routes what belongs to no session to the notifier or the subscriber of its side.
struct Subscriptions final : AgentListener {
    Notifier* notifier = nullptr;
    Subscriber* subscriber = nullptr;
    std::vector<std::string> heard;
    int refuse = 0; ///< the next SUBSCRIBE gets this

    void on_invite(Session& session, const Message&) override { (void)session.reject(480); }
    RequestAnswer on_request(const Message& request, const Endpoint& source) override {
        RequestAnswer answer;
        if (refuse != 0 || !notifier) {
            answer.status = std::exchange(refuse, 0);
            if (answer.status == 423)
                answer.headers.push_back({"Min-Expires", "7200"});
            return answer;
        }
        return notifier->subscribe(request, source, "2001");
    }
    RequestAnswer on_subscription(const Message& request, const Endpoint&) override {
        RequestAnswer none;
        none.status = 481;
        if (request.method() == Method::notify)
            return subscriber ? subscriber->take(request).value_or(none) : none;
        return notifier ? notifier->refresh(request) : none;
    }
};

struct EventSide {
    EventSide(Network& network, std::string_view address)
        : transport(network, address), agent(settings(), network.timers, app) {
        agent.add_transport(transport);
    }
    Subscriptions app;
    MemoryTransport transport;
    Agent agent;
};

class SubscriptionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SubscriptionTest);
    CPPUNIT_TEST(a_subscription_is_granted_and_hears_the_state);
    CPPUNIT_TEST(a_change_is_told_in_the_dialog);
    CPPUNIT_TEST(it_is_refreshed_before_it_expires);
    CPPUNIT_TEST(one_that_is_not_refreshed_is_ended_with_a_notify);
    CPPUNIT_TEST(an_unknown_event_gets_489);
    CPPUNIT_TEST(a_time_too_short_is_asked_for_again_longer);
    CPPUNIT_TEST(a_notifier_that_has_forgotten_it_is_asked_anew);
    CPPUNIT_TEST(a_refusal_is_followed_by_another_try_later);
    CPPUNIT_TEST(a_notify_of_no_subscription_gets_481);
    CPPUNIT_TEST(a_watcher_that_is_gone_is_forgotten);
    CPPUNIT_TEST_SUITE_END();

    Network network;
    EventSide a{network, "192.0.2.1:5060"};
    EventSide b{network, "192.0.2.2:5060"};
    std::string state = "Messages-Waiting: no\r\n";
    std::vector<std::string> heard;
    Notifier notifier{b.agent,
                      network.timers,
                      {"message-summary", "application/simple-message-summary"},
                      [this](const std::string&) { return state; }};
    std::unique_ptr<Subscriber> subscriber;

    void subscribe(std::chrono::seconds expires = 3600s, std::string event = "message-summary") {
        b.app.notifier = b.app.notifier ? b.app.notifier : &notifier;
        Subscriber::Wanted wanted;
        wanted.uri = "sip:2001@192.0.2.2:5060";
        wanted.from = "sip:2001@192.0.2.1";
        wanted.destination = at("192.0.2.2:5060");
        wanted.event = std::move(event);
        wanted.accept = "application/simple-message-summary";
        wanted.expires = expires;
        subscriber = std::make_unique<Subscriber>(
            a.agent, network.timers, wanted,
            [this](const Message& notify) { heard.emplace_back(notify.body_text()); });
        a.app.subscriber = subscriber.get();
        subscriber->start();
        network.deliver();
        network.advance(10ms);
    }

    void a_subscription_is_granted_and_hears_the_state() {
        subscribe();
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::active);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notifier.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, heard.size());
        CPPUNIT_ASSERT_EQUAL(state, heard[0]);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 SUBSCRIBE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 NOTIFY"));
    }
    void a_change_is_told_in_the_dialog() {
        subscribe();
        state = "Messages-Waiting: yes\r\n";
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notifier.changed("2001"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notifier.changed("2001")); // waits for the 200
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notifier.changed("2002"));
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(state, heard.back());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("NOTIFY"));
    }
    void it_is_refreshed_before_it_expires() {
        subscribe(600s);
        network.advance(541s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("SUBSCRIBE"));
        network.advance(541s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, network.count("SUBSCRIBE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, notifier.size());
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::active);
    }
    void one_that_is_not_refreshed_is_ended_with_a_notify() {
        subscribe(600s);
        subscriber.reset();
        a.app.subscriber = nullptr;
        network.advance(601s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, network.count("NOTIFY"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notifier.size());
    }
    void an_unknown_event_gets_489() {
        subscribe(3600s, "presence");
        CPPUNIT_ASSERT_EQUAL(489, subscriber->last_status());
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::waiting);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notifier.size());
    }
    void a_time_too_short_is_asked_for_again_longer() {
        subscribe(10s);
        network.advance(10ms);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("423 SUBSCRIBE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("200 SUBSCRIBE"));
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::active);
    }
    void a_notifier_that_has_forgotten_it_is_asked_anew() {
        subscribe(600s);
        Notifier fresh(b.agent, network.timers,
                       {"message-summary", "application/simple-message-summary"},
                       [this](const std::string&) { return state; });
        b.app.notifier = &fresh;
        network.advance(541s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("481 SUBSCRIBE"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, fresh.size());
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::active);
        b.app.notifier = &notifier;
    }
    void a_refusal_is_followed_by_another_try_later() {
        b.app.refuse = 403;
        subscribe();
        CPPUNIT_ASSERT_EQUAL(403, subscriber->last_status());
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::waiting);
        network.advance(61s);
        CPPUNIT_ASSERT(subscriber->state() == Subscriber::State::active);
    }
    void a_notify_of_no_subscription_gets_481() {
        subscribe();
        a.app.subscriber = nullptr;
        notifier.changed("2001");
        network.deliver();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, network.count("481 NOTIFY"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notifier.size());
    }
    void a_watcher_that_is_gone_is_forgotten() {
        subscribe();
        network.copies = [](const Packet& packet) { return packet.what() == "NOTIFY" ? 0 : 1; };
        notifier.changed("2001");
        network.advance(40s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, notifier.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SubscriptionTest);

} // namespace
