// Option tags, RSeq and RAck: RFC 3261 §19.2, RFC 3262 §7.
#include "sipi/option_tags.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class OptionTagsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(OptionTagsTest);
    CPPUNIT_TEST(tags_are_found_in_any_case_and_line);
    CPPUNIT_TEST(only_18x_with_require_and_rseq_is_reliable);
    CPPUNIT_TEST(rack_has_two_numbers_and_a_method);
    CPPUNIT_TEST_SUITE_END();

    static Message response(int status) {
        Message request = Message::request(Method::invite, "sip:1@192.0.2.1");
        return Message::response(request, status);
    }
    static std::optional<Rack> rack(std::string_view value) {
        Message prack = Message::request(Method::prack, "sip:1@192.0.2.1");
        prack.append(HeaderName::rack, value);
        const auto found = rack_of(prack);
        if (!found)
            return std::nullopt;
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE"), std::string(found->method));
        return Rack{found->rseq, found->cseq, {}};
    }

    void tags_are_found_in_any_case_and_line() {
        Message invite = Message::request(Method::invite, "sip:1@192.0.2.1");
        invite.append(HeaderName::supported, "timer, 100REL");
        invite.append(HeaderName::require, "precondition");
        CPPUNIT_ASSERT(offers(invite, k100rel));
        CPPUNIT_ASSERT(offers(invite, kPrecondition));
        CPPUNIT_ASSERT(!lists(invite, HeaderName::require, k100rel));
        CPPUNIT_ASSERT(!offers(invite, "100"));
    }
    void only_18x_with_require_and_rseq_is_reliable() {
        Message ringing = response(180);
        CPPUNIT_ASSERT(!reliable_sequence(ringing));
        ringing.append(HeaderName::rseq, "4711");
        CPPUNIT_ASSERT(!reliable_sequence(ringing));
        ringing.append(HeaderName::require, "100rel");
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{4711}, reliable_sequence(ringing).value_or(0));
        Message answer = response(200);
        answer.append(HeaderName::rseq, "4711");
        answer.append(HeaderName::require, "100rel");
        CPPUNIT_ASSERT(!reliable_sequence(answer));
        Message broken = response(183);
        broken.append(HeaderName::rseq, "x");
        broken.append(HeaderName::require, "100rel");
        CPPUNIT_ASSERT(!reliable_sequence(broken));
    }
    void rack_has_two_numbers_and_a_method() {
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{776656}, rack("776656 1 INVITE")->rseq);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{1}, rack("776656  1\tINVITE")->cseq);
        for (const char* bad : {"", "1", "1 2", "x 2 INVITE", "1 x INVITE", "1 2 INVITE more"})
            CPPUNIT_ASSERT_MESSAGE(bad, !rack(bad));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OptionTagsTest);

} // namespace
