// Refer-To, Replaces and message/sipfrag: RFC 3515 §2.1, RFC 3891 §6.1, RFC 3420.
#include "sipi/refer.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace sipi;

class ReferTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ReferTest);
    CPPUNIT_TEST(replaces_names_a_dialog);
    CPPUNIT_TEST(replaces_without_a_tag_is_refused);
    CPPUNIT_TEST(replaces_with_a_tag_twice_is_refused);
    CPPUNIT_TEST(what_is_written_is_read);
    CPPUNIT_TEST(target_of_rfc_5589_has_its_dialog);
    CPPUNIT_TEST(target_loses_method_and_headers);
    CPPUNIT_TEST(target_may_be_a_telephone_number);
    CPPUNIT_TEST(target_cut_at_every_length_is_read_or_refused);
    CPPUNIT_TEST(target_dialog_has_tags_of_its_receiver);
    CPPUNIT_TEST(fragment_is_a_status_line);
    CPPUNIT_TEST_SUITE_END();

    // RFC 3891 §6.1, the examples of the grammar.
    void replaces_names_a_dialog() {
        const auto one = Replaces::parse("98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff");
        CPPUNIT_ASSERT(one);
        CPPUNIT_ASSERT_EQUAL(std::string("98732@sip.example.com"), one->call_id);
        CPPUNIT_ASSERT_EQUAL(std::string("ff87ff"), one->to_tag);
        CPPUNIT_ASSERT_EQUAL(std::string("r33th4x0r"), one->from_tag);
        CPPUNIT_ASSERT(!one->early_only);
        const auto early =
            Replaces::parse("12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only;x=y");
        CPPUNIT_ASSERT(early && early->early_only);
    }
    void replaces_without_a_tag_is_refused() {
        for (const char* value :
             {"", ";to-tag=1;from-tag=2", "a@b", "a@b;to-tag=1", "a@b;from-tag=1",
              "a@b;to-tag=;from-tag=1", "a b;to-tag=1;from-tag=2"})
            CPPUNIT_ASSERT_MESSAGE(value, !Replaces::parse(value));
    }
    void replaces_with_a_tag_twice_is_refused() {
        CPPUNIT_ASSERT(!Replaces::parse("a@b;to-tag=1;to-tag=2;from-tag=3"));
    }
    void what_is_written_is_read() {
        const Replaces one{"a1@192.0.2.1", "x", "y", true};
        const auto again = Replaces::parse(one.text());
        CPPUNIT_ASSERT(again && *again == one);
    }
    // RFC 5589 §7.1: "sips:482n4z24kdg@chicago.example.com;gr=8594958?Replaces=...".
    void target_of_rfc_5589_has_its_dialog() {
        const auto target = ReferTarget::parse(
            "<sip:482n4z24kdg@chicago.example.com;gr=8594958?Replaces=090459243588173445%3Bto-tag"
            "%3D9m2n3wq%3Bfrom-tag%3D763231&Require=replaces>");
        CPPUNIT_ASSERT(target);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:482n4z24kdg@chicago.example.com;gr=8594958"),
                             target->uri);
        CPPUNIT_ASSERT_EQUAL(std::string("090459243588173445;to-tag=9m2n3wq;from-tag=763231"),
                             target->replaces);
        CPPUNIT_ASSERT(Replaces::parse(target->replaces));
    }
    void target_loses_method_and_headers() {
        const auto target = ReferTarget::parse("<sip:7@192.0.2.1;method=BYE;user=phone?Subject=x>");
        CPPUNIT_ASSERT(target);
        CPPUNIT_ASSERT_EQUAL(std::string("BYE"), target->method);
        CPPUNIT_ASSERT_EQUAL(std::string("sip:7@192.0.2.1;user=phone"), target->uri);
        CPPUNIT_ASSERT(target->replaces.empty());
    }
    void target_may_be_a_telephone_number() {
        const auto target = ReferTarget::parse("<tel:+4930123456>");
        CPPUNIT_ASSERT(target);
        CPPUNIT_ASSERT_EQUAL(std::string("tel:+4930123456"), target->uri);
        CPPUNIT_ASSERT_EQUAL(std::string("INVITE"), target->method);
        CPPUNIT_ASSERT(!ReferTarget::parse("*"));
        CPPUNIT_ASSERT(!ReferTarget::parse(""));
    }
    void target_cut_at_every_length_is_read_or_refused() {
        const std::string whole = "<sip:7@192.0.2.1;method=INVITE?Replaces=a%40b%3Bto-tag%3D1>";
        unsigned read = 0;
        for (std::size_t length = 0; length <= whole.size(); ++length)
            read += ReferTarget::parse(std::string_view(whole).substr(0, length)).ok();
        CPPUNIT_ASSERT_EQUAL(1U, read);
    }
    void target_dialog_has_tags_of_its_receiver() {
        const auto dialog = parse_target_dialog("fa77as7dad8-sd98ajzz@host.example.com"
                                                ";local-tag=kkaz-;remote-tag=6544");
        CPPUNIT_ASSERT(dialog);
        CPPUNIT_ASSERT_EQUAL(std::string("kkaz-"), dialog->to_tag);
        CPPUNIT_ASSERT_EQUAL(std::string("6544"), dialog->from_tag);
        CPPUNIT_ASSERT(!parse_target_dialog("call;local-tag=1"));
        CPPUNIT_ASSERT(!parse_target_dialog("call;to-tag=1;from-tag=2"));
    }
    void fragment_is_a_status_line() {
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 100 Trying\r\n"), status_fragment(100));
        CPPUNIT_ASSERT_EQUAL(std::string("SIP/2.0 603 Decline\r\n"), status_fragment(603));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReferTest);

} // namespace
