// Inspection of requests: one test a row of RFC 3261 §8.2.
#include "sipi/agent/checks.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

AgentSettings settings() {
    AgentSettings out;
    out.more_methods = {"INFO"};
    out.supported = {"100rel", "timer"};
    out.accept_types = {"application/sdp", "multipart/mixed"};
    return out;
}

class ChecksTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ChecksTest);
    CPPUNIT_TEST(good_requests_pass);
    CPPUNIT_TEST(methods_405_and_501);
    CPPUNIT_TEST(schemes_416_and_400);
    CPPUNIT_TEST(max_forwards_483_and_400);
    CPPUNIT_TEST(require_420_names_the_unsupported_only);
    CPPUNIT_TEST(cancel_is_not_challenged);
    CPPUNIT_TEST(bodies_415_and_400);
    CPPUNIT_TEST(contact_400);
    CPPUNIT_TEST(abilities_are_composed);
    CPPUNIT_TEST_SUITE_END();

    Abilities abilities{settings()};

    static Message invite(std::string_view method = "INVITE",
                          std::string_view uri = "sip:b@192.0.2.2") {
        Message message = Message::request(method, uri);
        message.append(HeaderName::max_forwards, "70");
        message.append(HeaderName::contact, "<sip:a@192.0.2.1>");
        message.set_body("application/sdp", std::string_view("v=0"));
        return message;
    }
    int status(const Message& message, bool in_dialog = false) const {
        return inspect(message, abilities, in_dialog).status;
    }
    void good_requests_pass() {
        for (const char* method : {"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO"})
            CPPUNIT_ASSERT_EQUAL(0, status(invite(method)));
        CPPUNIT_ASSERT_EQUAL(0, status(invite("INVITE", "tel:+49301234")));
        CPPUNIT_ASSERT_EQUAL(0, status(invite("INVITE", "sips:b@192.0.2.2")));
    }
    void methods_405_and_501() {
        CPPUNIT_ASSERT_EQUAL(405, status(invite("REGISTER")));
        CPPUNIT_ASSERT_EQUAL(405, status(invite("UPDATE"), true));
        CPPUNIT_ASSERT_EQUAL(501, status(invite("DANCE")));
        CPPUNIT_ASSERT(inspect(invite("REGISTER"), abilities, false).header == HeaderName::allow);
    }
    void schemes_416_and_400() {
        CPPUNIT_ASSERT_EQUAL(416, status(invite("INVITE", "mailto:a@b.org")));
        CPPUNIT_ASSERT_EQUAL(416, status(invite("INVITE", "urn:service:counseling")));
        CPPUNIT_ASSERT_EQUAL(0, status(invite("INVITE", "urn:service:sos.fire"))); // RFC 5031
        CPPUNIT_ASSERT_EQUAL(400, status(invite("INVITE", "sip:[::1")));
    }
    void max_forwards_483_and_400() {
        Message message = invite();
        message.set(HeaderName::max_forwards, "0");
        CPPUNIT_ASSERT_EQUAL(483, status(message));
        message.set(HeaderName::max_forwards, "many");
        CPPUNIT_ASSERT_EQUAL(400, status(message));
        message.remove(HeaderName::max_forwards); // RFC 2543 had none
        CPPUNIT_ASSERT_EQUAL(0, status(message));
        Message options = invite("OPTIONS");
        options.set(HeaderName::max_forwards, "0");
        CPPUNIT_ASSERT_EQUAL(0, status(options));
    }
    void require_420_names_the_unsupported_only() {
        Message message = invite();
        message.append(HeaderName::require, "timer, path");
        message.append(HeaderName::require, "100REL, gruu");
        const Refusal refusal = inspect(message, abilities, true);
        CPPUNIT_ASSERT_EQUAL(420, refusal.status);
        CPPUNIT_ASSERT_EQUAL(std::string("path, gruu"), refusal.value);
        CPPUNIT_ASSERT(refusal.header == HeaderName::unsupported);
    }
    void cancel_is_not_challenged() {
        Message message = invite("CANCEL");
        message.append(HeaderName::require, "path");
        CPPUNIT_ASSERT_EQUAL(0, status(message));
    }
    void bodies_415_and_400() {
        Message message = invite();
        message.set_body("application/isup", std::string_view("x"));
        CPPUNIT_ASSERT_EQUAL(415, status(message));
        message.set(HeaderName::content_disposition, "signal;handling=optional");
        CPPUNIT_ASSERT_EQUAL(0, status(message));
        message.set(HeaderName::content_disposition, "signal;handling=required");
        CPPUNIT_ASSERT_EQUAL(415, status(message));
        message = invite();
        message.set_body("Multipart/Mixed;boundary=x", std::string_view("x"));
        CPPUNIT_ASSERT_EQUAL(400, status(message)); // taken apart in vain
        const std::string parts = "--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"
                                  "--x\r\nContent-Type: application/isup\r\n";
        message = invite();
        message.set_body("Multipart/Mixed;boundary=x", parts + "\r\nx\r\n--x--\r\n");
        CPPUNIT_ASSERT_EQUAL(415, status(message)); // required is what goes without saying
        message.set_body("Multipart/Mixed;boundary=x",
                         parts + "Content-Disposition: signal;handling=optional\r\n\r\nx\r\n"
                                 "--x--\r\n");
        CPPUNIT_ASSERT_EQUAL(0, status(message));
        message.append(HeaderName::content_encoding, "gzip");
        CPPUNIT_ASSERT_EQUAL(415, status(message));
        message = invite();
        message.set(HeaderName::content_type, "nonsense");
        CPPUNIT_ASSERT_EQUAL(400, status(message));
        message = invite("INFO"); // its bodies are the application's business
        message.set_body("application/dtmf-relay", std::string_view("x"));
        CPPUNIT_ASSERT_EQUAL(0, status(message, true));
    }
    void contact_400() {
        Message message = invite();
        message.remove(HeaderName::contact);
        CPPUNIT_ASSERT_EQUAL(400, status(message));
        CPPUNIT_ASSERT_EQUAL(0, status(message, true));
        message.append(HeaderName::contact, "*");
        CPPUNIT_ASSERT_EQUAL(400, status(message));
    }
    void abilities_are_composed() {
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE, ACK, CANCEL, BYE, OPTIONS, INFO"),
                             abilities.allow);
        CPPUNIT_ASSERT_EQUAL(std::string("100rel, timer"), abilities.supported);
        CPPUNIT_ASSERT_EQUAL(std::string("application/sdp, multipart/mixed"), abilities.accept);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ChecksTest);

} // namespace
