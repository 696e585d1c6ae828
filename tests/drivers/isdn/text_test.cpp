// The D-channel as text: every element that a message may have, values by name.
#include "drivers/isdn/text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

using namespace isdn;

class IsdnTextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(IsdnTextTest);
    CPPUNIT_TEST(says_nothing_of_absent_elements);
    CPPUNIT_TEST(names_every_element_of_a_value);
    CPPUNIT_TEST(values_without_a_name_stay_numbers);
    CPPUNIT_TEST(a_frame_is_one_line_or_all_its_elements);
    CPPUNIT_TEST(names_messages_without_a_call);
    CPPUNIT_TEST(names_elements_that_no_value_holds);
    CPPUNIT_TEST(follows_shifts_of_the_codeset);
    CPPUNIT_TEST(names_channels);
    CPPUNIT_TEST(names_operations_in_facilities);
    CPPUNIT_TEST(summaries_say_what_matters);
    CPPUNIT_TEST(takes_a_message_cut_anywhere);
    CPPUNIT_TEST_SUITE_END();

    using Bytes = std::vector<std::uint8_t>;

    static Message of(MessageType type) {
        Message message;
        message.type = type;
        return message;
    }
    /// STATUS with these elements, less its first line.
    static std::string elements(Bytes octets) {
        Bytes message{0x08, 0x02, 0x00, 0x01, 0x7d};
        message.insert(message.end(), octets.begin(), octets.end());
        const std::string text = message_text(message);
        return text.substr(text.find('\n') + 1);
    }
    static void same(const char* wanted, const std::string& found) {
        CPPUNIT_ASSERT_EQUAL(std::string(wanted), found);
    }

    void says_nothing_of_absent_elements() {
        same("ALERTING\n", to_text(of(MessageType::alerting)));
    }
    void names_every_element_of_a_value() {
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
        message.calling_subaddress = {0x80, 0x50, 0x31, 0x32};
        same("SETUP\n"
             "  sending complete: yes\n"
             "  bearer capability: 16 (3.1 kHz audio), 0 (circuit), rate 16 (64 kbit/s), layer 1 "
             "3 (A-law)\n"
             "  cause: 17 (user busy), location 2 (public network serving the local user), "
             "diagnostic 81\n"
             "  channel identification: 7, exclusive, primary rate\n"
             "  progress indicator: 8 (in-band information available), location 1 (private "
             "network serving the local user)\n"
             "  notification indicator: 121 (remote hold)\n"
             "  display: \"Bob\"\n"
             "  keypad facility: \"*21#\"\n"
             "  connected number: 49301, type 1 (international), plan 1 (E.164), presentation 0 "
             "(allowed), screening 3 (network provided)\n"
             "  calling party number: 301, type 2 (national), plan 1 (E.164), presentation 1 "
             "(restricted), screening 1 (verified and passed)\n"
             "  calling party subaddress: 0 (NSAP), \"12\"\n"
             "  called party number: 2001, type 0 (unknown), plan 1 (E.164)\n"
             "  redirecting number: 600, type 4 (subscriber), plan 1 (E.164), presentation 0 "
             "(allowed), screening 0 (not screened), reason 15 (unconditional)\n"
             "  low layer compatibility: 8 (unrestricted digital), 0 (circuit), rate 16 (64 "
             "kbit/s)\n"
             "  high layer compatibility: 1 (telephony)\n"
             "  user-user: protocol 4 (IA5), \"A\"\n",
             to_text(message));
    }
    void values_without_a_name_stay_numbers() {
        Message message = of(MessageType::progress);
        message.progress = {{77, 9}};
        same("PROGRESS\n  progress indicator: 77, location 9\n", to_text(message));
    }
    void a_frame_is_one_line_or_all_its_elements() {
        const Bytes frame{0x00, 0x01, 0x02, 0x04, 0x08, 0x02, 0x80,
                          0x05, 0x45, 0x08, 0x02, 0x80, 0x90};
        same("I command SAPI 0 TEI 0 N(S)=1 N(R)=2 P=0 | DISCONNECT ref 5' cause 16 normal call "
             "clearing",
             frame_summary(frame, Sender::user));
        same("I command SAPI 0 TEI 0 N(S)=1 N(R)=2 P=0\n"
             "DISCONNECT, call reference 5, to the side that chose it\n"
             "  cause: 16 (normal call clearing), location 0 (user)\n",
             frame_text(frame, Sender::user));
        CPPUNIT_ASSERT(is_layer3(frame));
        const Bytes ready{0x00, 0x01, 0x01, 0x02};
        same("RR response SAPI 0 TEI 0 N(R)=1 F=0\n", frame_text(ready, Sender::network));
        CPPUNIT_ASSERT(!is_layer3(ready));
        same("no LAPD frame: 01", frame_summary(Bytes{0x01}));
        same("I SAPI 16 TEI 0 N(S)=0 N(R)=0 P/F=0 C/R=0 | 10 00 fb",
             frame_summary(Bytes{0x40, 0x01, 0x00, 0x00, 0x10, 0x00, 0xfb}));
    }
    void names_messages_without_a_call() {
        same("RESTART, global call reference, from the side that chose it\n"
             "  channel identification: 3, exclusive, primary rate\n"
             "  restart indicator: 0 (indicated channels)\n",
             message_text(Bytes{0x08, 0x02, 0x00, 0x00, 0x46, 0x18, 0x03, 0xa9, 0x83, 0x83, 0x79,
                                0x01, 0x80}));
        same("STATUS ENQUIRY, call reference 1, from the side that chose it\n",
             message_text(Bytes{0x08, 0x02, 0x00, 0x01, 0x75}));
        same("REGISTER, dummy call reference\n", message_text(Bytes{0x08, 0x00, 0x64}));
        same("SERVICE, global call reference, from the side that chose it\n"
             "  change status: 2 (out of service) of the channel\n"
             "  channel identification: 4, exclusive, primary rate\n",
             message_text(Bytes{0x03, 0x02, 0x00, 0x00, 0x0f, 0x01, 0x01, 0xc2, 0x18, 0x03, 0xa9,
                                0x83, 0x84}));
        same("message type 0x1b, call reference 1, from the side that chose it\n",
             message_text(Bytes{0x08, 0x01, 0x01, 0x1b}));
        same("no Q.931 message: 41 02\n", message_text(Bytes{0x41, 0x02}));
    }
    void names_elements_that_no_value_holds() {
        same("  call state: 10 (active)\n", elements({0x14, 0x01, 0x0a}));
        same("  date/time: 2026-11-22 17:05\n", elements({0x29, 0x05, 26, 11, 22, 17, 5}));
        same("  signal: 4 (busy tone on)\n", elements({0x34, 0x01, 0x04}));
        same("  transit network selection: 288, type 2 (national), plan 1 (carrier code)\n",
             elements({0x78, 0x04, 0xa1, '2', '8', '8'}));
        same("  network-specific facilities: facility 0xe1 (SDN)\n",
             elements({0x20, 0x02, 0x00, 0xe1}));
        same("  segmented message: first, 2 more, of message type 05\n",
             elements({0x00, 0x02, 0x82, 0x05}));
        same("  congestion level: 15 (receiver not ready)\n", elements({0xbf}));
        same("  repeat indicator: 2 (prioritized list)\n", elements({0xd2}));
        same("  display: \"Ann\" (type b1)\n", elements({0x28, 0x04, 0xb1, 'A', 'n', 'n'}));
        same("  element 0x5f: 01 02\n", elements({0x5f, 0x02, 0x01, 0x02}));
        same("  bearer capability: 8 (unrestricted digital), 0 (circuit), rate 16 (64 kbit/s), "
             "layer 1 1 (V.110, I.460, X.30), synchronous, user rate 15 (56 kbit/s)\n",
             elements({0x04, 0x04, 0x88, 0x90, 0x21, 0x8f}));
        same("  bearer capability: 8 (unrestricted digital), 2 (packet), rate 0 (packet mode), "
             "layer 2 6 (X.25 link level), layer 3 6 (X.25 packet layer)\n",
             elements({0x04, 0x04, 0x88, 0xc0, 0xc6, 0xe6}));
    }
    void follows_shifts_of_the_codeset() {
        same("  codeset 6 element 0x28: 41\n"
             "  display: \"A\"\n"
             "  transit counter: 3\n"
             "  codeset 4 element 0x28: 41\n",
             elements({0x9e, 0x28, 0x01, 0x41, 0x28, 0x01, 0x41, 0x94, 0x31, 0x01, 0x83, 0x28, 0x01,
                       0x41}));
    }
    void names_channels() {
        same("  channel identification: B2, exclusive, basic rate\n", elements({0x18, 0x01, 0x8a}));
        same("  channel identification: any, preferred, basic rate\n",
             elements({0x18, 0x01, 0x83}));
        same("  channel identification: none, preferred, primary rate\n",
             elements({0x18, 0x01, 0xa0}));
        same("  channel identification: 1,16,31, exclusive, primary rate, slot map\n",
             elements({0x18, 0x06, 0xa9, 0x93, 0x40, 0x00, 0x80, 0x01}));
        same("  channel identification: 5, exclusive, primary rate, interface 1\n",
             elements({0x18, 0x04, 0xe9, 0x81, 0x83, 0x85}));
        same("  channel identification: cut short, e9\n", elements({0x18, 0x01, 0xe9}));
    }
    void names_operations_in_facilities() {
        same("  facility: 17 (remote operations); invoke 5 CallDeflection, argument 30 00\n",
             elements(
                 {0x1c, 0x0b, 0x91, 0xa1, 0x08, 0x02, 0x01, 0x05, 0x02, 0x01, 0x0d, 0x30, 0x00}));
        same("  facility: 31 (networking extensions); network facility extension 80 01 00; unknown "
             "invokes: 0 (discard); invoke 1 callingName, argument 84 00\n",
             elements({0x1c, 0x13, 0x9f, 0xaa, 0x03, 0x80, 0x01, 0x00, 0x8b, 0x01, 0x00,
                       0xa1, 0x08, 0x02, 0x01, 0x01, 0x02, 0x01, 0x00, 0x84, 0x00}));
        same("  facility: 17 (remote operations); invoke 2 ExplicitEctExecute\n",
             elements({0x1c, 0x0e, 0x91, 0xa1, 0x0b, 0x02, 0x01, 0x02, 0x06, 0x06, 0x04, 0x00, 0x82,
                       0x71, 0x01, 0x01}));
        same("  facility: 17 (remote operations); return error 5 error 3 (notAvailable)\n",
             elements({0x1c, 0x09, 0x91, 0xa3, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x03}));
        same("  facility: 17 (remote operations); return result 5 of InterrogationDiversion\n",
             elements(
                 {0x1c, 0x0b, 0x91, 0xa2, 0x08, 0x02, 0x01, 0x05, 0x30, 0x03, 0x02, 0x01, 0x0b}));
        same("  facility: 17 (remote operations); reject 5 invoke problem 01\n",
             elements({0x1c, 0x09, 0x91, 0xa4, 0x06, 0x02, 0x01, 0x05, 0x81, 0x01, 0x01}));
        same("  facility: 17 (remote operations); cut short\n",
             elements({0x1c, 0x03, 0x91, 0xa1, 0x08}));
    }
    void summaries_say_what_matters() {
        same("SETUP ref 3 channel 7 from 301 to 2001",
             message_summary(Bytes{0x08, 0x02, 0x00, 0x03, 0x05, 0x18, 0x03, 0xa9,
                                   0x83, 0x87, 0x6c, 0x05, 0x21, 0x81, '3',  '0',
                                   '1',  0x70, 0x05, 0x81, '2',  '0',  '0',  '1'}));
        same("NOTIFY ref 3' 121 (remote hold)",
             message_summary(Bytes{0x08, 0x01, 0x83, 0x6e, 0x27, 0x01, 0xf9}));
        same("RESTART ref global 7 (all interfaces)",
             message_summary(Bytes{0x08, 0x02, 0x00, 0x00, 0x46, 0x79, 0x01, 0x87}));
    }
    void takes_a_message_cut_anywhere() {
        const Bytes whole{0x02, 0x01, 0x00, 0x00, 0x08, 0x02, 0x00, 0x01, 0x05, 0x04,
                          0x03, 0x80, 0x90, 0xa3, 0x18, 0x03, 0xa9, 0x83, 0x81, 0x1c,
                          0x09, 0x91, 0xa1, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x0d,
                          0x6c, 0x05, 0x21, 0x81, '3',  '0',  '1'};
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const base::Octets cut = base::Octets(whole).first(size);
            const std::string now = frame_text(cut);
            CPPUNIT_ASSERT(now.ends_with('\n') && now.size() > 1);
            CPPUNIT_ASSERT(!frame_summary(cut).empty());
        }
        CPPUNIT_ASSERT(frame_text(base::Octets(whole).first(whole.size() - 1)).find("cut short") !=
                       std::string::npos);
        CPPUNIT_ASSERT(frame_text(whole).find("cut short") == std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IsdnTextTest);
