// Q.931 messages as text: every element that a message may have, values by name.
#include "drivers/isdn/text.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace isdn;

class IsdnTextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IsdnTextTest);
    CPPUNIT_TEST(says_nothing_of_absent_elements);
    CPPUNIT_TEST(names_every_element);
    CPPUNIT_TEST(values_without_a_name_stay_numbers);
    CPPUNIT_TEST_SUITE_END();

    static Message of(MessageType type) {
        Message message;
        message.type = type;
        return message;
    }

    void says_nothing_of_absent_elements() {
        CPPUNIT_ASSERT_EQUAL(std::string("ALERTING\n"), to_text(of(MessageType::alerting)));
    }
    void names_every_element() {
        Message message = of(MessageType::setup);
        message.sending_complete = true;
        message.bearer = BearerCapability{};
        message.cause = Cause{17, 2, {0x81}};
        message.channel = Channel{7, true};
        message.progress = {{8, 1}};
        message.notification = 0x79;
        message.display = "Bob";
        message.keypad = "*21#";
        message.connected = Number{1, 1, 0, 3, 0, "49301"};
        message.calling = Number{2, 1, 1, 1, 0, "301"};
        message.called = Number{0, 1, 0, 0, 0, "2001"};
        message.redirecting = Number{4, 1, 0, 0, 15, "600"};
        message.low_layer = {0x88, 0x90};
        message.high_layer = {0x91, 0x81};
        message.user_user = {0x04, 0x41};
        CPPUNIT_ASSERT_EQUAL(
            std::string(
                "SETUP\n"
                "  sending complete: yes\n"
                "  bearer capability: transfer 16 (3.1 kHz audio), mode and rate 16, layer 1 3 "
                "(A-law)\n"
                "  cause: 17, location 2 (public network serving the local user), diagnostic 81\n"
                "  channel: 7, exclusive\n"
                "  progress indicator: 8 (in-band information available), location 1 (private "
                "network serving the local user)\n"
                "  notification indicator: 121 (remote hold)\n"
                "  display: Bob\n"
                "  keypad facility: *21#\n"
                "  connected number: 49301, type 1 (international), plan 1 (E.164), presentation 0 "
                "(allowed), screening 3 (network provided)\n"
                "  calling party number: 301, type 2 (national), plan 1 (E.164), presentation 1 "
                "(restricted), screening 1 (verified and passed)\n"
                "  called party number: 2001, type 0 (unknown), plan 1 (E.164)\n"
                "  redirecting number: 600, type 4 (subscriber), plan 1 (E.164), presentation 0 "
                "(allowed), screening 0 (not screened), reason 15\n"
                "  low layer compatibility: 88 90\n"
                "  high layer compatibility: 91 81\n"
                "  user-user: 04 41\n"),
            to_text(message));
    }
    void values_without_a_name_stay_numbers() {
        Message message = of(MessageType::progress);
        message.progress = {{77, 9}};
        CPPUNIT_ASSERT_EQUAL(std::string("PROGRESS\n  progress indicator: 77, location 9\n"),
                             to_text(message));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IsdnTextTest);
