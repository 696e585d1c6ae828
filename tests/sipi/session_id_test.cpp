// Session-ID as a value, RFC 7989 §5.
#include "sipi/session_id.h"

#include "sipi/random.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class SessionIdTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SessionIdTest);
    CPPUNIT_TEST(both_halves_are_read);
    CPPUNIT_TEST(malformed_is_none);
    CPPUNIT_TEST(made_ones_are_version_4);
    CPPUNIT_TEST_SUITE_END();

    static Message with(std::string_view value) {
        Message message = Message::request(Method::invite, "sip:1@192.0.2.1");
        message.append(HeaderName::session_id, value);
        return message;
    }
    void both_halves_are_read() {
        const std::string a(32, 'a'), b(32, '0');
        const Message message = with(a + ";x=y;remote=" + b);
        const auto both = session_id_of(message);
        CPPUNIT_ASSERT(both && both->local == a && both->remote == b);
        const Message old_form = with(a); // RFC 7329
        CPPUNIT_ASSERT(session_id_of(old_form) && session_id_of(old_form)->remote.empty());
        CPPUNIT_ASSERT_EQUAL(a + ";remote=" + b, session_id_text(a, ""));
    }
    void malformed_is_none() {
        const std::string a(32, 'a');
        for (const std::string& bad : {std::string(), std::string(31, 'a'), std::string(32, 'g'),
                                       std::string(32, 'A'), std::string(33, 'a'), a + ";remote=1"})
            CPPUNIT_ASSERT(!session_id_of(with(bad)));
    }
    void made_ones_are_version_4() {
        Random random(1);
        const std::string one = make_uuid(random), two = make_uuid(random);
        CPPUNIT_ASSERT(is_uuid(one) && is_uuid(two) && one != two);
        CPPUNIT_ASSERT_EQUAL('4', one[12]);
        CPPUNIT_ASSERT(std::string("89ab").find(one[16]) != std::string::npos);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionIdTest);

} // namespace
