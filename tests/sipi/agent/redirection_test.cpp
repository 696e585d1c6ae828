// The target set of a redirected request: RFC 3261 §8.1.3.4.
#include "sipi/agent/redirection.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class RedirectionTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RedirectionTest);
    CPPUNIT_TEST(sip_contacts_are_taken_best_first);
    CPPUNIT_TEST(headers_of_a_contact_uri_are_left_out);
    CPPUNIT_TEST(no_uri_is_tried_twice);
    CPPUNIT_TEST(the_number_of_targets_is_limited);
    CPPUNIT_TEST(targets_of_a_later_response_are_sorted_in);
    CPPUNIT_TEST_SUITE_END();

    static std::vector<RedirectTarget> targets(std::string_view contacts) {
        Message request = Message::request(Method::invite, "sip:x@h");
        Message response = Message::response(request, 302);
        response.append(HeaderName::contact, contacts);
        return redirect_targets(response);
    }
    void sip_contacts_are_taken_best_first() {
        const auto found =
            targets("<sip:a@h>;q=0.1, <tel:+4930>, <sip:b@h>, sip:c@h;q=0.5, <sips:d@h>");
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, found.size());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:b@h"), found[0].uri);
        CPPUNIT_ASSERT_EQUAL(std::string("sips:d@h"), found[1].uri);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:c@h"), found[2].uri);
        CPPUNIT_ASSERT_EQUAL(0.5F, found[2].q);
    }
    void headers_of_a_contact_uri_are_left_out() {
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@h;user=phone"),
                             targets("<sip:a@h;user=phone?Subject=x>")[0].uri);
    }
    void no_uri_is_tried_twice() {
        Redirection redirection("sip:first@h", 5);
        redirection.add(targets("<sip:first@H>, <sip:a@h>, <sip:a@h>"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@h"), redirection.next().value());
        redirection.add(targets("<sip:a@h>"));
        CPPUNIT_ASSERT(!redirection.next());
    }
    void the_number_of_targets_is_limited() {
        Redirection redirection("sip:first@h", 2);
        redirection.add(targets("<sip:a@h>, <sip:b@h>, <sip:c@h>"));
        CPPUNIT_ASSERT(redirection.next() && redirection.next());
        CPPUNIT_ASSERT(!redirection.next());
    }
    void targets_of_a_later_response_are_sorted_in() {
        Redirection redirection("sip:first@h", 5);
        redirection.add(targets("<sip:a@h>;q=0.5, <sip:b@h>;q=0.1"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:a@h"), redirection.next().value());
        redirection.add(targets("<sip:c@h>;q=0.7"));
        CPPUNIT_ASSERT_EQUAL(std::string("sip:c@h"), redirection.next().value());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:b@h"), redirection.next().value());
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RedirectionTest);

} // namespace
