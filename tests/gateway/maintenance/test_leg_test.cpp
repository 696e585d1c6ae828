// The caller of a test call: answered, released from either side, forgotten.
#include "gateway/call/causes.h"
#include "gateway/maintenance/test_leg.h"
#include "tests/gateway/fake_engine.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <vector>

namespace {

using isup::MessageType;

struct Call final : call::LegListener {
    std::vector<MessageType> messages;
    unsigned ends = 0;
    void on_message(call::Leg&, const isup::Message& message) override {
        messages.push_back(message.type());
    }
    void on_media_changed(call::Leg&) override {}
    void on_ended(call::Leg&) override { ++ends; }
};

struct Caller final : maintenance::TestCaller {
    unsigned answers = 0, gone = 0;
    int cause = 0;
    void on_answered() override { ++answers; }
    void on_released(const isup::CauseIndicators& why) override { cause = why.value; }
    void on_leg_gone() override { ++gone; }
};

class TestLegTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TestLegTest);
    CPPUNIT_TEST(the_answer_is_told_and_the_release_with_its_cause);
    CPPUNIT_TEST(hanging_up_releases_the_call_and_frees_the_port);
    CPPUNIT_TEST(who_forgot_the_leg_hears_nothing_more);
    CPPUNIT_TEST(its_port_is_opened_once);
    CPPUNIT_TEST_SUITE_END();

    testing::FakeEngine engine_;
    Call call_;
    Caller caller_;

    std::unique_ptr<maintenance::TestLeg> make() {
        return std::make_unique<maintenance::TestLeg>(engine_, media::SpanId{1}, 1, call_, caller_);
    }

    void the_answer_is_told_and_the_release_with_its_cause() {
        auto leg = make();
        CPPUNIT_ASSERT(leg->open_media(0));
        leg->send(isup::Message(MessageType::acm));
        CPPUNIT_ASSERT_EQUAL(0U, caller_.answers);
        leg->send(isup::Message(MessageType::anm));
        CPPUNIT_ASSERT_EQUAL(1U, caller_.answers);
        leg->send(call::release_message(call::cause_here(17)));
        CPPUNIT_ASSERT_EQUAL(17, caller_.cause);
        CPPUNIT_ASSERT(leg->ended() && engine_.ports.empty());
        CPPUNIT_ASSERT_EQUAL(1U, call_.ends);
        leg.reset();
        CPPUNIT_ASSERT_EQUAL(1U, caller_.gone);
    }
    void hanging_up_releases_the_call_and_frees_the_port() {
        auto leg = make();
        CPPUNIT_ASSERT(leg->open_media(0));
        leg->release(16);
        leg->release(16);
        CPPUNIT_ASSERT(call_.messages == std::vector<MessageType>{MessageType::rel});
        CPPUNIT_ASSERT_EQUAL(1U, call_.ends);
        CPPUNIT_ASSERT(engine_.ports.empty());
        leg->send(call::release_message(call::cause_here(31)));
        CPPUNIT_ASSERT_EQUAL(0, caller_.cause);
    }
    void who_forgot_the_leg_hears_nothing_more() {
        auto leg = make();
        leg->forget();
        leg->send(isup::Message(MessageType::anm));
        leg.reset();
        CPPUNIT_ASSERT_EQUAL(0U, caller_.answers + caller_.gone);
    }
    void its_port_is_opened_once() {
        auto leg = make();
        CPPUNIT_ASSERT(leg->open_media(0) && leg->open_media(0));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, engine_.ports.size());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TestLegTest);

} // namespace
