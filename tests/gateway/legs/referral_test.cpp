// The implicit subscription of a REFER: RFC 3515 §2.4, RFC 6665 §4.
#include "gateway/legs/referral.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <vector>

namespace {

using namespace std::chrono_literals;

/// A session that only sends requests.
class FakeSession final : public sipi::Session {
  public:
    struct Sent {
        std::string state, body, event;
    };
    std::vector<Sent> sent;
    bool possible = true;

    sipi::SessionId id() const override { return 1; }
    sipi::SessionDirection direction() const override { return sipi::SessionDirection::incoming; }
    sipi::SessionState state() const override { return sipi::SessionState::confirmed; }
    std::string_view call_id() const override { return "id"; }
    std::string_view local_tag() const override { return "tag"; }
    const sipi::Endpoint& peer() const override { return endpoint_; }
    const sipi::Endpoint& local() const override { return endpoint_; }
    sipi::DialogNumber dialog() const override { return 1; }
    bool has_dialog(std::string_view) const override { return true; }
    void listen(sipi::SessionListener*) override {}
    void use_timer(const sipi::TimerPolicy&) override {}
    sipi::TimerView timer() const override { return {}; }
    void set_session_uuid(std::string_view) override {}
    std::string_view session_uuid() const override { return {}; }
    std::string_view peer_session_uuid() const override { return {}; }
    sipi::SessionResult identify(std::string_view) override { return {}; }
    sipi::SessionResult provisional(int, sipi::BodyView, sipi::ExtraHeaders,
                                    sipi::Delivery) override {
        return {};
    }
    sipi::SessionResult accept(sipi::BodyView, sipi::ExtraHeaders, int) override { return {}; }
    sipi::SessionResult reject(int, sipi::ExtraHeaders, sipi::BodyView) override { return {}; }
    sipi::SessionResult cancel(sipi::ExtraHeaders) override { return {}; }
    sipi::SessionResult acknowledge(sipi::BodyView, sipi::ExtraHeaders) override { return {}; }
    void hold_ack() override {}
    bool follow_redirect(std::optional<sipi::Endpoint>) override { return false; }
    sipi::SessionResult reinvite(sipi::BodyView, sipi::ExtraHeaders) override { return {}; }
    sipi::SessionResult request(std::string_view method, sipi::BodyView body,
                                sipi::ExtraHeaders headers) override {
        if (!possible)
            return base::fail(sipi::SessionError::no_transport);
        CPPUNIT_ASSERT_EQUAL(std::string("NOTIFY"), std::string(method));
        Sent message;
        message.body.assign(body.octets.begin(), body.octets.end());
        for (const sipi::ExtraHeader& header : headers)
            (header.name == "Event" ? message.event : message.state) = header.value;
        sent.push_back(message);
        return {};
    }
    sipi::SessionResult bye(sipi::ExtraHeaders, sipi::BodyView) override { return {}; }
    void release(int, sipi::ExtraHeaders, sipi::BodyView) override {}

  private:
    sipi::Endpoint endpoint_;
};

class ReferralTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReferralTest);
    CPPUNIT_TEST(tells_how_far_it_has_come_and_ends_with_the_final_status);
    CPPUNIT_TEST(one_notify_at_a_time);
    CPPUNIT_TEST(second_refer_has_an_id);
    CPPUNIT_TEST(nobody_is_told_without_a_subscription);
    CPPUNIT_TEST(ends_when_its_time_is_over);
    CPPUNIT_TEST(refreshed_it_lives_longer);
    CPPUNIT_TEST(given_up_by_the_subscriber);
    CPPUNIT_TEST(refused_notify_ends_it);
    CPPUNIT_TEST_SUITE_END();

    base::ManualClock clock;
    base::Timers timers{clock};
    FakeSession session;

    void advance(base::Duration by) {
        clock.advance(by);
        timers.run();
    }
    legs::Referral referral(std::string id = "", bool subscribed = true) {
        return {timers, session, std::move(id), subscribed};
    }

    void tells_how_far_it_has_come_and_ends_with_the_final_status() {
        legs::Referral one = referral();
        for (const int status : {100, 180, 200}) {
            one.report(status);
            one.answered(200);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, session.sent.size());
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 100 Trying\r\n"), session.sent[0].body);
        CPPUNIT_ASSERT_EQUAL(std::string("active;expires=300"), session.sent[0].state);
        CPPUNIT_ASSERT_EQUAL(std::string("refer"), session.sent[0].event);
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 200 OK\r\n"), session.sent[2].body);
        CPPUNIT_ASSERT_EQUAL(std::string("terminated;reason=noresource"), session.sent[2].state);
        one.report(486);
        CPPUNIT_ASSERT(session.sent.size() == 3 && !one.active());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, timers.armed());
    }
    void one_notify_at_a_time() {
        legs::Referral one = referral();
        one.report(100);
        one.report(180);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, session.sent.size());
        one.answered(200);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, session.sent.size());
    }
    void second_refer_has_an_id() {
        legs::Referral one = referral("17");
        one.report(100);
        CPPUNIT_ASSERT_EQUAL(std::string("refer;id=17"), session.sent[0].event);
    }
    void nobody_is_told_without_a_subscription() {
        legs::Referral one = referral("", false);
        one.report(100);
        one.report(200);
        one.end("timeout");
        CPPUNIT_ASSERT(session.sent.empty() && timers.armed() == 0);
    }
    void ends_when_its_time_is_over() {
        legs::Referral one = referral();
        one.report(180);
        one.answered(200);
        advance(301s);
        CPPUNIT_ASSERT_EQUAL(std::string("terminated;reason=timeout"), session.sent.back().state);
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 180 Ringing\r\n"), session.sent.back().body);
        CPPUNIT_ASSERT(!one.active());
    }
    void refreshed_it_lives_longer() {
        legs::Referral one = referral();
        one.report(100);
        one.answered(200);
        advance(200s);
        CPPUNIT_ASSERT_EQUAL(300U, one.refresh(3600));
        one.answered(200);
        advance(200s);
        CPPUNIT_ASSERT(one.active());
    }
    void given_up_by_the_subscriber() {
        legs::Referral one = referral();
        one.report(100);
        one.answered(200);
        CPPUNIT_ASSERT_EQUAL(0U, one.refresh(0));
        CPPUNIT_ASSERT_EQUAL(std::string("terminated;reason=timeout"), session.sent.back().state);
        CPPUNIT_ASSERT(!one.active());
    }
    void refused_notify_ends_it() {
        legs::Referral one = referral();
        one.report(100);
        one.report(180);
        one.answered(481);
        CPPUNIT_ASSERT(session.sent.size() == 1 && !one.active());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReferralTest);

} // namespace
