// Event and Subscription-State (RFC 6665 §8.2).
#include "sipi/event.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;
using std::chrono::seconds;

class EventTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EventTest);
    CPPUNIT_TEST(event_has_package_and_id);
    CPPUNIT_TEST(state_has_time_and_reason);
    CPPUNIT_TEST(no_token_is_refused);
    CPPUNIT_TEST(reasons_say_when_to_ask_again);
    CPPUNIT_TEST(long_times_are_bounded);
    CPPUNIT_TEST_SUITE_END();

    void event_has_package_and_id() {
        const auto event = Event::parse(" message-summary ;x; id=7");
        CPPUNIT_ASSERT(event);
        CPPUNIT_ASSERT_EQUAL(std::string_view("message-summary"), event->package);
        CPPUNIT_ASSERT_EQUAL(std::string_view("7"), event->id);
    }
    void state_has_time_and_reason() {
        const auto active = SubscriptionState::parse("Active;expires=600");
        CPPUNIT_ASSERT(active && active->state == SubscriptionState::State::active);
        CPPUNIT_ASSERT(active->expires == seconds(600));
        const auto ended = SubscriptionState::parse("terminated;reason=probation;retry-after=5");
        CPPUNIT_ASSERT(ended && ended->state == SubscriptionState::State::terminated);
        CPPUNIT_ASSERT(ended->reason == "probation" && ended->retry_after == seconds(5));
        const auto unknown = SubscriptionState::parse("soon");
        CPPUNIT_ASSERT(unknown && unknown->state == SubscriptionState::State::other);
    }
    void no_token_is_refused() {
        for (const char* value : {"", ";", " ", "a b", "\"x\"", ";id=1"}) {
            CPPUNIT_ASSERT_MESSAGE(value, !Event::parse(value));
            CPPUNIT_ASSERT_MESSAGE(value, !SubscriptionState::parse(value));
        }
    }
    void reasons_say_when_to_ask_again() {
        const auto after = [](std::string_view value) {
            return subscribe_again_after(SubscriptionState::parse(value).value());
        };
        CPPUNIT_ASSERT(!after("terminated;reason=rejected"));
        CPPUNIT_ASSERT(!after("terminated;reason=noresource"));
        CPPUNIT_ASSERT(after("terminated;reason=timeout;retry-after=9") == seconds(1));
        CPPUNIT_ASSERT(after("terminated;reason=giveup;retry-after=9") == seconds(9));
        CPPUNIT_ASSERT(after("terminated") == seconds(60));
    }
    void long_times_are_bounded() {
        CPPUNIT_ASSERT(delta_seconds("99999999999999999999") == seconds(31 * 24 * 3600));
        CPPUNIT_ASSERT(delta_seconds(" 60 ") == seconds(60));
        CPPUNIT_ASSERT(!delta_seconds("-1") && !delta_seconds("") && !delta_seconds("6x"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventTest);

} // namespace
