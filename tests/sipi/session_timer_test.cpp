// Session-Expires and Min-SE as values, RFC 4028 §4, §5, §9.
#include "sipi/session_timer.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;
using std::chrono::seconds;

class SessionTimerTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SessionTimerTest);
    CPPUNIT_TEST(interval_and_refresher_are_read);
    CPPUNIT_TEST(too_short_is_422_only_for_who_knows_min_se);
    CPPUNIT_TEST(view_is_one_line);
    CPPUNIT_TEST_SUITE_END();

    static Message with(std::string_view value, bool supported = true) {
        Message message = Message::request(Method::invite, "sip:1@192.0.2.1");
        message.append(HeaderName::session_expires, value);
        if (supported)
            message.append(HeaderName::supported, "TIMER");
        return message;
    }
    void interval_and_refresher_are_read() {
        const Message message = with("1800 ; x=1; Refresher=uas");
        const auto found = session_expires_of(message);
        CPPUNIT_ASSERT(found && found->interval == seconds(1800));
        CPPUNIT_ASSERT_EQUAL(std::string("uas"), std::string(found->refresher));
        for (const char* bad : {"", "x", "-1", ";refresher=uac", "99999999999"})
            CPPUNIT_ASSERT(!session_expires_of(with(bad)));
    }
    void too_short_is_422_only_for_who_knows_min_se() {
        TimerPolicy policy;
        CPPUNIT_ASSERT_EQUAL(0, judge_timer(with("60"), policy)); // not used at all
        policy.supported = true;
        CPPUNIT_ASSERT_EQUAL(422, judge_timer(with("89"), policy));
        CPPUNIT_ASSERT_EQUAL(0, judge_timer(with("90"), policy));
        CPPUNIT_ASSERT_EQUAL(0, judge_timer(with("60", false), policy));
        CPPUNIT_ASSERT_EQUAL(400, judge_timer(with("soon"), policy));
        policy.least = seconds(600);
        CPPUNIT_ASSERT_EQUAL(422, judge_timer(with("599"), policy));
    }
    void view_is_one_line() {
        TimerView view;
        CPPUNIT_ASSERT_EQUAL(std::string(), text(view));
        view = {Refresher::us, seconds(1800), seconds(1700), 1};
        CPPUNIT_ASSERT_EQUAL(std::string("1800 s, refreshed by us, ends in 1700 s, 1 refresh"),
                             text(view));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionTimerTest);

} // namespace
